"""B2: removal, correction, restriction and transfer are done, wholly, and for this person only."""

import re
import signal

import pytest

from databases import Database
from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), birth_date date, ended_on date);
create table orders (id integer primary key, customer_id integer not null references customers (id), address varchar(120), remark varchar(200), cents integer, ordered_at timestamp not null);
create table tickets (id integer primary key, customer_id integer references customers (id), reporter varchar(80), partner_id integer references customers (id), partner varchar(80), text varchar(200));
create table scores (id integer primary key, customer_id integer not null references customers (id), score integer);
create table visits (id integer primary key, customer_id integer not null references customers (id), ip varchar(40), visited_at timestamp not null);
create index orders_customer on orders (customer_id);
create index tickets_customer on tickets (customer_id);
create index tickets_partner on tickets (partner_id);
create index scores_customer on scores (customer_id);
create index visits_customer on visits (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email, customer number: id}}
data:
  shop:
    customers: {name: name, contact: email, date of birth: birth_date, plain: ended_on}
    orders:    {address: address, content: remark, plain: [cents, ordered_at]}
    tickets:   {whose: [{customer by customer_id: [reporter]}, {customer by partner_id: [partner]}], name: [reporter, partner], content: text}
    scores:    {profile: score, from: derived}
    visits:    {online identifier: ip, plain: visited_at, from: observed}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: [name, email], orders: all, tickets: all, scores: all}
    keep: while ended_on is empty and 2 years after ended_on
  age:
    purpose: {en: checking your age}
    basis: {legal obligation: Alcoholwet art. 20}
    for: customers
    uses: {customers: date of birth}
    keep: while ended_on is empty and 1 year after ended_on
  website:
    purpose: {en: keeping the website safe}
    basis: {legitimate interest: {en: a safe website}, balancing: website.md}
    for: visits
    keep: 1 year after visited_at
"""
TABLES = ("customers", "orders", "tickets", "scores", "visits")
ENDED = "2026-11-01"


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    for i, name in ((1, "Anna"), (2, "Bert"), (3, "Carla")):
        desk.database.insert(
            "customers",
            [
                {
                    "id": i,
                    "name": name,
                    "email": f"{name.lower()}@example.nl",
                    "birth_date": "1980-02-29",
                    "ended_on": ENDED if i != 3 else None,
                }
            ],
        )
        desk.database.insert(
            "orders",
            [
                {
                    "id": 10 * i + n,
                    "customer_id": i,
                    "address": f"{name}straat {n}",
                    "remark": f"bell at {name}'s",
                    "cents": 995,
                    "ordered_at": "2026-10-01 12:00:00",
                }
                for n in (1, 2)
            ],
        )
        desk.database.insert("scores", [{"id": i, "customer_id": i, "score": 7}])
        desk.database.insert("visits", [{"id": i, "customer_id": i, "ip": f"192.0.2.{i}", "visited_at": "2026-11-01 12:00:00"}])
    desk.database.insert(
        "tickets",
        [
            {"id": 1, "customer_id": 1, "reporter": "Anna", "partner_id": 2, "partner": "Bert", "text": "no dial tone"},
            {"id": 2, "customer_id": 2, "reporter": "Bert", "partner_id": None, "partner": None, "text": "late"},
        ],
    )
    return desk.writes(POLICY, website="We weighed it.")


def of(desk: Desk, who: int) -> dict[str, list[tuple[object, ...]]]:
    """What one person has, in every table."""
    return {
        t: desk.database.rows(f"select * from {t} where {'id' if t == 'customers' else 'customer_id'} = {who} order by id")
        for t in TABLES
    }


def whole(database: Database) -> dict[str, list[tuple[object, ...]]]:
    return database.whole(TABLES)


def test_b2_erasure_takes_all_of_one_and_nothing_of_another(desk: Desk) -> None:
    made(desk)
    bert, carla = of(desk, 2), of(desk, 3)
    shown = desk.run("erase", "customer", "email=anna@example.nl")
    assert "nothing has been changed" in shown and len(of(desk, 1)["orders"]) == 2, "without a yes it only shows"
    told = desk.run("erase", "customer", "email=anna@example.nl", "--yes")
    assert "complete" in told
    assert desk.database.rows("select name, email, birth_date from customers where id = 1") == [
        (None, None, desk.database.one("select birth_date from customers where id = 2"))
    ], "the law keeps the birth date"
    assert {t: len(rows) for t, rows in of(desk, 1).items()} == {
        "customers": 1,
        "orders": 0,
        "tickets": 0,
        "scores": 0,
        "visits": 0,
    }
    assert desk.database.rows("select customer_id, reporter, partner_id, partner, text from tickets where id = 1") == [
        (None, None, 2, "Bert", "no dial tone")
    ], "the ticket is Bert's too"
    assert (of(desk, 2), of(desk, 3)) == (bert, carla)
    assert "0 rows" in desk.run("erase", "customer", "customer number=1", "--yes"), "a second time there is nothing to do"


def test_b2_erasure_leaves_what_a_running_contract_needs(desk: Desk) -> None:
    made(desk)
    before = of(desk, 3)
    told = desk.run("erase", "customer", "email=carla@example.nl", "--yes")
    assert "we need it for our contract with you" in told
    assert of(desk, 3) == {**before, "visits": []}, "only what rests on an interest goes"


def test_b2_erasure_says_why_shared_rows_stay(desk: Desk) -> None:
    """For a contract of their own that runs, or because they are somebody else's too: two answers, told apart."""
    made(desk)
    nobody = {"partner_id": None, "partner": None, "text": "noise"}
    desk.database.insert("tickets", [{"id": 3, "customer_id": 3, "reporter": "Carla", **nobody}])
    told = desk.run("erase", "customer", "email=carla@example.nl", "--yes")
    assert re.search(r"shop\.tickets \(1\).*we need it for our contract with you", told) and "somebody else" not in told
    desk.database.run("update tickets set partner_id = 3, partner = 'Carla' where id = 2")
    told = desk.run("erase", "customer", "email=bert@example.nl", "--yes")
    assert re.search(r"shop\.tickets \(1\): it is somebody else’s too", told), "Bert's contract has ended, Carla's runs"


def test_b2_rectification_corrects_one_value_of_one_person(desk: Desk) -> None:
    made(desk)
    before = whole(desk.database)
    desk.run(
        "rectify",
        "customer",
        "email=anna@example.nl",
        "--set",
        "shop.customers.name=Anna-María O'Neill; drop table orders",
        "--yes",
    )
    after = whole(desk.database)
    assert desk.database.one("select name from customers where id = 1") == "Anna-María O'Neill; drop table orders"
    before["customers"] = sorted(
        ((r[0], "Anna-María O'Neill; drop table orders", *r[2:]) if r[0] == 1 else r for r in before["customers"]), key=repr
    )
    assert after == before


def test_b2_rectification_refuses_what_is_no_value_of_theirs(desk: Desk) -> None:
    made(desk)
    before = whole(desk.database)
    for said, code in {
        "shop.customers.id=7": "GS516",
        "shop.orders.customer_id=2": "GS516",
        "shop.customers.nmae=x": "GS515",
    }.items():
        assert code in desk.run("rectify", "customer", "email=anna@example.nl", "--set", said, "--yes", exits=2), said
    assert whole(desk.database) == before


def test_b2_rectification_of_a_date(desk: Desk) -> None:
    made(desk)
    desk.run("rectify", "customer", "email=anna@example.nl", "--set", "shop.customers.birth_date=1981-03-01", "--yes")
    assert [str(d) for (d,) in desk.database.rows("select birth_date from customers order by id")] == [
        "1981-03-01",
        "1980-02-29",
        "1980-02-29",
    ]
    assert "GS518" in desk.run(
        "rectify", "customer", "email=anna@example.nl", "--set", "shop.customers.birth_date=30-02-1980", "--yes", exits=2
    )


def test_b2_restriction_seals_and_lifting_brings_it_back(desk: Desk) -> None:
    made(desk)
    before = whole(desk.database)
    bert, carla = of(desk, 2), of(desk, 3)
    desk.run(
        "restrict",
        "customer",
        "email=anna@example.nl",
        "--ground",
        "accuracy contested",
        "--until",
        "the name is looked up",
        "--yes",
    )
    assert desk.database.rows("select name, birth_date from customers where id = 1") == [(None, None)]
    assert desk.database.rows("select address, remark, cents from orders where customer_id = 1") == [(None, None, 995)] * 2
    assert of(desk, 2) == bert and of(desk, 3) == carla
    assert b"Annastraat" not in desk.kept() and b"bell at" not in desk.kept(), "sealed is encrypted"
    shown = desk.answer("access", "customer", "customer number=1")
    assert [r["address"] for r in shown["shop.orders"]] == ["Annastraat 1", "Annastraat 2"], "she still hears what is held"
    desk.at("2040-01-01").sweep()
    assert len(of(desk, 1)["orders"]) == 2, "what is restricted is kept"
    assert of(desk, 2)["orders"] == []
    desk.run("lift", "customer", "customer number=1", "--yes")
    assert of(desk, 1)["orders"] == [r for r in before["orders"] if r[1] == 1]
    assert of(desk, 1)["customers"] == [r for r in before["customers"] if r[0] == 1]


def test_b2_what_was_written_meanwhile_stays_when_a_restriction_is_lifted(desk: Desk) -> None:
    made(desk)
    desk.run("restrict", "customer", "email=anna@example.nl", "--ground", "unlawful", "--yes")
    desk.database.run("update orders set remark = 'new' where id = 11")
    desk.run("lift", "customer", "customer number=1", "--yes")
    assert desk.database.rows("select id, address, remark from orders where customer_id = 1 order by id") == [
        (11, "Annastraat 1", "new"),
        (12, "Annastraat 2", "bell at Anna's"),
    ]


def test_b2_portability_is_what_they_gave_on_contract_or_consent(desk: Desk) -> None:
    made(desk)
    before = whole(desk.database)
    taken = desk.answer("portability", "customer", "email=anna@example.nl")
    assert set(taken) == {"shop.customers", "shop.orders", "shop.tickets"}, (
        "no score that we derived, no visit that we keep on an interest"
    )
    assert [set(r) & {"name", "email", "birth_date"} for r in taken["shop.customers"]] == [{"name", "email"}]
    assert [r["address"] for r in taken["shop.orders"]] == ["Annastraat 1", "Annastraat 2"]
    assert whole(desk.database) == before
    assert not any("bert@" in str(v) or "Bertstraat" in str(v) for rows in taken.values() for r in rows for v in r.values())


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_b2_access_shows_all_of_one_person(desk: Desk, who: str) -> None:
    made(desk)
    shown = desk.answer("access", "customer", f"email={who}@example.nl")
    number = {"anna": 1, "carla": 3}[who]
    assert {t.partition(".")[2]: len(rows) for t, rows in shown.items()} == {
        t: len(rows) for t, rows in of(desk, number).items() if rows
    }
    page = (desk.folder / "answer" / "access.html").read_text()
    assert f"{who.capitalize()}straat 1" in page and "192.0.2." + str(number) in page and "Bertstraat" not in page


def test_b2_who_is_restricted_is_still_known_by_what_they_gave(desk: Desk) -> None:
    made(desk)
    before = desk.database.whole(TABLES)
    desk.run("restrict", "customer", "email=anna@example.nl", "--ground", "unlawful", "--yes")
    assert desk.answer("access", "customer", "email=anna@example.nl")["shop.customers"][0]["name"] == "Anna"
    desk.run("lift", "customer", "email=anna@example.nl", "--yes")
    assert whole(desk.database) == before


def test_b2_an_answer_that_breaks_off_ends_and_leaves_no_half_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made(desk)

    def fails(value: object) -> None:
        raise RuntimeError(value)

    def late(*_: object) -> None:
        raise TimeoutError("it waits for ever")

    monkeypatch.setattr("gestand.execute.access.plain", fails)
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    try:
        told = desk.run("access", "customer", "email=anna@example.nl", "--out", str(desk.folder / "answer"), exits=5)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert "RuntimeError" in told and "nna" not in told and list((desk.folder / "answer").iterdir()) == []
