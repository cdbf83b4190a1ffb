"""Let people decide over their own data (promises B): access, portability, rectification, erasure, restriction, objection, withdrawal,
and what holds against it. Each is a question about people, a plan that is looked at, and that plan done."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import GestandError, fail
from gestand.documents import overview
from gestand.evidence import log, receipts
from gestand.evidence.entry import Entry
from gestand.execute import access, bind, facts, lines, preview, run, search
from gestand.execute.context import Context
from gestand.execute.people import People, find
from gestand.plan.questions import Key, Question, plain_key
from gestand.rights.whose import decided
from gestand.state.tables import holds, let_gos, plans
from gestand.words import t

__all__ = ["Outcome", "People", "answer", "answer_many", "ask", "decided", "do", "find", "hold", "holds_now", "lift_hold"]


@dataclass
class Outcome:
    """What came of a plan about people: what was done, what the search found (None for acts that take nothing away), and the receipts."""

    done: run.Done
    found: search.Found | None = None
    receipts: tuple[Path, ...] = ()


def ask(context: Context, kind: str, people: Mapping[str, Sequence[Key]], **more: Any) -> tuple[preview.Preview, str]:
    """The plan for a question about people, counted and kept; `more` as in Question. Returns it with its digest."""
    plan, known = run.make(context, Question(kind, people, **more))
    seen = preview.preview(context, plan, known)
    return seen, run.keep(context, plan)


def do(context: Context, digest: str, *, by: str = "", progress: Callable[[str, int], None] = lambda text, n: None) -> Outcome:
    """Carry out a plan about people: *applied*, then the search, then *complete*. Interrupted anywhere, the same call goes on."""
    row = run.kept(context, digest)
    if row.state in ("planned", "running"):
        run.must_be_signed_off(context)
        plan, known = run.reload(context, row)
        remembered: dict[str, object] | None = None
        if plan.question.kind == "erasure":
            values, short = search.identifiers(context, plan.question.people)
            remembered = {
                "values": values,
                "short": short,
                "linking": bind.linking_values(context, known, plan.question.people),
                "question": plan.question.as_dict(),
                "let_go": list(plan.let_go),
            }
            remembered = _remember(context, row, remembered)
        done = run.carry_out(context, plan, known, row.digest, fresh=row.state == "planned", by=by, remember=remembered)
        row = run.kept(context, row.digest)
    else:
        done = run.apply(context, row.digest)
    outcome = Outcome(done)
    if row.state == "applied" and row.question is not None:
        outcome.found = _complete(context, row, progress, by)
    outcome.receipts = _receipts(context, row, done)
    return outcome


def _remember(context: Context, row: Any, remembered: dict[str, object]) -> dict[str, object]:
    """What the search must know after the values are gone. Of an interrupted plan, what was remembered before anything went."""
    said = context.state.unseal(row.question, f"plan {row.digest}")
    if "remembered" in said:
        before: dict[str, object] = said["remembered"]
        return before
    with context.state.begin() as connection:
        sealed = context.state.seal({**said, "remembered": remembered}, f"plan {row.digest}")
        connection.execute(sa.update(plans).where(plans.c.digest == row.digest).values(question=sealed))
    return remembered


def _complete(context: Context, row: Any, progress: Callable[[str, int], None], by: str) -> search.Found:
    """Search everything for the people of an applied plan, write down what was found, and destroy what was remembered."""
    said = context.state.unseal(row.question, f"plan {row.digest}")["remembered"]
    question = Question.from_dict(said["question"])
    with context.state.begin(write=False) as connection:
        known = facts.read(connection, context.policy)
    places, found = search.search(context, said["values"], progress)
    found.skipped = said["short"]
    found = search.judge(
        context, known, question.people, places, found, frozenset(said["let_go"]), said["linking"], question.customer
    )
    counts = {
        "columns searched": found.columns,
        "rows searched": found.rows,
        "identifiers": found.identifiers,
        **(
            {"files looked into": found.files, "files not read to their end": found.unread} if found.files or found.unread else {}
        ),
        **{f"hits {k}": n for k, n in search.summary(found).items()},
    }
    people = [context.pseudonym(f"{k} {facts.key_text(key)}").encode() for k, keys in question.people.items() for key in keys]
    what = f"{question.kind} complete" if found.complete else f"{question.kind} searched"
    with context.state.begin() as connection:
        entry = Entry(
            context.now,
            context.pseudonym(f"actor {by or context.actor}"),
            what,
            [],
            context.policy.digest,
            counts,
            {"plan": row.digest},
            people,
            run.until(context),
        )
        log.append(connection, [entry], context.state.signing(connection))
        connection.execute(sa.update(plans).where(plans.c.digest == row.digest).values(question=None, state="complete"))
        bare = [k for k in question.people if context.policy.kinds[k].table is None]  # their key is the address itself
        if bare and not found.hits:
            connection.execute(sa.delete(let_gos).where(let_gos.c.plan == row.digest, let_gos.c.kind.in_(bare)))
    return found


def _receipts(context: Context, row: Any, done: run.Done) -> tuple[Path, ...]:
    """A receipt for the one person concerned; of many, each can be made later with `gestand receipt`."""
    if done.entry < 0 or done.again:
        return ()
    folder = context.state.home / "receipts"
    made = []
    with context.state.begin(write=False) as connection:
        record = log.records(connection, done.entry, done.entry + 1)[0]
        count = record.people.count if record.people else 0
        if 0 < count <= 3:
            folder.mkdir(mode=0o700, exist_ok=True)
            for person in done.people[:1]:
                path = folder / f"{context.today().year}-{done.entry:06d}.proof"
                path.write_text(receipts.receipt(connection, done.entry, person))
                made.append(path)
    return tuple(made)


def answer(
    context: Context,
    people: Mapping[str, Sequence[Key]],
    folder: Path,
    *,
    portable: bool = False,
    by: str = "",
    customer: str | None = None,
) -> tuple[list[Path], dict[str, int], int]:
    """The answer to who asked what is held: a page to read, in the language of the moment, a JSON file, and a folder with the files that
    are theirs. Written as a stream, whole or not at all. `customer`: as in Question. Returns the files, the rows per table, and the index of
    the entry in the evidence log."""
    kind = "portability" if portable else "access"
    machine, page = folder / f"{kind}.json", folder / f"{kind}.html"
    with _whole(machine, folder=True) as path, path.open("wb") as out, _Copies(folder / "files") as copies:
        found = access.answer(context, people, portable, customer)
        counts = access.write_json(context, people, out, portable, shown=found, take=copies.take)
    made = [machine, *([folder / "files"] if copies.taken else [])]
    if not portable:
        shown = ((s.table, s.columns, dict(s.withheld), s.rows) for s in access.answer(context, people, customer=customer))
        with _whole(page, folder=True) as path, path.open("w", encoding="utf-8") as text:
            text.writelines(overview.page(context.policy, context.now(), shown, access.disclosed(context, people)))
        made.append(page)
    return made, counts, access.record(context, kind, people, counts, by, customer)


def answer_many(
    context: Context, people: Mapping[str, Sequence[Key]], file: Path, *, by: str = "", customer: str | None = None
) -> tuple[dict[str, int], int]:
    """The answer for many people as one stream of JSON lines. Returns the rows per table and the index of the entry."""
    with _whole(file) as path, path.open("wb") as out:
        counts = lines.write(context, people, out, customer)
    return counts, access.record(context, "access", people, counts, by, customer)


class _Copies:
    """Copies of the files in an answer, in a folder that appears when all are there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.part = folder, folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
        self.taken = 0

    def __enter__(self) -> _Copies:
        return self

    def take(self, file: overview.Beside) -> None:
        target = self.part / file.removeprefix("files/")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.reading() as content, open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            shutil.copyfileobj(content, out, 1 << 20)
        self.taken += 1

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is None:
            shutil.rmtree(self.folder, ignore_errors=True)  # of an earlier answer
            if self.taken:
                self.part.replace(self.folder)
        else:
            shutil.rmtree(self.part, ignore_errors=True)


class _whole:
    """A file that appears under its name only when it was written to its end; readable by its owner alone."""

    def __init__(self, path: Path, folder: bool = False) -> None:
        self.folder = folder  # make the folder too
        self.path, self.part = path, path.with_name(f".{path.name}.{secrets.token_hex(4)}")

    def __enter__(self) -> Path:
        try:
            if self.folder:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = self.path.parent.stat()
            if os.name == "posix" and (folder.st_uid not in (0, os.geteuid()) or folder.st_mode & 0o1002 == 0o002):
                raise PermissionError(13, "others can exchange files in its folder")
            self.part.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise self._failed(error) from error
        return self.part

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is None:
            self.part.replace(self.path)
            return
        self.part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> GestandError:
        return fail(
            "GS608",
            "file-not-written",
            t("`{file}` can't be written: {reason}", file=self.path, reason=error.strerror or "?"),
            t("make room or choose another folder, and ask again; nothing was changed"),
        )


def hold(
    context: Context,
    people: Mapping[str, Sequence[Key]],
    *,
    reason: str,
    responsible: str,
    review: date,
    tables: Sequence[str] = (),
) -> list[str]:
    """Hold what these people have, in all tables or in some, for a claim, an incident or a request (GDPR art. 17(3)(e)). The reason and the
    name stay in our state; the log has neither. Returns the ids."""
    for table in tables:
        if table not in {str(n) for n in context.policy.tables}:
            raise fail("GS201", "unknown-table", t("`{name}` is no table of the policy", name=table), t("write `store.table`"))
    if review <= context.today():
        raise fail(
            "GS528",
            "review-passed",
            t("the review date {day} has passed", day=review),
            t("give a date on which somebody looks whether it is still needed"),
        )
    made = []
    with context.state.begin() as connection:
        for kind, keys in people.items():
            name = f"{context.today().year}-{secrets.token_hex(3)}"
            connection.execute(
                sa.insert(holds).values(
                    id=name,
                    kind=kind,
                    keys=json.dumps([plain_key(k) for k in keys]),
                    tables=json.dumps(list(tables)),
                    reason=reason,
                    responsible=responsible,
                    review=review,
                    since=context.now(),
                )
            )
            made.append(name)
        persons = [context.pseudonym(f"{k} {facts.key_text(key)}").encode() for k, keys in people.items() for key in keys]
        log.append(
            connection,
            [
                Entry(
                    context.now,
                    context.pseudonym(f"actor {responsible}"),
                    "hold placed",
                    ["C10"],
                    context.policy.digest,
                    {"people": len(persons)},
                    {},
                    persons,
                    run.until(context),
                )
            ],
            context.state.signing(connection),
        )
    return made


def holds_now(context: Context) -> list[sa.Row[tuple[object, ...]]]:
    """The holds that are in force, the first to be reviewed first."""
    with context.state.begin(write=False) as connection:
        return list(connection.execute(sa.select(holds).where(holds.c.lifted_at.is_(None)).order_by(holds.c.review)))


def lift_hold(context: Context, name: str, by: str) -> None:
    """Lift a hold: what it alone held goes with the next sweep. Raises GestandError GS529."""
    with context.state.begin() as connection:
        done = connection.execute(
            sa.update(holds).where(holds.c.id == name, holds.c.lifted_at.is_(None)).values(lifted_at=context.now())
        )
        if not done.rowcount:
            raise fail(
                "GS529", "unknown-hold", t("there is no hold `{name}`", name=name), t("`gestand hold list` shows those in force")
            )
        log.append(
            connection,
            [Entry(context.now, context.pseudonym(f"actor {by}"), "hold lifted", ["C10"], context.policy.digest)],
            context.state.signing(connection),
        )
