"""Durable work: several workers on one state on PostgreSQL, one of them killed in the middle; and the embedded one started again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cases.shop import ADDRESS, POLICY, TABLES, Counter
from databases import Clock, Database, House, sign_off
from gestand.cases import desk, identity, model
from gestand.cases.flow import State as Where
from gestand.execute.context import Context, open_policy
from gestand.state import State, now

WORKER = Path(__file__).with_name("worker.py")


@contextmanager
def worker(house: House, state: str, name: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own; it is ready when this returns."""
    command = [sys.executable, str(WORKER), str(house.folder / "policy"), str(house.home), state, name, *more]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.kill()
        process.wait(20)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def until(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until it is so; the time is a limit for what hangs, no measure."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


@pytest.fixture
def shop(folder: Path, sqlite_url: str) -> House:
    database = Database(sqlite_url)
    database.run(*TABLES)
    house = House(folder / "house", {"shop": database}, Clock(now())).write(POLICY)
    (house.folder / "policy" / "b.md").write_text("# Weighing\n")
    return house


def opened(house: House, state: str) -> Context:
    found = open_policy(house.folder / "policy")
    context = Context(found.policy, found.stores, State(house.home, state))
    house.opened.append(context)
    sign_off(context)
    return context


def test_what_a_killed_worker_had_taken_another_one_ends(shop: House, folder: Path, postgresql_url: str) -> None:
    context = opened(shop, postgresql_url)
    taken = folder / "taken"
    with worker(shop, postgresql_url, "first", "hang", str(taken)) as first:
        id = desk.receive(context, kind="access", channel="desk", asker=Counter.asker(ADDRESS), by="hanna")
        identity.by_staff(context, model.load(context, id), "customer", {"email": ADDRESS}, "known facts", "hanna")
        until(taken.exists)
        first.kill()  # as kill -9 does
        first.wait(20)
        assert model.load(context, id).by("prepared") == ""
        with worker(shop, postgresql_url, "second"):
            until(lambda: model.load(context, id).by("prepared"))
            for task in model.load(context, id).open_tasks:
                desk.answer_task(context, model.load(context, id), task.id, "nothing found", "hanna")
            until(lambda: model.load(context, id).state is Where.REVIEWING)
            desk.grant(context, model.load(context, id), "hanna")
            until(lambda: model.load(context, id).state is Where.RELEASED)
    done = [e.what for e in model.load(context, id).events]
    assert done.count("prepared") == 1 and done.count("done") == 1
    shop.close()


def test_two_workers_share_the_work_and_do_each_thing_once(shop: House, postgresql_url: str) -> None:
    context = opened(shop, postgresql_url)
    with worker(shop, postgresql_url, "first"), worker(shop, postgresql_url, "second"):
        ids = []
        for _ in range(8):
            id = desk.receive(context, kind="access", channel="desk", asker=Counter.asker(ADDRESS), by="hanna")
            identity.by_staff(context, model.load(context, id), "customer", {"email": ADDRESS}, "known facts", "hanna")
            ids.append(id)
        until(lambda: all(model.load(context, id).by("prepared") for id in ids))
    for id in ids:
        case = model.load(context, id)
        assert [e.what for e in case.events].count("prepared") == 1 and len(case.tasks) == 1
    shop.close()


def test_the_embedded_worker_goes_on_after_it_was_killed(shop: House, folder: Path) -> None:
    context = opened(shop, "")
    taken = folder / "taken"
    with worker(shop, "", "", "hang", str(taken)) as first:
        id = desk.receive(context, kind="access", channel="desk", asker=Counter.asker(ADDRESS), by="hanna")
        identity.by_staff(context, model.load(context, id), "customer", {"email": ADDRESS}, "known facts", "hanna")
        until(taken.exists)
        first.kill()
        first.wait(20)
    with worker(shop, "", ""):
        until(lambda: model.load(context, id).by("prepared"))
    assert [e.what for e in model.load(context, id).events].count("prepared") == 1
    shop.close()
