"""The statement does not say whether a computer decides alone

## What
A policy with a `statement` says `automated decisions: none` in it, or names an `automated decision` at the activities that take
one, with how it is made and what it means for people. Not both.

## Why
People must be told of decisions about them that no person looks at. Silence is not the same as none.

## Law
GDPR art. 13(2)(f), 14(2)(g) and 22.

## Example
```yaml
statement:
  automated decisions: none
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
    automated decision: {logic: {en: we add up your unpaid bills}, consequences: {en: you can't order on account}}
    dpia: {not needed: nobody is refused; they pay beforehand}
```

## Use instead
```yaml
statement:
  introduction: {en: This is about our shop.}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
    automated decision: {logic: {en: we add up your unpaid bills}, consequences: {en: you can't order on account}}
    dpia: {not needed: nobody is refused; they pay beforehand}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS347", "decisions-not-said", "error", False
LAW = "GDPR art. 13(2)(f)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    if policy.statement is None:
        return
    deciding = [a for a in policy.activities.values() if a.decision]
    if policy.statement.no_decisions:
        for activity in deciding:
            message = t("the statement says that a computer never decides alone, and `{name}` does", name=activity.name)
            help = t("take `automated decisions: none` out of `statement`")
            yield Diagnostic(CODE, NAME, message, (help,), activity.place, SEVERITY, LAW, activity.name)
    elif not deciding:
        message = t("the statement does not say whether a computer decides alone about people")
        help = t("add `automated decisions: none` to `statement`, or `automated decision: …` to the activity that does")
        yield Diagnostic(CODE, NAME, message, (help,), policy.statement.place, SEVERITY, LAW, "statement.automated decisions")
