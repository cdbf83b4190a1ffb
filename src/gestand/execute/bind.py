"""The key sets of a plan, bound in the transaction of one store: who is in question, what is theirs on the way, and the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.execute.people import bind_people
from gestand.holding import ownership
from gestand.holding.predicate import Among, Predicate, every, negate
from gestand.plan import planner
from gestand.plan.questions import Key
from gestand.policy.model import Name
from gestand.stores.work import FEW, Work


@contextmanager
def working(
    context: Context,
    store: str,
    known: Known,
    people: Mapping[str, Sequence[Key]] | None = None,
    *,
    write: bool = False,
    lock: bool = False,
    keep: bool = False,
) -> Iterator[Work]:
    """A transaction on a store with the facts and the people in question bound; committed when the block ends well. What it asks of
    another store is asked there in the same way. `work.shared` lists the linking values that are not these people's alone."""
    with context.stores[store].session(write) as connection:
        work = Work(
            context.policy,
            context.stores[store],
            connection,
            (lambda other: working(context, other, known, people)) if len(context.stores) > 1 else None,
        )
        facts(work, known)
        if people:
            work.shared = question(work, people, lock, keep)
        yield work
        work.close()


def facts(work: Work, known: Known) -> None:
    """Bind each fact's key set, when a statement asks for it."""
    for name, (kind, keys) in known.sets.items():
        bind_people(work, work.policy.kinds[kind], keys, name, later=True)


def needed(work: Work, kinds: Sequence[str]) -> tuple[list[tuple[str, str]], list[tuple[Name, str]]]:
    """What the scope of people of these kinds asks for in this store: (kind, column) of linking values, and (table, kind) of owned rows,
    parents before children."""
    policy = work.policy
    kept = ("needed", work.store.name, tuple(kinds))
    if kept not in policy.made:
        policy.made[kept] = _needed(work, kinds)
    found: tuple[list[tuple[str, str]], list[tuple[Name, str]]] = policy.made[kept]
    return found


def _needed(work: Work, kinds: Sequence[str]) -> tuple[list[tuple[str, str]], list[tuple[Name, str]]]:
    values: list[tuple[str, str]] = []
    parents: list[tuple[Name, str]] = []
    policy = work.policy
    for name in reversed(planner.order(policy, work.store.name)):
        for hop in (*policy.tables[name].hops, *policy.tables[name].mentions):
            for kind in kinds:
                root = policy.kinds[kind].table
                if hop.parent is not None and hop.parent.store != work.store.name and hop.parent != root:
                    if kind in ownership.kinds_of(policy, hop.parent) and not hop.kind:
                        parents.append((hop.parent, kind))
                elif hop.parent is not None and hop.parent == root:
                    if set(hop.link.parent) != set(policy.tables[root].key) or hop.link.folded:
                        values.append((kind, hop.link.parent[0]))
                elif hop.parent is not None and not hop.kind and kind in ownership.kinds_of(policy, hop.parent):
                    key = policy.tables[hop.parent].key
                    if key and (set(hop.link.parent) == set(key) and not hop.link.folded or hop.parent == name):
                        parents.append((hop.parent, kind))
    away = [p for p in parents if p[0].store != work.store.name]
    ordered = [p for n in reversed(planner.order(policy, work.store.name)) for p in parents if p[0] == n]
    return list(dict.fromkeys(values)), list(dict.fromkeys([*away, *ordered]))


def question(work: Work, people: Mapping[str, Sequence[Key]], lock: bool = False, keep: bool = False) -> list[str]:
    """Bind the people in question, the values that lead to them and the rows on the way. `lock`: lock those rows, in key order, top
    down, so that nothing can be added below them meanwhile. `keep`: as they are now, though the rows may change. Returns the linking
    values that other people have too: rows by them are nobody's alone and are left out (NOBODY-ELSE)."""
    policy = work.policy
    shared: list[str] = []
    for kind, keys in people.items():
        bind_people(work, policy.kinds[kind], list(keys))
        root = policy.kinds[kind].table
        if lock and root is not None and root.store == work.store.name:
            work.lock(root, Among(policy.tables[root].key, planner.people_set(kind)), len(keys) > FEW)
    linking, parents = needed(work, tuple(people))
    for kind, column in linking:
        shared += values(work, kind, column, people[kind])
    for table, kind in parents:
        if table.store != work.store.name:
            parent_elsewhere(work, table, kind)
            continue
        own = bool(ownership.own_hops(policy, table))
        where = planner.family(policy, table, kind) if own else planner.scope(policy, table, (kind,))
        name = planner.owned_set(table, (kind,))
        key = policy.tables[table].key
        if not keep and not own:
            work.bind_query(name, partial(_owned, work, table, where))
        elif len(people[kind]) > FEW:
            source = work.sql.table(table)
            select = sa.select(*(source.c[k] for k in key)).where(work.where(where, table)).order_by(*(source.c[k] for k in key))
            work.bind_select(name, select, [work.native(table, k) for k in key], lock)
        else:
            work.bind(name, work.keys(table, where, lock=lock), [work.native(table, k) for k in key])
    return shared


def _owned(work: Work, table: Name, where: Predicate) -> sa.Select[Any]:
    """The keys of the rows of a table that satisfy `where`."""
    source = work.sql.table(table)
    return sa.select(*(source.c[k] for k in work.policy.tables[table].key)).where(work.where(where, table))


def parent_elsewhere(work: Work, table: Name, kind: str) -> None:
    """Bind the rows of a table of another store that are these people's."""
    assert work.elsewhere is not None
    with work.elsewhere(table.store) as there:
        found = there.keys(table, planner.scope(work.policy, table, (kind,)))
    work.bind(planner.owned_set(table, (kind,)), found, [work.native(table, k) for k in work.policy.tables[table].key])


def values(work: Work, kind: str, column: str, keys: Sequence[Key], person: bool = False) -> list[str]:
    """Bind the values of a column of these people, folded where texts; those that somebody else has too are left out and returned.
    `person`: with the key of whose value it is."""
    root = work.policy.kinds[kind].table
    assert root is not None
    textual = work.policy.catalogs[root.store].tables[root.table].columns[column].type in ("text", "enum")
    name, type_ = planner.value_set(kind, column), "TEXT" if textual else work.native(root, column)
    if root.store != work.store.name:
        assert work.elsewhere is not None
        with work.elsewhere(root.store) as there:
            mine, shared = _own_values(there, kind, column, textual, "values of the people", type_)
            if person:
                whose = sa.cast(there.sql.table(root).c[work.policy.tables[root].key[0]], sa.Text)
                pairs = there.execute(_values(there, kind, column, textual).add_columns(whose).distinct()).all()
        if person:
            alone = {v for (v,) in mine}
            work.bind(name, [tuple(pair) for pair in pairs if pair[0] in alone], [type_, "TEXT"], many=True)
            work.sets[name] = replace(work.sets[name], person=True)
        else:
            work.bind(name, mine, [type_])
    elif len(keys) <= FEW and not person:
        mine, shared = _own_values(work, kind, column, textual, name, type_)
        if shared:
            work.bind(name, mine, [type_])
    else:
        select, types = _values(work, kind, column, textual), [type_]
        if person:
            key = work.policy.tables[root].key
            select, types = select.add_columns(sa.cast(work.sql.table(root).c[key[0]], sa.Text)), [type_, "TEXT"]
        work.bind_select(name, select.distinct(), types, keys=1)
        found = work.execute(_shared(work, kind, column, textual, name)).all()
        shared = [str(v) for (v,) in found]
        work.leave_out(name, [v for (v,) in found])
    return shared


def _own_values(work: Work, kind: str, column: str, textual: bool, name: str, type_: str) -> tuple[list[Key], list[str]]:
    """The values that are these people's alone, and those that are not. Binds all of them as `name`."""
    root = work.policy.kinds[kind].table
    assert root is not None
    people = Among(work.policy.tables[root].key, planner.people_set(kind))
    asked = work.raw(("values", kind, column), partial(_values, work, kind, column, textual), people)
    found = sorted({tuple(row) for row in asked.fetchall()})
    work.bind(name, found, [type_])
    theirs = Among((column,), name, folded=textual)
    others = work.raw(("shared", kind, column), partial(_shared, work, kind, column, textual, name), people, theirs)
    shared = {v for (v,) in others.fetchall()} if found else set()
    return [v for v in found if v[0] not in shared], sorted(map(str, shared))


def _value(work: Work, root: Name, column: str, textual: bool) -> Any:
    row = work.sql.table(root)
    return work.sql.folded(root, row, column) if textual else row.c[column]


def _values(work: Work, kind: str, column: str, textual: bool) -> sa.Select[Any]:
    """Each value of the people in question."""
    root = work.policy.kinds[kind].table
    assert root is not None
    source = work.sql.table(root)
    value = _value(work, root, column, textual)
    return sa.select(value).where(
        work.where(Among(work.policy.tables[root].key, planner.people_set(kind)), root),
        source.c[column].is_not(None),
        *([value != ""] if textual else []),
    )


def _shared(work: Work, kind: str, column: str, textual: bool, name: str) -> sa.Select[Any]:
    """Those of the bound values that other people have too: one pass over the people, whatever the number of values."""
    root = work.policy.kinds[kind].table
    assert root is not None
    among = every((Among((column,), name, folded=textual), negate(Among(work.policy.tables[root].key, planner.people_set(kind)))))
    return sa.select(_value(work, root, column, textual)).where(work.where(among, root)).distinct()


def linking_values(context: Context, known: Known, people: Mapping[str, Sequence[Key]]) -> dict[str, list[str]]:
    """The values that lead to these people and to nobody else, by the name of their key set: to find their rows again when the values
    have gone from the rows of the people themselves."""
    found: dict[str, set[str]] = {}
    for store in context.policy.stores:
        with working(context, store, known, {}) as work:
            for kind, keys in people.items():
                bind_people(work, context.policy.kinds[kind], list(keys))
            linking, _ = needed(work, tuple(people))
            for kind, column in linking:
                root = context.policy.kinds[kind].table
                assert root is not None
                if root.store != store:
                    continue
                textual = context.policy.catalogs[root.store].tables[root.table].columns[column].type in ("text", "enum")
                type_ = "TEXT" if textual else work.native(root, column)
                mine, _shared_values = _own_values(work, kind, column, textual, planner.value_set(kind, column), type_)
                found.setdefault(planner.value_set(kind, column), set()).update(str(v[0]) for v in mine)
    return {name: sorted(values) for name, values in found.items()}
