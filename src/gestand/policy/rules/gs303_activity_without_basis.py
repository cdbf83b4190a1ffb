"""An activity does not say why it is allowed

## What
Each activity rests on one of the six legal bases.

## Why
Without a basis the use of personal data is unlawful. The basis also decides what a request does: a legal obligation
stands against erasure, consent ends when it is withdrawn.

## Law
GDPR art. 6(1) and 13(1)(c).

## Example
```yaml
activities:
  complaints:
    purpose: {en: handling complaints}
    for: orders
    keep: 1 year after ordered_at
```

## Use instead
```yaml
activities:
  complaints:
    purpose: {en: handling complaints}
    basis: {contract: while customers.ended_on is empty}
    for: orders
    keep: 1 year after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS303", "activity-without-basis", "error", False
LAW = "GDPR art. 6(1)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if not activity.basis:
            yield Diagnostic(
                CODE,
                NAME,
                t("`{name}` does not say on which legal basis it rests", name=activity.name),
                (
                    t(
                        "add `basis`: a contract, a legal obligation, a legitimate interest, consent, a vital interest or a "
                        "public task"
                    ),
                ),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
