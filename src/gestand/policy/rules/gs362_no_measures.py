"""The register can't say how data is protected

## What
`measures` says how personal data is protected: in words, or by the id of the promise that says it. It stands in the register of
processing, and in the agreements with customers.

## Why
Who decides about data, and who works with it for others, keeps a general description of its measures and shows it when asked.

## Law
GDPR art. 30(1)(g), 30(2)(d) and 32(1).

## Example
```yaml
measures: {}
```

## Use instead
```yaml
measures:
  encryption: {en: All connections are encrypted.}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import keeps_register
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS362", "no-measures", "warning", False
LAW = "GDPR art. 30(1)(g)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    if policy.measures or not keeps_register(policy):
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("the policy has no `measures`: the register can't say how data is protected"),
        (t("add `measures: {{encryption: {{en: All connections are encrypted.}}}}`, and the others you took"),),
        policy.organisation.place,
        SEVERITY,
        LAW,
        "measures",
    )
