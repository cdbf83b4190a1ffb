"""Rows that point to rows of their own table and keep them (replies to replies) go as whole families: a row goes with all that hangs on
it, in one transaction. One after the other would not do: a circle has no last row, and what is left alone no longer says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from gestand.holding import holders
from gestand.holding.predicate import YES, Among, Next, Predicate, chain, every
from gestand.plan.steps import DeleteRows, Writing
from gestand.policy.catalog import SeenKey
from gestand.policy.model import Name
from gestand.stores.dialects.dialect import Key

if TYPE_CHECKING:
    from gestand.stores.work import Work

FAMILY = "family"  # the name of the key set of the rows that go together


def pointing(work: Work, table: Name) -> tuple[Next, ...]:
    """From a row to the row of its own table that it points to and keeps."""
    return tuple(
        Next(
            replace(n.join, pairs=tuple((b, a) for a, b in n.join.pairs), inside_of="from" if n.join.inside else n.join.inside_of),
            n.there,
            n.here,
        )
        for n in holders.own_pointers(work.policy, table)
    )


def together(work: Work, step: Writing) -> bool:
    """The rows of this step go as families."""
    return isinstance(step, DeleteRows) and bool(work.key_columns(step.table)) and bool(pointing(work, step.table))


def _restraining(work: Work, table: Name) -> list[SeenKey]:
    """The keys from the table to itself that let no row go before those that point to it, not even in one statement."""
    keys = work.sql.seen(table).foreign_keys
    return [k for k in keys if k.table == table.table and work.dialect.restrains(k.on_delete)]


def one_by_one(work: Work, step: Writing) -> bool:
    """This database takes the rows of the step one by one, and looks at its keys at each."""
    return together(work, step) and bool(_restraining(work, step.table))


def take(work: Work, step: DeleteRows, picked: Sequence[Key] | None = None) -> int:
    """Delete the rows of a step that were picked (none said: all), with all that hang on them. They are locked, and then the step's
    question is asked again (NOBODY-ELSE). Returns how many went."""
    table, key = step.table, work.key_columns(step.table)
    types = [work.native(table, k) for k in key]
    if picked is None:
        found = work.keys(table, step.where, lock=True)
    else:
        work.bind(FAMILY, picked, types)
        found = work.keys(table, every((step.where, _hanging(work, table))), lock=True)
    work.bind(FAMILY, found, types)
    found = work.keys(table, every((step.where, Among(key, FAMILY))))
    if not found:
        return 0
    work.bind(FAMILY, found, types)
    return _delete(work, table)


def _hanging(work: Work, table: Name) -> Predicate:
    """Of a row: it is one of those that were picked, or hangs on one."""
    key = work.key_columns(table)
    return chain(key, pointing(work, table), Among(key, FAMILY))


def _delete(work: Work, table: Name) -> int:
    """Delete the rows that are bound. Where a key restrains each, its pointers within the family are emptied first; where they can't be,
    the last of each chain goes first."""
    source = work.sql.table(table)
    mine = work.where(Among(work.key_columns(table), FAMILY), table)
    gone, columns = 0, work.sql.seen(table).columns
    for restraining in _restraining(work, table):
        emptied = [c for c in restraining.columns if columns[c].nullable and not columns[c].generated]
        if emptied:
            work.execute(sa.update(source).where(mine).values({c: sa.null() for c in emptied}))
        else:
            last = work.last_of_chain(DeleteRows(table, YES))
            while rows := work.execute(sa.delete(source).where(mine, last)).rowcount:
                gone += rows
    return gone + work.execute(sa.delete(source).where(mine)).rowcount
