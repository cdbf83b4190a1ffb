"""The policy says nothing for a privacy statement

## What
Who decides about personal data tells the people. The section `statement` makes this policy the source of that text; with it,
`check` also looks whether everything is there that the law wants in it. An organisation that is only a processor needs none.

## Why
People must hear what happens with their data at the time it is collected. A statement written beside the policy grows old.

## Law
GDPR art. 12, 13 and 14.

## Example
```yaml
statement: {}
```

## Use instead
```yaml
statement:
  automated decisions: none
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS340", "no-statement", "warning", False
LAW = "GDPR art. 13"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    if policy.statement is not None or policy.organisation.roles == ("processor",) or not policy.activities:
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("no privacy statement is made from this policy, and nobody checks whether it could be"),
        (t("add `statement: {{automated decisions: none}}`; `check` then says what is missing in it"),),
        policy.organisation.place,
        SEVERITY,
        LAW,
        "statement",
    )
