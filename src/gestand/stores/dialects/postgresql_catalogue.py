"""What the catalogue of PostgreSQL says beyond what SQLAlchemy reads of it: types as a statement names them, parts of tables, tables that
others inherit from, what views are made of, what triggers and rules do, what row security hides."""

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
union all
select c.relname, r.rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class
where r.ev_type <> '1' and c.relkind in ('r', 'p') and c.relnamespace = to_regnamespace(:here)
"""
_ELSEWHERE = """
select p.relname, n.nspname, c.relname, k.confdeltype::text,
       (select array_agg(a.attname::text order by i) from unnest(k.conkey) with ordinality as u (n, i)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n),
       (select array_agg(a.attname::text order by i) from unnest(k.confkey) with ordinality as u (n, i)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n)
from pg_constraint k join pg_class p on p.oid = k.confrelid join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where k.contype = 'f' and p.relnamespace = to_regnamespace(:here) and c.relnamespace <> p.relnamespace and k.conparentid = 0
"""
_TYPES = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_type t on t.oid = a.atttypid
where c.relnamespace = to_regnamespace(:here) and a.attnum > 0 and not a.attisdropped
  and t.typname not in ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'uuid')
"""  # as a statement names them: those of the user, and those that SQLAlchemy does not know
_PARTS = """
with recursive parts (part, whole) as (
  select i.inhrelid, i.inhparent from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relispartition
  union all
  select p.part, i.inhparent from parts p join pg_inherits i on i.inhrelid = p.whole join pg_class c on c.oid = p.whole
  where c.relispartition
)
select c.relname, w.relname from parts p join pg_class c on c.oid = p.part join pg_class w on w.oid = p.whole
where c.relnamespace = to_regnamespace(:here) and not w.relispartition
"""
_KINDS = """
select relname, relkind::text, relispopulated, pg_has_role(relowner, 'usage'),
       relkind in ('r', 'p') and row_security_active(oid),
       exists (select 1 from pg_inherits i join pg_class h on h.oid = i.inhrelid where i.inhparent = c.oid and not h.relispartition)
from pg_class c where relnamespace = to_regnamespace(:here) and relkind in ('r', 'p', 'm', 'f')
"""
_READS = """
with recursive reads (view, source) as (
  select r.ev_class, d.refobjid from pg_rewrite r join pg_depend d on d.objid = r.oid
  where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
  union
  select v.view, d.refobjid from reads v join pg_rewrite r on r.ev_class = v.source join pg_depend d on d.objid = r.oid
  where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
)
select n.nspname, c.relname, s.relname, c.relnamespace = s.relnamespace from reads v
join pg_class c on c.oid = v.view join pg_namespace n on n.oid = c.relnamespace join pg_class s on s.oid = v.source
where c.relkind = 'm' and c.relispopulated and s.relnamespace = to_regnamespace(:here)
order by c.oid
"""


def details(connection: sa.Connection, schema: str | None) -> Details:
    here = connection.execute(sa.text("select quote_ident(coalesce(:schema, current_schema()))"), {"schema": schema}).scalar()

    def read(asked: str) -> list[Any]:
        return list(
            connection.execute(sa.text(asked.replace("::", r"\:\:").replace(":here", "cast(:here as text)")), {"here": here})
        )

    triggers: dict[str, list[str]] = {}
    for table, trigger in read(_TRIGGERS):
        triggers.setdefault(table, []).append(trigger)
    elsewhere: dict[str, list[SeenKey]] = {}
    for table, other, child, rule, columns, references in read(_ELSEWHERE):
        elsewhere.setdefault(table, []).append(SeenKey(tuple(columns), path(other, child), tuple(references), _RULES[rule]))
    kinds: dict[str, str] = {}
    traits: dict[str, frozenset[str]] = {}
    for table, kind, filled, ours, hidden, inherited in read(_KINDS):
        if kind in ("m", "f"):
            kinds[table] = (
                "foreign table" if kind == "f" else "materialised view" if filled else "view"
            )  # an empty one can't be read
        odd = {"row security": hidden, "inherited": inherited, "not ours": kind == "m" and not ours}
        traits[table] = frozenset(name for name, so in odd.items() if so)
    made_from: dict[str, list[str]] = {}
    copies: dict[str, list[str]] = {}
    for other, view, source, same in read(_READS):
        if same:
            made_from.setdefault(view, []).append(source)
        else:
            copies.setdefault(source, []).append(path(other, view))
    return Details(
        columns={(table, column): {"native": native} for table, column, native in read(_TYPES)},
        triggers=triggers,
        kinds=kinds,
        parts=dict(tuple(row) for row in read(_PARTS)),
        elsewhere=elsewhere,
        traits=traits,
        made_from=made_from,
        copies=copies,
    )
