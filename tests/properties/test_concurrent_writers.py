"""PostgreSQL: others go on writing while people are erased. Nothing of theirs is lost, nothing is half erased."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from shop import POLICY, fill

from databases import Database, House
from gestand.diagnostics import GestandError
from gestand.execute import run
from gestand.stores.work import Work

ANNA = {"customer": [(1,)]}


@pytest.fixture
def house(postgresql_url: str, folder: Path) -> Iterator[House]:
    database = Database(postgresql_url)
    fill(database)
    one = House(folder / "house", {"shop": database}).write(POLICY)
    yield one
    one.close()


def connect(house: House) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(sa.make_url(house.database.url).set(drivername="postgresql").render_as_string(hide_password=False))


def test_writers_meanwhile_lose_nothing_and_nobody_is_half_erased(house: House) -> None:
    stop, written, refused = threading.Event(), [], []

    def write(which: int) -> None:
        with connect(house) as connection:
            connection.autocommit = True
            n = 1000 * which
            while not stop.is_set():
                n += 1
                for customer in (1, 2):
                    try:
                        connection.execute(
                            "insert into orders values (%s, %s, 'Meanwhile', '2026-11-22', 'new')", (n * 2 + customer, customer)
                        )
                        written.append((n * 2 + customer, customer))
                        connection.execute("update customers set phone = %s where id = %s", (str(n), customer))
                    except psycopg.errors.ForeignKeyViolation:
                        refused.append(customer)
                    except psycopg.errors.DeadlockDetected:
                        pass

    writers = [threading.Thread(target=write, args=(i,)) for i in (100, 200)]
    for writer in writers:
        writer.start()
    try:
        time.sleep(0.3)
        for _ in range(20):
            try:
                house.do("erasure", ANNA)
                break
            except GestandError as error:
                assert error.diagnostics[0].code == "GS604"
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    there = set(house.database.rows("select id, customer_id from orders"))
    assert {w for w in written if w[1] == 2} <= there, "nothing of others was lost"
    assert house.database.one("select name from customers where id = 1") == "CANARYanna", "on an invoice"
    erased_again = house.do("erasure", ANNA)  # what came in after the erasure is new; what came before is gone whole
    assert not house.database.rows("select 1 from orders where customer_id = 1")
    assert not house.database.rows("select 1 from parcels l left join orders o on o.id = l.order_id where o.id is null")
    assert erased_again is not None


@pytest.mark.parametrize(
    ("what", "statement"), [("40P01", "deadlock_detected"), ("55P03", "lock_not_available"), ("40001", "serialization_failure")]
)
def test_a_database_that_says_no_is_one_clear_error_and_a_restart_finishes(
    house: House, monkeypatch: pytest.MonkeyPatch, what: str, statement: str
) -> None:
    digest = house.plan("erasure", ANNA)
    real = Work.mark_applied

    def refused(self: Work, plan: str, batch: int, counts: str) -> None:
        self.connection.exec_driver_sql(f"do $$ begin raise exception 'CANARYanna' using errcode = '{what}'; end $$")

    monkeypatch.setattr(Work, "mark_applied", refused)
    with pytest.raises(GestandError) as error:
        run.apply(house.context, digest)
    assert [d.code for d in error.value.diagnostics] == ["GS604"], statement
    assert "CANARY" not in str(error.value)
    assert house.database.one("select count(*) from orders where customer_id = 1") == 2, "all or nothing"
    monkeypatch.setattr(Work, "mark_applied", real)
    run.apply(house.context, digest)
    assert house.database.one("select count(*) from orders where customer_id = 1") == 0


def test_a_row_that_waits_for_our_lock_is_not_half_erased(house: House) -> None:
    """An order of Anna's that is added while she is erased waits, and then stands or falls as a whole."""
    began, result = threading.Event(), []

    def add() -> None:
        began.wait(10)
        with connect(house) as connection:
            try:
                connection.execute("insert into orders values (70, 1, 'Late', '2026-11-22', 'new')")
                result.append("added")
            except psycopg.errors.ForeignKeyViolation:
                result.append("refused")

    writer = threading.Thread(target=add)
    writer.start()
    real = Work.mark_applied

    def slow(self: Work, plan: str, batch: int, counts: str) -> None:
        began.set()
        time.sleep(0.5)
        assert not result, "it waits for us"
        real(self, plan, batch, counts)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Work, "mark_applied", slow)
        house.do("erasure", ANNA)
    writer.join()
    assert result == ["added"]
    assert house.database.rows("select street from orders where customer_id = 1") == [("Late",)]


def test_a_store_that_goes_away_half_way_is_said_and_a_restart_finishes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = house.plan("erasure", ANNA)
    real = Work.mark_applied

    def gone(self: Work, plan: str, batch: int, counts: str) -> None:
        me = self.connection.exec_driver_sql("select pg_backend_pid()").scalar()
        with connect(house) as other:
            other.execute("select pg_terminate_backend(%s)", (me,))
        real(self, plan, batch, counts)

    monkeypatch.setattr(Work, "mark_applied", gone)
    with pytest.raises(GestandError) as error:
        run.apply(house.context, digest)
    assert error.value.diagnostics[0].code == "GS601"
    monkeypatch.setattr(Work, "mark_applied", real)
    assert run.apply(house.context, digest).counts["DeleteRows"] > 0


def test_a_role_without_rights_is_told_so_and_nothing_is_done(house: House) -> None:
    database = house.database
    role = f"gestand_reader_{sa.make_url(database.url).database}"
    database.run(
        f"create role {role} login",
        f"grant select on all tables in schema public to {role}",
        f"grant create, usage on schema public to {role}",
    )
    try:
        reader = Database(sa.make_url(database.url).set(username=role).render_as_string(hide_password=False))
        one = House(house.folder.parent / "reader", {"shop": reader}).write(POLICY)
        before = database.whole(["customers", "orders"])
        with pytest.raises(GestandError) as error:
            one.do("erasure", ANNA)
        assert error.value.diagnostics[0].code == "GS602"
        assert database.whole(["customers", "orders"]) == before
        one.close()
    finally:
        database.run(f"drop owned by {role}", f"drop role {role}")
