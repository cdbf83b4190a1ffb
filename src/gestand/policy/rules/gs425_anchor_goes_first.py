"""The moment that a period counts from goes before the period ends

## What
A period that counts from rows of a child table finds those rows, and their column, held as long as the period runs.

## Why
"Seven years after the last order" can't be counted when orders go after two. Once the last order is gone, the period looks
as if it never began, and what was to go after seven years is held for ever, or goes at once.

## Law
GDPR art. 5(1)(e).

## Example
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all}
    keep: 7 years after orders.ordered_at otherwise created_at
  delivering:
    purpose: {en: bringing parcels}
    basis: {contract: while customers.ended_on is empty}
    for: orders
    keep: 2 years after ordered_at
```

## Use instead
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: plain}
    keep: 7 years after orders.ordered_at otherwise created_at
  delivering:
    purpose: {en: bringing parcels}
    basis: {contract: while customers.ended_on is empty}
    for: orders
    keep: 2 years after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import After, Ref, WhileRowExists
from gestand.policy.model import Activity, Name, Policy
from gestand.policy.rules.asking import about_people, anchors, chains, days, named, users
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS425", "anchor-goes-first", "warning", False
LAW = "GDPR art. 5(1)(e)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        for clause, anchor in anchors(activity):
            table = named(policy, anchor.table)
            if (
                table is None
                or table == activity.table
                or not about_people(policy, table)
                or _above(policy, activity.table, table)
            ):
                continue
            if clause.length is not None and not any(
                _holds(a, activity, table, anchor, policy, days(clause.length)) for a in users(policy, table)
            ):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "`{name}` counts {length} from `{anchor}`, and no activity holds those rows as long: they go first",
                        name=activity.name,
                        length=clause.length,
                        anchor=anchor,
                    ),
                    (
                        t(
                            "let `{name}` use it too: `uses: {{{table}: {what}}}`",
                            name=activity.name,
                            table=table.table,
                            what=anchor.column if policy.tables[table].columns[anchor.column].personal else "plain",
                        ),
                    ),
                    activity.keep_place,
                    SEVERITY,
                    LAW,
                    f"{activity.name}: {anchor}",
                )


def _above(policy: Policy, start: Name, table: Name) -> bool:
    """`table` is a parent of `start`: it stays as long as a row points to it."""
    return any(hop.parent == table for chain in chains(policy, start) for hop in chain)


def _holds(other: Activity, activity: Activity, table: Name, anchor: Ref, policy: Policy, needed: float) -> bool:
    column = policy.tables[table].columns.get(anchor.column)
    if column is not None and column.personal and column.name not in other.uses[table]:
        return False
    if other is activity or any(isinstance(c, WhileRowExists) for c in other.keep):
        return True
    return any(isinstance(c, After) and c.length is not None and days(c.length) >= needed for c in other.keep)
