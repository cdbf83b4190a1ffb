"""Direct marketing on a basis that can't carry it

## What
Direct marketing rests on consent or on a legitimate interest.

## Why
Everybody can object to direct marketing at any time, and then it stops at once. A contract, a duty or a task would stand
against that objection, so none of them can be its basis.

## Law
GDPR art. 21(2) and (3); Tw art. 11.7.

## Example
```yaml
activities:
  tips:
    purpose: {en: sending offers}
    basis: {public task: Chamber Act art. 1}
    marketing: yes
    for: customers
    uses: {customers: contact}
    keep: while ended_on is empty
```

## Use instead
```yaml
activities:
  tips:
    purpose: {en: sending offers}
    basis: {consent: {en: "Yes, send me offers."}}
    marketing: yes
    for: customers
    uses: {customers: contact}
    keep: until consent is withdrawn
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS315", "marketing-on-a-duty", "error", False
LAW = "GDPR art. 21(3)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.marketing and activity.basis and activity.basis not in ("consent", "legitimate interest"):
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` is direct marketing and rests on {basis}: nobody could end it",
                    name=activity.name,
                    basis=t(activity.basis),
                ),
                (
                    t(
                        "let it rest on consent; on a legitimate interest only towards customers, for products like those "
                        "they bought, or by post"
                    ),
                ),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
