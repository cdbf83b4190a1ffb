"""Personal columns in a table without a way to a person

## What
A table with personal columns is where people are found, or says with `whose` how its rows lead to them. Where
a row is nobody's, each of these columns speaks of somebody whom it `mentions`.

## Why
Without a way nobody is shown what stands there, and a request for erasure passes it by.

## Law
GDPR art. 15 and 17.

## Example
```sql
create table letters (id integer primary key, email varchar(100), body text, at timestamp not null);
create index letters_email on letters (lower(trim(email)));
```
```yaml
data:
  shop:
    letters: {contact: email, content: body, plain: at}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {public task: Ombudsman Act art. 1}
    for: letters
    keep: 1 year after at
```

## Use instead
```yaml
data:
  shop:
    letters: {whose: customer by email, contact: email, content: body, plain: at}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {public task: Ombudsman Act art. 1}
    for: letters
    keep: 1 year after at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Hop, Policy, Table
from gestand.policy.rules.asking import kinds_of, quoted, to_people
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS415", "nobody-to-be-found", "error", False
LAW = "GDPR art. 15"
NEEDS_WHOLE = True


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in policy.tables.items():
        spoken_of = {c for hop in table.mentions for c in (*hop.link.child, *hop.about)}
        homeless = [c for c in table.personal if c.name not in spoken_of]
        if homeless and not kinds_of(policy, name) and all(_ends(policy, hop) for hop in table.hops):
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "nothing leads from `{table}` to a person, and it holds {columns}",
                    table=name,
                    columns=quoted(c.name for c in homeless),
                ),
                (
                    _way(policy, table),
                    t("if these are people of their own, declare them under `people`: `found in: {table}`", table=name),
                ),
                table.place,
                SEVERITY,
                LAW,
                str(name),
            )


def _ends(policy: Policy, hop: Hop) -> bool:
    """The hop leads to a row that is nobody's. One that goes round is another finding."""
    return not to_people(policy, hop) and hop.parent is not None and not policy.tables[hop.parent].hops


def _way(policy: Policy, table: Table) -> str:
    """The `whose` that seems to fit: a column called like one by which people are known."""
    for kind in policy.kinds.values():
        for column in kind.known_by.values():
            if found := next((c.name for c in table.personal if c.name == column or c.name.endswith(f"_{column}")), ""):
                return t(
                    "say whose the rows are: `whose: {kind} by {pair}`",
                    kind=kind.name,
                    pair=found if found == column else f"{found} = {column}",
                )
    return t("say whose the rows are, for instance `whose: {kind} by COLUMN`", kind=next(iter(policy.kinds), "customer"))
