"""The statement does not say where data comes from

## What
A table with `from: others` says who those others are: `from: {others: {en: your employer}}`, or `from: {public: {en: the trade
register}}` where anyone can look.

## Why
Who did not give the data themselves may know who did.

## Law
GDPR art. 14(2)(f).

## Example
```yaml
data:
  shop:
    customers: {name: name, contact: email, plain: [created_at, ended_on], from: others, collected: created_at}
```

## Use instead
```yaml
data:
  shop:
    customers: {name: name, contact: email, plain: [created_at, ended_on], from: {others: {en: your employer}}, collected: created_at}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS348", "source-not-said", "error", False
LAW = "GDPR art. 14(2)(f)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    if not informs(policy):
        return
    for name, table in policy.tables.items():
        if table.source != "others" or table.source_called:
            continue
        example = ", ".join(f"{language}: …" for language in policy.organisation.languages)
        yield Diagnostic(
            CODE,
            NAME,
            t("`{table}` comes from others, and the statement can't say from whom", table=name),
            (t("write `from: {{others: {{{example}}}}}`, or `public` where anyone can look", example=example),),
            table.place,
            SEVERITY,
            LAW,
            str(name),
        )
