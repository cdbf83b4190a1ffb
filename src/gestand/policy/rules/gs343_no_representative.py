"""An organisation outside the European Union without a representative

## What
An organisation whose `country` lies outside the European Economic Area names its `representative` there.

## Why
People and authorities in the Union need somebody to turn to there.

## Law
GDPR art. 27, 13(1)(a) and 14(1)(a).

## Example
```yaml
organisation: {country: US, authority: {called: the authority}}
```

## Use instead
```yaml
organisation: {country: US, authority: {called: the authority}, representative: {name: Vertegenwoordiger B.V., email: eu@winkel.example}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.law.transfers import in_eea
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS343", "no-representative", "error", False
LAW = "GDPR art. 27"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    organisation = policy.organisation
    if not informs(policy) or organisation.representative or not organisation.country or in_eea(organisation.country, today):
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("`{name}` is outside the European Economic Area and names no representative in it", name=organisation.name),
        (t("add `representative: {{name: …, email: …}}` to `organisation`"),),
        organisation.place,
        SEVERITY,
        LAW,
        "organisation.representative",
    )
