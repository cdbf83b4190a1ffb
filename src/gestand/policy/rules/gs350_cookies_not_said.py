"""The statement does not say whether the website uses cookies

## What
An organisation with a `website` and a `statement` lists its `cookies`, each with its purpose, how long it lasts and whether it is
needed, or says `cookies: none`.

## Why
Who stores or reads something on a device must say so beforehand, with what for, how long, and who can read it.

## Law
Telecommunicatiewet art. 11.7a(1), GDPR art. 13.

## Example
```yaml
organisation: {website: https://www.winkel.example}
```

## Use instead
```yaml
organisation: {website: https://www.winkel.example}
cookies:
  basket: {purpose: {en: remembering what you put in your basket}, lasts: session, needed: yes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS350", "cookies-not-said", "error", False
LAW = "Tw art. 11.7a"


def check(policy: Policy) -> Iterator[Diagnostic]:
    if not informs(policy) or policy.cookies is not None or not policy.organisation.website:
        return
    yield Diagnostic(
        CODE,
        NAME,
        t("there is a website, and the statement does not say which cookies it uses"),
        (t("add `cookies:` with each of them, or `cookies: none`"),),
        policy.organisation.place,
        SEVERITY,
        LAW,
        "cookies",
    )
