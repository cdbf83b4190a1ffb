"""The lines of the files of a log as rows of a private table: read again only where a file changed, and of one that grew only what is
new."""

from __future__ import annotations

import itertools
import os
import re
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gestand.policy.catalog import SeenTable
from gestand.stores import logfiles
from gestand.stores.folder import Entry, Folder, Moved
from gestand.stores.listed import columns_of, quoted
from gestand.stores.logfiles import CALM, LONGEST
from gestand.stores.loglines import OTHER, Format
from gestand.stores.spelling import bytes_of, text_of

MANY = 5_000  # rows that are put into the private table at once
TAIL = 256  # bytes before the end, by which a file that grew is known
READ, UNREAD, MAKING = "read", "unread", "making"  # its end can't be read; somebody is packing it now


@dataclass(frozen=True)
class LogFile:
    """A file as it was when its lines were read. `upto`: where its last whole line ends, unpacked; `last`: a sum of what stands before."""

    id: int
    path: str
    inode: int
    mtime: int
    size: int
    links: int
    upto: int
    last: int
    state: str

    @property
    def name(self) -> bytes:
        return bytes_of(self.path)


@dataclass(frozen=True)
class LogTable:
    """The table of a store of logs, in a private database."""

    name: str
    seen: SeenTable
    format: Format
    zone: ZoneInfo

    def make(self, raw: sqlite3.Connection) -> None:
        table = quoted(self.name)
        changing = [quoted(c.name) for c in self.seen.columns.values() if not c.generated]
        differs = " or ".join(f"new.{c} is not old.{c}" for c in changing)
        raw.executescript(
            f"""
            create table {table} (gs_id integer primary key autoincrement, {", ".join(columns_of(self.seen))},
                                  gs_fits integer, gs_file integer, gs_at integer, gs_length integer, gs_sum integer);
            create index gs_line on {table} (line);
            create index gs_place on {table} (gs_file, gs_at);
            create table gs_files (id integer primary key, path text, inode integer, mtime integer, size integer, links integer,
                                   upto integer, last integer, state text);
            create table gs_looking (now integer);
            create table gs_acted (stamp text);
            create table gs_gone (file integer, at integer, length integer, sum integer);
            create table gs_changed (gs_id integer primary key);
            create trigger gs_goes after delete on {table} when not exists (select 1 from gs_looking) begin
              insert into gs_gone values (old.gs_file, old.gs_at, old.gs_length, old.gs_sum);
            end;
            create trigger gs_changes after update of {", ".join(changing)} on {table} when {differs} begin
              insert or ignore into gs_changed values (new.gs_id);
            end;
            create trigger gs_fixed before update of line, modified on {table} when not exists (select 1 from gs_looking) begin
              select raise(abort, 'what a line is known by goes with the line');
            end;
            """
        )

    def look(self, raw: sqlite3.Connection, folder: Folder, entries: Iterable[Entry], stamp: str | None) -> None:
        """Bring the rows in step with the files, in the transaction there is. `stamp`: when somebody last acted here; where that was not
        seen before, lines may have been changed in their place. Raises Moved and FileNotFoundError when files are renamed meanwhile."""
        raw.execute("insert into gs_looking values (1)")
        if stamp != raw.execute("select max(stamp) from gs_acted").fetchone()[0]:
            raw.execute("update gs_files set inode = -id")
            self.acted(raw, stamp)
        there = sorted(entries, key=lambda e: (logfiles.family(e.path), e.mtime, e.path))
        quiet = quiet_ones((e.path, e.mtime) for e in there)
        known = {f.inode: f for f in files_of(raw)}
        before = raw.execute(f"select coalesce(max(gs_id), 0) from {quoted(self.name)}").fetchone()[0]
        kept: set[int] = set()
        for entry in there:
            file = known.get(entry.inode)
            kept.add(self._bring(raw, folder, entry, file if file and file.id not in kept else None, entry.path in quiet))
        for file in known.values():
            if file.id not in kept:
                self._forget_file(raw, file.id)
        self._tell_apart(raw, before)
        for table in ("gs_looking", "gs_gone", "gs_changed"):
            raw.execute(f"delete from {table}")

    def acted(self, raw: sqlite3.Connection, stamp: str | None) -> None:
        """Remember when somebody last acted here."""
        raw.execute("delete from gs_acted")
        raw.execute("insert into gs_acted values (?)", (stamp,))

    def again(self, raw: sqlite3.Connection) -> None:
        """The files whose lines went and changed are read again: what counts is what is in them."""
        changed = f"select file from gs_gone union select gs_file from {quoted(self.name)} where gs_id in (select gs_id from gs_changed)"
        raw.execute(f"update gs_files set inode = -id where id in ({changed})")

    def _forget_file(self, raw: sqlite3.Connection, id: int) -> None:
        raw.execute(f"delete from {quoted(self.name)} where gs_file = ?", (id,))
        raw.execute("delete from gs_files where id = ?", (id,))

    def _bring(self, raw: sqlite3.Connection, folder: Folder, entry: Entry, file: LogFile | None, quiet: bool) -> int:
        """Bring the rows of a file in step with it; the number it is known by."""
        start = 0
        if file is not None and (
            file.state == MAKING
            or logfiles.family(file.name) != logfiles.family(entry.path)
            or logfiles.packing(file.name) != logfiles.packing(entry.path)
        ):
            self._forget_file(raw, file.id)
            file = None
        if file is not None:
            same = (file.mtime, file.size) == (entry.mtime, entry.size)
            if same and (file.upto >= file.size or not quiet or logfiles.packing(entry.path)):
                raw.execute("update gs_files set path = ?, links = ? where id = ?", (text_of(entry.path), entry.links, file.id))
                return file.id
            if not logfiles.packing(entry.path) and _goes_on(folder, entry, file):
                start = file.upto
            else:
                self._forget_file(raw, file.id)
                file = None
        id = file.id if file else raw.execute("select coalesce(max(id), 0) + 1 from gs_files").fetchone()[0]
        if file and (modified := self._moment(entry.mtime)) and modified[:10] != (self._moment(file.mtime) or "")[:10]:
            raw.execute(f"update {quoted(self.name)} set modified = ? where gs_file = ?", (modified, id))
        seen = self._read(raw, folder, entry, id, start, quiet)
        raw.execute(
            "insert or replace into gs_files values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (id, text_of(entry.path), entry.inode, entry.mtime, entry.size, entry.links, *seen),
        )
        return id

    def _read(
        self, raw: sqlite3.Connection, folder: Folder, entry: Entry, id: int, start: int, quiet: bool
    ) -> tuple[int, int, str]:
        """Put the lines from `start` on into the table. Where the last whole line ends, a sum of what stands before, and the state."""
        table, packed = quoted(self.name), logfiles.packing(entry.path)
        modified = self._moment(entry.mtime)
        marks = ", ".join("?" * (len(self.format.columns) + 7))
        columns = ", ".join(quoted(c) for c in self.format.columns)
        insert = f"insert into {table} (line, {columns}, modified, gs_fits, gs_file, gs_at, gs_length, gs_sum) values ({marks})"
        upto = start
        with folder.opened(entry.path) as descriptor:
            if os.fstat(descriptor).st_ino != entry.inode:
                raise Moved(11, "another file has this name now")
            try:
                with logfiles.opened(descriptor, packed) as file:
                    if start:
                        file.seek(start)
                    listed = logfiles.lines(file, start, None if packed else entry.size)
                    found = logfiles.whole(listed, quiet or bool(packed))
                    rows = self._rows(found, logfiles.family(entry.path), modified, id)
                    while some := list(itertools.islice(rows, MANY)):
                        upto = some[-1][-3] + some[-1][-2]
                        raw.executemany(insert, [row for row in some if row[0]])
            except logfiles.UNREADABLE as error:
                if isinstance(error, OSError) and error.errno:
                    raise
                raw.execute(f"delete from {table} where gs_file = ?", (id,))
                if time.time_ns() - entry.mtime < CALM * 1e9:
                    return 0, 0, MAKING
                nothing = [None] * len(self.format.columns)
                raw.execute(insert, (text_of(entry.path), *nothing, modified, 0, id, -1, 0, 0))
                return entry.size, 0, UNREAD
            return upto, 0 if packed else _sum_before(descriptor, upto), READ

    def _rows(
        self, found: Iterator[tuple[int, int, bytes]], family: bytes, modified: str | None, id: int
    ) -> Iterator[tuple[Any, ...]]:
        """The lines of a file as rows; a blank one has no key, and is told only for its place."""
        names = list(self.format.columns)
        note = [names.index(c) for c in ("moment", "method", "status", "size") if c in names]
        nothing, log = [None] * (len(names) - 1), text_of(family)
        assert names[-1] == OTHER
        for at, length, raw in found:
            first, last = content(raw)
            values: Sequence[Any] | None = None
            if first == last:
                yield (None, *nothing, None, modified, 0, id, at, length, 0)
                continue
            text = text_of(raw[first:last])
            values = self.format.read(text) if len(raw) < LONGEST else None
            sum_ = zlib.crc32(raw)
            if values is None:
                yield (f"{log} ?", *nothing, text, modified, 0, id, at, length, sum_)
            else:
                said = " ".join(_short(values[i]) for i in note)
                yield (f"{log} {said}", *values, modified, 1, id, at, length, sum_)

    def _tell_apart(self, raw: sqlite3.Connection, before: int) -> None:
        """Lines of the same second that look alike get a number, in their order. `before`: rows after this one are new."""
        table = quoted(self.name)
        new = f"line in (select line from {table} where gs_id > ?)" if before else "? = 0"
        alike = raw.execute(f"select line from {table} where {new} group by line having count(*) > 1", (before,)).fetchall()
        for (line,) in alike:
            taken = raw.execute(f"select line from {table} where line > ? and line < ?", (f"{line} #", f"{line} #:")).fetchall()
            numbers = {int(t[len(line) + 2 :]) for (t,) in taken}
            free = (n for n in itertools.count(2) if n not in numbers)
            ids = raw.execute(f"select gs_id from {table} where line = ? order by gs_id", (line,)).fetchall()
            update = f"update {table} set line = ? where gs_id = ?"
            raw.executemany(update, [(f"{line} #{next(free)}", id) for (id,) in ids[1:]])

    def _moment(self, ns: int) -> str | None:
        try:
            return datetime.fromtimestamp(ns // 1_000_000_000, self.zone).isoformat(" ", "seconds")
        except (OverflowError, ValueError, OSError):  # a moment of no calendar
            return None


def content(raw: bytes) -> tuple[int, int]:
    """Where in a line its text begins and ends: without its end, what fills it up, and the zeros that a file cut short leaves."""
    return len(raw) - len(raw.lstrip(b"\0")), len(raw.rstrip(b"\r\n \t\0")) or len(raw) - len(raw.lstrip(b"\0"))


def _short(value: Any) -> str:
    """A value as part of the key of a line: plain words only, whatever somebody made a server write."""
    return (
        value
        if isinstance(value, str) and re.fullmatch(r"[A-Z]{1,20}|[\d :+.-]{10,40}", value)
        else str(value)
        if isinstance(value, int)
        else "-"
    )


def files_of(raw: sqlite3.Connection) -> list[LogFile]:
    return [LogFile(*row) for row in raw.execute("select id, path, inode, mtime, size, links, upto, last, state from gs_files")]


def quiet_ones(files: Iterable[tuple[bytes, int]]) -> frozenset[bytes]:
    """The files (path, moment) that no server is writing to any more: not changed for a while, and another of the same log is newer. A
    packed file that could be read to its end needs only one of the two."""
    listed = list(files)
    newest: dict[bytes, tuple[int, bytes]] = {}
    for path, mtime in listed:
        log = logfiles.family(path)
        newest[log] = max(newest.get(log, (0, b"")), (mtime, path))
    before = time.time_ns() - CALM * 1e9
    return frozenset(
        path
        for path, mtime in listed
        if (mtime < before) + (newest[logfiles.family(path)][1] != path) >= (1 if logfiles.packing(path) else 2)
    )


def _goes_on(folder: Folder, entry: Entry, file: LogFile) -> bool:
    """The file is the one that was read before, and has only grown."""
    if file.state != READ or entry.size < file.upto:
        return False
    with folder.opened(entry.path) as descriptor:
        ended = not file.upto or os.pread(descriptor, 1, file.upto - 1) == b"\n"
        return ended and _sum_before(descriptor, file.upto) == file.last


def _sum_before(descriptor: int, at: int) -> int:
    before = max(0, at - TAIL)
    return zlib.crc32(os.pread(descriptor, at - before, before))
