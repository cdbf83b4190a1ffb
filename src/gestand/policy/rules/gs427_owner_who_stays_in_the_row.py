"""Several owners, one of whom can't be cut from the row

## What
In a table whose rows have several owners, each pointer to an owner can be empty.

## Why
A leaving owner is cut from the row at once, so that the row itself says who is left; it goes with the last. Where a pointer
is NOT NULL, or lies inside JSON, the row goes on pointing to somebody who left.

## Law
GDPR art. 17(1).

## Example
```sql
create table parcels (id integer primary key, sender_id integer not null references customers (id),
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
    keep: 1 year after sent_at
```

## Use instead
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
    basis: {public task: Post Act art. 1}
    for: parcels
    keep: 1 year after sent_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import Ref
from gestand.policy.model import Hop, Policy
from gestand.policy.rules.asking import asks_empty, real, to_people, written_hop
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS427", "owner-who-stays-in-the-row", "warning", False
LAW = "GDPR art. 17(1)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        if name in policy.kind_tables:
            continue
        owners = [hop for hop in table.hops if to_people(policy, hop)]
        for hop in owners:
            if all(other.link.child == hop.link.child or _instead(hop, other) for other in owners):
                continue  # one pointer in several readings, or one owner instead of the other
            fixed = [c for c in hop.link.child if c in table.columns and not table.columns[c].nullable]
            if fixed or hop.link.inside:
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "rows of `{table}` have several owners, and `{hop}` can't be emptied when that one leaves",
                        table=name,
                        hop=written_hop(policy, hop),
                    ),
                    (
                        t(
                            "let `{column}` be NULL, or make it a mention if the row is not theirs",
                            column=(fixed or hop.link.child)[0],
                        ),
                    ),
                    hop.place or table.place,
                    SEVERITY,
                    LAW,
                    f"{name}.{', '.join(hop.link.child)}",
                )


def _instead(hop: Hop, other: Hop) -> bool:
    """One of the two counts only where the other's pointer is empty."""
    return any(
        a.link.when is not None and any(asks_empty(a.link.when, Ref("", column)) for column in b.link.child)
        for a, b in ((hop, other), (other, hop))
        if a is not b
    )
