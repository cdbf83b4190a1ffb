"""What may be a link, before any value was looked up: per column the keys that its name agrees with, the people whom a role in it
means, and the identifiers that its values may be; columns inside JSON and texts likewise."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gestand.execute.linking import vocabulary
from gestand.execute.linking.agreement import ENTITY, LIKELY, OWN, SURE, Agreement, Matcher, fits, role
from gestand.execute.linking.names import Naming, Words, alike, all_alike, among, split
from gestand.execute.linking.people import Person, acting
from gestand.execute.linking.sample import Sample, Values, distinct
from gestand.policy.catalog import Catalog, SeenColumn, SeenTable
from gestand.policy.model import Name

_TYPES = vocabulary.words("type table class model kind entity object tabel soort tipo tabla name")
_NAMESPACES = vocabulary.words("app apps model models entity entities domain bundle src php")
_ID_IN_TEXT = re.compile(
    r"(?:^|(?<=[^A-Za-z0-9_]))([A-Za-z_]{3,30})([:/#=-])(\d{1,18}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![A-Za-z0-9])"
)
_SMALL = re.compile(r"TINYINT|SMALLINT|BOOL|BIT")
FEW = 30  # values of a column that are looked up where no name agrees


@dataclass(frozen=True)
class Key:
    """A column by which rows of a table can be pointed to."""

    table: Name
    column: str


@dataclass
class Candidate:
    """A column that may point to a key. `found` of its values are there; it is filled in when they were looked up."""

    key: Key
    agreement: Agreement
    column: SeenColumn
    values: Values
    inside: tuple[str, ...] = ()  # the path in JSON
    pattern: str = ""  # where in a text the key stands
    when: tuple[str, str] | None = None  # only rows in which this column has this value
    folded: bool = False  # texts, compared without regard to case
    found: int = 0

    @property
    def of(self) -> int:
        return len(self.values.all)

    @property
    def share(self) -> float:
        return self.found / self.of if self.of else 0.0


@dataclass
class Group:
    """What one column may be: a pair of type and id, or the best that its name says, or what its values say, or keys inside it."""

    column: SeenColumn
    typed: list[Candidate] = field(default_factory=list)
    named: list[Candidate] = field(default_factory=list)
    valued: list[Candidate] = field(default_factory=list)
    within: list[list[Candidate]] = field(default_factory=list)  # of each place inside

    @property
    def all(self) -> Iterator[Candidate]:
        yield from self.typed
        yield from self.named
        yield from self.valued
        for place in self.within:
            yield from place


class Candidates:
    """Makes the candidates for the columns of one store."""

    def __init__(
        self, catalog: Catalog, catalogs: Mapping[str, Catalog], people: Sequence[Person], matchers: Mapping[str, Matcher]
    ) -> None:
        self.catalog, self.catalogs, self.people, self.matchers = catalog, catalogs, people, matchers
        self.store = catalog.store
        self.matcher = matchers[catalog.store]
        self.naming: Naming = self.matcher.naming
        self.ours = [p for p in people if p.table.store == self.store]
        self.theirs = [p for p in people if p.table.store != self.store and not p.bare]
        self.person_tables = {p.table.table for p in self.ours if not p.bare}

    def looked_at(self, table: SeenTable, columns: Sequence[SeenColumn]) -> list[str]:
        """The columns of which values are wanted."""
        typed = dict(self._pairs(table, columns))
        return [
            c.name
            for c in columns
            if c.type in ("text", "json", "uuid", "other") or c.name in typed or c.name in typed.values() or self.named(table, c)
        ]

    def groups(self, table: SeenTable, columns: Sequence[SeenColumn], sample: Sample) -> list[Group]:
        typed = dict(self._pairs(table, columns))
        made = []
        for column in columns:
            group = Group(column)
            values = sample.values(column.name)
            if column.name in typed:
                group.typed = list(self._by_type(table, sample, column, typed[column.name]))
            group.named = [Candidate(k, a, column, values) for k, a in self.named(table, column)]
            if column.type in ("text", "uuid"):
                group.valued = list(self._by_value(table, column, values))
            if column.type in ("json", "text", "other") and column.name in sample.columns:
                group.within = [*self._in_json(table, column, sample), *self._in_text(column, sample.texts(column.name))]
            made.append(group)
        return made

    # names

    def named(self, table: SeenTable, column: SeenColumn, within: bool = False) -> list[tuple[Key, Agreement]]:
        """The keys that the name of a column agrees with, and those of the people whom a role in it means."""
        found: dict[Key, Agreement] = {}
        said = role(self.naming, table, column.name)
        for declared in table.foreign_keys:
            if declared.columns == (column.name,) and declared.table in self.catalog.tables:
                ranks = [a.rank for n, a in self.matcher.matches(table, column.name) if n == declared.table]
                rank = ranks[0] if ranks else said.rank if said else ENTITY
                return [
                    (
                        Key(Name(self.store, declared.table), declared.references[0]),
                        Agreement("declared", column.name, SURE, rank),
                    )
                ]
        for name, agreement in self.matcher.matches(table, column.name):
            key = Key(Name(self.store, name), self.matcher.keys[name])
            if key not in found or (agreement.sure, len(agreement.words)) > (found[key].sure, len(found[key].words)):
                found[key] = agreement
        plain = {k: a for k, a in found.items() if a.how in ("same", "extended") or a.how == "called" and a.sure >= LIKELY}
        if not plain and not any(k.table.table in self.person_tables for k in found):
            if said is not None:
                for person in acting(self.ours, said.words, said.person, Name(self.store, table.name)):
                    found.setdefault(Key(person.table, person.key), Agreement("role", said.words, said.sure, said.rank))
        if not plain:
            for person in self.theirs:
                for name, agreement in self.matchers[person.table.store].matches(
                    table, column.name, self.naming.entities[table.name][-1]
                ):
                    if name == person.table.table and agreement.sure == SURE and agreement.how in ("same", "called"):
                        found.setdefault(Key(person.table, person.key), agreement)
        return [(k, a) for k, a in found.items() if self._possible(table, column, k, a, within)]

    def _possible(self, table: SeenTable, column: SeenColumn, key: Key, agreement: Agreement, within: bool) -> bool:
        of = self.catalogs[key.table.store].tables[key.table.table].columns[key.column]
        if key == Key(Name(self.store, table.name), column.name) or not fits(column, of):
            return False
        if within:
            return True
        if table.primary_key == (column.name,) or column.name == self.matcher.keys.get(table.name):
            # a key of its own, unless its rows are one with those of people: user_settings.user_id
            mine = agreement.how == "same" or agreement.how == "called" and agreement.sure == SURE
            person = key.table.table in self.person_tables
            if (
                not mine
                or not (person or self.matcher.near(table.name, key.table.table))
                or table.name in self.person_tables
                and not person
            ):
                return False
        bare = agreement.how in ("called", "ends", "role") and agreement.sure < SURE
        return not (bare and _SMALL.match(column.native.upper()) and not _SMALL.match(of.native.upper()))

    # pairs of type and id

    def _pairs(self, table: SeenTable, columns: Sequence[SeenColumn]) -> Iterator[tuple[str, str]]:
        """The columns that hold an id of whatever another column names: record_id by record_type."""
        kinds = [
            (c.name, _stem(self.naming.words(c.name)))
            for c in columns
            if c.type in ("text", "enum") and among((split(c.name) or ("",))[-1], _TYPES)
        ]
        for column in columns:
            words = self.naming.words(column.name)
            own = table.primary_key == (column.name,) or column.name == self.matcher.keys.get(table.name)
            if own or column.type not in ("integer", "text", "uuid", "number") or not words or words[-1] not in vocabulary.KEYS:
                continue
            stem = _stem(words)
            for kind, other in kinds:
                if kind != column.name and (all_alike(stem, other) or all_alike(words, other)):
                    yield column.name, kind
                    break

    def _by_type(self, table: SeenTable, sample: Sample, column: SeenColumn, kind: str) -> Iterator[Candidate]:
        values: dict[str, list[Any]] = defaultdict(list)
        for said, key in sample.pairs(kind, column.name):
            if isinstance(said, str) and said.strip() and len(said) <= 80:
                values[said].append(key)
        for said, keys in values.items() if len(values) <= 50 else ():
            name = self._table_named(said)
            if name is not None and name != table.name:
                key = Key(Name(self.store, name), self.matcher.keys[name])
                if fits(column, self.catalog.tables[name].columns[key.column]):
                    yield Candidate(key, Agreement("type", kind, SURE, OWN), column, distinct(keys), when=(kind, said))

    def _table_named(self, said: str) -> str | None:
        """The table that a value names, with the words of its name and nothing else: only so may the value be shown (NO-TRACE)."""
        if not re.fullmatch(r"[A-Za-z_][\w\\.:/]*", said):
            return None
        words = split(said)
        while len(words) > 1 and words[0] in _NAMESPACES:
            words = words[1:]
        return next((n for n in self.matcher.keys if any(all_alike(words, entity) for entity in self.naming.entities[n])), None)

    # values alone

    def _by_value(self, table: SeenTable, column: SeenColumn, values: Values) -> Iterator[Candidate]:
        """Values that may be an identifier of people: addresses and user names without regard to case, uuids. Not their own table's."""
        few = Values(values.all[:FEW], values.rows)
        if not values.telling or table.name in self.person_tables:
            return
        for person in self.people:
            if person.table == Name(self.store, table.name):
                continue
            for known in dict.fromkeys((*person.identifiers.values(), person.key)):
                of = self.catalogs[person.table.store].tables[person.table.table].columns[known]
                by_uuid = of.type == "uuid" and values.uuids
                if by_uuid or of.type == "text" and not (values.emails and known == person.key):
                    yield Candidate(
                        Key(person.table, known), Agreement("values", "", 0, OWN), column, few, folded=of.type == "text"
                    )

    def composites(self, table: SeenTable) -> list[tuple[str, tuple[str, ...]]]:
        """The tables whose key of several columns the table has too, under the same names: lines by (order_id, line_no)."""
        lower = {c.lower(): c for c in table.columns}
        return [
            (one.name, tuple(lower[c.lower()] for c in one.primary_key))
            for one in self.catalog.tables.values()
            if len(one.primary_key) > 1
            and one.name != table.name
            and all(c.lower() in lower and fits(table.columns[lower[c.lower()]], one.columns[c]) for c in one.primary_key)
            and (self.matcher.near(table.name, one.name) or len(table.primary_key) > len(one.primary_key))
        ]

    # inside JSON and texts

    def _in_json(self, table: SeenTable, column: SeenColumn, sample: Sample) -> Iterator[list[Candidate]]:
        for path, values in sample.inside(column.name).items():
            last = path[-1].lower() in ("id", "uuid", "key")
            if last and len(path) == 1:
                continue
            place = replace(column, name=f"{path[-2]}_{path[-1]}" if last else path[-1], type="text", generated=False)
            found = [Candidate(k, a, column, values, path) for k, a in self.named(table, place, True)]
            if found:
                yield found

    def _in_text(self, column: SeenColumn, texts: list[str]) -> Iterator[list[Candidate]]:
        """`user:42:cart`: a word for people, a sign, a key."""
        found: dict[tuple[str, str, str, str], list[Any]] = defaultdict(list)
        for text in texts:
            if len(text) <= 200 and (m := _ID_IN_TEXT.search(text)):
                before = "" if m.start() == 0 else "*" + text[m.start() - 1]
                found[before, m[1], m[2], text[m.end() : m.end() + 1]].append(m[3])
        for (before, word, sign, after), keys in found.items():
            entity = self.naming.words(word)
            if len(keys) * 2 < len(texts) or after.isspace() or before[1:].isspace() or not entity:
                continue
            yield [
                Candidate(
                    Key(person.table, person.key),
                    Agreement("text", word, LIKELY, OWN),
                    column,
                    distinct(keys),
                    pattern=f"{before}{word}{sign}{{{person.key}}}{after}{'*' if after else ''}",
                )
                for person in self.ours
                if not person.bare
                and person.entity
                and (all_alike(entity, person.entity) or len(entity) == 1 and alike(entity[0], person.entity[-1]))
            ]


def _stem(words: Words) -> Words:
    """What a pair of type and id have in common."""
    left = tuple(w for w in words if not w.isdigit())
    while left and (left[-1] in vocabulary.KEYS or among(left[-1], _TYPES) or left[-1] in ("record", "row", "item", "name")):
        left = left[:-1]
    return left
