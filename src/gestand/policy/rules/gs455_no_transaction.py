"""A table that can't take part in a transaction

## What
Tables about people are kept by an engine that has transactions, such as InnoDB.

## Why
What is done to a table of MyISAM or Aria is done at once and can't be undone. When something fails halfway, part of a person's rows is gone and part is not,
and what a rule of another table forbids comes too late. Keys are not enforced either.

## Law
GDPR art. 5(1)(f), 32(1)(b).

## Example
```sql mariadb
create table visits (id integer primary key, customer_id integer not null, page text, key (customer_id)) engine=MyISAM;
```
```yaml
data:
  shop:
    visits: {whose: customer by customer_id, behaviour: page}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all, visits: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```sql mariadb
create table visits (id integer primary key, customer_id integer not null, page text, key (customer_id)) engine=InnoDB;
```
```yaml
data:
  shop:
    visits: {whose: customer by customer_id, behaviour: page}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all, visits: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import about_people, real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS455", "no-transaction", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if table.seen and "no transaction" in table.seen.traits and about_people(policy, name):
            yield Diagnostic(
                CODE,
                NAME,
                t("`{table}` has no transactions: an act that fails halfway stays half done there", table=name),
                (t("let InnoDB keep it: `ALTER TABLE … ENGINE=InnoDB`"),),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )
