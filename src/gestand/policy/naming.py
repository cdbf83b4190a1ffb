"""The naming pattern of a folder of files: `{customer_no}/{date}-{id}.wav`. Text in, a frozen Naming out; a path in, its fields out.

A field takes as few characters as it can, never a `/`. What is tried is remembered, so that no name, whoever chose it, can make the
matching slow (a regular expression with as many fields could be kept busy for days by one name)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from gestand.policy.grammar import NotSaid
from gestand.words import t

RESERVED = ("path", "modified", "size", "content")  # the columns that every file has
ANY = "**"  # a segment: any number of folders
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_DIRECTIVES = {"Y": r"\d{4}", "y": r"\d\d", "m": r"\d\d", "d": r"\d\d", "j": r"\d{3}", "H": r"\d\d", "M": r"\d\d", "S": r"\d\d"}
_DAY = ({"Y", "m", "d"}, {"y", "m", "d"}, {"Y", "j"})
_SHAPES = {"date": r"\d{4}-\d\d-\d\d|\d{8}", "time": r"\d\d[:.\-]?\d\d[:.\-]?\d\d", "number": r"\d{1,18}"}


@dataclass(frozen=True)
class Field:
    """A field of a pattern. `form`: '' (any text), date, time or number, or a format with `%`. `name` is '' for text nobody asks for."""

    name: str
    form: str = ""

    @functools.cached_property
    def shape(self) -> re.Pattern[str] | None:
        """What its text looks like; None where it may be any text."""
        if not self.form:
            return None
        if self.form in _SHAPES:
            return re.compile(_SHAPES[self.form], re.ASCII)
        parts = re.split(r"%(.)", self.form)
        return re.compile("".join(_DIRECTIVES[p] if i % 2 else re.escape(p) for i, p in enumerate(parts)), re.ASCII)

    @property
    def directives(self) -> frozenset[str]:
        return frozenset(re.findall(r"%(.)", self.form))


Part = str | Field
Segment = tuple[Part, ...]


@dataclass(frozen=True)
class Naming:
    """A pattern as segments (folders, then the file), and the columns that its fields make: name → type."""

    said: str
    segments: tuple[Segment, ...]
    columns: Mapping[str, str]

    def match(self, path: str) -> dict[str, str | int] | None:
        """The values of the fields of a path (with `/`), as SQLite keeps them; None where the path does not fit."""
        names = path.split("/")
        found = self._segments(self.segments, names)
        if found is None:
            return None
        texts: dict[str, list[tuple[Field, str]]] = {}
        for field, text in found:
            if field.name:
                texts.setdefault(field.name, []).append((field, text))
        values: dict[str, str | int] = {}
        for name, pieces in texts.items():
            value = _value(self.columns[name], pieces)
            if value is None:
                return None
            values[name] = value
        return values

    def _segments(self, segments: tuple[Segment, ...], names: list[str]) -> list[tuple[Field, str]] | None:
        if (ANY,) in segments:
            at = segments.index((ANY,))
            rest = len(segments) - at - 1
            if len(names) < at + rest:
                return None
            pairs = [
                *zip(segments[:at], names[:at], strict=True),
                *zip(segments[at + 1 :], names[len(names) - rest :], strict=True),
            ]
        elif len(segments) != len(names):
            return None
        else:
            pairs = list(zip(segments, names, strict=True))
        found: list[tuple[Field, str]] = []
        for segment, name in pairs:
            taken = _fit(segment, name, 0, 0, set())
            if taken is None:
                return None
            found += taken
        return found

    def emptied(self, path: str, about: frozenset[str]) -> Iterator[str]:
        """The folders of a path that go when nothing is in them any more, the deepest first: those whose name is a date, speaks of
        somebody (`about`: the fields that do), or is no part of the pattern. A folder that somebody made for good stays."""
        folders = path.split("/")[:-1]
        if self.match(path) is None:
            return
        first = self.segments.index((ANY,)) if (ANY,) in self.segments else len(self.segments)
        after = len(folders) - (len(self.segments) - first - 2) if (ANY,) in self.segments else len(folders)
        for i in range(len(folders) - 1, -1, -1):
            segment: Segment = (
                (ANY,) if first <= i < after else self.segments[i] if i < first else self.segments[i - len(folders) - 1]
            )
            if segment != (ANY,) and not any(isinstance(p, Field) and (p.form or p.name in about) for p in segment):
                return
            yield "/".join(folders[: i + 1])


def _fit(parts: Segment, text: str, i: int, at: int, dead: set[tuple[int, int]]) -> list[tuple[Field, str]] | None:
    """The texts of the fields of a segment, each as short as can be. `dead`: where it was found before that nothing fits."""
    if i == len(parts):
        return [] if at == len(text) else None
    if (i, at) in dead:
        return None
    part = parts[i]
    for end in _ends(parts, text, i, at):
        rest = _fit(parts, text, i + 1, end, dead)
        if rest is not None:
            return rest if isinstance(part, str) else [(part, text[at:end]), *rest]
    dead.add((i, at))
    return None


def _ends(parts: Segment, text: str, i: int, at: int) -> Iterator[int]:
    part = parts[i]
    if isinstance(part, str):
        if text.startswith(part, at):
            yield at + len(part)
    elif part.shape is not None:
        if part.form == "number" or "|" in part.shape.pattern or "?" in part.shape.pattern:
            for end in range(at + 1, min(len(text), at + 18) + 1):
                if part.shape.fullmatch(text, at, end):
                    yield end
        elif found := part.shape.match(text, at):
            yield found.end()
    elif i == len(parts) - 1:
        if at < len(text):
            yield len(text)
    elif isinstance(following := parts[i + 1], str):
        end = text.find(following, at + 1)
        while end >= 0:
            yield end
            end = text.find(following, end + 1)
    else:
        yield from range(at + 1, len(text) + 1)


def _value(type_: str, pieces: list[tuple[Field, str]]) -> str | int | None:
    """The value of a field as SQLite keeps it; None where its text is no such thing (the 31st of February)."""
    field, text = pieces[0]
    if type_ == "text":
        return text if all(t_ == text for _, t_ in pieces) else None
    if type_ == "integer":
        return int(text)
    if field.form in ("date", "time"):
        return _moment(type_, re.sub(r"\D", "", text), "%Y%m%d" if field.form == "date" else "%H%M%S")
    return _moment(type_, " ".join(t_ for _, t_ in pieces), " ".join(f.form for f, _ in pieces))


@functools.lru_cache(4096)
def _moment(type_: str, said: str, form: str) -> str | None:
    try:
        moment = datetime.strptime(said, form)
    except ValueError:
        return None
    if type_ == "date":
        return moment.date().isoformat()
    return moment.time().isoformat() if type_ == "time" else moment.isoformat(" ")


def naming(said: str) -> Naming:
    """A pattern as a person writes it. Raises NotSaid."""
    help_ = t("write for instance `{example}`", example="{customer_no}/{date}-{id}.wav")
    if said.startswith("/") or said.endswith("/") or not said:
        raise NotSaid(t("`{text}` is no pattern of names inside the folder", text=said), help_)
    segments: list[Segment] = []
    for text in said.split("/"):
        if text in ("", ".", "..") or "\0" in text:
            raise NotSaid(t("`{text}` is no pattern of names inside the folder", text=said), help_)
        segments.append((ANY,) if text == ANY else _segment(text, said, help_))
    if segments.count((ANY,)) > 1 or segments[-1] == (ANY,):
        raise NotSaid(t("`{text}` has `**` more than once, or at its end", text=said), help_)
    return Naming(said, tuple(segments), _columns([p for s in segments for p in s if isinstance(p, Field)], said, help_))


def _segment(text: str, said: str, help_: str) -> Segment:
    parts: list[Part] = []
    for inside, literal, stray in _PIECE.findall(text):
        if stray:
            raise NotSaid(t("`{text}` has a brace that is not closed, or not opened", text=said), help_)
        if literal:
            parts.append(literal)
            continue
        field = _field(inside, said, help_)
        before = parts[-1] if parts else ""
        if (
            isinstance(before, Field)
            and (field.shape is None or before.shape is None)
            and {field.form, before.form} & {"", "number"}
        ):
            raise NotSaid(t("nothing stands between two fields of `{text}`: it is not clear where one ends", text=said), help_)
        parts.append(field)
    return tuple(parts)


def _field(inside: str, said: str, help_: str) -> Field:
    name, _, form = inside.partition(":")
    if name and not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or name.startswith("gs_"):
        raise NotSaid(t("`{name}` is no name for a field", name=name), help_)
    if name in RESERVED:
        raise NotSaid(t("every file has a column `{name}` already", name=name), t("give the field another name"))
    if form in ("text", ""):
        return Field(name, name if not form and name in ("date", "time") else "")
    if form not in _SHAPES and ("%" not in form or set(re.findall(r"%(.?)", form)) - set(_DIRECTIVES)):
        raise NotSaid(
            t("`{text}` is no form of a field", text=form),
            t("write `date`, `time`, `number` or a format of %Y %m %d %j %H %M %S: `{example}`", example="{date:%Y%m%d}"),
        )
    return Field(name, form)


def _columns(fields: list[Field], said: str, help_: str) -> dict[str, str]:
    """The type of the column of each field. A name may stand more than once: the pieces of one date."""
    by_name: dict[str, list[Field]] = {}
    for field in fields:
        if field.name:
            by_name.setdefault(field.name, []).append(field)
    columns = {}
    for name, same in by_name.items():
        forms = {f.form for f in same}
        directives = frozenset().union(*(f.directives for f in same))
        has_day, has_time = any(day <= directives for day in _DAY), "H" in directives
        if forms == {""}:
            columns[name] = "text"
        elif len(same) == 1 and same[0].form in ("date", "time"):
            columns[name] = same[0].form
        elif len(same) == 1 and (same[0].form == "number" or len(directives) == 1 and len(same[0].form) == 2):
            columns[name] = "integer"
        elif (
            not all("%" in f for f in forms)
            or not (has_day or has_time)
            or directives & {"Y", "y", "m", "d", "j"}
            and not has_day
        ):
            raise NotSaid(t("the pieces of `{name}` in `{text}` make no date and no time", name=name, text=said), help_)
        else:
            columns[name] = "moment" if has_day and has_time else "date" if has_day else "time"
    return columns
