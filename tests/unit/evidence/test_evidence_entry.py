"""Entries and their one spelling, the people they commit to, and tiles' paths."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.evidence.entry import Entry, Keys, People, decode, encode, time_text
from gestand.evidence.errors import EncodingError, EntryError
from gestand.evidence.merkle import inclusion_proof, leaf_hash, nodes_of, verify_inclusion
from gestand.evidence.people import commitment, commitments, new_secret, people_root, salt_of
from gestand.evidence.tiles import decode_bundle, encode_bundle, levels, new_tiles, parse_tile_path, tile_path, tile_width

NOW = datetime(2026, 11, 22, 3, 10, 30, 123456, tzinfo=UTC)
ENTRY = Entry(NOW, "staff-7f3a", "erasure applied", ["B3"], "ab" * 32, {"crm.orders": 3}, {"plan": "cd" * 32})

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
entries = st.builds(
    Entry,
    time=st.datetimes(timezones=st.just(UTC)),
    actor=texts,
    what=texts.filter(lambda what: what != "key rotated"),
    promises=st.lists(texts, max_size=3),
    policy=st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex),
    counts=st.dictionaries(texts, st.integers(0, 2**53 - 1), max_size=4),
    digests=st.dictionaries(texts, st.binary(min_size=1, max_size=64).map(bytes.hex), max_size=4),
)
commitments_to = st.none() | st.builds(People, st.integers(1, 10**6), st.binary(min_size=32, max_size=32))


@given(entries, commitments_to)
def test_an_entry_is_read_back(entry: Entry, people: People | None) -> None:
    assert isinstance(entry.time, datetime)
    body = encode(entry, time_text(entry.time), people)
    record = decode(body)
    for name in ("time", "actor", "what", "policy", "counts", "digests", "keys"):
        assert getattr(record, name) == getattr(entry, name)
    assert (list(record.promises), record.people) == (entry.promises, people)
    assert b"\n" not in body


@given(entries)
def test_the_spelling_is_that_of_any_json_writer_told_to_sort(entry: Entry) -> None:
    assert isinstance(entry.time, datetime)
    body = encode(entry, time_text(entry.time), None)
    assert json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() == body


@given(entries, st.data())
def test_no_other_spelling_is_read_as_the_same_entry(entry: Entry, data: st.DataObject) -> None:
    assert isinstance(entry.time, datetime)
    body = encode(entry, time_text(entry.time), None)
    where = data.draw(st.integers(0, len(body)))
    with pytest.raises(EntryError):
        decode(body[:where] + data.draw(st.sampled_from([b" ", b"\n", b"\x00", b"\xff"])) + body[where:] + b" ")


values = st.recursive(st.none() | st.text() | st.integers(), st.lists)


@given(st.binary(max_size=50) | values.map(lambda value: json.dumps(value).encode()))
def test_anything_else_is_refused_and_nothing_else_happens(body: bytes) -> None:
    with pytest.raises(EntryError):
        decode(body)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"actor": ""}, "actor"),
        ({"actor": "a\nb"}, "actor"),
        ({"actor": "\ud800"}, "Unicode"),
        ({"actor": None}, "actor"),
        ({"what": "a\x7f"}, "what"),
        ({"promises": "B3"}, "promises"),
        ({"promises": [3]}, "promises"),
        ({"policy": "ab"}, "policy"),
        ({"policy": "AB" * 32}, "policy"),
        ({"counts": {"a": -1}}, "counts"),
        ({"counts": {"a": 1 << 53}}, "counts"),
        ({"counts": {"a": True}}, "counts"),
        ({"counts": {"a": 1.0}}, "counts"),
        ({"counts": {3: 1}}, "counts"),
        ({"digests": {"a": "abc"}}, "digests"),
        ({"digests": {"a": ""}}, "digests"),
        ({"digests": {"a": "AB"}}, "digests"),
        ({"digests": {"a": b"ab"}}, "digests"),
        ({"what": "key rotated"}, "keys"),
        ({"keys": Keys("a", "b")}, "keys"),
        ({"what": "key rotated", "keys": Keys("a", "b")}, "keys"),
        ({"counts": {f"a{n}": n for n in range(10_000)}}, "65535"),
    ],
)
def test_what_the_format_does_not_allow_is_refused_by_name(change: dict[str, object], named: str) -> None:
    with pytest.raises(EntryError, match=named):
        encode(replace(ENTRY, **change), time_text(NOW), None)  # type: ignore[arg-type]


def test_times_are_written_in_utc() -> None:
    assert time_text(NOW.astimezone(timezone(timedelta(hours=2)))) == "2026-11-22T03:10:30.123456Z"
    assert time_text(NOW.replace(microsecond=0)) == "2026-11-22T03:10:30.000000Z"
    with pytest.raises(EntryError, match="time zone"):
        time_text(NOW.replace(tzinfo=None))


def test_an_entry_does_not_show_its_people() -> None:
    assert "alice" not in repr(replace(ENTRY, people=[b"alice"]))


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=30, unique=True))
def test_each_person_can_open_their_commitment_and_no_other(people: list[bytes]) -> None:
    secret = new_secret()
    committed = commitments(secret, people)
    hashed = [leaf_hash(one) for one in committed]
    for position, person in enumerate(people):
        opened = commitment(salt_of(secret, person), person)
        proof = inclusion_proof(position, len(people), nodes_of(hashed))
        verify_inclusion(proof, position, len(people), leaf_hash(opened), people_root(committed))
        for other in people:
            assert (commitment(salt_of(secret, person), other) == opened) == (other == person)
    assert people_root(committed) != people_root(commitments(new_secret(), people))


@pytest.mark.parametrize("people", [[b"alice", b"alice"], [b""], [b"a" * 1025]])
def test_identifiers_that_are_ambiguous_or_too_long_are_refused_without_naming_them(people: list[bytes]) -> None:
    with pytest.raises(EntryError) as caught:
        commitments(new_secret(), people)
    assert "alice" not in caught.value.message + caught.value.help


def test_tile_paths_of_the_specification() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 0, 12) == "tile/entries/000.p/12"
    assert tile_path(2, 1000) == "tile/2/x001/000"


@given(st.sampled_from([0, 1, 7, "entries"]), st.integers(0, 10**10), st.integers(1, 256))
def test_tile_paths_are_read_back(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/0/x000/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/100/000"],
)
def test_there_is_one_path_for_a_tile(path: str) -> None:
    assert parse_tile_path(path) is None


def test_the_tiles_of_the_specifications_example() -> None:
    """C2SP tlog-tiles, "Partial Tiles": a tree of size 70,000, and one of size 256."""
    assert list(levels(70_000)) == ["entries", 0, 1, 2]
    assert (len(list(new_tiles(0, 0, 70_000))), tile_width(0, 273, 70_000)) == (274, 112)
    assert list(new_tiles(1, 0, 70_000)) == [(0, 256), (1, 17)]
    assert list(new_tiles(2, 0, 70_000)) == [(0, 1)]
    assert list(new_tiles(0, 0, 256)) + list(new_tiles(1, 0, 256)) == [(0, 256), (0, 1)]


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_publishing_twice_gives_the_tiles_of_publishing_once(a: int, b: int) -> None:
    old, size = sorted((a, b))
    for level in levels(size):
        once = dict(new_tiles(level, 0, size))
        twice = dict(new_tiles(level, 0, old)) | dict(new_tiles(level, old, size))
        assert once == twice


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_bundles_are_read_back(bodies: list[bytes]) -> None:
    bundle = encode_bundle(bodies)
    assert decode_bundle(bundle) == bodies
    with pytest.raises(EncodingError):
        decode_bundle(bundle + b"\x00")
    with pytest.raises(EncodingError):
        decode_bundle(b"\x00\x00" * 257)
