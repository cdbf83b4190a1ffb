"""Where a key stands inside a column, as SQL, one clause per dialect: at a path of JSON, or in a text. What is no JSON, or a text of
another form, gives NULL: it leads to nobody, and stops nothing."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from gestand.policy.catalog import SeenColumn
from gestand.policy.grammar import InJson, Inside, InText
from gestand.policy.model import Policy

# PostgreSQL refuses a whole statement for one text that is no JSON, or for a \u0000 in it; this gives NULL, or another character.
JSON_READER = r"""
create or replace function pg_temp.gestand_json(said text) returns jsonb language plpgsql immutable strict as $$
begin
  return said::jsonb;
exception when data_exception or statement_too_complex then
  begin
    return regexp_replace(said, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::jsonb;
  exception when data_exception or statement_too_complex then
    return null;
  end;
end $$
"""


def key(column: Any, inside: Inside, dialect: str, seen: SeenColumn) -> Any:
    """The key inside a column, as text."""
    match inside, dialect:
        case InJson(), "postgresql":
            return sa.func.jsonb_extract_path_text(as_json(column, seen), *inside.path)
        case InJson(), _:
            # a number, or a text: true would be 1
            found = sa.case(
                (sa.func.json_type(column, path(inside)).in_(("integer", "text")), sa.func.json_extract(column, path(inside))),
                else_=sa.null(),
            )
            odd = sa.func.instr(column, "\\u0000") > 0  # SQLite ends a text there: 1\u0000 would be 1
            return sa.case(
                (odd, sa.func.gestand_json_key(column, json.dumps(inside.path))),
                (sa.func.json_valid(column) == 1, sa.cast(found, sa.Text)),
                else_=sa.null(),
            )
        case InText(), "postgresql":
            before, what, after = inside.expression
            text = column if seen.type == "text" else sa.cast(column, sa.Text)
            return sa.func.substring(text, sa.cast(sa.literal(f"^{before}({what}){after}$"), sa.Text))
        case InText(), _:
            return sa.func.gestand_key(column, inside.pattern, int(inside.uuid))
    raise AssertionError(inside)


def as_json(column: Any, seen: SeenColumn) -> Any:
    """A column of PostgreSQL as JSONB, whatever its type and whatever stands in it."""
    if seen.native.upper() == "JSONB":
        return sa.cast(column, postgresql.JSONB)
    return sa.cast(sa.func.pg_temp.gestand_json(sa.cast(column, sa.Text)), postgresql.JSONB)


def reader_needed(policy: Policy, store: str) -> bool:
    """A key of this store is read with `JSON_READER`, which must be there in the session."""
    kept = ("json reader", store)
    if kept not in policy.made:
        catalog = policy.catalogs[store]
        policy.made[kept] = catalog.dialect == "postgresql" and any(
            isinstance(hop.link.inside, InJson)
            and catalog.tables[name.table].columns[hop.link.child[0]].native.upper() != "JSONB"
            for name, table in policy.tables.items()
            if name.store == store
            for hop in (*table.hops, *table.mentions)
        )
    return bool(policy.made[kept])


def path(inside: InJson) -> str:
    """The path as SQLite and MariaDB write it."""
    return "$." + ".".join(map(json.dumps, inside.path))
