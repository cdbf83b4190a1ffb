"""Something that looks like a table and has no rows of its own

## What
The policy declares tables, where rows stand. A view, or a materialised view, shows rows of tables: it needs no line. A foreign table
shows rows of another database.

## Why
Gestand acts on the rows where they stand. It reads a view and never writes to it, also where the database would allow that; a materialised
view is made anew after its tables were changed. The rows of a foreign table are another database's: what this database is allowed to do
there, nobody can see from here.

## Law
GDPR art. 17(1): what can't be carried out is not erased.

## Example
```sql
create view letters as select id, customer_id, note from orders;
```
```yaml
data:
  shop:
    letters: {whose: customer by customer_id, content: note}
activities:
  letters:
    purpose: {en: answering letters}
    basis: {contract: while customers.ended_on is empty}
    for: letters
    keep: as long as the row exists
```

## Use instead
```yaml
activities: {}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Name, Policy
from gestand.policy.rules.asking import about_people
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS452", "not-a-table", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in policy.tables.items():
        if table.seen is not None and table.seen.kind != "table" and about_people(policy, name):
            if table.seen.kind == "foreign table":
                yield _foreign(policy, name)
                continue
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{table}` is a {kind}: its rows stand in other tables, and nothing is done to them here",
                    table=name,
                    kind=t(table.seen.kind),
                ),
                (t("take its line out, and declare the tables that it is made of"),),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )
    for store, catalog in policy.catalogs.items():
        for seen in catalog.tables.values():
            if seen.kind == "foreign table" and Name(store, seen.name) not in policy.tables:
                yield _foreign(policy, Name(store, seen.name))


def _foreign(policy: Policy, name: Name) -> Diagnostic:
    table = policy.tables.get(name)
    return Diagnostic(
        CODE,
        NAME,
        t("`{table}` is a foreign table: its rows are kept elsewhere, and nothing is done to them here", table=name),
        (
            t("make the database where they are a store, and declare the table there"),
            t("if they say nothing about people: `{table}: {{rest: plain}}`", table=name.table),
        ),
        table.place if table else policy.stores[name.store].place,
        SEVERITY,
        LAW,
        str(name),
    )
