"""Nobody looked at the register for too long

## What
`register: {reviewed: DAY}` says when somebody last went through the register of processing. After `again` (a year, where nothing else is
said) somebody does so once more.

## Why
What Gestand carries out is in the register by itself. What it can't see is not: a new use on paper, a supplier that nobody declared.

## Law
GDPR art. 24(1) and 30.

## Example
```yaml
register: {reviewed: 2025-06-01, by: privacy officer}
```

## Use instead
```yaml
register: {reviewed: 2026-06-01, by: privacy officer}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.law.periods import Period
from gestand.policy.model import Policy
from gestand.words import day, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS364", "register-not-reviewed", "warning", False
LAW = "GDPR art. 24(1)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    review = policy.register
    if review is None or review.on is None:
        return
    until = Period(review.again.count, review.again.unit).ends(review.on)  # type: ignore[arg-type]
    if today <= until:
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("the register was last looked at on {day}: that was good until {until}", day=day(review.on), until=day(until)),
        (t("go through it (`gestand register`), then write the day under `register.reviewed`"),),
        review.place,
        SEVERITY,
        LAW,
        "register",
    )
