"""A key to a person of which the policy says nothing

## What
A declared key to a table where people are found is `whose`, or `mentions`, or its column is named under a category.

## Why
Who is pointed to is either the owner of the row, or somebody of whom it speaks. Unless it is said, that person is not shown
the row, and the pointer stays when they go: their own row must then be kept as an empty shell.

## Law
GDPR art. 15 and 17.

## Example
```sql
create table visits (id integer primary key, customer_id integer not null references customers (id),
                     friend_id integer references customers (id), page text, at timestamp not null);
create index visits_customer on visits (customer_id);
create index visits_friend on visits (friend_id);
```
```yaml
data:
  shop:
    visits: {whose: customer by customer_id, behaviour: page, plain: at}
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
    visits: {whose: customer by customer_id, mentions: customer by friend_id, behaviour: page, plain: at}
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

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Name, Policy
from gestand.policy.rules.asking import written
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS416", "pointer-without-meaning", "error", False
LAW = "GDPR art. 15"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in policy.tables.items():
        said = {h.link.child for h in (*table.hops, *table.mentions)}
        for key in table.seen.foreign_keys if table.seen else ():
            target = Name(name.store, key.table)
            if target not in policy.kind_tables or key.columns in said or all(written(table, c) for c in key.columns):
                continue
            kind = next(k.name for k in policy.kinds.values() if k.table == target)
            columns = key.columns[0] if len(key.columns) == 1 else f"({', '.join(key.columns)})"
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{column}` points to {kind}, and the policy does not say what that person is to the row",
                    column=f"{name}.{columns}",
                    kind=kind,
                ),
                (
                    t(
                        "`mentions: {kind} by {columns}` if the row speaks of them, `whose: …` if it is theirs",
                        kind=kind,
                        columns=columns,
                    ),
                    t("if it says nothing about that person: `plain: {columns}`", columns=columns),
                ),
                table.place,
                SEVERITY,
                LAW,
                f"{name}.{columns}",
            )
