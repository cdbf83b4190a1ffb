"""C8: the data of an account is kept as long as the account exists."""

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), language varchar(5), avatar varchar(200));
create table accounts (id integer primary key, customer_id integer not null references customers (id), username varchar(80), closed_on date);
create index accounts_customer on accounts (customer_id);
create table bookmarks (id integer primary key, account_id integer not null references accounts (id) on delete cascade, page varchar(200));
create index bookmarks_account on bookmarks (account_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email, preference: language, image: avatar}
    accounts:  {online identifier: username, plain: closed_on}
    bookmarks: {behaviour: page}
activities:
  relation:
    purpose: {en: knowing our customers}
    basis: contract
    for: customers
    uses: {customers: [name, contact]}
    keep: as long as the row exists
  account:
    purpose: {en: keeping your account}
    basis: contract
    for: accounts
    uses: {accounts: all, bookmarks: all}
    keep: while closed_on is empty
    promises: [C8]
  settings:
    purpose: {en: remembering your settings}
    basis: contract
    for: customers
    uses: {customers: [preference, avatar]}
    keep: as long as accounts exist when closed_on is empty
    promises: [C8]
"""


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "customers",
        [{"id": i, "name": f"Person {i}", "email": f"p{i}@example.nl", "language": "nl", "avatar": "cat.png"} for i in (1, 2, 3)],
    )
    desk.database.insert(
        "accounts",
        [{"id": i, "customer_id": who, "username": f"user{i}", "closed_on": None} for i, who in ((1, 1), (2, 1), (3, 2))],
    )
    desk.database.insert("bookmarks", [{"id": i, "account_id": i, "page": "/pricing"} for i in (1, 2, 3)])
    return desk.writes(POLICY)


def settings(desk: Desk) -> list[tuple[object, ...]]:
    return desk.database.rows("select id, name, language, avatar from customers order by id")


def test_c8_age_takes_nothing_of_an_account_that_exists(desk: Desk) -> None:
    made(desk).at("2066-01-01").sweep()
    assert settings(desk) == [(1, "Person 1", "nl", "cat.png"), (2, "Person 2", "nl", "cat.png"), (3, "Person 3", None, None)], (
        "who has no account has no settings"
    )
    assert desk.database.one("select count(*) from bookmarks") == 3


def test_c8_a_closed_account_goes_and_the_settings_with_the_last(desk: Desk) -> None:
    made(desk).sweep()
    desk.database.run("update accounts set closed_on = '2026-11-22' where id in (1, 3)")
    desk.sweep()
    assert desk.database.rows("select id from accounts") == desk.database.rows("select id from bookmarks") == [(2,)]
    assert settings(desk) == [(1, "Person 1", "nl", "cat.png"), (2, "Person 2", None, None), (3, "Person 3", None, None)]


def test_c8_an_account_deleted_elsewhere_takes_the_settings_along(desk: Desk) -> None:
    made(desk)
    desk.database.run("delete from bookmarks where account_id = 3", "delete from accounts where id = 3")
    desk.sweep()
    assert settings(desk)[1] == (2, "Person 2", None, None)
