"""The journal: what was done about people, kept as long as a backup can be put back that does not know of it (STAYS-GONE).

It says who they were in keyed digests, of their key and of what they are known by, and keeps what was corrected encrypted: who reads our
state learns nothing of them. With the period of the oldest backup it is destroyed; it is one of our own uses of data (`policy.own`)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from gestand.execute import bind
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.execute.people import bind_people, spellings
from gestand.holding import ownership
from gestand.holding.predicate import Among
from gestand.law.months import add_months
from gestand.plan import planner
from gestand.plan.questions import Key, Plan, plain_key
from gestand.plan.steps import CorrectValue
from gestand.policy.grammar import Length
from gestand.policy.model import Hop, Kind, Name, Policy
from gestand.state.journal import acts, journal, journal_people, sealed_before
from gestand.stores.render import goes
from gestand.stores.work import Work

KEPT = ("erasure", "objection", "withdrawal", "rectification", "restriction", "lifting")  # the questions that are done again
TELLING = ("name", "contact", "address", "date of birth", "identifier", "national number", "bank account")


@dataclass(frozen=True)
class Remembered:
    """Whom a plan is about, in digests: (kind, digest of the key, column → digest of its value); and per corrected column the digests of
    the values that were wrong."""

    people: tuple[tuple[str, str, Mapping[str, str]], ...] = ()
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Digests:
    """Keyed digests of keys and values. Many are made at once, so the key is derived once."""

    def __init__(self, context: Context) -> None:
        self._key = context.state.digest_key()

    def _of(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:32]

    def person(self, kind: str, key: Sequence[Any]) -> str:
        """Of somebody's key; the same where the key stands as a text."""
        return self._of(f"again {kind} {json.dumps([str(part) for part in plain_key(key)])}")

    def value(self, kind: str, column: str, value: Any) -> str:
        """Of what somebody is known by, without letter case and outer space."""
        return self._of(f"again {kind} {column} {spellings(str(value))[0]}")

    def wrong(self, column: str, value: Any) -> str:
        """Of a value that was corrected; of none too."""
        return self._of(f"again wrong {column} {'' if value is None else f'={value}'}")


def telling(policy: Policy, kind: Kind) -> tuple[str, ...]:
    """The columns of the table of a kind of people that tell one person from another, or by which rows elsewhere lead to them. Those of
    the key are none: they are compared by themselves."""
    if kind.table is None:
        return ()
    table = policy.tables[kind.table]
    linking = [
        column
        for other in policy.tables.values()
        for hop in (*other.hops, *other.mentions)
        if hop.parent == kind.table and ownership.by_value(policy, hop)
        for column in hop.link.parent
    ]
    personal = [c.name for c in table.personal if c.category in TELLING]
    chosen = dict.fromkeys((*kind.known_by.values(), *linking, *([table.collected] if table.collected else []), *personal))
    return tuple(c for c in chosen if c not in table.key)


def evidence(context: Context, known: Known, plan: Plan) -> Remembered:
    """What must be remembered of a plan about people, read before anything of theirs goes."""
    if plan.question.kind not in KEPT:
        return Remembered()
    return Remembered(people(context, plan.question.people), _wrong(context, Digests(context), known, plan))


def people(context: Context, whose: Mapping[str, Sequence[Key]]) -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    """These people in digests: of their key, and of what they are known by now."""
    digests, found = Digests(context), []
    for kind, keys in whose.items():
        values = dict(_known(context, digests, context.policy.kinds[kind], keys))
        found += [(kind, person, values.get(person, {})) for person in (digests.person(kind, key) for key in keys)]
    return tuple(found)


def _known(context: Context, digests: Digests, kind: Kind, keys: Sequence[Key]) -> Iterator[tuple[str, dict[str, str]]]:
    """What each of these people is known by, with the digest of their key."""
    if kind.table is None:
        return
    root = kind.table
    with context.stores[root.store].session() as connection:
        work = Work(context.policy, context.stores[root.store], connection)
        bind_people(work, kind, list(keys))
        yield from known_by(work, digests, kind, Among(context.policy.tables[root].key, planner.people_set(kind.name)))
        work.close()


def known_by(work: Work, digests: Digests, kind: Kind, where: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """The digests of what people of a kind are known by, for the rows that fit. A value that has gone says nothing."""
    root = kind.table
    assert root is not None
    table, columns = work.policy.tables[root], telling(work.policy, kind)
    for row in work.stream(root, [*table.key, *columns], where):
        whole = dict(zip((*table.key, *columns), row, strict=True))
        said = {}
        for column in columns:
            value = whole[column]
            way = table.columns[column].way if column in table.columns else None
            if (
                value is None
                or value == ""
                or way is not None
                and way.kind in _WHOLE
                and value == goes(value, way, whole, table.key)
            ):
                continue
            said[column] = digests.value(kind.name, column, value)
        yield digests.person(kind.name, row[: len(table.key)]), said


_WHOLE = ("empty", "text", "stand-in", "stand-in address")  # ways that leave a text which says nothing of the person


def _wrong(context: Context, digests: Digests, known: Known, plan: Plan) -> dict[str, list[str]]:
    """The values that are corrected, as they are before: on a backup, only those are wrong."""
    found: dict[str, set[str]] = {}
    for step in plan.steps:
        if isinstance(step, CorrectValue):
            with bind.working(context, step.table.store, known, plan.question.people) as work:
                name = step.table.column(step.column)
                found.setdefault(name, set()).update(
                    digests.wrong(name, value) for (value,) in work.stream(step.table, [step.column], step.where)
                )
    return {column: sorted(values) for column, values in found.items()}


def write(context: Context, connection: sa.Connection, plan: Plan, name: str, said: Remembered) -> None:
    """Remember a plan, in the transaction in which it begins."""
    if said.people:
        _write(context, connection, name, plan.question.kind, plan.let_go, dict(plan.question.corrections), said)


def held(context: Context, connection: sa.Connection, hold: str, said: Remembered) -> None:
    """Remember whom a hold is about: on a backup from before, their keys can be other people's."""
    _write(context, connection, f"hold {hold}", "hold", (), {}, said)


def _write(
    context: Context,
    connection: sa.Connection,
    name: str,
    kind: str,
    activities: Sequence[str],
    corrections: Mapping[str, str],
    said: Remembered,
) -> None:
    connection.execute(
        sa.insert(journal).values(
            plan=name,
            kind=kind,
            activities=json.dumps(list(activities)),
            sealed=context.state.seal(corrections, f"journal {name}") if corrections else None,
            wrong=json.dumps(said.wrong),
            at=context.now(),
            until=until(context),
        )
    )
    rows = {(k, p): {"plan": name, "kind": k, "person": p, "known": json.dumps(known)} for k, p, known in said.people}
    connection.execute(sa.insert(journal_people), list(rows.values()))


def acted(context: Context, connection: sa.Connection, name: str, stores: Iterable[str]) -> None:
    """A plan was carried out in these stores, and each of them says so itself."""
    there = set(connection.execute(sa.select(acts.c.store).where(acts.c.plan == name)).scalars())
    rows = [{"plan": name, "store": store, "at": context.now()} for store in dict.fromkeys(stores) if store not in there]
    if rows:
        connection.execute(sa.insert(acts), rows)


NEWEST = "newest"  # in the mark of a plan in a store: how far the keys of its tables went, so that what came later can be told


def by_value(policy: Policy, store: str) -> list[tuple[Name, Hop]]:
    """The hops of a store that find people by a value, which somebody who registers anew can have again."""
    return [
        (name, hop)
        for name, table in policy.tables.items()
        if name.store == store and table.seen is not None and table.seen.kind == "table"
        for hop in (*table.hops, *table.mentions)
        if hop.parent is None or ownership.by_value(policy, hop)
    ]


def counted(policy: Policy, store: str) -> list[tuple[Name, str]]:
    """The tables whose rows are told apart by age, and have nothing but a number that counts up to tell it."""
    if ("counted", store) not in policy.made:
        wanted = [*policy.kind_tables, *(name for name, _ in by_value(policy, store))]
        found = []
        for name in dict.fromkeys(wanted):
            table = policy.tables[name]
            if name.store == store and table.seen and not table.collected and len(table.key) == 1:
                if table.key[0] in table.seen.columns and table.seen.columns[table.key[0]].type == "integer":
                    found.append((name, table.key[0]))
        policy.made["counted", store] = found
    made: list[tuple[Name, str]] = policy.made["counted", store]
    return made


def newest(work: Work) -> dict[str, int]:
    """The highest key of each of these tables, now."""
    tables = counted(work.policy, work.store.name)
    if not tables:
        return {}

    def select() -> Any:
        parts = [
            sa.select(sa.func.max(work.sql.table(n).c[key])).scalar_subquery().label(f"n{i}") for i, (n, key) in enumerate(tables)
        ]
        return sa.select(*parts)

    row = work.raw(("newest", work.store.name), select).fetchone()
    return {str(name): int(value) for (name, _), value in zip(tables, row, strict=True) if value is not None}


def until(context: Context) -> date:
    """The day after which no backup can be put back that does not know of what is done today."""
    return after(context.today(), next(one.keep for one in context.policy.own if one.name == "journal"))


def after(day: date, length: Length) -> date:
    """The day so long after `day`."""
    match length.unit:
        case "days" | "weeks":
            return date.fromordinal(day.toordinal() + length.count * (7 if length.unit == "weeks" else 1))
        case _:
            return add_months(day, length.count * (12 if length.unit == "years" else 1))


def overdue(today: date) -> sa.ColumnElement[bool]:
    """Of a row of the journal: its period is over."""
    return journal.c.until < today


def purge(connection: sa.Connection, today: date) -> int:
    """Destroy what no backup can need any more; returns how many acts."""
    plans = list(connection.execute(sa.select(journal.c.plan).where(overdue(today))).scalars())
    for start in range(0, len(plans), 500):
        some = plans[start : start + 500]
        connection.execute(sa.delete(journal_people).where(journal_people.c.plan.in_(some)))
        connection.execute(sa.delete(journal).where(journal.c.plan.in_(some)))
    connection.execute(sa.delete(sealed_before).where(sealed_before.c.until < today))
    return len(plans)
