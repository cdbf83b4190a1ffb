"""STAYS-GONE: a backup is put back, what was done since is done again, and the end is that of a run in which no backup was put back:
edits made and people registered since included, and nobody who registered anew is touched."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from backups import Backup
from hypothesis import given, note
from hypothesis import strategies as st
from oracle import Oracle
from shop import NAMES, POLICY, fill
from test_all_or_nothing import _patched
from test_invariants import Bench, persons, says, somebody
from worlds import World, worlds

from databases import Database, House
from folders import desk as telephone_desk
from folders import there
from gestand.diagnostics import GestandError
from gestand.execute import replay, run
from gestand.policy.model import Name

NOBODY = {"customer": [(99,)]}
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["erasure", "erasure", "restriction", "rectification", "lifting", "objection"]), st.integers(1, 255)
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture
def bench(database: Database, folder: Path) -> Bench:
    return Bench(database, folder)


def act(house: House, world: World, kind: str, whose: Mapping[str, Any]) -> bool:
    """Do it; whether the world has what it needs."""
    more: dict[str, Any] = {}
    if kind == "restriction":
        more = {"ground": "accuracy contested", "until": "it is settled"}
    if kind == "rectification":
        more = {"corrections": {"shop.customers.label": "right"}}
    if kind == "objection":
        uses = [a.name for a in world.activities if a.basis == "legitimate interest"]
        if not uses:
            return False
        more = {"activity": uses[0]}
    house.do(kind, whose, **more)
    return True


def meanwhile(bench: Bench, world: World, acted: set[Any]) -> None:
    """What others do after the backup was put back: somebody registers, somebody else's row is edited."""
    row = dict.fromkeys(world.tables["customers"].columns)
    bench.database.insert("customers", [row | {"id": 78, "email": "z@x.nl", "label": "new", "state": "open"}])
    for customer in world.rows["customers"]:
        if ("customers", customer["id"]) not in acted:
            bench.database.run(f"update customers set note = 'edited' where id = {customer['id']}")


@given(world=worlds(), what=ACTS, registered=st.booleans(), closed=st.booleans())
def test_the_end_is_that_of_a_run_without_a_backup(
    bench: Bench, world: World, what: list[tuple[str, int]], registered: bool, closed: bool
) -> None:
    house = bench.fill(world)
    try:
        note(f"{what} {registered=} {closed=}\n{world!r}")
        house.do("erasure", NOBODY)  # the store knows of an act, as it does in practice
        backup = Backup(bench.database, [*world.tables, "counts"]).take()
        before = bench.look(world)
        if registered:  # and lost with the backup: the key is given out again
            row = dict.fromkeys(world.tables["customers"].columns)
            bench.database.insert("customers", [row | {"id": 77, "email": "lost@x.nl", "label": "lost", "state": "shut"}])
            house.do("erasure", {"customer": [(77,)]})
        acted = set()
        did = []
        for kind, which in what:
            whose = somebody(world, which)
            if act(house, world, kind, whose):
                acted |= persons(whose)
                did.append(kind)
        if not closed:
            meanwhile(bench, world, acted)
        wanted = bench.look(world)

        backup.put_back()
        assert bench.look(world).at == before.at
        if not closed:
            meanwhile(bench, world, acted)
        anew = {"id": 77, "email": "anew@x.nl", "label": "anew", "state": "open"}
        if registered and not closed:
            bench.database.insert("customers", [dict.fromkeys(world.tables["customers"].columns) | anew])
        house.reopen()
        if did or registered:
            with pytest.raises(GestandError) as refused:
                house.do("erasure", {"customer": [(1,)]})
            assert refused.value.diagnostics[0].code == "GS540"
        seen = replay.look(house.context, closed=closed)
        replay.do(house.context, seen, leave=True)
        after = bench.look(world)
        mine = {k: v for k, v in after.at.items() if k != ("customers", (77,))}
        theirs = {k: v for k, v in wanted.at.items() if k != ("customers", (77,))}
        if registered and not closed:
            assert {c: after.at["customers", (77,)][c] for c in anew} == anew, "nobody who registered anew is touched"
        if not seen.unclear_rows:
            assert mine == theirs
        if did == ["erasure"] and not registered and closed:
            assert not (broken := Oracle(world, before, after, acted).check()), says(broken)
        assert not replay.look(house.context).acts, "SAME-TWICE"
    finally:
        house.close()


# killed in the middle


def _acts(house: House) -> None:
    house.do("erasure", {"customer": [(1,)]})
    house.do("rectification", {"customer": [(2,)]}, corrections={"shop.customers.phone": "0699"})
    house.do("restriction", {"customer": [(4,)]}, ground="unlawful", until="")


def _killed_at(house: House, n: int) -> bool:
    """Replay in a process that is killed at its nth step; whether it came that far."""
    if (child := os.fork()) == 0:
        count, status = 0, 1

        def reached() -> None:
            nonlocal count
            count += 1
            if count == n:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            context = house.reopen()
            _patched(reached)
            replay.do(context, replay.look(context, closed=True))
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, "the replay failed by itself"
    return os.WIFSIGNALED(ended)


def test_killed_in_the_middle_and_run_again_it_ends_as_if_nothing_had_happened(database: Database, folder: Path) -> None:
    fill(database)
    house = House(folder / "house", {"shop": database}).write(POLICY)
    house.do("sweep")
    backup = Backup(database, NAMES).take()
    _acts(house)
    wanted = database.whole(NAMES)
    house.reopen()
    for store in house.context.stores.values():
        store.engine.dispose()
    house.context.state.engine.dispose()
    shutil.copytree(house.home, folder / "home as it was")
    n, stride = 0, 11 if database.kind == "sqlite" else 23
    while True:
        n += stride
        shutil.rmtree(house.home)
        shutil.copytree(folder / "home as it was", house.home)
        backup.put_back()
        if not _killed_at(house, n):
            break
        context = house.reopen()
        seen = replay.look(context, closed=True)
        done = replay.do(context, seen) if seen.acts else None
        assert database.whole(NAMES) == wanted, f"killed at step {n}"
        assert done is None or done.counts["CorrectValue"] == 1 and done.acts == 3
        assert not replay.look(context).acts
    assert n > 2 * stride, "there were steps to be killed at"
    house.close()


# a lifted restriction: the backup has only the placeholders


def test_what_was_sealed_at_the_moment_of_the_backup_comes_back(database: Database, folder: Path) -> None:
    fill(database)
    house = House(folder / "house", {"shop": database}).write(POLICY)
    began = database.whole(NAMES)
    house.do("restriction", {"customer": [(2,)]}, ground="unlawful", until="")
    backup = Backup(database, NAMES).take()
    house.do("lifting", {"customer": [(2,)]})
    assert database.whole(NAMES) == began
    backup.put_back()
    assert database.whole(NAMES) != began
    replay.do(house.reopen(), replay.look(house.context, closed=True))
    assert database.whole(NAMES) == began
    house.close()


# files and their ledger


@pytest.fixture
def calls(folder: Path, sqlite_url: str) -> Iterator[House]:
    one = telephone_desk(folder, Database(sqlite_url))
    yield one
    one.close()


def test_recordings_that_are_put_back_with_their_ledger_go_again(calls: House, folder: Path) -> None:
    recordings = folder / "recordings"
    calls.do("erasure", NOBODY)
    shutil.copytree(recordings, folder / "backup")
    calls.do("erasure", {"customer": [(1,)]})
    wanted = there(recordings)
    assert not any(name.startswith("C0001") for name in wanted)
    shutil.rmtree(recordings)
    shutil.copytree(folder / "backup", recordings)
    context = calls.reopen()
    with pytest.raises(GestandError) as refused:
        run.apply(context, calls.plan("erasure", {"customer": [(2,)]}))
    assert refused.value.diagnostics[0].code == "GS540" and refused.value.diagnostics[0].about == "recordings"
    seen = replay.look(context)
    assert {a.stores for a in seen.acts} == {("recordings",)}
    replay.do(context, seen)
    assert there(recordings) == wanted
    assert Name("recordings", "recordings") not in seen.unclear_rows
