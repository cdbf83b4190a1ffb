"""C3: invoices and payments are kept for seven years after their year, for the tax authority, and then without the person."""

from decimal import Decimal
from typing import Any

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table invoices (id integer primary key, customer_id integer references customers (id), number varchar(20) not null unique, issued_on date not null,
                       billing_name varchar(80) not null, street varchar(80), postal_code varchar(8), amount numeric(12,2) not null);
create table payments (id integer primary key, invoice_id integer not null references invoices (id), iban varchar(34), paid numeric(12,2) not null, paid_at timestamp);
create index invoices_customer on invoices (customer_id);
create index payments_invoice on payments (invoice_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    invoices:
      {name: {billing_name: then text Removed}, identifier: {number: then stand-in}, address: {street: then nothing, postal_code: then region},
       plain: rest, in the end: keep without the person}
    payments: {bank account: iban, plain: rest, in the end: keep without the person}
activities:
  bookkeeping:
    purpose: {en: keeping the books}
    basis: {legal obligation: AWR art. 52}
    for: invoices
    uses: {invoices: all, payments: all, customers: name}
    keep: 7 years after the end of the year of issued_on
    promises: [C3]
  contact:
    purpose: {en: keeping in touch}
    basis: contract
    for: customers
    uses: {customers: contact}
    keep: while ended_on is empty and 1 year after ended_on
"""
INVOICES = [  # id, customer, issued, amount
    (1, 1, "2018-01-01", "0.10"),
    (2, 1, "2018-12-31", "1234567.89"),
    (3, 1, "2019-01-01", "19.99"),
    (4, 2, "2018-02-28", "0.20"),
    (5, 2, "2018-06-30", "-19.95"),
]


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "customers", [{"id": i, "name": f"Person {i}", "email": f"p{i}@example.nl", "ended_on": "2020-01-01"} for i in (1, 2)]
    )
    desk.database.insert(
        "invoices",
        [
            {
                "id": i,
                "customer_id": who,
                "number": f"F-{i}",
                "issued_on": on,
                "billing_name": f"Person {who}",
                "street": f"Street {who}",
                "postal_code": "3511 AB",
                "amount": amount,
            }
            for i, who, on, amount in INVOICES
        ],
    )
    desk.database.insert(
        "payments",
        [
            {"id": i, "invoice_id": i, "iban": "NL91ABNA0417164300", "paid": amount, "paid_at": f"{on} 12:00:00"}
            for i, _, on, amount in INVOICES
        ],
    )
    return desk.at("2025-12-31 23:59").writes(POLICY)


def sums(desk: Desk) -> list[tuple[Any, ...]]:
    """What an auditor adds up, to the cent: per year and in all."""
    rows = desk.database.rows(
        "select issued_on, amount, paid from invoices join payments on payments.invoice_id = invoices.id order by invoices.id"
    )
    return [
        (str(on), Decimal(str(amount)).quantize(Decimal("0.01")), Decimal(str(paid)).quantize(Decimal("0.01")))
        for on, amount, paid in rows
    ]


def persons(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.database.rows("select id, customer_id, billing_name, street, postal_code from invoices order by id")


def test_c3_to_the_last_day_of_the_seventh_year(desk: Desk) -> None:
    made(desk)
    before, whole = persons(desk), sums(desk)
    desk.at("2025-12-31 23:59").sweep()
    assert persons(desk) == before and sums(desk) == whole
    desk.at("2026-01-01 00:00").sweep()
    assert persons(desk) == [
        (1, None, "Removed", None, "35"),
        (2, None, "Removed", None, "35"),
        (3, 1, "Person 1", "Street 1", "3511 AB"),
        (4, None, "Removed", None, "35"),
        (5, None, "Removed", None, "35"),
    ]
    assert desk.database.rows("select id, iban from payments order by id") == [
        (i, "NL91ABNA0417164300" if i == 3 else None) for i in range(1, 6)
    ]


def test_c3_the_amounts_stay_to_the_cent(desk: Desk) -> None:
    made(desk)
    before = sums(desk)
    assert sum(amount for _, amount, _ in before) == Decimal("1234568.23")
    desk.at("2026-01-01").sweep()
    assert sums(desk) == before
    desk.at("2027-01-01").sweep()
    assert sums(desk) == before
    assert desk.database.one("select count(distinct number) from invoices where number not like 'F-%'") == 5


def test_c3_the_customer_goes_with_the_last_invoice(desk: Desk) -> None:
    made(desk).at("2026-01-01").sweep()
    assert desk.database.rows("select id, name, email from customers") == [(1, "Person 1", None)]
    desk.at("2027-01-01").sweep()
    assert desk.database.rows("select * from customers") == []
    assert "nothing" in desk.plan().lower()


def test_c3_erasure_says_what_stays_and_until_when(desk: Desk) -> None:
    made(desk)
    told = desk.run("erase", "customer", "email=p1@example.nl", "--yes")
    assert (
        "stays     shop.customers (1), shop.invoices (3) and shop.payments (3): the law says so (AWR art. 52), until 1 January 2027; for nothing else"
        in told
    )
    assert desk.database.rows("select id, name, email from customers order by id") == [
        (1, "Person 1", None),
        (2, "Person 2", "p2@example.nl"),
    ]
    assert [row[2] for row in persons(desk)] == ["Person 1"] * 3 + ["Person 2"] * 2


def test_c3_the_first_sweep_of_an_old_database_leaves_nothing_behind(desk: Desk) -> None:
    made(desk).writes(
        POLICY.replace(
            "keep: while ended_on is empty and 1 year after ended_on",
            "keep: until 1 year after the last of [invoices.issued_on] otherwise ended_on",
        )
    )
    desk.at("2026-01-01").sweep()
    assert desk.database.rows("select id, email from customers") == [(1, None)]


def test_c3_a_period_that_would_lose_its_anchors_is_refused(desk: Desk) -> None:
    """Invoices are cut loose when they let go: a period counted from them needs something else to count from, or it would never end."""
    made(desk).writes(
        POLICY.replace(
            "keep: while ended_on is empty and 1 year after ended_on", "keep: until 1 year after the last of [invoices.issued_on]"
        ),
        sign=False,
    )
    assert "GS429" in desk.run("check", exits=1)
