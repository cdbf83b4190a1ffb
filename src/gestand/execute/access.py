"""Access (GDPR art. 15) and portability (art. 20): everything that is held about people, as a stream.

For one person or a few, rows come one by one and a document can be made of them. For many people the database itself makes the JSON,
one line a row with the key of whose it is, and it goes to the file as it comes: memory stays flat whatever the number."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

import orjson
import sqlalchemy as sa

from gestand.documents.overview import Beside
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import bind, facts, kept, run
from gestand.execute.context import Context
from gestand.plan.questions import Key, Question
from gestand.plan.steps import ExportRows
from gestand.policy.model import Name
from gestand.state import sealed_files
from gestand.state.tables import disclosures, sealed
from gestand.stores.work import FEW, Work


@dataclass(frozen=True)
class Shown:
    """A table of an answer: what is shown of it, what is withheld and why, and its rows as they come."""

    table: Name
    columns: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    rows: Iterator[Sequence[Any]]


def answer(
    context: Context, people: Mapping[str, Sequence[Key]], portable: bool = False, customer: str | None = None
) -> Iterator[Shown]:
    """All tables with rows of these people, one after the other; each must be read before the next. `customer`: as in Question. Changes
    nothing."""
    question = Question("portability" if portable else "access", people, customer=customer)
    plan, known = run.make(context, question)
    sealed_rows = _sealed(context, people)
    for store in context.policy.stores:
        steps = [s for s in plan.steps if isinstance(s, ExportRows) and s.table.store == store]
        if not steps:
            continue
        with bind.working(context, store, known, people) as work:
            for step in steps:
                rows = _unsealed(work, step, work.stream(step.table, step.columns, step.where), sealed_rows)
                rows = attached(context, work, step, rows)
                with closing(rows):  # psycopg holds its lock while a stream is open: a rollback would wait for ever
                    yield Shown(step.table, step.columns, step.withheld, rows)


def _sealed(context: Context, people: Mapping[str, Sequence[Key]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What was sealed of restricted people belongs in their overview too: the rows of it, by place."""
    with context.state.begin(write=False) as connection:
        restricted = facts.read(connection, context.policy).facts.restricted
        if not restricted:
            return {}
        rows = connection.execute(sa.select(sealed)).all()
    return {(r.store, r.table, r.key): context.state.unseal(r.values, f"{Name(r.store, r.table)} {r.key}") for r in rows}


def _unsealed(
    work: Work, step: ExportRows, rows: Iterator[Sequence[Any]], aside: Mapping[tuple[str, str, str], Mapping[str, Any]]
) -> Generator[Sequence[Any], None, None]:
    key = work.policy.tables[step.table].key
    if not aside or not all(k in step.columns for k in key):
        yield from rows
        return
    places = [step.columns.index(k) for k in key]
    for row in rows:
        values = aside.get((step.table.store, step.table.table, facts.key_text([row[i] for i in places])), {})
        yield [kept.back(values[c]) if c in values else v for c, v in zip(step.columns, row, strict=True)]


def attached(
    context: Context, work: Work, step: ExportRows, rows: Generator[Sequence[Any], None, None]
) -> Generator[Sequence[Any], None, None]:
    """Where a row holds a file, its name in the answer: who writes the answer copies it there."""
    files = [i for i, c in enumerate(step.columns) if work.store.holds_files(c)]
    if not files:
        yield from rows
        return
    for number, row in enumerate(rows, 1):
        values = list(row)
        for i in files:
            if values[i] is not None:
                values[i] = _beside(context, work, step.table, values[i], f"{'mentioned-' if step.mentions else ''}{number:06d}")
        yield values


def _beside(context: Context, work: Work, table: Name, value: Any, number: str) -> Beside:
    """`value`: where the file is in its store, or sealed in our state."""
    path = value["path"] if isinstance(value, dict) else str(value)
    odd = len(path.encode()) > 800 or not all(
        c.isprintable() and c != "\\" for c in path
    )  # no name that plays tricks on who unpacks it
    named = Beside(f"files/{table}/{number if odd else path}")
    if isinstance(value, dict):
        named.reading = partial(_read_sealed, context, value["file"])
    else:
        named.reading = partial(work.store.reading, path)
    return named


@contextmanager
def _read_sealed(context: Context, name: str) -> Iterator[IO[bytes]]:
    with TemporaryFile() as file:
        for piece in sealed_files.pieces(context.state, name):
            file.write(piece)
        file.seek(0)
        yield file


Take = Callable[[Beside], None]  # what is done with a file that comes with an answer


def plain(value: Any) -> Any:
    """A value as JSON says it; bytes in base64."""
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        exact = value.is_finite() and len(value.as_tuple().digits) < 15 and abs(value.adjusted()) < 300
        return float(value) if exact else str(value)  # what a float can't say stands there digit by digit
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value if isinstance(value, (int, float, str, bool, dict, type(None))) else str(value)


def write_json(
    context: Context,
    people: Mapping[str, Sequence[Key]],
    out: IO[bytes],
    portable: bool = False,
    shown: Iterator[Shown] | None = None,
    take: Take | None = None,
) -> dict[str, int]:
    """The machine-readable answer: one JSON object, its rows written as they come. `shown`: the answer with something left out; `take`:
    what is done with each file that is in it. Returns the number of rows per table."""
    policy = context.policy
    counts: dict[str, int] = {}
    head = {
        "format": "gestand access 1",
        "organisation": policy.organisation.name,
        "made": context.now().isoformat(timespec="seconds"),
        "policy": policy.digest,
        "people": {k: [list(key) for key in keys] for k, keys in people.items()},
        "about": about(context),
    }
    out.write(json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "tables": [')
    first = True
    for part in shown if shown is not None else answer(context, people, portable):
        rows = part.rows
        if (one := next(rows, None)) is None:
            continue
        categories = {
            c: policy.tables[part.table].columns[c].category for c in part.columns if c in policy.tables[part.table].columns
        }
        top = {
            "table": str(part.table),
            "columns": list(part.columns),
            "categories": categories,
            "withheld": dict(part.withheld),
            "source": policy.tables[part.table].source,
        }
        out.write((b"" if first else b",\n") + json.dumps(top, ensure_ascii=False).encode()[:-1] + b', "rows": [\n')
        first = False
        count = 0
        while one is not None:
            out.write((b",\n" if count else b"") + orjson.dumps([plain(v) for v in one], default=str))
            for value in one if take else ():
                if take and isinstance(value, Beside):
                    take(value)
            count += 1
            one = next(rows, None)
        out.write(b"\n]}")
        counts[str(part.table)] = counts.get(str(part.table), 0) + count
    out.write(b"\n]}\n")
    return counts


def about(context: Context) -> list[dict[str, Any]]:
    """Why, on which basis, how long, to whom: per activity (art. 15(1))."""
    return [
        {
            "activity": a.name,
            "purpose": dict(a.purpose),
            "basis": a.basis,
            "reference": a.reference,
            "kept": a.keep_said,
            "recipients": list(a.recipients),
            "uses": {str(t): list(c) for t, c in a.uses.items()},
        }
        for a in context.policy.activities.values()
    ]


def disclosed(context: Context, people: Mapping[str, Sequence[Key]]) -> list[tuple[str, str, datetime]]:
    """Who received what of these people, and when (art. 15(1)(c))."""
    wanted = [(k, facts.key_text(key)) for k, keys in people.items() for key in keys]
    if len(wanted) > FEW:
        return []
    with context.state.begin(write=False) as connection:
        rows = [
            r
            for kind, key in wanted
            for r in connection.execute(
                sa.select(disclosures.c.recipient, disclosures.c.what, disclosures.c.at).where(
                    disclosures.c.kind == kind, disclosures.c.key == key
                )
            )
        ]
    return [(r.recipient, r.what, r.at) for r in rows]


def record(
    context: Context,
    kind: str,
    people: Mapping[str, Sequence[Key]],
    counts: Mapping[str, int],
    by: str = "",
    customer: str | None = None,
) -> int:
    """The entry in the evidence log that says: it was looked at and handed out (F7), and on whose instruction. Returns its index."""
    persons = [context.pseudonym(f"{k} {facts.key_text(key)}").encode() for k, keys in people.items() for key in keys]
    entry = Entry(
        context.now,
        context.pseudonym(f"actor {by or context.actor}"),
        f"{kind} answered",
        ["B1" if kind == "access" else "B2"],
        context.policy.digest,
        {"rows": sum(counts.values()), "tables": len(counts)},
        {"customer": run.customer_name(context, customer).ljust(64, "0")} if customer else {},
        persons,
        run.until(context),
    )
    with context.state.begin() as connection:
        return log.append(connection, [entry], context.state.signing(connection))[0]
