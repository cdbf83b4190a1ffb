"""A supplier promises less than customers were promised

## What
A supplier with which we work for customers promises, in its `agreement`, at least what `agreements` promises them: a breach is told no
later, a change of suppliers is announced no later, data goes away no later at the end. The same holds for who works for that supplier.

## Why
Who works for a customer binds its suppliers to the same duties. What a supplier may do later than we promised, we can't keep.

## Law
GDPR art. 28(4).

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
    recipients: servers
recipients:
  servers: {called: {en: the supplier of our servers, nl: de leverancier van onze servers}, country: NL, role: processor,
            agreement: {signed: 2026-01-15, breaches: 48 hours, new suppliers: 45 days, at the end: 14 days}}
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
    recipients: servers
recipients:
  servers: {called: {en: the supplier of our servers, nl: de leverancier van onze servers}, country: NL, role: processor,
            agreement: {signed: 2026-01-15, breaches: 12 hours, new suppliers: 45 days, at the end: 14 days}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.policy.agreed import Promised
from gestand.policy.grammar import Length
from gestand.policy.model import Policy, Recipient
from gestand.policy.rules.asking import days
from gestand.policy.suppliers import of_customers
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS368", "weaker-terms", "warning", False
LAW = "GDPR art. 28(4)"
NEEDS_WHOLE = True


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    if policy.agreements is None:
        return
    for one in of_customers(policy):
        if one.ended and one.ended <= today or one.agreement is None or one.agreement.signed is None:
            continue
        above = policy.recipients.get(one.under)
        ours = above.agreement.promised if above and above.agreement else policy.agreements.promised
        for what, theirs, needed, later_is_worse in _terms(one.agreement.promised, ours):
            if needed is None:
                continue
            if theirs is None:
                message = t(
                    "the agreement with `{name}` does not say its `{what}`, and `{said}` is promised",
                    name=one.name,
                    what=what,
                    said=_said(needed),
                )
            elif days(theirs) > days(needed) if later_is_worse else days(theirs) < days(needed):
                message = t(
                    "the agreement with `{name}` says `{what}: {theirs}`, and `{said}` is promised",
                    name=one.name,
                    what=what,
                    theirs=_said(theirs),
                    said=_said(needed),
                )
            else:
                continue
            yield Diagnostic(CODE, NAME, message, (_help(one, above),), one.agreement.place, SEVERITY, LAW, f"{one.name}.{what}")


def _terms(theirs: Promised, ours: Promised) -> Iterator[tuple[str, Length | None, Length | None, bool]]:
    yield "breaches", theirs.breaches, ours.breaches, True
    yield "new suppliers", theirs.new_suppliers, ours.new_suppliers, False
    yield "at the end", theirs.at_the_end, ours.at_the_end, True


def _help(one: Recipient, above: Recipient | None) -> str:
    if above:
        return t("have `{above}` agree with `{name}` on what it promised you itself", above=above.name, name=one.name)
    return t("agree with `{name}` on at least this, or promise customers less", name=one.name)


def _said(length: Length) -> str:
    """A length as the policy writes it."""
    return f"{length.count} {length.unit if length.count != 1 else length.unit[:-1]}"
