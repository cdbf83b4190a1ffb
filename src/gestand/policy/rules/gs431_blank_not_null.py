"""A value that is to become NULL, in a column that may not be

## What
A personal column that can go while its row stays, and that is NOT NULL, says how its value goes.

## Why
The database refuses the NULL, and the whole step with it. The row stays when another activity holds it, when something that is
held points to it, or when it is kept without the person.

## Law
GDPR art. 17(1): what can't be carried out is not erased.

## Example
```sql
create table customers (id integer primary key, name varchar(80), email varchar(100) not null,
                        created_at timestamp not null, ended_on date,
                        unique (email));
create index customers_email on customers (lower(trim(email)));
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
from gestand.policy.model import Column, Policy, Table
from gestand.policy.rules.asking import real, stays_without
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS431", "blank-not-null", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        cut = {c for hop in (*table.hops, *table.mentions) for c in hop.about} | {
            c for hop in table.mentions for c in hop.link.child
        }
        for column in table.personal:
            if column.nullable or column.way.kind != "null" or column.generated or column.name in table.key:
                continue
            why = stays_without(policy, table, column)
            if not why and column.name not in cut:
                continue
            full = name.column(column.name)
            note = t("the row can stay: {why}", why=why) if why else t("the row stays with its other owner")
            message = (
                t("blanking `{column}` would fail: it is NOT NULL and unique", column=full)
                if column.unique
                else t("blanking `{column}` would fail: it is NOT NULL", column=full)
            )
            yield Diagnostic(
                CODE, NAME, message, (fitting(table, column),), column.place or table.place, SEVERITY, LAW, full, note
            )


def fitting(table: Table, column: Column) -> str:
    """A way to go that fits the type of the column."""
    way = {
        "date": "year",
        "moment": "year",
        "zoned": "year",
        "integer": "0",
        "number": "0",
        "json": "empty",
        "network": "network",
        "uuid": "stand-in" if table.key else "",
    }.get(column.type, "")
    if column.type == "text":
        mail = "mail" in column.name.lower() or "username" in column.name.lower()
        way = ("stand-in address" if mail else "stand-in") if column.unique and table.key else "" if column.unique else "empty"
    if not way:
        return t("let the column be NULL in the database")
    return t("say how it goes: `{category}: {{{column}: then {way}}}`", category=column.category, column=column.name, way=way)
