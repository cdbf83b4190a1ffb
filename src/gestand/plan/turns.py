"""In which order a plan about people goes through the stores: rows that lead to rows of another store go before those do, or nobody would
find them any more. Where two stores lead to each other, one of them has several turns."""

from __future__ import annotations

from dataclasses import dataclass

from gestand.holding import ownership
from gestand.plan import planner
from gestand.policy.model import Name, Policy


@dataclass(frozen=True)
class Turn:
    """The tables of a store that are done in one transaction; `number` counts the turns of that store, from 0."""

    store: str
    tables: frozenset[Name]
    number: int = 0


def turns(policy: Policy) -> list[Turn]:
    """All tables of all stores, each in one turn."""
    if ("turns",) not in policy.made:
        policy.made["turns",] = _turns(policy)
    found: list[Turn] = policy.made["turns",]
    return found


def _turns(policy: Policy) -> list[Turn]:
    leading = _leading(policy)
    pending = {store: list(planner.order(policy, store)) for store in policy.stores}
    made: list[Turn] = []
    while any(pending.values()):
        left = {name for tables in pending.values() for name in tables}
        free = {store: _free(policy, tables, leading, left) for store, tables in pending.items() if tables}
        whole = [store for store, tables in free.items() if len(tables) == len(pending[store])]
        store = whole[0] if whole else max(free, key=lambda s: len(free[s]))
        taken = free[store] or pending[store]  # of rows that lead to each other, some can't be first
        made.append(Turn(store, frozenset(taken), sum(turn.store == store for turn in made)))
        pending[store] = [name for name in pending[store] if name not in taken]
    return made


def _leading(policy: Policy) -> dict[Name, set[Name]]:
    """Per table those of other stores whose rows are found over its rows."""
    found: dict[Name, set[Name]] = {name: set() for name in policy.tables}
    for name, table in policy.tables.items():
        parents = [hop.parent for hop in (*table.hops, *table.mentions) if hop.parent is not None]
        for passed in set().union(*(ownership.above(policy, parent) for parent in parents)):
            if passed.store != name.store:
                found[passed].add(name)
    return found


def _free(policy: Policy, tables: list[Name], leading: dict[Name, set[Name]], left: set[Name]) -> list[Name]:
    """Those of the tables that nothing elsewhere is found over any more, and that no other of these points to."""
    free: list[Name] = []
    waiting: set[Name] = set()
    points = planner.pointing(policy, tables[0].store)
    for name in tables:  # those that point come first
        (waiting.add if leading[name] & left or points[name] & waiting else free.append)(name)
    return free
