"""The log in the database: transactions, clocks, keys, concurrency, and what destroying leaves."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, insert, select, text

from gestand.evidence import log
from gestand.evidence.entry import Entry, Keys
from gestand.evidence.errors import ClockError, EntryError, LogError, ProofError
from gestand.evidence.merkle import consistency_proof, inclusion_proof, leaf_hash, nodes_of, root
from gestand.evidence.note import SigningKey, open_note_exactly, parse_checkpoint
from gestand.evidence.tables import checkpoints, entries, hashes, salts

Make = Callable[..., Entry]


def test_the_log_is_the_tree_of_its_bodies_whatever_the_batches(engine: Engine, key: SigningKey, entry: Make) -> None:
    sizes = [1, 1, 3, 250, 1, 1, 300, 700, 1]
    size = 0
    for batch in sizes:
        with engine.begin() as connection:
            assert log.append(connection, [entry(size + i) for i in range(batch)], key) == list(range(size, size + batch))
        size += batch
    with engine.begin() as connection:
        leaves = [leaf_hash(body) for body in log.bodies(connection, 0, size)]
        upto = 0
        for batch in sizes:
            upto += batch
            head = log.head(connection, upto)
            assert head is not None
            assert parse_checkpoint(open_note_exactly(head.note, [key.verifier])).root == root(leaves[:upto])
        node = nodes_of(leaves)
        for index in (0, 1, 255, 256, 511, 512, 1000, size - 1):
            assert log.prove_inclusion(connection, index, size) == inclusion_proof(index, size, node)
            assert log.prove_consistency(connection, index, size) == consistency_proof(index, size, node)
        assert [record.counts["crm.orders"] for record in log.records(connection, 254, 258)] == [254, 255, 256, 257]


def test_a_rollback_leaves_nothing(engine: Engine, key: SigningKey, entry: Make) -> None:
    with engine.begin() as connection:
        log.append(connection, [entry(0, b"alice")], key)
    with engine.connect() as connection:
        log.append(connection, [entry(n, b"bob") for n in range(1, 600)], key)
        connection.rollback()
    with engine.begin() as connection:
        for table, rows in ((entries, 1), (checkpoints, 1), (salts, 1), (hashes, 0)):
            assert connection.scalar(select(func.count()).select_from(table)) == rows
        assert log.append(connection, [entry(1)], key) == [1]


def test_nothing_to_append_signs_nothing(sqlite_engine: Engine, key: SigningKey) -> None:
    with sqlite_engine.begin() as connection:
        assert log.append(connection, [], key) == []
        assert log.head(connection) is None


def test_a_clock_may_stand_still_but_not_go_back(engine: Engine, key: SigningKey, entry: Make) -> None:
    with engine.begin() as connection:
        log.append(connection, [entry(5), entry(5)], key)
        log.append(connection, [entry(5)], key)
        with pytest.raises(ClockError, match=r"03:00:04.000000Z .*03:00:05.000000Z"):
            log.append(connection, [entry(6), entry(4)][1:], key)
        with pytest.raises(ClockError):
            log.append(connection, [entry(7), entry(6)], key)
        head = log.head(connection)
        assert head is not None and head.checkpoint.size == 3


def test_a_clock_is_read_when_it_is_the_entrys_turn(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    ticks = iter([datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)])
    with sqlite_engine.begin() as connection:
        log.append(connection, [replace(entry(0), time=lambda: next(ticks))] * 2, key)
        assert [record.time.day for record in log.records(connection, 0, 2)] == [1, 2]


def test_only_the_key_in_force_signs(engine: Engine, key: SigningKey, entry: Make) -> None:
    new, stranger = SigningKey.make(key.name), SigningKey.make(key.name)
    now = datetime(2027, 1, 1, tzinfo=UTC)
    with engine.begin() as connection:
        log.append(connection, [entry(0)], key)
        with pytest.raises(LogError, match="signed by"):
            log.append(connection, [entry(1)], stranger)
        with pytest.raises(EntryError, match="changes the key"):
            log.append(connection, [replace(entry(1), what="key rotated", keys=Keys(key.vkey, new.vkey))], key)
        with pytest.raises(EntryError, match="same name"):
            log.rotate(connection, key, SigningKey.make("another"), time=now, actor="staff-1")
        with pytest.raises(EntryError):
            log.rotate(connection, key, key, time=now, actor="staff-1")
        assert log.rotate(connection, key, new, time=now, actor="staff-1") == 1
        with pytest.raises(LogError, match="signed by"):
            log.append(connection, [replace(entry(2), time=now)], key)
        log.append(connection, [replace(entry(2), time=now)], new)
        head, handed = log.head(connection), log.rotations(connection, 0, 3)
        assert head is not None and head.signer == new.vkey
        assert [one.checkpoint.size for one in handed] == [2]
        open_note_exactly(handed[0].note, [key.verifier, new.verifier])


def test_people_are_nowhere_in_the_database(engine: Engine, key: SigningKey, entry: Make, tmp_path: Path) -> None:
    """INVARIANT NO-TRACE."""
    canary = b"canary-7a61"
    with engine.begin() as connection:
        log.append(connection, [entry(n, canary, b"other") for n in range(300)], key)
    with engine.begin() as connection:
        for table in log.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    data = value if isinstance(value, bytes) else str(value).encode()
                    assert canary not in data and canary.hex().encode() not in data
    assert all(canary not in path.read_bytes() for path in tmp_path.rglob("state.db*"))


def test_people_need_an_end(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    with sqlite_engine.begin() as connection, pytest.raises(EntryError, match="until when"):
        log.append(connection, [replace(entry(0, b"alice"), until=None)], key)


def test_salts_are_destroyed_on_their_day(engine: Engine, key: SigningKey, entry: Make) -> None:
    with engine.begin() as connection:
        log.append(connection, [entry(n, b"alice", until=date(2027, 1, 1 + n)) for n in range(3)], key)
        assert log.destroy_salts(connection, date(2026, 12, 31)) == 0
        assert log.destroy_salts(connection, date(2027, 1, 2)) == 2
        assert connection.scalars(select(salts.c.index)).all() == [2]
        assert log.destroy_salts(connection, date(2027, 1, 2)) == 0
    log.scrub(engine)


def test_what_was_destroyed_is_not_left_in_the_files_of_sqlite(
    sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path
) -> None:
    with sqlite_engine.begin() as connection:
        log.append(connection, [entry(n, b"alice") for n in range(50)], key)
        secrets = connection.scalars(select(salts.c.secret)).all()

    def left() -> int:
        data = b"".join(path.read_bytes() for path in tmp_path.rglob("state.db*"))
        return sum(secret in data for secret in secrets)

    assert left() == 50
    with sqlite_engine.begin() as connection:
        log.destroy_salts(connection, date(2027, 1, 1))
    log.scrub(sqlite_engine)
    assert left() == 0


def test_what_was_destroyed_is_not_left_in_the_file_of_postgresql(postgresql: Engine, key: SigningKey, entry: Make) -> None:
    with postgresql.begin() as connection:
        log.append(connection, [entry(0, b"alice")], key)
        secret = connection.scalars(select(salts.c.secret)).one()
        log.destroy_salts(connection, date(2027, 1, 1))
    log.scrub(postgresql)
    read = text("SELECT pg_read_binary_file(pg_relation_filepath('evidence_salts'))")
    with postgresql.begin() as connection:
        assert secret not in connection.scalar(read)


def test_damage_in_the_database_is_found_before_it_is_signed(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    with sqlite_engine.begin() as connection:
        log.append(connection, [entry(0)], key)
        connection.execute(checkpoints.update().values(frontier=bytes(32)))
        with pytest.raises(LogError, match="damaged"):
            log.append(connection, [entry(1)], key)
        connection.execute(checkpoints.update().values(frontier=b""))
        with pytest.raises(ProofError, match="damaged"):
            log.append(connection, [entry(1)], key)
        with pytest.raises(LogError, match="rows 0 to 4"):
            log.bodies(connection, 0, 5)


def test_four_writers_at_once_make_one_log(postgresql: Engine, key: SigningKey, entry: Make) -> None:
    failures: list[BaseException] = []
    started = threading.Barrier(4)

    def write(writer: int) -> None:
        try:
            started.wait()
            for n in range(25):
                with postgresql.begin() as connection:
                    now = replace(entry(n, b"person-%d" % writer), time=lambda: datetime.now(UTC), actor=f"writer-{writer}")
                    log.append(connection, [now, now], key)
                    if n % 5 == 4:
                        connection.rollback()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with postgresql.begin() as connection:
        head = log.head(connection)
        assert head is not None and head.checkpoint.size == 4 * 20 * 2
        assert head.checkpoint.root == root(leaf_hash(body) for body in log.bodies(connection, 0, 160))
        writers = Counter(record.actor for record in log.records(connection, 0, 160))
        assert writers == {f"writer-{writer}": 40 for writer in range(4)}


def test_two_writers_on_sqlite_wait_for_each_other(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(20):
                with sqlite_engine.begin() as connection:
                    log.append(connection, [replace(entry(0), time=lambda: datetime.now(UTC))], key)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with sqlite_engine.begin() as connection:
        head = log.head(connection)
        assert head is not None and head.checkpoint.size == 40


def test_a_stale_snapshot_cannot_fork_the_log(postgresql: Engine, key: SigningKey, entry: Make) -> None:
    """A transaction that read before another one appended must fail, not sign a second history."""
    with postgresql.begin() as connection:
        log.append(connection, [entry(0)], key)
    stale = postgresql.execution_options(isolation_level="REPEATABLE READ")
    with stale.connect() as late:
        log.head(late)
        with postgresql.begin() as connection:
            log.append(connection, [entry(1)], key)
        with pytest.raises(Exception, match="duplicate key"):
            log.append(late, [entry(2)], key)
        late.rollback()


def test_many_entries_at_once_take_no_more_statements_than_one(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    """But for the tiles that a thousand entries fill: their number grows with the log's size divided by 256, not with the entries."""
    said: list[str] = []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with sqlite_engine.begin() as connection:
        log.append(connection, [entry(0)], key)
        one = len(said)
        said.clear()
        log.append(connection, [entry(100, b"alice") for _ in range(2_000)], key)
        assert len(said) <= one + 60


def test_a_database_of_another_kind_is_refused(
    sqlite_engine: Engine, key: SigningKey, entry: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_engine.begin() as connection:
        monkeypatch.setattr(connection.dialect, "name", "oracle")
        with pytest.raises(LogError, match="oracle"):
            log.append(connection, [entry(0)], key)


def test_entries_cannot_be_inserted_twice(engine: Engine, key: SigningKey, entry: Make) -> None:
    with engine.connect() as connection:
        log.append(connection, [entry(0)], key)
        with pytest.raises(Exception, match=r"(?i)unique"):
            connection.execute(insert(entries), {"index": 0, "body": b"", "leaf": b""})
        connection.rollback()
