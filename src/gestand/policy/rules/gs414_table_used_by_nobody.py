"""A table about people that no activity uses

## What
A table whose rows belong to people, or that has personal columns, is used by at least one activity, if only with `plain`.

## Why
Rows that no activity uses are held by nobody: the first sweep takes them all, or empties them where the row must stay.

## Law
GDPR art. 5(1)(b) and (e).

## Example
```sql
create table wishes (id integer primary key, customer_id integer not null references customers (id), wish text);
create index wishes_customer on wishes (customer_id);
```
```yaml
data:
  shop:
    wishes: {preference: wish}
```

## Use instead
```yaml
data:
  shop:
    wishes: {preference: wish}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all, wishes: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import about_people, real, users
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS414", "table-used-by-nobody", "error", False
LAW = "GDPR art. 5(1)(b)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if about_people(policy, name) and not users(policy, name):
            message = t("no activity uses `{table}`, whose rows are about people: the first sweep takes them all", table=name)
            if table.keep_row:
                message = t(
                    "no activity uses `{table}`, whose rows are about people: the first sweep cuts them all loose", table=name
                )
            yield Diagnostic(
                CODE,
                NAME,
                message,
                (
                    t(
                        "add it to `uses` of the activity that needs it: `{table}: all`, or `{table}: plain` to hold the row "
                        "alone",
                        table=name.table,
                    ),
                ),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )
