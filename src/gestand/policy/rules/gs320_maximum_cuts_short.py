"""A statutory maximum ends sooner than another activity's period

## What
An activity with a `maximum` makes values go that another activity says it keeps longer.

## Why
A maximum set by law wins: the value goes then, whoever else holds it, save another legal obligation. The other activity's
period, as people read it in the statement, is not what will happen.

## Law
Whatever law sets the maximum, for instance Wwft art. 34a(3).

## Example
```sql
create table checks (id integer primary key, customer_id integer not null references customers (id), report text,
                     done_on date not null);
create index checks_customer on checks (customer_id);
```
```yaml
data:
  shop:
    checks: {document: report, plain: done_on}
activities:
  due diligence:
    purpose: {en: preventing money laundering}
    basis: {legal obligation: Wwft art. 33}
    for: checks
    keep: 5 years after done_on
    maximum: 5 years after done_on
  knowing customers:
    purpose: {en: knowing our customers}
    basis: {contract: while customers.ended_on is empty}
    for: checks
    keep: 8 years after done_on
```

## Use instead
```yaml
data:
  shop:
    checks: {document: report, plain: done_on}
activities:
  due diligence:
    purpose: {en: preventing money laundering}
    basis: {legal obligation: Wwft art. 33}
    for: checks
    keep: 5 years after done_on
    maximum: 5 years after done_on
  knowing customers:
    purpose: {en: knowing our customers}
    basis: {contract: while customers.ended_on is empty}
    for: checks
    keep: 4 years after done_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import After, UntilWithdrawn, WhileRowExists
from gestand.policy.model import Activity, Policy
from gestand.policy.rules.asking import days
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS320", "maximum-cuts-short", "warning", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for limit in policy.activities.values():
        lengths = [c.length for c in limit.maximum if isinstance(c, After) and c.length]
        if not lengths:
            continue
        longest = max(lengths, key=days)
        for other in policy.activities.values():
            shared = [name for name, used in limit.uses.items() if set(used) & set(other.uses.get(name, ()))]
            if other is not limit and not other.statutory and shared and _longer(other, days(longest)):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "`{name}` keeps values of `{table}` longer than the maximum of `{limit}` ({length}) allows: they go then",
                        name=other.name,
                        table=shared[0],
                        limit=limit.name,
                        length=longest,
                    ),
                    (t("shorten `keep` of `{name}`, so that the statement says what happens", name=other.name),),
                    other.keep_place,
                    SEVERITY,
                    LAW,
                    other.name,
                )


def _longer(activity: Activity, limit: float) -> bool:
    return any(
        isinstance(c, (WhileRowExists, UntilWithdrawn))
        or isinstance(c, After)
        and c.length is not None
        and days(c.length) > limit
        for c in activity.keep
    )
