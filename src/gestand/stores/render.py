"""The predicate as SQL: one reading of the tree of `holding.predicate`, for PostgreSQL and SQLite.

What stays the same in all dialects: no value ever stands in the text of a statement (bound, always), NULL is decided by each leaf,
and a day begins at midnight in the organisation's time zone, said in the time zone of the store.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from gestand.holding.predicate import Always, Among, Compare, Either, Every, Gone, Join, Missing, Predicate, Related
from gestand.policy.catalog import SeenColumn, SeenTable
from gestand.policy.grammar import Inside, Way
from gestand.policy.model import Name, Policy
from gestand.stores import inside

Clause = sa.ColumnElement[Any]
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


@dataclass(frozen=True)
class Keys:
    """A key set in a session: a few values, bound as one array; or a temporary table with the columns k0, k1 …; or a query."""

    table: str = ""  # temporary table
    query: Callable[[], Any] | None = None  # makes a select of the key columns
    parameter: str = ""  # name of the bound array of values
    person: bool = False  # the column after the key is the key of the person


@dataclass
class Renderer:
    """Reads predicates as SQL for one store of a policy. `sets` says how each key set is bound in this session."""

    policy: Policy
    store: str
    dialect: str
    sets: Mapping[str, Keys] = field(default_factory=dict)
    _made: dict[Name, sa.TableClause] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.times = ZoneInfo(self.policy.stores[self.store].times)
        self.zone = ZoneInfo(self.policy.organisation.time_zone)
        self.schema = self.policy.stores[self.store].schema or None

    def seen(self, name: Name) -> SeenTable:
        return self.policy.catalogs[name.store].tables[name.table]

    def table(self, name: Name) -> sa.TableClause:
        """The real table, with all its columns."""
        if name not in self._made:
            made = sa.table(name.table, *[sa.column(c.name, self._type(c)) for c in self.seen(name).columns.values()])
            made.schema = self.schema
            made.fullname = f"{self.schema}.{name.table}" if self.schema else name.table
            self._made[name] = made
        return self._made[name]

    def _type(self, column: SeenColumn) -> sa.types.TypeEngine[Any]:
        """Types only where the database is typed: SQLite gives back what it holds, as it holds it."""
        return _TYPES.get(column.type, sa.types.NullType()) if self.dialect == "postgresql" else sa.types.NullType()

    def clause(self, p: Predicate, name: Name, source: Any = None) -> Clause:
        """`p` of a row of `name` (of `source`, an alias of it) as a condition."""
        row = source if source is not None else self.table(name)
        match p:
            case Always():
                return sa.true() if p.value else sa.false()
            case Every():
                return sa.and_(*(self.clause(part, name, row) for part in p.parts)) if p.parts else sa.true()
            case Either():
                return sa.or_(*(self.clause(part, name, row) for part in p.parts)) if p.parts else sa.false()
            case Missing():
                column = row.c[p.column]
                return column.is_not(None) if p.negated else column.is_(None)
            case Compare():
                return self._compare(p, name, row)
            case Related():
                return self._related(p, name, row)
            case Among():
                return self._among(p, name, row)
            case Gone():
                return self._gone(p, name, row)

    def begin(self, day: date, kind: str) -> Any:
        """The first moment of `day` in the organisation's time zone, as a value for a column of this kind."""
        if kind == "date":
            return day if self.dialect == "postgresql" else day.isoformat()
        start = datetime.combine(day, time(), self.zone)
        if kind == "zoned" and self.dialect == "postgresql":
            return start.astimezone(UTC)
        local = start.astimezone(self.times).replace(tzinfo=None)
        return local if self.dialect == "postgresql" else local.isoformat(" ", "seconds")

    def _value(self, text: Any, kind: str) -> Any:
        if isinstance(text, date) and not isinstance(text, datetime):
            return self.begin(text, kind)
        if not isinstance(text, str):
            return text
        match kind:
            case "boolean":
                value = text.lower() in ("yes", "true", "1", "ja", "on")
                return value if self.dialect == "postgresql" else int(value)
            case "integer":
                return int(text) if text.lstrip("-").isdigit() else text
            case "number":
                return Decimal(text) if self.dialect == "postgresql" else float(text)
            case _:
                return text

    def _compare(self, p: Compare, name: Name, row: Any) -> Clause:
        seen = self.seen(name).columns[p.column]
        column = row.c[p.column]
        if self.dialect == "postgresql" and seen.type in ("enum", "uuid", "network", "other"):
            column = sa.cast(column, sa.Text)
        if p.op in ("in", "not in"):
            test: Clause = column.in_([self._value(v, seen.type) for v in p.value])
            test = test if p.op == "in" else sa.not_(test)
        else:
            value = self._value(p.value, seen.type)
            test = {"<": column.__lt__, ">=": column.__ge__, "=": column.__eq__, "!=": column.__ne__}[p.op](value)
        if p.null:
            return sa.or_(column.is_(None), test)
        return sa.and_(column.is_not(None), test) if p.op in ("!=", "not in") else test

    def folded(self, column: Any) -> Any:
        return sa.func.lower(sa.func.trim(column))

    def inside(self, row: Any, column: str, where: Inside, name: Name) -> Any:
        """The key that stands inside a column of `name`, as text."""
        return inside.key(row.c[column], where, self.dialect, self.seen(name).columns[column])

    def side(self, join: Join, side: str, row: Any, column: str, name: Name) -> Any:
        """A column of one side of a join, as it is compared."""
        if join.inside is None:
            value: Any = row.c[column]
        else:
            value = self.inside(row, column, join.inside, name) if join.inside_of == side else sa.cast(row.c[column], sa.Text)
        return self.folded(value) if join.folded else value

    def joined(self, join: Join, name: Name, row: Any, other: Any) -> Clause:
        """The condition of a join between two sources, the first of rows of `name`."""
        pairs = [(self.side(join, "from", row, a, name), self.side(join, "to", other, b, join.table)) for a, b in join.pairs]
        return sa.and_(*(a == b for a, b in pairs))

    def _related(self, p: Related, name: Name, row: Any) -> Clause:
        other = self.table(p.join.table).alias()
        inner: Any = (
            sa.select(sa.literal_column("1"))
            .select_from(other)
            .where(self.joined(p.join, name, row, other), self.clause(p.where, p.join.table, other))
        )
        found = sa.exists(inner.correlate_except(other))
        return sa.not_(found) if p.negated else found

    def _among(self, p: Among, name: Name, row: Any) -> Clause:
        columns = [self.inside(row, c, p.inside, name) if p.inside else row.c[c] for c in p.columns]
        columns = [sa.cast(c, sa.Text) for c in columns] if p.text else columns
        columns = [self.folded(c) for c in columns] if p.folded else columns
        if p.keys not in self.sets:
            raise KeyError(f"key set {p.keys} is not bound")
        keys = self.sets[p.keys]
        seen = [self.seen(name).columns[c] for c in p.columns]
        textual = bool(p.inside or p.text or p.folded)
        if keys.table:
            there = sa.table(keys.table, *[sa.column(f"k{i}") for i in range(len(columns))])
            chosen: Any = sa.select(
                *(sa.cast(there.c[f"k{i}"], sa.Text) if p.inside or p.text else there.c[f"k{i}"] for i in range(len(columns)))
            )
            test = columns[0].in_(chosen) if len(columns) == 1 else sa.tuple_(*columns).in_(chosen)
        elif keys.query is not None:
            asked = keys.query()
            if p.inside or p.text:  # a text is compared with texts: 7 is not 007
                there = asked.subquery()
                asked = sa.select(*(sa.cast(c, sa.Text) for c in there.c))
            test = columns[0].in_(asked) if len(columns) == 1 else sa.tuple_(*columns).in_(asked)
        else:
            test = self._in_array(columns, seen, keys.parameter, textual)
        if p.negated:
            return sa.or_(*(c.is_(None) for c in columns), sa.not_(test))
        return test

    def _in_array(self, columns: Sequence[Any], seen: Sequence[SeenColumn], parameter: str, textual: bool) -> Clause:
        """One bound array whatever the number of keys, so that the statement stays the same."""
        test: Clause
        if self.dialect == "postgresql":
            types = ["TEXT" if textual or s.type == "text" and not s.padded else s.native for s in seen]
            arrays = [_bound(f"CAST(:{parameter}_{i} AS {kind}[])", f"{parameter}_{i}") for i, kind in enumerate(types)]
            if len(columns) == 1:
                test = columns[0].bool_op("=")(sa.func.any(arrays[0]))
                return test
            listed = ", ".join(str(a.text) for a in arrays)
            names = [f"{parameter}_{i}" for i in range(len(types))]
            test = sa.tuple_(*columns).bool_op("IN")(_bound(f"(SELECT * FROM unnest({listed}))", *names))
            return test
        each = (
            _bound(f"(SELECT {'CAST(value AS TEXT)' if textual else 'value'} FROM json_each(:{parameter}_0))", f"{parameter}_0")
            if len(columns) == 1
            else _bound(
                "(SELECT "
                + ", ".join(f"json_extract(value, '$[{i}]')" for i in range(len(columns)))
                + f" FROM json_each(:{parameter}))",
                parameter,
            )
        )
        return (columns[0] if len(columns) == 1 else sa.tuple_(*columns)).bool_op("IN")(each)

    def parameters(self, parameter: str, keys: Sequence[tuple[Any, ...]], width: int) -> dict[str, Any]:
        """The values of a bound array of keys of so many columns, for `_in_array`. An empty one stays empty: a NULL in it would make
        `not in` unknown (TWO-VALUED)."""
        if self.dialect == "postgresql":
            return {f"{parameter}_{i}": [k[i] for k in keys] for i in range(width)}
        if width > 1:
            return {parameter: json.dumps(keys)}
        return {f"{parameter}_0": json.dumps([k[0] for k in keys])}

    def goes(self, name: Name, column: str, way: Way, row: Any = None) -> Any:
        """What is left of a value: f(x), as an expression over its row. INVARIANT: f(f(x)) = f(x)."""
        source = row if row is not None else self.table(name)
        x = source.c[column]
        seen = self.seen(name).columns[column]
        pg = self.dialect == "postgresql"
        match way.kind:
            case "null":
                return sa.null()
            case "empty":
                return (
                    sa.literal("")
                    if seen.type in ("text", "other")
                    else sa.literal(b"")
                    if seen.type == "binary"
                    else sa.cast("{}", postgresql.JSONB)
                    if pg
                    else sa.literal("{}")
                )
            case "number":
                return sa.literal(self._value(way.text, seen.type))
            case "text":
                return sa.literal(way.text)
            case "region":
                return sa.func.trim(sa.func.substr(sa.func.trim(x), 1, 2))
            case "year" | "month":
                if pg and seen.type == "zoned":  # in the organisation's time zone, whatever the session's is
                    return sa.func.date_trunc(way.kind, x, self.zone.key)
                if pg:
                    return sa.cast(sa.func.date_trunc(way.kind, x), x.type)
                start = sa.func.substr(x, 1, 4 if way.kind == "year" else 7) + ("-01-01" if way.kind == "year" else "-01")
                return start if seen.type == "date" else start + sa.case((sa.func.length(x) > 10, " 00:00:00.000000"), else_="")
            case "network":
                return self._network(x, seen)
            case _:
                key = self.policy.tables[name].key
                text: Any = sa.literal("gone-")
                for i, part in enumerate(key):
                    text = (
                        text + ("-" if i else "") + sa.cast(source.c[part], sa.Text)
                        if i
                        else text + sa.cast(source.c[part], sa.Text)
                    )
                return text + "@gone.invalid" if way.kind == "stand-in address" else text

    def _network(self, x: Any, seen: SeenColumn) -> Any:
        """The network of an IP address: /24 of IPv4, /48 of IPv6; of anything else nothing is left."""
        if self.dialect != "postgresql":
            return sa.func.gestand_network(x)
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

    def _gone(self, p: Gone, name: Name, row: Any) -> Clause:
        column: Clause = row.c[p.column]
        if p.way.kind == "null":
            return column.is_not(None) if p.negated else column.is_(None)
        seen = self.seen(name).columns[p.column]
        left = self.goes(name, p.column, p.way, row)
        if self.dialect == "postgresql" and seen.type in ("json", "enum", "other"):
            column, left = sa.cast(column, sa.Text), sa.cast(left, sa.Text)
        if p.negated:
            return sa.and_(column.is_not(None), column.is_distinct_from(left))
        return sa.or_(column.is_(None), column.is_not_distinct_from(left))


def local_day(value: Any, times: ZoneInfo, zone: ZoneInfo) -> date | None:
    """The day of a date or moment of a store, in the organisation's time zone. `times`: the zone of moments that carry none."""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10]) if len(value) <= 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=times)).astimezone(zone).date()
    return value if isinstance(value, date) else None


def _bound(text: str, *names: str) -> sa.TextClause:
    """SQL with named values that are given when it is executed."""
    return sa.text(text).bindparams(**dict.fromkeys(names))


@functools.cache
def network_of(address: str | None) -> str | None:
    """The network of an IP address as text: /24 of IPv4, /48 of IPv6; None of anything else. The same as SQL gives."""
    import ipaddress

    try:
        text = (address or "").strip(" ")
        ip = ipaddress.ip_address(
            "" if "." in text and ":" in text or "%" in text else text
        )  # plain addresses only, as SQL knows them
    except ValueError:
        return None
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False).network_address)


def goes(value: Any, way: Way, row: Mapping[str, Any], key: Sequence[str]) -> Any:
    """What is left of a value, in Python: the same as `Renderer.goes` gives in SQL. For files, and for the test that both agree."""
    if value is None or way.kind == "null":
        return None
    match way.kind:
        case "empty":
            return ""
        case "number":
            return type(value)(way.text)
        case "text":
            return way.text
        case "region":
            return value.strip(" ")[:2].strip(" ")
        case "year":
            return value.replace(
                month=1, day=1, **({"hour": 0, "minute": 0, "second": 0, "microsecond": 0} if isinstance(value, datetime) else {})
            )
        case "month":
            return value.replace(
                day=1, **({"hour": 0, "minute": 0, "second": 0, "microsecond": 0} if isinstance(value, datetime) else {})
            )
        case "network":
            return network_of(value)
        case _:
            text = "gone-" + "-".join(str(row[k]) for k in key)
            return text + "@gone.invalid" if way.kind == "stand-in address" else text
