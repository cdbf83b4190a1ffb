"""What is kept beside a store that is no database: the plans that were carried out there, and what is being done now.

A small SQLite database in a folder `.gestand` of our own. What is to be done to files is written down in it in one transaction before
the first file is touched, and taken out when all is done: a kill at any moment leaves everything or nothing to do (ALL-OR-NOTHING).
It holds names of files while that lasts, and nothing of them afterwards: its pages are overwritten (NO-TRACE)."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = ".gestand"
PATIENCE = 30.0  # seconds to wait for another Gestand
_TABLES = """
create table if not exists applied (plan text not null, batch integer not null, counts text not null, primary key (plan, batch));
create table if not exists doing (n integer primary key, kind text not null, path blob not null, inode integer not null,
                                  size integer not null, mtime integer not null, staged blob not null);
create table if not exists marks (plan text not null, batch integer not null, counts text);
"""
Mark = tuple[str, int, str | None]  # plan, batch, counts as JSON; None: the mark goes


class Foreign(OSError):
    """The folder for our own files is somebody else's, or open to others."""


class Taken(OSError):
    """Another Gestand is at work here."""


@dataclass(frozen=True)
class Act:
    """What happens to one file: delete, empty, or replace (by the file `staged` beside it). `inode`, `size`, `mtime`: of the file that was
    looked at; another file under its name is left alone."""

    kind: str
    path: bytes  # from the folder of the store on
    inode: int
    size: int
    mtime: int
    staged: bytes = b""


class Ledger:
    """The ledger of one store. Raises OSError and sqlite3.Error; the store says them in its own words."""

    def __init__(self, root: Path, store: str) -> None:
        self.folder = root / FOLDER
        self.name = f"{re.sub(r'[^A-Za-z0-9_-]', '_', store)[:60]}-{zlib.crc32(store.encode()):08x}"
        self.path = self.folder / f"{self.name}.db"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else acts on this store meanwhile. The lock goes with the process, however it ends."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        seen = self.folder.lstat()
        if not self.folder.is_dir() or self.folder.is_symlink() or seen.st_uid != os.geteuid() or seen.st_mode & 0o022:
            raise Foreign(13, "the folder .gestand is somebody else's")
        descriptor = os.open(self.folder / f"{self.name}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() > until:
                        raise Taken(11, "another Gestand is at work here") from error
                    time.sleep(0.02)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            with self._open() as raw:
                raw.executescript(_TABLES)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as raw:
            raw.execute("pragma secure_delete=on")
            raw.execute("pragma synchronous=full")
            with raw:
                yield raw

    def applied(self) -> list[tuple[str, int, str]]:
        """What was carried out here: plan, batch, counts."""
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as raw:
            if not raw.execute("select 1 from sqlite_master where name = 'applied'").fetchone():
                return []
            return raw.execute("select plan, batch, counts from applied").fetchall()

    def begin(self, acts: Iterable[Act], marks: Iterable[Mark]) -> None:
        """Write down what is to be done, and what is said of it afterwards: from here on it is done, now or after a restart."""
        rows = ((a.kind, a.path, a.inode, a.size, a.mtime, a.staged) for a in acts)
        with self._open() as raw:
            raw.executemany("insert into doing (kind, path, inode, size, mtime, staged) values (?, ?, ?, ?, ?, ?)", rows)
            raw.executemany("insert into marks values (?, ?, ?)", marks)

    def doing(self) -> Iterator[Act]:
        """What was written down and is not done, in its order."""
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as raw:
            for row in raw.execute("select kind, path, inode, size, mtime, staged from doing order by n"):
                yield Act(*row)

    def busy(self) -> bool:
        """Something was written down and is not done."""
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as raw:
            return bool(raw.execute("select exists (select 1 from doing) or exists (select 1 from marks)").fetchone()[0])

    def done(self, whole: bool = True) -> None:
        """Everything was done, and the files are safe on disk: the marks count, and what was to be done is forgotten. Not `whole`: a file
        had moved on meanwhile; the marks don't count, and the plan is carried out again."""
        with self._open() as raw:
            if whole:
                raw.execute("delete from applied where (plan, batch) in (select plan, batch from marks)")
                raw.execute("insert into applied select plan, batch, counts from marks where counts is not null")
            raw.execute("delete from marks")
            raw.execute("delete from doing")
