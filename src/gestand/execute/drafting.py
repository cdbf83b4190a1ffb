"""A first policy for a database that has none: every table a line, every guess marked as one. A draft, never a silent value.

Whose the rows are follows from declared keys, and where there are none from names and values (`linking`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gestand.diagnostics import Place
from gestand.execute.linking import people as kinds
from gestand.execute.linking import vocabulary
from gestand.execute.linking.agreement import Matcher
from gestand.execute.linking.names import Naming, alike
from gestand.execute.linking.people import Person
from gestand.execute.linking.proposals import Proposal, propose, unreached
from gestand.execute.linking.sample import Reader
from gestand.policy.catalog import Catalog, SeenColumn, SeenTable
from gestand.policy.model import Store
from gestand.policy.quoting import alone
from gestand.policy.rules import looks
from gestand.stores import connect

#: categories that a word in the name of a column suggests where the row is known to be somebody's, the first that fits
MORE = (
    (
        "financial",
        "amount total subtotal price paid balance discount tax fee cost rate bedrag prijs totaal saldo korting importe precio",
    ),
    ("preference", "language locale timezone newsletter preference optin taal voorkeur idioma"),
    ("employment", "company employer job function department position bedrijf functie afdeling empresa puesto"),
    (
        "profile",
        "gender sex title salutation nationality country state marital geslacht aanhef nationaliteit género tratamiento país",
    ),
    ("behaviour", "url page visit referrer referer clicked viewed"),
    ("online identifier", "session device agent fingerprint"),
)
_MORE = tuple((category, frozenset(words.split())) for category, words in MORE)
#: words of columns that say something of the row, not of a person
_OF_THE_ROW = vocabulary.words(
    "status type kind state mode format currency code version driver provider source sort order position flag soort"
)
#: what is declared even where nothing leads from the row to a person: somebody must look
_TELLING = frozenset(
    {
        "contact",
        "address",
        "date of birth",
        "online identifier",
        "bank account",
        "national number",
        "health",
        "religion",
        "location",
    }
)


def draft(url: str, name: str = "main") -> str:
    """The YAML text of a first policy for the database at `url`. Raises GestandError GS410 when it can't be reached."""
    return Draft.made(url, name).text()


class Draft:
    """What a first policy says of one store: the people in it, and of each table whose it is and what its columns are."""

    def __init__(self, catalog: Catalog, people: Sequence[Person], links: Sequence[Proposal], naming: Naming) -> None:
        self.catalog, self.people, self.links, self.naming = catalog, people, links, naming
        self.nothing = set(unreached(catalog, links, people, {}))
        self.categories: Mapping[
            str, Mapping[str, str]
        ] = {}  # what is known of columns from elsewhere: table → column → category

    @staticmethod
    def made(url: str, name: str) -> Draft:
        """Look at the database: its catalogue, and a sample of its rows."""
        store = connect(Store(name, url, "UTC", Place("URL", 1, 1)))
        catalog = store.inspect()
        naming = Naming(catalog.tables.values())
        matcher = Matcher(naming)
        people = _named_apart(kinds.guessed(name, naming, matcher))
        with store.session() as connection:
            links = propose({name: catalog}, people, {}, {name: matcher}, {name: Reader(connection, catalog)})
        store.engine.dispose()
        return Draft(catalog, people, links, naming)

    def text(self) -> str:
        lines = [*_head(self.catalog.store), *self._people(), "data:", f"  {self.catalog.store}:"]
        for table in self.catalog.tables.values():
            if table.kind == "table":
                lines.append(self._table(table))
        return "\n".join([*lines, *self._activities()]) + "\n"

    def _people(self) -> list[str]:
        lines = ["people:"]
        for person in self.people:
            word = _safe(person.table.table)
            called = f"{{nl: {word}, en: {word}, es: {word}}}"
            known = (
                ", ".join(f"{_safe(i)}: {_safe(alone(c))}" for i, c in person.identifiers.items())
                or f"number: {_safe(alone(person.key))}"
            )
            lines += [
                f"  {_safe(person.name)}:     # TODO: is a row of this table a person?",
                f"    called: {called}     # TODO",
                f"    found in: {_safe(str(person.table))}",
                f"    known by: {{{known}}}",
            ]
        return lines if len(lines) > 1 else ["people: {}     # TODO: in which table is a row a person?"]

    def category(self, table: SeenTable, column: SeenColumn) -> str:
        """What a column seems to say, or ''. In a row that leads to a person a text says something of that person, if nothing else."""
        if column.name in self.categories.get(table.name, {}):
            return self.categories[table.name][column.name]
        words = self.naming.words(column.name)
        own = self.naming.entities[table.name][-1]
        shorter = words
        while len(shorter) > 1 and any(alike(shorter[0], o) for o in own):
            shorter = shorter[1:]
        person = any(p.table.table == table.name for p in self.people)
        found = looks.guess(replace(column, name="_".join(shorter)))
        if found and column.type in ("date", "moment", "zoned", "time") and found != "date of birth":
            found = ""
        if table.name in self.nothing:
            return found if found in _TELLING else ""
        if found or column.type not in ("text", "uuid", "json", "binary", "number", "network", "other"):
            return found
        if person and shorter[-1] in ("name", "naam", "nombre"):
            return "name"
        if person and (column.name,) in table.unique:
            return "identifier"
        more = next((category for category, said in _MORE if said & set(shorter)), "")
        if more or column.type == "number":
            return more
        return "" if shorter[-1] in _OF_THE_ROW else "profile" if person else "content"

    def _table(self, table: SeenTable) -> str:
        mine = [p for p in self.links if p.child.table == table.name]
        owners, mentions = [p for p in mine if p.owner], [p for p in mine if not p.owner]
        deciding = {p.when[0] for p in mine if p.when}
        inside = {c for p in mine if p.inside or p.pattern for c in p.by}
        keys = {
            *table.primary_key,
            *(c for k in table.foreign_keys for c in k.columns),
            *(c for p in mine for c in p.by),
        } - inside
        found: dict[str, list[str]] = {}
        for column in table.columns.values():
            category = self.category(table, column) or ("content" if column.name in inside else "")
            if column.name not in keys | deciding and category and category != "plain":
                found.setdefault(category, []).append(with_way(table, column))
        parts = []
        inferred = len(owners) == 1 and owners[0].declared and len(table.foreign_keys) == 1
        if owners and not inferred:
            parts.append(f"whose: {_hops(owners)}")
        if mentions:
            parts.append(f"mentions: {_hops(mentions)}")
        parts += [_columns(category, columns) for category, columns in found.items()]
        parts.append("plain: rest" if found else "rest: plain")
        return f"    {_safe(alone(table.name))}: {{{', '.join(parts)}}}{self._comment(table, found, mine)}"

    def _comment(self, table: SeenTable, found: Mapping[str, object], mine: Iterable[Proposal]) -> str:
        seen = [
            f"by {p.place} {p.found} of {p.of} values" if p.of else f"by {p.place} only its name" for p in mine if not p.declared
        ]
        if seen:
            return f"     # TODO: is this so? seen: {', '.join(seen)}"
        if table.name in self.nothing:
            return "     # TODO: nothing leads from here to a person; is that so?" + (
                "" if found else " and nothing looked personal"
            )
        return "" if found or mine else "     # TODO: nothing looked personal; is that so?"

    def _activities(self) -> list[str]:
        lines = ["activities:"]
        for person in self.people:
            lines += [
                f"  {_safe(f'{person.table.table} register')}:     # TODO: give it the name of what it is for",
                "    purpose: {nl: TODO, en: TODO, es: TODO}",
                "    basis: contract     # TODO",
                f"    for: {_safe(alone(person.table.table))}",
                "    keep: as long as the row exists     # TODO: until when?",
            ]
        return lines if self.people else ["activities: {}     # TODO: for what is the data used, on which basis, how long?"]


def _named_apart(people: list[Person]) -> list[Person]:
    """Kinds with names of their own."""
    taken: dict[str, int] = {}
    named = []
    for person in people:
        taken[person.name] = taken.get(person.name, 0) + 1
        named.append(person if taken[person.name] == 1 else replace(person, name=f"{person.name} {taken[person.name]}"))
    return named


def _head(name: str) -> list[str]:
    return [
        "# A draft made from the database. Every line with TODO wants a person: what is it, whose is it, why and how long is it kept?",
        "organisation:",
        "  name: TODO",
        "  country: NL",
        "  languages: [nl, en, es]",
        "  time zone: Europe/Amsterdam",
        "  contact: TODO@example.nl",
        "  responsible: TODO",
        "stores:",
        f'  {name}: {{url: "${{{name.upper()}_URL}}", times: UTC}}     # set {name.upper()}_URL before you run gestand',
    ]


def _safe(text: str) -> str:
    """A text as YAML in a line reads it back."""
    if text.lower() == "null":
        return f"'{text}'"
    return text if re.fullmatch(r"[A-Za-z_][\w .()>=-]*[\w)]|[A-Za-z_]", text) else "'" + text.replace("'", "''") + "'"


def _hops(hops: Sequence[Proposal]) -> str:
    said = [_safe(p.written) if not p.by[1:] else "'" + p.written.replace("'", "''") + "'" for p in hops]
    return said[0] if len(said) == 1 else f"[{', '.join(said)}]"


def _columns(category: str, columns: Sequence[str]) -> str:
    if any(":" in c for c in columns):
        return f"{category}: {{{', '.join(columns)}}}"
    return f"{category}: [{', '.join(columns)}]" if len(columns) > 1 else f"{category}: {columns[0]}"


def with_way(table: SeenTable, column: SeenColumn) -> str:
    """A column as it stands under its category, with how its value goes where it can't become NULL."""
    name = _safe(alone(column.name))
    if column.nullable:
        return name
    unique = any(column.name in group for group in table.unique)
    way = (
        "then stand-in address"
        if unique and "mail" in column.name.lower()
        else "then stand-in"
        if unique or column.type == "uuid"
        else "then empty"
        if column.type == "text"
        else "then 0"
        if column.type in ("integer", "number", "boolean")
        else "then network"
        if column.type == "network"
        else "then year"
        if column.type in ("date", "moment", "zoned")
        else "then empty"
    )
    return f"{name}: {_safe(way)}"
