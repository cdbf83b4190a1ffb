"""The tables in which a row seems to be a person: by what they are called and what is in them. A guess, to be confirmed by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from gestand.execute.linking import vocabulary
from gestand.execute.linking.agreement import Matcher, key_of
from gestand.execute.linking.names import Naming, Words, among, singulars, split
from gestand.policy.catalog import SeenColumn, SeenTable
from gestand.policy.model import Name

_GIVEN = re.compile(
    r"(?:^|_)(?:first|given|fore|voor|middle|nick|pre|nombre|f)_?_?(?:name|naam|names)?(?:$|_)|firstname|forename|givenname|voornaam|nombre|fname",
    re.I,
)
_FAMILY = re.compile(r"last_?name|surname|family_?name|achternaam|familienaam|apellido|lname", re.I)
_WHOLE = re.compile(r"(?:^|_)(?:name|naam|full_?name|display_?name|nombre|nicename|real_?name)$", re.I)
_LOGIN = re.compile(r"(?:^|_)(?:login|user_?name|gebruikersnaam|usuario|nick|handle|screen_?name|login_?name)$", re.I)
_EMAIL = re.compile(r"e_?mail|(?:^|_)mail(?:_?addr\w*)?$|correo", re.I)
_PHONE = re.compile(r"phone|telefoon|telefono|mobile|mobiel|(?:^|_)(?:tel|gsm|cell)(?:$|_)", re.I)
_SECRET = re.compile(r"passw|wachtwoord|contrase|(?:^|_)(?:pwd|pass|passwd|password_?hash)$|hashed_?p|encrypted_p", re.I)
_BORN = re.compile(r"birth|geboort|nacimiento|(?:^|_)dob$", re.I)
_NOT_THEM = re.compile(
    r"(?:^|_)(?:log|logs|history|archive\w*|backup|template\w*|type|types|group|groups|role|roles|setting|settings|email|emails|address|addresses)$"
)


_LOOSE = (
    "profile",
    "party",
    "account",
    "human",
    "mens",
    "perfil",
)  # words for people and for other things: only where a table is called so


@dataclass(frozen=True)
class Person:
    """A kind of people: declared, or guessed from a table. `identifiers`: what they are known by → the column."""

    name: str
    table: Name
    key: str
    identifiers: dict[str, str] = field(default_factory=dict)
    guessed: bool = False
    signs_in: bool = False  # they have a password: who is meant by created_by
    entity: Words = ()
    bare: bool = False  # people without a table, found by a value: `key` is its column

    @property
    def staff(self) -> bool:
        return among(self.entity[-1], vocabulary.STAFF) if self.entity else False

    @property
    def serving(self) -> int:
        """How surely it is somebody who works here: 2 by what they are called, 1 if they merely log in."""
        if not self.entity or not self.staff:
            return 0
        return 1 if singulars(self.entity[-1]) & {"user", "usr", "gebruiker", "usuario"} else 2

    @property
    def customers(self) -> bool:
        return among(self.entity[-1], vocabulary.CUSTOMERS) if self.entity else False


def _has(table: SeenTable, pattern: re.Pattern[str], *types: str) -> list[str]:
    wanted = types or ("text", "other", "enum")
    return [c.name for c in table.columns.values() if c.type in wanted and pattern.search("_".join(split(c.name)))]


def signs_in(table: SeenTable) -> bool:
    """They have a password: it is they who are meant by created_by."""
    return bool(_has(table, _SECRET, "text", "binary"))


def identifiers(table: SeenTable) -> dict[str, str]:
    """By what the people of a table seem to be known: e-mail address, user name, telephone, numbers that are unique."""
    found: dict[str, str] = {}
    for label, columns in (
        ("email", _has(table, _EMAIL)),
        ("user name", _has(table, _LOGIN)),
        ("telephone", _has(table, _PHONE)),
    ):
        for column in columns:
            if _plain(table.columns[column]):
                found.setdefault(label if label not in found else " ".join(split(column)), column)
    marks = [(c.name,) for c in table.columns.values() if {"uuid", "guid"} & set(split(c.name))]
    for group in (*table.unique, *marks):
        column = group[0]
        if (
            len(group) == 1
            and column not in found.values()
            and column != key_of(table)
            and table.columns[column].type in ("text", "integer", "uuid")
        ):
            if not _has_secret(column):
                found.setdefault(" ".join(split(column)), column)
    return found


def _plain(column: SeenColumn) -> bool:
    return not re.search(
        r"(?:^|_)(?:country|code|type)(?:_|$)|(?:^|_)(?:hash|verified|at|sent|token|key|template|id)$|reset|confirm|remember|fail|attempt|_old$",
        "_".join(split(column.name)),
    )


def _has_secret(column: str) -> bool:
    return bool(_SECRET.search(column) or re.search(r"token|secret|hash|key$", column, re.I))


def guessed(store: str, naming: Naming, matcher: Matcher, declared: Iterable[Name] = ()) -> list[Person]:
    """The tables of a store in which a row seems to be a person, those that are declared so left out."""
    found: dict[str, Person] = {}
    for name, table in naming.tables.items():
        if table.kind != "table" or name not in matcher.keys or Name(store, name) in declared:
            continue
        if _looks(table, naming):
            entity = naming.entities[name][-1]
            key = matcher.keys[name]
            found[name] = Person(called(entity), Name(store, name), key, identifiers(table), True, signs_in(table), entity)
    return [p for name, p in found.items() if not _part_of(naming.tables[name], p, found, matcher)]


def _looks(table: SeenTable, naming: Naming) -> bool:
    entity = naming.entities[table.name][-1]
    word = among(entity[-1], vocabulary.PEOPLE)
    if not word and _NOT_THEM.search("_".join(entity)):
        return False
    given, family = bool(_has(table, _GIVEN)), bool(_has(table, _FAMILY))
    named = given or family or bool(_has(table, _WHOLE)) or bool(_has(table, _LOGIN))
    reached = bool(_has(table, _EMAIL) or _has(table, _PHONE))
    if word:
        return named or reached
    return given and family and (reached or bool(_has(table, _BORN, "date", "text", "moment")))


def _part_of(table: SeenTable, person: Person, others: dict[str, Person], matcher: Matcher) -> bool:
    """The rows are more about people of another table, or something of theirs: user_accounts of users, orders with a customer's name."""
    word = among(person.entity[-1], vocabulary.PEOPLE)
    for column in table.columns:
        if column == person.key and not table.foreign_keys:
            continue
        parents = {k.table for k in table.foreign_keys if k.columns == (column,)}
        parents |= {
            parent for parent, said in matcher.matches(table, column) if said.how in ("same", "called") and said.sure >= 2
        }
        for parent in parents & set(others) - {table.name}:
            other = others[parent].entity
            longer = len(person.entity) > len(other) and all(
                a in singulars(b) or b in singulars(a) for a, b in zip(person.entity, other, strict=False)
            )
            if not word or longer:
                return True
    return False


def serving(people: Iterable[Person]) -> frozenset[Name]:
    """Of the people of a store, those who serve the others; nobody where all are alike."""
    ranks = {p.table: p.serving for p in people}
    most = max(ranks.values(), default=0)
    return frozenset(t for t, r in ranks.items() if r == most and most > min(ranks.values()))


def called(entity: Words) -> str:
    """What one of them is called: the words of the table, the last one in the singular."""
    last = entity[-1]
    ones = singulars(last) - {last}
    one = min((w for w in ones if among(w, vocabulary.PEOPLE) and w in vocabulary.PEOPLE), default="") or min(
        ones, key=len, default=last
    )
    return " ".join((*entity[:-1], one))


def acting(people: Iterable[Person], role: str, word: str, child: Name) -> list[Person]:
    """Who is meant by a role, the likeliest first. `word`: a word for people, or '' where none is said."""
    same = next((group for group in vocabulary.SAME if word in group), frozenset({word} if word else ()))
    working = role.split()[-1] in vocabulary.WORKING

    def order(p: Person) -> tuple[int, ...]:
        last = singulars(p.entity[-1]) if p.entity else frozenset()
        return (
            bool(word) and not last & same,
            p.table == child and not working,
            working and p.table != child,
            working and not (p.staff and not last & {"user", "gebruiker", "usuario"}),
            word in vocabulary.CUSTOMERS and not p.customers,
            not p.signs_in,
            not p.staff,
            p.customers,
            len(p.entity),
        )

    meant = [p for p in people if p.table.store == child.store and not p.bare]
    if word in _LOOSE:
        meant = [p for p in meant if p.entity and singulars(p.entity[-1]) & same]
    return sorted(meant, key=order)
