"""A step done for a bounded number of rows at a time, as each database does it best: by the place of the rows (PostgreSQL), by their
number (SQLite), or by their keys (MariaDB)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from gestand.holding.predicate import Compare, Every, Predicate, tables_read
from gestand.plan.steps import CutPerson, DeleteRows, ReplaceValues
from gestand.policy.model import Name
from gestand.stores import families
from gestand.stores.dialects import Compared
from gestand.stores.dialects.dialect import Key

if TYPE_CHECKING:
    from gestand.stores.work import Work

Step = DeleteRows | ReplaceValues | CutPerson


def run_batch(work: Work, step: Step, size: int, after: Key | None = None) -> tuple[int, Key | None]:
    """Do a step for at most `size` rows after the key `after`. Returns how many changed and the last key that was looked at; None
    when there are none left.

    Where the predicate looks at the row alone, one statement finds, locks and changes: the database looks again at each row it had to
    wait for. Where it looks at other tables, the rows are locked first, in key order, and a second statement looks again at everything
    under the lock (NOBODY-ELSE)."""
    if isinstance(step, DeleteRows) and families.together(work, step):
        return _by_family(work, step, size, after)
    match work.dialect.batches:
        case "rowid":
            return _by_rowid(work, step, size, after)
        case "place":
            one_statement, at_once = not tables_read(step.where), _by_place
        case _:
            one_statement, at_once = not tables_read(step.where) and work.last_of_chain(step) is None, _by_limit
    if one_statement or not work.key_columns(step.table):
        rows = at_once(work, step, size)
        return rows, () if rows == size else None
    return _by_key(work, step, size, after)


def _by_family(work: Work, step: DeleteRows, size: int, after: Key | None) -> tuple[int, Key | None]:
    picked = _keys_after(work, step, size, after, last=False)
    rows = families.take(work, step, picked) if picked else 0
    return rows, picked[-1] if len(picked) == size else None


def _by_key(work: Work, step: Step, size: int, after: Key | None) -> tuple[int, Key | None]:
    found = _keys_after(work, step, size, after)
    if not found:
        return 0, None
    source = work.sql.table(step.table)
    key = work.key_columns(step.table)
    sides = [Compared(source.c[c], work.sql.seen(step.table).columns[c], source.c[c]) for c in key]
    picked = work.dialect.in_array(sides, "batch")
    done = work.execute(work.statement(step, limit_to=picked), **work.dialect.parameters("batch", found, len(key)))
    return done.rowcount, found[-1] if len(found) == size else None


def _keys_after(work: Work, step: Step, size: int, after: Key | None, last: bool = True) -> list[Key]:
    """The keys of the next rows, locked. `last`: of rows that hang on each other, the last."""
    source = work.sql.table(step.table)
    chosen = [source.c[c] for c in work.key_columns(step.table)]
    held = work.last_of_chain(step) if last else None
    conditions = [work.where(step.where, step.table), *([held] if held is not None else [])]
    select = sa.select(*chosen).where(*conditions).order_by(*chosen).limit(size).with_for_update()
    if after:
        select = select.where(_beyond(chosen, [sa.literal(v, c.type) for v, c in zip(after, chosen, strict=True)]))
    return [tuple(row) for row in work.execute(select)]


def _beyond(columns: list[Any], values: list[Any]) -> Any:
    """The columns, in this order, lie beyond the values: said so that an index on them serves everywhere."""
    beyond: Any = columns[-1] > values[-1]
    for column, value in zip(columns[-2::-1], values[-2::-1], strict=True):
        beyond = sa.and_(column >= value, sa.or_(column > value, beyond))
    return beyond


def _by_place(work: Work, step: Step, size: int) -> int:
    """By the place of the rows, found along the index of the moment that the period counts from, if there is one."""
    source = work.sql.table(step.table)
    chosen: Any = sa.select(sa.literal_column("ctid")).select_from(source).where(work.where(step.where, step.table)).limit(size)
    if (column := _along(work, step.table, step.where)) is not None:
        chosen = chosen.order_by(source.c[column])
    if tables_read(step.where):
        chosen = chosen.with_for_update()
    picked = sa.literal_column("ctid").op("=")(sa.func.any(sa.func.array(chosen.scalar_subquery())))
    return work.execute(work.statement(step, limit_to=picked)).rowcount


def _by_limit(work: Work, step: Step, size: int) -> int:
    """The first rows that the database comes upon. Where no key tells rows apart, they are locked first by asking the same question."""
    source = work.sql.table(step.table)
    if tables_read(step.where):
        asked: Any = sa.select(sa.literal_column("1")).select_from(source).where(work.where(step.where, step.table)).limit(size)
        work.execute(asked.with_for_update()).all()
    return work.execute(work.statement(step, bounded=True).ext(mysql.limit(size))).rowcount


def _along(work: Work, table: Name, where: Predicate) -> str | None:
    """The column whose index leads straight to the rows: one that must lie before a bound."""
    for part in where.parts if isinstance(where, Every) else (where,):
        if (
            isinstance(part, Compare)
            and part.op == "<"
            and any(i[:1] == (part.column.lower(),) for i in work.sql.seen(table).indexes)
        ):
            return part.column
    return None


def _by_rowid(work: Work, step: Step, size: int, after: Key | None) -> tuple[int, Key | None]:
    if _without_rowid(work, step.table):
        return work.run(step), None
    place: Any = sa.literal_column("rowid")
    chosen = (
        sa.select(place)
        .select_from(work.sql.table(step.table))
        .where(work.where(step.where, step.table))
        .order_by(place)
        .limit(size)
    )
    if after:
        chosen = chosen.where(place > sa.literal(after[0]))
    found = [row[0] for row in work.execute(chosen)]
    if not found:
        return 0, None
    picked = place.op("IN")(sa.text("(SELECT value FROM json_each(:batch_0))"))
    done = work.execute(work.statement(step, limit_to=picked), **work.dialect.parameters("batch", [(f,) for f in found], 1))
    return done.rowcount, (found[-1],) if len(found) == size else None


def _without_rowid(work: Work, table: Name) -> bool:
    try:
        work.connection.exec_driver_sql(f'select rowid from "{table.table}" limit 0')
    except sa.exc.OperationalError:
        return True
    return False
