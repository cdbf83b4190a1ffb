"""E6: data is used only for what it was given for: a use that ends lets go, and a new use does not reach back."""

import pytest

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), birth_date date, interests varchar(120), collected_at timestamp not null, ended_on date);
create table offers (id integer primary key, customer_id integer not null references customers (id), text varchar(200), sent_at timestamp not null);
create index offers_customer on offers (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email, date of birth: {birth_date: then year}, profile: interests, plain: [ended_on, collected_at], collected: collected_at}
    offers:    {content: text, plain: sent_at}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: [name, contact]}
    keep: while ended_on is empty and 2 years after ended_on
  age:
    purpose: {en: checking your age}
    basis: contract
    for: customers
    uses: {customers: date of birth}
    keep: 1 month after collected_at
  offers:
    purpose: {en: sending you offers}
    basis: {legitimate interest: {en: selling more}, balancing: offers.md}
    marketing: yes
    for: customers
    uses: {customers: [interests, email], offers: all}
    keep: while ended_on is empty
"""
COLLECTED = {
    1: "2026-10-21 21:59:59",
    2: "2026-10-21 22:00:00",
    3: "2026-11-20 12:00:00",
}  # 21 October, 22 October, 20 November in Amsterdam
TABLES = ("customers", "offers")


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    for i, at in COLLECTED.items():
        desk.database.insert(
            "customers",
            [
                {
                    "id": i,
                    "name": f"Person {i}",
                    "email": f"p{i}@example.nl",
                    "birth_date": "1980-12-31",
                    "interests": "bikes",
                    "collected_at": at,
                    "ended_on": None,
                }
            ],
        )
        desk.database.insert("offers", [{"id": i, "customer_id": i, "text": "a bell", "sent_at": "2026-11-01 12:00:00"}])
    return desk.at("2026-11-20").writes(POLICY, offers="We weighed it.")


def column(desk: Desk, name: str) -> list[str | None]:
    return [None if v is None else str(v) for (v,) in desk.database.rows(f"select {name} from customers order by id")]


def test_e6_a_value_goes_when_the_use_it_was_for_has_ended(desk: Desk) -> None:
    made(desk).at("2026-11-21").sweep()
    assert column(desk, "birth_date") == ["1980-01-01", "1980-12-31", "1980-12-31"], "only the year remains"
    desk.at("2026-11-22").sweep()
    assert column(desk, "birth_date") == ["1980-01-01", "1980-01-01", "1980-12-31"]
    assert column(desk, "name") == ["Person 1", "Person 2", "Person 3"] and column(desk, "interests") == ["bikes"] * 3


LET_GO = """\
accept:
  - {finding: GS413, at: shop.customers.interests, reason: we stopped sending offers, until: 2999-01-01}
  - {finding: GS414, at: shop.offers, reason: we stopped sending offers, until: 2999-01-01}
"""


def test_e6_a_use_that_leaves_the_policy_lets_go_of_what_it_alone_held(desk: Desk) -> None:
    made(desk).writes(POLICY[: POLICY.index("  offers:\n    purpose")], sign=False)
    said = desk.run("check", exits=1)
    assert "GS413" in said and "GS414" in said, "values that nobody holds any more are findings before they go"
    assert "GS523" in desk.run("apply", desk.plan().split()[-1], exits=2), "and nobody signed this version off"
    assert column(desk, "interests") == ["bikes"] * 3
    assert "GS531" in desk.run("sign-off", "--by", "A. de Vries", exits=2), "nor can, while nobody accepted that"
    desk.writes(POLICY[: POLICY.index("  offers:\n    purpose")] + LET_GO).sweep()
    assert column(desk, "interests") == [None] * 3
    assert desk.database.rows("select * from offers") == []
    assert column(desk, "email") == ["p1@example.nl", "p2@example.nl", "p3@example.nl"], "selling holds the address"


def test_e6_objection_to_marketing_works_at_once_and_for_this_person(desk: Desk) -> None:
    made(desk)
    desk.run("object", "customer", "email=p2@example.nl", "--yes")
    assert column(desk, "interests") == ["bikes", None, "bikes"]
    assert column(desk, "email") == ["p1@example.nl", "p2@example.nl", "p3@example.nl"]
    assert desk.database.rows("select id from offers order by id") == [(1,), (3,)]
    desk.database.run("update customers set interests = 'boats' where id = 2")
    desk.sweep()
    assert column(desk, "interests") == ["bikes", None, "bikes"], "what comes in later is not held either"


def test_e6_a_right_that_does_not_end_a_use_is_refused(desk: Desk) -> None:
    made(desk)
    before = desk.database.whole(TABLES)
    assert "GS514" in desk.run("object", "customer", "email=p2@example.nl", "--to", "selling", "--yes", exits=2)
    assert "GS514" in desk.run("withdraw", "customer", "email=p2@example.nl", "--from", "selling", "--yes", exits=2)
    assert "did you mean `offers`?" in desk.run("object", "customer", "email=p2@example.nl", "--to", "offer", "--yes", exits=2)
    assert desk.database.whole(TABLES) == before


RESEARCH = """\
  research:
    purpose: {en: finding out what people of your age like}
    basis: {legitimate interest: {en: better offers}, balancing: offers.md}
    for: customers
    uses: {customers: date of birth}
    keep: as long as the row exists
    since: 2026-10-22
"""


@pytest.mark.parametrize(
    ("compatible", "held"),
    [("", ["1980-01-01", "1980-12-31", "1980-12-31"]), ("    compatible: research.md\n", ["1980-12-31"] * 3)],
    ids=["announced", "compatible"],
)
def test_e6_a_new_use_holds_only_what_was_collected_since_it_was_announced(desk: Desk, compatible: str, held: list[str]) -> None:
    made(desk).writes(POLICY + RESEARCH + compatible, offers="We weighed it.", research="We tested it under art. 6(4).")
    desk.at("2027-06-01").sweep()
    assert column(desk, "birth_date") == held
