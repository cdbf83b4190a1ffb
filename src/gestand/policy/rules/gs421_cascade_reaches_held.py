"""The database itself would take rows that an activity holds

## What
A key with ON DELETE CASCADE, SET NULL or SET DEFAULT does not reach rows that another activity holds, rows that stay
without the person, or rows that the policy does not know.

## Why
Gestand keeps the row pointed to as an empty shell as long as something held points to it. Any other program that deletes it
takes the held rows along, a bookkeeping that must be kept for seven years too, and no plan shows it.

## Law
GDPR art. 5(1)(f), 32(1)(b).

## Example
```sql
create table invoices (id integer primary key, customer_id integer not null, issued_on date not null,
                       foreign key (customer_id) references customers (id) on delete cascade);
create index invoices_customer on invoices (customer_id);
```
```yaml
data:
  shop:
    invoices: {rest: plain}
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: {legal obligation: AWR art. 52}
    for: invoices
    keep: 7 years after the end of the year of issued_on
```

## Use instead
```sql
create table invoices (id integer primary key, customer_id integer not null references customers (id),
                       issued_on date not null);
create index invoices_customer on invoices (customer_id);
```
```yaml
data:
  shop:
    invoices: {rest: plain}
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: {legal obligation: AWR art. 52}
    for: invoices
    keep: 7 years after the end of the year of issued_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Name, Policy
from gestand.policy.rules.asking import about_people, quoted, users
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS421", "cascade-reaches-held", "warning", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for store, catalog in policy.catalogs.items():
        for seen in catalog.tables.values():
            for key in seen.foreign_keys:
                parent, child = Name(store, key.table), Name(store, seen.name)
                how = key.on_delete.upper()
                if (
                    how not in ("CASCADE", "SET NULL", "SET DEFAULT")
                    or parent not in policy.tables
                    or parent == child
                    or not about_people(policy, parent)
                ):
                    continue
                why = _held(policy, child, parent)
                if not why:
                    continue
                column = f"{child}.{', '.join(key.columns)}"
                message = t(
                    "deleting a row of `{parent}` deletes its rows of `{child}` too ({how}): {why}",
                    parent=parent,
                    child=child,
                    how=f"ON DELETE {how}",
                    why=why,
                )
                if how != "CASCADE":
                    message = t(
                        "deleting a row of `{parent}` empties `{column}` ({how}): {why}",
                        parent=parent,
                        column=column,
                        how=f"ON DELETE {how}",
                        why=why,
                    )
                place = policy.tables[child].place if child in policy.tables else policy.tables[parent].place
                yield Diagnostic(
                    CODE,
                    NAME,
                    message,
                    (t("make the key ON DELETE RESTRICT: Gestand deletes children itself, in the right order"),),
                    place,
                    SEVERITY,
                    LAW,
                    column,
                )


def _held(policy: Policy, child: Name, parent: Name) -> str:
    """Why rows of `child` may have to stay when those of `parent` go."""
    if child not in policy.tables:
        return t("the policy does not know these rows")
    holding = [a.name for a in users(policy, child) if parent not in a.uses]
    if holding:
        return t("{names} may still hold them", names=quoted(holding))
    if policy.tables[child].keep_row:
        return t("they are to be kept without the person")
    return ""
