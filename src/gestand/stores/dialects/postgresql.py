"""PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from gestand.policy.catalog import SeenColumn
from gestand.policy.grammar import Inside, InText
from gestand.stores.dialects import postgresql_catalogue, postgresql_values
from gestand.stores.dialects.dialect import YES, Clause, Compared, Details, Dialect, Key, Trouble, bound

_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "integer": sa.BigInteger(),
    "number": sa.Numeric(),
    "text": sa.Text(),
    "date": sa.Date(),
    "moment": sa.DateTime(),
    "zoned": sa.DateTime(timezone=True),
    "boolean": sa.Boolean(),
    "json": sa.JSON(),
    "enum": sa.Text(),
    "time": sa.Time(),
}
_ELSEWHERE = {"integer": "BIGINT", "number": "NUMERIC", "date": "DATE", "moment": "TIMESTAMP"}
# PostgreSQL refuses a whole statement for one text that is no JSON, or for a \\u0000 in it; this gives NULL, or another character.
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


class _Native(sa.types.UserDefinedType[Any]):
    """A type as the catalogue names it."""

    cache_ok = True

    def __init__(self, said: str) -> None:
        self.said = said

    def get_col_spec(self, **_: Any) -> str:
        return self.said.replace("%", "%%")


class PostgreSql(Dialect):
    """PostgreSQL, through psycopg."""

    name = "postgresql"
    copies = True
    batches = "place"
    keeps_temporary = False
    schemas_said = {"postgresql_ignore_search_path": True}

    def url(self, url: sa.URL, schema: str) -> sa.URL:
        return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url

    def options(self) -> dict[str, Any]:
        # room to hash what a predicate looks up, and no compiling of statements that run once: both matter in large tables
        connect = {"connect_timeout": 10, "options": "-c jit=off -c work_mem=64MB"}
        return {"connect_args": connect, "pool_pre_ping": True, "isolation_level": "READ COMMITTED"}

    def ready(self, raw: Any) -> None:
        """Without JIT: it would compile the many small conditions of our statements for seconds, and then run them once."""
        raw.autocommit = True
        raw.execute("select set_config('jit', 'off', false) from pg_settings where name = 'jit'")
        raw.execute("set row_security = off")  # rows that a policy of the database hides are an error, not rows that are gone
        if raw.info.parameter_status("server_encoding") not in ("UTF8", "SQL_ASCII"):
            raw.execute("set client_encoding to 'UTF8'")  # every character of ours has a byte there
        raw.autocommit = False
        postgresql_values.register(raw)

    def trouble(self, cause: BaseException) -> Trouble:
        state = getattr(cause, "sqlstate", None) or ""
        if state == "42501":
            return Trouble("permission")
        if state.startswith("53") or "disk is full" in str(cause):
            return Trouble("full")
        if state in ("40001", "40P01", "55P03"):
            return Trouble("busy")
        if state.startswith("23"):
            return Trouble("rule", getattr(getattr(cause, "diag", None), "constraint_name", None) or "constraint")
        gone = type(cause).__name__ in ("OperationalError", "InterfaceError", "AdminShutdown")
        if state.startswith(("08", "57")) or gone and not state.startswith(("42", "22")):
            return Trouble("away")
        return Trouble("refused", state)

    def details(self, connection: sa.Connection, schema: str | None) -> Details:
        return postgresql_catalogue.details(connection, schema)

    def execute_all(self, driver: Any, statements: Sequence[tuple[str, Any]]) -> list[int]:
        """Sent together: one journey for all of them."""
        with driver.pipeline():
            cursors = [driver.cursor().execute(*one) for one in statements]
        return [cursor.rowcount for cursor in cursors]

    def stream(self, driver: Any, sql: str, parameters: Any) -> Iterator[Sequence[Any]]:
        yield from driver.cursor().stream(sql, parameters, size=500)

    def cursor(self, driver: Any, name: str) -> Any:
        return driver.cursor(name=name)

    def temporary(self, table: str, types: Sequence[str]) -> str:
        columns = ", ".join(f"k{i} {kind}" for i, kind in enumerate(types))
        return f"create temp table {table} ({columns}) on commit drop"

    def fill(self, connection: sa.Connection, table: str, width: int, keys: Sequence[Key]) -> None:
        raw: Any = connection.connection.cursor()
        with raw.copy(f"copy {table} from stdin") as copy:
            for key in keys:
                copy.write_row(key)

    def filled(self, connection: sa.Connection, table: str) -> None:
        connection.exec_driver_sql(f"analyze {table}")

    def key_type(self, seen: SeenColumn, here: bool) -> str:
        if seen.type in ("text", "enum") and not (seen.padded and here):
            return "TEXT"
        return seen.native if here else _ELSEWHERE.get(seen.type, "TEXT")

    def parameters(self, parameter: str, keys: Sequence[Key], width: int) -> dict[str, Any]:
        return {f"{parameter}_{i}": [k[i] for k in keys] for i in range(width)}

    def type(self, seen: SeenColumn) -> sa.types.TypeEngine[Any]:
        return _TYPES.get(seen.type, sa.types.NullType())

    def moment(self, start: datetime, kind: str, times: ZoneInfo) -> Any:
        return start.astimezone(UTC) if kind == "zoned" else start.astimezone(times).replace(tzinfo=None)

    def value(self, text: str, kind: str) -> Any:
        match kind:
            case "boolean":
                return text.lower() in YES
            case "integer":
                return int(text) if text.lstrip("-").isdigit() else text
            case "number":
                return Decimal(text)
        return text

    def keeping(self, column: Any, seen: SeenColumn) -> Any:
        return (
            sa.cast(column, sa.Text) if seen.type in ("json", "array", "other", "number", "zoned", "moment", "date") else column
        )

    def kept(self, value: Any, seen: SeenColumn) -> Any:
        if not isinstance(value, str):
            return value
        return sa.cast(sa.literal(value, sa.Text), _Native(seen.native))

    def literal(self, text: str, seen: SeenColumn) -> Any:
        return sa.cast(sa.literal(text, sa.Text), _Native(seen.native)) if seen.type in ("enum", "other") else sa.literal(text)

    def readable(self, column: Any, seen: SeenColumn) -> Any:
        return sa.cast(column, sa.Text) if seen.type in ("enum", "uuid", "network", "other") else column

    def inside(self, column: Any, where: Inside, seen: SeenColumn) -> Any:
        if isinstance(where, InText):
            before, key, after = where.expression
            text = column if seen.type == "text" else sa.cast(column, sa.Text)
            return sa.func.substring(text, sa.cast(sa.literal(f"^{before}({key}){after}$"), sa.Text))
        if seen.native.endswith("hstore"):
            return sa.func.jsonb_extract_path_text(sa.func.to_jsonb(column), *where.path)
        said = column if seen.native.upper() == "JSONB" else sa.func.pg_temp.gestand_json(sa.cast(column, sa.Text))
        return sa.func.jsonb_extract_path_text(sa.cast(said, postgresql.JSONB), *where.path)

    def prepare(self, connection: sa.Connection, json_read: bool) -> None:
        if json_read and connection.exec_driver_sql("select to_regprocedure('pg_temp.gestand_json(text)')").scalar() is None:
            connection.exec_driver_sql(JSON_READER)

    def in_array(self, sides: Sequence[Compared], parameter: str, negated: bool = False) -> Clause:
        types = ["TEXT" if s.text or s.seen.type == "text" and not s.seen.padded else s.seen.native for s in sides]
        arrays = [
            bound(f"CAST(:{parameter}_{i} AS {kind.replace(':', chr(92) + ':')}[])", f"{parameter}_{i}")
            for i, kind in enumerate(types)
        ]
        test: Clause
        if len(sides) == 1:
            test = sides[0].value.bool_op("=")(sa.func.any(arrays[0]))
            return test
        listed = ", ".join(str(a.text) for a in arrays)
        names = [f"{parameter}_{i}" for i in range(len(types))]
        test = sa.tuple_(*(s.value for s in sides)).bool_op("IN")(bound(f"(SELECT * FROM unnest({listed}))", *names))
        return test

    def renewing(self, how: str, table: str, name: str) -> str:
        return f"refresh materialized view {table}"

    def differs(self, column: Any, left: Any, seen: SeenColumn) -> Clause:
        if seen.type in ("json", "enum", "other"):
            column, left = sa.cast(column, sa.Text), sa.cast(left, sa.Text)
        found: Clause = column.is_distinct_from(left)
        return found

    def empty(self, seen: SeenColumn) -> Any:
        if seen.type == "array":
            return sa.cast(sa.literal("{}", sa.Text), _Native(seen.native))
        if seen.type == "other":
            return self.literal("", seen)
        return super().empty(seen) if seen.type in ("text", "binary") else sa.cast(sa.literal("{}", sa.Text), postgresql.JSONB)

    def truncated(self, x: Any, unit: str, seen: SeenColumn, zone: ZoneInfo) -> Any:
        if seen.type == "zoned":  # in the organisation's time zone, whatever the session's is
            return sa.func.date_trunc(unit, x, zone.key)
        return sa.cast(sa.func.date_trunc(unit, x), x.type)

    def network(self, x: Any, seen: SeenColumn) -> Any:
        if seen.type == "network":
            masked = sa.func.network(sa.func.set_masklen(x, sa.case((sa.func.family(x) == 4, 24), else_=48)))
            return sa.cast(sa.func.host(masked), postgresql.INET)
        x = sa.func.trim(x)
        four = sa.func.regexp_replace(x, r"^(.+)\.\d+$", r"\1.0")
        colons = sa.func.length(x) - sa.func.length(sa.func.replace(x, ":", ""))
        six = sa.and_(
            x.op("~*")("^[0-9a-f:]+$"),
            x.op("!~")(":::|::.*::"),
            x.op("!~*")("[0-9a-f]{5}"),
            x.op("!~")("^:[^:]|[^:]:$"),
            sa.or_(colons == 7, sa.and_(colons.between(2, 7), x.op("~")("::")), sa.and_(colons == 8, x.op("~")("^::|::$"))),
        )
        masked = sa.func.host(sa.func.network(sa.func.set_masklen(sa.cast(x, postgresql.INET), 48)))
        octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
        return sa.case((x.op("~")(rf"^({octet}\.){{3}}{octet}$"), four), (six, masked), else_=sa.null())
