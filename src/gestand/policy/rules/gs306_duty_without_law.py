"""A legal obligation or public task does not say which law

## What
An activity that rests on a legal obligation or a public task names the article.

## Why
Both bases stand only where a law says so, and they stand against a request for erasure. A person who is refused may ask
which law it is.

## Law
GDPR art. 6(3) and 17(3)(b).

## Example
```yaml
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: legal obligation
    for: orders
    keep: 7 years after the end of the year of ordered_at
```

## Use instead
```yaml
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: {legal obligation: AWR art. 52}
    for: orders
    keep: 7 years after the end of the year of ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS306", "duty-without-law", "error", False
LAW = "GDPR art. 6(3)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.basis in ("legal obligation", "public task") and not activity.reference.strip():
            yield Diagnostic(
                CODE,
                NAME,
                t("`{name}` rests on a {basis} and does not say which law", name=activity.name, basis=t(activity.basis)),
                (t("name the article: `basis: {{{basis}: AWR art. 52}}`", basis=activity.basis),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
