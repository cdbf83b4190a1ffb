"""Data leaves the European Economic Area and nobody looked what protects it there

## What
A recipient outside the EEA, in a country without a decision that covers all of it, names its `assessment`: a file in the policy folder
with what its safeguard is worth there. Where none is needed, say why, as `assessment: {not needed: …}`: for instance because the
recipient is certified under a decision that covers part of its country, and when you looked.

## Why
A contract does not bind the authorities of another country. Who sends data there must know what they may take, and what holds.

## Law
GDPR art. 44 and 46; EDPB recommendations 01/2020.

## Example
```yaml
recipients:
  printer: {called: {en: the printing office}, country: IN, agreement: {signed: 2026-01-15}, safeguard: standard clauses of decision (EU) 2021/914}
```

## Use instead
```yaml
recipients:
  printer: {called: {en: the printing office}, country: IN, agreement: {signed: 2026-01-15}, safeguard: standard clauses of decision (EU) 2021/914, assessment: transfers/printer.md}
```
```markdown transfers/printer.md
---
recipients: printer
date: 2026-11-02
by: head of purchasing
review: 2027-11-02
---
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.policy.assessments import short
from gestand.policy.model import Policy
from gestand.policy.rules.risk import filed, needs_transfer_assessment
from gestand.words import country, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS384", "transfer-without-assessment", "error", False
LAW = "GDPR art. 46"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for recipient in policy.recipients.values():
        if recipient.assessment is None and recipient.safeguard.strip() and needs_transfer_assessment(recipient, today):
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "data goes to `{name}` in {country}, and nobody looked what its safeguard is worth there",
                    name=recipient.name,
                    country=country(recipient.country),
                ),
                (
                    t(
                        "`gestand new transfer {name}` asks the questions; then name the file: `assessment: transfers/{name}.md`",
                        name=short(recipient.name),
                    ),
                    t("or say why it is not needed: `assessment: {{not needed: …}}`"),
                ),
                recipient.place,
                SEVERITY,
                LAW,
                recipient.name,
            )
    for one in filed(policy):
        if one.kind.name == "transfer" and (one.read is None or one.read.empty):
            message = t("the transfer assessment of `{name}` is not there or empty: `{file}`", name=one.about[0], file=one.file)
            help = t("`gestand new transfer …` writes it with the questions to answer")
            yield Diagnostic(CODE, NAME, message, (help,), one.place, SEVERITY, LAW, one.about[0])
