"""A store that is no database: it lists itself as one table into a private SQLite database, and what the statements of a transaction
took from that table is carried out on the files when the transaction ends well.

The private database is SQLite's own temporary file: nobody else can open it, and it has no name, so that it is gone with the process
however that ends (NO-TRACE). It is listed anew for every transaction, in which only what changed is read again.

The order, and what a kill leaves (ALL-OR-NOTHING):
1. the lock of the ledger is taken, and what an earlier process began is ended       — as it was planned then
2. the statements change the private table; new contents are staged beside the files  — nothing happened; what was staged is thrown away
3. the ledger says what is to be done, in one transaction                             — from here on it is done, now or after a restart
4. the files are changed, each only if it is the one that was looked at
5. the ledger says that it is done: the mark of the plan counts
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import GestandError, fail
from gestand.policy.catalog import Catalog, SeenTable
from gestand.policy.model import Store
from gestand.stores.dialects.sqlite import SQLite
from gestand.stores.folder import Folder, Moved, being_written
from gestand.stores.ledger import Act, Foreign, Ledger, Mark, Taken
from gestand.stores.sql import SqlStore
from gestand.words import t

APPLIED = (
    "create table gestand_applied (plan text not null, batch integer not null, counts text not null, primary key (plan, batch))"
)
PATIENT = 5.0  # reading looks at the files again after so many times as long as a look took, where that was long
QUICK = 0.05  # seconds; what takes less is done each time


class Listing:
    """A private database with the table of a store in it, as it was when it was last looked at."""

    def __init__(self) -> None:
        self.raw = sqlite3.connect("", check_same_thread=False)
        SQLite().ready(self.raw)
        for pragma in ("synchronous=off", "cache_size=-16000", "recursive_triggers=off", "secure_delete=off"):
            self.raw.execute(f"pragma {pragma}")
        self.engine = sa.create_engine("sqlite://", creator=lambda: self.raw, poolclass=sa.StaticPool)
        self.raw.execute(APPLIED)
        self.looked = 0.0  # when it was last looked at, and how long that took
        self.took = 0.0
        self.busy = False
        self.writers: frozenset[tuple[int, int]] = frozenset()  # the files that others are writing to

    def close(self) -> None:
        self.raw.close()


class ListedStore(SqlStore):
    """What a folder of files and the logs of a web server have in common. A kind of its own says how it is listed (`_look`), which acts
    follow from what went and changed (`_acts`), and how an act is done (`_do`)."""

    batch = 100_000  # rows of one transaction of a sweep: each looks at the files again

    def __init__(self, store: Store, root: Path) -> None:
        self.store, self.root, self.dialect = store, root, SQLite()
        self.texts: dict[Any, tuple[str, dict[str, Any], tuple[str, ...]]] = {}
        self.engine = sa.create_engine("sqlite://", poolclass=sa.NullPool)
        sa.event.listen(self.engine, "engine_disposed", lambda _: self._forget())
        self.ledger = Ledger(root, store.name)
        self._base: Listing | None = None
        self._turn = threading.RLock()
        self.made: list[bytes] = []  # files that were staged beside others, to take their place
        if os.name != "posix":
            raise fail(
                "GS410",
                "store-unreachable",
                t("`{store}` is a store of files, which Gestand reads on Linux and macOS only", store=store.name),
                place=store.place,
                about=store.name,
            )

    # what a kind of its own says

    def _seen(self) -> SeenTable:
        """The table, as the catalogue shows it."""
        raise NotImplementedError

    def _make(self, raw: sqlite3.Connection) -> None:
        """Make the empty table, and what notes what goes and what changes."""
        raise NotImplementedError

    def _look(self, listing: Listing, folder: Folder, write: bool) -> None:
        """Bring the table in step with what is there now."""
        raise NotImplementedError

    def _acts(self, listing: Listing, folder: Folder) -> Iterator[Act]:
        """What must be done to the files for what went and changed in the table; each is possible now. Raises OSError where it isn't."""
        raise NotImplementedError

    def _do(self, folder: Folder, act: Act) -> bool:
        """Do an act; done before, it does nothing. False where the file has moved on and it could not be done."""
        raise NotImplementedError

    def _settle(self, listing: Listing) -> None:
        """The acts were done: what was read of the files is what they are now."""
        raise NotImplementedError

    # a session

    @contextmanager
    def session(self, write: bool = False) -> Iterator[sa.Connection]:
        """A connection in one transaction on the files as they are now; when the block of a writing one ends well, what it took away is
        taken from the files. Errors come out as GestandError GS6xx."""
        with ExitStack() as stack:
            with self._told():
                if write:
                    stack.enter_context(self.ledger.alone())
                    self._end_what_was_begun()
                folder = stack.enter_context(Folder(self.root))
                listing = stack.enter_context(self._listed(folder, write))
            marks: list[Mark] = []
            try:
                with listing.engine.connect() as connection:
                    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
                    with connection.get_transaction() or connection.begin():
                        before = self._marks(listing)
                        yield connection
                        if write:
                            marks = self._marked(listing, before)
                    if write:
                        with self._told():
                            self._carry_out(listing, folder, self._acts(listing, folder), marks)
            except BaseException as error:
                if write:
                    with self._told():
                        self._discard(folder)
                    self._drop(listing)
                if isinstance(error, self._errors):
                    raise self.said(error) from None
                raise

    def _carry_out(self, listing: Listing, folder: Folder, acts: Iterator[Act], marks: list[Mark]) -> None:
        """Steps 3 to 5: from the moment that the ledger says it, it is done."""
        self.ledger.begin(acts, marks)
        if not self.ledger.busy():
            self._discard(folder)
            return
        whole = self._end(folder)
        self._discard(folder)  # what was staged and not needed
        if not whole:
            raise Moved(11, "a file moved on meanwhile")
        self._settle(listing)

    def _end_what_was_begun(self) -> None:
        """What a process that was killed had written down is done now."""
        if self.ledger.busy():
            with Folder(self.root) as folder:
                self._end(folder)
            self._forget()

    def _end(self, folder: Folder) -> bool:
        """Do everything that the ledger says; whether all of it could be done."""
        whole, last = True, None
        for act in self.ledger.doing():
            whole = self._do(folder, act) and whole
            at = act.path.rpartition(b"/")[0]
            if last is not None and last != at:
                folder.safe(last)
            last = at
        if last is not None:
            folder.safe(last)
        self.ledger.done(whole)
        return whole

    def _discard(self, folder: Folder) -> None:
        """What was staged for a transaction that failed is taken away. What a killed process left goes with the next one."""
        for path in self.made:
            with suppress(OSError):
                folder.discard(path)
        self.made.clear()

    # the private database

    @contextmanager
    def _listed(self, folder: Folder, write: bool) -> Iterator[Listing]:
        """The listing, in step with the files. Where it is in use already (one question asks another), a second one."""
        with self._turn:
            listing = self._base or Listing()
            mine = not listing.busy
            if not mine:
                listing = Listing()
            elif self._base is None:
                self._base = listing
            listing.busy = True
        try:
            started = time.monotonic()
            if write or listing.took < QUICK or started - listing.looked > PATIENT * listing.took:
                if not listing.looked:
                    self._make(listing.raw)
                listing.writers = being_written() if write else frozenset()
                try:
                    self._look(listing, folder, write)
                except BaseException:
                    self._drop(listing)
                    raise
                listing.looked = time.monotonic()
                listing.took = listing.looked - started
            yield listing
        finally:
            with self._turn:
                listing.busy = False
                if listing is not self._base:
                    listing.close()

    def _drop(self, listing: Listing) -> None:
        """What a listing says is not what is there: it is made anew."""
        with self._turn:
            if listing is self._base:
                self._base = None

    def _forget(self) -> None:
        with self._turn:
            if self._base is not None and not self._base.busy:
                self._base.close()
            self._base = None

    def _marks(self, listing: Listing) -> dict[tuple[str, int], str]:
        """The marks of the ledger, put into the private table that plans are marked in."""
        kept = self.ledger.applied()
        listing.raw.execute("delete from gestand_applied")
        listing.raw.executemany("insert into gestand_applied values (?, ?, ?)", kept)
        return {(plan, batch): counts for plan, batch, counts in kept}

    def _marked(self, listing: Listing, before: Mapping[tuple[str, int], str]) -> list[Mark]:
        now = {(p, b): c for p, b, c in listing.raw.execute("select plan, batch, counts from gestand_applied")}
        changed: list[Mark] = [(p, b, c) for (p, b), c in now.items() if before.get((p, b)) != c]
        return [*changed, *((p, b, None) for p, b in before if (p, b) not in now)]

    # what it says

    def marked(self, plans: Sequence[str] | None = None) -> set[str]:
        """As of any store; the ledger says it, without a look at the files."""
        with self._told():
            there = {plan for plan, _, _ in self.ledger.applied()}
        return there if plans is None else there & set(plans)

    def inspect(self) -> Catalog:
        """The one table of this store. Raises GestandError GS410 when its folder can't be read."""
        try:
            with Folder(self.root):
                seen = self._seen()
        except OSError as error:
            raise fail(
                "GS410",
                "store-unreachable",
                t("`{store}` cannot be reached: {reason}", store=self.name, reason=os.strerror(error.errno or 0)),
                t("is `{folder}` there, and may this user read it?", folder=self.root),
                place=self.store.place,
                about=self.name,
            ) from None
        return Catalog(self.name, self.dialect.name, {self.name: seen})

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of files as one clear sentence, without the names of files (NO-TRACE)."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise self.said(error) from None

    def said(self, error: Exception) -> GestandError:
        if not isinstance(error, OSError):
            return super().said(error)
        store = self.store.name

        def told(code: str, name: str, message: str, *help_: str) -> GestandError:
            return fail(code, name, message, *help_, place=self.store.place, about=store)

        match error:
            case Taken():
                return told(
                    "GS604",
                    "store-busy",
                    t("another Gestand is at work in `{store}`: this step was not done", store=store),
                    t("start again: what was done stays done"),
                )
            case Foreign():
                return told(
                    "GS602",
                    "permission-missing",
                    t("the folder `{folder}` belongs to somebody else or can be changed by others", folder=self.ledger.folder),
                    t("look who made it; Gestand makes its own when it is not there"),
                )
            case Moved():
                return told(
                    "GS604",
                    "store-busy",
                    t("a file of `{store}` is in use, locked, or changed just now: this step was not done", store=store),
                    t("start again: what was done stays done"),
                )
        match error.errno:
            case errno.EACCES | errno.EPERM | errno.EROFS:
                return told(
                    "GS602",
                    "permission-missing",
                    t("a file or folder of `{store}` can't be read or changed by this user", store=store),
                    t("give this user the right to read, write and delete in `{folder}`; then start again", folder=self.root),
                )
            case errno.ENOSPC | errno.EDQUOT:
                return told(
                    "GS603",
                    "disk-full",
                    t("the disk of `{store}` is full: nothing was done in this step", store=store),
                    t("make room and start again: what was done stays done, the rest is done then"),
                )
            case errno.EAGAIN | errno.EBUSY | errno.ETXTBSY:
                return told(
                    "GS604",
                    "store-busy",
                    t("a file of `{store}` is in use, locked, or changed just now: this step was not done", store=store),
                    t("start again: what was done stays done"),
                )
        return told(
            "GS601",
            "store-unreachable",
            t("`{store}` cannot be reached or went away: what was not finished there was not done", store=store),
            t("when it is back, start again: what was done stays done"),
        )


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def columns_of(seen: SeenTable) -> Sequence[str]:
    """The columns of the private table as SQL declares them."""
    kinds = {"integer": "integer", "number": "real", "boolean": "integer"}
    return [f"{quoted(c.name)} {kinds.get(c.type, '' if c.type == 'binary' else 'text')}" for c in seen.columns.values()]
