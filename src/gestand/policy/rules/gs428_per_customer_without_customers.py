"""A period per customer without the customers

## What
An activity that keeps data `per customer` finds the section `customers of ours`, and the column that says whose customer a row
is stands in its table.

## Why
Without either nobody knows which period counts, and everything is held.

## Law
GDPR art. 28(3)(a) and (g).

## Example
```yaml
activities:
  hosting:
    purpose: {en: hosting for customers}
    basis: {contract: while customers.ended_on is empty}
    for: orders
    keep: per customer after ordered_at
```

## Use instead
```sql
create table tenants (id integer primary key, title varchar(80), mail varchar(80));
create table orders (id integer primary key, tenant_id integer not null references tenants (id),
                     customer_id integer not null references customers (id), ordered_at timestamp not null, note text,
                     total numeric(8,2));
create index orders_customer on orders (customer_id);
```
```yaml
customers of ours: {in: shop.tenants, on each row: tenant_id, called: title, contact: mail,
                    periods: periods.csv, otherwise: 2 years}
agreements: {subject: {en: hosting a shop}, breaches: 24 hours, new suppliers: 30 days, at the end: 30 days}
data:
  shop:
    tenants: {rest: plain}
activities:
  hosting:
    purpose: {en: hosting for customers}
    basis: {contract: while customers.ended_on is empty}
    for: orders
    keep: per customer after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import After
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS428", "per-customer-without-customers", "error", False
LAW = "GDPR art. 28(3)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if not any(isinstance(c, After) and c.length is None for c in (*activity.keep, *activity.maximum)):
            continue
        seen = policy.tables[activity.table].seen
        if policy.customers is None:
            yield Diagnostic(
                CODE,
                NAME,
                t("`{name}` keeps data per customer, and the policy has no `customers of ours`", name=activity.name),
                (t("add `customers of ours: {{in: TABLE, on each row: COLUMN, periods: periods.csv, otherwise: 2 years}}`"),),
                activity.keep_place,
                SEVERITY,
                LAW,
                activity.name,
            )
        elif seen is not None and policy.customers.column not in seen.columns:
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` keeps data per customer, and `{table}` has no column `{column}` that says whose customer a row is",
                    name=activity.name,
                    table=activity.table,
                    column=policy.customers.column,
                ),
                (t("make the activity one for a table that has it"),),
                activity.keep_place,
                SEVERITY,
                LAW,
                activity.name,
            )
