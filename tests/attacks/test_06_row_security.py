"""Rows that row-level security hides from our user are not taken for rows that are gone: the act is refused."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from databases import Database, House, Maker
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


def test_hidden_rows(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    if not one.database.pg:
        pytest.skip("SQLite has no row-level security")
    role = f"attacker_{one.database.one('select current_database()')}"
    one.database.insert("customers", [ANNA])
    one.database.run(
        f"create role {role} login",
        f"grant all on schema public to {role}",
        f"grant all on all tables in schema public to {role}",
        "alter table customers enable row level security",
        "create policy hidden on customers using (id > 1)",
    )
    url = sa.make_url(one.database.url).set(username=role).render_as_string(hide_password=False)
    other: House = replace(one, folder=one.folder / "other", databases={"shop": Database(url)}, opened=[])
    try:
        with pytest.raises(GestandError) as refused:
            other.write(POLICY).do("erasure", {"customer": [(1,)]})
        assert refused.value.diagnostics[0].code == "GS602"
    finally:
        other.close()
        one.close()
        one.database.run(f"drop owned by {role} cascade", f"drop role {role}")
