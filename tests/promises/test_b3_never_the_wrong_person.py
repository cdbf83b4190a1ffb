"""B3: nobody's data is shown, changed or deleted for the wrong person: identity first."""

from collections.abc import Sequence
from itertools import cycle

import pytest

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), phone varchar(40), ended_on date);
create table orders (id integer primary key, customer_id integer not null references customers (id), address varchar(120), ordered_at timestamp not null);
create index orders_customer on orders (customer_id);
create table mailing (id integer primary key, email varchar(120), first_name varchar(40));
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email, telephone: phone, customer number: id}}
  reader:   {called: {en: readers}, found by: {email: shop.mailing.email}, same human as: customer}
data:
  shop:
    customers: {name: name, contact: [email, phone], plain: ended_on}
    orders:    {address: address, plain: ordered_at}
    mailing:   {whose: reader by email, contact: email, name: first_name}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
  newsletter:
    purpose: {en: sending the newsletter}
    basis: {consent: {en: "Yes, mail me."}}
    marketing: yes
    for: mailing
    keep: until consent is withdrawn
"""
PEOPLE = [  # id, name, e-mail, telephone
    (1, "Anna", "anna@example.nl", "+31 6 1"),
    (2, "Jan", "family@example.nl", "+31 6 2"),
    (3, "Truus", " Family@Example.nl ", "+31 6 3"),
    (4, "Kim", "kim@example.nl", None),
    (5, "Percy", "%@example.nl", "_"),
    (6, "Olaf", "o'neill@example.nl", ""),
    (7, "Nobody", None, None),
    (8, "Eva", "ÉVA@example.nl", "+31 6 8"),
]
TABLES = ("customers", "orders", "mailing")


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "customers", [{"id": i, "name": n, "email": e, "phone": p, "ended_on": "2026-11-01"} for i, n, e, p in PEOPLE]
    )
    desk.database.insert(
        "orders",
        [{"id": i, "customer_id": i, "address": f"{n}straat", "ordered_at": "2026-10-01 12:00:00"} for i, n, _, _ in PEOPLE],
    )
    desk.database.insert(
        "mailing",
        [
            {"id": 1, "email": "ANNA@example.nl", "first_name": "An"},
            {"id": 2, "email": "family@example.nl", "first_name": "The family"},
            {"id": 3, "email": "kim@example.nl", "first_name": "Kim"},
        ],
    )
    return desk.writes(POLICY)


COMMANDS = (  # whatever is asked, who it is comes first
    ("access", "customer"),
    ("erase", "customer", "--yes"),
    ("hold", "add", "customer", "--reason", "r", "--responsible", "p", "--review", "2999-01-01"),
)


def nothing_happens(desk: Desk, code: str, command: Sequence[str], *identifiers: str) -> None:
    """Refused, in words without anybody's data, and the database is as it was."""
    before = desk.database.whole(TABLES)
    told = desk.run(*command, *identifiers, exits=2)
    assert told.startswith(code) and "help:" in told, told
    assert not any(f"{n}straat" in told or (n != "Nobody" and n in told) for _, n, _, _ in PEOPLE)
    assert desk.database.whole(TABLES) == before
    assert not (desk.home / "answers").exists()


def test_b3_two_people_with_one_address_are_neither(desk: Desk) -> None:
    made(desk)
    for command in COMMANDS:
        nothing_happens(desk, "GS512", command, "email=family@example.nl")
    shown = desk.answer("access", "customer", "email=family@example.nl", "telephone=+31 6 3")
    assert [r["name"] for r in shown["shop.customers"]] == ["Truus"]
    assert set(shown) == {"shop.customers", "shop.orders"}, "whose newsletter it is can't be told"
    desk.run("erase", "customer", "email=family@example.nl", "telephone=+31 6 2", "--yes")
    assert desk.database.rows("select name from customers where id in (2, 3)") == [("Truus",)]
    assert desk.database.rows("select first_name from mailing where id = 2") == [("The family",)]


@pytest.mark.parametrize("said", ["email=ANNA@EXAMPLE.NL", "email=  anna@example.nl  ", "customer number=1", "telephone=+31 6 1"])
def test_b3_letter_case_and_outer_space_do_not_matter(desk: Desk, said: str) -> None:
    made(desk)
    shown = desk.answer("access", "customer", said)
    assert [r["name"] for r in shown["shop.customers"]] == ["Anna"] and [r["first_name"] for r in shown["shop.mailing"]] == ["An"]


@pytest.mark.parametrize("said", ["email=ÉVA@example.nl", "email=ÉVA@EXAMPLE.NL"])
def test_b3_letters_with_accents_are_found_as_they_were_written(desk: Desk, said: str) -> None:
    made(desk)
    assert [r["name"] for r in desk.answer("access", "customer", said)["shop.customers"]] == ["Eva"]


def test_b3_percent_signs_and_quotes_are_letters_like_others(desk: Desk) -> None:
    made(desk)
    assert [r["name"] for r in desk.answer("access", "customer", "email=%@example.nl")["shop.customers"]] == ["Percy"]
    assert [r["name"] for r in desk.answer("access", "customer", "telephone=_")["shop.customers"]] == ["Percy"]
    assert [r["name"] for r in desk.answer("access", "customer", "email=o'neill@example.nl")["shop.customers"]] == ["Olaf"]


STRANGERS = [
    "email=%",
    "email=_nna@example.nl",
    "email=' or '1'='1",
    "email=anna@example.nl' --",
    "email=anna@example.nl'; delete from customers; --",
    'email=anna@example.nl" or ""="',
    "email=anna@example.nl\\",
    "email=anna@example.nl\n",
    "email=anna@example.nl\u200b",
    "email=anna\u0301@example.nl",
    "email=\u0430nna@example.nl",  # a Cyrillic a
    "email=\uff41nna@example.nl",  # a wide a
    "email=${SHOP_URL}",
    "email={email}",
    "customer number=1 or 1=1",
    "customer number=01",
    "customer number=1.0",
    "telephone=None",
    "email=" + "a" * 10_000_000 + "@example.nl",
]
UNNAMED = [
    ("email=",),
    ("telephone=   ",),
    ("anna@example.nl",),
    ("name=Anna",),
    ("=anna@example.nl",),
    ("email=anna@example.nl", "name=Anna"),
]


def test_b3_what_only_looks_like_an_identifier_finds_nobody(desk: Desk) -> None:
    made(desk)
    for command, said in zip(cycle(COMMANDS), STRANGERS, strict=False):
        nothing_happens(desk, "GS511", command, said)
    assert desk.run("hold", "list").strip() == "no hold is in force"


def test_b3_a_look_alike_that_lower_case_turns_into_another_letter(desk: Desk) -> None:
    nothing_happens(made(desk), "GS511", COMMANDS[0], "email=\u212aim@example.nl")


def test_b3_who_is_not_named_is_not_looked_for(desk: Desk) -> None:
    made(desk)
    for said in UNNAMED:
        nothing_happens(desk, "GS510", COMMANDS[1], *said)
    nothing_happens(desk, "GS510", ("erase", "custmer", "--yes"), "email=anna@example.nl")


def test_b3_a_nul_byte_is_refused_like_any_other_stranger(desk: Desk) -> None:
    made(desk)
    before = desk.database.whole(TABLES)
    assert "GS51" in desk.run("erase", "customer", "email=anna@example.nl\x00", "--yes", exits=2)
    assert desk.database.whole(TABLES) == before


def test_b3_an_identifier_can_be_typed_unseen(desk: Desk) -> None:
    made(desk)
    told = desk.run("access", "customer", "email=-", "--out", str(desk.folder / "answer"), typed="anna@example.nl\n")
    assert "anna@example.nl" not in told and (desk.folder / "answer" / "access.json").exists()


STAND_INS = """
people:
  customer:  {called: {en: customers}, found in: shop.customers, known by: {email: email, customer number: customer_no}}
  applicant: {called: {en: applicants}, found in: shop.applicants, known by: {email: email}, same human as: customer}
data:
  shop:
    customers:  {name: name, contact: {email: then stand-in address}, identifier: customer_no, plain: ended_on}
    applicants: {contact: {email: then stand-in address}, education: cv, plain: closed_on}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: [name, customer_no]}
    keep: while ended_on is empty and 2 years after ended_on
  writing:
    purpose: {en: writing to customers}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: contact}
    keep: while ended_on is empty
  choosing:
    purpose: {en: choosing a colleague}
    basis: {contract: while closed_on is empty}
    for: applicants
    uses: {applicants: cv}
    keep: while closed_on is empty and 1 year after closed_on
  answering:
    purpose: {en: answering applicants}
    basis: {contract: while closed_on is empty}
    for: applicants
    uses: {applicants: contact}
    keep: while closed_on is empty
"""


def test_b3_two_stand_ins_are_not_one_human(desk: Desk) -> None:
    """A customer and an applicant, both number 1 in their table, whose addresses went: what stands there now is the same text."""
    desk.database.run(
        "create table customers (id integer primary key, name varchar(80), email varchar(120) not null unique, customer_no varchar(20), ended_on date)",
        "create table applicants (id integer primary key, email varchar(120) not null unique, cv varchar(80), closed_on date)",
    )
    desk.database.insert(
        "customers", [{"id": 1, "name": "Anna", "email": "anna@example.nl", "customer_no": "K1000001", "ended_on": "2026-11-01"}]
    )
    desk.database.insert("applicants", [{"id": 1, "email": "bea@example.nl", "cv": "Bea's", "closed_on": "2026-11-01"}])
    desk.writes(STAND_INS).sweep()
    stand_in = desk.database.rows("select email from customers")[0][0]
    assert desk.database.rows("select email, cv from applicants") == [(stand_in, "Bea's")]
    assert set(desk.answer("access", "customer", "customer number=K1000001")) == {"shop.customers"}
    assert "GS511" in desk.run("access", "applicant", f"email={stand_in}", exits=2), "it names nobody"
    told = desk.run("erase", "customer", "customer number=K1000001", "--yes")
    assert "complete" in told and "shop.applicants" not in told
    assert desk.database.rows("select cv from applicants") == [("Bea's",)]
