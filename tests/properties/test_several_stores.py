"""Several stores at once: what is in a second store about people of the first is shown, goes and is held like the rest."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import Database, House
from gestand.execute import access

POLICY = """
people:
  customer: {found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: {name: then empty}, contact: {email: then nothing}, plain: ended_on}
    bookings: {plain: [starts_on, place_id], content: wish}
  post:
    letters: {whose: customer by address = email, contact: address, content: body, plain: sent_on}
    visits: {whose: customer by customer_no = id, content: remark, plain: visited_on}
    replies: {whose: with letters, content: text}
activities:
  letters:
    basis: {legitimate interest: {nl: post}}
    for: letters
    uses: {letters: all, replies: all}
    keep: 1 year after sent_on
  visiting:
    basis: {legal obligation: wet}
    for: visits
    uses: {visits: all, shop.customers: [name]}
    keep: 1 year after visited_on
  customers:
    basis: contract
    for: shop.customers
    uses: {shop.customers: all, bookings: all}
    keep: 1 year after ended_on
"""
SHOP = [
    "create table customers (id integer primary key, name varchar(40) not null, email varchar(40), ended_on date)",
    "create table bookings (id integer primary key, customer_id integer not null references customers (id), starts_on date, place_id integer, wish varchar(40))",
    "insert into customers values (1, 'Anna', 'Anna@x.nl', '2026-10-01'), (2, 'Bert', 'bert@x.nl', null), (3, 'Cor', 'cor@x.nl', '2020-01-01'), (4, 'Dirk', 'dirk@x.nl', '2020-01-01')",
    "insert into bookings values (1, 1, '2026-01-01', 7, 'wish 1'), (2, 2, '2026-01-01', 7, 'wish 2'), (3, 3, '2019-01-01', 7, 'wish 3')",
]
POST = [
    "create table letters (id integer primary key, address varchar(40), body varchar(40), sent_on date)",
    "create table replies (id integer primary key, letter_id integer not null references letters (id), text varchar(40))",
    "create table visits (id integer primary key, customer_no integer, remark varchar(40), visited_on date)",
    "insert into letters values (1, ' anna@X.nl ', 'body 1', '2026-11-01'), (2, 'bert@x.nl', 'body 2', '2026-11-01'), (3, 'cor@x.nl', 'body 3', '2020-01-01')",
    "insert into replies values (1, 1, 'reply 1'), (2, 2, 'reply 2'), (3, 3, 'reply 3')",
    "insert into visits values (1, 1, 'visit 1', '2020-01-01'), (2, 2, 'visit 2', '2026-11-01'), (3, 3, 'visit 3', '2026-11-01'), (4, 4, 'visit 4', '2020-01-01')",
]
TABLES = {"shop": ["customers", "bookings"], "post": ["letters", "replies", "visits"]}


@pytest.fixture(params=["the people first", "the people last"])
def both(request: pytest.FixtureRequest, folder: Path, database: Database) -> Iterator[House]:
    """The people in SQLite or PostgreSQL, the second store in SQLite; declared in either order."""
    (folder / "post.db").touch()
    post = Database(f"sqlite:///{folder}/post.db")
    database.run(*SHOP)
    post.run(*POST)
    stores = {"shop": database, "post": post}
    house = House(folder / "house", stores if request.param == "the people first" else dict(reversed(stores.items()))).write(
        POLICY
    )
    yield house
    house.close()


def everything(house: House) -> dict[str, Any]:
    return {
        f"{store}.{t}": rows for store, database in house.databases.items() for t, rows in database.whole(TABLES[store]).items()
    }


def ids(house: House, store: str, table: str) -> list[int]:
    return sorted(r[0] for r in house.databases[store].rows(f"select id from {table}"))


def test_the_export_covers_the_second_store(both: House) -> None:
    out = io.BytesIO()
    access.write_json(both.context, {"customer": [(1,)]}, out)
    said = json.loads(out.getvalue())
    shown = {t["table"]: [row[t["columns"].index("id")] for row in t["rows"]] for t in said["tables"]}
    assert shown == {"shop.customers": [1], "shop.bookings": [1], "post.letters": [1], "post.replies": [1], "post.visits": [1]}


def test_an_erasure_reaches_the_second_store_and_nobody_else(both: House) -> None:
    before = everything(both)
    both.do("erasure", {"customer": [(1,)]})
    after = everything(both)
    assert {t: [r for r in rows if r not in after[t]] for t, rows in before.items()} == {
        t: [r for r in rows if r[0] == 1] for t, rows in before.items()
    }
    assert all(r[0] != 1 for rows in after.values() for r in rows)
    assert not both.do("erasure", {"customer": [(1,)]}).counts, "SAME-TWICE"


def test_what_a_duty_in_the_second_store_holds_stays_in_the_first(both: House) -> None:
    both.do("erasure", {"customer": [(3,)]})
    assert both.databases["post"].rows("select id, remark from visits where id = 3") == [(3, "visit 3")]
    assert both.databases["shop"].rows("select name, email from customers where id = 3") == [("Cor", None)]
    assert ids(both, "shop", "bookings") == [1, 2]


def test_a_sweep_sees_the_holders_of_both_stores_and_does_everything_at_once(both: House) -> None:
    both.do("sweep")
    assert both.databases["shop"].rows("select name, email from customers where id = 3") == [("Cor", None)], (
        "held by the visit of this month"
    )
    assert ids(both, "shop", "customers") == [1, 2, 3], "nobody holds Dirk"
    assert ids(both, "post", "letters") == [1, 2]
    assert ids(both, "post", "replies") == [1, 2]
    assert ids(both, "post", "visits") == [2, 3]
    assert not both.do("sweep").counts, "SAME-TWICE"


def test_rows_of_another_store_that_lead_to_a_table_leave_its_order_alone(folder: Path, database: Database) -> None:
    """KEYS-WHOLE: files (or rows elsewhere) that go with bookings do not make people go before the bookings that point to them."""
    (folder / "post.db").touch()
    post = Database(f"sqlite:///{folder}/post.db")
    database.run(
        "create table anybody (id integer primary key, email varchar(40), ended_on date)",
        "create table bookings (id integer primary key, who integer not null references anybody (id), wish varchar(40))",
        "insert into anybody values (1, 'anna@x.nl', '2026-10-01'), (2, 'bert@x.nl', null), (3, 'cor@x.nl', '2020-01-01')",
        "insert into bookings values (1, 1, 'wish 1'), (2, 2, 'wish 2'), (3, 3, 'wish 3')",
    )
    post.run(
        "create table tickets (id integer primary key, booking_no integer, text varchar(40))",
        "insert into tickets values (1, 1, 'to 1'), (3, 3, 'to 3')",
    )
    policy = """
people: {customer: {found in: anybody, known by: {email: email}}}
data:
  shop:
    anybody: {contact: email, plain: ended_on}
    bookings: {content: wish}
  post:
    tickets: {whose: with bookings by booking_no = id, content: text}
activities:
  customers: {basis: contract, for: anybody, uses: {anybody: all, bookings: all, tickets: all}, keep: 1 year after ended_on}
"""
    house = House(folder / "house", {"shop": database, "post": post}).write(policy)
    house.do("sweep")
    assert (ids(house, "shop", "anybody"), ids(house, "shop", "bookings"), ids(house, "post", "tickets")) == (
        [1, 2],
        [1, 2],
        [1],
    )
    house.close()
