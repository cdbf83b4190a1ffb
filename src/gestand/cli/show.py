"""Plans, boards and outcomes as text: what, how many, why, what stays. No number without its meaning."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from gestand.diagnostics import Diagnostic, report
from gestand.documents import plans, sentences
from gestand.examples.sample import Made
from gestand.execute.context import Context
from gestand.execute.preview import Counted, Preview
from gestand.execute.run import Done
from gestand.execute.search import Found
from gestand.plan.steps import (
    CutPerson,
    DeleteRows,
    ReplaceValues,
    TellRecipient,
)
from gestand.policy import promises
from gestand.policy.model import Name
from gestand.retention import Row
from gestand.rights import Outcome
from gestand.words import day, enumeration, moment, number, said, t, tn


def findings(found: Sequence[Diagnostic], summary: Mapping[str, Any], form: str) -> str:
    """The findings in the asked form."""
    if form == "json":
        return report.as_json(found, dict(summary))
    if form == "sarif":
        return report.as_sarif(found, "0.1.0")
    lines = [report.as_text(d) + "\n" for d in found]
    accepted = sum(1 for d in found if d.accepted)
    counts = t(
        "{tables}, {columns}, {activities}",
        tables=tn("{n} table", "{n} tables", summary["tables"]),
        columns=tn("{n} column", "{n} columns", summary["columns"]),
        activities=tn("{n} activity", "{n} activities", summary["activities"]),
    )
    errors = sum(1 for d in found if d.severity == "error" and not d.accepted)
    warnings = len(found) - errors - accepted
    told = (
        [tn("{n} finding", "{n} findings", errors)]
        + ([tn("{n} warning", "{n} warnings", warnings)] if warnings else [])
        + [t("{n} accepted", n=accepted) if accepted else t("none accepted")]
    )
    return "\n".join([*lines, f"{counts}; {', '.join(told)} · {summary['seconds']:.2f} s"])


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows as aligned columns, indented by two."""
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))] if rows else []
    return [
        "  "
        + "  ".join(
            cell.rjust(w) if i in right else cell.ljust(w) for i, (cell, w) in enumerate(zip(r, widths, strict=True))
        ).rstrip()
        for r in rows
    ]


def _steps(context: Context, counted: Sequence[Counted], whole: bool) -> list[str]:
    rows = []
    for one in counted:
        step = one.step
        if isinstance(step, TellRecipient):
            continue
        share = f"{t('of')} {number(one.of)}" if whole and one.of else ""
        rows.append(
            [
                str(step.table),
                plans.verb(step),
                plans.amount(context.policy, step.table, one.rows),
                share,
                plans.what(context.policy, step),
                plans.reason(context.policy, step),
            ]
        )
    return table(rows, right=(2, 3)) if rows else []


def sweep(context: Context, seen: Preview, digest: str) -> str:
    """What must go today."""
    lines = [t("Today {day}. Nothing has been changed.", day=day(seen.plan.today)), ""]
    if not seen.counted:
        return "\n".join([*lines, "  " + t("Nothing has to go today.")])
    lines += _steps(context, seen.counted, whole=True)
    lines += [
        "",
        t("plan {digest} · to do exactly this: gestand apply {short}", digest=f"{digest[:8]}…{digest[-2:]}", short=digest[:12]),
    ]
    return "\n".join(lines)


def swept(done: Done) -> str:
    """What a sweep did."""
    if done.again:
        return t("this plan was carried out before: nothing was done now")
    rows = [
        [
            key.partition(" ")[2],
            {"DeleteRows": t("deleted"), "ReplaceValues": t("changed"), "CutPerson": t("unlinked")}.get(
                key.partition(" ")[0], key
            ),
            tn("{n} row", "{n} rows", n),
        ]
        for key, n in done.per_table.items()
    ]
    total = sum(done.counts.values())
    return "\n".join(
        [
            *table(rows, right=(2,)),
            t("done: {rows}; entry {entry} of the evidence log", rows=tn("{n} row", "{n} rows", total), entry=done.entry),
        ]
    )


def board(context: Context, rows: Sequence[Row], more: Sequence[tuple[tuple[str, ...], list[str]]] = ()) -> str:
    """The promises with the truth beside them: what is measured, then what is attested, unproven or not carried out yet, by their ids."""
    lines = [*((row.activity.promises, _measured(context, row)) for row in rows), *_declared(context), *more]
    lines.sort(key=lambda line: promises.order(min(line[0], key=promises.order, default="~")))
    head = [t("promise"), "", t("state"), t("rows"), t("overdue"), t("oldest"), t("proved")]
    return "\n".join(table([head, *(cells for _, cells in lines)], right=(3, 4)))


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 78 else sentence[:77] + "…"


def _measured(context: Context, row: Row) -> list[str]:
    state = t("kept") if row.state == "kept" else t("overdue")
    if row.not_begun:
        state += " · " + t("{n} not begun", n=number(row.not_begun))
    return [
        " ".join(row.activity.promises) or "–",
        _short(sentences.promise(context.policy, row.activity)),
        state,
        number(row.held),
        number(row.overdue),
        row.oldest.isoformat() if row.oldest else "–",
        moment(row.proved) if row.proved else "–",
    ]


def _declared(context: Context) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The promises that nothing measures: who says so, since when, and on what evidence, or why nobody can."""
    for promise in promises.unmeasured(context.policy):
        state = promises.state_on(promise, context.today())
        if promise.state == "attested":
            shown = _short(f"{promise.by}: {promise.evidence}")
        elif promise.through:
            shown = t("by Gestand: {names}", names=enumeration([t(name) for name in promise.through]))
        else:
            shown = _short(said(promise.because)) or "–"
        yield (promise.id,), [promise.id, _short(said(promise.said)), t(state), "–", "–", promise.date or "–", shown]


def own(rows: Sequence[Any]) -> list[tuple[tuple[str, ...], list[str]]]:
    """The lines of the board about what Gestand itself keeps."""
    made: list[tuple[tuple[str, ...], list[str]]] = []
    for row in rows:
        kept = t("{period} after {moment}.", period=sentences.length(row.own.keep), moment=t(row.own.after))
        sentence = _short(f"{t(row.own.purpose)}: {kept}".capitalize())
        state = t("overdue") if row.overdue else t("kept")
        oldest = row.oldest.isoformat() if row.oldest else "–"
        made.append((("B",), ["–", sentence, state, number(row.held), number(row.overdue), oldest, "–"]))
    return made


def _people(context: Context, people: Mapping[str, Sequence[Any]]) -> str:
    parts = []
    for kind, keys in people.items():
        name = said(context.policy.kinds[kind].called, kind)
        parts.append(
            f"{kind} {'-'.join(map(str, keys[0]))}"
            if len(keys) == 1 and context.policy.kinds[kind].table
            else f"{name}: {number(len(keys))}"
        )
    return (
        t("Found one person: {person}", person=parts[0] + (f" ({t('also')}: {', '.join(parts[1:])})" if len(parts) > 1 else ""))
        if sum(len(k) for k in people.values()) <= len(people)
        else t("Found: {people}", people=", ".join(parts))
    )


def asked(context: Context, people: Mapping[str, Sequence[Any]], seen: Preview, digest: str) -> str:
    """What a plan about a person would do, and what stays."""
    lines = [_people(context, people), ""]
    rows = _going(context, seen)
    for (activity, shared), tables in _stays(seen).items():
        if shared:
            rows.append(
                [
                    t("stays"),
                    f"{enumeration([f'{n} ({rows_})' for n, rows_ in tables])}: {t('it is somebody else’s too; what speaks of this person goes')}",
                ]
            )
        elif activity:
            a = context.policy.activities[activity]
            until = max((s.until for s in seen.staying if s.activity == activity), default="")
            why = sentences.basis(a) + (f", {t('until {day}', day=day(date.fromisoformat(until)))}" if until else "")
            rows.append([t("stays"), f"{enumeration([f'{n} ({rows_})' for n, rows_ in tables])}: {why}; {t('for nothing else')}"])
        else:
            rows.append(
                [t("stays"), f"{enumeration([f'{n} ({rows_})' for n, rows_ in tables])}: {t('a hold or a restriction keeps it')}"]
            )
    told = [
        said(context.policy.recipients[c.step.recipient].called, c.step.recipient)
        for c in seen.counted
        if isinstance(c.step, TellRecipient)
    ]
    if told:
        rows.append([t("told"), f"{enumeration(told)} ({t('GDPR art. 19')}): {t('a task for a person')}"])
    if seen.shared:
        rows.append(
            [
                t("judge"),
                tn(
                    "{n} identifier is somebody else's too: what hangs on it is left alone",
                    "{n} identifiers are somebody else's too: what hangs on them is left alone",
                    len(seen.shared),
                ),
            ]
        )
    return "\n".join(
        [
            *lines,
            *(table(rows) or ["  " + t("Nothing would change.")]),
            "",
            t("plan {digest}", digest=f"{digest[:8]}…{digest[-2:]}"),
        ]
    )


def _going(context: Context, seen: Preview) -> list[list[str]]:
    """One line a table and verb: how many rows, and which of their values."""
    merged: dict[tuple[str, Name], tuple[int, list[str]]] = {}
    for one in seen.counted:
        step = one.step
        if isinstance(step, TellRecipient):
            continue
        verb = t("goes now") if isinstance(step, (DeleteRows, ReplaceValues, CutPerson)) else plans.verb(step)
        rows, columns = merged.get((verb, step.table), (0, []))
        whole = isinstance(step, DeleteRows)
        merged[verb, step.table] = (
            rows + one.rows if whole else max(rows, one.rows),
            columns + [c for c, _ in getattr(step, "columns", ()) if not whole and isinstance(c, str)],
        )
    shown = []
    for (verb, table_), (rows, columns) in merged.items():
        what = sentences.columns(context.policy, table_, tuple(columns))
        shown.append([verb, f"{table_}: {plans.amount(context.policy, table_, rows)}" + (f", {what}" if what else "")])
    return shown


def _stays(seen: Preview) -> dict[tuple[str, bool], list[tuple[Name, int]]]:
    found: dict[tuple[str, bool], list[tuple[Name, int]]] = defaultdict(list)
    for one in seen.staying:
        found["" if one.shared else one.activity, one.shared].append((one.table, one.rows))
    return found


def outcome(context: Context, result: Outcome) -> str:
    """What was done for a person, what the search found, and the receipt."""
    done = result.done
    if done.again and result.found is None:
        return t("this plan was carried out before: nothing was done now")
    lines = [
        t(
            "applied: {rows}; entry {entry} of the evidence log",
            rows=tn("{n} row", "{n} rows", sum(done.counts.values())),
            entry=done.entry,
        )
    ]
    if result.found is not None:
        lines += searched(context, result.found)
    lines += [t("receipt: {file} · verify it with: gestand verify {file}", file=path) for path in result.receipts]
    return "\n".join(lines)


def in_letters(key: str) -> str:
    """A key that somebody else chose, the name of a file for one, without what a terminal would obey."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in key)


def searched(context: Context, found: Found) -> list[str]:
    """What a search came upon."""
    over = t(
        "searched {columns} of {tables} ({rows})",
        columns=tn("{n} text column", "{n} text columns", found.columns),
        tables=tn("{n} table", "{n} tables", found.tables),
        rows=tn("{n} row", "{n} rows", found.rows),
    )
    if found.files:
        over += t(", and {files}", files=tn("looked into {n} file", "looked into {n} files", found.files))
    kept = [h for h in found.hits if h.kind == "held"]
    if not found.hits:
        lines = [f"{over}: {t('nothing left')} · {t('complete')}"]
    elif found.complete:
        lines = [
            f"{over}: {t('nothing left but what must stay')} ({enumeration(sorted({str(h.table) for h in kept}))}) · {t('complete')}"
        ]
    else:
        lines = [f"{over}: {t('not complete yet')}"]
        lines += table(
            [
                [
                    t("left") if h.kind == "left" else t("judge"),
                    f"{h.table}.{h.column}",
                    plans.amount(context.policy, h.table, h.rows),
                    ", ".join(map(in_letters, h.keys)),
                ]
                for h in found.hits
                if h.kind != "held"
            ]
        )
    if found.unread:
        lines.append(
            tn(
                "{n} file could not be read to its end: it is encrypted, damaged, or of a form that packs too much",
                "{n} files could not be read to their end: they are encrypted, damaged, or of a form that packs too much",
                found.unread,
            )
        )
    if found.skipped:
        lines.append(t("not searched for, because too short to tell: {names}", names=", ".join(found.skipped)))
    return lines


def answered(
    context: Context, people: Mapping[str, Sequence[Any]], files: Sequence[Path], counts: Mapping[str, int], entry: int
) -> str:
    """Where an answer is, and how much is in it."""
    rows = [[name, tn("{n} row", "{n} rows", n)] for name, n in counts.items()]
    return "\n".join(
        [
            _people(context, people),
            "",
            *table(rows, right=(1,)),
            "",
            *(str(f) for f in files),
            t("handed out: entry {entry} of the evidence log", entry=entry),
        ]
    )


def holds(rows: Sequence[Any], today: date) -> str:
    """The holds in force."""
    if not rows:
        return t("no hold is in force")
    return "\n".join(
        table(
            [[t("hold"), t("review"), t("who answers for it"), t("reason")]]
            + [
                [r.id, r.review.isoformat() + (" " + t("(passed)") if r.review < today else ""), r.responsible, r.reason]
                for r in rows
            ]
        )
    )


def examples(titles: Mapping[str, str]) -> str:
    """The sample organisations there are."""
    return "\n".join([*table([[name, title] for name, title in titles.items()]), "", t("make one: gestand example NAME")])


def example(name: str, made: Made) -> str:
    """Where a sample is, and how to begin."""
    held = [tn("{n} row", "{n} rows", made.rows)] + ([tn("{n} file", "{n} files", made.files)] if made.files else [])
    return "\n".join(
        [
            t("{folder} holds {things} and the policy of {name}", folder=made.folder, things=enumeration(held), name=name),
            t("begin with: {command}", command=f". {made.folder}/environment && gestand check"),
        ]
    )


@contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """A line that says how far it is, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda text, n: None
        return
    total = 0

    def told(text: str, n: int) -> None:
        nonlocal total
        total += n
        click.echo(f"\r\033[K{text} {number(total)}", nl=False, err=True)

    try:
        yield told
    finally:
        click.echo("\r\033[K", nl=False, err=True)
