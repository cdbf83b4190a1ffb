"""An assessment that should have been looked at again

## What
The head of an assessment says the day by which somebody looks at it again (`review`), and that day has not passed.

## Why
What weighed less two years ago may weigh more now. For a risky use the law asks to look again when the risk changes.

## Law
GDPR art. 24(1) and 35(11).

## Example
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}, balancing: balancing/old.md}
    for: orders
    keep: 30 days after ordered_at
```
```markdown balancing/old.md
---
activities: preventing fraud
date: 2023-11-02
by: head of sales
review: 2025-11-02
---
```

## Use instead
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}, balancing: balancing/fraud.md}
    for: orders
    keep: 30 days after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.risk import filed
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS382", "assessment-past-review", "warning", False
LAW = "GDPR art. 24(1)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for one in filed(policy):
        made = one.read
        if made is None or not made.headed or made.broken or made.review and made.review >= today:
            continue
        message = (
            t("`{file}` had to be looked at again by {day}", file=one.file, day=made.review.isoformat())
            if made.review
            else t("`{file}` does not say when somebody looks at it again", file=one.file)
        )
        help = t("look whether it still holds, and write the new `date` and `review` in its head")
        yield Diagnostic(CODE, NAME, message, (help,), made.place("review"), SEVERITY, LAW, one.file)
