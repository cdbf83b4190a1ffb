"""What is handed out: made by the engine, looked at by a person, sealed until it is fetched, and destroyed at a set time.

An answer is fetched after showing who one is, by a link that ends (never an attachment); or printed, for who has no internet. Each
fetching is in the evidence log."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from gestand.cases import customers, desk, model
from gestand.cases.model import Case
from gestand.cases.own import requests_of
from gestand.documents import overview
from gestand.execute import access, facts
from gestand.execute.context import Context
from gestand.state.cases import case_answers
from gestand.words import t, use

FETCHED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class File:
    """A file of an answer: its name, how often it was fetched, until when it is there."""

    name: str
    made_at: datetime
    until: datetime | None
    fetched: int


def without(
    context: Context, shown: Iterator[access.Shown], left_out: Mapping[tuple[str, str, str], str]
) -> Iterator[access.Shown]:
    """An answer without what somebody withheld: whole rows, values, or columns; the reason stands in their place."""
    for one in shown:
        table = str(one.table)
        columns = {c: r for (at, key, c), r in left_out.items() if at == table and not key and c}
        if (table, "", "") in left_out:
            yield replace(one, withheld=(*one.withheld, ("*", left_out[table, "", ""])), rows=iter(()))
            continue
        kept = [i for i, c in enumerate(one.columns) if c not in columns]
        yield replace(
            one,
            columns=tuple(one.columns[i] for i in kept),
            withheld=(*one.withheld, *columns.items()),
            rows=_rows(context, one, kept, {k: r for k, r in left_out.items() if k[0] == table and k[1]}),
        )


def _rows(
    context: Context, one: access.Shown, kept: Sequence[int], left_out: Mapping[tuple[str, str, str], str]
) -> Iterator[Sequence[Any]]:
    key = context.policy.tables[one.table].key
    places = [one.columns.index(k) for k in key if k in one.columns]
    for row in one.rows:
        name = facts.key_text([row[i] for i in places]) if len(places) == len(key) else ""
        whole = left_out.get((str(one.table), name, ""))
        if whole is not None:  # that there is a row, and why it is not shown
            yield [t("withheld: {reason}", reason=whole), *[None] * (len(kept) - 1)]
            continue
        values = list(row)
        for i, column in enumerate(one.columns):
            if reason := left_out.get((str(one.table), name, column)):
                values[i] = t("withheld: {reason}", reason=reason)
        yield [values[i] for i in kept]


def build(context: Context, case: Case, connection: sa.Connection | None = None) -> dict[str, int]:
    """Make the answer to an access or a portability request, and keep it sealed: the one that was there is replaced. Returns the rows
    per table."""
    left_out = desk.withheld(context, case)
    portable = case.kind == "portability"
    machine = io.BytesIO()
    files: dict[str, bytes] = {}

    def take(file: overview.Beside) -> None:
        with file.reading() as content:
            files[file] = content.read()

    with use(case.language):
        whose = customers.decides(context, case)
        shown = without(context, access.answer(context, case.people, portable, whose), left_out)
        counts = access.write_json(context, case.people, machine, portable, shown=shown, take=take)
        files["data.json"] = machine.getvalue()
        if not portable:
            files["requests.json"] = orjson.dumps(requests_of(context, case), option=orjson.OPT_INDENT_2)
            again = without(context, access.answer(context, case.people, customer=whose), left_out)
            rows = ((s.table, s.columns, dict(s.withheld), s.rows) for s in again)
            page = overview.page(context.policy, context.now(), rows, access.disclosed(context, case.people))
            files["overview.html"] = "".join(page).encode()
    with context.state.begin() as own:
        for name, content in files.items():
            put(context, own, case, name, content)
    return counts


def put(context: Context, connection: sa.Connection, case: Case, name: str, content: bytes) -> None:
    """Keep a file of the answer, sealed."""
    here = (case_answers.c.case == case.id) & (case_answers.c.name == name)
    connection.execute(sa.delete(case_answers).where(here))
    sealed = context.state.seal_bytes(content, f"case {case.id} answer {name}")
    connection.execute(sa.insert(case_answers).values(case=case.id, name=name, content=sealed, made_at=context.now(), fetched=0))


def files(context: Context, case: str, connection: sa.Connection | None = None) -> list[File]:
    """The files of an answer, whether they were released or not."""
    if connection is None:
        with context.state.begin(write=False) as own:
            return files(context, case, own)
    wanted = sa.select(case_answers.c.name, case_answers.c.made_at, case_answers.c.until, case_answers.c.fetched)
    rows = connection.execute(wanted.where(case_answers.c.case == case).order_by(case_answers.c.name))
    return [File(r.name, model.utc(r.made_at), model.utc(r.until) if r.until else None, r.fetched) for r in rows]


def release(context: Context, connection: sa.Connection, case: Case) -> date:
    """From now on the answer can be fetched, until the day that is returned."""
    until = context.now() + FETCHED_WITHIN
    connection.execute(sa.update(case_answers).where(case_answers.c.case == case.id).values(until=until))
    return (context.today()) + FETCHED_WITHIN


def read(context: Context, case: Case, name: str) -> bytes | None:
    """A file of an answer, for staff who look at it before it goes out."""
    with context.state.begin(write=False) as connection:
        sealed = connection.execute(
            sa.select(case_answers.c.content).where(case_answers.c.case == case.id, case_answers.c.name == name)
        ).scalar()
    return context.state.unseal_bytes(sealed, f"case {case.id} answer {name}") if sealed else None


def fetch(context: Context, case: Case, name: str) -> bytes | None:
    """A file of an answer, for the person, who showed who they are: it is counted and logged. None when there is none, or its time is
    over."""
    with context.state.begin() as connection:
        here = (case_answers.c.case == case.id) & (case_answers.c.name == name) & (case_answers.c.until > context.now())
        sealed = connection.execute(sa.select(case_answers.c.content).where(here)).scalar()
        if sealed is None:
            return None
        connection.execute(sa.update(case_answers).where(here).values(fetched=case_answers.c.fetched + 1))
        desk.tell(context, connection, case, "fetched", desk.PERSON, json.dumps({"file": name}))
    return context.state.unseal_bytes(sealed, f"case {case.id} answer {name}")


def purge(connection: sa.Connection, now: datetime) -> int:
    """Destroy answers whose time is over."""
    return connection.execute(sa.delete(case_answers).where(case_answers.c.until <= now)).rowcount
