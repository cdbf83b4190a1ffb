"""A table of which the database keeps what its rows were

## What
For a table with system versioning, the policy says that its history goes too: `history: delete`.

## Why
MariaDB keeps every earlier version of a row of such a table, also of rows that were deleted or blanked. It can delete the history of
a whole table, and not that of one person. With `history: delete` Gestand does that after each act that takes something away; without it,
what was erased is still there, the search finds it, and nothing is called complete.

## Law
GDPR art. 5(1)(e), 17(1).

## Example
```sql mariadb
create table remarks (id integer primary key, customer_id integer not null, said text,
                      foreign key (customer_id) references customers (id)) with system versioning;
```
```yaml
data:
  shop:
    remarks: {content: said}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all, remarks: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```yaml
data:
  shop:
    remarks: {content: said, history: delete}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all, remarks: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import about_people, real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS454", "history-kept", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if table.seen and "history" in table.seen.traits and not table.forget_history and about_people(policy, name):
            yield Diagnostic(
                CODE,
                NAME,
                t("the database keeps what rows of `{table}` were: what goes from them stays in that history", table=name),
                (
                    t("let the whole history go after each act: `history: delete`"),
                    t("or end it in the database: `ALTER TABLE … DROP SYSTEM VERSIONING`"),
                ),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )
