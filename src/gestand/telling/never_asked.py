"""People who were never asked: whose data came from somebody else hear of it within a month, or at the first contact, once, with proof
(GDPR art. 14(3))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from gestand.documents.statement.letters import never_asked
from gestand.documents.statement.parts import subjects_of
from gestand.execute.context import Context
from gestand.law import add_months
from gestand.law.rules import find
from gestand.plan.questions import Key, plain_key
from gestand.policy.model import Kind, Name, Table
from gestand.stores.render import local_day
from gestand.stores.work import Work
from gestand.telling import word
from gestand.telling.people import Person, people, present, pseudonym
from gestand.telling.word import Word
from gestand.words import addressing, use


@dataclass(frozen=True)
class Due:
    """Somebody who must be told, and by when. `since`: the day their data came in."""

    table: Name
    person: Person = field(repr=False)
    since: date
    by: date

    @property
    def about(self) -> str:
        return about(self.table)


@dataclass(frozen=True)
class Row:
    """A source on the board: how many were told, how many wait for the mail to go, must be told, are too late, and can't be reached."""

    table: Name
    told: int
    queued: int
    due: int
    overdue: int
    unreachable: int
    oldest: date | None


def about(table: Name) -> str:
    """What a telling is about, in our state and in the log."""
    return f"art. 14 {table}"


def sources(context: Context) -> list[Table]:
    """The tables whose people must be told."""
    return [
        table
        for name, table in context.policy.tables.items()
        if table.source == "others" and not table.not_told and table.collected and subjects_of(context.policy, name)
    ]


def due(context: Context) -> list[Due]:
    """Everybody who must still be told, the first to be late first."""
    found = [one for table in sources(context) for one in _due(context, table)]
    return sorted(found, key=lambda d: (d.by, str(d.table), d.person.kind, str(d.person.key)))


def _due(context: Context, table: Table) -> Iterator[Due]:
    months = find("statement.indirect-collection", context.today()).number
    heard = word.everybody_told(context, about(table.name))
    for name in subjects_of(context.policy, table.name):
        kind = context.policy.kinds[name]
        came = _moments(context, table, table.collected, kind)
        if came is None:
            continue
        spoken: Mapping[Key, date] = {}
        if table.first_contact is not None:
            other = next(t for n, t in context.policy.tables.items() if str(n) == table.first_contact.table)
            spoken = _moments(context, other, table.first_contact.column, kind) or {}
        for person in people(context, name):
            since = came.get(person.key) or came.get(_folded(person))
            if since is None or pseudonym(context, name, person.key) in heard:
                continue
            contact = spoken.get(person.key) or spoken.get(_folded(person))
            latest = add_months(since, months)
            yield Due(table.name, person, since, min(latest, max(contact, since)) if contact else latest)


def _folded(person: Person) -> Key:
    return (person.address.strip().lower(),)


def _moments(context: Context, table: Table, column: str, kind: Kind) -> dict[Key, date] | None:
    """Per person of a kind the first moment in a column of their rows: by their key, or by their address where the rows know no other.
    None where the rows don't lead straight to them."""
    columns, folded = _leads(context, table, kind)
    if not columns:
        return None
    with context.stores[table.name.store].session() as connection:
        work = Work(context.policy, context.stores[table.name.store], connection)
        source = work.sql.table(table.name)
        chosen = [work.sql.folded(table.name, source, c) if folded else source.c[c] for c in columns]
        there = work.where(present(context, table.name), table.name) if table.personal else sa.true()
        made = sa.select(*chosen, sa.func.min(source.c[column])).where(there, source.c[column].is_not(None)).group_by(*chosen)
        rows = work.execute(made).fetchall()
        days = {plain_key(row[:-1]): local_day(_moment(row[-1]), work.sql.times, work.sql.zone) for row in rows}
    return {key: day for key, day in days.items() if day is not None}


def _moment(value: Any) -> Any:
    """SQLite keeps moments as text."""
    return (
        datetime.fromisoformat(value)
        if isinstance(value, str) and len(value) > 10
        else date.fromisoformat(value)
        if isinstance(value, str)
        else value
    )


def _leads(context: Context, table: Table, kind: Kind) -> tuple[tuple[str, ...], bool]:
    """The columns by which rows lead straight to people of a kind, and whether by their address."""
    if kind.table == table.name:
        return table.key, False
    for hop in table.hops:
        if hop.kind != kind.name or hop.link.inside or hop.link.when:
            continue
        if hop.parent is None or hop.link.parent == (kind.known_by.get("email"),):
            return hop.link.child, True
        if kind.table and set(hop.link.parent) == set(context.policy.tables[kind.table].key):
            return tuple(hop.link.child[hop.link.parent.index(k)] for k in context.policy.tables[kind.table].key), False
    return (), False


def tell(context: Context, who: list[Due]) -> int:
    """Queue the letter for each, in their language, once; who has no address is left for a letter by post. Returns how many."""
    queued = 0
    for table in {d.table for d in who}:
        mine = [d.person for d in who if d.table == table and d.person.address]
        queued += word.write(context, about(table), _words(context, table, mine))
    return queued


def _words(context: Context, table: Name, persons: list[Person]) -> Iterator[Word]:
    letters: dict[tuple[str, str], Any] = {}
    for person in persons:
        shape = (person.kind, person.language)
        if shape not in letters:
            with use(person.language), addressing(context.policy.organisation.form_of_address):
                letters[shape] = never_asked(context.policy, table, person.kind, context.today())
        yield Word((person,), letters[shape])


def told_otherwise(context: Context, who: list[Due], evidence: str) -> int:
    """Record that these people were told in another way, such as a letter by post, with what shows it. Returns the last entry of the log,
    or -1 where there was nobody."""
    index = -1
    with context.state.begin() as connection:
        for table in {d.table for d in who}:
            names = sorted({pseudonym(context, d.person.kind, d.person.key) for d in who if d.table == table})
            names = [n for n in names if n not in word.told_of(connection, about(table), names)]
            for name in names:
                word.tell(connection, context, about(table), name, how=evidence)
            if names:
                index = word.enter(context, connection, about(table), names, "people told otherwise")
    return index


def board(context: Context) -> list[Row]:
    """Each source with the truth beside it."""
    waiting = due(context)
    rows = []
    for table in sources(context):
        mine = [d for d in waiting if d.table == table.name]
        states = word.standing(context, about(table.name))
        rows.append(
            Row(
                table.name,
                states.get("sent", 0) + states.get("otherwise", 0),
                states.get("queued", 0),
                len(mine),
                sum(1 for d in mine if d.by < context.today()),
                sum(1 for d in mine if not d.person.address),
                min((d.since for d in mine), default=None),
            )
        )
    return rows
