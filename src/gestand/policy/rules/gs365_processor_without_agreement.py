"""A supplier who works on our instructions, without an agreement

## What
A recipient with `role: processor` has an `agreement` that says on which day it was `signed`. One that works for another supplier
(`under`) has its agreement with that supplier.

## Why
Who has others work with personal data binds them by contract, in writing.

## Law
GDPR art. 28(3) and (9).

## Example
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor}
```

## Use instead
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2026-01-15}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import keeps_register
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS365", "processor-without-agreement", "error", False
LAW = "GDPR art. 28(3)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for one in policy.recipients.values() if keeps_register(policy) else ():
        if one.role != "processor" or one.under or one.ended or one.agreement and one.agreement.signed:
            continue
        yield Diagnostic(
            CODE,
            NAME,
            t("`{name}` works with data on our instructions, and no agreement with it is declared", name=one.name),
            (
                t("add `agreement: {{signed: DAY, until: DAY, file: FILE}}`"),
                t("if it decides itself about the data, say `role: controller`"),
            ),
            one.place,
            SEVERITY,
            LAW,
            one.name,
        )
