"""A personal column that the database computes

## What
A generated column is `plain`: the database computes it from other columns, and nobody can write it.

## Why
The database refuses to change it, and the whole step with it. It changes by itself when what it is computed from goes.

## Law
GDPR art. 17(1): what can't be carried out is not erased.

## Example
```sql
create table customers (id integer primary key, name varchar(80), email varchar(100), created_at timestamp not null,
                        ended_on date,
                        label varchar(200) generated always as (name || ' ' || email) stored);
create index customers_email on customers (lower(trim(email)));
```
```yaml
data:
  shop:
    customers: {name: [name, label], contact: email, plain: [created_at, ended_on]}
```

## Use instead
```yaml
data:
  shop:
    customers: {name: name, contact: email, plain: [created_at, ended_on, label]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS435", "generated-column", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        for column in table.personal if table.seen and not table.seen.listed else ():  # of files: GS436
            if column.generated:
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("`{column}` is computed by the database: it can't be written", column=name.column(column.name)),
                    (
                        t(
                            "declare it `plain: {column}`; it changes when the columns that it is computed from go",
                            column=column.name,
                        ),
                    ),
                    column.place or table.place,
                    SEVERITY,
                    LAW,
                    name.column(column.name),
                )
