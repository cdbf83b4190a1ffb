"""J1: whose a row is, whatever the path to the person: every shape in one database, each question asked of all of them at once."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from databases import Database, House
from gestand.execute import access, lines

Owners = tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """A table with one way to the person: its columns beside id and note, its line in the policy, and rows with whose they are."""

    name: str
    columns: str
    line: str
    rows: tuple[tuple[tuple[Any, ...], Owners], ...]

    @property
    def pointing(self) -> list[str]:
        return [part.split()[0] for part in self.columns.split(",") if part.split()[0] not in ("primary", "foreign", "unique")]


def nested(**said: Any) -> str:
    return json.dumps(said)


SHAPES = [
    Shape(
        "by_key",
        "customer_id integer",
        "whose: customer by customer_id",
        (((1,), (1,)), ((2,), (2,)), ((3,), (3,)), ((None,), ()), ((99,), ())),
    ),
    Shape(
        "by_address",
        "address varchar(60)",
        "whose: customer by address = email, contact: address",
        (((" ANNA@x.nl ",), (1,)), (("bert@x.nl",), (2,)), (("cor@x.nl",), (3,)), (("nobody@x.nl",), ()), ((None,), ())),
    ),
    Shape(
        "in_json",
        "data json",
        "whose: customer by data->user_id, content: data",
        (
            ((nested(user_id=1),), (1,)),
            ((nested(user_id="1"),), (1,)),
            ((nested(user_id=2, n=1),), (2,)),
            ((nested(user_id="3"),), (3,)),
            ((nested(user_id="01"),), ()),
            ((nested(user_id=12),), ()),
            ((nested(user_id=True),), ()),
            ((nested(user_id=None),), ()),
            ((nested(user_id=[1]),), ()),
            ((nested(other=1),), ()),
            (("[1]",), ()),
            (("1",), ()),
            ((None,), ()),
        ),
    ),
    Shape(
        "in_nested_json",
        "data text",
        "whose: customer by data->request->user->id, content: data",
        (
            ((nested(request={"user": {"id": 1}}),), (1,)),
            ((nested(request={"user": {"id": "2"}}, more="\0"),), (2,)),
            ((nested(request={"user": {"id": 3}}),), (3,)),
            ((nested(request={"user": 1}),), ()),
            ((nested(request=None),), ()),
            ((nested(request={"user": {"id": "1\0"}}),), ()),
            (('{"request": {"user": {"id": 1}}',), ()),  # cut off: no JSON
            (("no JSON",), ()),
            (("",), ()),
            ((None,), ()),
        ),
    ),
    Shape(
        "address_in_json",
        "data json",
        "whose: customer by data->email = email, content: data",
        (
            ((nested(email="Anna@X.nl"),), (1,)),
            ((nested(email=" bert@x.nl"),), (2,)),
            ((nested(email="cor@x.nl"),), (3,)),
            ((nested(email="x"),), ()),
            ((nested(email=1),), ()),
        ),
    ),
    Shape(
        "in_text",
        "cache_key varchar(60)",
        """'whose': 'customer by cache_key as "user:{id}:*"'""",
        (
            (("user:1:cart",), (1,)),
            (("user:1:",), (1,)),
            (("user:2:cart:1",), (2,)),
            (("user:3:x",), (3,)),
            (("user:12:cart",), ()),
            (("user:01:cart",), ()),
            (("user: 1:cart",), ()),
            (("user:1",), ()),
            (("superuser:1:x",), ()),
            (("User:1:x",), ()),
            (("user::1:",), ()),
            (("",), ()),
            ((None,), ()),
        ),
    ),
    Shape(
        "in_bytes",
        "packed blob",
        """'whose': 'customer by packed as "*user_id|s:*:""{id}"";*"', content: packed""",
        (
            ((b'a|i:7;user_id|s:1:"1";name|s:1:"3";',), (1,)),
            ((b'user_id|s:1:"2";\xff\xfe\\',), (2,)),
            ((b'o:\0*\0name;user_id|s:1:"3";',), (3,)),
            ((b'user_id|s:2:"12";name|s:1:"1";',), ()),
            ((b"user_id|i:1;",), ()),
            ((b"\0\xff",), ()),
            ((b"",), ()),
            ((None,), ()),
        ),
    ),
    Shape(
        "in_json_as_bytes",
        "packed blob",
        "whose: customer by packed->user, content: packed",
        (
            ((b'{"user": 1, "name": "Zo\xc3\xab"}',), (1,)),
            ((b'{"user": "2"}',), (2,)),
            ((b'{"user": 3',), ()),
            ((b"\xff\0",), ()),
            ((b"",), ()),
        ),
    ),
    Shape(
        "in_text_end",
        "ref varchar(60)",
        """'whose': 'customer by ref as "*/customers/{number}"'""",
        (
            (("/api/customers/C-1",), (1,)),
            (("https://x/customers/c-2",), (2,)),
            (("/customers/C-3",), (3,)),
            (("/customers/C-1/orders",), ()),
            (("/customers/C-11",), ()),
        ),
    ),
    Shape(
        "address_in_text",
        "line varchar(80), kind varchar(9)",
        """'whose': 'customer by line as "*<{email}>*" when kind is mail', plain: kind, content: line""",
        (
            (("Anna <anna@x.nl>", "mail"), (1,)),
            (("<BERT@x.nl> wrote to <anna@x.nl>", "mail"), (2,)),
            (("Cor <cor@x.nl>, <a@x.nl>", "mail"), (3,)),
            (("Anna <anna@x.nl>", "text"), ()),
            (("anna@x.nl", "mail"), ()),
            (("<anna@x.nl", "mail"), ()),
        ),
    ),
]
PEOPLE = {
    1: ("anna@x.nl", "C-1", None),
    2: ("bert@x.nl", "C-2", None),
    3: ("cor@x.nl", "C-3", "2020-01-01"),
    4: ("dirk@x.nl", "C-4", None),
}


def policy(shapes: list[Shape]) -> str:
    tables = "\n".join(f"    {s.name}: {{{s.line}, name: note}}" for s in shapes)
    uses = ", ".join(f"{s.name}: all" for s in shapes)
    return f"""
people:
  customer: {{found in: shop.customers, known by: {{email: email, number: number}}}}
data:
  shop:
    customers: {{contact: email, identifier: number, plain: ended_on}}
{tables}
activities:
  selling:
    basis: {{contract: while ended_on is empty}}
    for: customers
    uses: {{customers: all, {uses}}}
    keep: 2 years after ended_on
"""


def filled(database: Database, shapes: list[Shape]) -> None:
    database.run("create table customers (id integer primary key, email varchar(60), number varchar(60), ended_on date)")
    database.insert("customers", [{"id": i, "email": e, "number": n, "ended_on": d} for i, (e, n, d) in PEOPLE.items()])
    binary = "bytea" if database.pg else "blob"
    for s in shapes:
        database.run(f"create table {s.name} (id integer primary key, note varchar(60), {s.columns.replace('blob', binary)})")
        for n, (values, _) in enumerate(s.rows, 1):
            database.insert(s.name, [{"id": n, "note": f"note {s.name} {n}", **dict(zip(s.pointing, values, strict=True))}])


@pytest.fixture
def town(database: Database, folder: Path) -> Iterator[House]:
    filled(database, SHAPES)
    one = House(folder / "house", {"shop": database}).write(policy(SHAPES))
    yield one
    one.close()


def ids(shape: Shape, *people: int) -> set[int]:
    """The rows that are these people's."""
    return {n for n, (_, owners) in enumerate(shape.rows, 1) if set(owners) & set(people)}


def there(house: House) -> dict[str, set[int]]:
    return {s.name: {r[0] for r in house.database.rows(f"select id from {s.name}")} for s in SHAPES}


def every_row(house: House) -> dict[str, Any]:
    return {s.name: {r[0]: r for r in house.database.rows(f"select * from {s.name}")} for s in SHAPES}


def shown(house: House, person: int) -> dict[str, set[int]]:
    out = io.BytesIO()
    access.write_json(house.context, {"customer": [(person,)]}, out)
    tables = json.loads(out.getvalue())["tables"]
    return {t["table"].removeprefix("shop."): {row[t["columns"].index("id")] for row in t["rows"]} for t in tables}


def expected(*people: int) -> dict[str, set[int]]:
    return {s.name: rows for s in SHAPES if (rows := ids(s, *people))}


def test_access_shows_each_their_rows(town: House) -> None:
    for person in PEOPLE:
        assert {k: v for k, v in shown(town, person).items() if k != "customers"} == expected(person)


def test_access_for_many_says_whose_each_row_is(town: House) -> None:
    out = io.BytesIO()
    lines.write(town.context, {"customer": [(i,) for i in PEOPLE]}, out)
    found: dict[str, set[tuple[int, int]]] = {}
    for line in out.getvalue().splitlines()[1:]:
        said = json.loads(line)
        name = said["table"].removeprefix("shop.")
        found.setdefault(name, set()).update((int(row[0]), row[said["columns"].index("id")]) for row in said["rows"])
    del found["customers"]
    assert found == {s.name: {(owner, n) for n, (_, owners) in enumerate(s.rows, 1) for owner in owners} for s in SHAPES}


@pytest.mark.parametrize("people", [(1,), (1, 2), tuple(PEOPLE)], ids=["one", "two", "all"])
def test_an_erasure_takes_their_rows_and_nobody_elses(town: House, people: Owners) -> None:
    town.database.run(f"update customers set ended_on = '2026-11-01' where id in ({', '.join(map(str, people))})")
    before = every_row(town)
    town.do("erasure", {"customer": [(i,) for i in people]})
    assert every_row(town) == {s.name: {i: r for i, r in before[s.name].items() if i not in ids(s, *people)} for s in SHAPES}


def test_a_sweep_takes_what_nobody_holds(town: House) -> None:
    town.do("sweep")
    assert there(town) == {s.name: ids(s, 1, 2, 4) for s in SHAPES}


def test_a_restriction_seals_their_values_and_lifting_gives_them_back(town: House) -> None:
    before = every_row(town)
    town.do("restriction", {"customer": [(1,)]}, ground="unlawful")
    sealed = every_row(town)
    changed = {s.name: {i for i, r in sealed[s.name].items() if r != before[s.name][i]} for s in SHAPES}
    assert changed == {s.name: ids(s, 1) for s in SHAPES}
    assert {k: v for k, v in shown(town, 1).items() if k != "customers"} == expected(1)
    town.do("lifting", {"customer": [(1,)]})
    assert every_row(town) == before
