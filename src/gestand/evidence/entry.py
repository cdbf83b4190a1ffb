"""An entry of the log, and its one canonical spelling (docs/spec/evidence.md, "Entries")."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import orjson

from gestand.evidence.errors import EntryError, NoteError
from gestand.evidence.note import parse_vkey
from gestand.evidence.strict import has_control_characters

VERSION = 1
LONGEST = 65_535  # what a bundle's 16-bit length can say (C2SP tlog-tiles, "Log entries")
MOST = 1 << 53  # what every JSON reader keeps exact (RFC 8259, section 6)
KEY_ROTATED = "key rotated"

_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_OPTIONAL = ("keys", "people")
_HELP = "correct the entry; docs/spec/evidence.md says what each part may hold"


@dataclass(frozen=True)
class Keys:
    """A change of key: the vkey that was in force, and the one that takes over."""

    old: str
    new: str


@dataclass(frozen=True)
class People:
    """What an entry says of the people it concerns: how many, and the root over their commitments."""

    count: int
    root: bytes


@dataclass(frozen=True)
class Entry:
    """Something that was done, to be appended.

    `time` is a moment, or a clock: that is read when it is this entry's turn, so that of two who append at once neither
    is too early. `actor` is a pseudonym; `what` a verb like `erasure applied`; `policy` the hex SHA-256 of its version.
    `people` are opaque identifiers, which never get into the log; the means to link them to the entry are destroyed
    at the beginning of the day `until`. `keys` belongs to the entry `key rotated`, which only `log.rotate` makes.
    """

    time: datetime | Callable[[], datetime]
    actor: str
    what: str
    promises: Sequence[str] = ()
    policy: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[bytes] | None = field(default=None, repr=False)
    until: date | None = None
    keys: Keys | None = None


@dataclass(frozen=True)
class Record:
    """An entry as it stands in the log: what `Entry` says, with the commitment in the place of the people."""

    time: datetime
    actor: str
    what: str
    promises: tuple[str, ...]
    policy: str | None
    counts: Mapping[str, int]
    digests: Mapping[str, str]
    people: People | None
    keys: Keys | None


def time_text(time: datetime) -> str:
    """The time as an entry spells it, in UTC with six decimals; EntryError for a naive time."""
    if time.tzinfo is None:
        raise EntryError("the time of an entry has no time zone", "give an aware datetime, in UTC")
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def encode(entry: Entry, time: str, people: People | None) -> bytes:
    """The body: one line of canonical JSON with this time and commitment; EntryError if a part is not allowed."""
    if isinstance(entry.promises, str):
        raise EntryError("`promises` of the entry is a text, not a list of ids", _HELP)
    body: dict[str, Any] = {
        "actor": entry.actor,
        "counts": dict(entry.counts),
        "digests": dict(entry.digests),
        "policy": entry.policy,
        "promises": list(entry.promises),
        "time": time,
        "v": VERSION,
        "what": entry.what,
    }
    if entry.keys is not None:
        body["keys"] = {"new": entry.keys.new, "old": entry.keys.old}
    if people is not None:
        body["people"] = {"count": people.count, "root": people.root.hex()}
    _check(body)
    encoded = _canonical(body)
    if len(encoded) > LONGEST:
        message = f"the entry is {len(encoded)} bytes long, and {LONGEST} is the most"
        raise EntryError(message, "put details elsewhere, and their digest here")
    return encoded


def decode(body: bytes) -> Record:
    """What the entry says; EntryError if its bytes are not exactly the canonical spelling of an allowed entry."""
    try:
        parts = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise EntryError("the entry is not JSON", _HELP) from error
    if not isinstance(parts, dict):
        raise EntryError("the entry is not a JSON object", _HELP)
    _check(parts)
    if len(body) > LONGEST or _canonical(parts) != body:
        raise EntryError("the entry is not in its canonical spelling", _HELP)
    people = parts.get("people")
    keys = parts.get("keys")
    return Record(
        time=datetime.fromisoformat(parts["time"]),
        actor=parts["actor"],
        what=parts["what"],
        promises=tuple(parts["promises"]),
        policy=parts["policy"],
        counts=parts["counts"],
        digests=parts["digests"],
        people=People(people["count"], bytes.fromhex(people["root"])) if people else None,
        keys=Keys(keys["old"], keys["new"]) if keys else None,
    )


def _canonical(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise EntryError("the entry has text that is not valid Unicode", _HELP) from error


def _check(body: dict[str, Any]) -> None:
    """Everything the grammar says of the parts, apart from their order and spelling; EntryError names the part."""
    names = set(body) - set(_OPTIONAL)
    if names != {"actor", "counts", "digests", "policy", "promises", "time", "v", "what"}:
        raise EntryError("the entry lacks a member, or has one that is not known", _HELP)
    if type(body["v"]) is not int or body["v"] != VERSION:
        raise EntryError("the entry is not of version 1", "use a newer Gestand to read it")
    _check_text("actor", body["actor"])
    _check_text("what", body["what"])
    for promise in _typed("promises", body["promises"], list):
        _check_text("promises", promise)
    for name, count in _typed("counts", body["counts"], dict).items():
        _check_text("counts", name)
        _check_number("counts", count)
    for name, digest in _typed("digests", body["digests"], dict).items():
        _check_text("digests", name)
        _check_pattern("digests", digest, _HEX)
    if body["policy"] is not None:
        _check_pattern("policy", body["policy"], _DIGEST)
    _check_time(body["time"])
    if "people" in body:
        people = _typed("people", body["people"], dict)
        _check_members("people", people, {"count", "root"})
        _check_number("people", people["count"], least=1)
        _check_pattern("people", people["root"], _DIGEST)
    if (body["what"] == KEY_ROTATED) != ("keys" in body):
        raise EntryError(f"`keys` belongs to an entry `{KEY_ROTATED}`, and to no other", "use `log.rotate` to change the key")
    if "keys" in body:
        keys = _typed("keys", body["keys"], dict)
        _check_members("keys", keys, {"new", "old"})
        _check_keys(keys)


def _typed(part: str, value: object, kind: type) -> Any:
    if type(value) is not kind:
        raise EntryError(f"`{part}` of the entry is not of the right type", _HELP)
    return value


def _check_members(part: str, value: dict[str, Any], names: set[str]) -> None:
    if set(value) != names:
        raise EntryError(f"`{part}` of the entry lacks a member, or has one that is not known", _HELP)


def _check_text(part: str, value: object) -> None:
    text = _typed(part, value, str)
    if not text or has_control_characters(text):
        raise EntryError(f"`{part}` of the entry has a text that is empty or has control characters", _HELP)


def _check_number(part: str, value: object, least: int = 0) -> None:
    if not least <= _typed(part, value, int) < MOST:
        raise EntryError(f"`{part}` of the entry has a number that is too small or too great", _HELP)


def _check_pattern(part: str, value: object, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(_typed(part, value, str)):
        raise EntryError(f"`{part}` of the entry has a digest that is not lowercase hex of the right length", _HELP)


def _check_time(value: object) -> None:
    text = _typed("time", value, str)
    try:
        fits = time_text(datetime.fromisoformat(text)) == text
    except (ValueError, OverflowError, EntryError):
        fits = False
    if not fits:
        raise EntryError("`time` of the entry is not spelled `YYYY-MM-DDThh:mm:ss.ffffffZ`", _HELP)


def _check_keys(keys: dict[str, Any]) -> None:
    try:
        old, new = (parse_vkey(_typed("keys", keys[name], str)) for name in ("old", "new"))
    except NoteError as error:
        raise EntryError(f"`keys` of the entry: {error.message}", _HELP) from error
    if old.name != new.name or old == new:
        raise EntryError("`keys` of the entry must be two keys of the same name", _HELP)
