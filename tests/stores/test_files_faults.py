"""Files: killed at any step, changed by others meanwhile, locked, forbidden. Nothing half done, nothing lost, and it says so."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from killing import killed_at

from databases import Database, House
from folders import call, desk, fill, there
from gestand.diagnostics import GestandError
from gestand.execute import run
from gestand.state import tables
from gestand.stores import folder as folders
from gestand.stores.folder import STAGED
from gestand.stores.ledger import Ledger

ANNA = {"customer": [(1,)]}
OLD, NEW = "2026-10-01-1.wav", "2026-11-20-2.wav"


@pytest.fixture
def recordings(folder: Path) -> Path:
    return folder / "recordings"


@pytest.fixture
def house(folder: Path, sqlite_url: str) -> Iterator[House]:
    one = desk(folder, Database(sqlite_url))
    yield one
    one.close()


def codes(error: pytest.ExceptionInfo[GestandError]) -> list[str]:
    assert "canary" not in str(error.value).lower() and "C0001" not in str(error.value), "no name of a file is told"
    return [d.code for d in error.value.diagnostics]


def end_state(house: House, recordings: Path) -> dict[str, Any]:
    """Everything that must be the same in the end."""
    context = house.reopen()
    with context.state.begin(write=False) as connection:
        plans = sorted(tuple(r) for r in connection.execute(sa.select(tables.plans.c.kind, tables.plans.c.state)))
        sealed = sorted(
            (
                r.table,
                r.key,
                len(context.state.unseal(r.values, f"{r.store if r.store == r.table else f'{r.store}.{r.table}'} {r.key}")),
            )
            for r in connection.execute(sa.select(tables.sealed))
        )
        entries = connection.execute(sa.text("select count(*) from evidence_entries")).scalar()
    files = sorted(p.name for p in (house.home / "sealed").glob("*")) if (house.home / "sealed").exists() else []
    folders_left = sorted(str(p.relative_to(recordings)) for p in recordings.rglob("*") if p.is_dir() and p.name != ".gestand")
    return {
        "plans": plans,
        "sealed": sealed,
        "entries": entries,
        "files": there(recordings),
        "folders": folders_left,
        "kept": len(files),
        "rows": house.database.whole(["customers"]),
    }


@pytest.mark.parametrize("kind", ["erasure", "sweep", "restriction", "lifting"])
def test_killed_at_any_step_and_started_again_the_end_is_that_of_an_uninterrupted_run(
    kind: str, folder: Path, sqlite_url: str, recordings: Path
) -> None:
    database = Database(sqlite_url)
    house = desk(folder, database, more="overwrite: yes")
    database.run("update customers set ended_on = '2026-11-01' where id = 1")
    whose = {} if kind == "sweep" else ANNA
    if kind == "lifting":
        house.do("restriction", whose, ground="disputed", until="it is settled")
    digest = house.plan(kind, whose)
    house.close()
    for kept in (house.home, recordings):
        shutil.copytree(kept, folder / f"{kept.name} as planned", symlinks=True)
    rows = database.whole(["customers"])["customers"]

    def again() -> None:
        """Everything as it was when the plan was made."""
        house.close()
        for kept in (house.home, recordings):
            shutil.rmtree(kept)
            shutil.copytree(folder / f"{kept.name} as planned", kept, symlinks=True)
        database.run("delete from customers", "drop table if exists gestand_applied")
        database.insert(
            "customers", [dict(zip(("id", "customer_no", "name", "email", "ended_on"), r, strict=True)) for r in rows]
        )

    def others() -> None:
        """What other people do meanwhile."""
        call(recordings, 2, "2026-11-21", 7, b"a new call of Bert")
        call(recordings, 3, "2026-11-21", 8, b"the first call of Carla")
        database.run("update customers set name = 'Bert B.' where id = 2")

    again()
    others()
    run.apply(house.reopen(), digest, beyond_brake="a test")
    wanted = end_state(house, recordings)
    n, stride = 0, 1 if settings.default.max_examples > 100 else 7 if kind == "sweep" else 5  # a soak: at every step
    while True:
        n += stride
        again()
        if not killed_at(house, digest, n):
            break
        others()
        run.apply(house.reopen(), digest, beyond_brake="a test")
        assert end_state(house, recordings) == wanted, f"killed at step {n}"
        left = [p for p in recordings.rglob("*") if STAGED.fullmatch(p.name.encode())]
        assert not left, "what was staged is thrown away"
        assert run.apply(house.context, digest).again
    assert n > 20, "there were steps to be killed at"
    house.close()


def test_what_was_staged_by_a_killed_process_goes_with_the_next_act(house: House, recordings: Path) -> None:
    stale = recordings / "C0001" / ".gestand-0123456789abcdef.part"
    stale.write_bytes(b"half a file")
    house.preview("sweep")
    assert stale.exists(), "looking changes nothing"
    with house.context.stores["recordings"].session() as connection:
        assert connection.exec_driver_sql("select count(*) from recordings").scalar() == 4
    house.do("sweep")
    assert not stale.exists()


def test_a_file_that_vanished_meanwhile_is_gone(house: House, recordings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = Ledger.begin, []

    def begin(self: Ledger, acts: Any, marks: Any) -> None:
        calls.append(1)
        if len(calls) == 2:  # after the files were listed for the first batch
            (recordings / "C0001" / OLD).unlink()
        real(self, acts, marks)

    monkeypatch.setattr(Ledger, "begin", begin)
    house.do("sweep")
    assert set(there(recordings)) == {f"C0001/{NEW}", f"C0002/{NEW}"}


def test_a_file_that_appears_or_changes_meanwhile_is_looked_at_again(
    house: House, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Ledger.begin, []

    def begin(self: Ledger, acts: Any, marks: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            (recordings / "C0001" / OLD).unlink()
            call(recordings, 1, "2026-10-01", 1, b"another file under the name")
            call(recordings, 2, "2026-10-02", 5, b"an old call that comes in late")
        real(self, acts, marks)

    monkeypatch.setattr(Ledger, "begin", begin)
    assert house.do("sweep").counts["DeleteRows"] == 3, "tried again with what is there now"
    assert set(there(recordings)) == {f"C0001/{NEW}", f"C0002/{NEW}"}


def test_after_a_kill_a_new_file_under_the_old_name_is_left_alone(house: House, recordings: Path, folder: Path) -> None:
    digest = house.plan("sweep")
    for n in range(1, 200):
        if not killed_at(house, digest, n):
            pytest.fail("never killed between the ledger and the files")
        ledger = Ledger(recordings, "recordings")
        if ledger.path.exists() and ledger.path.stat().st_size and ledger.busy():
            break
        fill(house.database, recordings)
    other = folder / "other"
    other.write_bytes(b"made after the kill")
    os.replace(other, recordings / "C0001" / OLD)
    house.reopen()
    with house.context.stores["recordings"].session(write=True):
        pass
    assert there(recordings)[f"C0001/{OLD}"] == b"made after the kill"
    assert f"C0002/{OLD}" not in there(recordings)


def _holding(path: Path, how: str) -> "subprocess.Popen[bytes]":
    """Another process that has the file open, or locked."""
    code = (
        "import fcntl, sys\n"
        f"f = open({str(path)!r}, {'rb' if how == 'flock' else 'r+b'!r})\n"
        + {"flock": "fcntl.flock(f, fcntl.LOCK_SH)", "lockf": "fcntl.lockf(f, fcntl.LOCK_EX)", "writing": "pass"}[how]
        + "\nprint('ready', flush=True)\nsys.stdin.read()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize("how", ["flock", "lockf", "writing"])
def test_a_file_in_use_stops_the_step_and_nothing_is_half_done(how: str, house: House, recordings: Path) -> None:
    before = there(recordings)
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    digest = house.plan("erasure", ANNA)
    process = _holding(recordings / "C0001" / NEW, how)
    try:
        with pytest.raises(GestandError) as error:
            run.apply(house.context, digest)
        assert codes(error) == ["GS604"]
        assert there(recordings) == before
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
    run.apply(house.context, digest)
    assert not (recordings / "C0001").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("closed", ["the folder of a customer", "the whole folder", "unreadable"])
def test_without_the_right_to_delete_nothing_is_done_and_it_says_so(
    closed: str, house: House, recordings: Path, folder: Path
) -> None:
    digest = house.plan("sweep")
    house.close()
    before = there(recordings)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    odd = {"the folder of a customer": recordings / "C0002", "the whole folder": recordings, "unreadable": recordings / "C0002"}[
        closed
    ]
    odd.chmod(0o000 if closed == "unreadable" else 0o555)
    os.seteuid(65534)
    try:
        with pytest.raises(GestandError) as error:
            run.apply(house.reopen(), digest, beyond_brake="a test")
        assert codes(error) == ["GS602"]
        house.close()
    finally:
        os.seteuid(0)
        odd.chmod(0o755)
    assert there(recordings) == before


def test_another_gestand_at_work_is_waited_for_and_then_told(
    house: House, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = house.plan("sweep")
    ledger = Ledger(recordings, "recordings")
    monkeypatch.setattr("gestand.stores.ledger.PATIENCE", 0.05)
    ledger.folder.mkdir(mode=0o700)
    descriptor = os.open(ledger.folder / f"{ledger.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(GestandError) as error:
        run.apply(house.context, digest, beyond_brake="a test")
    assert codes(error) == ["GS604"]
    os.close(descriptor)
    run.apply(house.context, digest, beyond_brake="a test")
    assert len(there(recordings)) == 2


def test_a_full_disk_while_content_comes_back_loses_nothing(
    house: House, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = there(recordings)
    house.do("restriction", ANNA, ground="disputed", until="it is settled")
    digest = house.plan("lifting", ANNA)
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if b"voice of customer" in bytes(data):
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(folders.os, "write", full)
    with pytest.raises(GestandError) as error:
        run.apply(house.context, digest)
    assert codes(error) == ["GS603"]
    monkeypatch.undo()
    assert not list(recordings.rglob("*.part"))
    run.apply(house.context, digest)
    assert there(recordings) == before


def test_a_folder_that_is_not_there_is_a_finding(folder: Path, sqlite_url: str, recordings: Path) -> None:
    house = desk(folder, Database(sqlite_url))
    digest = house.plan("sweep")
    shutil.move(recordings, folder / "elsewhere")
    with pytest.raises(GestandError) as error:
        run.apply(house.context, digest, beyond_brake="a test")
    assert codes(error) == ["GS601"]
    shutil.move(folder / "elsewhere", recordings)
    run.apply(house.context, digest, beyond_brake="a test")
    assert len(there(recordings)) == 2
    house.close()


def test_nothing_of_ours_names_files_that_are_gone(house: House, recordings: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    call(recordings, 1, "2026-11-19", 77)
    house.do("erasure", ANNA)
    house.close()
    kept = [p for p in (recordings / ".gestand").iterdir() if p.is_file()]
    assert kept and not any(b"C0001" in p.read_bytes() or b"-77" in p.read_bytes() for p in kept)
    assert not any(b"2026-11-19-77" in p.read_bytes() for p in house.home.rglob("*") if p.is_file())
