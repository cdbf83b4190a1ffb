"""A recipient outside the European Economic Area without a safeguard

## What
A recipient in a country outside the EEA is covered by an adequacy decision for the whole country, or names its `safeguard`:
standard clauses, binding rules, or the certification that a partial decision asks for (as for the United States).

## Why
Personal data may leave the EEA only where its protection goes along. This can't be accepted for now.

## Law
GDPR art. 44, 45 and 46.

## Example
```yaml
recipients:
  printer: {called: {en: the printing office}, country: IN, agreement: {signed: 2026-01-15}}
```

## Use instead
```yaml
recipients:
  printer: {called: {en: the printing office}, country: IN, agreement: {signed: 2026-01-15}, safeguard: standard clauses of decision (EU) 2021/914,
            assessment: {not needed: they print names on envelopes and nothing else}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.law.errors import LawError
from gestand.law.transfers import adequacy, in_eea
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS316", "recipient-without-safeguard", "error", True
LAW = "GDPR art. 44"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for recipient in policy.recipients.values():
        if not recipient.country or recipient.safeguard.strip() or _inside(recipient.country, today):
            continue
        decision = adequacy(recipient.country, today)
        if decision is not None and decision.value != "partial":
            continue
        help = t("add `safeguard`: which standard clauses or binding rules cover it")
        if decision is not None:
            help = t(
                "the decision for {country} covers some organisations only ({source}): check that this one is "
                "certified, and say so under `safeguard`",
                country=recipient.country,
                source=decision.source,
            )
        yield Diagnostic(
            CODE,
            NAME,
            t(
                "`{name}` receives data in {country}, outside the European Economic Area, and no safeguard is named",
                name=recipient.name,
                country=recipient.country,
            ),
            (help,),
            recipient.place,
            SEVERITY,
            LAW,
            recipient.name,
        )


def _inside(country: str, today: date) -> bool:
    try:
        return in_eea(country, today)
    except LawError:
        return False
