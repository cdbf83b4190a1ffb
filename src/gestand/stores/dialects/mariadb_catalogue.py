"""What the catalogue of MariaDB says beyond what SQLAlchemy reads of it: types as they are meant, collations, what is generated or set
anew by the database, triggers, tables that can't take part in a transaction."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from gestand.stores.dialects.dialect import Details

_KINDS = {
    "integer": ("smallint", "mediumint", "int", "bigint", "year"),
    "number": ("decimal", "float", "double"),
    "text": ("char", "varchar", "tinytext", "text", "mediumtext", "longtext"),
    "enum": ("enum", "set"),
    "date": ("date",),
    "moment": ("datetime",),
    "zoned": ("timestamp",),
    "time": ("time",),
    "binary": ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"),
    "uuid": ("uuid",),
    "network": ("inet6", "inet4"),
    "json": ("json",),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}


def kind_of(data_type: str, column_type: str) -> str:
    """The kind of a column, in the words of SeenColumn."""
    if data_type == "tinyint":
        return "boolean" if column_type.startswith("tinyint(1)") else "integer"
    if data_type == "bit":
        return "boolean" if column_type == "bit(1)" else "integer"
    return _KIND_OF.get(data_type, "other")


def details(connection: sa.Connection, schema: str | None) -> Details:
    here = {"schema": schema or connection.execute(sa.text("select database()")).scalar()}
    columns: dict[tuple[str, str], dict[str, Any]] = {}
    asked = sa.text(
        "select table_name, column_name, data_type, column_type, collation_name, extra, generation_expression, "
        "character_maximum_length from information_schema.columns where table_schema = :schema"
    )
    for table, column, data_type, column_type, collation, extra, expression, length in connection.execute(asked, here):
        kind = kind_of(data_type, column_type)
        said: dict[str, Any] = {"type": kind, "native": _native(column_type, collation), "length": length}
        said["collation"] = collation or ""
        said["generated"] = bool(expression)
        said["renewed"] = "on update" in (extra or "").lower()
        columns[table, column] = said
    checked = sa.text(
        "select table_name, check_clause from information_schema.check_constraints where constraint_schema = :schema"
    )
    for table, clause in connection.execute(checked, here):  # JSON is a text that is checked
        if (found := re.fullmatch(r"json_valid\(`(.+)`\)", clause)) and (table, found[1]) in columns:
            columns[table, found[1]]["type"] = "json"
    triggers: dict[str, list[str]] = {}
    fired = sa.text(
        "select event_object_table, trigger_name from information_schema.triggers where event_object_schema = :schema"
    )
    for table, trigger in connection.execute(fired, here):
        triggers.setdefault(table, []).append(trigger)
    return Details(columns=columns, triggers=triggers)


def _native(column_type: str, collation: str | None) -> str:
    """The type as a temporary table takes it. What is filled with spaces to a fixed length has none of them when it is read."""
    said = re.sub(r"^char\(", "varchar(", column_type)
    return f"{said} CHARACTER SET {collation.partition('_')[0]} COLLATE {collation}" if collation else said


def rule(number: int, text: str) -> str:
    """The name of the rule that was broken, from what MariaDB says of it; the value that it says too stays out (NO-TRACE)."""
    if number == 1062:
        found = re.search(r" for key '([^']+)'$", text)
    elif number == 1644:
        return "trigger"
    else:
        found = re.search(r"CONSTRAINT [`']([^`']+)[`']", text)
    return found[1] if found else {1048: "NOT NULL"}.get(number, "constraint")
