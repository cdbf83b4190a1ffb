"""A folder of files as a store: each file is a row, with what its name says, its moment, its size and itself.

A row that goes takes its file with it (overwritten first where the policy says so), and the folders that are empty then and speak of
somebody. A file whose content goes is emptied; its name stays. What the name says can only go with the file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.policy.catalog import SeenColumn, SeenTable
from gestand.policy.model import Files, Store
from gestand.stores.folder import Entry, Folder, Moved
from gestand.stores.ledger import Act
from gestand.stores.listed import ListedStore, Listing, columns_of, quoted
from gestand.stores.spelling import bytes_of, text_of

MANY = 5_000  # rows that are put into the private table at once
_STAGED = b"gestand staged "  # before the path of a staged file, as the new content of another


class FileStore(ListedStore):
    """The files of a folder and of the folders in it."""

    def __init__(self, store: Store) -> None:
        assert isinstance(store.lists, Files)
        self.files = store.lists
        super().__init__(store, Path(os.path.realpath(store.lists.folder)))
        self.zone = ZoneInfo(store.times)
        self.seen = self._seen()
        self.fields = [c for c in self.seen.columns if self.files.naming and c in self.files.naming.columns]

    def _seen(self) -> SeenTable:
        fields = self.files.naming.columns if self.files.naming else {}
        columns = [
            SeenColumn("path", "text", False, generated=True),
            *(SeenColumn(n, kind, True, generated=True, plain=kind in ("date", "time", "moment")) for n, kind in fields.items()),
            SeenColumn("modified", "zoned", True, generated=True, plain=True),
            SeenColumn("size", "integer", False, generated=True, plain=True),
            SeenColumn("content", "binary", True),
        ]
        looked_up = tuple((c.name,) for c in columns) + tuple((f"lowertrim{c.name}",) for c in columns)
        return SeenTable(self.name, {c.name: c for c in columns}, ("path",), (("path",),), indexes=looked_up, listed=True)

    def _make(self, raw: sqlite3.Connection) -> None:
        table = quoted(self.name)
        kept = ", ".join(quoted(c.name) for c in self.seen.columns.values() if c.generated)
        found = "gs_inode integer, gs_mtime integer, gs_size integer, gs_links integer, gs_kind text"
        raw.executescript(
            f"""
            create table {table} (gs_id integer primary key, {", ".join(columns_of(self.seen))}, gs_fits integer, {found});
            create unique index gs_path on {table} (path);
            create table gs_now (path text primary key, {found}) without rowid;
            create table gs_gone (path text, {found});
            create table gs_changed (gs_id integer primary key);
            create trigger gs_goes after delete on {table} begin
              insert into gs_gone values (old.path, old.gs_inode, old.gs_mtime, old.gs_size, old.gs_links, old.gs_kind);
            end;
            create trigger gs_changes after update of content on {table} when old.content is not new.content begin
              insert or ignore into gs_changed values (new.gs_id);
            end;
            create trigger gs_fixed before update of {kept} on {table} begin
              select raise(abort, 'what a name says goes with the file');
            end;
            """
        )

    # looking

    def _look(self, listing: Listing, folder: Folder, write: bool) -> None:
        raw, table = listing.raw, quoted(self.name)
        raw.execute("begin")
        raw.execute("delete from gs_now")
        stale: list[bytes] = []
        raw.executemany("insert or replace into gs_now values (?, ?, ?, ?, ?, ?)", _rows(folder, stale))
        same = " and ".join(f"n.{c} = {table}.{c}" for c in ("path", "gs_inode", "gs_mtime", "gs_size", "gs_links", "gs_kind"))
        raw.execute(f"delete from {table} where not exists (select 1 from gs_now n where {same})")
        new = raw.execute(
            f"select path, gs_inode, gs_mtime, gs_size, gs_links, gs_kind from gs_now where path not in (select path from {table})"
        )
        marks = ", ".join("?" * (10 + len(self.fields)))
        listed = ", ".join(quoted(c) for c in self.fields)
        insert = (
            f"insert into {table} (path, modified, size, content, gs_fits{', ' if listed else ''}{listed},"
            f" gs_inode, gs_mtime, gs_size, gs_links, gs_kind) values ({marks})"
        )
        while rows := new.fetchmany(MANY):
            raw.executemany(insert, [self._row(row) for row in rows])
        raw.execute("delete from gs_now")
        raw.execute("delete from gs_gone")
        raw.execute("delete from gs_changed")
        raw.execute("commit")
        if write:  # what a process that was killed had staged; the ledger says that it is not wanted
            for path in stale:
                folder.discard(path)

    def _row(self, row: Sequence[Any]) -> tuple[Any, ...]:
        path, _inode, mtime, size, _links, kind = row
        naming = self.files.naming
        said = naming.match(path) if naming else {}
        try:
            modified = datetime.fromtimestamp(mtime // 1_000_000_000, self.zone).isoformat(" ", "seconds")
        except (OverflowError, ValueError, OSError):  # a moment of no calendar
            modified = None
        content = path if kind == "file" and size else None
        fields = [said.get(f) if said else None for f in self.fields]
        return (path, modified, size, content, said is not None, *fields, *row[1:])

    # acting

    def _acts(self, listing: Listing, folder: Folder) -> Iterator[Act]:
        gone = listing.raw.execute("select path, gs_inode, gs_size, gs_mtime from gs_gone order by path")
        for path, inode, size, mtime in gone:
            act = Act("delete", bytes_of(path), inode, size, mtime)
            if folder.check(act, listing.writers):
                yield act
        changed = listing.raw.execute(
            f"select path, gs_inode, gs_size, gs_mtime, content from {quoted(self.name)} where gs_id in (select gs_id from gs_changed)"
            " order by path"
        )
        for path, inode, size, mtime, content in changed:
            staged = content.removeprefix(_STAGED) if isinstance(content, bytes) and content.startswith(_STAGED) else b""
            act = Act("replace" if staged else "empty", bytes_of(path), inode, size, mtime, staged)
            if content and not staged:
                raise PermissionError(1, "a file's content can only be emptied, sealed and unsealed")
            if folder.check(act, listing.writers):
                yield act

    def _do(self, folder: Folder, act: Act) -> bool:
        match act.kind:
            case "delete":
                folder.delete(act, self.files.overwrite)
                self._tidy(folder, act.path)
            case "empty":
                folder.empty(act, self.files.overwrite)
            case "replace":
                folder.replace(act)
        return True

    def _tidy(self, folder: Folder, path: bytes) -> None:
        """The folders that are empty now and speak of somebody go too."""
        if self.files.naming is not None:
            for above in self.files.naming.emptied(text_of(path), self.files.about):
                if not folder.remove(bytes_of(above)):
                    return

    def _settle(self, listing: Listing) -> None:
        """Nothing: the next look sees what the files are now."""

    # what is in the files

    def holds_files(self, column: str) -> bool:
        return column == "content"

    @contextmanager
    def reading(self, path: str, vanished: bool = False) -> Iterator[IO[bytes]]:
        with ExitStack() as stack:
            with self._told():
                folder = stack.enter_context(Folder(self.root))
                try:
                    descriptor = stack.enter_context(folder.opened(bytes_of(path)))
                except (FileNotFoundError, NotADirectoryError) as error:
                    if not vanished:
                        raise Moved(2, "the file has vanished") from error
                    descriptor = os.open(os.devnull, os.O_RDONLY)
                    stack.callback(os.close, descriptor)
            yield stack.enter_context(os.fdopen(os.dup(descriptor), "rb"))

    def staged(self, path: str, pieces: Iterator[bytes]) -> bytes:
        """Write what a file shall hold beside it; the result is the new value of its `content`. To be used within a writing session."""
        with self._told(), Folder(self.root) as folder:
            staged = folder.stage(bytes_of(path), pieces)
        self.made.append(staged)
        return _STAGED + staged

    def oddities(self, connection: sa.Connection) -> Mapping[str, int]:
        table = quoted(self.name)
        counted = connection.exec_driver_sql(
            f"select sum(not gs_fits), sum(gs_kind = 'file' and gs_links > 1) from {table}"
        ).one()
        return {"misfits": counted[0] or 0, "linked": counted[1] or 0}


def _rows(folder: Folder, stale: list[bytes]) -> Iterator[tuple[Any, ...]]:
    def row(one: Entry) -> tuple[Any, ...]:
        return (text_of(one.path), one.inode, one.mtime, one.size, one.links, one.kind)

    for entry in folder.entries():
        if entry.kind == "staged":
            stale.append(entry.path)
        else:
            yield row(entry)
