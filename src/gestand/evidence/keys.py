"""The files that hold the log's private keys: `log-001.key` from the first start, one more for each change of key.

Which of them signs is not said here: the log's newest checkpoint says it (`log.head(connection).signer`). So a crash
between making a key and committing the change of key leaves a file that nobody uses, and nothing to repair.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from gestand.evidence.errors import EvidenceError, KeyFileError
from gestand.evidence.note import SigningKey

PATTERN = "log-[0-9][0-9][0-9].key"


def signing_key(directory: Path, name: str, signer: str | None) -> SigningKey:
    """The key that signs the log called `name`; made, with its directory, at the first start.

    `signer` is what the log's head says, or None for an empty log. KeyFileError if the key isn't there though the log
    has entries, if a file is unsafe (not ours, or not only ours to read) or damaged, or if it is another log's.
    """
    _make_directory(directory)
    files = key_files(directory)
    if signer is None:
        key = load(files[0]) if files else _create(directory, name, 1)
    else:
        key = next((key for key in map(load, reversed(files)) if key.vkey == signer), None) or _missing(directory, signer)
    if key.name != name:
        raise KeyFileError(f"the key in {directory} is that of the log `{key.name}`, not of `{name}`", "set the log's name back")
    return key


def next_key(directory: Path, current: SigningKey) -> SigningKey:
    """A new key in a new file, of the same name, to hand over to with `log.rotate`; KeyFileError as `signing_key`."""
    _make_directory(directory)
    files = key_files(directory)
    return _create(directory, current.name, int(files[-1].stem[-3:]) + 1 if files else 1)


def key_files(directory: Path) -> list[Path]:
    """The key files in the directory, oldest first."""
    return sorted(directory.glob(PATTERN))


def load(path: Path) -> SigningKey:
    """The key in the file; KeyFileError if somebody else owns it or can read it, or if it is not a key."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be read: {error.strerror}", "restore it, as a file of its own") from error
    try:
        _refuse_unsafe(path, os.fstat(descriptor), stat.S_ISREG, 0o077, "600")  # of the open file: it can't be exchanged now
        data = os.read(descriptor, 10_000)
    finally:
        os.close(descriptor)
    try:
        return SigningKey.from_secret_text(data.decode("utf-8", errors="replace").removesuffix("\n"))
    except EvidenceError as error:
        raise KeyFileError(f"the key file {path} is damaged", "restore it from its backup") from error


def _make_directory(directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_unsafe(directory, os.stat(directory), stat.S_ISDIR, 0o022, "700")


def _refuse_unsafe(path: Path, found: os.stat_result, is_kind: Callable[[int], bool], forbidden: int, mode: str) -> None:
    if not is_kind(found.st_mode):
        raise KeyFileError(f"{path} is not what a key is kept in", "give a directory, with key files in it")
    if os.name != "posix":
        return  # there, access is by lists that the mode does not show
    if found.st_uid != os.geteuid():
        raise KeyFileError(f"{path} belongs to another user (number {found.st_uid})", "give it to the user that runs Gestand")
    if found.st_mode & forbidden:
        raise KeyFileError(f"{path} is open to other users (mode {found.st_mode & 0o777:03o})", f"close it: chmod {mode} {path}")


def _create(directory: Path, name: str, number: int) -> SigningKey:
    """A new key in its file, which appears whole or not at all. If another process was first, its key."""
    key = SigningKey.make(name)
    path = directory / f"log-{number:03d}.key"
    temporary = directory / f".{path.name}.{os.getpid()}.{key.verifier.id.hex()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(key.secret_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)  # fails if the file exists, where a rename would replace a key that already signs
    except FileExistsError:
        return load(path)
    finally:
        os.unlink(temporary)
    if os.name == "posix":
        directory_descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(directory_descriptor)
        finally:
            os.close(directory_descriptor)
    return key


def _missing(directory: Path, signer: str) -> SigningKey:
    raise KeyFileError(f"the key `{signer}`, which signs the log, is not in {directory}", "restore its file from the backup")
