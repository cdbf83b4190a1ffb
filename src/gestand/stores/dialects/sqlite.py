"""SQLite. It gives back what it holds, as it holds it: nothing is typed, and days and moments are texts."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.holding.predicate import key_inside, masked, without_query
from gestand.policy.catalog import SeenColumn
from gestand.policy.grammar import InJson, Inside, InText
from gestand.stores.dialects import sqlite_virtual
from gestand.stores.dialects.dialect import YES, Clause, Compared, Details, Dialect, Key, Trouble, bound
from gestand.stores.dialects.networks import network_of
from gestand.stores.inside import path
from gestand.stores.spelling import bytes_of, spelled, text_of

_DAYS = ("date", "moment", "zoned")


class _Moment(str):
    """A moment as a text in the zone of the store; `utc`: in UTC."""

    utc: str

    def __new__(cls, here: str, utc: str) -> _Moment:
        made = super().__new__(cls, here)
        made.utc = utc
        return made


class SQLite(Dialect):
    """SQLite, through the driver of Python itself."""

    name = "sqlite"
    batches = "rowid"
    deepest = 12  # its parser's stack is small
    locks = False  # one writer at a time locks the whole file
    defers = True
    enforces = False  # keys hold only for who asks for it
    anything: ClassVar[bool] = True  # its texts can be any bytes

    def options(self) -> dict[str, Any]:
        return {"connect_args": {"timeout": 30}}

    def ready(self, raw: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves, so that reading and writing are one transaction
        cursor = raw.cursor()
        read = text_of if self.anything else bytes.decode
        raw.text_factory = read  # a text that is no UTF-8 stops nothing
        raw.create_function("gestand_network", 1, partial(_network, read), deterministic=True)
        raw.create_function("gestand_key", 3, partial(_key_in_text, read), deterministic=True)
        raw.create_function("gestand_json_key", 2, partial(_key_in_json, read), deterministic=True)
        raw.create_function("gestand_address", 1, _address, deterministic=True)
        raw.create_function("gestand_masked", 4, _masked, deterministic=True)
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what is erased leaves the pages too
        cursor.close()

    def begin(self, connection: sa.Connection, write: bool) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def trouble(self, cause: BaseException) -> Trouble:
        text = str(cause).lower()
        if "readonly database" in text:
            return Trouble("permission")
        if "disk is full" in text or "disk full" in text:
            return Trouble("full")
        if "database is locked" in text:
            return Trouble("busy")
        if isinstance(cause, sqlite3.IntegrityError):
            return Trouble("rule", _rule(str(cause)))
        if isinstance(cause, (sqlite3.OperationalError, sqlite3.InterfaceError)):
            return Trouble("away")
        return Trouble("refused", type(cause).__name__)

    def details(self, connection: sa.Connection, schema: str | None) -> Details:
        tables = [name for (name,) in connection.exec_driver_sql("select name from sqlite_master where type = 'table'")]
        triggers: dict[str, list[str]] = {}
        for table, trigger in connection.exec_driver_sql("select tbl_name, name from sqlite_master where type = 'trigger'"):
            triggers.setdefault(table, []).append(trigger)
        return replace(
            sqlite_virtual.details(connection),
            unique={table: _unique(connection, table) for table in tables},
            on_delete={table: _on_delete(connection, table) for table in tables},
            expressions={table: _expressions(connection, table) for table in tables},
            triggers=triggers,
        )

    def positional(self) -> bool:
        return True

    def temporary(self, table: str, types: Sequence[str]) -> str:
        return f"create temp table {table} ({', '.join(f'k{i}' for i in range(len(types)))})"

    def drop_temporary(self, table: str) -> str:
        return f"drop table if exists temp.{table}"

    def fill(self, connection: sa.Connection, table: str, width: int, keys: Sequence[Key]) -> None:
        odd = [key for key in keys if any(map(self._odd, key))]
        plain = [tuple(key) for key in keys if not any(map(self._odd, key))] if odd else list(map(tuple, keys))
        if plain:
            connection.exec_driver_sql(f"insert into {table} values ({', '.join('?' * width)})", plain)
        for key in odd:
            values = ", ".join("cast(? as text)" if self._odd(v) else "?" for v in key)
            given = tuple(bytes_of(v) if self._odd(v) else v for v in key)
            connection.exec_driver_sql(f"insert into {table} values ({values})", given)

    def _odd(self, value: object) -> bool:
        """A text that stands for bytes that are no UTF-8."""
        return self.anything and spelled(value)

    def filled(self, connection: sa.Connection, table: str) -> None:
        connection.exec_driver_sql(f"create index temp.{table}_k on {table} (k0)")

    def needs_table(self, keys: Sequence[Key]) -> bool:
        return any(
            isinstance(v, (bytes, memoryview)) or isinstance(v, str) and ("\0" in v or self._odd(v)) for key in keys for v in key
        )  # no JSON

    def key_type(self, seen: SeenColumn, here: bool) -> str:
        return "TEXT" if seen.type in ("text", "enum") else seen.native

    def parameters(self, parameter: str, keys: Sequence[Key], width: int) -> dict[str, Any]:
        return {parameter: json.dumps(keys)} if width > 1 else {f"{parameter}_0": json.dumps([k[0] for k in keys])}

    def moment(self, start: datetime, kind: str, times: ZoneInfo) -> Any:
        """As a text in the zone of moments that carry none, and in UTC for those that carry one."""
        here, utc = (start.astimezone(zone).replace(tzinfo=None).isoformat(" ", "seconds") for zone in (times, UTC))
        return _Moment(here, utc)

    def day(self, day: date) -> Any:
        return day.isoformat()

    def value(self, text: str, kind: str) -> Any:
        match kind:
            case "boolean":
                return int(text.lower() in YES)
            case "integer":
                return int(text) if text.lstrip("-").isdigit() else text
            case "number":
                return float(text)
        return text

    def missing(self, column: Any, seen: SeenColumn) -> Clause:
        return sa.or_(column.is_(None), sa.not_(_day(column))) if seen.type in _DAYS else super().missing(column, seen)

    def present(self, column: Any, seen: SeenColumn) -> Clause:
        return sa.and_(column.is_not(None), _day(column)) if seen.type in _DAYS else super().present(column, seen)

    def ordered(self, column: Any, op: str, value: Any, seen: SeenColumn) -> Clause:
        """As texts, where it can be: so that an index serves. With a T between day and time, or a zone after it, as the moment it is."""
        if seen.type == "date":
            return sa.and_(super().ordered(column, op, value, seen), _day(column))
        if seen.type not in _DAYS:
            return super().ordered(column, op, value, seen)
        near = column < (datetime.fromisoformat(value) + timedelta(days=2)).isoformat(" ") if op == "<" else sa.true()
        zoned = sa.or_(column.op("GLOB")("*:*[-+]*"), column.op("GLOB")("*Z"))
        odd = sa.or_(column.op("GLOB")("*T*"), sa.func.length(column) == 16)  # without seconds
        moment = sa.func.strftime("%Y-%m-%d %H:%M:%f", _with_colon(column))
        found = sa.case(
            (zoned, super().ordered(moment, op, value.utc, seen)),
            (odd, super().ordered(moment, op, str(value), seen)),
            else_=super().ordered(column, op, str(value), seen),
        )
        return sa.and_(near, _day(column), sa.func.coalesce(found, sa.true() if op == ">=" else sa.false()))

    def kept(self, value: Any, seen: SeenColumn) -> Any:
        return sa.cast(sa.literal(bytes_of(value), sa.LargeBinary), sa.Text) if self._odd(value) else value

    def inside(self, column: Any, where: Inside, seen: SeenColumn) -> Any:
        if isinstance(where, InText):
            return sa.func.gestand_key(_octets(column), where.pattern, int(where.uuid))
        there = path(where)
        # a number, or a text: true would be 1
        found = sa.case(
            (sa.func.json_type(column, there).in_(("integer", "text")), sa.func.json_extract(column, there)), else_=sa.null()
        )
        odd = sa.func.instr(column, "\\u0000") > 0  # SQLite ends a text there: 1\u0000 would be 1
        return sa.case(
            (odd, sa.func.gestand_json_key(_octets(column), json.dumps(where.path))),
            (sa.func.json_valid(column) == 1, sa.cast(found, sa.Text)),
            else_=sa.null(),
        )

    def in_array(self, sides: Sequence[Compared], parameter: str, negated: bool = False) -> Clause:
        value = "CAST(value AS TEXT)" if sides[0].text else "value"
        if len(sides) == 1:
            each, tested = bound(f"(SELECT {value} FROM json_each(:{parameter}_0))", f"{parameter}_0"), sides[0].value
        else:
            parts = ", ".join(f"json_extract(value, '$[{i}]')" for i in range(len(sides)))
            each, tested = (
                bound(f"(SELECT {parts} FROM json_each(:{parameter}))", parameter),
                sa.tuple_(*(s.value for s in sides)),
            )
        test: Clause = tested.bool_op("IN")(each)
        return test

    def renewing(self, how: str, table: str, name: str) -> str:
        column = '"' + name.replace('"', '""') + '"'  # a command to a full-text table stands in a column with its own name
        return f"insert into {table} ({column}) values ('rebuild')"

    def truncated(self, x: Any, unit: str, seen: SeenColumn, zone: ZoneInfo) -> Any:
        start = sa.func.substr(x, 1, 4 if unit == "year" else 7) + ("-01-01" if unit == "year" else "-01")
        return start if seen.type == "date" else start + sa.case((sa.func.length(x) > 10, " 00:00:00.000000"), else_="")

    def network(self, x: Any, seen: SeenColumn) -> Any:
        return sa.func.gestand_network(_octets(x))

    def without_query(self, x: Any) -> Any:
        return sa.cast(sa.func.gestand_address(_octets(x)), sa.Text)

    def without_key(self, x: Any, where: InText, mask: str) -> Any:
        return sa.cast(sa.func.gestand_masked(_octets(x), where.pattern, int(where.uuid), mask), sa.Text)


def _day(column: Any) -> Clause:
    """What stands there is a day of a calendar, with a time or without: no number, and no other text. There is no year 0 (`0001` would be a number to a column of this kind)."""
    found: Clause = sa.and_(
        column.op("GLOB")("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"), column >= "0001-", sa.func.typeof(column) == "text"
    )
    return found


def _with_colon(column: Any) -> Any:
    """+0200 as SQLite reads it: +02:00."""
    short = column.op("GLOB")("*[-+][0-9][0-9][0-9][0-9]")
    return sa.case(
        (short, sa.func.substr(column, 1, sa.func.length(column) - 2) + ":" + sa.func.substr(column, -2)), else_=column
    )


def _octets(column: Any) -> Any:
    """A text by its bytes: a function of ours is given no text that is no UTF-8."""
    return sa.cast(column, sa.LargeBinary)


class OwnTables(SQLite):
    """A database of our own: all its texts are as we wrote them."""

    anything = False


Read = Callable[[bytes], str]


def _network(read: Read, text: bytes | None) -> str | None:
    return None if text is None else network_of(read(text))


def _key_in_text(read: Read, text: bytes | None, pattern: str, uuid: int) -> str | None:
    """The key that stands inside a text."""
    return None if text is None else key_inside(read(text), InText(pattern, bool(uuid)))


def _address(text: bytes | None) -> bytes | None:
    """An address of the web without what stands after it."""
    return None if text is None else _whole(without_query(text.decode("utf-8", "surrogateescape")))


def _masked(text: bytes | None, pattern: str, uuid: int, mask: str) -> bytes | None:
    """A text with something else in the place of the key in it."""
    return None if text is None else _whole(masked(text.decode("utf-8", "surrogateescape"), InText(pattern, bool(uuid)), mask))


def _whole(text: str) -> bytes:
    """A text by its bytes, those too that are no UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def _key_in_json(read: Read, text: bytes | None, path: str) -> str | None:
    """The key at a path of JSON."""
    return None if text is None else key_inside(read(text), InJson(tuple(json.loads(path))))


def _rule(text: str) -> str:
    """What SQLite names of the rule that was broken; the text of somebody's trigger may speak of a person (NO-TRACE)."""
    known = re.match(r"(UNIQUE|NOT NULL|CHECK|FOREIGN KEY|PRIMARY KEY|datatype)\b", text)
    return text if known else "trigger"


def _unique(connection: sa.Connection, table: str) -> list[tuple[str, ...]]:
    """Unique columns that are said beside the column itself, which SQLAlchemy leaves out for some spellings."""
    found = []
    unique = sa.text("select name from pragma_index_list(:t) where \"unique\" and origin = 'u'")
    for (index,) in connection.execute(unique, {"t": table}).all():
        columns = connection.execute(sa.text("select name from pragma_index_info(:i) order by seqno"), {"i": index})
        found.append(tuple(str(c) for (c,) in columns))
    return found


def _on_delete(connection: sa.Connection, table: str) -> dict[tuple[str, ...], str]:
    """What the database does to the rows of a foreign key when the row pointed to goes."""
    found: dict[int, tuple[list[str], str]] = {}
    keys = sa.text('select id, "from", on_delete from pragma_foreign_key_list(:t) order by id, seq')
    for number, column, rule in connection.execute(keys, {"t": table}):
        found.setdefault(number, ([], rule))[0].append(column)
    return {tuple(columns): rule for columns, rule in found.values() if rule != "NO ACTION"}


def _expressions(connection: sa.Connection, table: str) -> list[tuple[str, ...]]:
    """Indexes over expressions, which SQLAlchemy leaves out for SQLite."""
    indexes = sa.text("select sql from sqlite_master where type = 'index' and tbl_name = :t and sql like '%(%(%'")
    found: list[tuple[str, ...]] = []
    for (sql,) in connection.execute(indexes, {"t": table}):
        inner = sql[sql.index("(") + 1 : sql.rindex(")")]
        found.append((re.sub(r"[\s()\"`]", "", inner.lower()),))
    return found
