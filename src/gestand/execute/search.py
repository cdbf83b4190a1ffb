"""The search (NOTHING-LEFT): one pass through every text column of every store, for the identifiers of many people at once.

*Complete* is only said after it. A hit is a place (table, column, key), never the text around it (NO-TRACE). What an activity still
holds is expected; what others wrote is for a person to judge; the rest was left behind."""

from __future__ import annotations

import io
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import ahocorasick_rs
import sqlalchemy as sa

from gestand.execute import bind, people
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.holding import customers, holders
from gestand.holding.holders import Lens
from gestand.holding.predicate import Among, Predicate, every, negate
from gestand.plan import planner
from gestand.plan.questions import Key, plain_key
from gestand.policy.catalog import SeenTable
from gestand.policy.model import Name
from gestand.stores.readable import Reader
from gestand.stores.work import Work

SHORTEST = 5  # an identifier of fewer characters is in half of all texts: it is not searched for, and that is said
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(range(128, 256))
_ESCAPES = frozenset(b"bfnrtv")  # after a backslash, in JSON and in what COPY gives: the end of a line, not a letter
_HEX = frozenset(b"0123456789abcdefABCDEF")
_ODD = re.compile("[" + "".join(c for c in map(chr, range(128, 0x2C70)) if len(c.lower().encode()) != len(c.encode())) + "]")
_COPIED = re.compile(r"\\([bfnrtv\\])")
_TEXTUAL = ("text", "json", "array", "other", "enum", "network", "uuid")


@dataclass(frozen=True)
class Hit:
    """A place where an identifier of the people still stands. `kind`: held (an activity holds that value), judge (in what others wrote, or
    in a row that is not theirs), left (theirs, and nobody holds it)."""

    table: Name
    column: str
    keys: tuple[str, ...]
    rows: int
    kind: str
    activity: str = ""


@dataclass
class Found:
    """What a search came upon, over how much."""

    hits: list[Hit] = field(default_factory=list)
    tables: int = 0
    columns: int = 0
    rows: int = 0
    octets: int = 0
    identifiers: int = 0
    skipped: list[str] = field(default_factory=list)  # kinds of identifiers with values too short to search for
    files: int = 0  # that were looked into
    unread: int = 0  # of them, those of which some part could not be read

    @property
    def complete(self) -> bool:
        """Nothing of theirs was left behind, and nothing needs a person's judgement."""
        return not [h for h in self.hits if h.kind != "held"]


def identifiers(context: Context, whose: Mapping[str, Sequence[Key]]) -> tuple[list[str], list[str]]:
    """The values by which these people are known, and the names of identifiers whose values are too short. Read before they go."""
    values: set[str] = set()
    short: set[str] = set()
    for kind, keys in whose.items():
        for name, listed in people.identifiers_of(context, context.policy.kinds[kind], list(keys)).items():
            for value in listed:
                (values if len(value) >= SHORTEST else short).add(value if len(value) >= SHORTEST else name)
    return sorted(values), sorted(short)


def _folded(text: str) -> str:
    """In lower case, every character in as many bytes as it had: so that a place in it is a place in the text."""
    return _ODD.sub(lambda m: "\x7f" * len(m[0].encode()), text).lower()


def _letter(data: bytes, at: int) -> bool:
    """A letter stands at `at`: not the end of the text, not the end of an escape such as backslash n, or %3d in an address, and no byte
    that is part of no character."""
    if 0 <= at < len(data) and data[at] > 127:
        return _character(data, at).isalnum()
    escaped = 0 <= at < len(data) and (
        data[at] in _ESCAPES and data[max(at - 1, 0) : at] == b"\\" or at > 1 and data[at - 2] == 0x25 and data[at] in _HEX
    )
    return 0 <= at < len(data) and data[at] in _WORD and not escaped


def _character(data: bytes, at: int) -> str:
    """The character in UTF-8 that the byte at `at` is part of; '' where there is none."""
    for start in range(at, max(at - 4, -1), -1):
        if data[start] & 0xC0 != 0x80:
            length = 4 if data[start] >= 0xF0 else 3 if data[start] >= 0xE0 else 2
            try:
                return data[start : start + length].decode() if start + length > at else ""
            except UnicodeDecodeError:
                return ""
    return ""


class Finder:
    """Finds identifiers as whole words, whatever their letter case, in UTF-8."""

    def __init__(self, values: Sequence[str]) -> None:
        folded = [_folded(v.strip()) for v in values]
        spelled = {*folded, *(json.dumps(v)[1:-1] for v in folded)}
        spelled |= {quote(v, safe=safe).lower() for v in folded for safe in ("", "@", "@+")}  # as in an address of the web
        self.patterns = sorted(p for p in (v.encode() for v in spelled) if p)
        self.automaton = ahocorasick_rs.BytesAhoCorasick(self.patterns) if self.patterns else None

    def places(self, data: bytes) -> Iterator[int]:
        """The start of each identifier in `data` that stands as a word of its own."""
        if self.automaton is None:
            return
        low = (
            data.lower()
            if data.isascii()
            else _folded(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        )
        for _, start, end in self.automaton.find_matches_as_indexes(low, overlapping=True):
            if not (_letter(low, start - 1) and low[start] in _WORD) and not (_letter(low, end) and low[end - 1] in _WORD):
                yield start


def searched(table: SeenTable) -> list[str]:
    """The columns of a table that can hold text."""
    return [c.name for c in table.columns.values() if c.type in _TEXTUAL]


def binaries(table: SeenTable) -> list[str]:
    """The columns of a table that hold bytes: anything may be packed in them. Where rows are files, the files themselves are read."""
    return [] if table.listed else [c.name for c in table.columns.values() if c.type == "binary"]


def search(
    context: Context, values: Sequence[str], progress: Callable[[str, int], None] = lambda text, n: None
) -> tuple[dict[tuple[Name, str], list[Key]], Found]:
    """Every place where one of `values` stands, in all tables of all stores, declared or not: (table, column) → keys of rows.
    One pass whatever the number of values; the whole of a table is never in memory."""
    found = Found(identifiers=len(values))
    finder = Finder(values)
    places: dict[tuple[Name, str], list[Key]] = defaultdict(list)
    for store, catalog in context.policy.catalogs.items():
        with context.stores[store].session() as connection:
            work = Work(context.policy, context.stores[store], connection)
            for table in catalog.tables.values():
                columns, packed = searched(table), binaries(table)
                if not columns and not packed or table.kind == "view":
                    continue
                found.tables += 1
                found.columns += len(columns) + len(packed)
                _search_table(work, Name(store, table.name), table, columns, finder, places, found)
                _search_binaries(work, Name(store, table.name), table, packed, finder, places, found)
                for column in filter(work.store.holds_files, table.columns):
                    _search_files(work, Name(store, table.name), table, column, finder, places, found, progress)
                progress(str(Name(store, table.name)), found.octets)
    return dict(places), found


def _search_table(
    work: Work,
    name: Name,
    table: SeenTable,
    columns: list[str],
    finder: Finder,
    places: dict[tuple[Name, str], list[Key]],
    found: Found,
) -> None:
    key = _key(work, name, table)
    source = work.sql.table(name)
    chosen = [sa.cast(source.c[c], sa.Text) if work.dialect.copies else source.c[c] for c in key] + [
        sa.cast(source.c[c], sa.Text) if work.dialect.copies and table.columns[c].type != "text" else source.c[c] for c in columns
    ]
    select = sa.select(*chosen)
    if not work.dialect.copies:
        for row in (row for piece in work.pieces(select, 500) for row in piece):
            found.rows += 1
            for column, value in zip(columns, row[len(key) :], strict=True):
                data = (
                    value
                    if isinstance(value, bytes)
                    else str(value).encode("utf-8", "surrogateescape")
                    if value is not None
                    else b""
                )
                found.octets += len(data)
                if data and next(finder.places(data), None) is not None:
                    places[name, column].append(plain_key(row[: len(key)]))
        return
    text = str(select.compile(dialect=work.connection.dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    with work.connection.connection.cursor().copy(f"copy ({text}) to stdout") as copy:
        for lines in _pieces(copy):
            found.rows += lines.count(b"\n")
            found.octets += len(lines)
            for start in finder.places(lines):
                begin, end = lines.rfind(b"\n", 0, start) + 1, lines.find(b"\n", start)
                fields = lines[begin:end].split(b"\t")
                at = lines.count(b"\t", begin, start)
                column = columns[at - len(key)] if at >= len(key) else ""
                row_key = tuple(_uncopied(f.decode()) for f in fields[: len(key)])
                if column and row_key not in places[name, column][-1:]:
                    places[name, column].append(row_key)


def _key(work: Work, name: Name, table: SeenTable) -> list[str]:
    return list(table.primary_key) or list(work.policy.tables[name].key if name in work.policy.tables else ())


def _search_binaries(
    work: Work,
    name: Name,
    table: SeenTable,
    columns: list[str],
    finder: Finder,
    places: dict[tuple[Name, str], list[Key]],
    found: Found,
) -> None:
    """Look into bytes as into a file: a document, a message or what a program packed can stand there."""
    key = _key(work, name, table)
    source = work.sql.table(name)
    for column in columns:
        select = sa.select(*(source.c[c] for c in key), source.c[column]).where(source.c[column].is_not(None))
        reader = Reader()
        for *row, value in (one for piece in work.pieces(select, 20) for one in piece):
            data = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode("utf-8", "surrogateescape")
            for text in reader.texts(io.BytesIO(data), len(data)):
                found.octets += len(text)
                if next(finder.places(text), None) is not None:
                    places[name, column].append(plain_key(row))
                    break
        found.unread += reader.unread


def _search_files(
    work: Work,
    name: Name,
    table: SeenTable,
    column: str,
    finder: Finder,
    places: dict[tuple[Name, str], list[Key]],
    found: Found,
    progress: Callable[[str, int], None],
) -> None:
    """Look into every file of a store of files."""
    source = work.sql.table(name)
    select = sa.select(source.c[column], *(source.c[c] for c in table.primary_key)).where(source.c[column].is_not(None))
    reader = Reader()
    for path, *key in work.connection.execute(select):
        found.files += 1
        with work.store.reading(path, vanished=True) as file:
            for text in reader.texts(file, os.fstat(file.fileno()).st_size):
                found.octets += len(text)
                if next(finder.places(text), None) is not None:
                    places[name, column].append(tuple(key))
                    break
        progress(str(name), found.octets)
    found.unread += reader.unread


def _uncopied(text: str) -> str:
    """A value as it is, from how COPY writes it."""
    spelled = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
    return _COPIED.sub(lambda m: spelled.get(m[1], m[1]), text)


def _pieces(copy: Any, size: int = 1 << 18) -> Iterator[bytes]:
    """What COPY hands over row by row, in larger pieces that end at a line."""
    held: list[bytes] = []
    length = 0
    for piece in copy:
        held.append(bytes(piece))
        length += len(held[-1])
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


def judge(
    context: Context,
    known: Known,
    whose: Mapping[str, Sequence[Key]],
    places: Mapping[tuple[Name, str], list[Key]],
    found: Found,
    going: frozenset[str],
    linking: Mapping[str, list[str]],
    customer: str | None = None,
) -> Found:
    """Tell the hits apart: what an activity holds, what was left of theirs, and what a person must look at. `linking`: the values that
    led to these people before they went (bind.linking_values). `customer`: as in Question; what others decide about is not looked at."""
    policy = context.policy
    kinds = tuple(whose)
    for (name, column), keys in sorted(places.items()):
        if name not in policy.tables or column not in policy.tables[name].columns or not policy.tables[name].key:
            found.hits.append(_hit(name, column, keys, "judge"))
            continue
        table = policy.tables[name]
        with bind.working(context, name.store, known, whose) as work:
            for set_name, values in linking.items():
                work.bind(set_name, [(v,) for v in values], ["TEXT"])
            native = [work.native(name, k) for k in table.key]
            work.bind(
                "hits", [tuple(_native(work, name, k, v) for k, v in zip(table.key, key, strict=True)) for key in keys], native
            )
            here = every((Among(table.key, "hits"), customers.decided_by(policy, name, customer)))
            mine = planner.scope(policy, name, kinds)
            leaving = tuple((k, planner.people_set(k)) for k in kinds)
            lens = Lens(policy, context.today(), known.facts, leaving, going, customer=customer)
            held = holders.value_held(lens, name, column) if table.columns[column].personal else holders.row_held(lens, name)
            parts = {
                "held": every((here, mine, held)),
                "left": every((here, mine, negate(held))),
                "judge": every((here, negate(mine))),
            }
            if len(table.hops) > 1 and name not in policy.kind_tables:
                parts = {"held": every((here, mine, held)), "judge": every((here, negate(every((mine, held)))))}
            for kind, where in parts.items():
                rows = work.keys(name, where)
                if rows:
                    found.hits.append(_hit(name, column, rows, kind))
    return found


def _hit(name: Name, column: str, keys: Sequence[Key], kind: str) -> Hit:
    return Hit(name, column, tuple("-".join(map(str, k)) for k in keys[:5]), len(keys), kind)


def _native(work: Work, name: Name, column: str, value: Any) -> Any:
    kind = work.sql.seen(name).columns[column].type
    return int(value) if kind == "integer" and value is not None else value


def summary(found: Found) -> Counter[str]:
    """Rows per kind of hit."""
    counts: Counter[str] = Counter()
    for hit in found.hits:
        counts[hit.kind] += hit.rows
    return counts
