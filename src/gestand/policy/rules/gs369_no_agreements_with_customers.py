"""The policy says nothing of agreements with customers

## What
Who does something `on behalf of: customers` has a processor agreement with each of them. `agreements` says what it promises; the rest of
it follows from the policy.

## Why
Customers may have their data worked with only under a contract that says the eight things of the law. An agreement beside the policy
grows old.

## Law
GDPR art. 28(3).

## Example
```sql
create table tenants (id integer primary key, title varchar(80), mail varchar(80));
create table orders (id integer primary key, tenant_id integer not null references tenants (id),
                     customer_id integer not null references customers (id), ordered_at timestamp not null, note text,
                     total numeric(8,2));
create index orders_customer on orders (customer_id);
```
```yaml
customers of ours: {in: shop.tenants, on each row: tenant_id, called: title, contact: mail, periods: periods.csv, otherwise: 2 years}
data:
  shop:
    tenants: {rest: plain}
activities:
  hosting:
    purpose: {en: hosting for customers}
    basis: contract
    for: orders
    keep: per customer after ordered_at
```

## Use instead
```yaml
customers of ours: {in: shop.tenants, on each row: tenant_id, called: title, contact: mail, periods: periods.csv, otherwise: 2 years}
agreements: {subject: {en: hosting a shop}, breaches: 24 hours, new suppliers: 30 days, at the end: 30 days}
data:
  shop:
    tenants: {rest: plain}
activities:
  hosting:
    purpose: {en: hosting for customers}
    basis: contract
    for: orders
    keep: per customer after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import keeps_register
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS369", "no-agreements-with-customers", "warning", False
LAW = "GDPR art. 28(3)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    ours = [a for a in policy.activities.values() if a.for_customers]
    if not ours or policy.agreements is not None or policy.customers is None or not keeps_register(policy):
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("`{name}` is done for customers, and the policy says nothing of agreements with them", name=ours[0].name),
        (t("add `agreements: {{subject: …, breaches: 24 hours, new suppliers: 30 days, at the end: 30 days}}`"),),
        policy.customers.place,
        SEVERITY,
        LAW,
        "agreements",
    )
