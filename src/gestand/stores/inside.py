"""Where a key stands inside a column: what every dialect asks about it. Each says itself how it reads one (`Dialect.inside`). What is no
JSON, or a text of another form, gives NULL: it leads to nobody, and stops nothing."""

from __future__ import annotations

import json

from gestand.policy.grammar import InJson
from gestand.policy.model import Policy


def json_read(policy: Policy, store: str) -> bool:
    """Keys of this store are read at paths inside JSON that the database does not keep as JSON of its own, so that anything may stand
    there."""
    kept = ("json read", store)
    if kept not in policy.made:
        tables = policy.catalogs[store].tables
        policy.made[kept] = any(
            isinstance(hop.link.inside, InJson) and tables[name.table].columns[hop.link.child[0]].native.upper() != "JSONB"
            for name, table in policy.tables.items()
            if name.store == store
            for hop in (*table.hops, *table.mentions)
        )
    return bool(policy.made[kept])


def path(inside: InJson) -> str:
    """The path as SQLite and MariaDB write it."""
    return "$." + ".".join(map(json.dumps, inside.path))
