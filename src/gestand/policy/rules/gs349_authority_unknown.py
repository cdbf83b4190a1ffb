"""The statement does not say where people can complain

## What
The statement names the supervisory authority. Gestand knows it for some countries; for another, `organisation` says its
`authority`.

## Why
People must be told that they can complain, and to whom.

## Law
GDPR art. 13(2)(d), 14(2)(e) and 77.

## Example
```yaml
organisation: {country: PT}
```

## Use instead
```yaml
organisation: {country: PT, authority: {called: the Portuguese data protection authority, website: https://authority.example}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.law.authorities import authority
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS349", "authority-unknown", "error", False
LAW = "GDPR art. 13(2)(d)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    organisation = policy.organisation
    if not informs(policy) or organisation.authority or not organisation.country or authority(organisation.country):
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("the statement can't say to whom people in {country} complain", country=organisation.country),
        (t("add `authority: {{called: …, website: …}}` to `organisation`"),),
        organisation.place,
        SEVERITY,
        LAW,
        "organisation.authority",
    )
