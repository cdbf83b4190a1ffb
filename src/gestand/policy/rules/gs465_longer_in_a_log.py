"""A value in a log that would become longer when it goes

## What
In the lines of a log a value goes in a way that makes it no longer: nothing, `then empty`, `then network`, `then region`,
`then without query`, `then without key` or a number.

## Why
A file that the server is writing to is changed in its place, and a line there can't grow.

## Law
GDPR art. 5(1)(c) and (e).

## Example
```yaml
stores:
  web: {country: NL, logs: /usr, named: "access.log*"}
data:
  web:
    whose: customer by user = email
    online identifier: {user: then stand-in, ip: then network, browser: then nothing}
    behaviour: [url, referrer]
    content: other
activities:
  security:
    purpose: {en: finding attacks on the website}
    basis: {contract: while customers.ended_on is empty}
    for: web
    keep: 14 days after moment otherwise modified
```

## Use instead
```yaml
stores:
  web: {country: NL, logs: /usr, named: "access.log*"}
data:
  web:
    whose: customer by user = email
    online identifier: {user: then nothing, ip: then network, browser: then nothing}
    behaviour: [url, referrer]
    content: other
activities:
  security:
    purpose: {en: finding attacks on the website}
    basis: {contract: while customers.ended_on is empty}
    for: web
    keep: 14 days after moment otherwise modified
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS465", "longer-in-a-log", "error", False
LAW = "GDPR art. 5(1)(c)"
_GROWS = ("stand-in", "stand-in address", "text")


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        for column in table.personal if table.seen and table.seen.record else ():
            if column.way.kind in _GROWS:
                full = f"{name}.{column.name}"
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "`then {way}` can make `{column}` longer, and a line of a log can't grow",
                        way=column.way.kind,
                        column=full,
                    ),
                    (t("let it go to nothing, or say `then network`, `then without query` or `then without key`"),),
                    column.place or table.place,
                    SEVERITY,
                    LAW,
                    full,
                )
