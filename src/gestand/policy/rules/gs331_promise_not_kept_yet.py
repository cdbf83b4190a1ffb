"""A promise that nobody keeps yet, or that nobody can show to be kept

## What
The policy itself says of a promise that it is `not yet` carried out, or `unproven`. This is a warning: it stands on the board and
in every check until it is solved.

## Why
Who knows what is missing can mend it, or take the sentence out of the statement.

## Law
GDPR art. 5(2).

## Example
```yaml
promises:
  G1: {said: {en: You send us files through a secured portal.}, state: not yet, because: the portal is being built}
```

## Use instead
```yaml
promises:
  G1: {said: {en: You send us files through a secured portal.}, state: attested, by: head of IT, date: 2026-11-02, evidence: report of the acceptance test}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import said, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS331", "promise-not-kept-yet", "warning", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for promise in policy.promises.values():
        if promise.state not in ("unproven", "not yet"):
            continue
        because = said(promise.because) or t("no reason is given")
        yield Diagnostic(
            CODE,
            NAME,
            t("promise `{promise}` is not carried out yet: {because}", promise=promise.id, because=because)
            if promise.state == "not yet"
            else t("promise `{promise}` is unproven: {because}", promise=promise.id, because=because),
            (t("do what is missing, or take the sentence out of the statement"),),
            promise.place,
            SEVERITY,
            LAW,
            promise.id,
        )
