"""The register can't name the customers for whom data is used

## What
Who does something `on behalf of: customers` says in `customers of ours` where their names (`called`) and addresses (`contact`) stand.

## Why
A processor's register names each controller it works for, with how to reach it. Agreements, breaches and changes of suppliers go
to the same addresses.

## Law
GDPR art. 30(2)(a), 28(2) and 33(2).

## Example
```sql
create table tenants (id integer primary key, title varchar(80), mail varchar(80));
create table orders (id integer primary key, tenant_id integer not null references tenants (id),
                     customer_id integer not null references customers (id), ordered_at timestamp not null, note text,
                     total numeric(8,2));
create index orders_customer on orders (customer_id);
```
```yaml
customers of ours: {in: shop.tenants, on each row: tenant_id, periods: periods.csv, otherwise: 2 years}
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
    basis: {contract: while customers.ended_on is empty}
    for: orders
    keep: per customer after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import keeps_register, quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS363", "customers-without-name", "warning", False
LAW = "GDPR art. 30(2)(a)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    ours = [a for a in policy.activities.values() if a.for_customers]
    if not ours or not keeps_register(policy):
        return
    if policy.customers is None:
        if any(a.on_behalf for a in ours):
            yield _diagnostic(
                policy,
                t("`{name}` is done for customers, and the policy does not say who they are", name=ours[0].name),
                t("add `customers of ours: {{in: TABLE, on each row: COLUMN, called: COLUMN, contact: COLUMN, …}}`"),
            )
        return
    missing = [name for name in ("called", "contact") if name not in policy.customers.told]
    if missing:
        yield _diagnostic(
            policy,
            t("`customers of ours` does not say its {names}: the register can't name them", names=quoted(missing)),
            t(
                "name the columns of `{table}`: {columns}",
                table=policy.customers.table,
                columns=quoted(f"{n}: COLUMN" for n in missing),
            ),
        )


def _diagnostic(policy: Policy, message: str, help: str) -> Diagnostic:
    place = policy.customers.place if policy.customers else policy.organisation.place
    return Diagnostic(CODE, NAME, message, (help,), place, SEVERITY, LAW, "customers of ours")
