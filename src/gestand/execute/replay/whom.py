"""Who in a backup are the people for whom something was done since: found by keyed digests of their keys, and recognised.

INVARIANT STAYS-GONE: nobody who registered anew is touched. A key counts only where its row was in the backup (`age`), and, where keys
are given out again, where the row has what the person was known by. What can't be told is left to a person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from gestand.execute import journal
from gestand.execute.context import Context
from gestand.execute.journal import Digests
from gestand.execute.replay import age
from gestand.execute.replay.age import Ages
from gestand.holding import ownership
from gestand.holding.predicate import Among
from gestand.plan.questions import Key, plain_key
from gestand.policy.model import Hop, Kind, Name
from gestand.state.journal import journal_people
from gestand.stores.work import Work

PART = 5000  # keys that are looked at in one statement
SOMEBODY_ELSE = "somebody else"  # the row was in the backup, and has nothing of what the person was known by


@dataclass
class Found:
    """What was found of the people of the journal. `people`: kind → digest → key. `others`: kind → digest → a key that is
    not theirs, or may not be, and why. `rows`: of
    tables whose rows are found by a value, the keys of those that were in the backup; `unclear`: those that can't be told. `values`: kind →
    digest → column → the values that lead to somebody, as they stand in other rows: their own may have gone."""

    people: dict[str, dict[str, Key]] = field(default_factory=lambda: defaultdict(dict))
    others: dict[str, dict[str, tuple[Key, str]]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[Name, list[Key]] = field(default_factory=dict)
    unclear: dict[Name, list[Key]] = field(default_factory=lambda: defaultdict(list))
    values: dict[str, dict[str, dict[str, list[Any]]]] = field(default_factory=lambda: defaultdict(dict))

    def as_dict(self) -> dict[str, Any]:
        """As our state keeps it, sealed."""
        return {
            "people": {k: {d: list(plain_key(key)) for d, key in one.items()} for k, one in self.people.items()},
            "rows": [[n.store, n.table, [list(plain_key(key)) for key in keys]] for n, keys in self.rows.items()],
            "values": {
                k: {d: {c: [*plain_key(v)] for c, v in one.items()} for d, one in of.items()} for k, of in self.values.items()
            },
        }

    @staticmethod
    def from_dict(said: Mapping[str, Any]) -> Found:
        return Found(
            {k: {d: tuple(key) for d, key in one.items()} for k, one in said["people"].items()},
            rows={Name(s, n): [tuple(key) for key in keys] for s, n, keys in said["rows"]},
            values=said["values"],
        )


Wanted = dict[str, dict[str, list[Mapping[str, str]]]]  # kind → digest of the key → what they were known by, act by act


def wanted(context: Context, plans: Iterable[str]) -> Wanted:
    """The people of these plans of the journal."""
    found: Wanted = defaultdict(lambda: defaultdict(list))
    listed = list(plans)
    with context.state.begin(write=False) as connection:
        for start in range(0, len(listed), 500):
            asked = sa.select(journal_people).where(journal_people.c.plan.in_(listed[start : start + 500]))
            for row in connection.execute(asked):
                found[row.kind][row.person].append(json.loads(row.known))
    return found


def find(context: Context, people: Wanted, ages: Mapping[str, Ages]) -> Found:
    """The people in question in the stores that were put back (those of `ages`). Changes nothing."""
    found, digests = Found(), Digests(context)
    for name, asked in people.items():
        kind = context.policy.kinds.get(name)
        if kind is None or not asked:
            continue  # the policy has no such people any more
        if kind.table is not None and kind.table.store in ages:
            _in_their_table(context, digests, kind, asked, ages[kind.table.store], found)
        else:
            _where_they_lead(context, digests, kind, asked, list(ages), found)
    for store, one in ages.items():
        if not one.closed:
            _rows(context, store, one, found)
    return found


def _in_their_table(
    context: Context, digests: Digests, kind: Kind, asked: Mapping[str, Sequence[Mapping[str, str]]], ages: Ages, found: Found
) -> None:
    """The table where these people are found was put back too: those whose row is there, and was there before."""
    root = kind.table
    assert root is not None
    table = context.policy.tables[root]
    again = age.given_again(context.policy, root)
    strong = {*kind.known_by.values(), *([table.collected] if table.collected else [])}
    collected = age.moment_of(table)
    with _working(context, root.store) as work:
        keys = {
            person: plain_key(key)
            for key in work.stream(root, table.key, ownership.condition(kind.when))
            if (person := digests.person(kind.name, key)) in asked
        }
        listed = sorted(keys.items(), key=repr)
        for start in range(0, len(listed), PART):
            some = dict(listed[start : start + PART])
            work.bind("some", list(some.values()), [work.native(root, k) for k in table.key])
            there = Among(table.key, "some")
            known = dict(journal.known_by(work, digests, kind, there))
            moments = {
                digests.person(kind.name, row[: len(table.key)]): (row[len(table.key)] if collected else None)
                for row in work.stream(root, [*table.key, *collected], there)
            }
            for person, key in some.items():
                how = ages.of(root, key, moments[person], person=True)
                if how == age.OLD and again and not _same(asked[person], known.get(person, {}), strong):
                    how = SOMEBODY_ELSE
                if how == age.OLD:
                    found.people[kind.name][person] = key
                else:
                    found.others[kind.name][person] = (key, how)


def _same(then: Sequence[Mapping[str, str]], now: Mapping[str, str], strong: set[str]) -> bool:
    """The row has what the person was known by when something was done for them: something that is theirs alone, or most of the rest.
    Of whom nothing was known any more, the key alone speaks."""
    recorded = [one for one in then if one]
    if not recorded:
        return True
    for one in recorded:
        hits = {column for column, digest in one.items() if now.get(column) == digest}
        if hits & strong or 2 * len(hits) >= len(one):
            return True
    return False


def _where_they_lead(
    context: Context,
    digests: Digests,
    kind: Kind,
    asked: Mapping[str, Sequence[Mapping[str, str]]],
    stores: list[str],
    found: Found,
) -> None:
    """The table of these people was not put back, or they have none: their keys and values as they stand in rows that were."""
    root = kind.table
    if root is not None:
        with _working(context, root.store) as work:
            for key in work.stream(root, context.policy.tables[root].key, ownership.condition(kind.when)):
                if (person := digests.person(kind.name, key)) in asked:
                    found.people[kind.name][person] = plain_key(key)
    spoken: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))  # column → digest of a value → whose it was
    for person, known in asked.items():
        for column, digest in {pair for one in known for pair in one.items()}:
            spoken[column][digest].append(person)
    for store in stores:
        for name, hop in _leading(context, kind, store):
            by_value = root is not None and ownership.by_value(context.policy, hop)
            with _working(context, store) as work:
                for value in _values(work, name, hop):
                    if by_value:
                        column = hop.link.parent[0]
                        for person in spoken[column].get(digests.value(kind.name, column, value[0]), ()):
                            listed = found.values[kind.name].setdefault(person, {}).setdefault(column, [])
                            if value[0] not in listed:
                                listed.append(value[0])
                    elif (person := digests.person(kind.name, key := _key(context, root, hop, value))) in asked:
                        found.people[kind.name].setdefault(person, key)


def _key(context: Context, root: Name | None, hop: Hop, value: Key) -> Key:
    """The key of somebody as it stands in a row that points to them, in the types of their own table."""
    if root is None:
        return plain_key(value)
    table = context.policy.tables[root]
    parts = {k: value[hop.link.parent.index(k)] for k in table.key}
    return plain_key(
        [
            int(v) if isinstance(v, str) and v.lstrip("-").isdigit() and table.columns[k].type == "integer" else v
            for k, v in parts.items()
        ]
    )


def _leading(context: Context, kind: Kind, store: str) -> Iterator[tuple[Name, Hop]]:
    """The hops of a store that lead to people of a kind, by their key or by a value."""
    for name, table in context.policy.tables.items():
        if name.store == store and table.seen is not None and table.seen.kind == "table":
            for hop in (*table.hops, *table.mentions):
                if kind.table is None and hop.parent is None and hop.kind == kind.name or kind.table and hop.parent == kind.table:
                    yield name, hop


def _values(work: Work, name: Name, hop: Hop) -> Iterator[Key]:
    """What stands in the columns of a hop, each once."""
    source = work.sql.table(name)
    sides = [
        work.sql.compared(name, source, c, hop.link.folded or hop.parent is None, hop.link.inside).value for c in hop.link.child
    ]
    asked = (
        sa.select(*sides).where(work.where(ownership.condition(hop.link.when), name), *(s.is_not(None) for s in sides)).distinct()
    )
    for piece in work.pieces(asked, PART):
        yield from (tuple(row) for row in piece)


def _rows(context: Context, store: str, ages: Ages, found: Found) -> None:
    """Of rows that are found by a value of these people, those that were in the backup."""
    for name, hop in journal.by_value(context.policy, store):
        table = context.policy.tables[name]
        kept = found.rows.setdefault(name, [])
        collected = age.moment_of(table)
        with _working(context, store) as work:
            for kind in context.policy.kinds.values():
                asked = kind.name in found.people or kind.name in found.values
                if not asked or not (hop.parent == kind.table if kind.table else hop.kind == kind.name):
                    continue
                values = _theirs(context, kind, hop, found)
                work.bind(
                    "theirs",
                    values,
                    ["TEXT" if hop.link.folded or kind.table is None or hop.link.inside else _native(work, kind, hop)],
                )
                theirs = Among(hop.link.child, "theirs", folded=hop.link.folded or kind.table is None, inside=hop.link.inside)
                if not table.key:
                    found.unclear[name] += [()] * work.count(name, theirs)
                    continue
                for row in work.stream(name, [*table.key, *collected], theirs):
                    key = plain_key(row[: len(table.key)])
                    how = ages.of(name, row[: len(table.key)], row[len(table.key)] if collected else None)
                    if how == age.OLD and key not in kept:
                        kept.append(key)
                    elif how == age.UNCLEAR and key not in found.unclear[name]:
                        found.unclear[name].append(key)


def _native(work: Work, kind: Kind, hop: Hop) -> str:
    assert kind.table is not None
    return work.native(kind.table, hop.link.parent[0])


def _theirs(context: Context, kind: Kind, hop: Hop, found: Found) -> list[Key]:
    """The values that lead along a hop to the people that were found."""
    if kind.table is None:
        return [tuple(key) for key in found.people[kind.name].values()]
    column = hop.link.parent[0]
    values: set[Key] = {(v,) for one in found.values.get(kind.name, {}).values() for v in one.get(column, ())}
    keys = list(found.people.get(kind.name, {}).values())
    with _working(context, kind.table.store) as work:
        table = context.policy.tables[kind.table]
        source = work.sql.table(kind.table)
        shown = work.sql.folded(kind.table, source, column) if hop.link.folded else source.c[column]
        for start in range(0, len(keys), PART):
            work.bind("some", keys[start : start + PART], [work.native(kind.table, k) for k in table.key])
            asked = (
                sa.select(shown).where(work.where(Among(table.key, "some"), kind.table), source.c[column].is_not(None)).distinct()
            )
            values |= {tuple(row) for row in work.execute(asked)}
    return sorted(values, key=repr)


class _working:
    """A look into one store, with nothing bound."""

    def __init__(self, context: Context, store: str) -> None:
        self._context, self._store = context, store

    def __enter__(self) -> Work:
        self._session = self._context.stores[self._store].session()
        self._work = Work(self._context.policy, self._context.stores[self._store], self._session.__enter__())
        return self._work

    def __exit__(self, *said: Any) -> None:
        if said[0] is None:
            self._work.close()
        self._session.__exit__(*said)
