"""A copy of rows that Gestand can't make anew

## What
A materialised view of rows about people is in a store of the policy, and our user may make it anew. A full-text index knows of which
table it is.

## Why
A materialised view keeps a copy of the rows as they were, a full-text index their words. After an erasure Gestand makes both anew. What it
may not or can't make anew keeps what was erased.

## Law
GDPR art. 17(1).

## Example
```sql
create virtual table orders_words using fts5(note, content='');
```
```yaml
data: {}
```

## Use instead
```sql
create virtual table orders_words using fts5(note, content='orders', content_rowid='id');
```
```yaml
data: {}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.catalog import SeenTable
from gestand.policy.model import Name, Policy
from gestand.policy.quoting import names
from gestand.policy.rules.asking import about_people
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS453", "copy-out-of-reach", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    known = {catalog.schema for catalog in policy.catalogs.values()}
    for store, catalog in policy.catalogs.items():
        place = policy.stores[store].place
        for seen in catalog.tables.values():
            name = Name(store, seen.name)
            if "no content" in seen.traits:
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("`{table}` keeps words of rows and not the rows: nothing can be taken out of it", table=name),
                    (t("say of which table it is an index: `content='TABLE'`; or drop it"),),
                    place,
                    SEVERITY,
                    LAW,
                    str(name),
                )
            elif "not ours" in seen.traits and _about(policy, store, seen):
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("`{table}` keeps a copy of rows about people, and our user may not make it anew", table=name),
                    (
                        t(
                            "give it to our user, or to a role of which our user is a member: `ALTER MATERIALIZED VIEW … OWNER TO …`"
                        ),
                    ),
                    place,
                    SEVERITY,
                    LAW,
                    str(name),
                )
        for seen in catalog.tables.values():
            name = Name(store, seen.name)
            for copy in seen.copies if name in policy.tables and about_people(policy, name) else ():
                if names(copy)[0] not in known:
                    yield Diagnostic(
                        CODE,
                        NAME,
                        t(
                            "`{copy}` keeps a copy of rows of `{table}`, and that schema is in no store of the policy",
                            copy=copy,
                            table=name,
                        ),
                        (t("make it a store: the same `url`, with its own `schema`"),),
                        place,
                        SEVERITY,
                        LAW,
                        str(name),
                    )


def _about(policy: Policy, store: str, seen: SeenTable) -> bool:
    """It is made of rows about people."""
    return any((name := Name(store, source)) in policy.tables and about_people(policy, name) for source in seen.made_from)
