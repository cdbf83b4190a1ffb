"""J1: the data is in databases, several at once, and every promise holds in all of them together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Database
from promises.desk import Desk

SHOP = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table orders (id integer primary key, customer_id integer not null references customers (id), address varchar(120), ordered_at timestamp not null);
create index orders_customer on orders (customer_id);
"""
HELPDESK = """
create table tickets (id integer primary key, customer_number integer not null, question varchar(200), asked_at timestamp not null);
create table messages (id integer primary key, ticket_id integer not null references tickets (id), body varchar(200));
create index messages_ticket on messages (ticket_id);
create table chats (id integer primary key, email varchar(120), said varchar(200), at timestamp not null);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email, customer number: id}}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    orders:    {address: address, plain: ordered_at}
  helpdesk:
    tickets:  {whose: customer by customer_number, content: question, plain: asked_at}
    messages: {content: body}
    chats:    {whose: customer by email, contact: email, content: said, plain: at}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
  helping:
    purpose: {en: answering questions}
    basis: contract
    for: tickets
    uses: {tickets: all, messages: all}
    keep: 1 year after asked_at
    promises: [J1]
  chatting:
    purpose: {en: answering questions at once}
    basis: contract
    for: chats
    keep: 90 days after at
"""


@pytest.fixture(params=["sqlite and postgresql", "postgresql and sqlite"])
def two(
    request: pytest.FixtureRequest, folder: Path, sqlite_url: str, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    urls = (sqlite_url, postgresql_url) if request.param.startswith("sqlite") else (postgresql_url, sqlite_url)
    desk = Desk(folder, {"shop": Database(urls[0]), "helpdesk": Database(urls[1])}, monkeypatch)
    shop, helpdesk = desk.stores["shop"], desk.stores["helpdesk"]
    shop.run(SHOP)
    helpdesk.run(HELPDESK)
    for i, name in ((1, "Anna"), (2, "Bert")):
        shop.insert("customers", [{"id": i, "name": name, "email": f"{name}@Example.nl", "ended_on": "2026-11-01"}])
        shop.insert("orders", [{"id": i, "customer_id": i, "address": f"{name}straat", "ordered_at": "2026-10-01 12:00:00"}])
        helpdesk.insert(
            "tickets", [{"id": i, "customer_number": i, "question": f"{name} asks", "asked_at": f"2025-11-2{i} 12:00:00"}]
        )
        helpdesk.insert("messages", [{"id": i, "ticket_id": i, "body": f"dear {name}"}])
        helpdesk.insert(
            "chats", [{"id": i, "email": f" {name.lower()}@example.NL", "said": f"{name} says", "at": "2026-11-01 12:00:00"}]
        )
    yield desk.at("2026-11-20").writes(POLICY)
    desk.close()


def rows(desk: Desk) -> dict[str, list[int]]:
    where = {"customers": "shop", "orders": "shop", "tickets": "helpdesk", "messages": "helpdesk", "chats": "helpdesk"}
    return {t: [i for (i,) in desk.stores[s].rows(f"select id from {t} order by id")] for t, s in where.items()}


def test_j1_one_sweep_for_all(two: Desk) -> None:
    two.at("2026-11-21").sweep()
    assert rows(two) == {"customers": [1, 2], "orders": [1, 2], "tickets": [2], "messages": [2], "chats": [1, 2]}
    two.at("2026-11-22").sweep()
    assert rows(two)["tickets"] == rows(two)["messages"] == []
    assert two.board("J1")["overdue"] == "0"


def test_j1_access_and_erasure_reach_both(two: Desk) -> None:
    shown = two.answer("access", "customer", "email=anna@example.nl")
    assert {
        t: [next(v for v in r.values() if "Anna" in str(v) or "anna" in str(v)) for r in found] for t, found in shown.items()
    } == {
        "shop.customers": ["Anna"],
        "shop.orders": ["Annastraat"],
        "helpdesk.tickets": ["Anna asks"],
        "helpdesk.messages": ["dear Anna"],
        "helpdesk.chats": [" anna@example.NL"],
    }
    two.run("erase", "customer", "email=anna@example.nl", "--yes")
    left = rows(two)
    assert left["customers"] == left["orders"] == left["tickets"] == left["messages"] == [2]


def test_j1_erasure_reaches_rows_of_another_store_by_their_address(two: Desk) -> None:
    assert "helpdesk.chats" in two.answer("access", "customer", "email=anna@example.nl")
    two.run("erase", "customer", "email=anna@example.nl", "--yes")
    assert rows(two)["chats"] == [2]


def test_j1_when_one_store_fails_the_same_command_goes_on(two: Desk) -> None:
    helpdesk = two.stores["helpdesk"]
    if helpdesk.pg:
        helpdesk.run(
            "create function no() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$",
            "create trigger no before delete on tickets for each row execute function no()",
        )
    else:
        helpdesk.run("create trigger no before delete on tickets begin select raise(abort, 'no'); end;")
    shown = two.run("erase", "customer", "email=anna@example.nl")
    digest = shown.split("gestand apply ")[1].split()[0]
    told = two.run("apply", digest, exits=3)
    assert "GS60" in told and "anna" not in told.lower()
    half = rows(two)
    assert half["tickets"] == half["messages"] == half["chats"] == [1, 2], "one store does all or nothing"
    assert half["customers"] == half["orders"]
    helpdesk.run("drop trigger no on tickets" if helpdesk.pg else "drop trigger no")
    two.run("apply", digest)
    done = rows(two)
    assert done["customers"] == done["orders"] == done["tickets"] == done["messages"] == [2]


def test_j1_a_store_that_is_away_is_named_and_nothing_is_done(two: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(two)
    monkeypatch.setenv("HELPDESK_URL", "postgresql://nobody@127.0.0.1:1/none")
    for command in (("check",), ("plan",), ("erase", "customer", "email=anna@example.nl", "--yes")):
        told = two.run(*command, exits=1 if command == ("check",) else 3)
        assert "GS410" in told and "`helpdesk` cannot be reached" in told
    assert rows(two) == before


ROUND = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email, customer number: id}}
  agent:    {called: {en: agents}, found in: helpdesk.agents, known by: {email: email}, same human as: customer}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    orders:    {address: address, plain: ordered_at}
    shifts:    {whose: agent by agent_email = email, contact: agent_email, plain: at}
    meals:     {whose: with helpdesk.agents by agent = id, preference: wish}
  helpdesk:
    tickets:  {whose: customer by customer_number, content: question, plain: asked_at}
    messages: {content: body}
    chats:    {whose: customer by email, contact: email, content: said, plain: at}
    agents:   {name: name, contact: email, plain: left_on}
    parcels:  {whose: with shop.orders by order_no = id, content: label}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: contract
    for: customers
    uses: {customers: all, orders: all, parcels: all}
    keep: while ended_on is empty and 2 years after ended_on
  helping:
    purpose: {en: answering questions}
    basis: contract
    for: tickets
    uses: {tickets: all, messages: all}
    keep: 2 years after asked_at
  chatting:
    purpose: {en: answering questions at once}
    basis: contract
    for: chats
    keep: 90 days after at
  working:
    purpose: {en: paying agents}
    basis: contract
    for: agents
    uses: {agents: all, meals: all}
    keep: while left_on is empty
  shifts:
    purpose: {en: planning shifts}
    basis: contract
    for: shifts
    keep: 1 year after at
"""


def test_j1_two_databases_that_lead_to_each_other(two: Desk) -> None:
    """Agents are in one, customers in the other, and each has rows of both, by a value and by a row on the way: Anna is both."""
    shop, helpdesk = two.stores["shop"], two.stores["helpdesk"]
    shop.run(
        "create table shifts (id integer primary key, agent_email varchar(120), at timestamp not null)",
        "create table meals (id integer primary key, agent integer, wish varchar(80))",
    )
    helpdesk.run(
        "create table agents (id integer primary key, name varchar(80), email varchar(120), left_on date)",
        "create table parcels (id integer primary key, order_no integer, label varchar(80))",
    )
    for i, name in ((1, "Bert"), (2, "Anna")):
        helpdesk.insert("agents", [{"id": i, "name": name, "email": f"{name}@example.nl", "left_on": None}])
        shop.insert("shifts", [{"id": i, "agent_email": f"{name.lower()}@Example.nl", "at": "2026-11-01 08:00:00"}])
        shop.insert("meals", [{"id": i, "agent": i, "wish": f"{name} eats no fish"}])
        helpdesk.insert("parcels", [{"id": i, "order_no": 3 - i, "label": f"to {name}"}])
    two.writes(ROUND)
    shown = two.answer("access", "customer", "email=anna@example.nl")
    everything = {"customers", "orders", "tickets", "messages", "chats", "agents", "shifts", "meals", "parcels"}
    assert {name.partition(".")[2] for name in shown} == everything
    assert [row["wish"] for row in shown["shop.meals"]] == ["Anna eats no fish"]
    assert [row["label"] for row in shown["helpdesk.parcels"]] == ["to Anna"]
    assert "complete" in two.run("erase", "agent", "email=anna@example.nl", "--yes")
    for store, table, left in ((shop, "shifts", 1), (shop, "meals", 1), (helpdesk, "agents", 1), (helpdesk, "parcels", 1)):
        assert store.rows(f"select id from {table}") == [(left,)], table
    assert shop.rows("select name from customers") == [("Bert",)]
