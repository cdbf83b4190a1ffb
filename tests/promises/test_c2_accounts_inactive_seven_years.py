"""C2: a customer account that was not used for seven years (no order, no log-in) is removed; only anonymous figures remain."""

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), city varchar(80), created_at timestamp not null);
create table accounts (id integer primary key, customer_id integer not null references customers (id), username varchar(80), last_login_at timestamp);
create table orders (id integer primary key, customer_id integer references customers (id), ordered_at timestamp not null,
                     address varchar(200), total_cents integer not null);
create index accounts_customer on accounts (customer_id);
create index orders_customer on orders (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
plain everywhere: [created_at]
data:
  shop:
    customers: {name: name, contact: email, address: city}
    accounts:  {online identifier: username, behaviour: last_login_at}
    orders:    {address: address, plain: rest, in the end: keep without the person}
activities:
  account:
    purpose: {en: managing your customer account}
    basis: contract
    for: customers
    uses: {customers: all, accounts: all, orders: all}
    keep: until 7 years after the last of [orders.ordered_at, accounts.last_login_at] otherwise created_at
    promises: [C2]
"""
LONG_AGO = "2015-01-01 12:00:00"


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    people = [  # who, the last order, the last log-in: in UTC
        (1, "2017-01-01 10:00:00", "2019-06-30 21:59:59"),  # 30 June in Amsterdam: from 30 June 2026
        (2, "2017-01-01 10:00:00", "2019-06-30 22:00:00"),  # 1 July in Amsterdam: from 1 July 2026
        (3, "2019-07-02 12:00:00", "2017-01-01 10:00:00"),  # the order counts too
        (4, "2026-05-01 12:00:00", None),  # never logged in, and ordered
        (5, None, "2026-05-01 12:00:00"),  # never ordered, and logged in
        (6, None, None),  # neither: counts from its making in 2015
        (7, None, "2024-02-29 12:00:00"),  # a leap day: from 1 March 2031
    ]
    for i, ordered, login in people:
        desk.database.insert(
            "customers",
            [{"id": i, "name": f"Person {i}", "email": f"p{i}@example.nl", "city": "Utrecht", "created_at": LONG_AGO}],
        )
        desk.database.insert("accounts", [{"id": i, "customer_id": i, "username": f"user{i}", "last_login_at": login}])
        if ordered:
            desk.database.insert(
                "orders",
                [
                    {"id": 10 * i + n, "customer_id": i, "ordered_at": at, "address": f"Street {i}", "total_cents": 1000 * i + n}
                    for n, at in ((1, "2016-03-03 12:00:00"), (2, ordered))
                ],
            )
    return desk.at("2026-06-01").writes(POLICY)


def customers(desk: Desk) -> list[int]:
    return [i for (i,) in desk.database.rows("select id from customers order by id")]


def figures(desk: Desk) -> tuple[int, int]:
    return tuple(desk.database.rows("select count(*), sum(total_cents) from orders")[0])


def test_c2_neither_order_nor_login_for_seven_years(desk: Desk) -> None:
    made(desk)
    desk.at("2026-06-29 23:59").sweep()
    assert customers(desk) == [1, 2, 3, 4, 5, 7], "who never did anything counts from the beginning"
    desk.at("2026-06-30 00:00").sweep()
    assert customers(desk) == [2, 3, 4, 5, 7]
    desk.at("2026-07-01").sweep()
    assert customers(desk) == [3, 4, 5, 7]
    desk.at("2026-07-02").sweep()
    assert customers(desk) == [4, 5, 7]
    assert desk.database.rows("select id from accounts order by id") == [(4,), (5,), (7,)]


def test_c2_a_leap_day_is_never_shorter_than_the_years_promised(desk: Desk) -> None:
    made(desk).at("2031-02-28").sweep()
    assert customers(desk) == [4, 5, 7]
    desk.at("2031-03-01").sweep()
    assert customers(desk) == [4, 5]


def test_c2_only_figures_without_a_person_remain(desk: Desk) -> None:
    made(desk)
    before = figures(desk)
    desk.at("2026-07-02").sweep()
    assert figures(desk) == before
    anonymous = desk.database.rows("select id, customer_id, address from orders where id < 40 order by id")
    assert anonymous == [(i, None, None) for i in (11, 12, 21, 22, 31, 32)]
    assert desk.database.rows("select customer_id, address from orders where id > 40") == [(4, "Street 4")] * 2
    assert desk.board("C2")["overdue"] == "0"


def test_c2_a_login_in_time_keeps_the_account(desk: Desk) -> None:
    made(desk)
    desk.database.run("update accounts set last_login_at = '2026-06-28 12:00:00' where id = 1")
    desk.at("2026-07-02").sweep()
    assert customers(desk) == [1, 4, 5, 7]
