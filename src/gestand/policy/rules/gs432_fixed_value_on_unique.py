"""A fixed value for a column that must be unique

## What
A unique column goes by NULL or by a stand-in made from the row's key, not by a value that is the same for everybody.

## Why
The second person who leaves would get the same value, and the database refuses it.

## Law
GDPR art. 17(1): what can't be carried out is not erased.

## Example
```sql
create table customers (id integer primary key, name varchar(80), email varchar(100), created_at timestamp not null,
                        ended_on date, unique (email));
create index customers_email on customers (lower(trim(email)));
```
```yaml
data:
  shop:
    customers: {name: name, contact: {email: then text nobody@gone.invalid}, plain: [created_at, ended_on]}
```

## Use instead
```yaml
data:
  shop:
    customers: {name: name, contact: {email: then stand-in address}, plain: [created_at, ended_on]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS432", "fixed-value-on-unique", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        groups = [set(g) for g in (table.seen.unique if table.seen else ()) if not set(table.key) <= set(g)]
        for column in table.personal:
            if column.way.kind in ("null", "stand-in", "stand-in address") or not any(column.name in g for g in groups):
                continue
            help = t(
                "let it go by a stand-in: `{category}: {{{column}: then stand-in}}`", category=column.category, column=column.name
            )
            if column.nullable:
                help = t("let it become NULL: leave out `then {way}`", way=column.way)
            elif column.type != "text":
                help = t("let the column be NULL in the database, then leave out `then {way}`", way=column.way)
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{column}` must be unique, and `then {way}` can give two rows the same value",
                    column=name.column(column.name),
                    way=column.way,
                ),
                (help,),
                column.place or table.place,
                SEVERITY,
                LAW,
                name.column(column.name),
            )
