"""Access (GDPR art. 15) and portability (art. 20): everything that is held about people, as a stream.

For one person or a few, rows come one by one and a document can be made of them. For many people the database itself makes the JSON,
one line a row with the key of whose it is, and it goes to the file as it comes: memory stays flat whatever the number."""
from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

import orjson
import sqlalchemy as sa

from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import bind, facts, run
from gestand.execute.context import Context
from gestand.holding import ownership
from gestand.plan import planner
from gestand.plan.questions import Key, Question
from gestand.plan.steps import ExportRows
from gestand.policy.model import Name
from gestand.state.tables import disclosures, sealed
from gestand.stores.work import FEW, Work


@dataclass(frozen=True)
class Shown:
    """A table of an answer: what is shown of it, what is withheld and why, and its rows as they come."""

    table: Name
    columns: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    rows: Iterator[Sequence[Any]]


def answer(context: Context, people: Mapping[str, Sequence[Key]], portable: bool = False) -> Iterator[Shown]:
    """All tables with rows of these people, one after the other; each must be read before the next. Changes nothing."""
    question = Question("portability" if portable else "access", people)
    plan, known = run.make(context, question)
    sealed_rows = _sealed(context, people)
    for store in context.policy.stores:
        steps = [s for s in plan.steps if isinstance(s, ExportRows) and s.table.store == store]
        if not steps:
            continue
        with bind.working(context, store, known, people) as work:
            for step in steps:
                yield Shown(step.table, step.columns, step.withheld, _unsealed(work, step, work.stream(step.table, step.columns, step.where), sealed_rows))


def _sealed(context: Context, people: Mapping[str, Sequence[Key]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What was sealed of restricted people belongs in their overview too: the rows of it, by place."""
    with context.state.begin(write=False) as connection:
        restricted = facts.read(connection, context.policy).facts.restricted
        if not restricted:
            return {}
        rows = connection.execute(sa.select(sealed)).all()
    return {(r.store, r.table, r.key): context.state.unseal(r.values, f"{r.store}.{r.table} {r.key}") for r in rows}


def _unsealed(work: Work, step: ExportRows, rows: Iterator[Sequence[Any]], kept: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Iterator[Sequence[Any]]:
    key = work.policy.tables[step.table].key
    if not kept or not all(k in step.columns for k in key):
        yield from rows
        return
    places = [step.columns.index(k) for k in key]
    for row in rows:
        values = kept.get((step.table.store, step.table.table, facts.key_text([row[i] for i in places])), {})
        yield [values.get(c, v) for c, v in zip(step.columns, row, strict=True)]


def plain(value: Any) -> Any:
    """A value as JSON says it; bytes in base64."""
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value) if value == value.to_integral_value() or len(value.as_tuple().digits) < 15 else str(value)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value if isinstance(value, (int, float, str, bool, dict, type(None))) else str(value)


def write_json(context: Context, people: Mapping[str, Sequence[Key]], out: IO[bytes], portable: bool = False) -> dict[str, int]:
    """The machine-readable answer: one JSON object, its rows written as they come. Returns the number of rows per table."""
    policy = context.policy
    counts: dict[str, int] = {}
    head = {"format": "gestand access 1", "organisation": policy.organisation.name, "made": context.now().isoformat(timespec="seconds"), "policy": policy.digest,
            "people": {k: [list(key) for key in keys] for k, keys in people.items()}, "about": _about(context)}
    out.write(json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "tables": [')
    first = True
    for shown in answer(context, people, portable):
        rows = shown.rows
        if (one := next(rows, None)) is None:
            continue
        categories = {c: policy.tables[shown.table].columns[c].category for c in shown.columns if c in policy.tables[shown.table].columns}
        top = {"table": str(shown.table), "columns": list(shown.columns), "categories": categories, "withheld": dict(shown.withheld), "source": policy.tables[shown.table].source}
        out.write((b"" if first else b",\n") + json.dumps(top, ensure_ascii=False).encode()[:-1] + b', "rows": [\n')
        first = False
        count = 0
        while one is not None:
            out.write((b",\n" if count else b"") + orjson.dumps([plain(v) for v in one], default=str))
            count += 1
            one = next(rows, None)
        out.write(b"\n]}")
        counts[str(shown.table)] = count
    out.write(b"\n]}\n")
    return counts


def _about(context: Context) -> list[dict[str, Any]]:
    """Why, on which basis, how long, to whom: per activity (art. 15(1))."""
    return [{"activity": a.name, "purpose": dict(a.purpose), "basis": a.basis, "reference": a.reference, "kept": a.keep_said, "recipients": list(a.recipients), "uses": {str(t): list(c) for t, c in a.uses.items()}} for a in context.policy.activities.values()]


def write_lines(context: Context, people: Mapping[str, Sequence[Key]], out: IO[bytes]) -> dict[str, int]:
    """The answer for many people: JSON lines, each a row with whose it is: {"person": key, "table": name, "row": {column: value}}.
    The first line says what is withheld and why. Returns the number of rows per table."""
    question = Question("access", people)
    plan, known = run.make(context, question)
    steps = [s for s in plan.steps if isinstance(s, ExportRows)]
    head = {"format": "gestand access lines 1", "organisation": context.policy.organisation.name, "made": context.now().isoformat(timespec="seconds"), "policy": context.policy.digest,
            "withheld": {str(s.table): dict(s.withheld) for s in steps if s.withheld}, "about": _about(context)}
    out.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
    counts: dict[str, int] = {}
    for store in context.policy.stores:
        with bind.working(context, store, known, people, keep=True) as work:
            for step in steps:
                if step.table.store == store:
                    counts[str(step.table)] = _lines(work, step, people, out)
    return {table: n for table, n in counts.items() if n}


def _lines(work: Work, step: ExportRows, people: Mapping[str, Sequence[Key]], out: IO[bytes]) -> int:
    source = work.sql.table(step.table)
    whose = owner_key(work, step.table, people)
    if work.pg:
        # the database writes the lines; COPY hands them over in large pieces, so that the number of rows costs us nothing
        chosen = sa.select(whose.label("gs_person"), *[source.c[c] for c in step.columns]).where(work.where(step.where, step.table))
        compiled = chosen.compile(dialect=work.connection.dialect, compile_kwargs={"render_postcompile": True})
        parameters = {**compiled.params, **work.parameters}
        name = json.dumps(str(step.table))
        text = f"""copy (select '{{"person":' || coalesce(to_json(gs.gs_person)::text, 'null') || ',"table":{name.replace("'", "''")},"row":' || (to_jsonb(gs) - 'gs_person')::text || '}}' from ({compiled.string}) gs) to stdout"""
        cursor = work.connection.connection.cursor()
        lines = 0
        with cursor.copy(text, parameters) as copy:  # type: ignore[attr-defined]
            for piece in copy:
                data = bytes(piece)
                lines += data.count(b"\n")
                out.write(data.replace(b"\\\\", b"\\") if b"\\" in data else data)  # COPY doubles the backslashes that JSON wrote
        return lines
    select = sa.select(whose.label("gs_person"), *[source.c[c] for c in step.columns]).where(work.where(step.where, step.table))
    prefix = b',"table":' + json.dumps(str(step.table)).encode() + b',"row":'
    lines = 0
    for row in work.execute(select):
        out.write(b'{"person":' + orjson.dumps(row[0]) + prefix + orjson.dumps({c: plain(v) for c, v in zip(step.columns, row[1:], strict=True)}) + b"}\n")
        lines += 1
    return lines


def owner_key(work: Work, table: Name, people: Mapping[str, Sequence[Key]]) -> Any:
    """The key of whose row it is, as an expression over the row: its own key, its pointer, or that of the row it goes with."""
    source = work.sql.table(table)
    found = [_owner_key(work, table, source, kind) for kind in people]
    known = [f for f in found if f is not None]
    return sa.func.coalesce(*known) if len(known) > 1 else known[0] if known else sa.null()


def _owner_key(work: Work, table: Name, row: Any, kind: str, depth: int = 0) -> Any:
    policy = work.policy
    root = policy.kinds[kind].table
    if table == root:
        return sa.cast(row.c[policy.tables[table].key[0]], sa.Text)
    parts = []
    for hop in policy.tables[table].hops:
        if planner.hop_scope(policy, hop, kind) == planner.NO or depth > 6:
            continue
        if hop.parent is None:
            parts.append(work.sql.folded(row.c[hop.link.child[0]]))
            continue
        if hop.parent.store != work.store.name:
            continue
        if hop.parent == root and set(hop.link.parent) == set(policy.tables[root].key):
            parts.append(sa.cast(work.sql.inside(row.c[hop.link.child[0]], hop.link.json) if hop.link.json else row.c[hop.link.child[0]], sa.Text))
            continue
        parent = work.sql.table(hop.parent).alias()
        inner = _owner_key(work, hop.parent, parent, kind, depth + 1)
        if inner is not None:
            join = ownership.up(hop).join
            parts.append(sa.select(inner).where(work.sql.joined(join, row, parent)).limit(1).correlate(row).scalar_subquery())
    return sa.func.coalesce(*parts) if len(parts) > 1 else parts[0] if parts else None


def disclosed(context: Context, people: Mapping[str, Sequence[Key]]) -> list[tuple[str, str, datetime]]:
    """Who received what of these people, and when (art. 15(1)(c))."""
    wanted = [(k, facts.key_text(key)) for k, keys in people.items() for key in keys]
    if len(wanted) > FEW:
        return []
    with context.state.begin(write=False) as connection:
        rows = [r for kind, key in wanted for r in connection.execute(sa.select(disclosures.c.recipient, disclosures.c.what, disclosures.c.at).where(disclosures.c.kind == kind, disclosures.c.key == key))]
    return [(r.recipient, r.what, r.at) for r in rows]


def record(context: Context, kind: str, people: Mapping[str, Sequence[Key]], counts: Mapping[str, int], by: str = "") -> int:
    """The entry in the evidence log that says: it was looked at and handed out (F7). Returns its index."""
    persons = [context.pseudonym(f"{k} {facts.key_text(key)}").encode() for k, keys in people.items() for key in keys]
    entry = Entry(context.now, context.pseudonym(f"actor {by or context.actor}"), f"{kind} answered", ["B1" if kind == "access" else "B2"], context.policy.digest, {"rows": sum(counts.values()), "tables": len(counts)}, {}, persons, run.until(context))
    with context.state.begin() as connection:
        return log.append(connection, [entry], context.state.signing(connection))[0]

