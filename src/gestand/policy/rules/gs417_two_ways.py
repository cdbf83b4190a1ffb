"""Two ways between the tables of an activity

## What
From a table that an activity uses to the table it is `for` there is one nearest way.

## Why
With two ways, a row is held as long as the activity holds a row along either of them: longer, perhaps, than meant, and for
another person's sake. Nobody should have to guess which way counts.

## Law
GDPR art. 5(1)(e).

## Example
```sql
create table parcels (id integer primary key, sender_id integer references customers (id),
                      receiver_id integer references customers (id),
                      sent_at timestamp not null);
create index parcels_sender on parcels (sender_id);
create index parcels_receiver on parcels (receiver_id);
```
```yaml
data:
  shop:
    parcels: {whose: [customer by sender_id, customer by receiver_id], plain: sent_at}
activities:
  sending:
    purpose: {en: sending parcels}
    basis: {contract: while customers.ended_on is empty}
    for: parcels
    uses: {parcels: all, customers: [name, contact]}
    keep: 1 year after sent_at
```

## Use instead
```yaml
data:
  shop:
    parcels: {whose: customer by sender_id, mentions: customer by receiver_id, plain: sent_at}
activities:
  sending:
    purpose: {en: sending parcels}
    basis: {contract: while customers.ended_on is empty}
    for: parcels
    uses: {parcels: all, customers: [name, contact]}
    keep: 1 year after sent_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import Step, quoted, ways
from gestand.words import enumeration, t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS417", "two-ways", "warning", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        for table in activity.uses:
            found = ways(policy, table, activity.table)
            if len(found) < 2:
                continue
            joins = [
                " → ".join(
                    ", ".join(a for a, _ in step.join.pairs)
                    + f" = {step.join.table.table}."
                    + ", ".join(b for _, b in step.join.pairs)
                    for step in way
                    if isinstance(step, Step)
                )
                for way in found
            ]
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` reaches `{table}` from `{start}` in {n} ways",
                    name=activity.name,
                    table=table,
                    start=activity.table,
                    n=len(found),
                ),
                (
                    t("each of them holds: {ways}", ways=enumeration([quoted([j]) for j in joins])),
                    t(
                        "if only one is meant, make the other a mention, or use `{table}` in an activity that is for a "
                        "nearer table",
                        table=table.table,
                    ),
                ),
                activity.place,
                SEVERITY,
                LAW,
                f"{activity.name}: {table}",
            )
