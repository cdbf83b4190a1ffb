"""An activity names a promise that is not in the list

## What
Where the policy lists its `promises`, every id that an activity names stands there.

## Why
The board and the statement show the listed sentences: what an activity keeps under another id would be nowhere.

## Law
GDPR art. 5(2).

## Example
```yaml
promises:
  C1: {said: {en: You get an overview of your data.}, through: access}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
    promises: [C1, C8]
```

## Use instead
```yaml
promises:
  C8: {said: {en: We keep your orders for two years after you leave.}}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
    promises: C8
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic, Place, near
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS334", "unknown-promise", "error", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values() if policy.promises else ():
        for promise in activity.promises:
            if promise not in policy.promises:
                message = t(
                    "`{activity}` keeps promise `{promise}`, which is not listed", activity=activity.name, promise=promise
                )
                yield _unlisted(policy, promise, message, activity.place, activity.name)
    for measure in (policy.measures or {}).values():
        if measure.promise and measure.promise not in policy.promises:
            message = t(
                "measure `{name}` is promise `{promise}`, which is not listed", name=measure.name, promise=measure.promise
            )
            yield _unlisted(policy, measure.promise, message, measure.place, f"measures.{measure.name}")


def _unlisted(policy: Policy, promise: str, message: str, place: Place | None, about: str) -> Diagnostic:
    guess = near(promise, policy.promises)
    help = t("add it under `promises`: `{promise}: {{said: …}}`", promise=promise)
    return Diagnostic(
        CODE, NAME, message, (t("did you mean `{guess}`?", guess=guess) if guess else help,), place, SEVERITY, LAW, about
    )
