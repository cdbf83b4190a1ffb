"""Consent without what was asked

## What
An activity on consent holds the question that people said yes to.

## Why
Consent covers what was asked and no more. Without the wording nobody can show what somebody agreed to.

## Law
GDPR art. 4(11) and 7(1).

## Example
```yaml
activities:
  tips:
    purpose: {en: sending tips}
    basis: consent
    for: customers
    uses: {customers: contact}
    keep: until consent is withdrawn
```

## Use instead
```yaml
activities:
  tips:
    purpose: {en: sending tips}
    basis: {consent: {en: "Yes, send me tips."}}
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

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS309", "consent-without-question", "error", False
LAW = "GDPR art. 7(1)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.basis == "consent" and not activity.reference.strip():
            example = ", ".join(f"{language}: …" for language in policy.organisation.languages)
            yield Diagnostic(
                CODE,
                NAME,
                t("`{name}` rests on consent and does not say what was asked", name=activity.name),
                (t("write the question as people saw it: `basis: {{consent: {{{example}}}}}`", example=example),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
