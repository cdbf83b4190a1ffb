"""Names and values weighed: which way each table has to people, as a line to write, with the evidence; and what nothing reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gestand.execute.linking import vocabulary
from gestand.execute.linking.agreement import ENTITY, FAINT, HANDLED, LIKELY, OWN, SURE, Agreement, Matcher, stripped
from gestand.execute.linking.candidates import Candidate, Candidates, Group, Key
from gestand.execute.linking.people import Person, serving
from gestand.execute.linking.sample import Reader, comparable
from gestand.policy.catalog import Catalog, SeenTable
from gestand.policy.model import Name
from gestand.policy.quoting import written

ENOUGH = {SURE: 0.2, LIKELY: 0.3, FAINT: 0.3, 0: 0.5}  # the share of values that must be found: the less the names say, the more
ELSEWHERE = 0.8  # the same for people of another store, whatever the names say


@dataclass(frozen=True)
class Proposal:
    """A hop to write for a table, and why. `found` of `of` different values are in the parent's column; 0 of 0: there were none."""

    child: Name
    by: tuple[str, ...]
    parent: Name
    to: tuple[str, ...]
    agreement: Agreement
    found: int = 0
    of: int = 0
    kind: str = ""  # the kind of people, where the parent is one
    inside: tuple[str, ...] = ()  # the path inside JSON
    pattern: str = ""  # where in a text the key stands, the column it is compared with in braces
    when: tuple[str, str] | None = None  # only rows in which this column has this value
    owner: bool = True  # the row is theirs; else it mentions them
    plain: bool = True  # `to` need not be said

    @property
    def written(self) -> str:
        """The hop as the policy says it."""
        target = self.kind or f"with {self.parent if self.parent.store != self.child.store else written(self.parent.table)}"
        by = "->".join((_listed(self.by), *map(written, self.inside)))
        if self.pattern:
            pattern = self.pattern.replace('"', '""')
            by += f' as "{pattern}"'
        elif not self.plain:
            by += f" = {_listed(self.to)}"
        when = f" when {written(self.when[0])} is {self.when[1]}" if self.when else ""
        return f"{target} by {by}{when}"

    @property
    def declared(self) -> bool:
        """The database itself says so."""
        return self.agreement.how == "declared"

    @property
    def place(self) -> str:
        """The column, or the place in it."""
        return "->".join((", ".join(self.by), *self.inside))


def _listed(columns: tuple[str, ...]) -> str:
    return written(columns[0]) if len(columns) == 1 else f"({', '.join(map(written, columns))})"


@dataclass(frozen=True)
class Told:
    """What is known of a table beforehand."""

    columns: frozenset[str] = frozenset()  # what the policy or the database speaks of: not to be proposed again
    owned: bool = False  # its rows lead to somebody already
    silent: bool = False  # nothing is to be proposed for it


NOTHING = Told()


@dataclass(frozen=True)
class Several:
    """Columns that together are the key of another table, and how many of their values are there."""

    parent: str
    by: tuple[str, ...]
    found: int
    of: int


def propose(
    catalogs: Mapping[str, Catalog],
    people: Sequence[Person],
    told: Mapping[Name, Told],
    matchers: Mapping[str, Matcher],
    readers: Mapping[str, Reader],
) -> list[Proposal]:
    """The hops that names and values suggest for the tables of all stores that can be read."""
    made = {s: Candidates(catalogs[s], catalogs, [p for p in people if p.table.store in readers], matchers) for s in readers}
    groups: dict[Name, list[Group]] = {}
    several: dict[Name, list[Several]] = defaultdict(list)
    for store, candidates in made.items():
        for table in catalogs[store].tables.values():
            name = Name(store, table.name)
            known = told.get(name, NOTHING)
            if table.kind != "table" or known.silent:
                continue
            columns = [c for c in table.columns.values() if c.name not in known.columns]
            together = candidates.composites(table)
            wanted = dict.fromkeys([*candidates.looked_at(table, columns), *(c for _, by in together for c in by)])
            sample = readers[store].sample(table, [*wanted])
            groups[name] = candidates.groups(table, columns, sample)
            for parent, by in together:
                tuples = sample.together(by)
                of = catalogs[store].tables[parent]
                several[name].append(Several(parent, by, readers[store].found_together(of, of.primary_key, tuples), len(tuples)))
    _look_up(groups.values(), catalogs, readers)
    found: list[Proposal] = []
    for store in readers:
        weighing = _Weighing(made[store], people, {n.table: k for n, k in told.items() if n.store == store})
        weighing.several = {n.table: s for n, s in several.items() if n.store == store}
        found += weighing.proposals({n.table: g for n, g in groups.items() if n.store == store})
    return found


def _look_up(groups: Iterable[list[Group]], catalogs: Mapping[str, Catalog], readers: Mapping[str, Reader]) -> None:
    """Look all values up: what is wanted of one column in one go."""
    wanted: dict[tuple[Key, bool], list[Candidate]] = defaultdict(list)
    for listed in groups:
        for group in listed:
            for one in group.all:
                if one.values:
                    wanted[one.key, one.folded].append(one)
    for (key, folded), candidates in wanted.items():
        values = {v for one in candidates for v in one.values.all}
        there = readers[key.table.store].found(catalogs[key.table.store].tables[key.table.table], key.column, values, folded)
        for one in candidates:
            one.found = sum(comparable(v, folded) in there for v in one.values.all)


class _Weighing:
    """Chooses, for the tables of one store, what to propose."""

    def __init__(self, candidates: Candidates, people: Sequence[Person], told: Mapping[str, Told]) -> None:
        self.catalog, self.matcher, self.naming = candidates.catalog, candidates.matcher, candidates.naming
        self.catalogs, self.told = candidates.catalogs, told
        self.people: dict[Name, Person] = {}
        for p in people:
            self.people.setdefault(p.table, p)
        self.store = self.catalog.store
        self.person_tables = {p.table.table for p in people if p.table.store == self.store and not p.bare}
        self.several: Mapping[str, list[Several]] = {}
        self.serving = serving(p for p in people if p.table.store == self.store)

    def proposals(self, groups: Mapping[str, list[Group]]) -> list[Proposal]:
        return list(
            self._choose(
                {name: [c for g in listed for c in self._settle(self.catalog.tables[name], g)] for name, listed in groups.items()}
            )
        )

    # what a column is

    def _settle(self, table: SeenTable, group: Group) -> list[Candidate]:
        if typed := [c for c in group.typed if c.found and c.share >= ENOUGH[SURE]]:
            return typed
        if best := self._best(table, group.named):
            return [best]
        valued = [c for c in group.valued if self._by_value(c)]
        if valued:
            return [max(valued, key=lambda c: c.found)]
        inside = [self._best(table, place) for place in group.within]
        return [c for c in inside if c is not None and c.found]

    def _by_value(self, c: Candidate) -> bool:
        """Where no name agrees, the values must say it: several of them, or an address that stands in many rows."""
        enough = ELSEWHERE if c.key.table.store != self.store else ENOUGH[0]
        return c.share >= enough and (c.found >= 3 or c.found > 0 and c.values.rows >= 10 and (c.values.emails or c.values.uuids))

    def _best(self, table: SeenTable, candidates: list[Candidate]) -> Candidate | None:
        good = [c for c in candidates if self._accepted(table, c)]
        if not good:
            return None
        if all(c.agreement.how == "role" for c in good) and any(c.of for c in good):
            top = max(c.share for c in good)
            good = [c for c in good if c.share >= top - 0.25]

        def order(c: Candidate) -> tuple[Any, ...]:
            a = c.agreement
            is_role = a.how == "role"
            near = 0 if is_role else self.matcher.near(table.name, c.key.table.table)
            return (
                c.key.table.store != self.store,
                is_role,
                -a.sure,
                -len(a.words.split()),
                -near,
                candidates.index(c) if is_role else 0,
            )

        return min(good, key=order)

    def _accepted(self, table: SeenTable, c: Candidate) -> bool:
        of = self.catalogs[c.key.table.store].tables[c.key.table.table].columns[c.key.column]
        if c.agreement.how == "declared":
            return True
        if c.key.table.store != self.store:
            return c.share >= ELSEWHERE and c.found >= 5
        if not c.of:
            passing = set(self.naming.words(c.column.name)) & vocabulary.PASSING
            role_text = c.agreement.how == "role" and c.column.type == "text"
            return (
                c.column.type == of.type
                and not c.inside
                and not c.pattern
                and c.agreement.sure >= (SURE if passing else LIKELY)
                and not role_text
            )
        if c.found == 0 or c.share < ENOUGH[c.agreement.sure]:
            return False
        if (
            c.column.type == "text"
            and not (c.inside or c.pattern)
            and c.agreement.sure < SURE
            and not (c.values.numbers or c.values.telling)
        ):
            return False
        if c.agreement.sure == SURE or {comparable(v) for v in c.values.all} != {"1"} or c.values.rows <= 5:
            return True
        core, marked = stripped(
            self.naming.words(c.column.name)
        )  # yes and no rather than somebody, unless the name says a key or an act
        return marked or bool(vocabulary.BY & set(core)) or bool(c.inside or c.pattern)

    # whose, and who is mentioned

    def _choose(self, settled: Mapping[str, list[Candidate]]) -> Iterator[Proposal]:
        """Per table the way to its owner, and those it mentions. A table without people of its own goes with a parent that has."""
        parts = {n for n, found in settled.items() if n not in self.person_tables and any(self._one_with(n, c) for c in found)}
        owned = {name for name, one in self.told.items() if one.owned} | self.person_tables
        leading = {*owned, *parts}  # tables whose rows may take others with them to their owner
        served: set[str] = set()  # tables that are only somebody's who works here: what they look after is not about them
        waiting: list[str] = []
        for name, found in settled.items():
            people = [
                c for c in found if c.key.table in self.people or c.key.table.table in parts and not self._one_with(name, c)
            ]
            by_key = {c.key.table for c in people if c.agreement.how != "values"}
            owners, mentions = self._split(name, [c for c in people if c.agreement.how != "values" or c.key.table not in by_key])
            if self.told.get(name, NOTHING).owned or name in self.person_tables:
                owners, mentions = [], [*owners, *mentions]
            for one in owners:
                owned.add(name)
                if one.agreement.sure != FAINT and one.agreement.words.split()[-1:] not in (
                    ["owner"],
                    ["eigenaar"],
                    ["propietario"],
                ):
                    leading.add(name)  # but what goes with a project is not its owner's
                if one.key.table in self.serving:
                    served.add(name)
                yield self._said(name, one, True)
            for one in mentions:
                yield self._said(name, one, False)
            if not owners and name not in owned:
                waiting.append(name)
        yield from self._with_parents(settled, owned, leading, served, waiting)

    def _with_parents(
        self, settled: Mapping[str, list[Candidate]], owned: set[str], leading: set[str], served: set[str], waiting: list[str]
    ) -> Iterator[Proposal]:
        """The tables whose rows go with those of another, from the ones nearest to people outwards."""
        moved = True
        while moved:
            moved = False
            for name in list(waiting):
                chosen = self._parent(name, [c for c in settled[name] if self._leads(name, c, owned, leading, served)])
                together = [
                    s for s in self.several.get(name, ()) if s.parent in leading and (s.found * 2 >= s.of if s.of else True)
                ]
                declared = any(k.table in owned and k.table != name for k in self.catalog.tables[name].foreign_keys)
                if not (chosen or together or declared):
                    continue
                for one in chosen:
                    yield self._said(name, one, True)
                if together and not chosen and not declared:
                    yield self._together(name, max(together, key=lambda s: (self.matcher.near(name, s.parent), len(s.by))))
                owned.add(name)
                leading.add(name)
                if chosen and all(c.key.table.table in served for c in chosen):
                    served.add(name)
                waiting.remove(name)
                moved = True

    def _together(self, name: str, s: Several) -> Proposal:
        parent = self.catalog.tables[s.parent]
        to = parent.primary_key
        return Proposal(
            Name(self.store, name),
            s.by,
            Name(self.store, s.parent),
            to,
            Agreement("same", ", ".join(s.by), SURE, ENTITY),
            s.found,
            s.of,
        )

    def _leads(self, name: str, c: Candidate, owned: set[str], leading: set[str], served: set[str]) -> bool:
        """Rows of the table may go with those of the parent. What staff look after takes with it only what is a part of it by name."""
        parent = c.key.table.table
        if parent == name or c.key.table.store != self.store:
            return False
        if c.agreement.how == "declared":
            return parent in owned
        return parent in leading and (
            parent not in served or self.naming.entities[name][-1][0] == self.naming.entities[parent][-1][0]
        )

    def _one_with(self, name: str, c: Candidate) -> bool:
        """The rows of a table are one with those of a person: their key is that of the person."""
        return (
            c.key.table in self.people
            and self.catalog.tables[name].primary_key == (c.column.name,)
            and c.agreement.rank == ENTITY
        )

    def _split(self, name: str, people: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Those whose row it is, and those it mentions."""
        owning = [c for c in people if c.agreement.rank > HANDLED]
        handling = [c for c in people if c.agreement.rank <= HANDLED]
        if not owning:
            return [], handling
        columns = list(self.catalog.tables[name].columns)

        def order(c: Candidate) -> tuple[Any, ...]:
            person = self.people.get(c.key.table)
            exact = c.when is not None or c.agreement.how in ("same", "called", "declared")
            return (
                not exact,
                person is None or person.table in self.serving,
                not (person and person.customers),
                -c.agreement.rank,
                -c.agreement.sure,
                columns.index(c.column.name),
            )

        owning.sort(key=order)
        first = owning[0]
        together = [c for c in owning if c is first or c.when and first.when and c.column is first.column or _both(first, c)]
        return together, [*[c for c in owning if c not in together], *handling]

    def _parent(self, name: str, parents: list[Candidate]) -> list[Candidate]:
        """The table with which the rows go: the one the table is called after, or to which its key belongs."""
        if typed := [c for c in parents if c.when]:
            return typed
        table = self.catalog.tables[name]
        columns = list(table.columns)

        def order(c: Candidate) -> tuple[Any, ...]:
            return (
                -self.matcher.near(name, c.key.table.table),
                c.agreement.how != "declared",
                -c.agreement.sure,
                c.column.name not in table.primary_key,
                c.column.nullable,
                columns.index(c.column.name),
            )

        good = [
            c
            for c in parents
            if c.agreement.rank > HANDLED and (c.agreement.sure >= LIKELY or self.matcher.near(name, c.key.table.table))
        ]
        return [min(good, key=order)] if good else []

    def _said(self, name: str, c: Candidate, owner: bool) -> Proposal:
        parent = self.catalogs[c.key.table.store].tables[c.key.table.table]
        person = self.people.get(c.key.table)
        if person is not None and person.bare:
            person = replace(person, identifiers={})
        meant = c.key.column if parent.primary_key == (c.key.column,) else ""  # what the policy takes where nothing is said
        if person is not None and not c.inside:
            column = c.column.name
            meant = person.identifiers.get(column) or (column if column in person.identifiers.values() else meant)
        return Proposal(
            Name(self.store, name),
            (c.column.name,),
            c.key.table,
            (c.key.column,),
            c.agreement,
            c.found,
            c.of,
            person.name if person else "",
            c.inside,
            c.pattern,
            c.when,
            owner,
            c.agreement.how == "declared" or meant == c.key.column or bool(person and person.bare),
        )


def _both(first: Candidate, other: Candidate) -> bool:
    """Two who have the same part in a row: sender and recipient."""
    return (
        first.agreement.rank == OWN == other.agreement.rank
        and first.column is not other.column
        and not first.when
        and not other.when
    )


def unreached(catalog: Catalog, proposals: Iterable[Proposal], people: Iterable[Person], told: Mapping[Name, Told]) -> list[str]:
    """The tables of a store from which nothing leads to a person: no declared key or hop, and no proposal."""
    store = catalog.store
    reached = {p.table.table for p in people if p.table.store == store} | {
        n.table for n, one in told.items() if one.owned and n.store == store
    }
    reached |= {p.child.table for p in proposals if p.child.store == store}
    waiting = [t for t in catalog.tables.values() if t.kind == "table" and t.name not in reached]
    while more := {t.name for t in waiting if any(k.table in reached for k in t.foreign_keys)}:
        reached |= more
        waiting = [t for t in waiting if t.name not in reached]
    return [t.name for t in waiting]
