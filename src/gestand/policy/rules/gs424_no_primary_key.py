"""A table without a primary key

## What
A table about people has a primary key, or says with `key` which columns identify a row.

## Why
Rows are changed in batches and locked in the order of their keys, shown, sealed and spoken of by their keys. Without one a
row can't be told from another.

## Law
GDPR art. 5(1)(f).

## Example
```sql
create table visits (customer_id integer not null references customers (id), page text, at timestamp not null);
create index visits_customer on visits (customer_id);
```
```yaml
data:
  shop:
    visits: {behaviour: page, plain: at}
activities:
  improving:
    purpose: {en: improving our pages}
    basis: {public task: Trade Act art. 1}
    for: visits
    keep: 30 days after at
```

## Use instead
```yaml
data:
  shop:
    visits: {behaviour: page, plain: at, key: [customer_id, at]}
activities:
  improving:
    purpose: {en: improving our pages}
    basis: {public task: Trade Act art. 1}
    for: visits
    keep: 30 days after at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import ERROR, Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import about_people, real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS424", "no-primary-key", "warning", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if not table.key and about_people(policy, name):
            people = name in policy.kind_tables  # nobody could be named in a request
            yield Diagnostic(
                CODE,
                NAME,
                t("`{table}` has no primary key: its rows can't be told apart", table=name),
                (t("give it one, or say which columns identify a row: `key: [a, b]`"),),
                table.place,
                ERROR if people else SEVERITY,
                LAW,
                str(name),
            )
