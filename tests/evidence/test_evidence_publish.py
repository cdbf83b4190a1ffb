"""Published logs: complete after every interruption, and no byte of one can change unseen."""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from gestand.evidence import log
from gestand.evidence import publish as publishing
from gestand.evidence.entry import Entry
from gestand.evidence.errors import NoteError, PublishError
from gestand.evidence.note import Checkpoint, SigningKey, sign_note
from gestand.evidence.publish import publish
from gestand.evidence.tables import checkpoints, entries, hashes, salts
from gestand.evidence.verify import verify_log

Make = Callable[..., Entry]
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def append(engine: Engine, key: SigningKey, entry: Make, first: int, count: int, **changes: Any) -> None:
    with engine.begin() as connection:
        log.append(connection, [replace(entry(first + n, b"alice"), **changes) for n in range(count)], key)


def files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and ".tmp" not in path.parts
    }


def test_every_growth_is_published_and_verifies(engine: Engine, key: SigningKey, entry: Make, tmp_path: Path) -> None:
    directory = tmp_path / "log"
    assert publish(engine, directory) == 0
    size, older = 0, None
    for count in (1, 3, 251, 1, 1, 255, 100, 512):
        append(engine, key, entry, size, count)
        size += count
        assert publish(engine, directory) == size == publish(engine, directory)
        report = verify_log(directory, [key.vkey], older)
        assert (report.problems, report.ahead) == ((), ())
        assert report.checkpoint is not None and report.checkpoint.size == size and report.vkeys == (key.vkey,)
        older = (directory / "checkpoint").read_text()
    publish(engine, tmp_path / "at once")
    once, grown = files(tmp_path / "at once"), files(directory)
    assert {path: grown[path] for path in once} == once
    assert set(once) == {path for path in grown if ".p/" not in path or path in once}
    assert not list(directory.glob("tile/0/000.p")), "partial files go once the full one is there"


@pytest.mark.parametrize("crash", ["replace", "fsync", "rmtree"])
def test_an_interruption_at_any_point_leaves_a_log_and_the_next_run_completes_it(
    crash: str, sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = SigningKey.make(key.name)
    append(sqlite_engine, key, entry, 0, 200)
    publish(sqlite_engine, tmp_path / "before")
    append(sqlite_engine, key, entry, 200, 100)
    publish(sqlite_engine, tmp_path / "between")
    with sqlite_engine.begin() as connection:
        log.rotate(connection, key, new, time=LATER, actor="staff-1")
    append(sqlite_engine, new, entry, 301, 300, time=LATER)
    publish(sqlite_engine, tmp_path / "wanted")

    owner: Any = shutil if crash == "rmtree" else os
    real = getattr(owner, crash)
    for stop_at in range(60):
        directory = tmp_path / f"{crash}-{stop_at}"
        shutil.copytree(tmp_path / "before", directory)
        older = (directory / "checkpoint").read_text()
        calls = 0

        def stop(*arguments: Any, stop_at: int = stop_at, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > stop_at:
                raise KeyboardInterrupt
            return real(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(owner, crash, stop)
            try:
                publish(sqlite_engine, directory)
                completed = True
            except KeyboardInterrupt:
                completed = False
        assert verify_log(directory, [key.vkey], older).problems == ()
        assert publish(sqlite_engine, directory) == 601
        assert verify_log(directory, [key.vkey], older).problems == ()
        assert files(directory) == files(tmp_path / "wanted")
        if completed:
            assert stop_at > 2
            break
    else:
        pytest.fail("it was never completed")


def test_a_database_set_back_is_refused(sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path) -> None:
    append(sqlite_engine, key, entry, 0, 5)
    publish(sqlite_engine, tmp_path / "log")
    with sqlite_engine.begin() as connection:
        for table in (salts, entries, hashes, checkpoints):
            connection.execute(table.delete())
    with pytest.raises(PublishError, match="not a checkpoint that this log has signed"):
        publish(sqlite_engine, tmp_path / "log")
    append(sqlite_engine, key, entry, 1, 9)
    with pytest.raises(PublishError, match="not a checkpoint that this log has signed"):
        publish(sqlite_engine, tmp_path / "log")
    (tmp_path / "log" / "checkpoint").write_bytes(b"\xff")
    with pytest.raises(PublishError, match="damaged"):
        publish(sqlite_engine, tmp_path / "log")


def test_two_cannot_publish_at_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    with publishing._alone(tmp_path), pytest.raises(PublishError, match="somebody else"):
        publish(sqlite_engine, tmp_path)
    publish(sqlite_engine, tmp_path)


def test_what_is_not_committed_is_not_published(sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path) -> None:
    append(sqlite_engine, key, entry, 0, 2)
    with sqlite_engine.connect() as connection:
        log.append(connection, [entry(3)], key)
        assert publish(sqlite_engine, tmp_path) == 2
        connection.rollback()


@pytest.fixture
def small(sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path) -> tuple[Path, SigningKey]:
    """A log with files of every kind: partial ones that are left over, and a change of key."""
    new = SigningKey.make(key.name)
    append(sqlite_engine, key, entry, 0, 1)
    publish(sqlite_engine, tmp_path / "log")
    with sqlite_engine.begin() as connection:
        log.rotate(connection, key, new, time=LATER, actor="staff-1")
    publish(sqlite_engine, tmp_path / "log")
    append(sqlite_engine, new, entry, 2, 2, time=LATER)
    publish(sqlite_engine, tmp_path / "log")
    return tmp_path / "log", new


def test_any_key_of_the_log_is_enough_and_no_other(small: tuple[Path, SigningKey], key: SigningKey) -> None:
    directory, new = small
    for vkeys in ([key.vkey], [new.vkey], [key.vkey, new.vkey], [SigningKey.make("x").vkey, key.vkey]):
        report = verify_log(directory, vkeys)
        assert report.ok and report.vkeys == (key.vkey, new.vkey)
    for vkeys in ([], [SigningKey.make(key.name).vkey]):
        (problem,) = verify_log(directory, vkeys).problems
        assert "trusted" in problem.message
    with pytest.raises(NoteError):
        verify_log(directory, ["no vkey"])


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_every_flipped_byte_of_every_file_is_found(small: tuple[Path, SigningKey], key: SigningKey, flip: int) -> None:
    directory, _ = small
    assert {path.split("/")[0] for path in files(directory)} == {"checkpoint", "rotation", "tile"}
    for path, data in files(directory).items():
        for position in range(len(data)):
            (directory / path).write_bytes(data[:position] + bytes([data[position] ^ flip]) + data[position + 1 :])
            report = verify_log(directory, [key.vkey])
            assert not report.ok, (path, position)
            assert all(problem.path in problem.message for problem in report.problems)
        for changed in (b"", data[:-1], data + b"\n"):
            (directory / path).write_bytes(changed)
            assert not verify_log(directory, [key.vkey]).ok, (path, len(changed))
        (directory / path).write_bytes(data)
        assert verify_log(directory, [key.vkey]).ok


def test_flipped_bytes_of_a_greater_log_are_found_and_named(
    sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path
) -> None:
    append(sqlite_engine, key, entry, 0, 600)
    publish(sqlite_engine, tmp_path / "log")
    random.seed(6962)
    everything = files(tmp_path / "log")
    assert len(everything) == 8
    for path, data in everything.items():
        for position in random.sample(range(len(data)), min(12, len(data))):
            (tmp_path / "log" / path).write_bytes(data[:position] + bytes([data[position] ^ 4]) + data[position + 1 :])
            problems = verify_log(tmp_path / "log", [key.vkey]).problems
            assert problems, (path, position)
            if not path.startswith("tile/entries"):
                assert {problem.path for problem in problems} == {path}
        (tmp_path / "log" / path).write_bytes(data)


def test_missing_and_superfluous_files_are_named(small: tuple[Path, SigningKey], key: SigningKey) -> None:
    directory, _ = small
    for path, data in files(directory).items():
        (directory / path).unlink()
        problems = verify_log(directory, [key.vkey]).problems
        left_over = ".p/1" in path or ".p/2" in path
        assert left_over or any(path in problem.message for problem in problems), (path, problems)
        (directory / path).write_bytes(data)
    for path in ("notes.txt", "tile/0/000.p/256", "tile/5/000.p/1x", "rotation/3", "rotation/1x", "rotation/07", "tile/.hidden"):
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(b"x" * 32)
        assert path in [problem.path for problem in verify_log(directory, [key.vkey]).problems]
        (directory / path).unlink()
    (directory / "tile/0/007.p").mkdir()
    (directory / "tile/0/007.p/3").write_bytes(b"x" * 96)
    report = verify_log(directory, [key.vkey])
    assert report.ok and report.ahead == ("tile/0/007.p/3",)


def test_an_empty_directory_is_no_log(tmp_path: Path, key: SigningKey) -> None:
    (problem,) = verify_log(tmp_path, [key.vkey]).problems
    assert problem.path == "checkpoint"


def test_a_log_that_was_set_back_or_rewritten_is_found(
    sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path
) -> None:
    append(sqlite_engine, key, entry, 0, 20)
    publish(sqlite_engine, tmp_path / "log")
    report = verify_log(tmp_path / "log", [key.vkey])
    assert report.checkpoint is not None
    good = (tmp_path / "log" / "checkpoint").read_text()

    def message(checkpoint: Checkpoint, signer: SigningKey = key) -> str:
        (problem,) = verify_log(tmp_path / "log", [key.vkey], sign_note(checkpoint.text(), [signer])).problems
        return problem.message

    assert "set back" in message(Checkpoint(key.name, 21, bytes(32)))
    assert "history was changed" in message(Checkpoint(key.name, 19, bytes(32)))
    assert "trusted" in message(report.checkpoint, SigningKey.make(key.name))
    assert "another log" in message(replace(report.checkpoint, origin="x"))
    assert not verify_log(tmp_path / "log", [key.vkey], "nonsense").ok
    assert verify_log(tmp_path / "log", [key.vkey], good).ok


def test_whoever_lacks_the_old_key_cannot_hand_over(small: tuple[Path, SigningKey], key: SigningKey) -> None:
    """A forger may write a whole new log and sign it, but not in the name of a trusted key."""
    directory, new = small
    rotation = directory / "rotation" / "2"
    text = rotation.read_text().partition("\n\n")[0] + "\n"
    for signers in ([new], [new, new], [SigningKey.make(key.name), new], [key]):
        rotation.write_text(sign_note(text, signers))
        assert [problem.path for problem in verify_log(directory, [key.vkey]).problems] == ["rotation/2"]
