"""Whose customer a row is of. What we hold for a customer of ours is that customer's to decide about (GDPR art. 28(3)(a)), and goes or is
given back when the agreement ends (art. 28(3)(g)). A row says it in the column `on each row`, or goes with one that does."""

from __future__ import annotations

from collections.abc import Callable

from gestand.holding import ownership
from gestand.holding.predicate import NO, YES, Compare, Join, Predicate, either, every, negate
from gestand.policy.model import Name, Policy

Here = Callable[[Name, str], Predicate]  # (a table whose rows say whose they are, the column) → what is asked of such a row


def ours_alone(policy: Policy, table: Name) -> bool:
    """Rows of the table are never a customer's: nothing that we do for customers uses it, or nothing in it says whose it is."""
    made = policy.made.setdefault("customers", {})
    if table not in made:
        used = any(table in a.uses for a in policy.activities.values() if a.for_customers)
        made[table] = not used or whose(policy, table, lambda name, column: YES) == NO
    alone: bool = made[table]
    return alone


def whose(policy: Policy, table: Name, here: Here, seen: tuple[Name, ...] = ()) -> Predicate:
    """Of a row of `table`: what is asked holds of the row that says whose customer it is, itself or one that it goes with."""
    ours = policy.customers
    if ours is None or table in seen:
        return NO
    one = policy.tables[table]
    if table != ours.table and one.seen is not None and ours.column in one.seen.columns:
        return here(table, ours.column)
    parts = []
    for hop in one.hops:
        if hop.parent is not None and hop.parent != table and (above := whose(policy, hop.parent, here, (*seen, table))) != NO:
            parts.append(ownership.along((ownership.up(hop),), above))
    return ownership.along(ownership.above(policy, table), either(parts))


def of(policy: Policy, table: Name, customer: str) -> Predicate:
    """Of a row: it is of this customer (its number), and of no other. INVARIANT NEVER-MIXED: a row that leads to two is neither's."""
    if ours_alone(policy, table):
        return NO
    mine = whose(policy, table, lambda name, column: Compare(column, "=", customer))
    return every((mine, negate(whose(policy, table, lambda name, column: Compare(column, "!=", customer)))))


def rows_of(policy: Policy, table: Name, where: Predicate) -> Predicate:
    """Of a customer's own row: a row of `table` that is of it satisfies `where`."""
    ours = policy.customers
    if ours is None or ours_alone(policy, table) or len(policy.tables[ours.table].key) != 1:
        return NO
    return either(ownership.along(way, where) for way in _down(policy, table))


def _down(policy: Policy, table: Name, seen: tuple[Name, ...] = ()) -> list[ownership.Way]:
    """The ways from a customer's own row to rows of `table`: `whose`, the other way round."""
    ours = policy.customers
    assert ours is not None
    one = policy.tables[table]
    if table in seen:
        return []
    if table != ours.table and one.seen is not None and ours.column in one.seen.columns:
        return [(ownership.Step(Join(table, ((policy.tables[ours.table].key[0], ours.column),))),)]
    found: list[ownership.Way] = []
    for hop in one.hops:
        if hop.parent is not None and hop.parent != table:
            last = (ownership.down(hop, table), *ownership.below(policy, table))
            found += [(*way, *last) for way in _down(policy, hop.parent, (*seen, table))]
    return found


def decided_by(policy: Policy, table: Name, customer: str | None) -> Predicate:
    """Of a row: this customer decides about it; '' is nobody but us, None whoever it is."""
    if customer is None:
        return YES
    return of(policy, table, customer) if customer else negate(row_of(policy, table, YES))


def row_of(policy: Policy, table: Name, where: Predicate) -> Predicate:
    """Of a row: `where` holds of the row of the customer of ours that it is of. A number that no customer has is nobody's."""
    ours = policy.customers
    if ours is None or ours_alone(policy, table) or len(policy.tables[ours.table].key) != 1:
        return NO
    key = policy.tables[ours.table].key[0]
    return whose(
        policy, table, lambda name, column: ownership.along((ownership.Step(Join(ours.table, ((column, key),))),), where)
    )
