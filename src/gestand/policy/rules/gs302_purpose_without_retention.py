"""An activity does not say how long it keeps data

## What
Each activity has a `keep` that could be read. Without one it holds what it uses for ever.

## Why
Data is kept no longer than its purpose needs, and people are told how long. This is the sentence that the sweep carries out.

## Law
GDPR art. 5(1)(e), 13(2)(a) and 30(1)(f).

## Example
```yaml
activities:
  complaints:
    purpose: {en: handling complaints}
    basis: {public task: Consumer Act art. 7}
    for: orders
```

## Use instead
```yaml
activities:
  complaints:
    purpose: {en: handling complaints}
    basis: {public task: Consumer Act art. 7}
    for: orders
    keep: 1 year after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS302", "purpose-without-retention", "error", False
LAW = "GDPR art. 5(1)(e)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if not activity.keep and not activity.keep_said:  # said and not understood is another finding
            seen = policy.tables[activity.table].seen
            date = (
                next((c.name for c in seen.columns.values() if c.type in ("date", "moment", "zoned")), "DATE") if seen else "DATE"
            )
            yield Diagnostic(
                CODE,
                NAME,
                t("`{name}` does not say how long it keeps data: it would hold it for ever", name=activity.name),
                (t("add `keep`, for instance `keep: 2 years after {column}`; all forms are in docs/periods.md", column=date),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
