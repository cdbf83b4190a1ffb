"""Types of columns: what holds a personal value is shown, searched, emptied, put aside and given back, whatever its type."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from shapes import ANNA, WORDS, Town, mail, people, policy

from databases import Database, Maker
from gestand import rights

SQLITE, PG, MARIA = "sqlite", "postgresql", "mariadb"
UUIDS = {n: f"0000000{n}-1111-4222-8333-44445555666{n}" for n in WORDS}


@dataclass(frozen=True)
class Type:
    """A type of column per kind of database, the value of a person in SQL, and how it goes. `needs`: statements before it can be used."""

    name: str
    types: Mapping[str, str]
    value: str  # with {n} and {word}
    way: str = ""  # NULL if nothing is said
    left: Any = None  # what is left of a value, or a test of it
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)  # where a database writes the value in another way

    def said(self, kind: str, n: int) -> str:
        return self.values.get(kind, self.value).format(
            n=n, word=WORDS[n], uuid=UUIDS[n], mail=mail(n), hex=mail(n).encode().hex()
        )


def everywhere(said: str) -> dict[str, str]:
    return dict.fromkeys((SQLITE, PG, MARIA), said)


def enum(kind: str) -> str:
    return f"{kind}({', '.join(repr(w) for w in (*WORDS.values(), 'unknown'))})"


TYPES = [
    Type("char", everywhere("char(20)"), "'{word}'"),
    Type("varchar", everywhere("varchar(40)"), "'{word} said'", "empty", ""),
    Type("text", everywhere("text not null"), "'{word} said'", "empty", ""),
    Type("long text", {SQLITE: "text", PG: "text", MARIA: "longtext"}, "{long}"),
    Type("latin1", {MARIA: "varchar(40) character set latin1"}, "'{word} é'"),
    Type("utf8mb3", {MARIA: "varchar(40) character set utf8mb3 collate utf8mb3_bin"}, "'{word} é'"),
    Type("case-insensitive", {SQLITE: "text collate nocase", MARIA: "varchar(40) collate utf8mb4_general_ci"}, "'{word}'", "empty", ""),
    Type("citext", {PG: "citext"}, "'{word}'", needs={PG: ("create extension citext",)}),
    Type("enum", {PG: "mood", MARIA: enum("enum")}, "'{word}'", needs={PG: (f"create type mood as {enum('enum ')}",)}),
    Type(
        "enum not null",
        {PG: '"My mood" not null', MARIA: enum("enum") + " not null"},
        "'{word}'",
        "text unknown",
        "unknown",
        needs={PG: (f'create type "My mood" as {enum("enum ")}',)},
    ),
    Type("set", {MARIA: enum("set")}, "'{word},unknown'", "empty", ""),
    Type("domain", {PG: "address"}, "'{mail}'", needs={PG: ("create domain address as varchar(60) check (value like '%@%')",)}),
    Type("texts", {PG: "text[]"}, "array['{word}', 'other', '{word} two']", "empty", []),
    Type("texts in texts", {PG: "text[][] not null"}, "array[array['{word}'], array['b']]", "empty", []),
    Type("numbers", {PG: "integer[]"}, "array[{n}, 2]"),
    Type("json", everywhere("json"), """'{{"a": "{word}"}}'"""),
    Type("json not null", everywhere("json not null"), """'{{"a": ["{word}"]}}'""", "empty", "{}"),
    Type("jsonb", {PG: "jsonb not null"}, """'{{"a": ["{word}"]}}'""", "empty", {}),
    Type("hstore", {PG: "hstore"}, "'a => {word}'", needs={PG: ("create extension hstore",)}),
    Type("xml", {PG: "xml"}, "'<a>{word}</a>'"),
    Type("tsvector", {PG: "tsvector"}, "to_tsvector('simple', '{word} said')"),
    Type("composite", {PG: "pair"}, "row({n}, '{word}')", needs={PG: ("create type pair as (n integer, said text)",)}),
    Type("range", {PG: "daterange"}, "'[2020-01-0{n},2021-01-01)'"),
    Type("binary", {SQLITE: "blob", PG: "bytea", MARIA: "blob"}, "x'00ff{hex}00'", values={PG: "'\\x00ff{hex}00'"}),
    Type("binary not null", {SQLITE: "blob not null", PG: "bytea not null", MARIA: "varbinary(99) not null"}, "x'{hex}'", "empty", b"", values={PG: "'\\x{hex}'"}),
    Type("uuid", {SQLITE: "text", PG: "uuid", MARIA: "uuid"}, "'{uuid}'"),
    Type("uuid not null", {PG: "uuid not null unique", MARIA: "uuid not null unique"}, "'{uuid}'", "stand-in", lambda v: UUID(str(v)).version == 8),
    Type("integer", everywhere("integer"), "10000{n}"),
    Type("unsigned", {MARIA: "bigint unsigned not null"}, "1844674407370955161{n}", "0", 0),
    Type("decimal", everywhere("decimal(30,10) not null"), "12345678901234567.123456789{n}", "0", 0),
    Type("float", everywhere("double precision"), "1.5{n}"),
    Type("money", {PG: "money"}, "'1{n}.50'"),
    Type("boolean", everywhere("boolean"), "true"),
    Type("boolean not null", everywhere("boolean not null"), "true", "0", 0),
    Type("bits", {PG: "bit(8)", MARIA: "bit(8)"}, "b'0000000{bit}'"),
    Type("date", everywhere("date"), "'1980-05-1{n}'", "year", "1980-01-01"),
    Type("time", everywhere("time"), "'10:15:0{n}'"),
    Type("time with zone", {PG: "timetz"}, "'10:15:0{n}+02'"),
    Type("moment", everywhere("timestamp"), "'1980-05-1{n} 10:15:00.123456'", "month", "1980-05-01"),
    Type("moment with zone", {PG: "timestamptz", MARIA: "timestamp(6) null"}, "'1980-05-1{n} 10:15:00.5'", "year", "1979-12-31"),
    Type("interval", {PG: "interval"}, "'{n} days 02:00'"),
    Type("year", {MARIA: "year"}, "198{n}"),
    Type("address of a network", {PG: "inet not null", MARIA: "inet4 not null"}, "'192.0.2.{n}'", "network", "192.0.2.0"),
    Type("address of a device", {PG: "macaddr"}, "'08:00:2b:01:02:0{n}'"),
    Type("point", {PG: "point", MARIA: "point"}, "point({n}, 2)"),
]  # fmt: skip


def column(t: Type) -> str:
    return f'"{t.name}"'


class Columns:
    """One table of the types that this database has."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.types = [t for t in TYPES if database.kind in t.types and self._can(t)]

    def _can(self, t: Type) -> bool:
        wanted = [s.split()[-1] for s in t.needs.get(self.database.kind, ()) if "extension" in s]
        return all(self.database.rows(f"select 1 from pg_available_extensions where name = '{w}'") for w in wanted)

    def statements(self) -> list[str]:
        kind = self.database.kind
        made = [s for t in self.types for s in t.needs.get(kind, ())]
        declared = ", ".join(f"{column(t)} {t.types[kind]}" for t in self.types)
        made += people()
        made.append(
            f"create table things (id integer primary key, customer_id integer, said text, {declared}, "
            "foreign key (customer_id) references customers (id))"
        )
        for n in WORDS:
            values = ", ".join(
                t.said(kind, n) if "{long}" not in t.value and "{bit}" not in t.value else self._odd(t, n) for t in self.types
            )
            made.append(f"insert into things values ({n}, {n}, 'said {n}', {values})")
        return made

    def _odd(self, t: Type, n: int) -> str:
        if "{bit}" in t.value:
            return t.value.format(bit=n % 2)
        long = (
            "concat(repeat('x', 1000000), ' {mail}')"
            if self.database.kind != SQLITE
            else "replace(hex(zeroblob(500000)), '0', 'x') || ' {mail}'"
        )
        return long.format(mail=mail(n))

    def policy(self) -> str:
        ways = ", ".join(f"{column(t)}: {f'then {t.way}' if t.way else ''}" for t in self.types)
        return policy(f"    things: {{content: {{{ways}}}, plain: said, in the end: keep without the person}}", "things: all")

    def row(self, n: int) -> dict[str, Any]:
        found = self.database.rows(f"select {', '.join(map(column, self.types))} from things where id = {n}")[0]
        return {t.name: v for t, v in zip(self.types, found, strict=True)}


@pytest.fixture
def columns(database: Database) -> Columns:
    return Columns(database)


@pytest.fixture
def town(house: Maker, columns: Columns) -> Town:
    return Town(house(columns.policy(), *columns.statements()))


def same(value: Any, left: Any) -> bool:
    """The value is what is left, whatever the type that this database gives it."""
    if callable(left):
        return bool(left(value))
    if left is None or value is None:
        return value is left
    if isinstance(left, str):
        return str(value).startswith(left) if left else value in ("", set())
    return bool(value == left)


def test_every_type(town: Town, columns: Columns) -> None:
    town.check()
    town.access()
    before = {n: columns.row(n) for n in WORDS}
    town.erase()
    after = columns.row(1)
    assert [t.name for t in columns.types if not same(after[t.name], t.left)] == []
    assert columns.row(2) == before[2]
    town.sweep()
    assert [t.name for t in columns.types if not same(columns.row(3)[t.name], t.left)] == []
    assert columns.row(2) == before[2]


def test_every_type_is_put_aside_and_given_back(town: Town, columns: Columns) -> None:
    before, shown = columns.row(1), town.words_shown(1)
    town.house.do("restriction", ANNA, ground="unlawful")
    assert not [t.name for t in columns.types if columns.row(1)[t.name] == before[t.name] and t.name != "bits"]
    assert town.words_shown(1) == shown
    town.house.do("lifting", ANNA)
    assert columns.row(1) == before


def test_bytes_and_uuids_are_searched(house: Maker, database: Database) -> None:
    """A document in a table that the policy does not know has the address of somebody in it; a session, packed by a program, too."""
    binary = {SQLITE: "blob", PG: "bytea", MARIA: "longblob"}[database.kind]
    uuid = {SQLITE: "text", PG: "uuid", MARIA: "uuid"}[database.kind]
    one = house(
        policy(kind="found in: shop.customers, known by: {email: email, number: number}").replace(
            "name: name,", "name: name, identifier: number,"
        ),
        *people(more=f", number {uuid}"),
        *(f"update customers set number = '{UUIDS[n]}' where id = {n}" for n in WORDS),
        f"create table documents (id integer primary key, content {binary})",
        f"create table sessions (id integer primary key, content {binary}, who {uuid})",
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{mail(1)[:6]}</w:t><w:t>{mail(1)[6:]}</w:t>")
    database.insert("documents", [{"id": 7, "content": packed.getvalue()}, {"id": 8, "content": b"nothing"}])
    database.insert("sessions", [{"id": 5, "content": b"\x80\x04\x95" + mail(1).encode() + b"\0", "who": UUIDS[2]}])
    database.insert("sessions", [{"id": 6, "content": b"\xff\xfe\x00", "who": UUIDS[1]}])
    _, digest = rights.ask(one.context, "erasure", ANNA)
    found = rights.do(one.context, digest).found
    assert found is not None
    assert {(h.table.table, h.column, h.keys) for h in found.hits} == {
        ("documents", "content", ("7",)),
        ("sessions", "content", ("5",)),
        ("sessions", "who", ("6",)),
    }
