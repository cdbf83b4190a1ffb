"""The statement does not say whether anybody receives data

## What
A policy with a `statement` lists who receives data under `recipients`, or says `recipients: none`.

## Why
Nobody keeps all data alone: there is a supplier of servers, an accountant, a mail service. Where nobody is named, the statement can't
say that there is nobody.

## Law
GDPR art. 13(1)(e) and 14(1)(e).

## Example
```yaml
recipients: {}
```

## Use instead
```yaml
recipients: none
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS389", "recipients-not-said", "error", False
LAW = "GDPR art. 13(1)(e)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    if not informs(policy) or policy.recipients or policy.no_recipients or not policy.activities:
        return
    assert policy.statement is not None
    yield Diagnostic(
        CODE,
        NAME,
        t("the statement can't say who receives data: the policy names no recipient"),
        (t("list them under `recipients`, the supplier of your servers too; or say `recipients: none`"),),
        policy.statement.place,
        SEVERITY,
        LAW,
        "recipients",
    )
