"""A key of a fixed length (char(10), filled with spaces) finds its row: erased is erased."""

import pytest

from databases import Maker
from gestand import rights
from gestand.execute.people import every_person

POLICY = """
people:
  customer: {found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email}
    notes: {whose: customer by who, content: body}
activities:
  selling: {basis: contract, for: customers, keep: as long as the row exists, uses: {customers: all, notes: all}}
"""


@pytest.mark.parametrize("many", [1, 500])
def test_char_key(house: Maker, many: int) -> None:
    one = house(
        POLICY,
        "create table customers (id char(10) primary key, name varchar(80), email varchar(80))",
        "create table notes (id integer primary key, who char(10) references customers (id), body text)",
    )
    one.database.insert("customers", [{"id": f"C{i}", "name": "A", "email": f"anna{i}@x.example"} for i in range(many)])
    one.database.insert("notes", [{"id": i, "who": f"C{i}", "body": "b"} for i in range(many)])
    people = one.person(email="anna0@x.example") if many == 1 else {"customer": every_person(one.context, "customer")}
    _, digest = rights.ask(one.context, "erasure", people)
    done = rights.do(one.context, digest)
    assert done.found is not None
    assert done.found.identifiers == many
    assert one.database.one("select count(*) from customers") == one.database.one("select count(*) from notes") == 0
