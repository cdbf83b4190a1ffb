"""Schemas other than the default: one, several of one database, names that need quotes, and keys from one to the other."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from shapes import WORDS, Town, people

from databases import Database, House
from gestand.execute.context import open_policy
from gestand.policy import quoting

ODD = 'Klant "data" %'

POLICY = """
people:
  customer: {found in: sales.customers, known by: {email: email}}
data:
  sales:
    customers: {contact: email, name: name, plain: ended_on}
    notes: {content: note}
  support:
    customers: {whose: customer by customer_id, content: words}
activities:
  selling:
    basis: contract
    for: sales.customers
    uses: {sales.customers: all, sales.notes: all, support.customers: all}
    keep: 2 years after ended_on otherwise held
"""


@pytest.fixture(params=["postgresql", "mariadb"])
def schemas(request: pytest.FixtureRequest) -> Iterator[tuple[Database, str, str]]:
    """A database with two schemas beside its default one (MariaDB: a schema is a database), and their names."""
    database = Database(request.getfixturevalue(f"{request.param}_url"))
    name = str(sa.make_url(database.url).database)
    one, other = ("sales", ODD) if database.pg else (f"{name}_sales", f"{name} {ODD}")
    quoted = [f'"{s.replace(chr(34), chr(34) * 2)}"' for s in (one, other)]
    database.run(*(f"create schema {s}" for s in quoted))
    yield database, one, other
    if not database.pg:
        database.run(*(f"drop schema {s}" for s in quoted))


def filled(database: Database, one: str, other: str, key: str = "") -> None:
    """The people in one schema, something about them in the other, in a table of the same name."""
    a, b = (f'"{s.replace(chr(34), chr(34) * 2)}"' for s in (one, other))
    made = people(f"{a}.customers")
    made += [
        f"create table {a}.notes (id integer primary key, customer_id integer, note varchar(60), "
        f"foreign key (customer_id) references {a}.customers (id))",
        f"create table {b}.customers (id integer primary key, customer_id integer, words varchar(60){key.format(a=a)})",
    ]
    for n, word in WORDS.items():
        made += [f"insert into {a}.notes values ({n}, {n}, '{word} note')"]
        made += [f"insert into {b}.customers values ({n}, {n}, '{word} said')"]
    database.run(*made)


def town(folder: object, database: Database, one: str, other: str) -> Town:
    house = House(folder, {"sales": database, "support": database}).write(POLICY)  # type: ignore[arg-type]
    path = house.folder / "policy" / "policy.yaml"
    said = path.read_text("utf-8")
    for store, schema in (("sales", one), ("support", other)):
        yaml = "'" + schema.replace("'", "''") + "'"
        said = said.replace(f"  {store}: {{url:", f"  {store}: {{schema: {yaml}, url:")
    path.write_text(said, "utf-8")
    return Town(house, (one, other))


@pytest.mark.parametrize("key", ["", ", foreign key (customer_id) references {a}.customers (id)"], ids=["no key", "key between"])
def test_several_schemas_of_one_database(schemas: tuple[Database, str, str], folder: object, key: str) -> None:
    filled(*schemas, key)
    one = town(folder, *schemas)
    try:
        one.all()
    finally:
        one.house.close()


def test_a_key_from_another_schema_is_found(schemas: tuple[Database, str, str], folder: object) -> None:
    """Rows of another schema that would go unseen."""
    filled(*schemas, ", foreign key (customer_id) references {a}.customers (id) on delete cascade")
    one = town(folder, *schemas)
    path = one.house.folder / "policy" / "policy.yaml"
    said = path.read_text("utf-8")
    path.write_text(said.replace("{whose: customer by customer_id, content: words}", "{rest: plain}"), "utf-8")
    found = "rows of `support.customers` point to rows of `sales.customers`, and the policy does not say whose they are"
    try:
        assert [f for f in one.findings() if f.startswith("GS451 ")] == [f"GS451 {found}"]
        path.write_text(
            re.sub(r"\n  support:.*?\n(?! )", "\n", said, flags=re.S).replace(", support.customers: all", ""), "utf-8"
        )
        found = f"rows of `{quoting.path(schemas[2], 'customers')}` point to rows of `sales.customers`, and that schema is in no store of the policy"
        assert [f for f in one.findings() if f.startswith("GS451 ")] == [f"GS451 {found}"]
    finally:
        one.house.close()


def test_a_schema_that_is_not_there(store_url: str, folder: object) -> None:
    database = Database(store_url)
    database.run(*people())
    if database.pg:
        database.run("create schema sales")
    schema = {"postgresql": "Sales", "mariadb": f"{sa.make_url(store_url).database}x", "sqlite": "sales"}[database.kind]
    house = House(folder, {"sales": database}).write(POLICY)  # type: ignore[arg-type]
    path = house.folder / "policy" / "policy.yaml"
    path.write_text(path.read_text("utf-8").replace("{url:", f"{{schema: {schema}, url:"), "utf-8")
    found = [d for d in open_policy(house.folder / "policy").findings if d.code == "GS450"]
    assert [d.message for d in found] == [f"there is no schema `{schema}` in the database of `sales`"]
    if database.pg:
        assert "did you mean `sales`?" in found[0].help


def test_the_default_schema_may_be_said(store_url: str, folder: object) -> None:
    database = Database(store_url)
    database.run(*people())
    schema = {"postgresql": "public", "mariadb": str(sa.make_url(store_url).database), "sqlite": "main"}[database.kind]
    said = POLICY.replace("    notes: {content: note}\n  support:\n", "").replace(
        "    customers: {whose: customer by customer_id, content: words}\n", ""
    )
    said = said.replace(", sales.notes: all, support.customers: all", "")
    house = House(folder, {"sales": database}).write(said)  # type: ignore[arg-type]
    path = house.folder / "policy" / "policy.yaml"
    path.write_text(path.read_text("utf-8").replace("{url:", f"{{schema: {schema}, url:"), "utf-8")
    try:
        Town(house).all()
    finally:
        house.close()
