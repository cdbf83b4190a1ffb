"""NO-TRACE: whatever fails, nothing of ours says anything about people who are gone."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from shop import POLICY, fill, open_shop

from databases import Database, House
from gestand.diagnostics import GestandError
from gestand.evidence.publish import publish
from gestand.execute import run
from gestand.stores.sql import SqlStore
from gestand.stores.work import Work

ANNA = {"customer": [(1,)]}
CANARY = b"canary"


def traces(folder: Path) -> list[str]:
    """The files under a folder in which a canary sings."""
    return [str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and CANARY in p.read_bytes().lower()]


def _fails_at(n: int, monkeypatch: pytest.MonkeyPatch, how: Callable[[], Exception]) -> list[int]:
    """The nth thing that is asked of a store fails, with the values in the error, as drivers do."""
    calls: list[int] = []
    for name in ("execute", "run", "run_all", "run_batch", "mark_applied", "keys", "count", "count_all", "raw"):
        real = getattr(Work, name, None)
        if real is None:
            continue

        def failing(*args: Any, _real: Any = real, **more: Any) -> Any:
            calls.append(1)
            if len(calls) == n:
                raise how()
            return _real(*args, **more)

        monkeypatch.setattr(Work, name, failing)
    return calls


def broken() -> Exception:
    return sa.exc.DataError(
        "insert into customers values (?, ?)",
        {"name": "CANARYanna", "email": "canaryanna@x.nl"},
        Exception("Key (email)=(canaryanna@x.nl) already exists"),
    )


def test_after_a_failure_at_any_step_nothing_of_ours_speaks_of_who_is_gone(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    fill(database)
    house = House(folder / "house", {"shop": database}).write(POLICY)
    digest = house.plan("erasure", ANNA)
    for n in range(1, 400, 7 if database.pg else 1):
        with pytest.MonkeyPatch.context() as monkeypatch:
            calls = _fails_at(n, monkeypatch, broken)
            try:
                run.apply(house.context, digest)
                break
            except GestandError as error:
                said += [str(error), "".join(traceback.format_exception(error)), repr([d.as_dict() for d in error.diagnostics])]
        assert len(calls) == n
    else:
        pytest.fail("it never ended")
    assert n > 5, "there were steps to fail at"
    out = folder / "published"
    publish(house.context.state.engine, out)
    house.close()
    assert not [text for text in said if "canary" in text.lower()]
    assert "canary" not in caplog.text.lower()
    assert "canary" not in "".join(capfd.readouterr()).lower()
    assert not traces(house.home)
    assert not traces(out)
    left = {
        t: [r for r in rows if "CANARY" in repr(r) and "anna" in repr(r).lower()]
        for t, rows in database.whole(["customers", "orders", "parcels", "tickets", "mailing"]).items()
    }
    assert [row[:4] for row in left.pop("customers")] == [(1, "CANARYanna", None, None)], "the name is on an invoice"
    assert not any(left.values())


def test_the_question_of_a_plan_is_sealed_until_it_is_done_and_destroyed_then(database: Database, folder: Path) -> None:
    house = open_shop(folder / "house", database)
    digest = house.plan("rectification", ANNA, corrections={"customers.name": "CANARYnew"})
    assert not traces(house.home), "sealed"
    run.apply(house.context, digest)
    with house.context.state.begin(write=False) as connection:
        assert connection.execute(sa.text("select question from plans")).scalar() is None
    house.close()
    assert not traces(house.home)


def test_sealed_values_of_restricted_people_cannot_be_read_in_our_state(database: Database, folder: Path) -> None:
    house = open_shop(folder / "house", database)
    house.do("restriction", ANNA, ground="disputed", until="settled")
    assert not [r for r in database.rows("select * from customers where id = 1") if "CANARY" in repr(r)]
    house.close()
    assert not traces(house.home)
    house.do("lifting", ANNA)
    assert database.one("select name from customers where id = 1") == "CANARYanna"
    with house.context.state.begin(write=False) as connection:
        assert connection.execute(sa.text("select count(*) from sealed")).scalar() == 0
    house.close()


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_message_of_a_trigger_is_not_repeated(dialect: str, sqlite_url: str, folder: Path) -> None:
    house = open_shop(folder / "house", Database(sqlite_url))
    house.database.run("create trigger t before delete on orders begin select raise(abort, 'CANARYanna may not go'); end")
    with pytest.raises(GestandError) as error:
        house.do("erasure", ANNA)
    assert "CANARY" not in str(error.value)
    assert error.value.diagnostics[0].code == "GS605"
    assert SqlStore
    house.close()
