"""The statement does not say where the organisation is

## What
A policy with a `statement` says the postal address of the organisation.

## Why
People must know who is responsible for their data, and be able to write a letter to it.

## Law
GDPR art. 13(1)(a) and 14(1)(a).

## Example
```yaml
organisation: {address: ""}
```

## Use instead
```yaml
organisation: {address: [Voorbeeldstraat 1, 1234 AB Voorbeeldstad]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS341", "organisation-without-address", "error", False
LAW = "GDPR art. 13(1)(a)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    if not informs(policy) or any(line.strip() for line in policy.organisation.address):
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("the statement can't say where `{name}` is", name=policy.organisation.name),
        (t("add `address: [STREET AND NUMBER, POSTCODE AND TOWN]` to `organisation`"),),
        policy.organisation.place,
        SEVERITY,
        LAW,
        "organisation.address",
    )
