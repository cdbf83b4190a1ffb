"""A text with a NUL byte (SQLite keeps them) is not its own beginning: nobody is taken for somebody else."""

import pytest

from databases import Maker

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


def test_address_with_nul(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    if one.database.pg:
        pytest.skip("PostgreSQL keeps no NUL")
    one.database.insert("customers", [ANNA, {**BERT, "email": "anna@x.example\0b"}])
    one.database.insert("letters", [{"id": 1, "email": "anna@x.example", "body": "of Anna"}])
    one.do("erasure", {"customer": [(2,)]})
    assert one.database.rows("select id from customers") == [(1,)]
    assert one.database.rows("select id from letters") == [(1,)]


def test_key_with_nul(house: Maker) -> None:
    one = house(
        POLICY.replace("    notes: {whose: customer by who, content: body}\n", "").replace(", notes: all", ""),
        "create table customers (id text primary key, name text, email text)",
        SCHEMA[1],
    )
    if one.database.pg:
        pytest.skip("PostgreSQL keeps no NUL")
    one.database.insert("customers", [{**ANNA, "id": "anna"}, {**BERT, "id": "anna\0b"}])
    one.do("erasure", {"customer": [("anna\0b",)]})
    assert one.database.rows("select name from customers") == [("Anna",)]
