"""Consent that nobody can have given

## What
An activity on consent is about rows that lead to people.

## Why
Consent is given, and withdrawn, by a person. Where a row leads to nobody, nobody was asked, and a withdrawal can't reach it.

## Law
GDPR art. 7(3).

## Example
```sql
create table visits (id integer primary key, page varchar(200), at timestamp not null);
```
```yaml
data:
  shop:
    visits: {rest: plain}
activities:
  measuring:
    purpose: {en: measuring visits}
    basis: {consent: {en: Count my visits}}
    for: visits
    keep: until consent is withdrawn
```

## Use instead
```sql
create table visits (id integer primary key, customer_id integer references customers (id), page varchar(200),
                     at timestamp not null);
create index visits_customer on visits (customer_id);
```
```yaml
data:
  shop:
    visits: {behaviour: page, plain: at}
activities:
  measuring:
    purpose: {en: measuring visits}
    basis: {consent: {en: Count my visits}}
    for: visits
    keep: until consent is withdrawn
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import kinds_of
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS310", "consent-of-nobody", "error", False
LAW = "GDPR art. 7(3)"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.basis == "consent" and not kinds_of(policy, activity.table):
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` rests on consent, and rows of `{table}` lead to nobody who could give it",
                    name=activity.name,
                    table=activity.table,
                ),
                (t("say whose the rows are: `whose: …` at `{table}`; or choose another basis", table=activity.table),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
