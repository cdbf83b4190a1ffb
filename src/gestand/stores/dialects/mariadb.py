"""MariaDB. Its texts compare without regard to letter case, accents and outer space as the collation of each column says; Gestand's
never do: every text is compared byte for byte (`exact`), and the column's own comparison stands beside it only so that an index serves
(what is the same byte for byte is the same in every collation).

A date of zeros (`0000-00-00`) is no date: it is read as missing, so that no period counts from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pymysql
import sqlalchemy as sa
from pymysql.constants import FIELD_TYPE
from pymysql.converters import conversions, escape_item
from pymysql.cursors import SSCursor
from sqlalchemy.dialects import mysql
from sqlalchemy.sql import operators

from gestand.policy.catalog import SeenColumn, SeenTable
from gestand.policy.grammar import Inside, InText
from gestand.stores.dialects import mariadb_catalogue, zones
from gestand.stores.dialects.dialect import YES, Clause, Compared, Dialect, Key, Trouble, bound
from gestand.stores.inside import path

_EXACT = "utf8mb4_nopad_bin"  # byte for byte, and a space at the end is a character
_SESSION = {
    "sql_mode": "'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,SIMULTANEOUS_ASSIGNMENT'",
    "time_zone": "'+00:00'",  # a TIMESTAMP is read in UTC, whatever the server's clock shows
    "foreign_key_checks": "1",
    "sql_safe_updates": "0",
    "sql_auto_is_null": "0",
    "max_statement_time": "0",
    "in_predicate_conversion_threshold": "0",  # lists of keys stay lists, which an index serves
    "net_write_timeout": "600",  # an export is read as fast as its reader reads
    "max_recursive_iterations": "4294967295",  # after so many it stops, and only warns: rows would be missing
    "join_cache_level": "4",  # equal values are found by hashing, where no index serves
}
_TEXTS = ("text", "enum")
_DAYS = ("date", "moment", "zoned")
_ELSEWHERE = {"integer": "BIGINT", "number": "DECIMAL(65,30)", "date": "DATE", "moment": "DATETIME(6)"}
_TEXT = f"TEXT CHARACTER SET utf8mb4 COLLATE {_EXACT}"
_TROUBLE = {
    "permission": (1044, 1142, 1143, 1227, 1290, 1370, 1792, 1836),
    "full": (1021, 1026, 1114),
    "busy": (1020, 1205, 1213, 1412),
    "rule": (1048, 1062, 1169, 1216, 1217, 1451, 1452, 1557, 1586, 1644, 1761, 4025),
    "away": (1040, 1045, 1049, 1053, 1129, 1130, 1152, 1158, 1159, 1160, 1161, 1203, 1317, 1698, 1927, 2002, 2003, 2006, 2013, 2014),
}  # fmt: skip
_KIND_OF = {number: kind for kind, numbers in _TROUBLE.items() for number in numbers}


class Listed(list[Any]):
    """Keys as a list in brackets, each escaped by the driver. An empty one is NULL, in which an index finds nothing at once."""

    width = 1

    def nothing(self) -> str:
        return "(NULL)" if self.width == 1 else f"(({', '.join(['NULL'] * self.width)}))"


class Kept(Listed):
    """The same, where it will be negated: an empty one is an empty set."""

    def nothing(self) -> str:
        return f"(SELECT {', '.join(['NULL'] * self.width)} WHERE FALSE)"


def _listed(values: list[Any], width: int, negated: bool) -> Listed:
    made = Kept(values) if negated else Listed(values)
    made.width = width
    return made


def _escaped(listed: Listed, mapping: Any) -> str:
    return f"({','.join(_one(v, mapping) for v in listed)})" if listed else listed.nothing()


def _one(value: Any, mapping: Any) -> str:
    return f"({','.join(_one(v, mapping) for v in value)})" if isinstance(value, tuple) else str(escape_item(value, "", mapping))


def _moment(value: datetime, mapping: Any) -> str:
    """A moment with a zone, as UTC."""
    value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return f"'{value.isoformat(' ')}'"


def _zoned(text: Any) -> Any:
    """A TIMESTAMP, which our sessions read in UTC."""
    found = conversions[FIELD_TYPE.DATETIME](text)
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else found


_CONVERSIONS = {
    **conversions,
    Listed: _escaped,
    Kept: _escaped,
    datetime: _moment,
    FIELD_TYPE.TIMESTAMP: _zoned,
    FIELD_TYPE.BIT: lambda bits: int.from_bytes(bits, "big"),
}


class MariaDb(Dialect):
    """MariaDB from 10.6 on, through PyMySQL."""

    name = "mariadb"
    deepest = 40  # it nests no more than 63 selects
    enforces = False  # what was loaded without foreign_key_checks stays as it was
    undoes_temporary = False

    def url(self, url: sa.URL, schema: str) -> sa.URL:
        return url.set(drivername="mariadb+pymysql", database=url.database or schema)  # temporary tables want a database

    def options(self) -> dict[str, Any]:
        connect = {"charset": "utf8mb4", "collation": _EXACT, "connect_timeout": 10, "conv": _CONVERSIONS}
        return {
            "connect_args": connect,
            "pool_pre_ping": True,
            "isolation_level": "READ COMMITTED",
            "paramstyle": "pyformat",
            "enable_from_linting": False,
        }

    def ready(self, raw: Any) -> None:
        with raw.cursor() as cursor:
            cursor.execute("SET SESSION " + ", ".join(f"{name} = {value}" for name, value in _SESSION.items()))

    def trouble(self, cause: BaseException) -> Trouble:
        number = cause.args[0] if cause.args and isinstance(cause.args[0], int) else 0
        text = str(cause.args[1]) if len(cause.args) > 1 else ""
        if isinstance(cause, pymysql.err.InterfaceError) or number in _KIND_OF and _KIND_OF[number] == "away":
            return Trouble("away")
        if "disk is full" in str(cause) or re.search(r"\b28\b.*No space left|error 28\b", text):
            return Trouble("full")
        kind = _KIND_OF.get(number, "refused")
        return Trouble(kind, mariadb_catalogue.rule(number, text) if kind == "rule" else str(number))

    def tables(self, connection: sa.Connection, schema: str | None) -> dict[str, SeenTable]:
        return mariadb_catalogue.tables(connection, schema)

    # statements on the driver itself

    def execute(self, driver: Any, sql: str, parameters: Any) -> Any:
        cursor = driver.cursor()
        cursor.execute(sql, parameters)
        return cursor

    def stream(self, driver: Any, sql: str, parameters: Any) -> Iterator[Sequence[Any]]:
        with driver.cursor(SSCursor) as cursor:
            cursor.execute(sql, parameters)
            yield from cursor

    def cursor(self, driver: Any, name: str) -> Any:
        return driver.cursor(SSCursor)

    # key sets

    def temporary(self, table: str, types: Sequence[str]) -> str:
        kinds = [_TEXT if kind == "TEXT" else kind for kind in types]
        columns = ", ".join(f"k{i} {kind}" for i, kind in enumerate(kinds))
        return f"create temporary table {table} ({columns}, key (k0{'(191)' if re.search('text|blob', kinds[0], re.I) else ''})) engine=InnoDB"

    def drop_temporary(self, table: str) -> str:
        return f"drop temporary table if exists {table}"

    def fill(self, connection: sa.Connection, table: str, width: int, keys: Sequence[Key]) -> None:
        if keys:
            connection.exec_driver_sql(f"insert into {table} values ({', '.join(['%s'] * width)})", list(map(tuple, keys)))

    def key_type(self, seen: SeenColumn, here: bool) -> str:
        if seen.type in ("text", "enum", "json", "other"):
            return "TEXT"
        return seen.native if here else _ELSEWHERE.get(seen.type, "TEXT")

    def parameters(self, parameter: str, keys: Sequence[Key], width: int) -> dict[str, Any]:
        """Each array as it is and as texts, to be compared with columns of either kind: a text is never compared with a number, of
        which MariaDB would read as much as it can ('1a' is 1 to it)."""
        made: dict[str, tuple[list[Any], int]] = {}
        for i in range(width):
            made[f"{parameter}_{i}"] = [k[i] for k in keys], 1
            made[f"{parameter}_{i}n"] = [n for k in keys if (n := _number(k[i])) is not None], 1
            made[f"{parameter}_{i}t"] = [_text(k[i]) for k in keys], 1
        if width > 1:
            made[parameter] = [tuple(k) for k in keys], width
            made[f"{parameter}t"] = [_text(tuple(k)) for k in keys], width
        return {f"{name}{'_not' if no else ''}": _listed(*said, no) for name, said in made.items() for no in (False, True)}

    # values

    def moment(self, start: datetime, kind: str, times: ZoneInfo) -> Any:
        return start.astimezone(UTC if kind == "zoned" else times).replace(tzinfo=None)

    def value(self, text: str, kind: str) -> Any:
        match kind:
            case "boolean":
                return int(text) if text.lstrip("-").isdigit() else int(text.lower() in YES)
            case "integer":
                return int(text) if text.lstrip("-").isdigit() else text
            case "number":
                return Decimal(text)
        return text

    def kept(self, value: Any, seen: SeenColumn) -> Any:
        if seen.type in ("moment", "zoned") and isinstance(value, str) and not value.startswith("0000"):
            return datetime.fromisoformat(value)
        return value

    # comparisons

    def missing(self, column: Any, seen: SeenColumn) -> Clause:
        zero = [_whole(column) == 0] if seen.type in _DAYS else []
        return sa.or_(column.is_(None), *zero)

    def present(self, column: Any, seen: SeenColumn) -> Clause:
        return sa.and_(column.is_not(None), *([_whole(column) != 0] if seen.type in _DAYS else []))

    def same(self, column: Any, value: Any, seen: SeenColumn, negated: bool = False) -> Clause:
        if seen.type not in _TEXTS:
            return super().same(column, value, seen, negated)
        if negated:
            other: Clause = exact(column) != value
            return other
        return sa.and_(column == value, exact(column) == value)

    def ordered(self, column: Any, op: str, value: Any, seen: SeenColumn) -> Clause:
        found = super().ordered(column, op, value, seen)
        return sa.and_(found, _whole(column) != 0) if seen.type in _DAYS else found

    def inside(self, column: Any, where: Inside, seen: SeenColumn) -> Any:
        if isinstance(where, InText):
            before, key, after = where.expression
            whole, text = rf"(?s)\A{before}({key}){after}\z", exact(column)
            return sa.case((text.op("REGEXP")(whole), exact(sa.func.regexp_replace(text, whole, r"\1"))), else_=sa.null())
        found = sa.func.json_extract(column, path(where))
        kind = sa.case((sa.func.json_valid(column) == 1, sa.func.json_type(found)), else_=sa.null())
        return exact(sa.case((kind.in_(("INTEGER", "STRING")), sa.func.json_unquote(found)), else_=sa.null()))

    def as_text(self, value: Any, seen: SeenColumn) -> Any:
        return exact(value)

    def one_of(self, side: Compared, values: Sequence[Any], negated: bool = False) -> Clause:
        if not _textual(side):
            return super().one_of(side, values, negated)
        if negated:
            others: Clause = exact(side.value).not_in(values)
            return others
        near = _near(side, lambda column: column.in_(values))
        return sa.and_(*near, exact(side.value).in_(values))

    def folded(self, value: Any) -> Any:
        return exact(sa.func.lower(sa.func.trim(value)))

    def equal(self, one: Compared, other: Compared) -> Clause:
        if not (one.text or other.text or one.seen.type in _TEXTS or other.seen.type in _TEXTS):
            return super().equal(one, other)
        test = exact(one.value) == exact(other.value)
        if one.bare and other.bare and one.seen.type == other.seen.type == "text" and other.seen.collation:
            left = one.column if one.seen.collation == other.seen.collation else _as(one.column, other.seen.collation)
            return sa.and_(left == other.column, test)
        found: Clause = test
        return found

    def in_row(self, side: Compared, key: Any) -> Clause:
        if not _textual(side):
            return super().in_row(side, key)
        collation = side.seen.collation if side.bare and side.seen.type == "text" else ""
        near = [side.column == _as(key, collation)] if collation else []
        return sa.and_(*near, exact(side.value) == exact(key))

    def in_select(self, sides: Sequence[Compared], select: Callable[[], Any]) -> Clause:
        asked = select()
        if not any(map(_textual, sides)):
            found: Clause = (sides[0].value if len(sides) == 1 else sa.tuple_(*(s.value for s in sides))).in_(asked)
            return found
        # As EXISTS: several columns IN a select of converted ones gives rows too many (10.11 merges the one into the other and forgets
        # that its own texts must be equal).
        there = asked.subquery()
        same = [self.in_row(side, key) for side, key in zip(sides, there.c, strict=True)]
        inner: Any = sa.select(sa.literal_column("1")).select_from(there).where(*same)
        return sa.exists(inner.correlate_except(there))

    def in_array(self, sides: Sequence[Compared], parameter: str, negated: bool = False) -> Clause:
        end = "_not" if negated else ""
        if len(sides) == 1:
            side = sides[0]
            if not _textual(side):
                name = f"{parameter}_0{'n' if side.seen.type in ('integer', 'number') else ''}{end}"
                found: Clause = side.value.bool_op("IN")(bound(f":{name}", name))
                return found
            name = f"{parameter}_0t{end}"
            listed = bound(f":{name}", name)
            near = [] if negated else _near(side, lambda column: column.bool_op("IN")(listed))
            return sa.and_(*near, exact(side.value).bool_op("IN")(listed))
        near = []
        for i, side in enumerate(sides):  # each column by itself, for the sake of an index
            part = f"{parameter}_{i}{'t' if _textual(side) else 'n' if side.seen.type in ('integer', 'number') else ''}"
            if not negated and side.bare:
                near.append(side.column.bool_op("IN")(bound(f":{part}", part)))
        texts = any(map(_textual, sides))
        name = f"{parameter}{'t' if texts else ''}{end}"
        together = sa.tuple_(*(exact(s.value) if texts else s.value for s in sides))
        return sa.and_(*near, together.bool_op("IN")(bound(f":{name}", name)))

    def differs(self, column: Any, left: Any, seen: SeenColumn) -> Clause:
        if seen.type in (*_TEXTS, "json"):
            column, left = exact(column), exact(left)
        found: Clause = column.is_distinct_from(left)
        return found

    # how values go

    def joined(self, parts: Sequence[Any]) -> Any:
        return exact(sa.func.concat(*parts))

    def truncated(self, x: Any, unit: str, seen: SeenColumn, zone: ZoneInfo) -> Any:
        form = "%Y-01-01" if unit == "year" else "%Y-%m-01"
        if seen.type == "date":
            start: Any = sa.cast(sa.func.date_format(x, form), sa.Date)
        elif seen.type == "moment":
            start = sa.cast(sa.func.date_format(x, form), sa.DateTime)
        else:
            start = zones.utc(sa.cast(sa.func.date_format(zones.local(x, zone), form), sa.DateTime), zone)
        return sa.case((self.present(x, seen), start), else_=x)

    def network(self, x: Any, seen: SeenColumn) -> Any:
        x = sa.func.trim(exact(x))
        octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
        four = sa.func.concat(sa.func.substring_index(x, ".", 3), ".0")
        first = sa.func.left(sa.func.inet6_aton(x), 6)
        six = sa.func.inet6_ntoa(sa.func.rpad(first, 16, sa.func.unhex("00")))
        return sa.case(
            (x.op("REGEXP")(rf"^({octet}\.){{3}}{octet}\z"), four),
            (sa.and_(x.op("REGEXP")(r"^[0-9A-Fa-f:]+\z"), sa.func.is_ipv6(x) == 1), six),
            else_=sa.null(),
        )

    # changing rows

    def changing(self, made: Any, source: Any, wide: bool, alone: bool) -> Any:
        """Said of several tables at once where it asks of others: only then does MariaDB (before 11.1) start from the few keys that are
        asked for, and not from every row. It may not ask of the table it changes then."""
        if not wide or not alone:
            return made
        if made.is_delete:
            return made.prefix_with(_named(source))
        once = sa.select(sa.literal_column("1").label("one")).subquery("once")
        return made.where(once.c.one == sa.literal_column("1"))

    def restrains(self, on_delete: str) -> bool:
        return on_delete.upper() not in ("CASCADE", "SET NULL")


def exact(value: Any) -> Any:
    """A text as it is compared byte for byte."""
    return _as(value, _EXACT)


def _as(value: Any, collation: str) -> Any:
    """A text in a collation."""
    if isinstance(value, sa.BinaryExpression) and value.operator is operators.collate and value.right.collation == collation:
        return value
    charset: Any = sa.literal_column(collation.partition("_")[0])
    return sa.collate(sa.func.convert(sa.type_coerce(value, sa.Text).op("USING")(charset)), collation)


def _named(source: Any) -> Any:
    """The name of a table as DELETE says it before FROM."""
    return sa.literal_column(str(source.compile(dialect=mysql.dialect())))


def _textual(side: Compared) -> bool:
    return side.text or side.folded or side.seen.type in _TEXTS


def _near(side: Compared, test: Callable[[Any], Any]) -> list[Any]:
    """The column's own comparison, where it holds of all that are the same byte for byte: for the sake of an index. A folded value is
    found by it where the collation takes letter case and outer space for nothing; a space before it, it never does."""
    if side.seen.type != "text" or not side.seen.collation:
        return []
    if side.bare:
        return [test(side.column)]
    forgiving = side.seen.collation.endswith("_ci") and "nopad" not in side.seen.collation
    if side.folded and forgiving and not side.text:
        return [sa.or_(test(side.column), side.column.like(" %"))]
    return []


def _whole(column: Any) -> Any:
    """0 where the month or the day of a date is 0."""
    return sa.func.month(column) * sa.func.dayofmonth(column)


def _number(value: Any) -> Any:
    """A key as a column of numbers can have it; None where it can't."""
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", value, re.ASCII) else None
    return value if isinstance(value, (int, Decimal, float)) else None


def _text(value: Any) -> Any:
    return tuple(map(_text, value)) if isinstance(value, tuple) else value if isinstance(value, bytes) else str(value)
