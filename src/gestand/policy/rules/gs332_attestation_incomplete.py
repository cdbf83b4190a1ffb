"""An attested promise without who, when or what shows it

## What
A promise with `state: attested` says `by` whom it was declared kept, the `date` on which, and the `evidence`: where a person finds
what shows it.

## Why
Without these it is a claim, and nobody can verify it.

## Law
GDPR art. 5(2).

## Example
```yaml
promises:
  I1: {said: {en: Our people are trained every year.}, state: attested, by: head of staff}
```

## Use instead
```yaml
promises:
  I1: {said: {en: Our people are trained every year.}, state: attested, by: head of staff, date: 2026-03-14, evidence: certificates in the staff files}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS332", "attestation-incomplete", "error", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    for promise in policy.promises.values():
        if promise.state != "attested":
            continue
        missing = [
            name
            for name, text in (("by", promise.by), ("date", promise.date), ("evidence", promise.evidence))
            if not text.strip()
        ]
        if missing:
            message = t("promise `{promise}` is attested without {names}", promise=promise.id, names=quoted(missing))
            help = t("say who declared it kept, on what day, and where the evidence is")
        elif not _past(promise.date, today):
            message = t(
                "promise `{promise}` is attested on {day}, which is no day before today", promise=promise.id, day=promise.date
            )
            help = t("write the day on which it was attested")
        else:
            continue
        yield Diagnostic(CODE, NAME, message, (help,), promise.place, SEVERITY, LAW, promise.id)


def _past(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False
