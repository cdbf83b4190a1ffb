"""The lines of a web server's log, in the formats that servers write: read into columns, and written again with some of them changed.
What does not change stays as it is, byte for byte.

What servers write for nothing (`-`, an empty text, null) is NULL. A value that goes is written so again, and no line grows by it: that
lets a line be changed in its place."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import Any, Protocol
from zoneinfo import ZoneInfo

Value = str | int | None
OTHER = "other"  # the column with whatever a line says besides; of a line that is not of the format, all of it
NOTHING = ("", "-")
FIXED = ("moment",)  # what goes with the line only
_ISO_MONTHS = {
    m: i for i, m in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1)
}
_QUOTED = r'"(?P<{}>(?:[^"\\]|\\.)*)"'
_HEAD = (
    r"(?P<ip>\S+) (?P<ident>\S+) (?P<user>.+?) \[(?P<moment>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    + _QUOTED.format("request")
    + r" (?P<status>\d{3}|-) (?P<size>\d+|-)"
)
_AGENT = " " + _QUOTED.format("referrer") + " " + _QUOTED.format("browser")
_TAIL = r"(?P<tail>(?: .*)?)"
_LINES = {
    "common": re.compile(_HEAD + _TAIL, re.DOTALL),
    "combined": re.compile(_HEAD + _AGENT + _TAIL, re.DOTALL),
    "vhost combined": re.compile(r"(?P<site>\S+) " + _HEAD + _AGENT + _TAIL, re.DOTALL),
}
_REQUEST = re.compile(r"(?P<method>[A-Z]{1,20}|-) (?P<url>.*?)(?P<protocol> HTTP/[\d.]{1,5})?", re.DOTALL)
_ESCAPED = re.compile(r'(?P<bytes>(?:\\x[0-9A-Fa-f]{2})+)|\\(?P<one>["\\])')


class Format(Protocol):
    """How the lines of a log are written. `columns`: their types, `other` the last; `plain`: those that say nothing about a person by
    their nature."""

    @property
    def columns(self) -> Mapping[str, str]: ...

    @property
    def plain(self) -> tuple[str, ...]: ...

    def read(self, line: str) -> Sequence[Value] | None:
        """The values of the columns, in their order; None where the line is not of this format."""

    def write(self, line: str, changed: Mapping[str, Value], room: int) -> str:
        """The line with these columns changed, in at most `room` characters if it can be. Raises ValueError where a column can't be
        written so."""


def format_of(said: str, fields: Mapping[str, str], columns: Sequence[str], zone: ZoneInfo) -> Format:
    """The format that a policy names. `fields` and `columns` are of JSON: column → where it stands in a line; the columns there are."""
    return Json(fields, columns, zone) if said == "json" else Combined(said, zone)


class Combined:
    """The formats `combined`, `common` and `vhost combined`, of Apache and of nginx; what stands after them on the line is `other`."""

    plain = ("moment", "method", "status", "size")

    def __init__(self, said: str, zone: ZoneInfo) -> None:
        self.expression, self.zone = _LINES[said], zone
        named = [n for n in self.expression.groupindex if n not in ("ident", "tail")]
        order = [part for name in named for part in (("method", "url") if name == "request" else (name,))]
        kinds = {"moment": "zoned", "status": "integer", "size": "integer"}
        self.columns = {name: kinds.get(name, "text") for name in (*order, OTHER)}
        self.agent, self.site = "browser" in named, "site" in named

    def read(self, line: str) -> Sequence[Value] | None:
        found = self.expression.fullmatch(line)
        if found is None or (moment := _common_moment(found["moment"], self.zone)) is None:
            return None
        request = found["request"]
        split = _REQUEST.fullmatch(request)
        method, url = (split["method"], split["url"]) if split else (None, request)
        status, size, tail = found["status"], found["size"], found["tail"].strip()
        values: list[Value] = [found["site"]] if self.site else []
        values += [
            _unescaped(found["ip"]),
            _unescaped(found["user"]),
            moment,
            None if method == "-" else method,
            _unescaped(url),
            int(status) if status != "-" else None,
            int(size) if size != "-" else None,
        ]
        if self.agent:
            values += (_unescaped(found["referrer"]), _unescaped(found["browser"]))
        values.append(" ".join(filter(None, ("" if found["ident"] == "-" else found["ident"], tail))) or None)
        return values

    def write(self, line: str, changed: Mapping[str, Value], room: int) -> str:
        found = self.expression.fullmatch(line)
        if found is None:
            raise ValueError("not of this format")
        changed = dict(changed)
        spans: dict[tuple[int, int], str] = {}
        if "method" in changed or "url" in changed:
            spans[found.span("request")] = self._request(found["request"], changed)
        if OTHER in changed:
            left = changed.pop(OTHER)
            spans[found.span("ident")] = "-"
            spans[found.span("tail")] = f" {left}" if left else ""
        for column, value in changed.items():
            if column not in found.groupdict():
                raise ValueError("no column of this format")
            spans[found.span(column)] = _escaped(value)
        for (start, end), text in sorted(spans.items(), reverse=True):
            line = line[:start] + text + line[end:]
        return line

    def _request(self, request: str, changed: dict[str, Value]) -> str:
        split = _REQUEST.fullmatch(request)
        url = changed.pop("url", _unescaped(split["url"] if split else request))
        method = changed.pop("method", split["method"] if split else None)
        if split is None:
            return _escaped(url)
        return f"{_escaped(method)} {_escaped(url)}{split['protocol'] or ''}"


@functools.lru_cache(10_000)
def _common_moment(said: str, zone: ZoneInfo) -> str | None:
    """22/Nov/2026:10:15:00 +0100 as SQLite keeps a moment, in the time zone of the store; None where there is no such moment."""
    try:
        offset = timedelta(hours=int(said[22:24]), minutes=int(said[24:26]))
        away = timezone(-offset if said[21] == "-" else offset)
        month = _ISO_MONTHS[said[3:6]]
        moment = datetime(int(said[7:11]), month, int(said[:2]), int(said[12:14]), int(said[15:17]), int(said[18:20]), 0, away)
        return moment.astimezone(zone).isoformat(" ", "seconds")
    except (ValueError, KeyError, OverflowError):
        return None


def _unescaped(raw: str) -> str | None:
    """A value as the server took it, from how it is written; None for nothing. Control characters stay as they are written."""
    if raw in NOTHING:
        return None
    return _ESCAPED.sub(_taken, raw) if "\\" in raw else raw


def _taken(found: re.Match[str]) -> str:
    if found["one"]:
        return found["one"]
    data = bytes.fromhex(found["bytes"].replace("\\x", ""))
    if any(b < 32 or b == 127 for b in data):
        return found[0]
    try:
        return data.decode()
    except UnicodeDecodeError:
        return found[0]


def _escaped(value: Value) -> str:
    """A value as the server would write it, so that it is read as itself."""
    if value is None or value == "":
        return "-"
    text = str(value)
    raw = text.replace('"', '\\"')
    if _unescaped(raw) != text:
        raw = text.replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r"[\0-\x1f\x7f]", lambda m: f"\\x{ord(m[0]):02X}", raw)


class Json:
    """One JSON object a line. A column stands where `fields` says, `a->b` inside an object, else under its own name; `other` is whatever
    else there is."""

    plain = ("moment", "status", "size")

    def __init__(self, fields: Mapping[str, str], columns: Sequence[str], zone: ZoneInfo) -> None:
        self.zone = zone
        self.paths = {c: tuple(p.strip() for p in fields[c].split("->")) if c in fields else (c,) for c in columns if c != OTHER}
        kinds = {"moment": "zoned", "status": "integer", "size": "integer"}
        self.columns = {name: kinds.get(name, "text") for name in (*self.paths, OTHER)}
        self.moment = list(self.paths).index("moment") if "moment" in self.paths else -1
        self.flat = all(len(path) == 1 for path in self.paths.values())
        self.taken = {path[0] for path in self.paths.values()}
        self.tree: dict[str, Any] = {}
        for path in self.paths.values():
            at = self.tree
            for step in path:
                at = at.setdefault(step, {})

    def read(self, line: str) -> Sequence[Value] | None:
        if not line.startswith("{") or "\\u0000" in line:
            return None
        try:
            said = json.loads(line, object_pairs_hook=_once)
            if "\\ud" in line.lower():
                _text(said).encode()  # half a character is no text
        except (ValueError, RecursionError):
            return None
        values = [self._value(column, _at(said, path)) for column, path in self.paths.items()]
        if "moment" in self.paths and values[self.moment] is None and _filled(_at(said, self.paths["moment"])) is not None:
            return None
        left = [(k, v) for k, v in said.items() if k not in self.taken] if self.flat else list(_without(said, self.tree).items())
        rest = {k: kept for k, v in left if (kept := _filled(v)) is not None}
        return [*values, _text(rest) if rest else None]

    def _value(self, column: str, said: Any) -> Value:
        if column == "moment":
            return _moment(said, self.zone)
        if column in ("status", "size"):
            number = int(said) if isinstance(said, str) and said.isascii() and said.isdigit() else said
            if isinstance(number, int) and not isinstance(number, bool) and abs(number) < 1 << 63:
                return number
        said = _filled(said)
        return said if said is None or isinstance(said, str) else _text(said)

    def write(self, line: str, changed: Mapping[str, Value], room: int) -> str:
        for drop in (False, True):  # a null can be longer than what it stands for: then the whole member goes
            written = self._written(line, changed, drop)
            if len(written) <= room:
                break
        return written

    def _written(self, line: str, changed: Mapping[str, Value], drop: bool) -> str:
        spans: list[tuple[int, int, str]] = []
        values = {self.paths[c]: v for c, v in changed.items() if c != OTHER}
        if OTHER in changed and changed[OTHER] is not None:
            raise ValueError("what is left of a line can only go")
        for path, (start, at, end) in _members(line, lambda p: _inside(self.tree, p)):
            value: Value
            if path in values:
                value = values[path]
            elif OTHER in changed and path not in self.paths.values():
                value = None
            else:
                continue
            if value is None and drop:
                spans.append((start, end, ""))
            else:
                spans.append((at, end, "null" if value is None else json.dumps(value, ensure_ascii=False)))
        for start, end, text in sorted(spans, reverse=True):
            line = _dropped(line, start, end) if not text else line[:start] + text + line[end:]
        return line


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: the first would not be seen."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _at(said: Any, path: Sequence[str]) -> Any:
    for step in path:
        said = said.get(step) if isinstance(said, dict) else None
    return said


def _without(said: Mapping[str, Any], tree: Mapping[str, Any]) -> dict[str, Any]:
    """What an object holds besides what is a column."""
    left = {}
    for name, value in said.items():
        if name not in tree:
            left[name] = value
        elif tree[name] and isinstance(value, dict):
            left[name] = _without(value, tree[name])
        elif tree[name]:
            left[name] = value
    return left


def _filled(said: Any) -> Any:
    """None for what says nothing: null, an empty text, a dash, and what holds nothing else."""
    if isinstance(said, dict):
        return {k: kept for k, v in said.items() if (kept := _filled(v)) is not None} or None
    if isinstance(said, list):
        return [kept for v in said if (kept := _filled(v)) is not None] or None
    return None if said in NOTHING else said


def _text(said: Any) -> str:
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _moment(said: Any, zone: ZoneInfo) -> str | None:
    """A moment as logs write it in JSON: ISO 8601, as in a combined line, or seconds or milliseconds since 1970."""
    try:
        if isinstance(said, str) and re.fullmatch(r"\d{9,13}(\.\d{1,9})?", said):
            said = float(said)
        if isinstance(said, (int, float)) and not isinstance(said, bool):
            moment = datetime.fromtimestamp(said / 1000 if said > 1e11 else said, zone)
        elif isinstance(said, str) and re.match(r"\d\d/[A-Z]", said) and len(said) == 26:
            return _common_moment(said, zone)
        else:
            moment = datetime.fromisoformat(said)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(zone).isoformat(" ", "seconds")
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _inside(tree: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Columns stand inside what is at this path."""
    at: Any = tree
    for step in path:
        at = at.get(step)
        if at is None:
            return False
    return bool(at)


_DECODER = JSONDecoder(strict=False)
_SPACE = re.compile(r"[ \t\r\n]*")


def _members(
    line: str, enter: Callable[[Sequence[str]], bool], at: int = 0, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[int, int, int]]]:
    """The members of an object, and of those inside that are to be entered: the path of each, where its name starts, where its value
    starts and where it ends. `line` is an object that was read before."""
    at = _space(line, at + 1)
    while line[at] != "}":
        start = at
        name, at = scanstring(line, at + 1, False)
        at = _space(line, _space(line, at) + 1)
        value, end = _DECODER.raw_decode(line, at)
        path = (*above, name)
        if isinstance(value, dict) and enter(path):
            yield from _members(line, enter, at, path)
        else:
            yield path, (start, at, end)
        at = _space(line, end)
        if line[at] == ",":
            at = _space(line, at + 1)


def _space(line: str, at: int) -> int:
    found = _SPACE.match(line, at)
    return found.end() if found else at


def _dropped(line: str, start: int, end: int) -> str:
    """The line without a member, and without one comma beside it."""
    after = _space(line, end)
    if line[after] == ",":
        return line[:start] + line[_space(line, after + 1) :]
    before = line[:start].rstrip()
    return (before[:-1] if before.endswith(",") else before) + line[end:]
