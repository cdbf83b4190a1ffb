"""Rows of another schema point to rows about people

## What
Where tables of another schema of the same database point to a table about people, that schema is a store of the policy too, and
their rows say whose they are.

## Why
When a row goes, the database looks at every row that points to it, in whatever schema. It deletes or empties those rows, which no plan
showed, or it refuses the step.

## Law
GDPR art. 5(1)(f), 17(1).

## Example
```sql postgresql
create schema support;
create table support.calls (id integer primary key, customer_id integer references customers (id) on delete cascade);
create index calls_customer on support.calls (customer_id);
```

## Use instead
```yaml
stores:
  shop:    {url: "${SHOP_URL}", times: UTC, country: NL}
  support: {url: "${SHOP_URL}", schema: support, times: UTC, country: NL}
data:
  support:
    calls: {whose: customer by customer_id}
activities:
  answering calls:
    purpose: {en: answering your questions by telephone}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {support.calls: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gestand.diagnostics import Diagnostic
from gestand.policy.catalog import SeenKey
from gestand.policy.model import Name, Policy
from gestand.policy.quoting import path
from gestand.policy.rules.asking import about_people, real
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS451", "key-from-another-schema", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        for key in table.seen.elsewhere if table.seen and about_people(policy, name) else ():
            child = _known(policy, name.store, key)
            if child is not None and _said(policy, child, name, key):
                continue
            what = (
                t(
                    "rows of `{child}` point to rows of `{table}`, and the policy does not say whose they are",
                    child=child,
                    table=name,
                )
                if child
                else t(
                    "rows of `{child}` point to rows of `{table}`, and that schema is in no store of the policy",
                    child=key.table,
                    table=name,
                )
            )
            yield Diagnostic(
                CODE,
                NAME,
                what,
                (
                    t("say whose they are with `whose` or `mentions`")
                    if child
                    else t("make it a store: the same `url`, with its own `schema`, and say whose its rows are"),
                ),
                table.place,
                SEVERITY,
                LAW,
                f"{name}",
                t("{how}: the database takes these rows along", how=f"ON DELETE {key.on_delete}")
                if key.on_delete in ("CASCADE", "SET NULL", "SET DEFAULT")
                else t("the database refuses to delete a row that they point to"),
            )


def _known(policy: Policy, store: str, key: SeenKey) -> Name | None:
    """The declared table that the key is of: of a store that is another schema of the same database."""
    for other, catalog in policy.catalogs.items():
        if other != store and _server(policy, other) == _server(policy, store):
            for name in (Name(other, t) for t in catalog.tables if path(catalog.schema, t) == key.table):
                return name if name in policy.tables else None
    return None


def _server(policy: Policy, store: str) -> tuple[str, str]:
    """The database of a store; of MariaDB, where a schema is a database, the server."""
    url = urlsplit(policy.stores[store].url)
    return url.netloc, "" if url.scheme.startswith(("mariadb", "mysql")) else url.path


def _said(policy: Policy, child: Name, parent: Name, key: SeenKey) -> bool:
    """The policy says that these rows belong to, or speak of, those that the key leads to."""
    table = policy.tables[child]
    return any(hop.parent == parent and set(hop.link.child) == set(key.columns) for hop in (*table.hops, *table.mentions))
