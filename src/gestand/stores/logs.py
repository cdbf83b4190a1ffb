"""The logs of a web server as a store: each line of each file is a row, of rotated and packed files too.

A line that goes is taken out; a value that goes is written as the server writes nothing, or as its way leaves it. A quiet file is written
anew beside the old one and takes its place, with its owner, rights and moment. One that the server may still be writing to is changed in
its place, in lines of equal length (what became shorter ends in spaces, what went is spaces): the server writes on at its end, and no line
of it is lost. A line that is not whole yet is none."""

from __future__ import annotations

import functools
import itertools
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.policy.catalog import SeenColumn, SeenTable
from gestand.policy.model import Logs, Store
from gestand.stores import batches, logfiles, logsample
from gestand.stores.folder import Entry, Folder, Moved
from gestand.stores.ledger import Act
from gestand.stores.listed import ListedStore, Listing, quoted
from gestand.stores.logfiles import LONGEST
from gestand.stores.loglines import FIXED, Format, format_of
from gestand.stores.logtable import LogFile, LogTable, content, files_of, quiet_ones
from gestand.stores.spelling import bytes_of, text_of

MANY = 5_000  # rows that are put into the private table at once
TAIL = 256  # bytes before the end, by which a file that grew is known
READ, UNREAD, MAKING = "read", "unread", "making"  # its end can't be read; somebody is packing it now


@dataclass(frozen=True)
class Line:
    """A line that goes or changes: where it is, a sum of what it was, and what its columns are to be; None where it goes."""

    at: int
    length: int
    sum: int
    values: Sequence[Any] | None


class LogStore(ListedStore):
    """The lines of the log files of a folder."""

    batch = batches.ALL  # a file is written once for all its lines

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

    @functools.cached_property
    def table(self) -> LogTable:
        return LogTable(self.name, self.seen, self.format, self.zone)

    def _seen(self) -> SeenTable:
        return self.seen

    def _make(self, raw: sqlite3.Connection) -> None:
        self.table.make(raw)

    # looking

    def _look(self, listing: Listing, folder: Folder, write: bool) -> None:
        """A file can be renamed or packed while we look: then we look again."""
        for patience in range(9, -1, -1):
            stale: list[bytes] = []
            listing.raw.execute("begin")
            try:
                self.table.look(listing.raw, folder, self._entries(folder, stale), self._stamp())
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

    def _entries(self, folder: Folder, stale: list[bytes]) -> Iterator[Entry]:
        self.elsewhere = 0
        for entry in folder.entries():
            if entry.kind == "staged":
                stale.append(entry.path)
            elif logfiles.fits(self.logs.named, text_of(entry.path)):
                self.elsewhere += entry.kind == "link"
                if entry.kind == "file":
                    yield entry

    # acting

    def _acts(self, listing: Listing, folder: Folder) -> Iterator[Act]:
        raw, table = listing.raw, quoted(self.name)
        files = {f.id: f for f in files_of(raw)}
        quiet = quiet_ones((f.name, f.mtime) for f in files.values())
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
            staged = folder.stage(
                name, logfiles.gathered(logfiles.packed(logfiles.packing(name), self._anew(folder, file, lines)))
            )
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
            most = len(text) + room - last if room is not None else 1 << 60
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
        self.table.again(listing.raw)
        self.table.acted(listing.raw, self._stamp())

    def _stamp(self) -> str | None:
        """When somebody last acted here, as the ledger shows it."""
        try:
            seen = self.ledger.path.stat()
        except OSError:
            return None
        return f"{seen.st_ino} {seen.st_mtime_ns}"

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


def _end(raw: bytes) -> bytes:
    """How a line ends: nothing, or the end of a line."""
    return raw[len(raw.rstrip(b"\r\n")) :]


def _longer(were: Sequence[Any], format: Format, column: str, value: Any) -> bool:
    """A value that is no longer than what was there, and that can't be put there as it is."""
    old = were[list(format.columns).index(column)]
    return value is not None and old is not None and len(str(value)) <= len(str(old))
