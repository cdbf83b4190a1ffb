"""Publishing the log as static files (C2SP tlog-tiles; docs/spec/evidence.md, "The files")."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from gestand.evidence import log
from gestand.evidence.errors import EvidenceError, PublishError
from gestand.evidence.note import parse_checkpoint, split_note
from gestand.evidence.tiles import WIDTH, Level, count_at, encode_bundle, levels, new_tiles, tile_path

CHECKPOINT = "checkpoint"
PRIVATE = ".tmp"  # the writer's own: files that are not whole yet, and the lock


def rotation_path(size: int) -> str:
    """Where the checkpoint by which a key handed over is published."""
    return f"rotation/{size}"


def publish(engine: Engine, directory: Path) -> int:
    """Bring the directory up to the newest checkpoint; gives its size, 0 for an empty log. Writes what is new only.

    Takes an engine, not a connection, so that only what is committed is published. May be interrupted at any point and
    simply run again. PublishError if the directory holds a checkpoint that is not this log's (the database was restored
    from a backup, or it is another log's), or if somebody else is publishing into it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory), engine.connect() as connection:
        head = log.head(connection)
        old_size = _published_size(connection, directory)
        if head is None or old_size == head.checkpoint.size:
            return old_size
        size = head.checkpoint.size
        touched: set[Path] = set()
        for level in levels(size):
            for index, width in new_tiles(level, old_size, size):
                content = _content(connection, level, index, width)
                _write(directory, tile_path(level, index, width), content, touched)
        for rotation in log.rotations(connection, old_size, size):
            _write(directory, rotation_path(rotation.checkpoint.size), rotation.note.encode(), touched)
        _sync(touched)
        # Here everything up to the new size is on the disk, and the old checkpoint still stands: a reader sees the old log,
        # and takes from full files what it needs of the partial ones that go now.
        for level in levels(size):
            for index in range(count_at(level, old_size) // WIDTH, count_at(level, size) // WIDTH):
                shutil.rmtree(directory / (tile_path(level, index) + ".p"), ignore_errors=True)
        # Interrupted here or before, the next run starts from the old checkpoint, and does all of it again.
        _write(directory, CHECKPOINT, head.note.encode(), touched)
        _sync({directory})
        return size


def _published_size(connection: Connection, directory: Path) -> int:
    """The size of the checkpoint in the directory, 0 if there is none; PublishError if this log did not sign it."""
    path = directory / CHECKPOINT
    if not path.exists():
        return 0
    help = "compare it with the backups of the state database; publish a new log into a directory of its own"
    try:
        note = path.read_bytes().decode()
        size = parse_checkpoint(split_note(note)[0]).size
    except (EvidenceError, ValueError) as error:
        raise PublishError(f"{path} is damaged", "restore it, or publish into a new directory") from error
    ours = log.head(connection, size)
    if ours is None or ours.note != note:
        raise PublishError(f"{path} is not a checkpoint that this log has signed", help)
    return size


def _content(connection: Connection, level: Level, index: int, width: int) -> bytes:
    if level == "entries":
        return encode_bundle(log.bodies(connection, index * WIDTH, index * WIDTH + width))
    return log.read_tile(connection, level, index, width)


def _write(directory: Path, path: str, content: bytes, touched: set[Path]) -> None:
    """Put one file in its place, whole and on the disk; adds the directories whose entries are yet to be synced."""
    target = directory / path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = directory / PRIVATE / "file"
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)
    parent = target.parent
    while parent not in touched:
        touched.add(parent)
        if parent == directory:
            break
        parent = parent.parent


def _sync(directories: set[Path]) -> None:
    if os.name != "posix":
        return
    for directory in directories:
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the directory's lock, which the system lets go of when the process ends; PublishError if another holds it."""
    (directory / PRIVATE).mkdir(exist_ok=True)
    with open(directory / PRIVATE / "lock", "wb") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise PublishError(f"somebody else is publishing into {directory}", "wait until that has ended") from error
        yield
