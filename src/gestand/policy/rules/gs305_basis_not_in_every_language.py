"""The interest or the question of consent is not said in every language

## What
The text of a legitimate interest, and the question that people said yes to, stand in every language of the organisation.

## Why
People must be told the interest, and must have understood what they agreed to. The statement and the form are printed
from these texts.

## Law
GDPR art. 7(2) and 13(1)(d).

## Example
```yaml
organisation: {languages: [nl, en]}
activities:
  selling:
    purpose: {nl: bestellingen leveren, en: delivering orders}
    basis: {consent: {en: May we keep your orders}}
    for: customers
    uses: {customers: all, orders: all}
    keep: until consent is withdrawn
```

## Use instead
```yaml
organisation: {languages: [nl, en]}
activities:
  selling:
    purpose: {nl: bestellingen leveren, en: delivering orders}
    basis: {consent: {nl: Mogen wij uw bestellingen bewaren, en: May we keep your orders}}
    for: customers
    uses: {customers: all, orders: all}
    keep: until consent is withdrawn
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS305", "basis-not-in-every-language", "warning", False
LAW = "GDPR art. 13(1)(d)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.basis not in ("legitimate interest", "consent") or not any(activity.reference_texts.values()):
            continue
        missing = [
            language for language in policy.organisation.languages if not activity.reference_texts.get(language, "").strip()
        ]
        if missing:
            what = (
                t("the interest of `{name}`", name=activity.name)
                if activity.basis == "legitimate interest"
                else t("what `{name}` asked consent for", name=activity.name)
            )
            yield Diagnostic(
                CODE,
                NAME,
                t("{what} is not said in {languages}", what=what, languages=quoted(missing)),
                (t("add the text in each language: `{basis}: {{nl: …, en: …}}`", basis=activity.basis),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
