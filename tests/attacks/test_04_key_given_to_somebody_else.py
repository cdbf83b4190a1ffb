"""A plan about a person does nothing once their key is somebody else's (SQLite gives keys out again)."""

import pytest

from databases import Maker
from gestand import rights
from gestand.diagnostics import GestandError

POLICY = """
people:
  customer: {found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email}
    letters: {whose: customer by email, contact: email, content: body}
    notes: {whose: customer by who, content: body}
activities:
  selling: {basis: contract, for: customers, keep: as long as the row exists, uses: {customers: all, letters: all, notes: all}}
"""
SCHEMA = (
    "create table customers (id integer primary key, name varchar(80), email varchar(80))",
    "create table letters (id integer primary key, email varchar(80), body text)",
    "create table notes (id varchar(80) primary key, who integer references customers (id), body text)",
    "create table loose (id varchar(80) primary key, body text)",
)
ANNA = {"id": 1, "name": "Anna", "email": "anna@x.example"}
BERT = {"id": 2, "name": "Bert", "email": "bert@x.example"}


def test_key_given_out_again(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [ANNA])
    _, digest = rights.ask(one.context, "erasure", one.person(email="anna@x.example"))
    one.database.run("delete from customers", "insert into customers values (1, 'Bert', 'bert@x.example')")
    with pytest.raises(GestandError) as refused:
        rights.do(one.open(), digest)
    assert refused.value.diagnostics[0].code == "GS522"
    assert one.database.rows("select name from customers") == [("Bert",)]
