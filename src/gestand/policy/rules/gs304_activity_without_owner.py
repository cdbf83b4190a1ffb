"""Nobody answers for an activity

## What
Each activity has an `owner`, or the organisation names who is `responsible` for what has none.

## Why
A promise without a person behind it is not kept: the owner is told when something is overdue, and is asked when a period
or a claim must be reviewed.

## Law
GDPR art. 5(2) and 24(1).

## Example
```yaml
organisation: {responsible: ""}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```yaml
organisation: {responsible: ""}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
    owner: customer service
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS304", "activity-without-owner", "error", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if not activity.owner:
            yield Diagnostic(
                CODE,
                NAME,
                t("nobody answers for `{name}`", name=activity.name),
                (t("add `owner: DEPARTMENT`, or say once under `organisation` who is `responsible`"),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
