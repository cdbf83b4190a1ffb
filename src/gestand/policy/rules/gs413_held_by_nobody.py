"""A personal column that no activity uses

## What
Every personal column is used by at least one activity.

## Why
A value lives as long as an activity holds it. What no activity uses is held by nobody: the first sweep takes it, in every row.

## Law
GDPR art. 5(1)(b) and (e).

## Example
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: contact, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: [contact, name], orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import real, users
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS413", "held-by-nobody", "error", False
LAW = "GDPR art. 5(1)(b)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if not users(policy, name):
            continue  # the whole table: GS414
        for column in table.personal:
            if not users(policy, name, column.name):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("no activity uses `{column}`: the first sweep takes it from every row", column=name.column(column.name)),
                    (
                        t(
                            "add it to `uses` of the activity that needs it, or `plain: {column}` if it says nothing about a "
                            "person",
                            column=column.name,
                        ),
                        t("if it may go: let it go, then drop the column"),
                    ),
                    column.place or table.place,
                    SEVERITY,
                    LAW,
                    name.column(column.name),
                )
