"""A key column that would change

## What
A column that identifies a row, or that other rows point to with a declared key, does not change when the person goes.

## Why
Who points to the old value would point to nothing: the database refuses the step, or rows are lost. A row goes with its key;
only what the key says about a person can be kept out of it.

## Law
GDPR art. 17(1), 25(1).

## Example
```sql
create table members (email varchar(100) primary key, name varchar(80), left_on date);
create index members_email on members (lower(trim(email)));
```
```yaml
people:
  member: {called: {en: members}, found in: shop.members, known by: {email: email}}
data:
  shop:
    members: {name: name, contact: {email: then stand-in address}, plain: left_on}
activities:
  membership:
    purpose: {en: running the club}
    basis: {contract: while left_on is empty}
    for: members
    keep: while left_on is empty and 1 year after left_on
```

## Use instead
```sql
create table members (email varchar(100) primary key, name varchar(80), left_on date);
create index members_email on members (lower(trim(email)));
```
```yaml
people:
  member: {called: {en: members}, found in: shop.members, known by: {email: email}}
data:
  shop:
    members: {name: name, contact: email, plain: left_on}
activities:
  membership:
    purpose: {en: running the club}
    basis: {contract: while left_on is empty}
    for: members
    keep: while left_on is empty and 1 year after left_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import real, stays_without
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS433", "key-that-would-go", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        pointed = {
            (c, str(other.name))
            for other in policy.catalogs[name.store].tables.values()
            for key in other.foreign_keys
            if key.table == name.table
            for c in key.references
        }
        for column in table.personal:
            full = name.column(column.name)
            if column.name in table.key:
                why = stays_without(policy, table, column)
                if column.way.kind == "null" and not why:
                    continue
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("`{column}` identifies the row: it can't go while the row stays", column=full),
                    (
                        t(
                            "let all activities that use `{table}` use it too, so that it goes with its row; better, give the "
                            "table a key without meaning",
                            table=name.table,
                        ),
                    ),
                    column.place or table.place,
                    SEVERITY,
                    LAW,
                    full,
                )
            elif by := next((child for c, child in sorted(pointed) if c == column.name), ""):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("rows of `{child}` point to `{column}` with a declared key: it can't change", child=by, column=full),
                    (
                        t(
                            "let that key point to one without meaning, or let it change along: ON UPDATE CASCADE is not seen by "
                            "Gestand"
                        ),
                    ),
                    column.place or table.place,
                    SEVERITY,
                    LAW,
                    full,
                )
