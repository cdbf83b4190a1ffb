"""A trigger on a table that Gestand changes

## What
A table about people has triggers in the database.

## Why
A trigger may copy what goes to a history table, or put it back. Gestand reads again after each change and undoes the step if
something is still there, but what a trigger writes elsewhere only a search finds.

## Law
GDPR art. 17(1).

## Example
```sql
create table history (id integer primary key, what text);
create trigger keep_names after update on customers begin insert into history (what) values (old.name); end;
```
```yaml
data:
  shop:
    history: {rest: plain}
```

## Use instead
```sql
create table history (id integer primary key, what text);
```
```yaml
data:
  shop:
    history: {rest: plain}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import about_people, quoted, real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS422", "trigger-on-changed-table", "warning", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if table.seen and table.seen.triggers and about_people(policy, name):
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{table}` has triggers ({names}): they may copy or put back what goes",
                    table=name,
                    names=quoted(sorted(set(table.seen.triggers))),
                ),
                (t("look what they write; if it is personal, declare that table too, then accept this finding"),),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )
