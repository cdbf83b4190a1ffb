"""Who holds what: a value lives as long as at least one activity holds it; what nobody holds goes (DESIGN section 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from gestand.holding import customers, ownership
from gestand.holding.predicate import (
    NO,
    YES,
    Always,
    Among,
    Chain,
    Compare,
    Either,
    Every,
    Gone,
    Join,
    Missing,
    Next,
    Predicate,
    Related,
    chain,
    either,
    every,
    negate,
    related,
)
from gestand.law.periods import Period, PeriodUnit
from gestand.policy import grammar
from gestand.policy.grammar import After, Clause, Condition, Ref, UntilWithdrawn, Way, While, WhileRowExists, WhileRows
from gestand.policy.model import Activity, Column, Hop, Name, Policy, Table


@dataclass(frozen=True)
class Hold:
    """A claim, an incident or an open request that holds what a person has, in all tables or in some. `keys` names the key set of the
    people; `rows` instead names the key set of single rows of one table."""

    id: str
    kind: str = ""
    keys: str = ""
    tables: tuple[str, ...] = ()
    rows: str = ""


@dataclass(frozen=True)
class Facts:
    """What is not in the stores and decides with them. Each is a named key set, read again inside the transaction that acts.

    `let_go`: (kind, activity, customer) → key set of people for whom that activity has let go; of the rows of one customer of ours alone,
    on whose instruction it did, or (None) of all. `restricted`: kind → key set of people whose
    values are sealed. INVARIANT: facts that can't be read are an error, never an empty set."""

    let_go: dict[tuple[str, str, str | None], str] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    restricted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lens:
    """How the world is looked at: which day, with which facts, and for a question about people: which activities let go for whom
    (`leaving`: kinds and key sets); a contract among them still holds while it runs. `within`: the rows looked at are known to be
    theirs alone. `by`: what holds a row over another owner than the one this hop leads to is left out. `customer`: as in Question; only
    that customer's rows are left, whose agreement ends or who instructs us."""

    policy: Policy
    today: date
    facts: Facts = field(default_factory=Facts)
    leaving: ownership.People = ()
    let_go: frozenset[str] = frozenset()
    within: bool = False
    by: Hop | None = None
    customer: str | None = None

    @property
    def leaves(self) -> bool:
        """Somebody leaves: people, or a customer of ours."""
        return bool(self.leaving or self.customer)


def period(policy: Policy, after: After, length: grammar.Length) -> Period:
    """A written period as the law computes it."""
    year_ends = policy.organisation.year_ends if after.year_end == "financial" else (12, 31)
    return Period(length.count, cast(PeriodUnit, length.unit), bool(after.year_end), year_ends)


def _since(column: str, cutoff: date | None, null: bool) -> Predicate:
    """The column's date is after the cut-off. No cut-off: no date has passed."""
    return (
        Compare(column, ">=", date.fromordinal(cutoff.toordinal() + 1), null)
        if cutoff
        else (YES if null else Missing(column, negated=True))
    )


def _after(lens: Lens, activity: Activity, clause: After, length: grammar.Length) -> Predicate:
    """The period of this length has not passed: the last anchor lies after the cut-off, or there is no anchor and `otherwise` does."""
    policy, table = lens.policy, activity.table
    cutoff = period(policy, clause, length).cutoff(lens.today)
    own = [a for a in clause.anchors if a.table == str(table)]
    if len(own) == len(clause.anchors) == 1 and clause.otherwise is None:
        return _since(own[0].column, cutoff, null=True)
    if clause.otherwise is None:
        fallback: Predicate = YES
    else:
        fallback = _reach(lens, activity, clause.otherwise, lambda column: _since(column, cutoff, null=True))
    running = [_reach(lens, activity, a, lambda column: _since(column, cutoff, null=False)) for a in clause.anchors]
    none = [negate(_reach(lens, activity, a, lambda column: Missing(column, negated=True))) for a in clause.anchors]
    return either([*running, every([*none, fallback])])


def _reach(lens: Lens, activity: Activity, ref: Ref, test: object) -> Predicate:
    """`test` of a column of the row itself, or of a row of its family."""
    assert callable(test)
    if ref.table == str(activity.table):
        return test(ref.column)  # type: ignore[no-any-return]
    goal = next(n for n in lens.policy.tables if str(n) == ref.table)
    return either(ownership.along(way, test(ref.column)) for way in ownership.ways(lens.policy, activity.table, goal))


def _condition(lens: Lens, activity: Activity, said: Condition) -> Predicate:
    """A condition on the row of `for`, whose columns may stand in its family."""
    parts = []
    for test in said.tests:
        here = Condition((grammar.Test(Ref("", test.ref.column), test.op, test.values),))
        if test.ref.table == str(activity.table):
            parts.append(ownership.condition(here))
        else:
            goal = next(n for n in lens.policy.tables if str(n) == test.ref.table)
            parts.append(
                either(
                    ownership.along(way, ownership.condition(here)) for way in ownership.ways(lens.policy, activity.table, goal)
                )
            )
    return every(parts)


def _clause(lens: Lens, activity: Activity, clause: Clause) -> Predicate:
    match clause:
        case UntilWithdrawn() | WhileRowExists():
            return YES
        case While():
            return _condition(lens, activity, clause.condition)
        case WhileRows():
            goal = next(n for n in lens.policy.tables if str(n) == clause.table)
            return either(
                ownership.along(way, ownership.condition(clause.when))
                for way in ownership.ways(lens.policy, activity.table, goal)
            )
        case After(length=None):
            return _per_customer(lens, activity, clause)
        case After():
            assert clause.length is not None
            return _after(lens, activity, clause, clause.length)


def _per_customer(lens: Lens, activity: Activity, clause: After) -> Predicate:
    """Each customer's own period. Customers that the file does not list have the default."""
    ours = lens.policy.customers
    if ours is None:
        return YES  # `check` says that the periods are missing; until then everything is held
    periods = ours.periods.get(activity.name, {})
    parts = []
    for said in sorted(set(periods.values())):
        customers = tuple(sorted(c for c, length in periods.items() if length == said))
        parts.append(every((Compare(ours.column, "in", customers), _after(lens, activity, clause, grammar.length(said)))))
    others: Predicate = Compare(ours.column, "not in", tuple(sorted(periods)), null=True) if periods else YES
    parts.append(every((others, _after(lens, activity, clause, grammar.length(ours.otherwise)) if ours.otherwise else YES)))
    return either(parts)


def alive(lens: Lens, activity: Activity) -> Predicate:
    """Of a row of the activity's own table: its period runs."""
    return every(
        (
            ownership.condition(activity.when),
            either(_clause(lens, activity, clause) for clause in activity.keep) if activity.keep else YES,
        )
    )


def through(policy: Policy, start: Name, goal: Name, where: Predicate, by: Hop | None = None) -> Predicate:
    """Of a row of `start`: a row of `goal` in its family satisfies `where`. `by`: only over this owner, where it is another row."""
    return where if start == goal else either(ownership.along(way, where) for way in ownership.ways(policy, start, goal, by))


def holds(lens: Lens, activity: Activity, table: Name) -> Predicate:
    """Of a row of `table`: the activity holds what it uses of it."""
    policy = lens.policy
    if table not in activity.uses:
        return NO
    leaves = activity.name in lens.let_go
    if leaves and lens.within and (activity.contract_while is None or lens.customer):
        return NO
    held = through(policy, table, activity.table, alive(lens, activity), lens.by)
    collected = policy.tables[table].collected
    if activity.since and not activity.compatible and collected:
        held = every((held, Compare(collected, ">=", date.fromisoformat(activity.since), null=True)))
    runs = (
        through(policy, table, activity.table, _condition(lens, activity, activity.contract_while), lens.by)
        if activity.contract_while
        else NO
    )
    for (kind, name, customer), keys in lens.facts.let_go.items():
        if name == activity.name:
            gone = every((ownership.left(policy, table, ((kind, keys),)), customers.decided_by(policy, table, customer or None)))
            held = every((held, either((NO if customer else runs, negate(gone)))))
    if leaves:
        others = NO if lens.within else negate(left(lens, table))
        held = every((held, either((NO if lens.customer else runs, others))))  # what we do for a customer ends when it says so
    return held


def left(lens: Lens, table: Name) -> Predicate:
    """Of a row: it is of those who leave, and of nobody else."""
    theirs = ownership.left(lens.policy, table, lens.leaving) if lens.leaving else YES
    return every((theirs, customers.decided_by(lens.policy, table, lens.customer or None)))


def _past_maximum(lens: Lens, activity: Activity, table: Name) -> Predicate:
    """A statutory maximum has passed for this row: there is a row that it counts from, and none for which it still runs."""
    running = either(_clause(lens, activity, clause) for clause in activity.maximum)
    return every((through(lens.policy, table, activity.table, YES), negate(through(lens.policy, table, activity.table, running))))


def fixed(lens: Lens, table: Name) -> Predicate:
    """Of a row: a hold or a restriction keeps all of it, whatever the activities do."""
    parts: list[Predicate] = []
    for hold in lens.facts.holds:
        if hold.rows:
            if hold.tables == (str(table),):
                parts.append(Among(lens.policy.tables[table].key, hold.rows))
        elif not hold.tables or str(table) in hold.tables:
            parts.append(ownership.owned(lens.policy, table, hold.kind, hold.keys))
    parts += [ownership.owned(lens.policy, table, kind, keys) for kind, keys in lens.facts.restricted.items()]
    return either(parts)


def _together(lens: Lens, activities: Iterable[Activity], table: Name, of_row: bool = False) -> Predicate:
    """Held by one of these activities, statutory maxima taken off, or fixed."""
    chosen = list(activities)
    maxima = [a for a in lens.policy.activities.values() if a.maximum and table in a.uses]
    parts = []
    for activity in chosen:
        held = holds(lens, activity, table)
        if of_row and held != NO:
            held = every((held, _has_value(lens.policy.tables[table], activity.uses[table])))
        for limit in maxima:
            if held != NO and not (activity.statutory and activity != limit):
                held = every((held, negate(_past_maximum(lens, limit, table))))
        parts.append(held)
    return either([*parts, fixed(lens, table)])


def value_held(lens: Lens, table: Name, column: str) -> Predicate:
    """Of a row: the value of this column is held."""
    return _together(lens, (a for a in lens.policy.activities.values() if column in a.uses.get(table, ())), table)


def row_held(lens: Lens, table: Name) -> Predicate:
    """Of a row: something of it is held. Where an activity uses only some columns, one of them must have a value: nothing is not held."""
    return _together(lens, (a for a in lens.policy.activities.values() if table in a.uses), table, of_row=True)


def _has_value(table: Table, used: tuple[str, ...]) -> Predicate:
    if (
        not used
        or set(used) >= {c.name for c in table.personal}
        or any(not table.columns[c].nullable for c in used if c in table.columns)
    ):
        return YES
    return either(Missing(c, negated=True) for c in used)


def subject(policy: Policy, table: Name) -> bool:
    """Whether rows of the table are about people at all: they belong to somebody, are somebody, or hold something personal."""
    one = policy.tables[table]
    return bool(one.hops or one.personal or table in policy.kind_tables)


def nullable(table: Table, columns: Iterable[str]) -> bool:
    """All these columns may be made NULL."""
    assert table.seen is not None
    chosen = [table.columns[c] if c in table.columns else table.seen.columns[c] for c in columns]
    return all(c.nullable and not c.generated for c in chosen)


def stays(lens: Lens, table: Name) -> Predicate:
    """Of a row: it stays, because something of it is held, because it stays without the person, or because a row that stays points to it
    (KEYS-WHOLE). A pointer that is cut when its row lets go of the person keeps nothing."""
    policy = lens.policy
    one = policy.tables[table]
    if one.keep_row or not subject(policy, table):
        return YES
    links = own_pointers(policy, table)
    if not links:
        return _stays(lens, table, links)
    further = replace(lens, within=False)
    if further == lens and not lens.leaves:
        return chain(one.key, links, _stays(lens, table, links))
    last = _stays(further, table, links)
    if lens.leaves:  # a row of somebody else stays, whether or not somebody still holds it
        last = either((last, negate(left(lens, table))))
    pointing = chain(one.key, links, last)
    return either((_stays(lens, table, links), *(related(n.join, every((n.there, pointing))) for n in links)))


def own_pointers(policy: Policy, table: Name) -> tuple[Next, ...]:
    """From a row to those of its own table that point to it and keep it as long as they stay: by hops to whose they are, and by keys
    that can't be emptied."""
    return tuple(
        Next(_pointed(table, columns, references, hop), YES, ownership.condition(hop.link.when) if hop else YES)
        for child, columns, references, hop in ownership.pointers_to(policy, table)
        if child.name == table and _keeps(child, columns, hop)
    )


def _keeps(child: Table, columns: tuple[str, ...], hop: Hop | None) -> bool:
    """A pointer within one table stands as long as its row does: it is not cut before."""
    if value_pointer(child, columns):
        return False
    return not nullable(child, columns) or hop is not None and hop in child.hops


def _pointed(child: Name, columns: tuple[str, ...], references: tuple[str, ...], hop: Hop | None) -> Join:
    return Join(child, tuple(zip(references, columns, strict=True)), False, hop.link.inside if hop else None, "to")


def _stays(lens: Lens, table: Name, own: tuple[Next, ...]) -> Predicate:
    """A row stays for its own sake, or for that of rows that point to it otherwise than by `own`."""
    policy = lens.policy
    parts = [row_held(lens, table)]
    for child, columns, references, hop in ownership.pointers_to(policy, table):
        join = _pointed(child.name, columns, references, hop)
        if any(join == n.join for n in own):
            continue
        family = len(child.hops) == 1 and child.hops[0].parent == table and child.hops[0].link.child == columns
        inner = lens if family else replace(lens, within=False)
        if hop is not None and hop in child.mentions and nullable(child, columns):
            continue
        pointing = _pointing(inner, child, table, columns, hop)
        if lens.leaves and not family:  # a row of somebody else stays, whether or not somebody still holds it
            pointing = either((pointing, negate(left(lens, child.name))))
        where = every((pointing, ownership.condition(hop.link.when) if hop else YES))
        parts.append(related(join, where))
    return either(parts)


def _pointing(lens: Lens, child: Table, parent: Name, columns: tuple[str, ...], hop: Hop | None) -> Predicate:
    """Of a row that points to a row of `parent`: its pointer is still there when everything that nobody holds has gone."""
    if value_pointer(child, columns):
        return every(value_held(lens, child.name, c) for c in columns if child.columns[c].personal)
    if hop is not None and nullable(child, columns) and child.keep_row:
        return row_held(lens, child.name)
    if ownership.goes_round(lens.policy, child.name, parent):
        return row_held(lens, child.name) if hop is None and nullable(child, columns) else YES
    return stays(lens, child.name)


def value_pointer(table: Table, columns: tuple[str, ...]) -> bool:
    """A foreign key that says something about a person (its column has a category) and becomes NULL when nobody holds it."""
    declared = [table.columns[c] for c in columns if c in table.columns]
    return any(c.personal for c in declared) and all(c.nullable and (c.way.kind == "null" or not c.personal) for c in declared)


@dataclass(frozen=True)
class Group:
    """Columns of a table that the same activities hold, so that they go together."""

    columns: tuple[str, ...]
    held: Predicate


def groups(lens: Lens, table: Name) -> list[Group]:
    """The personal columns of a table, by who holds them."""
    found: dict[Predicate, list[str]] = {}
    for column in lens.policy.tables[table].personal:
        found.setdefault(value_held(lens, table, column.name), []).append(column.name)
    return [Group(tuple(columns), held) for held, columns in found.items()]


def not_gone(table: Table, columns: Iterable[str]) -> Predicate:
    """Of a row: one of these values has not gone yet."""
    return either(Gone(c, table.columns[c].way, negated=True) for c in columns)


def placeholder(column: Column) -> Way:
    """What stands in the place of a sealed value: what its way to go leaves, and where that would be NULL and may not be, nothing that
    says anything."""
    if column.way.kind != "null" or column.nullable:
        return column.way
    if column.type == "text":
        return Way("stand-in") if column.unique else Way("empty")
    match column.type:
        case "integer" | "number":
            return Way("number", "0")
        case "date" | "moment" | "zoned":
            return Way("year")
        case _:
            return Way("empty")


def settle(policy: Policy, table: Name, p: Predicate) -> Predicate:
    """`p` of rows of `table`, with what the database itself sees to left away: a NOT NULL column is never missing, and a pointer under a
    declared key leads to a row."""
    match p:
        case Missing():
            column = policy.tables[table].columns.get(p.column) if table in policy.tables else None
            return p if column is None or column.nullable else (YES if p.negated else NO)
        case Every():
            return every(settle(policy, table, part) for part in p.parts)
        case Either():
            return either(settle(policy, table, part) for part in p.parts)
        case Related():
            inner = settle(policy, p.join.table, p.where)
            if inner == NO:
                return YES if p.negated else NO
            if inner == YES and _declared(policy, table, p.join):
                there = every(settle(policy, table, Missing(column, negated=True)) for column, _ in p.join.pairs)
                return negate(there) if p.negated else there
            return replace(p, where=inner)
        case Chain():
            inner = settle(policy, table, p.where)
            return replace(p, where=inner) if not isinstance(inner, Always) else Always(inner.value != p.negated)
        case _:
            return p


def _declared(policy: Policy, table: Name, join: Join) -> bool:
    """The join is a foreign key that the database enforces."""
    seen = policy.tables[table].seen if table in policy.tables and table.store == join.table.store else None
    keys = {(k.table, frozenset(zip(k.columns, k.references, strict=True))) for k in seen.foreign_keys} if seen else set()
    return not join.folded and not join.inside and (join.table.table, frozenset(join.pairs)) in keys
