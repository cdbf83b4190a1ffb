"""Work in one transaction of one store: key sets bound, rows counted, locked, read and changed, always set by set."""

from __future__ import annotations

import itertools
import operator
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from gestand.holding.predicate import Among, Compare, Either, Every, Predicate, Related, depth, every, key_sets, tables_read
from gestand.plan.questions import plain
from gestand.plan.steps import CorrectValue, CutPerson, DeleteRows, ReplaceValues, Writing
from gestand.policy.grammar import NULL, Way
from gestand.policy.model import Name, Policy
from gestand.stores import inside
from gestand.stores.render import Keys, Renderer
from gestand.stores.sql import SqlStore

DEEP = 12  # how deep a predicate may be nested for SQLite's parser, whose stack is small
FEW = 400  # up to so many keys go as one array, more as an analysed temporary table (measured: bench/README.md)
Key = tuple[Any, ...]


def _short(name: str) -> str:
    """A short name for a key set, the same each time: so that the same question gives the same SQL."""
    return f"{zlib.crc32(name.encode()):08x}"


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
        self.sql = Renderer(policy, store.name, store.dialect, self.sets)
        self._numbers = itertools.count()
        self._temporary: list[str] = []
        self.lazily: dict[str, Callable[[], None]] = {}  # key sets that are bound when a statement asks for them
        self._same: dict[tuple[Any, ...], tuple[Keys, Sequence[Key]]] = {}
        self.pg = store.dialect == "postgresql"
        if inside.reader_needed(policy, store.name):
            if connection.exec_driver_sql("select to_regprocedure('pg_temp.gestand_json(text)')").scalar() is None:
                connection.exec_driver_sql(inside.JSON_READER)

    # key sets

    def bind(self, name: str, keys: Sequence[Key], types: Sequence[str], many: bool = False) -> None:
        """Bind a key set by its values. `types`: the native type of each column, or TEXT. `many`: in a temporary table, however few."""
        many = many or not self.pg and any(isinstance(v, str) and "\0" in v for key in keys for v in key)  # JSON would end there
        if len(keys) <= FEW and not many:
            parameter = f"k{_short(name)}"
            self.sets[name] = Keys(parameter=parameter)
            self.parameters.update(self.sql.parameters(parameter, keys, len(types)))
            return
        table = self._temporary_table(name, types)
        if self.pg:
            raw = self.connection.connection.cursor()
            with raw.copy(f"copy {table} from stdin") as copy:
                for key in keys:
                    copy.write_row(key)
        elif keys:
            marks = ", ".join("?" * len(types))
            self.connection.exec_driver_sql(f"insert into {table} values ({marks})", list(map(tuple, keys)))
        self._analyze(table)

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
        if lock and self.pg:
            select = select.with_for_update()
        there = sa.table(table, *[sa.column(f"k{i}") for i in range(len(types))])
        done = self.connection.execute(
            sa.insert(there).from_select([f"k{i}" for i in range(len(types))], select), self.parameters
        )
        self._analyze(table)
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
            self.connection.exec_driver_sql(f"drop table {table}")
            self._temporary.remove(table)
        columns = ", ".join(f"k{i} {kind if self.pg else ''}" for i, kind in enumerate(types))
        self.connection.exec_driver_sql(f"create temp table {table} ({columns})" + (" on commit drop" if self.pg else ""))
        self._temporary.append(table)
        self.sets[name] = Keys(table=table)
        return table

    def _analyze(self, table: str) -> None:
        if self.pg:
            self.connection.exec_driver_sql(f"analyze {table}")
        else:
            self.connection.exec_driver_sql(f"create index temp.{table}_k on {table} (k0)")

    def close(self) -> None:
        """Drop the temporary tables (where the transaction's end does not)."""
        if not self.pg:
            for table in self._temporary:
                self.connection.exec_driver_sql(f"drop table if exists temp.{table}")
        self._temporary.clear()

    def native(self, table: Name, column: str) -> str:
        """The type of a column as this database calls it, for a key set of its values."""
        seen = self.sql.seen(table).columns[column]
        if seen.type in ("text", "enum") and not (seen.padded and table.store == self.store.name):
            return "TEXT"
        return (
            seen.native
            if table.store == self.store.name
            else {"integer": "BIGINT", "number": "NUMERIC", "date": "DATE", "moment": "TIMESTAMP"}.get(seen.type, "TEXT")
        )

    # reading

    def execute(self, statement: Any, **more: Any) -> sa.CursorResult[Any]:
        return self.connection.execute(statement, {**self.parameters, **more})

    def where(self, p: Predicate, table: Name, row: Any = None) -> Any:
        for name in key_sets(p):
            self._wanted(name)
        p = self.localise(p) if self.elsewhere else p
        return self.sql.clause(p if self.pg else self._shallow(p), table, row)

    def _shallow(self, p: Predicate) -> Predicate:
        """`p` with what is nested too deep for SQLite's parser asked first, and put in its place as a set of keys."""
        if depth(p) <= DEEP:
            return p
        match p:
            case Every() | Either():
                return replace(p, parts=tuple(self._shallow(part) for part in p.parts))
            case Related():
                p = replace(p, where=self._shallow(p.where))
                return p if depth(p) <= DEEP else self._as_set(p, self, "deep")
            case _:
                return p

    def localise(self, p: Predicate) -> Predicate:
        """What `p` asks of another store, asked there now, and put in its place as a set of keys."""
        match p:
            case Every() | Either():
                return replace(p, parts=tuple(self.localise(part) for part in p.parts))
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
        columns = [there.sql.side(p.join, "to", source, b, p.join.table) for _, b in p.join.pairs]
        wanted = sa.select(*columns).where(there.where(p.where, p.join.table), *(c.is_not(None) for c in columns)).distinct()
        found = [tuple(row) for row in there.execute(wanted)]
        types = ["TEXT" if p.join.folded or p.join.inside else self.native(p.join.table, b) for _, b in p.join.pairs]
        self.bind(name, found, types)
        return self._in_set(p, name)

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
        again = self.elsewhere is None and (self.pg or all(depth(p) <= DEEP for p in where))  # it asks nothing first
        found = self.store.texts.get(bound) if again else None
        if found is None:
            compiled = build().compile(dialect=self.connection.dialect, compile_kwargs={"render_postcompile": True})
            found = (str(compiled), dict(compiled.params), tuple(compiled.positiontup or ()))
            if again:
                if len(self.store.texts) > 5000:
                    self.store.texts.clear()
                self.store.texts[bound] = found
        sql, own, order = found
        parameters = {**own, **self.parameters}
        return sql, parameters if self.pg else [parameters[p] for p in order]

    def raw(self, key: Hashable, build: Callable[[], Any], *where: Predicate) -> Any:
        """Execute a statement on the driver itself; returns its cursor."""
        return self.driver().cursor().execute(*self.text(key, build, *where))

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
            return made.with_for_update() if lock and self.pg else made

        return [tuple(row) for row in self.raw(("keys", table, where, limit, lock), select, where).fetchall()]

    def stream(self, table: Name, columns: Sequence[str], where: Predicate) -> Iterator[Sequence[Any]]:
        """The rows that satisfy `where`, in key order, in pieces: memory stays flat whatever their number."""

        def select() -> Any:
            source = self.sql.table(table)
            chosen = [source.c[c] for c in columns]
            return sa.select(*chosen).where(self.where(where, table)).order_by(*(source.c[k] for k in self.key_columns(table)))

        statement = self.text(("stream", table, tuple(columns), where), select, where)
        if not self.pg:
            yield from self.driver().cursor().execute(*statement)
            return
        yield from self.driver().cursor().stream(*statement, size=500)

    def pieces(self, select: Any, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a select in lists of `size`, as the driver gives them: the fastest way through many rows, in flat memory."""
        compiled = select.compile(dialect=self.connection.dialect, compile_kwargs={"render_postcompile": True})
        parameters = {**compiled.params, **self.parameters}
        cursor = self.driver().cursor(name=f"gs_{next(self._numbers)}") if self.pg else self.driver().cursor()
        try:
            cursor.execute(str(compiled), parameters if self.pg else [parameters[p] for p in compiled.positiontup])
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

    def statement(self, step: Writing, limit_to: Any = None, value: Any = None) -> Any:
        """The SQL of a step, for all its rows or for those that `limit_to` (a condition) picks."""
        source = self.sql.table(step.table)
        conditions = [self.where(step.where, step.table)] + ([limit_to] if limit_to is not None else [])
        match step:
            case DeleteRows():
                return sa.delete(source).where(*conditions)
            case ReplaceValues():
                return (
                    sa.update(source)
                    .where(*conditions)
                    .values({**self.values(step.table, step.columns), **{c: sa.null() for c in step.cut}})
                )
            case CutPerson():
                return (
                    sa.update(source)
                    .where(*conditions)
                    .values(self.values(step.table, [*[(c, NULL) for c in step.pointer], *step.columns]))
                )
            case CorrectValue():
                return sa.update(source).where(*conditions).values({step.column: value})

    def run(self, step: Writing, value: Any = None) -> int:
        """Do a step for all its rows at once; returns how many changed."""
        return self.execute(self.statement(step, value=value)).rowcount

    def run_all(self, steps: Sequence[Writing], made: str) -> list[int]:
        """Do steps one after the other; returns how many rows each changed. `made`: a name for these very steps, by which their SQL is
        kept. On PostgreSQL they are sent together: one journey for all of them."""
        texts = [self.text((made, i), partial(self.statement, s), s.where) for i, s in enumerate(steps)]
        if not self.pg:
            return [self.driver().cursor().execute(*text).rowcount for text in texts]
        with self.driver().pipeline():
            cursors = [self.driver().cursor().execute(*text) for text in texts]
        return [cursor.rowcount for cursor in cursors]

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
        """Do a step for at most `size` rows after the key `after`. Returns how many changed and the last key that was looked at; None
        when there are none left.

        Where the predicate looks at the row alone, one statement finds, locks and changes: the database looks again at each row it
        had to wait for. Where it looks at other tables, the rows are locked first, in key order, and a second statement looks again
        at everything under the lock (NOBODY-ELSE).
        """
        if not self.pg:
            return self._batch_by_rowid(step, size, after)
        key = self.key_columns(step.table)
        if not tables_read(step.where) or not key:
            rows = self._batch_by_place(step, size)
            return rows, () if rows == size else None
        found = self._keys_after(step, size, after)
        if not found:
            return 0, None
        native = [self.sql.seen(step.table).columns[c].native for c in key]
        arrays = ", ".join(f"CAST(:batch_{i} AS {kind}[])" for i, kind in enumerate(native))
        source = self.sql.table(step.table)
        picked = sa.tuple_(*(source.c[c] for c in key)).op("IN")(sa.text(f"(SELECT * FROM unnest({arrays}))"))
        done = self.execute(self.statement(step, limit_to=picked), **self.sql.parameters("batch", found, len(key)))
        return done.rowcount, found[-1] if len(found) == size else None

    def _batch_by_place(self, step: DeleteRows | ReplaceValues | CutPerson, size: int) -> int:
        """By the place of the rows, found along the index of the moment that the period counts from, if there is one."""
        source = self.sql.table(step.table)
        chosen: Any = (
            sa.select(sa.literal_column("ctid")).select_from(source).where(self.where(step.where, step.table)).limit(size)
        )
        if (column := self._along(step.table, step.where)) is not None:
            chosen = chosen.order_by(source.c[column])
        if tables_read(step.where):
            chosen = chosen.with_for_update()
        picked = sa.literal_column("ctid").op("=")(sa.func.any(sa.func.array(chosen.scalar_subquery())))
        return self.execute(self.statement(step, limit_to=picked)).rowcount

    def _along(self, table: Name, where: Predicate) -> str | None:
        """The column whose index leads straight to the rows: one that must lie before a bound."""
        for part in where.parts if isinstance(where, Every) else (where,):
            if (
                isinstance(part, Compare)
                and part.op == "<"
                and any(i[:1] == (part.column.lower(),) for i in self.sql.seen(table).indexes)
            ):
                return part.column
        return None

    def _keys_after(self, step: DeleteRows | ReplaceValues | CutPerson, size: int, after: Key | None) -> list[Key]:
        source = self.sql.table(step.table)
        chosen = [source.c[c] for c in self.key_columns(step.table)]
        select = sa.select(*chosen).where(self.where(step.where, step.table)).order_by(*chosen).limit(size).with_for_update()
        if after:
            select = select.where(
                sa.tuple_(*chosen) > sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(after, chosen, strict=True)))
            )
        return [tuple(row) for row in self.execute(select)]

    def _batch_by_rowid(
        self, step: DeleteRows | ReplaceValues | CutPerson, size: int, after: Key | None
    ) -> tuple[int, Key | None]:
        if self._without_rowid(step.table):
            return self.run(step), None
        place: Any = sa.literal_column("rowid")
        chosen = (
            sa.select(place)
            .select_from(self.sql.table(step.table))
            .where(self.where(step.where, step.table))
            .order_by(place)
            .limit(size)
        )
        if after:
            chosen = chosen.where(place > sa.literal(after[0]))
        found = [row[0] for row in self.execute(chosen)]
        if not found:
            return 0, None
        picked = place.op("IN")(sa.text("(SELECT value FROM json_each(:batch_0))"))
        done = self.execute(self.statement(step, limit_to=picked), **self.sql.parameters("batch", [(f,) for f in found], 1))
        return done.rowcount, (found[-1],) if len(found) == size else None

    def _without_rowid(self, table: Name) -> bool:
        try:
            self.connection.exec_driver_sql(f'select rowid from "{table.table}" limit 0')
        except sa.exc.OperationalError:
            return True
        return False

    # what was done here, kept in the store itself

    def applied_ready(self) -> None:
        """Our table in the store, made if it isn't there."""
        schema = f"{self.sql.schema}." if self.sql.schema else ""
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
