"""Whose row it is: the ways from a table up to the people it belongs to, and from one table to another of the same family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gestand.holding.predicate import (
    YES,
    Among,
    Compare,
    Join,
    Missing,
    Next,
    Predicate,
    chain,
    either,
    every,
    negate,
    related,
)
from gestand.policy.grammar import Condition
from gestand.policy.model import Hop, Name, Policy, Table

People = tuple[tuple[str, str], ...]  # kinds of people, each with the name of a key set


@dataclass(frozen=True)
class Step:
    """A join and the conditions under which it holds: on the row it starts from, and on the row it leads to."""

    join: Join
    on_from: Condition | None = None
    on_to: Condition | None = None


@dataclass(frozen=True)
class Again:
    """Any number of steps, none included, from row to row of one table: replies to replies, parts of parts. `key`: of that table."""

    key: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def links(self) -> tuple[Next, ...]:
        return tuple(Next(s.join, condition(s.on_from), condition(s.on_to)) for s in self.steps)


Way = tuple[Step | Again, ...]


def condition(said: Condition | None) -> Predicate:
    """A written condition on the row itself."""
    if said is None:
        return every(())
    parts: list[Predicate] = []
    for test in said.tests:
        column = test.ref.column
        match test.op:
            case "is":
                parts.append(Compare(column, "=", test.values[0]))
            case "is not":
                parts.append(Compare(column, "!=", test.values[0], null=True))
            case "is one of":
                parts.append(Compare(column, "in", test.values))
            case "is empty":
                parts.append(Missing(column))
            case "is not empty":
                parts.append(Missing(column, negated=True))
    return every(parts)


def up(hop: Hop) -> Step:
    """From the row that points to the row pointed to."""
    assert hop.parent is not None
    return Step(
        Join(hop.parent, tuple(zip(hop.link.child, hop.link.parent, strict=True)), hop.link.folded, hop.link.inside, "from"),
        on_from=hop.link.when,
    )


def down(hop: Hop, child: Name) -> Step:
    """From the row pointed to, to the rows that point."""
    return Step(
        Join(child, tuple(zip(hop.link.parent, hop.link.child, strict=True)), hop.link.folded, hop.link.inside, "to"),
        on_to=hop.link.when,
    )


def along(steps: Way, where: Predicate) -> Predicate:
    """There is a row at the end of `steps` of which `where` holds."""
    for step in reversed(steps):
        if isinstance(step, Again):
            where = chain(step.key, step.links, where)
        else:
            where = every((condition(step.on_from), related(step.join, every((condition(step.on_to), where)))))
    return where


def own_hops(policy: Policy, table: Name) -> list[Hop]:
    """The hops from rows of `table` to other rows of it: whose those are, these are too. People are their own; where no key tells rows
    apart, there are none (GS420)."""
    one = policy.tables[table]
    return [h for h in one.hops if h.parent == table] if one.key and table not in policy.kind_tables else []


def above(policy: Policy, table: Name) -> tuple[Again, ...]:
    """From a row to itself and the rows of its own table that it goes with; nothing where it goes with none."""
    hops = own_hops(policy, table)
    return (Again(policy.tables[table].key, tuple(map(up, hops))),) if hops else ()


def below(policy: Policy, table: Name) -> tuple[Again, ...]:
    """From a row to itself and the rows of its own table that go with it."""
    hops = own_hops(policy, table)
    return (Again(policy.tables[table].key, tuple(down(h, table) for h in hops)),) if hops else ()


def root_of(policy: Policy, kind: str) -> Name | None:
    """The table where people of this kind are found; None for people without one."""
    return policy.kinds[kind].table


def chains(policy: Policy, table: Name, seen: tuple[Name, ...] = ()) -> Iterator[tuple[Hop, ...]]:
    """All ways up from `table`, each a row of hops, the empty one included. A way that goes round is left where it closes; hops from row
    to row of one table are left out (see `own_hops`)."""
    yield ()
    for hop in policy.tables[table].hops:
        if hop.parent == table:
            continue
        yield (hop,)
        if hop.parent is not None and hop.parent not in (*seen, table) and hop.parent in policy.tables:
            for rest in chains(policy, hop.parent, (*seen, table)):
                if rest:
                    yield (hop, *rest)


def _end(policy: Policy, table: Name, chain: tuple[Hop, ...]) -> object:
    """Where a chain ends: a table, or the name of a kind of people without one."""
    return table if not chain else chain[-1].parent or f"people {chain[-1].kind}"


def ways(policy: Policy, start: Name, goal: Name, by: Hop | None = None) -> list[Way]:
    """From a row of `start` to rows of `goal`, through the nearest table (or people) that both belong to. More than one way, where the
    tables are joined in two ways at the same distance; none, where they have nobody in common. `by`: of the ways that go up from the row
    itself, only those over this hop."""
    if start == goal:
        return [()]
    made = []
    for rising, falling in _nearest(policy, start, goal):
        way = _steps(policy, start, goal, rising, falling)
        if way is not None and rising and by is not None:
            if by in own_hops(policy, start):
                way = (up(by), *way)
            elif rising[0] != by:
                continue
            else:
                way = way[len(above(policy, start)) :]
        if way is not None:
            made.append(way)
    return made or ([] if by else _by_key(policy, start, goal))


def _nearest(policy: Policy, start: Name, goal: Name) -> list[tuple[tuple[Hop, ...], tuple[Hop, ...]]]:
    """The shortest ways up from one table and down to another."""
    best: list[tuple[tuple[Hop, ...], tuple[Hop, ...]]] = []
    shortest = 99
    ends = [(falling, _end(policy, goal, falling)) for falling in chains(policy, goal)]
    for rising in chains(policy, start):
        end = _end(policy, start, rising)
        for falling, other in ends:
            if other == end and (distance := len(rising) + len(falling)) <= shortest:
                if distance < shortest:
                    best, shortest = [], distance
                if (rising, falling) not in best:
                    best.append((rising, falling))
    return best


def _by_key(policy: Policy, start: Name, goal: Name) -> list[Way]:
    """Where nobody is common to both: the one declared key between two tables, such as from a contact to the company it works for."""
    found: list[Way] = []
    for child, parent in ((start, goal), (goal, start)):
        seen = policy.tables[child].seen
        for key in seen.foreign_keys if seen and child.store == parent.store else ():
            if key.table == parent.table:
                pairs = tuple(zip(key.columns, key.references, strict=True))
                found.append((Step(Join(goal, pairs if child == start else tuple((b, a) for a, b in pairs))),))
    return found if len(found) == 1 else []


def _steps(policy: Policy, start: Name, goal: Name, rising: tuple[Hop, ...], falling: tuple[Hop, ...]) -> Way | None:
    """The joins of a way. Where the way up and the way down meet on the same columns of the common table, that table is left out:
    two rows that point to the same person need no look at the person. A row that goes with another of its own table goes up by that
    one's ways too, and what goes with it is found on the way down. None where no join says it: a key inside a value on both sides."""
    meet = _meet(goal, rising[-1], falling) if rising and falling else None
    if meet is None and rising and rising[-1].parent is None:
        return None
    ups: list[Step | Again] = []
    downs: list[Step | Again] = []
    at = start
    for hop in rising:
        ups += [*above(policy, at), *([meet] if meet and hop is rising[-1] else [up(hop)])]
        at = hop.parent or at
    at = goal
    for hop in falling:
        downs = [*([] if meet and hop is falling[-1] else [down(hop, at)]), *below(policy, at), *downs]
        at = hop.parent or at
    return (*ups, *downs)


def _meet(goal: Name, rising: Hop, falling: tuple[Hop, ...]) -> Step | None:
    """Two rows that point to the same: people who are known by the same value, or a row of the same table."""
    a, b = rising.link, falling[-1].link
    inside = a.inside or b.inside
    if a.parent != b.parent or a.inside and b.inside or inside and rising.parent is not None:
        return None
    to = next((hop.parent for hop in falling[-2::-1] if hop.parent is not None), goal)
    pairs = tuple(zip(a.child, b.child, strict=True))
    return Step(Join(to, pairs, a.folded or b.folded, inside, "from" if a.inside else "to"), a.when, b.when)


def hop_owned(policy: Policy, hop: Hop, kind: str, keys: str, seen: tuple[Name, ...] = ()) -> Predicate:
    """The row's owner along `hop` is a person of `kind` in the key set `keys` (the keys of the table where they are found; the folded
    value for people without a table)."""
    link = hop.link
    if hop.parent is None:
        return (
            every((condition(link.when), Among(link.child, keys, folded=True, inside=link.inside)))
            if hop.kind == kind
            else either(())
        )
    root = root_of(policy, kind)
    if root is not None and hop.parent == root:
        key = policy.tables[root].key
        if set(link.parent) == set(key) and not link.folded:
            columns = tuple(link.child[link.parent.index(k)] for k in key)
            return every((condition(link.when), Among(columns, keys, inside=link.inside)))
        return along((up(hop),), Among(key, keys))
    if hop.kind or hop.parent in seen:
        return either(())
    return along((up(hop),), owned(policy, hop.parent, kind, keys, (*seen, hop.parent)))


def owned(policy: Policy, table: Name, kind: str, keys: str, seen: tuple[Name, ...] = ()) -> Predicate:
    """The row belongs to a person of `kind` in the key set `keys`."""
    if root_of(policy, kind) == table:
        return Among(policy.tables[table].key, keys)
    out = (hop_owned(policy, hop, kind, keys, seen) for hop in policy.tables[table].hops if hop.parent != table)
    return along(above(policy, table), either(out))


def left(policy: Policy, table: Name, leaving: People) -> Predicate:
    """The row belongs to people in the sets, and to nobody else (NOBODY-ELSE)."""
    anybody = either(owned(policy, table, kind, keys) for kind, keys in leaving)
    if table in policy.kind_tables or not (shared(policy, table) or any(by_value(policy, h) for h in policy.tables[table].hops)):
        return anybody
    return every((anybody, negate(somebody_else(policy, table, leaving))))


def shared(policy: Policy, table: Name, seen: tuple[Name, ...] = ()) -> bool:
    """Rows of the table can have several owners: over hops of their own, or because the row they go with has."""
    hops = [h for h in policy.tables[table].hops if to_people(policy, h)]
    if table in policy.kind_tables or table in seen:
        return False
    return len(hops) > 1 or any(h.parent is not None and shared(policy, h.parent, (*seen, table)) for h in hops)


def to_people(policy: Policy, hop: Hop) -> bool:
    """The hop leads to people, and not merely to a row that is nobody's, such as the line of a register that a period counts from."""
    return bool(hop.kind) or hop.parent in policy.kind_tables or (hop.parent is not None and bool(kinds_of(policy, hop.parent)))


def by_value(policy: Policy, hop: Hop) -> bool:
    """The hop finds people by a value that two of them can have."""
    return hop.parent in policy.kind_tables and (hop.link.folded or set(hop.link.parent) != set(policy.tables[hop.parent].key))


def somebody_else(policy: Policy, table: Name, leaving: People, seen: tuple[Name, ...] = ()) -> Predicate:
    """The row belongs (also) to a person who is in none of the sets."""
    if table in policy.kind_tables:
        return negate(either(Among(policy.tables[table].key, keys) for kind, keys in leaving if root_of(policy, kind) == table))
    out = (somebody_else_along(policy, hop, leaving, (*seen, table)) for hop in policy.tables[table].hops if hop.parent != table)
    return along(above(policy, table), either(out))


def somebody_else_along(policy: Policy, hop: Hop, leaving: People, seen: tuple[Name, ...] = ()) -> Predicate:
    """The row's owners along `hop` are (also) people who are in none of the sets."""
    if hop.parent is None:
        mine = either(hop_owned(policy, hop, kind, keys) for kind, keys in leaving)
        return every((condition(hop.link.when), Missing(hop.link.child[0], negated=True), negate(mine)))
    if hop.parent in policy.kind_tables and hop.link.declared and not hop.link.inside and not by_value(policy, hop):
        mine = either(
            hop_owned(policy, hop, kind, keys) for kind, keys in leaving
        )  # the key itself says who: no look at the person
        return every((condition(hop.link.when), *(Missing(c, negated=True) for c in hop.link.child), negate(mine)))
    if hop.parent in seen:
        return either(())
    return along((up(hop),), somebody_else(policy, hop.parent, leaving, seen))


def absent(hop: Hop) -> Predicate:
    """The row has no owner along `hop`: a pointer is empty, its condition does not hold, or (where the database does not see to it) it leads
    to nobody."""
    nowhere = [] if hop.parent is None or hop.link.declared else [negate(along((up(hop),), YES))]
    return either((*(Missing(c) for c in hop.link.child), negate(condition(hop.link.when)), *nowhere))


def kinds_of(policy: Policy, table: Name) -> list[str]:
    """The kinds of people that rows of `table` can belong to."""
    found = [k.name for k in policy.kinds.values() if k.table == table]
    for chain in chains(policy, table):
        if chain and (chain[-1].kind or chain[-1].parent in policy.kind_tables):
            found += (
                [chain[-1].kind] if chain[-1].kind else [k.name for k in policy.kinds.values() if k.table == chain[-1].parent]
            )
    return list(dict.fromkeys(found))


def pointers_to(policy: Policy, table: Name) -> list[tuple[Table, tuple[str, ...], tuple[str, ...], Hop | None]]:
    """Everything that points to rows of `table` and would lose its way: declared foreign keys, and hops to a parent table.
    (table that points, its columns, the columns pointed to, the hop if it is one)"""
    found: list[tuple[Table, tuple[str, ...], tuple[str, ...], Hop | None]] = []
    for child in policy.tables.values():
        hops = {
            (h.link.child, h.link.parent): h for h in (*child.hops, *child.mentions) if h.parent == table and not h.link.folded
        }
        keys = {
            (k.columns, k.references)
            for k in (child.seen.foreign_keys if child.seen else ())
            if Name(child.name.store, k.table) == table
        }
        for columns, references in sorted(keys | set(hops)):
            found.append((child, columns, references, hops.get((columns, references))))
    return found


def goes_round(policy: Policy, child: Name, parent: Name) -> bool:
    """A pointer from `child` to `parent` closes a circle: over other pointers `parent` leads back to `child`."""
    reached, pending = set[Name](), [parent]
    while pending:
        name = pending.pop()
        if name == child:
            return True
        if name not in reached and name in policy.tables:
            reached.add(name)
            pending += policy.pointers[name]
    return False
