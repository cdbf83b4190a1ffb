"""Logs: written to all the while, rotated, killed at any step, locked, forbidden. No line lost, none half written, and it says so."""

import gzip
import os
import re
import shutil
import signal
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
from gestand.diagnostics import GestandError
from gestand.execute import run
from gestand.state import tables
from gestand.stores import folder as folders
from gestand.stores.folder import STAGED, Folder
from gestand.stores.ledger import Ledger
from weblogs import day_of, days_before, fill, line, read, site, there

ANNA = {"customer": [(1,)]}


@pytest.fixture
def logs(folder: Path) -> Path:
    return folder / "nginx"


@pytest.fixture
def house(folder: Path, sqlite_url: str) -> Iterator[House]:
    one = site(folder, Database(sqlite_url))
    yield one
    one.close()


def codes(error: pytest.ExceptionInfo[GestandError]) -> list[str]:
    assert "canary" not in str(error.value).lower() and "192.0.2" not in str(error.value), "nothing of a line is told"
    return [d.code for d in error.value.diagnostics]


# a server that writes all the while

SERVER = """
import os, signal, sys, time
path, *kinds = sys.argv[1:]
again, stop, n = True, False, 0
def reopen(*_):
    global again; again = True
def end(*_):
    global stop; stop = True
def write(kind):
    global n
    said = (kind.replace("NUMBER", str(n)) + "\\n").encode()
    os.write(log, said[:20]); os.write(log, said[20:])  # a line is not whole at once
    n += 1
signal.signal(signal.SIGUSR1, reopen); signal.signal(signal.SIGTERM, end)
while not stop:
    if again:  # in each new file first a few lines that are due by now, then those of today
        again = False
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        for _ in range(40):
            for kind in kinds: write(kind)
        print("opened", flush=True)
    write(kinds[0])
    time.sleep(0.002)
print(n, flush=True)
"""


class Server:
    """A process that writes to a log as nginx does: it opens it once, and again when it is told to."""

    def __init__(self, path: Path, kinds: list[str]) -> None:
        said = [sys.executable, "-c", SERVER, str(path), *(k.rstrip("\n") for k in kinds)]
        self.process = subprocess.Popen(said, stdout=subprocess.PIPE, text=True)
        self.path = path
        assert self.told() == "opened"

    def told(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def reopen(self) -> None:
        self.process.send_signal(signal.SIGUSR1)
        assert self.told() == "opened"

    def wrote(self, more: int) -> None:
        """Wait until it has written so many bytes more."""
        start = self.path.stat().st_size
        while self.path.stat().st_size < start + more:
            assert self.process.poll() is None

    def stop(self) -> int:
        self.process.terminate()
        n = int(self.told())
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return n


def numbers(lines: list[str], status: int) -> list[int]:
    return [int(m[1]) for said in lines if (m := re.search(rf'"GET /n/(\d+) HTTP/1.1" {status} ', said))]


@pytest.mark.parametrize("seen", [True, False], ids=["whom we can see", "whom we can't see"])
def test_a_server_that_writes_all_the_while_loses_no_line(
    seen: bool, folder: Path, sqlite_url: str, logs: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    house = site(folder, Database(sqlite_url), filled=False)
    if not seen:  # in a container we don't see the processes of the others
        monkeypatch.setattr("gestand.stores.listed.being_written", frozenset)
    kinds = [line(days_before(n), "/n/NUMBER", status=status) for n, status in ((0, 200), (10, 301), (40, 404))]
    server = Server(logs / "access.log", kinds)
    request.addfinalizer(server.process.kill)
    swept = 0
    for turn in range(4):
        server.wrote(10_000)
        swept += house.do("sweep").counts["DeleteRows"]
        os.rename(logs / "access.log", logs / f"access.log.{turn + 1}")  # the server writes on, under the new name
        swept += house.do("sweep").counts["DeleteRows"]
        server.reopen()
        swept += house.do("sweep").counts["DeleteRows"]
        if turn:  # as logrotate packs it: with the moment of the file
            plain = logs / f"access.log.{turn}"
            (logs / f"access.log.{turn}.gz").write_bytes(gzip.compress(plain.read_bytes()))
            old = 1_000_000_000 + turn
            os.utime(logs / f"access.log.{turn}.gz", (old, old))
            plain.unlink()
            server.wrote(5_000)
            house.do("sweep")
    n = server.stop()
    files = sorted(logs.glob("access.log*"), key=lambda p: int((p.name.split(".") + ["0"])[2]), reverse=True)
    files = [*sorted(p for p in files if p.suffix == ".gz"), logs / "access.log.4", logs / "access.log"]
    lines = [said for path in files for said in read(path)]
    today, week, month = (numbers(lines, status) for status in (200, 301, 404))
    assert today == sorted(set(today)) and week == sorted(set(week)), "each once, in order"
    assert len(today) + len(week) == n - 5 * 40 and len(week) == 5 * 40, (
        "every line of today, and every line that was only minimised"
    )
    assert swept == 5 * 40 and not month
    assert all(re.match(r"\S+ - - \[", said) for said in lines), "none half written"
    assert not any("192.0.2.77" in said for said in lines if '" 301 ' in said)
    house.close()


def test_a_line_that_is_not_whole_yet_is_none(house: House, logs: Path) -> None:
    with (logs / "access.log").open("ab", 0) as server:
        server.write(line("2026-11-22", "/account/C0001/x").encode()[:-10])
        house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
        house.do("erasure", ANNA)
        server.write(line("2026-11-22", "/account/C0001/x").encode()[-10:])
    assert read(logs / "access.log")[-1] == line("2026-11-22", "/account/C0001/x").strip()


def test_a_quiet_file_that_somebody_adds_to_in_this_very_moment_keeps_what_was_added(
    house: House, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = line(days_before(1), "/late")
    path = logs / "access.log.1"
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    real = os.replace

    def replaced(*args: Any, **more: Any) -> None:
        if args[1] == b"access.log.1":
            with path.open("a") as file:
                file.write(late)
        real(*args, **more)

    monkeypatch.setattr(os, "replace", replaced)
    house.do("erasure", ANNA)
    assert [f"{said}\n" for said in read(path)] == [day_of(days_before(1))[i] for i in (0, 4, 5)] + [late]


def test_rotated_between_looking_and_acting_it_looks_again(house: House, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    real, calls = Ledger.begin, []

    def begin(self: Ledger, acts: Any, marks: Any) -> None:
        real(self, acts, marks)
        calls.append(1)
        if len(calls) == 2:  # after everything was staged and written down
            os.rename(logs / "access.log", logs / "access.log.1")
            (logs / "access.log").touch()

    monkeypatch.setattr(Ledger, "begin", begin)
    digest = house.plan("erasure", ANNA)
    try:
        run.apply(house.context, digest)
    except GestandError as error:
        assert error.diagnostics[0].code == "GS604"
        run.apply(house.context, digest)
    assert not any("C0001" in said for lines in there(logs).values() for said in lines)


def test_cut_short_and_written_anew_under_the_same_inode_it_is_read_anew(house: House, logs: Path) -> None:
    store = house.context.stores["web"]
    with store.session() as connection:
        assert connection.exec_driver_sql("select count(*) from web").scalar() == 54
    path = logs / "access.log"
    size = path.stat().st_size
    with path.open("r+b") as file:  # copytruncate
        file.truncate(0)
        file.write(b"\0" * 10 + "".join(line("2026-11-22", f"/new/{i}") for i in range(60)).encode())
    assert path.stat().st_size > size
    with store.session(write=True) as connection:
        found = connection.exec_driver_sql(
            "select count(*), sum(url like '/new/%') from web where moment like '2026-11-22%'"
        ).one()
    assert tuple(found) == (60, 60)


# killed


def end_state(house: House, logs: Path) -> dict[str, Any]:
    """Everything that must be the same in the end."""
    context = house.reopen()
    with context.state.begin(write=False) as connection:
        plans = sorted(tuple(r) for r in connection.execute(sa.select(tables.plans.c.kind, tables.plans.c.state)))
        sealed = sorted(
            (r.key, str(context.state.unseal(r.values, f"{r.store} {r.key}")))
            for r in connection.execute(sa.select(tables.sealed))
            if r.table == "web"
        )
        entries = connection.execute(sa.text("select count(*) from evidence_entries")).scalar()
    return {
        "plans": plans,
        "sealed": sealed,
        "entries": entries,
        "lines": there(logs),
        "moments": {p.name: p.stat().st_mtime_ns for p in logs.iterdir() if p.is_file() and p.name != "access.log"},
        "rows": house.database.whole(["customers"]),
    }


@pytest.mark.parametrize("kind", ["erasure", "sweep", "restriction", "lifting"])
def test_killed_at_any_step_and_started_again_the_end_is_that_of_an_uninterrupted_run(
    kind: str, folder: Path, sqlite_url: str, logs: Path
) -> None:
    database = Database(sqlite_url)
    house = site(folder, database, more="overwrite: yes")
    for n in (2, 6, 20, 29, 31):
        next(logs.glob(f"access.log.{n}.*")).unlink()
    database.run("update customers set ended_on = '2026-11-01' where id = 1")
    whose = {} if kind == "sweep" else ANNA
    if kind == "lifting":
        house.do("restriction", whose, ground="disputed", until="it is settled")
    digest = house.plan(kind, whose)
    house.close()
    for kept in (house.home, logs):
        shutil.copytree(kept, folder / f"{kept.name} as planned", symlinks=True)
    rows = {t: database.rows(f"select * from {t}") for t in ("customers", "sessions")}

    def again() -> None:
        """Everything as it was when the plan was made."""
        house.close()
        for kept in (house.home, logs):
            shutil.rmtree(kept)
            shutil.copytree(folder / f"{kept.name} as planned", kept, symlinks=True)
        database.run("delete from sessions", "delete from customers", "drop table if exists gestand_applied")
        database.insert(
            "customers",
            [dict(zip(("id", "customer_no", "name", "email", "ended_on"), r, strict=True)) for r in rows["customers"]],
        )
        database.insert("sessions", [dict(zip(("sid", "customer_id", "started"), r, strict=True)) for r in rows["sessions"]])

    def others() -> None:
        """What the server writes meanwhile."""
        with (logs / "access.log").open("a") as file:
            file.write(line("2026-11-22", "/account/C0002/new", at="02:00:00") + line(days_before(1), "/new", at="02:00:01"))

    again()
    others()
    run.apply(house.reopen(), digest, beyond_brake="a test")
    wanted = end_state(house, logs)
    n, stride = (
        0,
        1 if settings.default.max_examples > 100 else {"sweep": 17, "erasure": 13}.get(kind, 7),
    )  # a soak: at every step
    while True:
        n += stride
        again()
        if not killed_at(house, digest, n):
            break
        others()
        run.apply(house.reopen(), digest, beyond_brake="a test")
        assert end_state(house, logs) == wanted, f"killed at step {n}"
        assert not [p for p in logs.iterdir() if STAGED.fullmatch(p.name.encode())], "what was staged is thrown away"
        assert run.apply(house.context, digest).again
    assert n > 20, "there were steps to be killed at"
    house.close()


def test_a_torn_change_in_place_is_ended(house: House, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes while a line is written: half of it is new."""
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    digest = house.plan("erasure", ANNA)
    real = os.pwrite

    class Off(BaseException):
        pass

    def torn(descriptor: int, data: bytes, at: int) -> int:
        real(descriptor, data[: len(data) // 2], at)
        raise Off

    monkeypatch.setattr(os, "pwrite", torn)
    with pytest.raises(Off):
        run.apply(house.context, digest)
    monkeypatch.undo()
    run.apply(house.reopen(), digest)
    assert [f"{said}\n" for said in read(logs / "access.log")] == [day_of("2026-11-22")[i] for i in (0, 4, 5)]


# not possible


@pytest.mark.parametrize("how", ["locked", "linked", "writing to what is packed"])
def test_a_file_that_can_not_be_changed_now_stops_the_step_and_nothing_is_half_done(
    how: str, house: House, logs: Path, folder: Path
) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    digest = house.plan("erasure", ANNA)
    before = there(logs)
    code = {
        "locked": f"import fcntl,sys; f = open({str(logs / 'access.log')!r}); fcntl.flock(f, fcntl.LOCK_SH)",
        "linked": f"import os,sys; os.link({str(logs / 'access.log')!r}, {str(folder / 'other')!r})",
        "writing to what is packed": f"import sys; f = open({str(logs / 'access.log.2.gz')!r}, 'r+b')",
    }[how]
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nprint('ready', flush=True)\nsys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        with pytest.raises(GestandError) as error:
            run.apply(house.context, digest)
        assert codes(error) == ["GS604"]
        assert there(logs) == before
    finally:
        process.communicate(b"", timeout=10)
    if how == "linked":
        assert (folder / "other").read_bytes() == (logs / "access.log").read_bytes(), (
            "never changed under a name of somebody else"
        )
        (folder / "other").unlink()
    run.apply(house.context, digest)
    assert not any("C0001" in said for lines in there(logs).values() for said in lines)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("closed", ["the folder", "the file of today", "an old file"])
def test_without_the_right_to_change_nothing_is_done_and_it_says_so(closed: str, house: House, logs: Path, folder: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    digest = house.plan("erasure", ANNA)
    house.close()
    before = there(logs)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    odd = {"the folder": logs, "the file of today": logs / "access.log", "an old file": logs / "access.log.8.gz"}[closed]
    odd.chmod({"the folder": 0o555, "the file of today": 0o440, "an old file": 0o000}[closed])
    os.seteuid(65534)
    try:
        with pytest.raises(GestandError) as error:
            run.apply(house.reopen(), digest)
        assert codes(error) == ["GS602"]
        house.close()
    finally:
        os.seteuid(0)
        odd.chmod(0o755)
    assert there(logs) == before


def test_a_full_disk_loses_nothing(house: House, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = house.plan("sweep")
    before = there(logs)
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) > 100 and "part" in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(folders.os, "write", full)
    with pytest.raises(GestandError) as error:
        run.apply(house.context, digest, beyond_brake="a test")
    assert codes(error) == ["GS603"]
    monkeypatch.undo()
    left = there(logs)
    assert {n: left.get(n) for n in left} == {n: before[n] for n in left} and not list(logs.glob(".gestand-*"))
    run.apply(house.context, digest, beyond_brake="a test")
    assert not any("C0001" in said for said in read(logs / "access.log.8.gz"))


def test_nothing_of_ours_holds_what_a_line_said(house: House, logs: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    house.do("erasure", ANNA)
    house.do("sweep")
    house.close()
    kept = [p for p in (*(logs / ".gestand").iterdir(), *house.home.rglob("*")) if p.is_file()]
    assert kept and not any(
        word in p.read_bytes() for p in kept for word in (b"192.0.2.77", b"C0001/invoices", b"5e55ion1", b"canaryanna")
    )
    assert not list(logs.glob(".gestand-*.part"))


def test_a_name_that_leads_elsewhere_is_never_written_to(
    house: House, logs: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who may write in the folder of the logs can't make us change a file of somebody else."""
    other = folder / "other.log"
    other.write_text("".join(day_of("2026-09-01")))
    before = other.read_bytes()
    (logs / "access.log.5").symlink_to(other)
    os.symlink(folder, logs / "access.log.d")
    house.do("sweep")
    assert other.read_bytes() == before

    fill(house.database, logs)
    real = Folder.stage

    def swapped(self: Folder, path: bytes, *args: Any, **more: Any) -> bytes:
        staged = real(self, path, *args, **more)
        if path == b"access.log.8.gz" and not (logs / "access.log.8.gz").is_symlink():
            (logs / "access.log.8.gz").unlink()
            (logs / "access.log.8.gz").symlink_to(other)
        return staged

    monkeypatch.setattr(Folder, "stage", swapped)
    house.do("sweep")
    assert other.read_bytes() == before and (logs / "access.log.8.gz").is_symlink()
