"""Work in one transaction of one store: key sets bound, rows counted, locked, read and changed, always set by set."""

from __future__ import annotations

import itertools
import operator
import re
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from gestand.holding.predicate import (
    Among,
    Chain,
    Either,
    Every,
    Predicate,
    Related,
    depth,
    every,
    key_sets,
    tables_read,
)
from gestand.plan.questions import plain
from gestand.plan.steps import CorrectValue, CutPerson, DeleteRows, ReplaceValues, Writing
from gestand.policy.grammar import NULL, Way
from gestand.policy.model import Name, Policy
from gestand.stores import batches, families, inside
from gestand.stores.dialects.dialect import Key
from gestand.stores.render import Keys, Renderer
from gestand.stores.sql import SqlStore

FEW = 400  # up to so many keys go as one array, more as an analysed temporary table (measured: bench/README.md)


def _short(name: str) -> str:
    """A short name for a key set, the same each time: so that the same question gives the same SQL."""
    return f"{zlib.crc32(name.encode()):08x}"


_BYTES = re.compile(r"(?:var)?binary\b|(?:tiny|medium|long)?blob\b|bytea\b", re.I)


def _unspelled(keys: Sequence[Key], types: Sequence[str]) -> Sequence[Key]:
    """Keys with the bytes in them as they are: see plain_key."""
    if not any(map(_BYTES.match, types)):
        return keys
    return [
        tuple(
            bytes.fromhex(v[2:]) if isinstance(v, str) and _BYTES.match(t) and v.startswith("\\x") else v
            for v, t in zip(k, types, strict=True)
        )
        for k in keys
    ]


class Work:
    """One transaction of one store. Made with a connection whose transaction somebody else begins and ends."""

    def __init__(
        self,
        policy: Policy,
        store: SqlStore,
        connection: sa.Connection,
        elsewhere: Callable[[str], AbstractContextManager[Work]] | None = None,
    ) -> None:
        self.policy, self.store, self.connection = policy, store, connection
        self.elsewhere = elsewhere  # work in another store, with the same people and facts bound
        self.sets: dict[str, Keys] = {}
        self.shared: list[str] = []
        self.parameters: dict[str, Any] = {}
        self.dialect = store.dialect
        self.sql = Renderer(policy, store.name, store.dialect, self.sets)
        self._numbers = itertools.count()
        self._temporary: list[str] = []
        self.lazily: dict[str, Callable[[], None]] = {}  # key sets that are bound when a statement asks for them
        self._same: dict[tuple[Any, ...], tuple[Keys, Sequence[Key]]] = {}
        self.dialect.prepare(connection, inside.json_read(policy, store.name))

    # key sets

    def bind(self, name: str, keys: Sequence[Key], types: Sequence[str], many: bool = False) -> None:
        """Bind a key set by its values. `types`: the native type of each column, or TEXT. `many`: in a temporary table, however few."""
        keys = _unspelled(keys, types)
        if len(keys) <= FEW and not many and not self.dialect.needs_table(keys):
            parameter = f"k{_short(name)}"
            self.sets[name] = Keys(parameter=parameter)
            self.parameters.update(self.dialect.parameters(parameter, keys, len(types)))
            return
        table = self._temporary_table(name, types)
        self.dialect.fill(self.connection, table, len(types), keys)
        self.dialect.filled(self.connection, table)

    def bind_later(self, name: str, keys: Sequence[Key], types: Sequence[str]) -> None:
        """Bind a key set by its values when a statement first asks for it; equal sets of many keys are bound once."""

        def now() -> None:
            same = (len(keys), *keys[:1], *keys[-1:], *types) if len(keys) > FEW else ()
            if same and same in self._same and self._same[same][1] == keys:
                self.sets[name] = self._same[same][0]
                return
            self.bind(name, keys, types)
            if same:
                self._same[same] = (self.sets[name], keys)

        self.lazily[name] = now

    def bind_select(self, name: str, select: Any, types: Sequence[str], lock: bool = False, keys: int = 0) -> int:
        """Bind a key set to what a select gives now, kept in a temporary table; returns how many. `keys`: only so many of its columns are
        the key, the one after them is the key of the person."""
        table = self._temporary_table(name, types)
        self.sets[name] = Keys(table=table, person=bool(keys) and keys < len(types))
        if lock and self.dialect.locks:
            select = select.with_for_update()
        there = sa.table(table, *[sa.column(f"k{i}") for i in range(len(types))])
        done = self.connection.execute(
            sa.insert(there).from_select([f"k{i}" for i in range(len(types))], select), self.parameters
        )
        self.dialect.filled(self.connection, table)
        return done.rowcount

    def leave_out(self, name: str, values: Sequence[Any]) -> None:
        """Take values out of a key set that is kept in a temporary table."""
        if values:
            there = sa.table(self.sets[name].table, sa.column("k0"))
            self.connection.execute(sa.delete(there).where(there.c.k0 == sa.bindparam("value")), [{"value": v} for v in values])

    def bind_query(self, name: str, select: Callable[[], Any]) -> None:
        """Bind a key set to a query that is asked anew each time; it is made when a statement with it is built."""
        self.sets[name] = Keys(query=select)

    def _temporary_table(self, name: str, types: Sequence[str]) -> str:
        table = f"gs_{_short(name)}"
        if table in self._temporary:
            self.connection.exec_driver_sql(self.dialect.drop_temporary(table))
            self._temporary.remove(table)
        self.connection.exec_driver_sql(self.dialect.temporary(table, types))
        self._temporary.append(table)
        self.sets[name] = Keys(table=table)
        return table

    def close(self) -> None:
        """Drop the temporary tables (the end of the transaction does not, everywhere)."""
        for table in self._temporary if self.dialect.keeps_temporary else ():
            self.connection.exec_driver_sql(self.dialect.drop_temporary(table))
        self._temporary.clear()

    def native(self, table: Name, column: str) -> str:
        """The type of a column as this database calls it, for a key set of its values."""
        return self.dialect.key_type(self.sql.seen(table).columns[column], table.store == self.store.name)

    # reading

    def execute(self, statement: Any, **more: Any) -> sa.CursorResult[Any]:
        return self.connection.execute(statement, {**self.parameters, **more})

    def where(self, p: Predicate, table: Name, row: Any = None) -> Any:
        for name in key_sets(p):
            self._wanted(name)
        p = self.localise(p) if self.elsewhere else p
        return self.sql.clause(self._shallow(p), table, row)

    def _too_deep(self, p: Predicate) -> bool:
        return self.dialect.deepest is not None and depth(p) > self.dialect.deepest

    def _shallow(self, p: Predicate) -> Predicate:
        """`p` with what is nested too deep for the database's parser asked first, and put in its place as a set of keys."""
        if not self._too_deep(p):
            return p
        match p:
            case Every() | Either():
                return replace(p, parts=tuple(self._shallow(part) for part in p.parts))
            case Related():
                p = replace(p, where=self._shallow(p.where))
                return self._as_set(p, self, "deep") if self._too_deep(p) else p
            case Chain():
                p = replace(p, where=self._shallow(p.where))
                return self._as_keys(p) if self._too_deep(p) else p
            case _:
                return p

    def localise(self, p: Predicate) -> Predicate:
        """What `p` asks of another store, asked there now, and put in its place as a set of keys."""
        match p:
            case Every() | Either():
                return replace(p, parts=tuple(self.localise(part) for part in p.parts))
            case Chain():
                return replace(p, where=self.localise(p.where))
            case Related() if p.join.table.store == self.store.name:
                return replace(p, where=self.localise(p.where))
            case Related():
                assert self.elsewhere is not None
                if (name := f"elsewhere {plain(replace(p, negated=False))}") in self.sets:
                    return self._in_set(p, name)
                with self.elsewhere(p.join.table.store) as there:
                    return self._as_set(p, there, "elsewhere")
            case _:
                return p

    def _as_set(self, p: Related, there: Work, why: str) -> Predicate:
        """A relation asked now, in `there`, and kept as a set of keys."""
        name = f"{why} {plain(replace(p, negated=False))}"
        source = there.sql.table(p.join.table)
        columns = [there.sql.side(p.join, "to", source, b, p.join.table).value for _, b in p.join.pairs]
        wanted = sa.select(*columns).where(there.where(p.where, p.join.table), *(c.is_not(None) for c in columns)).distinct()
        found = [tuple(row) for row in there.execute(wanted)]
        types = ["TEXT" if p.join.folded or p.join.inside else self.native(p.join.table, b) for _, b in p.join.pairs]
        self.bind(name, found, types)
        return self._in_set(p, name)

    def _as_keys(self, p: Chain) -> Predicate:
        """The rows from which a chain leads to where it holds, asked now and kept as a set of keys."""
        table, positive = p.links[0].join.table, replace(p, negated=False)
        name = f"deep {plain(positive)}"
        source = self.sql.table(table)
        found = [tuple(row) for row in self.execute(sa.select(*(source.c[k] for k in p.key)).where(self.sql.clause(positive, table)))]
        self.bind(name, found, [self.native(table, k) for k in p.key])
        return Among(p.key, name, p.negated)

    def _in_set(self, p: Related, name: str) -> Predicate:
        here = p.join.inside if p.join.inside_of == "from" else None
        there = p.join.inside is not None and here is None
        return Among(tuple(a for a, _ in p.join.pairs), name, p.negated, p.join.folded, here, there)

    def count(self, table: Name, where: Predicate) -> int:
        """How many rows of `table` satisfy `where`."""
        return int(self.raw(("count", table, where), lambda: self._count(table, where), where).fetchone()[0])

    def _count(self, table: Name, where: Predicate) -> Any:
        return sa.select(sa.func.count()).select_from(self.sql.table(table)).where(self.where(where, table))

    def _wanted(self, name: str) -> None:
        if name not in self.sets and name in self.lazily:
            self.lazily.pop(name)()

    def text(self, key: Hashable, build: Callable[[], Any], *where: Predicate) -> tuple[str, Any]:
        """The SQL of a statement and its parameters. A statement that was built before, with its key sets bound in the same way, is not
        built again. `where`: the predicates in it."""
        for p in where:
            for name in key_sets(p):
                self._wanted(name)
        bound = (
            key,
            tuple(
                (name, s.parameter, s.table, s.query is not None)
                for name, s in sorted(self.sets.items(), key=operator.itemgetter(0))
            ),
        )
        again = self.elsewhere is None and not any(map(self._too_deep, where))  # it asks nothing first
        found = self.store.texts.get(bound) if again else None
        if found is None:
            compiled = build().compile(dialect=self.connection.dialect, compile_kwargs={"render_postcompile": True})
            own = compiled.construct_params(escape_names=not self.dialect.positional())  # a column can be called anything
            found = (str(compiled), dict(own), tuple(compiled.positiontup or ()))
            if again:
                if len(self.store.texts) > 5000:
                    self.store.texts.clear()
                self.store.texts[bound] = found
        sql, own, order = found
        parameters = {**own, **self.parameters}
        return sql, [parameters[p] for p in order] if self.dialect.positional() else parameters

    def raw(self, key: Hashable, build: Callable[[], Any], *where: Predicate) -> Any:
        """Execute a statement on the driver itself; returns its cursor."""
        return self.dialect.execute(self.driver(), *self.text(key, build, *where))

    def driver(self) -> Any:
        """The connection of the driver: it knows nothing of types, and costs nothing."""
        return self.connection.connection.driver_connection

    def key_columns(self, table: Name) -> tuple[str, ...]:
        """The columns that identify a row; the row's place in the database where the table has no key."""
        return self.policy.tables[table].key

    def keys(self, table: Name, where: Predicate, limit: int | None = None, lock: bool = False) -> list[Key]:
        """The keys of the rows that satisfy `where`, in key order, locked if asked. Of a table without a key, nothing."""
        columns = self.key_columns(table)
        if not columns:
            return []

        def select() -> Any:
            source = self.sql.table(table)
            chosen = [source.c[c] for c in columns]
            made = sa.select(*chosen).where(self.where(where, table)).order_by(*chosen)
            made = made.limit(limit) if limit is not None else made
            return made.with_for_update() if lock and self.dialect.locks else made

        return [tuple(row) for row in self.raw(("keys", table, where, limit, lock), select, where).fetchall()]

    def lock(self, table: Name, where: Predicate, many: bool) -> None:
        """Lock the rows that satisfy `where`, in key order. `many`: without reading their keys, where the database can."""
        if not (many and self.dialect.copies):
            self.keys(table, where, lock=True)
            return
        source = self.sql.table(table)
        inner: Any = sa.select(sa.literal_column("1")).select_from(source).where(self.where(where, table))
        inner = inner.order_by(*(source.c[k] for k in self.key_columns(table))).with_for_update()
        self.execute(sa.select(sa.func.count()).select_from(inner.subquery())).scalar()

    def stream(self, table: Name, columns: Sequence[str], where: Predicate) -> Iterator[Sequence[Any]]:
        """The rows that satisfy `where`, in key order, in pieces: memory stays flat whatever their number."""

        def select() -> Any:
            source = self.sql.table(table)
            chosen = [source.c[c] for c in columns]
            return sa.select(*chosen).where(self.where(where, table)).order_by(*(source.c[k] for k in self.key_columns(table)))

        statement = self.text(("stream", table, tuple(columns), where), select, where)
        yield from self.dialect.stream(self.driver(), *statement)

    def pieces(self, select: Any, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a select in lists of `size`, as the driver gives them: the fastest way through many rows, in flat memory."""
        compiled = select.compile(dialect=self.connection.dialect, compile_kwargs={"render_postcompile": True})
        own = compiled.construct_params(escape_names=not self.dialect.positional())
        parameters = {**own, **self.parameters}
        cursor = self.dialect.cursor(self.driver(), f"gs_{next(self._numbers)}")
        try:
            positions = [parameters[p] for p in compiled.positiontup or ()]
            cursor.execute(str(compiled), positions if self.dialect.positional() else parameters)
            while rows := cursor.fetchmany(size):
                yield rows
        finally:
            cursor.close()

    def oldest(self, table: Name, column: str, where: Predicate) -> Any:
        """The least value of a column among the rows that satisfy `where`."""
        return self.execute(sa.select(sa.func.min(self.sql.table(table).c[column])).where(self.where(where, table))).scalar()

    # changing

    def values(self, table: Name, columns: Sequence[tuple[str, Way]]) -> dict[str, Any]:
        """What an update sets: each column to what its way leaves of it."""
        return {c: self.sql.goes(table, c, way) for c, way in columns}

    def statement(self, step: Writing, limit_to: Any = None, value: Any = None, bounded: bool = False) -> Any:
        """The SQL of a step, for all its rows or for those that `limit_to` (a condition) picks. `bounded`: a LIMIT will follow."""
        source = self.sql.table(step.table)
        held = self.last_of_chain(step)
        conditions = [self.where(step.where, step.table), *([held] if held is not None else [])]
        conditions += [limit_to] if limit_to is not None else []
        match step:
            case DeleteRows():
                made: Any = sa.delete(source).where(*conditions)
            case ReplaceValues():
                left = {**self.values(step.table, step.columns), **{c: sa.null() for c in step.cut}}
                made = sa.update(source).where(*conditions).values({**self._unmoved(step.table), **left})
            case CutPerson():
                left = self.values(step.table, [*[(c, NULL) for c in step.pointer], *step.columns])
                made = sa.update(source).where(*conditions).values({**self._unmoved(step.table), **left})
            case CorrectValue():
                made = sa.update(source).where(*conditions).values({step.column: value})
        read = tables_read(step.where)
        asked = [self.sets[name] for name in key_sets(step.where) if name in self.sets]  # the others are asked of another store
        alone = held is None and step.table not in read and not any(keys.query for keys in asked)
        return made if bounded else self.dialect.changing(made, source, bool(read) or any(keys.table for keys in asked), alone)

    def last_of_chain(self, step: Writing) -> Any:
        """Of rows that go, where a database lets no row go before those of its own table that point to it: nothing points to it. The
        others go in the next pass."""
        if not isinstance(step, DeleteRows):
            return None
        for key in self.sql.seen(step.table).foreign_keys:
            if key.table == step.table.table and self.dialect.restrains(key.on_delete):
                source = self.sql.table(step.table)
                other = source.alias()
                same = [other.c[k] == source.c[k] for k in self.key_columns(step.table)]
                on = [other.c[c] == source.c[r] for c, r in zip(key.columns, key.references, strict=True)]
                inner: Any = (
                    sa.select(sa.literal_column("1")).select_from(other).where(*on, *([sa.not_(sa.and_(*same))] if same else []))
                )
                return sa.not_(sa.exists(inner.correlate_except(other)))
        return None

    def _unmoved(self, table: Name) -> dict[str, Any]:
        """Moments that the database sets anew at each change stay what they are: that we blank something is no use of the row."""
        source = self.sql.table(table)
        return {c.name: source.c[c.name] for c in self.sql.seen(table).columns.values() if c.renewed}

    def run(self, step: Writing, value: Any = None) -> int:
        """Do a step for all its rows at once; returns how many changed."""
        if isinstance(step, DeleteRows) and families.one_by_one(self, step):
            return families.take(self, step)
        return self.execute(self.statement(step, value=value)).rowcount

    def run_all(self, steps: Sequence[Writing], made: str) -> list[int]:
        """Do steps one after the other; returns how many rows each changed. `made`: a name for these very steps, by which their SQL is
        kept. On PostgreSQL they are sent together: one journey for all of them."""
        if any(families.one_by_one(self, s) for s in steps):
            return [self.run(s) for s in steps]
        texts = [self.text((made, i), partial(self.statement, s), s.where) for i, s in enumerate(steps)]
        return self.dialect.execute_all(self.driver(), texts)

    def count_all(self, steps: Sequence[Writing], made: str) -> list[int]:
        """How many rows each step fits now, read in one statement."""
        if not steps:
            return []
        found: list[int] = []
        for start in range(0, len(steps), 40):
            some = steps[start : start + 40]

            def select(some: Sequence[Writing] = some) -> Any:
                return sa.select(*(self._count(s.table, s.where).scalar_subquery().label(f"n{i}") for i, s in enumerate(some)))

            found += self.raw((made, "again", start), select, *(s.where for s in some)).fetchone()
        return found

    def run_batch(
        self, step: DeleteRows | ReplaceValues | CutPerson, size: int, after: Key | None = None
    ) -> tuple[int, Key | None]:
        """Do a step for at most `size` rows after the key `after`: see `batches`."""
        return batches.run_batch(self, step, size, after)

    # what was done here, kept in the store itself

    def applied_ready(self) -> None:
        """Our table in the store, made if it isn't there."""
        quote = self.connection.dialect.identifier_preparer.quote_identifier
        schema = f"{quote(self.sql.schema)}." if self.sql.schema else ""
        self.connection.exec_driver_sql(
            f"create table if not exists {schema}gestand_applied (plan char(64) not null, batch integer not null, counts text not null, primary key (plan, batch))"
        )

    def applied(self, plan: str) -> dict[int, str]:
        """The batches of a plan that were done in this store, with their counts as JSON."""
        there = self._applied()
        return {
            row.batch: row.counts
            for row in self.connection.execute(sa.select(there.c.batch, there.c.counts).where(there.c.plan == plan))
        }

    def mark_applied(self, plan: str, batch: int, counts: str) -> None:
        """Written with the effect, in its transaction (ALL-OR-NOTHING)."""
        self.connection.execute(sa.insert(self._applied()).values(plan=plan, batch=batch, counts=counts))

    def forget_applied(self, plan: str) -> None:
        there = self._applied()
        self.connection.execute(sa.delete(there).where(there.c.plan == plan))

    def _applied(self) -> sa.TableClause:
        made = sa.table(
            "gestand_applied", sa.column("plan", sa.Text), sa.column("batch", sa.Integer), sa.column("counts", sa.Text)
        )
        made.schema = self.sql.schema
        return made


def sample(work: Work, table: Name, where: Predicate, n: int = 3) -> list[str]:
    """A few row keys, to look at before anything happens: keys only, never what the row says about a person."""
    return ["-".join(map(str, key)) for key in work.keys(table, every((where,)), n)]
