"""A value that can't be set aside during a restriction

## What
A personal column that is NOT NULL says how its value goes, also where it only ever goes together with its row.

## Why
During a restriction values move, encrypted, to Gestand's own state; what their way to go leaves stands in their place. NULL
can't stand in a column that is NOT NULL: the restriction would be refused by the database.

## Law
GDPR art. 18.

## Example
```sql
create table letters (id integer primary key, customer_id integer not null references customers (id),
                      body text not null, at timestamp not null);
create index letters_customer on letters (customer_id);
```
```yaml
data:
  shop:
    letters: {content: body, plain: at}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {public task: Ombudsman Act art. 1}
    for: letters
    keep: 1 year after at
```

## Use instead
```yaml
data:
  shop:
    letters: {content: {body: then empty}, plain: at}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {public task: Ombudsman Act art. 1}
    for: letters
    keep: 1 year after at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import kinds_of, quoted, real, stays_without
from gestand.policy.rules.gs431_blank_not_null import fitting
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS436", "restriction-without-placeholder", "warning", False
LAW = "GDPR art. 18"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if not kinds_of(policy, name):
            continue
        linking = (
            {c for other in policy.tables.values() for h in other.hops if h.parent == name for c in h.link.parent}
            | {c for h in table.hops for c in h.link.child}
            | set(table.key)
        )
        columns = [
            c
            for c in table.personal
            if not c.nullable
            and c.way.kind == "null"
            and not c.generated
            and c.name not in linking
            and not stays_without(policy, table, c)
        ]
        if columns:
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "a restriction of rows of `{table}` would fail: {columns} can't be NULL",
                    table=name,
                    columns=quoted(c.name for c in columns),
                ),
                tuple(dict.fromkeys(fitting(table, c) for c in columns)),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )
