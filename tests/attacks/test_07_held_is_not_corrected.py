"""What is held for a claim is not corrected away: it stays as it was until the hold is lifted."""

from datetime import date

from databases import Maker
from gestand import rights

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


def test_correction_of_what_is_held(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [ANNA, BERT])
    (name,) = rights.hold(one.context, {"customer": [(1,)]}, reason="claim", responsible="jurist", review=date(2030, 1, 1))
    for key in (1, 2):
        one.do("rectification", {"customer": [(key,)]}, corrections={"shop.customers.name": ""})
    assert one.database.rows("select name from customers order by id") == [("Anna",), ("",)]
    rights.lift_hold(one.context, name, "jurist")
    one.do("rectification", {"customer": [(1,)]}, corrections={"shop.customers.name": "Anne"})
    assert one.database.one("select name from customers where id = 1") == "Anne"
