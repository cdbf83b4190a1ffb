"""Two people whose identifiers differ in the case of an accented letter only are two people in every database: refused."""

import pytest

from databases import Maker
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


@pytest.mark.parametrize("asked", ["REN\u00c9@x.example", "ren\u00e9@x.example", "Ren\u00e9@x.example"])
def test_accented_letters(house: Maker, asked: str) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [{**ANNA, "email": "REN\u00c9@x.example"}, {**BERT, "email": "ren\u00e9@x.example"}])
    with pytest.raises(GestandError) as refused:
        one.person(email=asked)
    assert refused.value.diagnostics[0].code == "GS512"


def test_people_without_a_table(house: Maker) -> None:
    one = house(
        """
people:
  visitor: {found by: {email: shop.letters.email}}
data:
  shop:
    letters: {whose: visitor by email, contact: email, content: body}
activities:
  answering: {basis: contract, for: letters, keep: as long as the row exists}
""",
        SCHEMA[1],
    )
    one.database.insert("letters", [{"id": 1, "email": "REN\u00c9@x.example", "body": "b"}])
    one.do("erasure", one.person("visitor", email="REN\u00c9@x.example"))
    assert one.database.one("select count(*) from letters") == 0
