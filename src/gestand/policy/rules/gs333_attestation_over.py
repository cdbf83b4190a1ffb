"""An attestation that has to be given anew

## What
A promise says how often it is attested `again`, and that time has passed since its `date`.

## Why
What was true two years ago may not be now. On the board it is unproven until somebody looks again.

## Law
GDPR art. 5(2) and 32(1)(d).

## Example
```yaml
promises:
  I1: {said: {en: Our people are trained every year.}, state: attested, by: head of staff, date: 2024-03-14, again: 1 year, evidence: certificates in the staff files}
```

## Use instead
```yaml
promises:
  I1: {said: {en: Our people are trained every year.}, state: attested, by: head of staff, date: 2026-03-14, again: 1 year, evidence: certificates in the staff files}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.promises import good_until
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS333", "attestation-over", "warning", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for promise in policy.promises.values():
        end = good_until(promise)
        if end and end < today:
            yield Diagnostic(
                CODE,
                NAME,
                t("promise `{promise}` had to be attested again by {day}", promise=promise.id, day=end.isoformat()),
                (t("look again, and write the new `date`"),),
                promise.place,
                SEVERITY,
                LAW,
                promise.id,
            )
