"""A period counted from rows that are cut loose

## What
A period counts from rows of another table that are kept without the person, whose pointer becomes empty, and says no `otherwise`.

## Why
When those rows let go they are unlinked from the person. Then nothing is left to count from: the period would begin anew and never
end, and the value would be held for ever.

## Law
GDPR art. 5(1)(e).

## Example
```sql
create table bills (id integer primary key, customer_id integer references customers (id), payer text, issued_on date not null);
create index bills_customer on bills (customer_id);
```
```yaml
data:
  shop:
    bills: {name: payer, plain: rest, in the end: keep without the person}
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: {legal obligation: AWR art. 52}
    for: bills
    keep: 7 years after the end of the year of issued_on
  following up:
    purpose: {en: following up}
    basis: {public task: Ombudsman Act art. 1}
    for: customers
    uses: {customers: plain}
    keep: 1 year after the last of [bills.issued_on]
```

## Use instead
```yaml
data:
  shop:
    bills: {name: payer, plain: rest, in the end: keep without the person}
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: {legal obligation: AWR art. 52}
    for: bills
    keep: 7 years after the end of the year of issued_on
  following up:
    purpose: {en: following up}
    basis: {public task: Ombudsman Act art. 1}
    for: customers
    uses: {customers: plain}
    keep: 1 year after the last of [bills.issued_on] otherwise created_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import After, Ref
from gestand.policy.model import Activity, Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS429", "anchor-cut-loose", "error", False
LAW = "GDPR art. 5(1)(e)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        for clause in activity.keep:
            if isinstance(clause, After) and (anchor := cut_loose(policy, activity, clause)):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "`{activity}` counts from `{anchor}`, and those rows are cut loose when they let go",
                        activity=activity.name,
                        anchor=anchor,
                    ),
                    (t("say what counts then: add `otherwise COLUMN`"),),
                    activity.keep_place,
                    SEVERITY,
                    LAW,
                    activity.name,
                )


def cut_loose(policy: Policy, activity: Activity, clause: After) -> Ref | None:
    """The anchor whose rows lose their pointer to the person when they let go; None where something else counts then."""
    if clause.otherwise is not None:
        return None
    tables = {str(name): table for name, table in policy.tables.items()}
    for anchor in clause.anchors:
        table = tables.get(anchor.table)
        if table is None or table.name == activity.table or not table.keep_row:
            continue
        if any(table.columns[c].nullable for hop in table.hops for c in hop.link.child if c in table.columns):
            return anchor
    return None
