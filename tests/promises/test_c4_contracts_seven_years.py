"""C4: subscription contracts are kept for seven years after the year they ended in, and then without the person."""

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120));
create table contracts (id integer primary key, customer_id integer references customers (id), product varchar(40) not null, cents integer not null,
                        signed_by varchar(80), signed_ip varchar(40), ended_on date);
create index contracts_customer on contracts (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email}
    contracts: {name: signed_by, online identifier: signed_ip, plain: rest, in the end: keep without the person}
activities:
  supplying:
    purpose: {en: supplying what you subscribed to}
    basis: {contract: while ended_on is empty}
    for: contracts
    uses: {contracts: all, customers: all}
    keep: while ended_on is empty
  contract archive:
    purpose: {en: keeping contracts for the tax authority}
    basis: {legal obligation: AWR art. 52}
    for: contracts
    uses: {contracts: signed_by, customers: name}
    keep: while ended_on is empty and 7 years after the end of the year of ended_on
    promises: [C4]
"""


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    ended = {1: "2018-12-31", 2: "2019-01-01", 3: None, 4: "2018-01-01"}
    desk.database.insert("customers", [{"id": i, "name": f"Person {i}", "email": f"p{i}@example.nl"} for i in ended])
    desk.database.insert(
        "contracts",
        [
            {
                "id": i,
                "customer_id": i,
                "product": "internet",
                "cents": 4999 + i,
                "signed_by": f"Person {i}",
                "signed_ip": "192.0.2.1",
                "ended_on": on,
            }
            for i, on in ended.items()
        ],
    )
    return desk.at("2025-12-31").writes(POLICY)


def contracts(desk: Desk) -> list[tuple[object, ...]]:
    return desk.database.rows("select id, customer_id, signed_by, signed_ip from contracts order by id")


def test_c4_while_it_runs_and_seven_years_after_its_year(desk: Desk) -> None:
    made(desk).sweep()
    running = (3, 3, "Person 3", "192.0.2.1")
    assert contracts(desk) == [(1, 1, "Person 1", None), (2, 2, "Person 2", None), running, (4, 4, "Person 4", None)], (
        "the address of the signature went with the contract"
    )
    desk.at("2026-01-01 00:00").sweep()
    assert contracts(desk) == [(1, None, None, None), (2, 2, "Person 2", None), running, (4, None, None, None)]
    desk.at("2027-01-01").sweep()
    assert contracts(desk) == [(1, None, None, None), (2, None, None, None), running, (4, None, None, None)]


def test_c4_the_figures_stay(desk: Desk) -> None:
    made(desk)
    before = desk.database.rows("select product, cents, ended_on from contracts order by id")
    desk.at("2040-01-01").sweep()
    assert desk.database.rows("select product, cents, ended_on from contracts order by id") == before
    assert desk.database.rows("select id, name from customers") == [(3, "Person 3")]


def test_c4_a_running_contract_stands_against_erasure(desk: Desk) -> None:
    made(desk)
    desk.run("erase", "customer", "email=p3@example.nl", "--yes")
    assert contracts(desk)[2] == (3, 3, "Person 3", "192.0.2.1")
    assert desk.database.one("select email from customers where id = 3") == "p3@example.nl"
    desk.run("erase", "customer", "email=p2@example.nl", "--yes")
    assert contracts(desk)[1] == (2, 2, "Person 2", None)
    assert desk.database.one("select email from customers where id = 2") is None
