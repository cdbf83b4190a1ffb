"""What every dialect of SQL must be able to say. `Renderer` (predicates) and `Work` (transactions) are the same for all of them and
ask here where databases differ; what stands here is what most databases do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.policy.catalog import SeenColumn, SeenKey, SeenTable
from gestand.policy.grammar import Inside, InText

Clause = sa.ColumnElement[Any]
Key = tuple[Any, ...]
YES = ("yes", "true", "1", "ja", "on")


@dataclass(frozen=True)
class Compared:
    """One side of a comparison: the column itself, what the catalogue says of it, and its value as it is compared. `folded`: without
    letter case and outer space; `text`: as text, whatever the column's type."""

    column: Any
    seen: SeenColumn
    value: Any
    folded: bool = False
    text: bool = False

    @property
    def bare(self) -> bool:
        """The value is the column itself."""
        return self.value is self.column


@dataclass(frozen=True)
class Details:
    """What a catalogue says beyond what SQLAlchemy reads of it, by table. `columns`: by table and column, what is to be said otherwise.
    `kinds`: tables that are none, such as materialised views. `parts`: tables that are parts of another, with which.
    `elsewhere`, `traits`, `made_from` and `copies`: as in SeenTable."""

    columns: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    unique: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    on_delete: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)
    expressions: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    triggers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, Sequence[SeenKey]] = field(default_factory=dict)
    traits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    made_from: Mapping[str, Sequence[str]] = field(default_factory=dict)
    copies: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def column(self, table: str, seen: SeenColumn) -> SeenColumn:
        return replace(seen, **self.columns.get((table, seen.name), {}))


@dataclass(frozen=True)
class Trouble:
    """What went wrong in a database, as one of: permission, full, busy, rule, away, refused. `detail`: the rule's name, or the
    database's own code; never a value (NO-TRACE)."""

    kind: str
    detail: str = ""


class Dialect:
    """One kind of database. Nothing in it is about one store or one transaction."""

    name: ClassVar[str]
    deepest: ClassVar[int | None] = None  # how deep a predicate may be nested for its parser
    locks: ClassVar[bool] = True  # rows can be locked
    copies: ClassVar[bool] = False  # it has COPY
    enforces: ClassVar[bool] = True  # a declared key holds of every row
    batches: ClassVar[str] = "limit"  # by what a number of rows is changed at a time: limit, place, rowid
    keeps_temporary: ClassVar[bool] = True  # temporary tables outlive their transaction,
    undoes_temporary: ClassVar[bool] = True  # and go when it is undone
    defers: ClassVar[bool] = False  # every key can be looked at when the transaction ends
    schemas_said: ClassVar[Mapping[str, bool]] = {}  # how SQLAlchemy is asked for the schema of every table that a key points to

    # the connection

    def url(self, url: sa.URL, schema: str) -> sa.URL:
        """The URL with the driver that we use, and with what else a session needs to work in this schema."""
        return url

    def options(self) -> dict[str, Any]:
        """What an engine is made with."""
        raise NotImplementedError

    def ready(self, raw: Any) -> None:
        """Prepare a new connection of the driver."""
        raise NotImplementedError

    def prepare(self, connection: sa.Connection, json_read: bool) -> None:
        """Prepare a session for what it must read. `json_read`: keys inside JSON, in columns that hold any text."""

    def begin(self, connection: sa.Connection, write: bool) -> None:
        """Begin a transaction, where the driver does not."""

    def trouble(self, cause: BaseException) -> Trouble:
        """What an error of the driver means."""
        raise NotImplementedError

    def tables(self, connection: sa.Connection, schema: str | None) -> dict[str, SeenTable] | None:
        """The tables and views of a schema, where this database's own catalogue is read; None: SQLAlchemy reads it."""
        return None

    def details(self, connection: sa.Connection, schema: str | None) -> Details:
        """What its catalogue says beyond what SQLAlchemy reads."""
        raise NotImplementedError

    # statements on the driver itself

    def execute(self, driver: Any, sql: str, parameters: Any) -> Any:
        """Execute a statement; returns its cursor."""
        return driver.cursor().execute(sql, parameters)

    def execute_all(self, driver: Any, statements: Sequence[tuple[str, Any]]) -> list[int]:
        """Execute statements one after the other; returns how many rows each changed."""
        return [self.execute(driver, *one).rowcount for one in statements]

    def stream(self, driver: Any, sql: str, parameters: Any) -> Iterator[Sequence[Any]]:
        """The rows of a statement as they come, in flat memory."""
        yield from self.execute(driver, sql, parameters)

    def cursor(self, driver: Any, name: str) -> Any:
        """A cursor that does not read all rows at once."""
        return driver.cursor()

    def positional(self) -> bool:
        """Parameters go by their place, not by name."""
        return False

    # key sets

    def temporary(self, table: str, types: Sequence[str]) -> str:
        """The statement that makes a temporary table of keys with the columns k0, k1 …"""
        raise NotImplementedError

    def drop_temporary(self, table: str) -> str:
        return f"drop table if exists {table}"

    def fill(self, connection: sa.Connection, table: str, width: int, keys: Sequence[Key]) -> None:
        """Put keys into a temporary table."""
        raise NotImplementedError

    def filled(self, connection: sa.Connection, table: str) -> None:
        """Make a temporary table that was filled quick to look things up in."""

    def needs_table(self, keys: Sequence[Key]) -> bool:
        """These keys can't be bound as an array, however few."""
        return False

    def key_type(self, seen: SeenColumn, here: bool) -> str:
        """The type of a column of a temporary table that holds keys of such a column. `here`: it is a column of this database."""
        raise NotImplementedError

    def parameters(self, parameter: str, keys: Sequence[Key], width: int) -> dict[str, Any]:
        """The values of a bound array of keys of so many columns, for `in_array`. An empty one stays empty: a NULL in it would make
        `not in` unknown (TWO-VALUED)."""
        raise NotImplementedError

    # values

    def type(self, seen: SeenColumn) -> sa.types.TypeEngine[Any]:
        """The type of a column in statements."""
        return sa.types.NullType()

    def moment(self, start: datetime, kind: str, times: ZoneInfo) -> Any:
        """A moment, as a value for a column of this kind. `times`: the zone of moments that carry none."""
        raise NotImplementedError

    def day(self, day: date) -> Any:
        return day

    def value(self, text: str, kind: str) -> Any:
        """A value as written in the policy, for a column of this kind."""
        raise NotImplementedError

    def keeping(self, column: Any, seen: SeenColumn) -> Any:
        """A column as it is read to be kept, so that it comes back exactly."""
        return column

    def kept(self, value: Any, seen: SeenColumn) -> Any:
        """A value that was kept as JSON says it, as its column takes it back."""
        return value

    # comparisons

    def missing(self, column: Any, seen: SeenColumn) -> Clause:
        """The column has no value."""
        found: Clause = column.is_(None)
        return found

    def present(self, column: Any, seen: SeenColumn) -> Clause:
        """The exact complement of `missing`."""
        found: Clause = column.is_not(None)
        return found

    def readable(self, column: Any, seen: SeenColumn) -> Any:
        """The column as it is compared with what the policy says."""
        return column

    def same(self, column: Any, value: Any, seen: SeenColumn, negated: bool = False) -> Clause:
        """The column is a value."""
        found: Clause = column != value if negated else column == value
        return found

    def ordered(self, column: Any, op: str, value: Any, seen: SeenColumn) -> Clause:
        """The column lies before a value (`<`), or not (`>=`)."""
        found: Clause = column < value if op == "<" else column >= value
        return found

    def one_of(self, side: Compared, values: Sequence[Any], negated: bool = False) -> Clause:
        """The value is one of some."""
        found: Clause = side.value.not_in(values) if negated else side.value.in_(values)
        return found

    def inside(self, column: Any, where: Inside, seen: SeenColumn) -> Any:
        """The key that stands inside a column, as text: at a path of JSON, or in a text. What is no JSON, or a text of another form, gives
        NULL: it leads to nobody, and stops nothing."""
        raise NotImplementedError

    def as_text(self, value: Any, seen: SeenColumn) -> Any:
        """A value as text, to be compared with texts."""
        return sa.cast(value, sa.Text)

    def folded(self, value: Any) -> Any:
        """A text without letter case and outer space."""
        return sa.func.lower(sa.func.trim(value))

    def equal(self, one: Compared, other: Compared) -> Clause:
        """Two values are the same. `other` is the side that is looked up."""
        found: Clause = one.value == other.value
        return found

    def in_row(self, side: Compared, key: Any) -> Clause:
        """The value is a column of a temporary table of keys."""
        found: Clause = side.value == key
        return found

    def in_select(self, sides: Sequence[Compared], select: Callable[[], Any]) -> Clause:
        """The values, together, are a row of a select."""
        found: Clause = (sides[0].value if len(sides) == 1 else sa.tuple_(*(s.value for s in sides))).in_(select())
        return found

    def in_array(self, sides: Sequence[Compared], parameter: str, negated: bool = False) -> Clause:
        """The values, together, are one of the keys of a bound array; one array whatever their number, so that the statement stays
        the same. `negated`: it will be negated."""
        raise NotImplementedError

    def differs(self, column: Any, left: Any, seen: SeenColumn) -> Clause:
        """The column is not what is left of it, NULL being a value like any other."""
        found: Clause = column.is_distinct_from(left)
        return found

    # how values go

    def empty(self, seen: SeenColumn) -> Any:
        """The empty value of a column."""
        if seen.type == "binary":
            return sa.literal(b"")
        return sa.literal("{}") if seen.type in ("json", "array") else sa.literal("")

    def literal(self, text: str, seen: SeenColumn) -> Any:
        """A text as a value of a column."""
        return sa.literal(text)

    def joined(self, parts: Sequence[Any]) -> Any:
        """Texts one after the other."""
        whole = parts[0]
        for part in parts[1:]:
            whole = whole + part
        return whole

    def truncated(self, x: Any, unit: str, seen: SeenColumn, zone: ZoneInfo) -> Any:
        """The first day or moment of the year or month (`unit`); of a moment with a zone, in the organisation's."""
        raise NotImplementedError

    def network(self, x: Any, seen: SeenColumn) -> Any:
        """The network of an IP address: /24 of IPv4, /48 of IPv6; of anything else nothing is left."""
        raise NotImplementedError

    def without_query(self, x: Any) -> Any:
        """An address of the web without what stands after `?` or `#`: see holding.predicate.without_query."""
        return sa.func.regexp_replace(x, "[?#][^ \t\n]*", "", "g")

    def without_key(self, x: Any, where: InText, mask: str) -> Any:
        """A text with `mask` in the place of the key inside: see holding.predicate.without_key."""
        before, key, after = where.expression
        return sa.func.regexp_replace(x, f"^({before}){key}({after})$", rf"\1{mask}\2")

    # changing rows

    def changing(self, made: Any, source: Any, wide: bool, alone: bool) -> Any:
        """A DELETE or UPDATE as this database does it best. `wide`: it asks of other tables; `alone`: and not of its own."""
        return made

    def renewing(self, how: str, table: str, name: str) -> str:
        """The statement that refreshes a materialised view, makes a full-text index anew, or deletes the history of rows. `table`: as a
        statement names it."""
        raise NotImplementedError

    def restrains(self, on_delete: str) -> bool:
        """A row can't be deleted before the row of its own table that points to it by a key with this rule, in one statement."""
        return False


def bound(text: str, *names: str) -> sa.TextClause:
    """SQL with named values that are given when it is executed."""
    return sa.text(text).bindparams(**dict.fromkeys(names))
