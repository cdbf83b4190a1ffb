"""Receipts: what they show, to whom, and that no byte of one can change."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.evidence.errors import EvidenceError, ReceiptError
from gestand.evidence.note import SigningKey
from gestand.evidence.receipts import receipt, verify_receipt

Make = Callable[..., Entry]
PEOPLE = [b"alice", b"bob", b"carol", b"\x00\xff"]


def filled(engine: Engine, key: SigningKey, entry: Make) -> None:
    with engine.begin() as connection:
        log.append(connection, [entry(n, *(PEOPLE if n == 3 else [])) for n in range(11)], key)


def test_everybody_concerned_gets_a_receipt(engine: Engine, key: SigningKey, entry: Make) -> None:
    filled(engine, key, entry)
    with engine.begin() as connection:
        for person in PEOPLE:
            verified = verify_receipt(receipt(connection, 3, person), key.vkey)
            assert (verified.index, verified.person, verified.vkey) == (3, person, key.vkey)
            assert (verified.record.what, verified.record.counts) == ("erasure applied", {"crm.orders": 3})
            assert verified.checkpoint.size == 11


def test_a_receipt_tells_nothing_of_others(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    filled(sqlite_engine, key, entry)
    with sqlite_engine.begin() as connection:
        text = receipt(connection, 3, b"alice")
    assert "Ym9i" not in text and "bob" not in text


@pytest.mark.parametrize(
    ("index", "person", "why"),
    [(3, b"dave", "this person"), (4, b"alice", "people"), (11, b"alice", "no entry 11"), (-1, b"alice", "no entry")],
)
def test_there_is_no_receipt_for_what_was_not(
    sqlite_engine: Engine, key: SigningKey, entry: Make, index: int, person: bytes, why: str
) -> None:
    filled(sqlite_engine, key, entry)
    with sqlite_engine.begin() as connection, pytest.raises(ReceiptError, match=why) as caught:
        receipt(connection, index, person)
    assert person.decode() not in caught.value.message + caught.value.help


def test_once_salts_are_destroyed_there_are_no_new_receipts_and_old_ones_verify(
    engine: Engine, key: SigningKey, entry: Make
) -> None:
    filled(engine, key, entry)
    with engine.begin() as connection:
        text = receipt(connection, 3, b"alice")
        log.destroy_salts(connection, date(2027, 1, 1))
        with pytest.raises(ReceiptError, match="destroyed"):
            receipt(connection, 3, b"alice")
    assert verify_receipt(text, key.vkey).person == b"alice"


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_every_flipped_byte_is_found(sqlite_engine: Engine, key: SigningKey, entry: Make, flip: int) -> None:
    filled(sqlite_engine, key, entry)
    with sqlite_engine.begin() as connection:
        data = receipt(connection, 3, b"carol").encode()
    verify_receipt(data.decode(), key.vkey)
    for position in range(len(data)):
        changed = data[:position] + bytes([data[position] ^ flip]) + data[position + 1 :]
        with pytest.raises((EvidenceError, UnicodeDecodeError)):
            verify_receipt(changed.decode(), key.vkey)
        with pytest.raises((EvidenceError, UnicodeDecodeError)):
            verify_receipt((data[:position] + data[position + 1 :]).decode(), key.vkey)


def test_a_receipt_at_and_after_a_change_of_key(sqlite_engine: Engine, key: SigningKey, entry: Make) -> None:
    filled(sqlite_engine, key, entry)
    new = SigningKey.make(key.name)
    with sqlite_engine.begin() as connection:
        before = receipt(connection, 3, b"bob")
        log.rotate(connection, key, new, time=datetime(2027, 1, 1, tzinfo=UTC), actor="staff-1")
        at = receipt(connection, 3, b"bob")
    verify_receipt(before, key.vkey)
    assert verify_receipt(at, new.vkey).checkpoint.size == 12
    for text in (before, at):
        verify_receipt(text, key.vkey, new.vkey)
    with pytest.raises(ReceiptError, match="trust"):
        verify_receipt(before, new.vkey)
    with pytest.raises(ReceiptError, match="trust"):
        verify_receipt(before)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "\n\n\n\n", "gestand/receipt/v1\n\n\n\n", "\ud800" * 3, "gestand/receipt/v1\nentry {}\n\nx\n\ny"],
)
def test_nonsense_is_refused(text: str, key: SigningKey) -> None:
    with pytest.raises(EvidenceError):
        verify_receipt(text, key.vkey)
