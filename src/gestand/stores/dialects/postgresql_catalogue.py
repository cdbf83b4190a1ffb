"""What the catalogue of PostgreSQL says beyond what SQLAlchemy reads of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from gestand.policy.catalog import SeenKey
from gestand.policy.quoting import path
from gestand.stores.dialects.dialect import Details

_RULES = {"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT", "r": "RESTRICT", "a": ""}
_TRIGGERS = """
select c.relname, g.tgname from pg_trigger g join pg_class c on c.oid = g.tgrelid
where not g.tgisinternal and c.relnamespace = to_regnamespace(:here)
"""
_ELSEWHERE = """
select p.relname, n.nspname, c.relname, k.confdeltype::text,
       (select array_agg(a.attname::text order by i) from unnest(k.conkey) with ordinality as u (n, i)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n),
       (select array_agg(a.attname::text order by i) from unnest(k.confkey) with ordinality as u (n, i)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n)
from pg_constraint k join pg_class p on p.oid = k.confrelid join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
where k.contype = 'f' and p.relnamespace = to_regnamespace(:here) and c.relnamespace <> p.relnamespace and k.conparentid = 0
"""
_TYPES = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_type t on t.oid = a.atttypid
where c.relnamespace = to_regnamespace(:here) and a.attnum > 0 and not a.attisdropped
  and t.typname not in ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'uuid')
"""  # as a statement names them: those of the user, and those that SQLAlchemy does not know


def details(connection: sa.Connection, schema: str | None) -> Details:
    here = connection.execute(sa.text("select quote_ident(coalesce(:schema, current_schema()))"), {"schema": schema}).scalar()

    def read(asked: str) -> list[Any]:
        return list(connection.execute(sa.text(asked.replace(":here", "cast(:here as text)")), {"here": here}))

    triggers: dict[str, list[str]] = {}
    for table, trigger in read(_TRIGGERS):
        triggers.setdefault(table, []).append(trigger)
    elsewhere: dict[str, list[SeenKey]] = {}
    for table, other, child, rule, columns, references in read(_ELSEWHERE):
        elsewhere.setdefault(table, []).append(SeenKey(tuple(columns), path(other, child), tuple(references), _RULES[rule]))
    views = sa.inspect(connection).get_materialized_view_names(schema)
    columns = {(table, column): {"native": native} for table, column, native in read(_TYPES)}
    return Details(columns=columns, triggers=triggers, kinds=dict.fromkeys(views, "materialised view"), elsewhere=elsewhere)
