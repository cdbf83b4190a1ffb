"""The predicate as SQL: one reading of the tree of `holding.predicate`. Where databases differ, their dialect is asked.

What stays the same in all dialects: no value ever stands in the text of a statement (bound, always), NULL is decided by each leaf,
and a day begins at midnight in the organisation's time zone, said in the time zone of the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.holding.predicate import (
    Always,
    Among,
    Chain,
    Compare,
    Either,
    Every,
    Gone,
    Join,
    Missing,
    Next,
    Predicate,
    Related,
    YES,
)
from gestand.policy.catalog import SeenTable
from gestand.policy.grammar import Inside, Way
from gestand.policy.model import Name, Policy
from gestand.stores.dialects import Compared, Dialect
from gestand.stores.dialects.networks import network_of

Clause = sa.ColumnElement[Any]


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
    dialect: Dialect
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
            columns = self.seen(name).columns.values()
            made = sa.table(name.table, *[sa.column(c.name, self.dialect.type(c)) for c in columns])
            made.schema = self.schema
            made.fullname = f"{self.schema}.{name.table}" if self.schema else name.table
            self._made[name] = made
        return self._made[name]

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
                column, seen = row.c[p.column], self.seen(name).columns[p.column]
                return self.dialect.present(column, seen) if p.negated else self.dialect.missing(column, seen)
            case Compare():
                return self._compare(p, name, row)
            case Related():
                return self._related(p, name, row)
            case Chain():
                return self._chain(p, name, row)
            case Among():
                return self._among(p, name, row)
            case Gone():
                return self._gone(p, name, row)

    def begin(self, day: date, kind: str) -> Any:
        """The first moment of `day` in the organisation's time zone, as a value for a column of this kind."""
        if kind == "date":
            return self.dialect.day(day)
        return self.dialect.moment(datetime.combine(day, time(), self.zone), kind, self.times)

    def _value(self, text: Any, kind: str) -> Any:
        if isinstance(text, date) and not isinstance(text, datetime):
            return self.begin(text, kind)
        return self.dialect.value(text, kind) if isinstance(text, str) else text

    def _compare(self, p: Compare, name: Name, row: Any) -> Clause:
        seen = self.seen(name).columns[p.column]
        column = self.dialect.readable(row.c[p.column], seen)
        negated = p.op in ("!=", "not in")
        test: Clause
        if p.op in ("in", "not in"):
            values = [self._value(v, seen.type) for v in p.value]
            test = self.dialect.one_of(Compared(column, seen, column), values, negated)
        elif p.op in ("=", "!="):
            test = self.dialect.same(column, self._value(p.value, seen.type), seen, negated)
        else:
            test = self.dialect.ordered(column, p.op, self._value(p.value, seen.type), seen)
        if p.null:
            return sa.or_(self.dialect.missing(row.c[p.column], seen), test)
        return sa.and_(self.dialect.present(row.c[p.column], seen), test) if negated else test

    def folded(self, name: Name, row: Any, column: str) -> Any:
        """A column of `name`, as a text without letter case and outer space."""
        return self.dialect.folded(self.textual(name, row, column))

    def textual(self, name: Name, row: Any, column: str) -> Any:
        """A column of `name` as a text."""
        seen = self.seen(name).columns[column]
        return row.c[column] if seen.type == "text" else self.dialect.as_text(row.c[column], seen)

    def inside(self, row: Any, column: str, where: Inside, name: Name) -> Any:
        """The key that stands inside a column of `name`, as text."""
        return self.dialect.inside(row.c[column], where, self.seen(name).columns[column])

    def one_of(self, name: Name, column: Any, values: Sequence[Any]) -> Clause:
        """A column of `name`, folded, is one of some values."""
        seen = self.seen(name).columns[column.name]
        folded = self.folded(name, self.table(name), column.name)
        return self.dialect.one_of(Compared(column, seen, folded, folded=True), values)

    def compared(
        self, name: Name, row: Any, column: str, folded: bool = False, where: Inside | None = None, text: bool = False
    ) -> Compared:
        """A column as it is compared. `where`: the key inside it; `text`: as text, because what it is compared with is."""
        seen = self.seen(name).columns[column]
        value: Any = row.c[column]
        if where is not None:
            value = self.inside(row, column, where, name)
        elif text:
            value = self.dialect.as_text(value, seen)
        elif folded:
            value = self.textual(name, row, column)
        return Compared(
            row.c[column], seen, self.dialect.folded(value) if folded else value, folded, where is not None or text or folded
        )

    def side(self, join: Join, side: str, row: Any, column: str, name: Name) -> Compared:
        """A column of one side of a join ('from' or 'to'), as it is compared."""
        where = join.inside if join.inside_of == side else None
        return self.compared(name, row, column, join.folded, where, join.inside is not None)

    def joined(self, join: Join, name: Name, row: Any, other: Any) -> Clause:
        """The condition of a join between two sources, the first of rows of `name`."""
        pairs = [(self.side(join, "from", row, a, name), self.side(join, "to", other, b, join.table)) for a, b in join.pairs]
        return sa.and_(*(self.dialect.equal(a, b) for a, b in pairs))

    def _related(self, p: Related, name: Name, row: Any) -> Clause:
        other = self.table(p.join.table).alias()
        inner: Any = (
            sa.select(sa.literal_column("1"))
            .select_from(other)
            .where(self.joined(p.join, name, row, other), self.clause(p.where, p.join.table, other))
        )
        found = sa.exists(inner.correlate_except(other))
        return sa.not_(found) if p.negated else found

    def _chain(self, p: Chain, name: Name, row: Any) -> Clause:
        """The row is one of those from which the links lead to where it holds: these are found from the end, each once."""
        start = self.table(name).alias()
        ends = sa.select(*(start.c[k] for k in p.key)).where(self.clause(p.where, name, start), *self._whole(name, p.key, start))
        sides = [self.compared(name, row, k) for k in p.key]
        test = self.dialect.in_select(sides, lambda: sa.select(*self.leading(p.key, p.links, name, ends).c))
        if p.negated:
            return sa.or_(*(s.value.is_(None) for s in sides), sa.not_(test))
        return test

    def leading(self, key: Sequence[str], links: Sequence[Next], name: Name, ends: Any) -> Any:
        """The keys of the rows of `name` from which any number of links lead to one of `ends`, a select of keys. What `ends` says beside the
        key goes along. Circles end where they close: each key is found once."""
        found = ends.cte(recursive=True, nesting=True)
        row, end = self.table(name).alias(), self.table(name).alias()
        more = [c for c in found.c if c.name not in key]
        ways = []
        at_end = any(set(b for _, b in n.join.pairs) - set(key) or n.join.inside_of == "to" and n.join.inside for n in links)
        at_end = at_end or any(n.there != YES for n in links)
        for link in links:
            there = [self.clause(link.there, name, end)] if at_end else []
            ways.append(
                sa.and_(
                    self.joined(link.join, name, row, end if at_end else found), self.clause(link.here, name, row), *there
                )
            )
        same = [self.dialect.equal(self.compared(name, end, k), self.compared(name, found, k)) for k in key] if at_end else []
        step = sa.select(*(row.c[k] for k in key), *more).where(*same, sa.or_(*ways), *self._whole(name, key, row))
        return found.union(step)

    def _whole(self, name: Name, key: Sequence[str], row: Any) -> list[Clause]:
        """The key is whole: a row without it is told apart from none, and left out."""
        return [row.c[k].is_not(None) for k in key if self.seen(name).columns[k].nullable]

    def _among(self, p: Among, name: Name, row: Any) -> Clause:
        if p.keys not in self.sets:
            raise KeyError(f"key set {p.keys} is not bound")
        keys = self.sets[p.keys]
        textual = p.inside is not None or p.text  # a text is compared with texts: 7 is not 007
        sides = [self.compared(name, row, c, p.folded, p.inside, p.text) for c in p.columns]
        if keys.table:
            there = sa.table(keys.table, *[sa.column(f"k{i}") for i in range(len(sides))])
            chosen = [sa.cast(there.c[f"k{i}"], sa.Text) if textual else there.c[f"k{i}"] for i in range(len(sides))]
            test = self.dialect.in_select(sides, lambda: sa.select(*chosen))
        elif keys.query is not None:
            test = self.dialect.in_select(sides, partial(_as_texts, keys.query) if textual else keys.query)
        else:
            test = self.dialect.in_array(sides, keys.parameter, p.negated)
        if p.negated:
            return sa.or_(*(s.value.is_(None) for s in sides), sa.not_(test))
        return test

    def goes(self, name: Name, column: str, way: Way, row: Any = None) -> Any:
        """What is left of a value: f(x), as an expression over its row. INVARIANT: f(f(x)) = f(x)."""
        source = row if row is not None else self.table(name)
        x = source.c[column]
        seen = self.seen(name).columns[column]
        match way.kind:
            case "null":
                return sa.null()
            case "empty":
                return self.dialect.empty(seen)
            case "number":
                return sa.literal(self._value(way.text, seen.type))
            case "text":
                return self.dialect.literal(way.text, seen)
            case "region":
                return sa.func.trim(sa.func.substr(sa.func.trim(x), 1, 2))
            case "year" | "month":
                return self.dialect.truncated(x, way.kind, seen, self.zone)
            case "network":
                return self.dialect.network(x, seen)
            case _:
                parts: list[Any] = [sa.literal("gone-")]
                for i, part in enumerate(self.policy.tables[name].key):
                    parts += [*([sa.literal("-")] if i else []), sa.cast(source.c[part], sa.Text)]
                return self.dialect.joined([*parts, *([sa.literal("@gone.invalid")] if way.kind == "stand-in address" else [])])

    def _gone(self, p: Gone, name: Name, row: Any) -> Clause:
        column: Clause = row.c[p.column]
        seen = self.seen(name).columns[p.column]
        missing, present = self.dialect.missing(column, seen), self.dialect.present(column, seen)
        if p.way.kind == "null":
            return present if p.negated else missing
        left = self.goes(name, p.column, p.way, row)
        if p.negated:
            return sa.and_(present, self.dialect.differs(column, left, seen))
        return sa.or_(missing, sa.not_(self.dialect.differs(column, left, seen)))


def _as_texts(query: Callable[[], Any]) -> Any:
    """A select of keys, with each key as a text."""
    there = query().subquery()
    return sa.select(*(sa.cast(c, sa.Text) for c in there.c))


def local_day(value: Any, times: ZoneInfo, zone: ZoneInfo) -> date | None:
    """The day of a date or moment of a store, in the organisation's time zone. `times`: the zone of moments that carry none."""
    if isinstance(value, str):
        if value.startswith("0000") or "-00" in value:
            return None  # MariaDB has dates of zeros: none at all
        value = date.fromisoformat(value[:10]) if len(value) <= 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=times)).astimezone(zone).date()
    return value if isinstance(value, date) else None


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
