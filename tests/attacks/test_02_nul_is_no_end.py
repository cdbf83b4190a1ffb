"""A text with a NUL byte (SQLite keeps them) is not its own beginning: nobody is taken for somebody else."""

import pytest
from letters import ANNA, BERT, POLICY, SCHEMA

from databases import Maker


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
        "create table customers (id varchar(40) primary key, name text, email text)",
        SCHEMA[1],
    )
    if one.database.pg:
        pytest.skip("PostgreSQL keeps no NUL")
    one.database.insert("customers", [{**ANNA, "id": "anna"}, {**BERT, "id": "anna\0b"}])
    one.do("erasure", {"customer": [("anna\0b",)]})
    assert one.database.rows("select name from customers") == [("Anna",)]
