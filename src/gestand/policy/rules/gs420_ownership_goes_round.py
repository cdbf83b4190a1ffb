"""Ownership that goes round

## What
The owners of a table lead, hop by hop, to people, and do not come back to the same table over another one.

Rows that go with rows of their own table, such as replies to replies, are ordinary, circles too: `whose: [customer by customer_id, with
replies by parent_id]`. Two things must be there: a way from that table to people, and a key that tells its rows apart (`key` in the
policy, where the database has none).

## Why
A row whose owner is a row of its own table, and so on, may never arrive at a person. Over several tables Gestand leaves a way where
it closes, so rows further down the circle are found by nobody's request.

## Law
GDPR art. 15 and 17.

## Example
```sql
create table replies (id integer primary key, parent_id integer references replies (id), body text, at timestamp not null);
create index replies_parent on replies (parent_id);
```
```yaml
data:
  shop:
    replies: {whose: with replies by parent_id, content: body, plain: at}
activities:
  talking:
    purpose: {en: letting people talk}
    basis: {public task: Broadcasting Act art. 1}
    for: replies
    keep: 1 year after at
```

## Use instead
```sql
create table replies (id integer primary key, parent_id integer references replies (id),
                      customer_id integer references customers (id),
                      body text, at timestamp not null);
create index replies_parent on replies (parent_id);
create index replies_customer on replies (customer_id);
```
```yaml
data:
  shop:
    replies: {whose: [customer by customer_id, with replies by parent_id], content: body, plain: at}
activities:
  talking:
    purpose: {en: letting people talk}
    basis: {public task: Broadcasting Act art. 1}
    for: replies
    keep: 1 year after at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Name, Policy
from gestand.policy.rules.asking import kinds_of
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS420", "ownership-goes-round", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    said: set[frozenset[Name]] = set()
    for name, table in policy.tables.items():
        circle = _circle(policy, name)
        if not circle or frozenset(circle) in said:
            continue
        said.add(frozenset(circle))
        way = " → ".join(f"`{n}`" for n in (*circle, name))
        own = len(circle) == 1
        if not kinds_of(policy, name):
            message = t("the owners of `{table}` go round and reach nobody: {way}", table=name, way=way)
        elif own and not table.key:
            message = t("rows of `{table}` go with others of it, and no key tells them apart", table=name)
        elif own:
            continue
        else:
            message = t("the owners of `{table}` go round: {way}", table=name, way=way)
        help = t(
            "say for each row itself whose it is, for instance `whose: {kind} by COLUMN`",
            kind=next(iter(policy.kinds), "customer"),
        )
        if own and kinds_of(policy, name):
            help = t("say which columns do: `key: [COLUMN]`")
        place = next((h.place for h in table.hops if h.parent in (*circle, name)), table.place)
        yield Diagnostic(CODE, NAME, message, (help,), place, SEVERITY, LAW, str(name))


def _circle(policy: Policy, start: Name) -> tuple[Name, ...]:
    """The tables from `start` back to `start`; nothing if no way closes. The longest counts; people's own tables end a way."""
    pending: list[tuple[Name, ...]] = [(start,)]
    seen: set[Name] = set()
    found: tuple[Name, ...] = ()
    while pending:
        way = pending.pop()
        table = policy.tables.get(way[-1])
        for hop in table.hops if table and way[-1] not in policy.kind_tables else ():
            if hop.parent == start and len(way) > len(found):
                found = way
            elif hop.parent is not None and hop.parent not in {start, *seen} and hop.parent not in policy.kind_tables:
                seen.add(hop.parent)
                pending.append((*way, hop.parent))
    return found
