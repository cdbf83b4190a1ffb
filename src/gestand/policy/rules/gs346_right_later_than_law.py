"""A right is promised later than the law allows

## What
The time that `rights` promises for a request never ends later than the law does: one month after it was received.

## Why
A promise can be stricter than the law, never milder. Thirty days are more than a month in February.

## Law
GDPR art. 12(3).

## Example
```yaml
rights: {access: 6 weeks}
```

## Use instead
```yaml
rights: {access: 4 weeks}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gestand.diagnostics import Diagnostic
from gestand.law.deadlines import Within, legal_latest
from gestand.policy.model import Policy
from gestand.policy.statement import within
from gestand.words import day, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS346", "right-later-than-law", "error", False
LAW = "GDPR art. 12(3)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for right, said in policy.rights.items():
        promised = within(said)
        if promised is None or (late := _late(promised, today)) is None:
            continue
        yield Diagnostic(
            CODE,
            NAME,
            t(
                "`{said}` for `{right}` is later than the law: asked on {day}, the law says {latest}, and this {promised}",
                said=said,
                right=right,
                day=day(late),
                latest=day(legal_latest(late)),
                promised=day(promised.latest(late)),
            ),
            (t("promise at most `1 month` or `4 weeks`"),),
            policy.organisation.place,
            SEVERITY,
            LAW,
            f"rights.{right}",
        )


def _late(promised: Within, today: date) -> date | None:
    """The first day of the next four years on which a request would be answered too late."""
    days = (today + timedelta(days=n) for n in range(366 if promised.count > 40 else 1461))
    return next((d for d in days if promised.latest(d) > legal_latest(d)), None)
