"""A column is in the database and in no line of the policy

## What
Every column of a declared table stands under a category, `plain` included. Keys and pointers to an owner need no line.

## Why
What the policy does not know is not shown to people, not erased and not kept to a period. A new column must be looked at once.

## Law
GDPR art. 25(1) and 30(1)(c).

## Example
```sql
create table orders (id integer primary key, customer_id integer not null references customers (id),
                     ordered_at timestamp not null, phone varchar(20));
create index orders_customer on orders (customer_id);
```
```yaml
data:
  shop:
    orders: {plain: ordered_at}
```

## Use instead
```yaml
data:
  shop:
    orders: {contact: phone, plain: ordered_at}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.looks import guess
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS411", "undeclared-column", "error", False
LAW = ""
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in policy.tables.items():
        for column in table.seen.columns.values() if table.seen else ():
            if column.name in table.columns:
                continue
            category = guess(column)
            note = t("it looks personal: {category}", category=t(category)) if category else ""
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "column `{column}` of `{table}` is in the database and in no line of the policy",
                    column=column.name,
                    table=name,
                ),
                (
                    t("put it under a category: `{category}: {column}`", category=category or "plain", column=column.name),
                    t("if it says nothing about a person: `plain: {column}`", column=column.name),
                )
                if category
                else (
                    t("put it under a category, or, if it says nothing about a person: `plain: {column}`", column=column.name),
                ),
                table.place,
                SEVERITY,
                LAW,
                name.column(column.name),
                note,
            )
