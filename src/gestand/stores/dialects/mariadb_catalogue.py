"""What the catalogue of MariaDB says beyond what SQLAlchemy reads of it: types as they are meant, collations, what is generated or set
anew by the database, triggers, tables that can't take part in a transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from gestand.policy.catalog import SeenColumn, SeenKey, SeenTable
from gestand.policy.quoting import path

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


def tables(connection: sa.Connection, schema: str | None) -> dict[str, SeenTable]:
    """All tables and views of a schema. Read from the catalogue itself: SQLAlchemy reads what SHOW CREATE says, and finds no table that
    keeps its history, nor every name."""
    here = {"schema": schema or str(connection.execute(sa.text("select database()")).scalar())}

    def read(what: str, source: str, where: str, order: str = "") -> list[Any]:
        asked = f"select {what} from information_schema.{source} where {where} = :schema" + (
            f" order by {order}" if order else ""
        )
        return [tuple(row) for row in connection.execute(sa.text(asked), here)]

    columns = _columns(read)
    unique, indexes, primary = _indexes(read)
    keys, elsewhere = _keys(read, here["schema"])
    triggers: dict[str, list[str]] = {}
    for table, trigger in read("event_object_table, trigger_name", "triggers", "event_object_schema"):
        triggers.setdefault(table, []).append(trigger)
    found = {}
    for name, kind, engine in read("table_name, table_type, engine", "tables", "table_schema", "table_name"):
        if kind == "SEQUENCE":
            continue
        traits = {"history"} if kind == "SYSTEM VERSIONED" else set()
        if (engine or "InnoDB").lower() not in ("innodb", "rocksdb") and "VIEW" not in kind:
            traits.add("no transaction")
        found[name] = SeenTable(
            name,
            columns.get(name, {}),
            primary.get(name, ()),
            tuple(unique.get(name, ())),
            tuple(keys.get(name, ())),
            tuple(indexes.get(name, ())),
            "view" if "VIEW" in kind else "table",
            tuple(triggers.get(name, ())),
            elsewhere=tuple(elsewhere.get(name, ())),
            traits=frozenset(traits),
        )
    return found


Read = Callable[..., list[Any]]


def _columns(read: Read) -> dict[str, dict[str, SeenColumn]]:
    wanted = "table_name, column_name, data_type, column_type, is_nullable, collation_name, extra, generation_expression, character_maximum_length"
    checked = {  # JSON is a text that is checked
        (table, found[1].replace("``", "`"))
        for table, clause in read("table_name, check_clause", "check_constraints", "constraint_schema")
        if (found := re.fullmatch(r"json_valid\(`(.+)`\)", clause))
    }
    columns: dict[str, dict[str, SeenColumn]] = {}
    listed = read(wanted, "columns", "table_schema", "table_name, ordinal_position")
    for table, name, data_type, column_type, null, collation, extra, expression, length in listed:
        kind = "json" if (table, name) in checked else kind_of(data_type, column_type)
        values = tuple(v.replace("''", "'") for v in re.findall(r"'((?:[^']|'')*)'", column_type)) if kind == "enum" else ()
        columns.setdefault(table, {})[name] = SeenColumn(
            name,
            kind,
            null == "YES",
            length,
            bool(expression),
            _native(column_type, collation),
            values,
            collation=collation or "",
            renewed="on update" in (extra or "").lower(),
        )
    return columns


def _indexes(read: Read) -> tuple[dict[str, list[tuple[str, ...]]], dict[str, list[tuple[str, ...]]], dict[str, tuple[str, ...]]]:
    """Unique groups of columns, the columns of each index, and the primary key, by table."""
    parts: dict[tuple[str, str], list[tuple[str, bool, bool]]] = {}
    wanted = "table_name, index_name, column_name, non_unique, sub_part, index_type"
    for table, index, column, several, part, kind in read(
        wanted, "statistics", "table_schema", "table_name, index_name, seq_in_index"
    ):
        if kind not in ("FULLTEXT", "SPATIAL"):
            parts.setdefault((table, index), []).append((column, not int(several), part is not None))
    unique: dict[str, list[tuple[str, ...]]] = {}
    indexes: dict[str, list[tuple[str, ...]]] = {}
    primary: dict[str, tuple[str, ...]] = {}
    for (table, index), listed in parts.items():
        columns = tuple(column for column, _, _ in listed)
        indexes.setdefault(table, []).append(tuple(c.lower() for c in columns))
        if index == "PRIMARY":
            primary[table] = columns
        elif listed[0][1]:
            unique.setdefault(table, []).append(columns)
    return unique, indexes, primary


def _keys(read: Read, here: str) -> tuple[dict[str, list[SeenKey]], dict[str, list[SeenKey]]]:
    """The foreign keys of each table to tables of this schema, and those of tables of other schemas that point to it."""
    found: dict[tuple[str, str, str], tuple[list[str], str, str, list[str]]] = {}
    wanted = "constraint_schema, table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name"
    for schema, table, name, column, to, parent, reference in read(
        wanted, "key_column_usage", "referenced_table_schema", "constraint_schema, table_name, constraint_name, ordinal_position"
    ):
        one = found.setdefault((schema, table, name), ([], to, parent, []))
        one[0].append(column)
        one[3].append(reference)
    rules = {
        (schema, table, name): rule
        for schema, table, name, rule in read(
            "constraint_schema, table_name, constraint_name, delete_rule", "referential_constraints", "unique_constraint_schema"
        )
    }
    keys: dict[str, list[SeenKey]] = {}
    elsewhere: dict[str, list[SeenKey]] = {}
    for (schema, table, name), (columns, _, parent, references) in found.items():
        rule = rules.get((schema, table, name), "")
        mine = schema == here
        key = SeenKey(
            tuple(columns), parent if mine else path(schema, table), tuple(references), "" if rule == "NO ACTION" else rule
        )
        (keys if mine else elsewhere).setdefault(table if mine else parent, []).append(key)
    return keys, elsewhere


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
