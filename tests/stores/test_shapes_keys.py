"""Keys: what tells a row from another, of whatever type, of several columns, computed, or not there at all."""

from collections import Counter

import pytest
from shapes import ANNA, ENDED, WORDS, Town, mail, people, policy

from databases import Database, Maker

UUIDS = {n: f"0000000{n}-1111-4222-8333-44445555666{n}" for n in WORDS}
KEYS = {  # type of the key → per kind of database its name, and the keys of the three people
    "uuid": ({"sqlite": "char(36)", "postgresql": "uuid", "mariadb": "uuid"}, {n: f"'{u}'" for n, u in UUIDS.items()}),
    "text": (dict.fromkeys(("sqlite", "postgresql", "mariadb"), "varchar(20)"), {1: "'A 1'", 2: "'B 1'", 3: "'A  1'"}),
    "char": (dict.fromkeys(("sqlite", "postgresql", "mariadb"), "char(6)"), {1: "'A1'", 2: "'A'", 3: "'B'"}),
    "case": ({"sqlite": "text collate nocase", "mariadb": "varchar(20) collate utf8mb4_general_ci"}, {1: "'Ann'", 2: "'Bé'", 3: "'C'"}),
    "bytes": (
        {"sqlite": "blob", "postgresql": "bytea", "mariadb": "binary(4)"},
        {1: "x'00ff0001'", 2: "x'00ff0002'", 3: "x'ff000003'"},
    ),
    "date": (dict.fromkeys(("sqlite", "postgresql", "mariadb"), "date"), {n: f"'2020-01-0{n}'" for n in WORDS}),
    "moment": (
        {"sqlite": "timestamp", "postgresql": "timestamp", "mariadb": "datetime(6)"},
        {n: f"'2020-01-01 10:00:00.00000{n}'" for n in WORDS},
    ),
    "decimal": (dict.fromkeys(("sqlite", "postgresql", "mariadb"), "decimal(20,4)"), {n: f"1234567890.000{n}" for n in WORDS}),
    "enum": ({"postgresql": "letter", "mariadb": "enum('a','b','c')"}, {1: "'a'", 2: "'b'", 3: "'c'"}),
    "bigint": ({"sqlite": "bigint", "postgresql": "bigint", "mariadb": "bigint unsigned"}, {n: f"922337203685477580{n}" for n in WORDS}),
    "boolean": (dict.fromkeys(("sqlite", "postgresql"), "boolean"), {1: "true", 2: "false"}),
}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_keys_of_every_type(house: Maker, database: Database, key: str) -> None:
    types, values = KEYS[key]
    if database.kind not in types:
        return
    kind = types[database.kind]
    made = ["create type letter as enum ('a', 'b', 'c')"] if kind == "letter" else []
    bytes_ = {"postgresql": lambda v: v.replace("x'", "'\\x")}.get(database.kind, str) if key == "bytes" else str
    made.append(f"create table customers (id {kind} not null primary key, email varchar(60), name varchar(60), ended_on date)")
    made.append(
        f"create table notes (id {kind} not null, customer_id {kind}, note varchar(60), primary key (id), "
        "foreign key (customer_id) references customers (id))"
    )
    made.append(f"create table loose (id integer primary key, customer_id {kind}, note varchar(60))")
    for n, value in values.items():
        end = f"'{ENDED[n]}'" if ENDED[n] else "null"
        made += [f"insert into customers values ({bytes_(value)}, '{mail(n)}', '{WORDS[n]}', {end})"]
        made += [f"insert into notes values ({bytes_(value)}, {bytes_(value)}, '{WORDS[n]} note')"]
        made += [f"insert into loose values ({n}, {bytes_(value)}, '{WORDS[n]} loose')"]
    one = Town(
        house(
            policy(
                "    notes: {content: note}\n    loose: {whose: customer by customer_id, content: note}", "notes: all, loose: all"
            ),
            *made,
        )
    )
    assert not [f for f in one.findings() if not f.startswith("GS446")]
    anna = one.house.person(email=mail(1))
    assert len(anna["customer"]) == 1
    shown = one.words_shown(1, anna)
    assert shown == sum(one.holding(1).values()) == 4
    one.erase(anna, 1)
    if 3 in values:
        one.sweep()
    assert one.holding(2) == {"customers": 2, "notes": 1, "loose": 1}


def test_composite_keys(house: Maker) -> None:
    """Orders by (shop, number), their lines by (shop, number, line), and remarks that point to a line without a declared key."""
    made = people()
    made += [
        "create table orders (shop varchar(9), number integer, customer_id integer, remark varchar(60), primary key (shop, number), "
        "foreign key (customer_id) references customers (id))",
        'create table "lines" (shop varchar(9), number integer, line integer, "text" varchar(60), primary key (shop, number, line), '
        "foreign key (shop, number) references orders (shop, number))",
        "create table remarks (id integer primary key, s varchar(9), n integer, l integer, said varchar(60))",
    ]
    for n, word in WORDS.items():
        for shop in ("A", "B"):
            number = n if shop == "A" else 4 - n  # each number is of another person in the other shop
            made += [f"insert into orders values ('{shop}', {number}, {n}, '{word} order')"]
            made += [f"insert into \"lines\" values ('{shop}', {number}, {i}, '{word} line')" for i in (1, 2)]
            made += [f"insert into remarks values ({n * 10 + (shop == 'B')}, '{shop}', {number}, 2, '{word} remark')"]
    lines = """    orders: {content: remark}
    lines: {content: text}
    remarks: {whose: 'with lines by (s, n, l) = (shop, number, line)', content: said}"""
    Town(house(policy(lines, "orders: all, lines: all, remarks: all"), *made)).all()


def loose(more: str = "", rows: int = 2) -> list[str]:
    """Visits without a primary key; each stands there twice, the same in every column."""
    made = people()
    made.append(f"create table visits (customer_id integer, page varchar(60), seen_on date{more})")
    made.append("create index visits_customer on visits (customer_id)")
    for n, word in WORDS.items():
        made += [f"insert into visits values ({n}, '/{word}', '2026-11-0{n}'), ({n}, '/{word}', '2026-11-0{n}')"] * (rows // 2)
        made.append(f"insert into visits values ({n}, '/{word}/other', '2026-11-0{n}')")
    return made


def test_no_primary_key(house: Maker) -> None:
    """Rows that nothing tells apart: all that are the same are the same person's, and go together."""
    one = Town(
        house(policy("    visits: {whose: customer by customer_id, behaviour: page, plain: seen_on}", "visits: all"), *loose())
    )
    one.check("GS424")
    one.access()
    one.erase()
    one.sweep()
    assert one.holding(2)["visits"] == 3


def test_no_primary_key_and_values_that_go(house: Maker) -> None:
    visits = "    visits: {whose: customer by customer_id, behaviour: page, plain: seen_on, in the end: keep without the person}"
    one = Town(house(policy(visits, "visits: all"), *loose()))
    one.access()
    one.erase()
    one.sweep()
    assert Counter(one.house.database.rows("select customer_id, page from visits"))[None, None] == 6


def test_no_primary_key_in_small_batches(house: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.execute.run.BATCH", 2)
    one = Town(
        house(
            policy("    visits: {whose: customer by customer_id, behaviour: page, plain: seen_on}", "visits: all"), *loose(rows=6)
        )
    )
    one.sweep()
    assert one.holding(2)["visits"] == 7


def test_key_that_the_policy_says(house: Maker) -> None:
    visits = "    visits: {whose: customer by customer_id, behaviour: page, plain: seen_on, key: [customer_id, page]}"
    one = Town(house(policy(visits, "visits: all"), *loose(rows=0)))
    one.all()


def test_a_restriction_where_rows_are_not_told_apart(house: Maker) -> None:
    """Sealing needs a key for what comes back: without one nothing is sealed, and that is said."""
    one = Town(
        house(policy("    visits: {whose: customer by customer_id, behaviour: page, plain: seen_on}", "visits: all"), *loose())
    )
    before = one.look()
    one.house.do("restriction", ANNA, ground="unlawful")
    one.house.do("lifting", ANNA)
    assert one.look() == before


def test_identity_and_generated_columns(house: Maker, database: Database) -> None:
    """Columns that the database fills: they can't be written, and follow what they are computed from."""
    identity = {
        "sqlite": "integer primary key autoincrement",
        "postgresql": "integer generated always as identity primary key",
        "mariadb": "integer auto_increment primary key",
    }[database.kind]
    virtual = "" if database.pg else ", short varchar(9) generated always as (substr(note, 1, 9)) virtual"
    made = people()
    made.append(
        f"create table notes (id {identity}, customer_id integer, note varchar(60), "
        f"upper_note varchar(60) generated always as (upper(note)) stored{virtual}, foreign key (customer_id) references customers (id))"
    )
    made += [f"insert into notes (customer_id, note) values ({n}, '{word} note')" for n, word in WORDS.items()]
    more = "" if database.pg else ", short"
    lines = f"    notes: {{content: note, plain: [upper_note{more}], in the end: keep without the person}}"
    one = Town(house(policy(lines, "notes: all"), *made))
    one.all()
    assert database.rows("select note, upper_note from notes where id = 1") == [(None, None)]
    lines = lines.replace("content: note, plain: [upper_note", "content: [note, upper_note], plain: [id")
    assert "GS435" in {f.split()[0] for f in Town(house(policy(lines, "notes: all"))).findings()}
