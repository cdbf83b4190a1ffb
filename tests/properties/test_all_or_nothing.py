"""ALL-OR-NOTHING: killed at any moment and started again, the end is the one that an uninterrupted run gives."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from shop import NAMES, POLICY, fill

from databases import Database, House
from gestand.execute import facts, run
from gestand.state import State, tables
from gestand.stores.sql import SqlStore
from gestand.stores.work import Work

ANNA = {"customer": [(1,)]}


def _patched(reached: Callable[[], None]) -> None:
    """In a process of its own: `reached` is called before and after everything that leaves a trace on disk."""

    def around(owner: type, name: str) -> None:
        real = getattr(owner, name)

        def both(*args: Any, **more: Any) -> Any:
            reached()
            result = real(*args, **more)
            reached()
            return result

        setattr(owner, name, both)

    def within(owner: type, name: str) -> None:
        real = getattr(owner, name)

        @contextmanager
        def both(*args: Any, **more: Any) -> Iterator[Any]:
            reached()
            with real(*args, **more) as given:
                yield given
                reached()  # before the commit
            reached()  # after it

        setattr(owner, name, both)

    within(State, "begin")
    within(SqlStore, "session")
    for name in ("run", "run_all", "run_batch", "mark_applied"):
        if hasattr(Work, name):
            around(Work, name)


def killed_at(house: House, digest: str, n: int) -> bool:
    """Apply in a process that is killed at its nth step; whether it came that far."""
    child = os.fork()
    if child == 0:
        count = 0

        def reached() -> None:
            nonlocal count
            count += 1
            if count == n:
                os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        try:
            context = house.reopen()
            _patched(reached)
            run.apply(context, digest, beyond_brake="a test")
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, "the plan failed by itself"
    return os.WIFSIGNALED(ended)


def edit_others(database: Database) -> None:
    """What other people do meanwhile, to rows that are not in question."""
    database.run(
        "update customers set phone = '0699' where id = 2",
        "insert into orders values (50, 2, 'Nieuw 5', '2026-11-20', 'new')",
        "insert into parcels values (50, 50, 'nieuw', 1)",
        "insert into tickets values (50, 2, 'nieuw', '2026-11-20')",
        "update mailing set address = 'bert@y.nl' where id = 2",
    )


def end_state(house: House, database: Database) -> dict[str, Any]:
    """Everything that must be the same in the end."""
    context = house.reopen()
    with context.state.begin(write=False) as connection:

        def rows(*columns: Any) -> list[tuple[Any, ...]]:
            return sorted((tuple(r) for r in connection.execute(sa.select(*columns))), key=repr)

        ours = {
            "plans": rows(tables.plans.c.kind, tables.plans.c.state, tables.plans.c.question.is_(None)),
            "let go": rows(tables.let_gos.c.kind, tables.let_gos.c.key, tables.let_gos.c.activities),
            "restricted": rows(tables.restrictions.c.kind, tables.restrictions.c.key),
            "tasks": rows(tables.tasks.c.what, tables.tasks.c.recipient),
            "entries": connection.execute(sa.text("select count(*) from evidence_entries")).scalar(),
        }
        kept = connection.execute(sa.select(tables.sealed)).all()
        known = facts.read(connection, context.policy)
    ours["sealed"] = sorted(
        ((r.table, r.key, sorted(context.state.unseal(r.values, f"{r.store}.{r.table} {r.key}").items())) for r in kept), key=repr
    )
    assert known is not None
    return {**ours, **database.whole(NAMES)}


@pytest.mark.parametrize("kind", ["erasure", "sweep", "restriction", "lifting"])
def test_killed_at_any_step_and_started_again_the_end_is_that_of_an_uninterrupted_run(
    kind: str, database: Database, folder: Path
) -> None:
    fill(database)
    house = House(folder / "house", {"shop": database}).write(POLICY)
    whose = {} if kind == "sweep" else ANNA
    if kind == "lifting":
        house.do("restriction", whose, ground="disputed", until="it is settled")
    began = database.whole(NAMES)
    marks = database.rows("select plan, batch, counts from gestand_applied") if kind == "lifting" else []
    digest = house.plan(kind, whose)
    house.reopen()
    for store in house.context.stores.values():
        store.engine.dispose()
    house.context.state.engine.dispose()
    shutil.copytree(house.home, folder / "home as planned")

    def again() -> None:
        """Everything as it was when the plan was made."""
        shutil.rmtree(house.home)
        shutil.copytree(folder / "home as planned", house.home)
        house.reopen()
        database.run(
            *(f"delete from {n}" for n in reversed(NAMES)),
            *(["delete from gestand_applied"] if marks else ["drop table if exists gestand_applied"]),
        )
        database.insert("gestand_applied", [dict(zip(("plan", "batch", "counts"), row, strict=True)) for row in marks])
        for name in NAMES:
            columns = [c for (c,) in _columns(database, name)]
            database.insert(name, [dict(zip(columns, row, strict=True)) for row in began[name]])

    again()
    edit_others(database)
    run.apply(house.context, digest, beyond_brake="a test")
    wanted = end_state(house, database)
    assert wanted["plans"][-1][1:] == ("applied", True)
    often = settings.default.max_examples > 100  # a soak: at every step
    n, stride = 0, 1 if often else (9 if database.pg else 4) if kind == "sweep" else 3 if database.pg else 2
    while True:
        n += stride
        again()
        if not killed_at(house, digest, n):
            break
        edit_others(database)
        run.apply(house.reopen(), digest, beyond_brake="a test")
        assert end_state(house, database) == wanted, f"killed at step {n}"
        assert run.apply(house.context, digest).again
    assert n > 8, "there were steps to be killed at"
    house.close()


def _columns(database: Database, table: str) -> list[tuple[Any, ...]]:
    if database.kind == "sqlite":
        return database.rows(f"select name from pragma_table_info('{table}')")
    here = "" if database.pg else " and table_schema = database()"
    asked = "select column_name from information_schema.columns where table_name = "
    return database.rows(f"{asked}'{table}'{here} order by ordinal_position")
