"""Where people can be told something: their address and their language, read from the stores at the moment it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from gestand.execute import facts
from gestand.execute.context import Context
from gestand.execute.people import known_kind
from gestand.holding import holders, ownership
from gestand.holding.predicate import Predicate, every
from gestand.plan.questions import Key, plain_key
from gestand.policy.model import Kind, Name
from gestand.stores.work import Work

ADDRESS = "email"  # the identifier that is an address
ADDRESSED = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass(frozen=True)
class Person:
    """Somebody, and where they read: `address` is empty where no mail can reach them. Neither is ever printed."""

    kind: str
    key: Key
    address: str = field(repr=False)
    language: str = "nl"


def address_column(kind: Kind) -> tuple[Name, str] | None:
    """The column with the address of a kind of people; None where they have none."""
    if kind.table is not None:
        return (kind.table, kind.known_by[ADDRESS]) if ADDRESS in kind.known_by else None
    if kind.found_by and kind.found_by[0] == ADDRESS:
        return kind.found_by[1], kind.found_by[2]
    return None


def people(context: Context, name: str) -> Iterator[Person]:
    """Everybody of a kind of whom something personal is still there."""
    known_kind(context, name)
    kind = context.policy.kinds[name]
    if kind.table is None:
        yield from _without_table(context, kind)
        return
    column = address_column(kind)
    table = context.policy.tables[kind.table]
    wanted = [*table.key, *([column[1]] if column else []), *([kind.language] if kind.language else [])]
    where = every((ownership.condition(kind.when), present(context, kind.table)))
    with context.stores[kind.table.store].session() as connection:
        work = Work(context.policy, context.stores[kind.table.store], connection)
        for row in work.stream(kind.table, wanted, where):
            values = list(row)
            key, rest = tuple(values[: len(table.key)]), values[len(table.key) :]
            address = usable(context, kind, rest.pop(0)) if column else ""
            yield Person(name, plain_key(key), address, language(context, rest[0] if kind.language else ""))


def _without_table(context: Context, kind: Kind) -> Iterator[Person]:
    """People who are found by their address alone: each once."""
    column = address_column(kind)
    assert kind.found_by is not None
    _, root, value = kind.found_by
    with context.stores[root.store].session() as connection:
        work = Work(context.policy, context.stores[root.store], connection)
        source = work.sql.table(root)
        folded = work.sql.folded(root, source, value)
        chosen = [folded, sa.func.min(source.c[kind.language])] if kind.language else [folded]
        where = work.where(present(context, root, (value,)), root)
        found = [tuple(row) for row in work.execute(sa.select(*chosen).where(where).group_by(folded).order_by(folded))]
    for value_, *rest in found:
        address = usable(context, kind, value_) if column else ""
        yield Person(kind.name, (value_,), address, language(context, rest[0] if rest else ""))


def present(context: Context, name: Name, columns: tuple[str, ...] = ()) -> Predicate:
    """Of a row: something personal of it (in these columns) has not gone yet."""
    table = context.policy.tables[name]
    chosen = columns or tuple(c.name for c in table.personal)
    return holders.not_gone(table, chosen) if chosen else every(())


def usable(context: Context, kind: Kind, value: object) -> str:
    """The address, if mail can go there: a stand-in of somebody who is gone, or whose data is sealed, is none."""
    text = str(value or "").strip()
    return text if ADDRESSED.fullmatch(text) and not text.lower().endswith(".invalid") else ""


def language(context: Context, said: object) -> str:
    """The language to write in: what the person reads, if the organisation writes it, else its first."""
    spoken = context.policy.organisation.languages
    wanted = str(said or "")[:2].lower()
    return wanted if wanted in spoken else spoken[0]


def pseudonym(context: Context, kind: str, key: Key) -> str:
    """The name of a person in our state and in the log: the same as for every other act about them."""
    return context.pseudonym(f"{kind} {facts.key_text(key)}")
