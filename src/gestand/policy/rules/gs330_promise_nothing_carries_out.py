"""A promise that nothing carries out

## What
Every sentence listed under `promises` is carried out by something: an activity names it, Gestand does it (`through`), or a person
attests it. Where nobody can show it, it says `unproven`; where nobody does it, `not yet`.

## Why
A statement that promises what nobody does is untrue, and people rely on it.

## Law
GDPR art. 5(1)(a) and 5(2).

## Example
```yaml
promises:
  C1: {said: {en: We keep recordings for 30 days.}}
```

## Use instead
```yaml
promises:
  C1: {said: {en: We keep your orders for two years after you leave.}}
  B1: {said: {en: You get an overview of your data.}, through: access}
  I1: {said: {en: Our people are trained every year.}, state: attested, by: head of staff, date: 2026-03-14, evidence: certificates in the staff files}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
    promises: C1
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.promises import carriers
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS330", "promise-nothing-carries-out", "error", False
LAW = "GDPR art. 5(1)(a)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for promise in policy.promises.values():
        if promise.state == "enforced" and not promise.through and not carriers(policy, promise.id):
            yield Diagnostic(
                CODE,
                NAME,
                t("nothing carries out promise `{promise}`", promise=promise.id),
                (
                    t("name it under `promises` of the activity that keeps it, or say `through` what of Gestand it is kept"),
                    t("if people keep it: `state: attested` with `by`, `date` and `evidence`; if nobody does: `state: not yet`"),
                ),
                promise.place,
                SEVERITY,
                LAW,
                promise.id,
            )
