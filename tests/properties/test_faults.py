"""What goes wrong in real life, on each database: killed processes, connections that are cut, locks, deadlocks, a second Gestand. Nothing
is half done, nothing is lost, edits made meanwhile are kept, and it is said."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest
import sqlalchemy as sa
from shop import NAMES, POLICY, fill

from databases import Database, House
from gestand import rights
from gestand.diagnostics import GestandError
from gestand.execute import run
from gestand.stores.work import Work

ANNA = {"customer": [(1,)]}
KILLED = Path(__file__).with_name("killed.py")


@pytest.fixture
def house(store_url: str, folder: Path) -> Iterator[House]:
    database = Database(store_url)
    fill(database)
    one = House(folder / "house", {"shop": database}).write(POLICY)
    yield one
    one.close()


def whole(house: House) -> dict[str, list[tuple[Any, ...]]]:
    return house.database.whole(NAMES)


def child(house: House, digest: str, n: int) -> int:
    house.close()
    done = subprocess.run([sys.executable, str(KILLED), str(house.folder), digest, str(n)], capture_output=True, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def finish(house: House, digest: str) -> None:
    """What a restart does."""
    if run.kept(house.context, digest).kind == "sweep":
        run.apply(house.context, digest, beyond_brake="a test")
    else:
        rights.do(house.context, digest)


def test_killed_before_any_commit_and_started_again_it_ends_as_an_uninterrupted_run(house: House, folder: Path) -> None:
    kind = "sweep" if house.database.kind == "mariadb" else "erasure"  # the other way round: test_all_or_nothing
    who = None if kind == "sweep" else ANNA
    finish(house, house.plan(kind, who))
    expected = whole(house)
    for n in range(1, 12):
        fill(house.database)
        again = House(folder / f"house{n}", house.databases).write(POLICY)
        digest = again.plan(kind, who)
        ended = child(again, digest, n)
        again.database.run("update customers set phone = '0699' where id = 2")  # an edit made meanwhile
        finish(again, digest)
        assert again.database.one("select phone from customers where id = 2") == "0699"
        again.database.run("update customers set phone = '0622' where id = 2")
        assert whole(again) == expected, f"killed before commit {n}"
        again.close()
        if ended == 0:
            break
    assert n > 4


def _cut(house: House, connection: sa.Connection) -> None:
    """End this connection from outside, as a network or an administrator does."""
    if house.database.kind == "postgresql":
        pid = connection.exec_driver_sql("select pg_backend_pid()").scalar()
        house.database.run(f"select pg_terminate_backend({pid})")
    else:
        pid = connection.exec_driver_sql("select connection_id()").scalar()
        house.database.run(f"kill {pid}")


def test_a_connection_that_is_cut_half_way_is_said_undone_and_done_by_the_same_call(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    if house.database.kind == "sqlite":
        pytest.skip("SQLite has no connection to cut")
    before, digest = whole(house), house.plan("erasure", ANNA)
    real = Work.mark_applied

    def cut(self: Work, *said: Any) -> None:
        _cut(house, self.connection)
        real(self, *said)

    with monkeypatch.context() as patch:
        patch.setattr(Work, "mark_applied", cut)
        with pytest.raises(GestandError) as failed:
            rights.do(house.context, digest)
    assert failed.value.diagnostics[0].code == "GS601"
    assert whole(house) == before
    found = rights.do(house.context, digest).found
    assert found is not None and found.complete
    assert not house.database.rows("select 1 from tickets where customer_id = 1")


def _hold_lock(house: House, seconds: float, locked: threading.Event) -> None:
    engine = sa.create_engine(house.database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if house.database.kind == "sqlite":
            connection.exec_driver_sql("update customers set phone = '0611x' where id = 1")
        else:
            connection.exec_driver_sql("select * from customers where id = 1 for update")
        locked.set()
        time.sleep(seconds)
        if house.database.kind != "sqlite":
            connection.exec_driver_sql("update customers set phone = 'last' where id = 1")


def test_a_row_that_somebody_else_has_locked_is_waited_for(house: House) -> None:
    locked = threading.Event()
    digest = house.plan("erasure", ANNA)
    other = threading.Thread(target=_hold_lock, args=(house, 1.0, locked))
    other.start()
    locked.wait(5)
    rights.do(house.context, digest)
    other.join()
    assert house.database.rows("select email, phone from customers where id = 1") == [(None, None)]


def test_a_lock_that_is_held_too_long_is_said_and_nothing_is_half_done(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    store = house.context.stores["shop"]
    soon = {
        "postgresql": "set lock_timeout = '300ms'",
        "mariadb": "set innodb_lock_wait_timeout = 1",
        "sqlite": "pragma busy_timeout = 300",
    }
    before, digest, locked = whole(house), house.plan("erasure", ANNA), threading.Event()
    store.engine.dispose()

    def ready(raw: Any, _: object) -> None:
        cursor = raw.cursor()
        cursor.execute(soon[house.database.kind])
        cursor.close()
        if house.database.kind == "postgresql":
            raw.commit()

    sa.event.listen(store.engine, "connect", ready)
    other = threading.Thread(target=_hold_lock, args=(house, 3.0, locked))
    other.start()
    locked.wait(5)
    with pytest.raises(GestandError) as busy:
        rights.do(house.context, digest)
    assert busy.value.diagnostics[0].code == "GS604"
    assert whole(house)["tickets"] == before["tickets"]
    other.join()
    rights.do(house.context, digest)
    assert not house.database.rows("select 1 from tickets where customer_id = 1")


def test_a_deadlock_is_said_and_the_same_call_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database chooses a victim. When it is us, nothing was done; when it is the other, we go on."""
    if house.database.kind == "sqlite":
        pytest.skip("SQLite has one lock, and no deadlocks")
    digest = house.plan("erasure", ANNA)
    engine = sa.create_engine(house.database.url, poolclass=sa.NullPool)
    held, ours = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("update mailing set address = address where id = 1")
                held.set()
                ours.wait(5)
                connection.exec_driver_sql("update customers set phone = 'other' where id = 1")
        except sa.exc.OperationalError:
            pass

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(5)
    real = Work.run_all

    def after_locking(self: Work, *said: Any) -> Any:
        ours.set()
        time.sleep(0.3)
        return real(self, *said)

    monkeypatch.setattr(Work, "run_all", after_locking)
    for _ in range(3):
        try:
            rights.do(house.context, digest)
            break
        except GestandError as error:
            assert error.diagnostics[0].code == "GS604"
    thread.join()
    assert not house.database.rows("select 1 from mailing where id = 1")
    assert not house.database.rows("select 1 from tickets where customer_id = 1")


def test_two_that_carry_out_one_plan_do_it_once(house: House) -> None:
    digest = house.plan("erasure", ANNA)
    house.close()
    both = [
        subprocess.Popen([sys.executable, str(KILLED), str(house.folder), digest, "10000"], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ends = [p.communicate()[1] for p in both]
    assert 0 in [p.returncode for p in both], ends
    for said, process in zip(ends, both, strict=True):
        assert process.returncode == 0 or "GS604" in said or "GS525" in said or "GS612" in said or "GS601" in said, said
    rights.do(house.context, digest)
    assert run.kept(house.context, digest).state == "complete"
    assert not house.database.rows("select 1 from tickets where customer_id = 1")
    assert house.database.one("select count(*) from customers") == 4


def test_a_table_that_somebody_changed_meanwhile_is_said_and_nothing_is_done(house: House) -> None:
    digest, before = house.plan("erasure", ANNA), whole(house)
    house.database.run("alter table customers rename column phone to telephone")
    with pytest.raises(GestandError) as changed:
        rights.do(house.context, digest)
    assert changed.value.diagnostics[0].code in ("GS606", "GS601")
    assert whole(house) == before


def test_the_disk_of_a_database_is_full(house: House) -> None:
    """SQLite says so itself when it may not grow; the servers say it by their own numbers."""
    store = house.context.stores["shop"]
    if house.database.kind == "sqlite":
        pages = house.database.one("pragma page_count")
        sa.event.listen(store.engine, "connect", lambda raw, _: raw.execute(f"pragma max_page_count = {pages}"))
        store.engine.dispose()
        digest, before = house.plan("erasure", ANNA), whole(house)
        with pytest.raises(GestandError) as full:
            rights.do(house.context, digest)
        assert full.value.diagnostics[0].code == "GS603" and whole(house) == before
        return
    error = pymysql.err.OperationalError(1021, "Disk full (/tmp); waiting for someone to free some space")
    if house.database.kind == "postgresql":
        import psycopg.errors

        error = psycopg.errors.DiskFull("could not extend file")
    assert store.said(error).diagnostics[0].code == "GS603"
