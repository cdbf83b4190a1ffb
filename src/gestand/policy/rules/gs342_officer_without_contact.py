"""The officer can't be reached

## What
An officer who is named in the policy has an e-mail address, a telephone number or a postal address.

## Why
The statement must say how people reach the data protection officer. The name need not be there; the way to them must.

## Law
GDPR art. 13(1)(b), 14(1)(b) and 37(7).

## Example
```yaml
organisation: {officer: {is: data protection officer, name: A. de Vries}}
```

## Use instead
```yaml
organisation: {officer: {is: data protection officer, email: fg@winkel.example}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS342", "officer-without-contact", "error", False
LAW = "GDPR art. 13(1)(b)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    officer = policy.organisation.officer
    if not informs(policy) or not officer or any(officer.get(way) for way in ("email", "telephone", "address")):
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("the statement names an officer, and not how people reach them"),
        (t("add `email`, `telephone` or `address` to `officer`"),),
        policy.organisation.place,
        SEVERITY,
        LAW,
        "organisation.officer",
    )
