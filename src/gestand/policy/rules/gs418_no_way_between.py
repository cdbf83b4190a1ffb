"""Nothing joins the tables of an activity

## What
Every table that an activity uses, counts from or asks about has owners in common with the table it is `for`.

## Why
Rows are held through the nearest table that both belong to. Where there is none the activity holds nothing there, and a
period never begins or never ends.

## Law
GDPR art. 5(1)(e).

## Example
```sql
create table branches (id integer primary key, closed_on date);
```
```yaml
data:
  shop:
    branches: {rest: plain}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: 2 years after branches.closed_on otherwise held
```

## Use instead
```yaml
data:
  shop:
    branches: {rest: plain}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import After, While, WhileRows
from gestand.policy.model import Activity, Policy
from gestand.policy.rules.asking import named, ways
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS418", "no-way-between", "error", False
LAW = ""
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        for table in activity.uses:
            if not ways(policy, table, activity.table):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "`{name}` uses `{table}`, which nothing joins to `{start}`: it holds nothing there",
                        name=activity.name,
                        table=table,
                        start=activity.table,
                    ),
                    (t("say with `whose` how both lead to the same people, or use it in an activity of its own"),),
                    activity.place,
                    SEVERITY,
                    LAW,
                    f"{activity.name}: {table}",
                )
        for said in sorted(_spoken_of(activity)):
            other = named(policy, said)
            if other is not None and not ways(policy, activity.table, other):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "the period of `{name}` speaks of `{table}`, which nothing joins to `{start}`",
                        name=activity.name,
                        table=other,
                        start=activity.table,
                    ),
                    (t("count from a column of `{start}`, its parents or its children", start=activity.table),),
                    activity.keep_place,
                    SEVERITY,
                    LAW,
                    f"{activity.name}: {other}",
                )


def _spoken_of(activity: Activity) -> set[str]:
    found: set[str] = set()
    for clause in (*activity.keep, *activity.maximum):
        if isinstance(clause, After):
            found |= {ref.table for ref in (*clause.anchors, clause.otherwise) if ref is not None}
        elif isinstance(clause, While):
            found |= {test.ref.table for test in clause.condition.tests}
        elif isinstance(clause, WhileRows):
            found.add(clause.table)
    found |= {test.ref.table for test in (activity.contract_while.tests if activity.contract_while else ())}
    return found - {""}
