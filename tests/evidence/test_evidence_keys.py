"""Key files: made once, for us alone, and refused when others could have read them."""

import os
import stat
import threading
from pathlib import Path

import pytest

from gestand.evidence.errors import KeyFileError
from gestand.evidence.keys import key_files, load, next_key, signing_key
from gestand.evidence.note import SigningKey

NAME = "example.org/evidence"


def test_the_first_start_makes_a_key_for_us_alone(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "keys"
    key = signing_key(directory, NAME, None)
    (path,) = key_files(directory)
    assert path.name == "log-001.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert os.listdir(directory) == ["log-001.key"]
    assert signing_key(directory, NAME, None).vkey == signing_key(directory, NAME, key.vkey).vkey == key.vkey


def test_the_umask_does_not_matter(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        signing_key(tmp_path / "keys", NAME, None)
    finally:
        os.umask(before)
    signing_key(tmp_path / "keys", NAME, None)


def test_of_many_first_starts_one_makes_the_key(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(signing_key(tmp_path / "keys", NAME, None).vkey)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and len(set(made)) == 1


def test_a_change_of_key_adds_a_file_and_the_log_says_which_one_signs(tmp_path: Path) -> None:
    first = signing_key(tmp_path / "keys", NAME, None)
    second = next_key(tmp_path / "keys", first)
    assert [path.name for path in key_files(tmp_path / "keys")] == ["log-001.key", "log-002.key"]
    assert second.name == NAME and second.vkey != first.vkey
    for key in (first, second):
        assert signing_key(tmp_path / "keys", NAME, key.vkey).vkey == key.vkey


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    signing_key(tmp_path / "keys", NAME, None)
    path = tmp_path / "keys" / "log-001.key"
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=f"open to other users .mode {mode:03o}") as caught:
        signing_key(tmp_path / "keys", NAME, None)
    assert caught.value.help == f"close it: chmod 600 {path}"


def test_a_directory_that_others_can_write_is_refused(tmp_path: Path) -> None:
    signing_key(tmp_path / "keys", NAME, None)
    (tmp_path / "keys").chmod(0o770)
    with pytest.raises(KeyFileError, match="open to other users"):
        signing_key(tmp_path / "keys", NAME, None)


def test_a_key_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signing_key(tmp_path / "keys", NAME, None)
    us = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: us + 1)
    with pytest.raises(KeyFileError, match="belongs to another user"):
        load(tmp_path / "keys" / "log-001.key")
    with pytest.raises(KeyFileError, match="belongs to another user"):
        signing_key(tmp_path / "keys", NAME, None)


def test_what_is_not_a_key_file_is_refused(tmp_path: Path) -> None:
    key = signing_key(tmp_path / "keys", NAME, None)
    path = tmp_path / "keys" / "log-001.key"
    with pytest.raises(KeyFileError, match="not of `another`"):
        signing_key(tmp_path / "keys", "another", None)
    with pytest.raises(KeyFileError, match="which signs the log, is not in"):
        signing_key(tmp_path / "keys", NAME, SigningKey.make(NAME).vkey)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileError, match="cannot be read"):
        signing_key(tmp_path / "keys", NAME, None)
    path.unlink()
    path.mkdir()
    with pytest.raises(KeyFileError):
        signing_key(tmp_path / "keys", NAME, None)
    path.rmdir()
    for damaged in (b"", b"\xff\xfe", key.secret_text().encode()[:-3]):
        path.write_bytes(damaged)
        path.chmod(0o600)
        with pytest.raises(KeyFileError, match="is damaged"):
            signing_key(tmp_path / "keys", NAME, key.vkey)
    path.unlink()
    with pytest.raises(KeyFileError, match="which signs the log"):
        signing_key(tmp_path / "keys", NAME, key.vkey)
    assert key_files(tmp_path / "keys") == [], "a lost key is never replaced in silence"
