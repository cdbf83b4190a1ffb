"""A table is in the database and in no line of the policy

## What
Every table of a connected store has a line under `data`, be it `{rest: plain}`. So has a materialised view: it is a copy.

## Why
What the policy does not know is not shown to people, not erased and not kept to a period.

## Law
GDPR art. 25(1) and 30(1)(c).

## Example
```sql
create table chat_logs (id integer primary key, sender_email varchar(100), body text, at timestamp);
```

## Use instead
```sql
create table chat_logs (id integer primary key, sender_email varchar(100), body text, at timestamp not null);
create index chat_logs_sender on chat_logs (lower(trim(sender_email)));
```
```yaml
data:
  shop:
    chat_logs: {whose: customer by sender_email = email, contact: sender_email, content: body, plain: at}
activities:
  answering:
    purpose: {en: answering questions}
    basis: {contract: while customers.ended_on is empty}
    for: chat_logs
    keep: 1 year after at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Name, Policy
from gestand.policy.rules.looks import personal
from gestand.words import t, tn

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS412", "undeclared-table", "error", False
LAW = ""
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for store, catalog in policy.catalogs.items():
        for seen in catalog.tables.values():
            name = Name(store, seen.name)
            if name in policy.tables or seen.kind != "table":  # a view shows what is declared; of a foreign table: GS452
                continue
            looking = personal(seen)
            listed = ", ".join(f"{column} ({t(category)})" for column, category in looking.items())
            note = (
                tn(
                    "1 of its {columns} columns looks personal: {listed}",
                    "{n} of its {columns} columns look personal: {listed}",
                    len(looking),
                    columns=len(seen.columns),
                    listed=listed,
                )
                if looking
                else ""
            )
            first = t("say whose it is and what holds it, or `{table}: {{rest: plain}}`", table=seen.name)
            if not looking:
                first = t("if it says nothing about people: `{table}: {{rest: plain}}`", table=seen.name)
            yield Diagnostic(
                CODE,
                NAME,
                t("table `{table}` is in the database and in no line of the policy", table=name),
                (first,),
                policy.stores[store].place if store in policy.stores else None,
                SEVERITY,
                LAW,
                str(name),
                note,
            )
