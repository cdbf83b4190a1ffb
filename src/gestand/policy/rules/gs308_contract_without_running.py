"""A contract does not say while it runs

## What
An activity on a contract says by which column one sees that the contract still runs: `contract: while ended_on is empty`.

## Why
As long as a contract runs, it stands against a request for erasure. Where nothing says that it runs, Gestand takes the
request at its word: the data goes, the running contract's too.

## Law
GDPR art. 6(1)(b) and 17(1)(a).

## Example
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: contract
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS308", "contract-without-running", "warning", False
LAW = "GDPR art. 17(1)(a)"
_ENDED = re.compile(r"end|close|cancel|left|stop|expire|einde|beeindigd|opgezegd|baja|fin_", re.IGNORECASE)


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.for_customers:
            continue  # the customer's contract, who may end it for one person too
        if activity.basis == "contract" and activity.contract_while is None and not activity.reference:
            seen = policy.tables[activity.table].seen
            column = (
                next(
                    (
                        c.name
                        for c in seen.columns.values()
                        if c.nullable and _ENDED.search(c.name) and c.type in ("date", "moment", "zoned")
                    ),
                    "",
                )
                if seen
                else ""
            )
            said = f"{column or 'COLUMN'} is empty"
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` rests on a contract and does not say while it runs: a request for erasure ends it",
                    name=activity.name,
                ),
                (
                    t("say by which column it shows: `basis: {{contract: while {said}}}`", said=said),
                    t("if a request may end it at any time, accept this finding"),
                ),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
