"""The logs of a web server as a store: each line of each file is a row, of rotated and packed files too.

A line that goes is taken out; a value that goes is written as the server writes nothing, or as its way leaves it. A quiet file is written
anew beside the old one and takes its place, with its owner, rights and moment. One that the server may still be writing to is changed in
its place, in lines of equal length (what became shorter ends in spaces, what went is spaces): the server writes on at its end, and no line
of it is lost. A line that is not whole yet is none."""

from __future__ import annotations

import functools
import itertools
import os
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.policy.catalog import SeenColumn, SeenTable
from gestand.policy.model import Logs, Store
from gestand.stores import logfiles, logsample
from gestand.stores.folder import Entry, Folder, Moved
from gestand.stores.ledger import Act
from gestand.stores.listed import ListedStore, Listing, columns_of, quoted
from gestand.stores.logfiles import CALM, LONGEST
from gestand.stores.loglines import FIXED, OTHER, Format, format_of
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
class Line:
    """A line that goes or changes: where it is, a sum of what it was, and what its columns are to be; None where it goes."""

    at: int
    length: int
    sum: int
    values: Sequence[Any] | None


class LogStore(ListedStore):
    """The lines of the log files of a folder."""

    batch = 1 << 62  # all rows in one transaction: a file is written once for all its lines

    def __init__(self, store: Store) -> None:
        assert isinstance(store.lists, Logs)
        self.logs = store.lists
        super().__init__(store, Path(os.path.realpath(store.lists.folder)))
        self.zone = ZoneInfo(store.times)
        self.elsewhere = 0  # names that are links

    @functools.cached_property
    def format(self) -> Format:
        found = logsample.columns(self.root, self.logs) if self.logs.format == "json" else ()
        return format_of(self.logs.format, self.logs.fields, found, self.zone)

    @functools.cached_property
    def seen(self) -> SeenTable:
        columns = [
            SeenColumn("line", "text", False, generated=True),
            *(
                SeenColumn(n, kind, True, generated=n in FIXED, plain=n in self.format.plain)
                for n, kind in self.format.columns.items()
            ),
            SeenColumn("modified", "zoned", True, generated=True, plain=True),
        ]
        looked_up = tuple((c.name,) for c in columns) + tuple((f"lowertrim{c.name}",) for c in columns)
        named = {c.name: c for c in columns}
        return SeenTable(self.name, named, ("line",), (("line",),), indexes=looked_up, listed=True, record=True)

    def _seen(self) -> SeenTable:
        return self.seen

    def _make(self, raw: sqlite3.Connection) -> None:
        table = quoted(self.name)
        changing = [quoted(c.name) for c in self.seen.columns.values() if not c.generated]
        differs = " or ".join(f"new.{c} is not old.{c}" for c in changing)
        raw.executescript(
            f"""
            create table {table} (gs_id integer primary key, {", ".join(columns_of(self.seen))},
                                  gs_fits integer, gs_file integer, gs_at integer, gs_length integer, gs_sum integer);
            create index gs_line on {table} (line);
            create index gs_place on {table} (gs_file, gs_at);
            create table gs_files (id integer primary key, path text, inode integer, mtime integer, size integer, links integer,
                                   upto integer, last integer, state text);
            create table gs_looking (now integer);
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

    # looking

    def _look(self, listing: Listing, folder: Folder, write: bool) -> None:
        """A file can be renamed or packed while we look: then we look again."""
        for patience in range(9, -1, -1):
            stale: list[bytes] = []
            listing.raw.execute("begin")
            try:
                self._look_once(listing.raw, folder, stale)
            except (Moved, FileNotFoundError) as error:
                listing.raw.execute("rollback")
                if not patience:
                    raise Moved(11, "the files are being moved") from error
                time.sleep(0.05)
            except BaseException:
                listing.raw.execute("rollback")
                raise
            else:
                listing.raw.execute("commit")
                break
        for path in stale if write else ():  # what a process that was killed had staged; the ledger says that it is not wanted
            folder.discard(path)

    def _look_once(self, raw: sqlite3.Connection, folder: Folder, stale: list[bytes]) -> None:
        raw.execute("insert into gs_looking values (1)")
        there = sorted(self._entries(folder, stale), key=lambda e: (logfiles.family(e.path), e.mtime, e.path))
        quiet = _quiet((e.path, e.mtime) for e in there)
        known = {f.inode: f for f in _files(raw)}
        kept: set[int] = set()
        for entry in there:
            file = known.get(entry.inode)
            kept.add(self._bring(raw, folder, entry, file if file and file.id not in kept else None, entry.path in quiet))
        for file in known.values():
            if file.id not in kept:
                self._forget_file(raw, file.id)
        self._tell_apart(raw)
        for table in ("gs_looking", "gs_gone", "gs_changed"):
            raw.execute(f"delete from {table}")

    def _entries(self, folder: Folder, stale: list[bytes]) -> Iterator[Entry]:
        self.elsewhere = 0
        for entry in folder.entries():
            if entry.kind == "staged":
                stale.append(entry.path)
            elif logfiles.fits(self.logs.named, text_of(entry.path)):
                self.elsewhere += entry.kind == "link"
                if entry.kind == "file":
                    yield entry

    def _forget_file(self, raw: sqlite3.Connection, id: int) -> None:
        raw.execute(f"delete from {quoted(self.name)} where gs_file = ?", (id,))
        raw.execute("delete from gs_files where id = ?", (id,))

    def _bring(self, raw: sqlite3.Connection, folder: Folder, entry: Entry, file: LogFile | None, quiet: bool) -> int:
        """Bring the rows of a file in step with it; the number it is known by."""
        start = 0
        if file is not None and (
            file.state == MAKING or logfiles.family(file.name) != logfiles.family(entry.path) or logfiles.packing(file.name)
            != logfiles.packing(entry.path)
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
        listed = ", ".join(quoted(c) for c in self.format.columns)
        insert = f"insert into {table} (line, {listed}, modified, gs_fits, gs_file, gs_at, gs_length, gs_sum) values ({marks})"
        raw.execute(f"update {table} set modified = ? where gs_file = ? and modified is not ?", (modified, id, modified))
        upto = start
        with folder.opened(entry.path) as descriptor:
            if os.fstat(descriptor).st_ino != entry.inode:
                raise Moved(11, "another file has this name now")
            try:
                with logfiles.opened(descriptor, packed) as file:
                    if start:
                        file.seek(start)
                    found = logfiles.whole(logfiles.lines(file, start), quiet or bool(packed))
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
        nothing, other = [None] * (len(names) - 1), names.index(OTHER) == len(names) - 1
        assert other
        log = text_of(family)
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

    def _tell_apart(self, raw: sqlite3.Connection) -> None:
        """Lines of the same second that look alike get a number, in their order."""
        table = quoted(self.name)
        alike = raw.execute(f"select line from {table} group by line having count(*) > 1").fetchall()
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

    # acting

    def _acts(self, listing: Listing, folder: Folder) -> Iterator[Act]:
        raw, table = listing.raw, quoted(self.name)
        files = {f.id: f for f in _files(raw)}
        quiet = _quiet((f.name, f.mtime) for f in files.values())
        columns = list(self.format.columns)
        empty = ", ".join(["null"] * len(columns))
        these = raw.execute(
            f"select file, at, length, sum, 0, {empty} from gs_gone union all"
            f" select gs_file, gs_at, gs_length, gs_sum, 1, {', '.join(map(quoted, columns))} from {table}"
            " where gs_id in (select gs_id from gs_changed) order by 1, 2"
        )
        for id, rows in itertools.groupby(these, key=lambda row: int(row[0])):
            lines = (Line(row[1], row[2], row[3], row[5:] if row[4] else None) for row in rows)
            left = raw.execute(f"select exists (select 1 from {table} where gs_file = ?)", (id,)).fetchone()[0]
            yield self._act(folder, files[id], lines, listing.writers, files[id].name in quiet, bool(left))

    def _act(
        self,
        folder: Folder,
        file: LogFile,
        lines: Iterator[Line],
        writers: frozenset[tuple[int, int]],
        quiet: bool,
        left: bool,
    ) -> Act:
        """What is to be done to a file for lines that go and change; what it needs is staged beside it."""
        seen = folder.stat(file.name)
        if seen is None or seen.st_ino != file.inode:
            raise Moved(11, "the file was renamed or packed meanwhile")
        name = file.name
        act = Act("delete", name, file.inode, file.size, file.mtime)
        if quiet and (seen.st_dev, seen.st_ino) not in writers:
            folder.check(act, writers)
            if not left:
                return act
            staged = folder.stage(name, logfiles.gathered(logfiles.packed(logfiles.packing(name), self._anew(folder, file, lines))))
            self.made.append(staged)
            return Act("replace", name, file.inode, file.size, file.mtime, staged)
        if logfiles.packing(name) or seen.st_nlink > 1:
            raise Moved(26, "somebody may be writing to a file that can't be changed in its place")
        folder.check(Act("patch", name, file.inode, 0, 0), frozenset())
        staged = folder.stage(name, logfiles.gathered(self._changes(folder, file, lines)), alike=False)
        self.made.append(staged)
        return Act("patch", name, file.inode, file.size, file.mtime, staged)

    def _anew(self, folder: Folder, file: LogFile, lines: Iterator[Line]) -> Iterator[bytes]:
        """What a file is to hold, without the lines that go and with those that change."""
        with folder.opened(file.name) as descriptor, logfiles.opened(descriptor, logfiles.packing(file.name)) as content_:
            line, over = next(lines, None), -1
            for at, raw in logfiles.lines(content_):
                if at < over:
                    continue  # the rest of a long line that goes
                if line is None or line.at != at:
                    if raw.strip(b" \r\n") or not raw.startswith(b" "):  # what we left of a line, changed in its place
                        yield raw
                    continue
                if zlib.crc32(raw) != line.sum:
                    raise Moved(11, "a line changed meanwhile")
                over = at + line.length
                if line.values is not None:
                    yield self._changed(raw, line.values, None)
                line = next(lines, None)
            if line is not None:
                raise Moved(11, "a line went meanwhile")

    def _changes(self, folder: Folder, file: LogFile, lines: Iterator[Line]) -> Iterator[bytes]:
        """The changes to a file in its place."""
        with folder.opened(file.name) as descriptor:
            for line in lines:
                old = os.pread(descriptor, line.length, line.at)
                if len(old) != line.length or zlib.crc32(old[:LONGEST]) != line.sum:
                    raise Moved(11, "a line changed meanwhile")
                room = line.length - len(_end(old))
                new = self._changed(old, line.values, room) if line.values is not None else b" " * room + _end(old)
                yield logfiles.record(line.at, old, new)

    def _changed(self, raw: bytes, values: Sequence[Any], room: int | None) -> bytes:
        """A line with the values it is to have. `room`: exactly so many bytes without its end, filled up with spaces."""
        first, last = content(raw)
        text = text_of(raw[first:last])
        were = self.format.read(text) if len(raw) < LONGEST else None
        if were is None:  # it is not of the format: what it says can only go
            if values[-1] is not None:
                raise PermissionError(1, "what a broken line says can only go")
            return b"" if room is None else b" " * room + _end(raw)
        to_be = {c: new for c, old, new in zip(self.format.columns, were, values, strict=True) if new != old}
        try:
            most = len(text) + (0 if room is None else room - last)
            written = bytes_of(self.format.write(text, to_be, most))
            if room is not None and first + len(written) > room:  # spelled longer than it was: then it goes whole
                gone = {c: None if _longer(were, self.format, c, v) else v for c, v in to_be.items()}
                written = bytes_of(self.format.write(text, gone, most))
        except ValueError as error:
            raise PermissionError(1, "a line can't be written so") from error
        if room is None:
            return written + _end(raw)
        if first + len(written) > room:
            raise Moved(26, "there is no room in the line while the server may be writing to its file")
        return (raw[:first] + written).ljust(room) + _end(raw)

    def _do(self, folder: Folder, act: Act) -> bool:
        match act.kind:
            case "delete":
                seen = folder.stat(act.path)
                if seen is not None and seen.st_ino == act.inode and (seen.st_size, seen.st_mtime_ns) != (act.size, act.mtime):
                    return False
                folder.delete(act, self.logs.overwrite)
                return True
            case "replace":
                return folder.replace(act, exactly=True, overwrite=self.logs.overwrite)
            case _:
                return self._patch(folder, act)

    def _patch(self, folder: Folder, act: Act) -> bool:
        """Change lines in their place."""
        if folder.stat(act.staged) is None:
            return True  # done before
        try:
            with folder.opened(act.staged) as kept, folder.opened(act.path, write=True) as descriptor:
                if os.fstat(descriptor).st_ino != act.inode:
                    return False
                with os.fdopen(os.dup(kept), "rb") as changes:
                    return logfiles.patch(changes, descriptor)
        except FileNotFoundError:
            return False  # renamed or packed since

    def _settle(self, listing: Listing) -> None:
        """The files that were changed are read again: what counts is what is in them."""
        changed = f"select file from gs_gone union select gs_file from {quoted(self.name)} where gs_id in (select gs_id from gs_changed)"
        listing.raw.execute(f"update gs_files set inode = -id where id in ({changed})")

    def oddities(self, connection: sa.Connection) -> Mapping[str, int]:
        broken = connection.exec_driver_sql(f"select count(*) from {quoted(self.name)} where not gs_fits and gs_at >= 0").scalar()
        files = connection.exec_driver_sql(
            "select count(*), sum(state = 'unread'), sum(state = 'making'), sum(links > 1) from gs_files"
        ).one()
        return {
            "no files": int(not files[0]),
            "broken lines": broken or 0,
            "unread": files[1] or 0,
            "making": files[2] or 0,
            "linked": files[3] or 0,
            "links": self.elsewhere,
        }


def content(raw: bytes) -> tuple[int, int]:
    """Where in a line its text begins and ends: without its end, what fills it up, and the zeros that a file cut short leaves."""
    return len(raw) - len(raw.lstrip(b"\0")), len(raw.rstrip(b"\r\n \t\0")) or len(raw) - len(raw.lstrip(b"\0"))


def _end(raw: bytes) -> bytes:
    """How a line ends: nothing, or the end of a line."""
    return raw[len(raw.rstrip(b"\r\n")) :]


def _short(value: Any) -> str:
    """A value as part of the key of a line: plain words only, whatever somebody made a server write."""
    return value if isinstance(value, str) and re.fullmatch(r"[A-Z]{1,20}|[\d :+.-]{10,40}", value) else str(
        value
    ) if isinstance(value, int) else "-"


def _longer(were: Sequence[Any], format: Format, column: str, value: Any) -> bool:
    """A value that is no longer than what was there, and that can't be put there as it is."""
    old = were[list(format.columns).index(column)]
    return value is not None and old is not None and len(str(value)) <= len(str(old))


def _files(raw: sqlite3.Connection) -> list[LogFile]:
    return [LogFile(*row) for row in raw.execute("select id, path, inode, mtime, size, links, upto, last, state from gs_files")]


def _quiet(files: Iterator[tuple[bytes, int]]) -> frozenset[bytes]:
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
