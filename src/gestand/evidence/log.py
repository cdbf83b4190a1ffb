"""The log in our state database: appended to inside the caller's transaction, on SQLite and PostgreSQL.

INVARIANT APPEND-ONLY: rows of entries, hashes and checkpoints are inserted, never changed or deleted; so a reader of a
checkpoint's size finds the same tree whatever is appended meanwhile. Only salts are deleted.

An entry costs one row, and one hash more for every 256: the right edge of the tree stands in the newest checkpoint's
row, and all that a tile needs is selected when it is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, text

from gestand.evidence.entry import KEY_ROTATED, Entry, Keys, People, Record, decode, encode, time_text
from gestand.evidence.errors import ClockError, EntryError, LogError
from gestand.evidence.merkle import Frontier, Node, consistency_proof, inclusion_proof, leaf_hash
from gestand.evidence.note import Checkpoint, SigningKey, parse_checkpoint, sign_note, split_note
from gestand.evidence.people import commitments, new_secret, people_root
from gestand.evidence.tables import checkpoints, entries, hashes, metadata, salts
from gestand.evidence.tiles import HEIGHT, WIDTH, hashes_of, nodes_from

__all__ = ["Head", "append", "bodies", "destroy_salts", "head", "metadata", "nodes", "prove_consistency", "prove_inclusion"]
__all__ += ["read_tile", "records", "rotate", "rotations", "scrub"]

_ADVISORY_LOCK = 0x47455354_414E44  # "GESTAND"
_lock_postgresql = select(text(f"pg_advisory_xact_lock({_ADVISORY_LOCK})"))
_lock_sqlite = delete(checkpoints).where(checkpoints.c.size < 0)  # takes the write lock, and deletes nothing
_newest = select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
_leaves = (
    select(entries.c.leaf)
    .where(entries.c.index >= bindparam("start"), entries.c.index < bindparam("stop"))
    .order_by(entries.c.index)
)
_hashes = (
    select(hashes.c.hash)
    .where(hashes.c.level == bindparam("level"), hashes.c.index >= bindparam("start"), hashes.c.index < bindparam("stop"))
    .order_by(hashes.c.index)
)
_bodies = (
    select(entries.c.body)
    .where(entries.c.index >= bindparam("start"), entries.c.index < bindparam("stop"))
    .order_by(entries.c.index)
)


@dataclass(frozen=True)
class Head:
    """A signed head of the log: the note as it was signed, what it says, and the vkey that must sign the next one."""

    note: str
    checkpoint: Checkpoint
    signer: str
    rotation: bool


def append(connection: Connection, entries: Sequence[Entry], key: SigningKey) -> list[int]:
    """Add entries and one signed checkpoint in the caller's transaction; gives their indexes. Commits nothing.

    Other appends wait from here until the caller's transaction ends, so append last. On SQLite the transaction must not
    have read before another one wrote (begin it with BEGIN IMMEDIATE); otherwise SQLite itself refuses.

    EntryError for an entry that the format does not allow, ClockError for one earlier than the one before it, LogError
    if `key` isn't the key in force or the log's tables are damaged. After an error nothing was written.
    """
    if any(entry.keys is not None for entry in entries):
        raise EntryError("an entry that changes the key cannot be appended", "use `log.rotate` to change the key")
    return _append(connection, entries, key, [key])


def rotate(
    connection: Connection,
    old: SigningKey,
    new: SigningKey,
    *,
    time: datetime | Callable[[], datetime],
    actor: str,
    promises: Sequence[str] = (),
) -> int:
    """Hand over from the key in force to a new one (docs/spec/evidence.md, "Change of key"); gives the entry's index.

    In the caller's transaction, as `append`, with the same errors; the next append must use the new key. The new key must
    be in its file, and backed up, before the transaction commits: after it, nothing else can sign.
    """
    entry = Entry(time, actor, KEY_ROTATED, promises=promises, keys=Keys(old.vkey, new.vkey))
    return _append(connection, [entry], old, [old, new])[0]


def _append(connection: Connection, new: Sequence[Entry], key: SigningKey, signers: Sequence[SigningKey]) -> list[int]:
    if not new:
        return []
    committed = [_commit(entry) for entry in new]  # the long part, before others have to wait
    _lock(connection)
    row = connection.execute(_newest).first()
    if row is None:
        frontier, last = Frontier(), ""
    else:
        frontier, last = Frontier(row.size, hashes_of(row.frontier)), row.last_time
        if frontier.root() != parse_checkpoint(split_note(row.note)[0]).root:
            raise LogError("the log's newest row is damaged: its hashes are not the signed ones", "restore the state database")
        if row.signer != key.vkey:
            message = f"the log is signed by `{row.signer}`, and this key is `{key.vkey}`"
            raise LogError(message, "use the log's own key, or `log.rotate`")
    indexes = list(range(frontier.size, frontier.size + len(new)))
    rows: list[dict[str, Any]] = []
    upper: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for index, entry, (people, opening) in zip(indexes, new, committed, strict=True):
        time = time_text(entry.time() if callable(entry.time) else entry.time)
        if time < last:
            message = f"the entry of {time} is earlier than the one before it, of {last}"
            raise ClockError(message, "set the clock right, and try again")
        last = time
        body = encode(entry, time, people)
        completed = frontier.push(leaf_hash(body))
        rows.append({"index": index, "body": body, "leaf": completed[0][2]})
        for height, place, hash in completed[1:]:
            if height % HEIGHT == 0:
                upper.append({"level": height // HEIGHT, "index": place, "hash": hash})
        if opening:
            opened.append({"index": index, **opening})
    for table, values in ((entries, rows), (hashes, upper), (salts, opened)):
        if values:
            connection.execute(insert(table), values)
    checkpoint = Checkpoint(key.name, frontier.size, frontier.root())
    connection.execute(
        insert(checkpoints),
        {
            "size": frontier.size,
            "note": sign_note(checkpoint.text(), signers),
            "frontier": b"".join(frontier.hashes),
            "last_time": last,
            "signer": signers[-1].vkey,
            "rotation": len(signers) > 1,
        },
    )
    return indexes


def _commit(entry: Entry) -> tuple[People | None, dict[str, Any] | None]:
    """What the entry says of its people, and what can link it to them. INVARIANT NO-TRACE: neither holds an identifier."""
    if not entry.people:
        return None, None
    if entry.until is None:
        raise EntryError("an entry about people does not say until when it links to them", "give `until`, the day it ends")
    secret = new_secret()
    committed = commitments(secret, entry.people)
    opening = {"secret": secret, "commitments": b"".join(committed), "until": entry.until}
    return People(len(committed), people_root(committed)), opening


def _lock(connection: Connection) -> None:
    """Let one append at a time pass, until its transaction ends. A statement of its own: the next one sees what it waited for."""
    match connection.dialect.name:
        case "postgresql":
            connection.execute(_lock_postgresql)
        case "sqlite":
            connection.execute(_lock_sqlite)
        case other:
            raise LogError(f"the log cannot be kept in {other}", "keep Gestand's state in PostgreSQL or SQLite")


def head(connection: Connection, size: int | None = None) -> Head | None:
    """The newest signed head, or the one of exactly this size; None if there is none."""
    row = connection.execute(_newest if size is None else select(checkpoints).where(checkpoints.c.size == size)).first()
    if row is None:
        return None
    return Head(row.note, parse_checkpoint(split_note(row.note)[0]), row.signer, row.rotation)


def rotations(connection: Connection, after: int, upto: int) -> list[Head]:
    """The heads by which a key handed over, with after < size <= upto, in order."""
    where = checkpoints.c.rotation, checkpoints.c.size > after, checkpoints.c.size <= upto
    rows = connection.execute(select(checkpoints).where(*where).order_by(checkpoints.c.size))
    return [Head(row.note, parse_checkpoint(split_note(row.note)[0]), row.signer, True) for row in rows]


def bodies(connection: Connection, start: int, stop: int) -> list[bytes]:
    """The bodies of entries start … stop - 1; LogError if one is missing."""
    return _complete(list(connection.execute(_bodies, {"start": start, "stop": stop}).scalars()), start, stop)


def records(connection: Connection, start: int, stop: int) -> list[Record]:
    """What entries start … stop - 1 say; LogError if one is missing, EntryError if one is damaged."""
    return [decode(body) for body in bodies(connection, start, stop)]


def read_tile(connection: Connection, level: int, index: int, width: int) -> bytes:
    """The first `width` hashes of a tile; LogError if one is missing."""
    bounds = {"start": index * WIDTH, "stop": index * WIDTH + width}
    rows = connection.execute(_hashes, {"level": level, **bounds}) if level else connection.execute(_leaves, bounds)
    return b"".join(_complete(list(rows.scalars()), **bounds))


def _complete(rows: list[bytes], start: int, stop: int) -> list[bytes]:
    if len(rows) != stop - start:
        raise LogError(f"the log has no rows {start} to {stop - 1}, or not all of them", "restore the state database")
    return rows


def nodes(connection: Connection, size: int) -> Node:
    """The nodes of the tree of `size` entries."""
    return nodes_from(lambda level, index, width: read_tile(connection, level, index, width), size)


def prove_inclusion(connection: Connection, index: int, size: int) -> list[bytes]:
    """The inclusion proof of an entry in the tree of `size` entries; ProofError if that has no such entry."""
    return inclusion_proof(index, size, nodes(connection, size))


def prove_consistency(connection: Connection, old: int, size: int) -> list[bytes]:
    """The consistency proof between two sizes of the log; ProofError if `old` is greater."""
    return consistency_proof(old, size, nodes(connection, size))


def destroy_salts(connection: Connection, today: date) -> int:
    """Destroy what links entries to people where `until` is today or earlier, in the caller's transaction; gives how many.

    The entries still verify; nobody can tell any more whom they concern. Call `scrub` once the transaction is committed.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    return connection.execute(delete(salts).where(salts.c.until <= today)).rowcount


def scrub(engine: Engine) -> None:
    """Take what was deleted off the disk too (docs/spec/evidence.md, "What destroying takes"), outside of any transaction.

    LogError if a reader of the SQLite database keeps its write-ahead log in use; try again later.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM FULL evidence_salts")
        elif connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
            raise LogError("the write-ahead log still holds what was deleted", "try again when nobody reads the database")
