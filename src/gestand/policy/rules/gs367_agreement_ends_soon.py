"""The agreement with a supplier ends soon

## What
The day `until` of a supplier's `agreement` comes within the time of `agreements.reminder`: sixty days, where nothing else is said.

## Why
A new agreement takes time, and a supplier may not go on without one.

## Law
GDPR art. 28(3).

## Example
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2024-01-15, until: 2026-12-31}}
```

## Use instead
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2026-01-15, until: 2029-01-15}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.papers import REMINDER
from gestand.policy.rules.asking import days
from gestand.words import day, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS367", "agreement-ends-soon", "warning", False
LAW = "GDPR art. 28(3)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    before = policy.agreements.reminder if policy.agreements else REMINDER
    for one in policy.recipients.values():
        until = one.agreement.until if one.agreement else None
        if until is None or until < today or one.ended or until > today + timedelta(days=days(before)):
            continue
        assert one.agreement is not None
        yield Diagnostic(
            CODE,
            NAME,
            t("the agreement with `{name}` ends on {day}", name=one.name, day=day(until)),
            (t("renew it in time, then write the new days"),),
            one.agreement.place,
            SEVERITY,
            LAW,
            one.name,
        )
