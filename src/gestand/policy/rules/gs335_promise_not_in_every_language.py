"""A promise is not said in every language

## What
The sentence of a promise stands in every language of the organisation.

## Why
The statement and the board are printed from it.

## Law
GDPR art. 12(1).

## Example
```yaml
organisation: {languages: [nl, en]}
promises:
  B1: {said: {en: You get an overview of your data.}, through: access}
activities:
  selling:
    purpose: {nl: bestellingen leveren, en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```yaml
organisation: {languages: [nl, en]}
promises:
  B1: {said: {nl: U krijgt een overzicht van uw gegevens., en: You get an overview of your data.}, through: access}
activities:
  selling:
    purpose: {nl: bestellingen leveren, en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS335", "promise-not-in-every-language", "warning", False
LAW = "GDPR art. 12(1)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for promise in policy.promises.values():
        missing = [language for language in policy.organisation.languages if not promise.said.get(language, "").strip()]
        if missing:
            yield Diagnostic(
                CODE,
                NAME,
                t("promise `{promise}` is not said in {languages}", promise=promise.id, languages=quoted(missing)),
                (t("add the sentence in each language: `said: {{nl: …, en: …}}`"),),
                promise.place,
                SEVERITY,
                LAW,
                promise.id,
            )
