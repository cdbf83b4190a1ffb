"""B2, C: what was removed, corrected or stopped stays so when a backup from before is put back (STAYS-GONE), and nobody who registered
since is touched."""

import sys
from pathlib import Path

import pytest

from databases import Database
from promises.desk import Desk

sys.path.insert(0, str(Path(__file__).parent.parent / "properties"))
from backups import Backup  # noqa: E402

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), phone varchar(40), made_at timestamp not null);
create table orders (id integer primary key, customer_id integer not null references customers (id), street varchar(80));
create table mailing (id integer primary key, email varchar(120), joined_at timestamp);
create index orders_customer on orders (customer_id);
create index mailing_email on mailing (lower(trim(email)));
insert into customers values (1, 'Anna', 'anna@x.example', '0611', '2026-01-05 10:00:00'), (2, 'Bert', 'bert@x.example', '0622', '2026-01-06 10:00:00'),
  (3, 'Cor', 'cor@x.example', '0633', '2026-01-07 10:00:00'), (4, 'Dirk', 'dirk@x.example', '0644', '2026-01-08 10:00:00');
insert into orders values (1, 1, 'Laan 1'), (2, 2, 'Laan 2'), (3, 3, 'Laan 3');
insert into mailing values (1, 'anna@x.example', '2026-02-01 10:00:00'), (2, 'bert@x.example', '2026-02-01 10:00:00'), (3, 'cor@x.example', '2026-02-01 10:00:00');
"""
TABLES = ["customers", "orders", "mailing"]
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email, customer number: id}}
data:
  shop:
    customers: {name: {name: then empty}, contact: [email, phone], plain: made_at, collected: made_at}
    orders:    {address: street}
    mailing:   {whose: customer by email, contact: email, plain: joined_at, collected: joined_at}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {legitimate interest: {en: what was bought}, balancing: weighed.md}
    for: customers
    uses: {customers: all, orders: all}
    keep: as long as the row exists
  news:
    purpose: {en: sending news}
    basis: {legitimate interest: {en: news}, balancing: weighed.md}
    marketing: yes
    for: mailing
    keep: as long as the row exists
"""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    return desk.writes(POLICY, weighed="We weighed it.").at("2026-11-20 03:00")


def acts(desk: Desk) -> None:
    """What people asked on the day after the backup."""
    desk.at("2026-11-20 11:00")
    desk.run("erase", "customer", "email=anna@x.example", "--yes")
    desk.run("object", "customer", "email=bert@x.example", "--yes")
    desk.run("rectify", "customer", "email=bert@x.example", "--set", "shop.customers.phone=0699", "--yes")
    desk.run("restrict", "customer", "email=dirk@x.example", "--ground", "accuracy contested", "--yes")
    desk.at("2026-11-22 12:00")


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    return {
        "customers": sorted(database.rows("select id, name, email, phone from customers")),
        "orders": sorted(database.rows("select id, customer_id, street from orders")),
        "mailing": sorted(database.rows("select id, email from mailing")),
    }


def test_what_was_done_since_is_done_again(shop: Desk) -> None:
    backup = Backup(shop.database, TABLES).take()
    acts(shop)
    wanted = rows(shop.database)
    backup.put_back()
    assert rows(shop.database) != wanted

    refused = shop.run("access", "customer", "email=cor@x.example", exits=2)
    assert "GS540 `shop` is older than what was done in it: it lacks 4 acts since 20 November 2026, 11:00" in refused
    assert "GS540" in shop.run("erase", "customer", "email=cor@x.example", "--yes", exits=2)
    assert "GS540" in shop.run("check", exits=1)
    assert "GS540" in shop.run("plan") and "GS540" in shop.run("board", exits=None)

    said = shop.run("replay")
    assert "shop  erasure        1  1 of 1 person found" in said and "nothing has been changed" in said
    assert rows(shop.database) != wanted
    said = shop.run("replay", "--yes")
    assert "done again: 4 acts, 3 people" in said
    assert rows(shop.database) == wanted
    assert "nothing is lacking" in shop.run("replay", "--yes")
    shop.run("access", "customer", "email=cor@x.example")
    entry = shop.entries()[-2]
    assert entry["what"] == "backup put back: done again" and entry["counts"]["acts"] == 4
    assert rows(shop.database) == wanted
    shop.run("lift", "customer", "email=dirk@x.example", "--yes")
    assert shop.database.rows("select name, email, phone from customers where id = 4") == [("Dirk", "dirk@x.example", "0644")]


def test_nobody_who_registered_anew_is_touched_though_they_have_the_key_or_the_address(shop: Desk) -> None:
    database = shop.database
    backup = Backup(database, TABLES).take()
    shop.at("2026-11-20 10:00")
    database.run("insert into customers values (5, 'Eva', 'eva@x.example', '0655', '2026-11-20 09:00:00')")
    shop.run("object", "customer", "email=eva@x.example", "--to", "selling", "--yes")
    shop.run("hold", "add", "customer", "customer number=5", "--reason", "r", "--responsible", "r", "--review", "2027-01-01")
    acts(shop)
    backup.put_back()
    database.run(
        "insert into customers values (5, 'Yan', 'yan@x.example', '0656', '2026-11-21 09:00:00')",  # Eva's key, given out again
        "insert into customers values (6, 'Anna', 'anna@x.example', '0611', '2026-11-21 09:00:00')",  # Anna, anew
        "insert into mailing values (4, 'bert@x.example', '2026-11-21 09:00:00')",  # Bert subscribed again
        "update customers set name = 'Cornelis' where id = 3",
    )
    said = shop.run("replay", "--yes")
    assert "done again: 5 acts, 3 people" in said
    found = rows(database)
    assert (5, "Yan", "yan@x.example", "0656") in found["customers"]
    assert (6, "Anna", "anna@x.example", "0611") in found["customers"]
    assert (3, "Cornelis", "cor@x.example", "0633") in found["customers"]
    assert not [r for r in found["customers"] if r[0] == 1]
    assert found["mailing"] == [
        (1, "anna@x.example"),
        (3, "cor@x.example"),
        (4, "bert@x.example"),
    ]  # the first is of both Annas now
    assert shop.sweep().count("Nothing has to go today") == 1, "and nothing of Yan's goes afterwards, nor of the new Anna's"
    assert rows(database) == found
    assert shop.run("access", "customer", "email=yan@x.example")
