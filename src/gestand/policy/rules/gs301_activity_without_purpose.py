"""An activity does not say what it is for

## What
Each activity says its purpose in every language of the organisation.

## Why
Data may be collected for specified purposes only. The purpose is what people read in the privacy statement; a language
without it would leave a hole there.

## Law
GDPR art. 5(1)(b), 13(1)(c) and 30(1)(b).

## Example
```yaml
activities:
  analysis:
    basis: {public task: Statistics Act art. 3}
    for: orders
    keep: 1 year after ordered_at
```

## Use instead
```yaml
activities:
  analysis:
    purpose: {en: seeing what sells}
    basis: {public task: Statistics Act art. 3}
    for: orders
    keep: 1 year after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS301", "activity-without-purpose", "error", False
LAW = "GDPR art. 5(1)(b)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        missing = [language for language in policy.organisation.languages if not activity.purpose.get(language, "").strip()]
        if not missing:
            continue
        if len(missing) == len(policy.organisation.languages):
            message = t("`{name}` does not say what it is for", name=activity.name)
        else:
            message = t("`{name}` does not say in {languages} what it is for", name=activity.name, languages=quoted(missing))
        example = ", ".join(f"{language}: …" for language in policy.organisation.languages)
        yield Diagnostic(
            CODE,
            NAME,
            message,
            (t("add `purpose: {{{example}}}`, in words that people understand", example=example),),
            activity.place,
            SEVERITY,
            LAW,
            activity.name,
        )
