"""The agreement with a supplier has ended

## What
The day `until` of a supplier's `agreement` is past, and the supplier still receives data.

## Why
Without an agreement in force nothing binds the supplier any more.

## Law
GDPR art. 28(3).

## Example
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2024-01-15, until: 2026-01-15}}
```

## Use instead
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2026-01-15, until: 2029-01-15}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import day, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS366", "agreement-over", "error", False
LAW = "GDPR art. 28(3)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for one in policy.recipients.values():
        if one.agreement is None or not one.agreement.over(today) or one.ended and one.ended <= today:
            continue
        assert one.agreement.until is not None
        yield Diagnostic(
            CODE,
            NAME,
            t("the agreement with `{name}` ended on {day}", name=one.name, day=day(one.agreement.until)),
            (t("renew it and write the new days; or say since when it gets nothing more: `ended: DAY`"),),
            one.agreement.place,
            SEVERITY,
            LAW,
            one.name,
        )
