"""C10: data is kept longer only where the law or a claim demands it: a hold stops sweep and erasure, and lifting it lets go."""

import re

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table notes (id integer primary key, customer_id integer not null references customers (id), note varchar(200), written_at timestamp not null);
create table visits (id integer primary key, customer_id integer not null references customers (id), ip varchar(40), visited_at timestamp not null);
create index notes_customer on notes (customer_id);
create index visits_customer on visits (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    notes:     {content: note, plain: written_at}
    visits:    {online identifier: ip, plain: visited_at, from: observed}
activities:
  relation:
    purpose: {en: serving customers}
    basis: contract
    for: customers
    uses: {customers: all, notes: all}
    keep: while ended_on is empty and 2 years after ended_on
    promises: [C10]
  safe website:
    purpose: {en: keeping the website safe}
    basis: contract
    for: visits
    keep: 14 days after visited_at
"""
HOLD = ("--reason", "claim of a neighbour", "--responsible", "J. Vermeer", "--review", "2027-06-01")


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    for i, name in ((1, "Anna"), (2, "Bert")):
        desk.database.insert(
            "customers", [{"id": i, "name": name, "email": f"{name.lower()}@example.nl", "ended_on": "2024-11-30"}]
        )
        desk.database.insert(
            "notes", [{"id": i, "customer_id": i, "note": f"a note about {name}", "written_at": "2024-01-01 12:00:00"}]
        )
        desk.database.insert("visits", [{"id": i, "customer_id": i, "ip": f"192.0.2.{i}", "visited_at": "2026-11-20 12:00:00"}])
    return desk.writes(POLICY)


def there(desk: Desk) -> dict[str, list[int]]:
    return {
        table: [i for (i,) in desk.database.rows(f"select id from {table} order by id")]
        for table in ("customers", "notes", "visits")
    }


def test_c10_a_hold_stops_the_sweep_until_it_is_lifted(desk: Desk) -> None:
    made(desk)
    said = desk.run("hold", "add", "customer", "email=anna@example.nl", *HOLD)
    name = re.search(r"hold (\S+) is in force", said)[1]
    desk.at("2026-12-06").sweep()
    assert there(desk) == {"customers": [1], "notes": [1], "visits": [1]}
    assert desk.database.rows("select name, email from customers") == [("Anna", "anna@example.nl")]
    listed = desk.run("hold", "list")
    assert name in listed and "J. Vermeer" in listed and "claim of a neighbour" in listed
    desk.run("hold", "lift", name)
    assert desk.run("hold", "list").strip() == "no hold is in force"
    desk.sweep()
    assert there(desk) == {"customers": [], "notes": [], "visits": []}


def test_c10_a_hold_stops_erasure_and_says_so(desk: Desk) -> None:
    made(desk)
    said = desk.run("hold", "add", "customer", "email=anna@example.nl", *HOLD)
    told = desk.run("erase", "customer", "email=anna@example.nl", "--yes")
    assert "a hold or a restriction keeps it" in told
    assert there(desk) == {"customers": [1, 2], "notes": [1, 2], "visits": [1, 2]}
    desk.run("hold", "lift", re.search(r"hold (\S+) is in force", said)[1])
    desk.sweep()
    assert there(desk) == {"customers": [2], "notes": [2], "visits": [2]}, "what was let go on request goes without asking again"


def test_c10_a_hold_can_be_for_one_table(desk: Desk) -> None:
    made(desk)
    desk.run("hold", "add", "customer", "email=anna@example.nl", *HOLD, "--table", "shop.notes")
    desk.at("2026-12-06").sweep()
    left = there(desk)
    assert left["notes"] == [1] and left["visits"] == []
    assert left["customers"] == [1], "the row that the note points to stays, as a shell"
    assert desk.database.rows("select name, email from customers") == [(None, None)]


def test_c10_a_hold_needs_a_day_on_which_somebody_looks_again(desk: Desk) -> None:
    made(desk)
    assert "GS528" in desk.run("hold", "add", "customer", "email=anna@example.nl", *HOLD[:-1], "2026-11-22", exits=2)
    assert "GS201" in desk.run("hold", "add", "customer", "email=anna@example.nl", *HOLD, "--table", "shop.nottes", exits=2)
    assert "GS529" in desk.run("hold", "lift", "2026-abcdef", exits=2)
    assert desk.run("hold", "list").strip() == "no hold is in force"


def test_c10_a_plan_made_before_the_hold_is_not_carried_out(desk: Desk) -> None:
    made(desk).at("2026-12-06")
    digest = re.search(r"gestand apply (\w+)", desk.plan())[1]
    desk.run("hold", "add", "customer", "email=anna@example.nl", *HOLD)
    assert "GS522" in desk.run("apply", digest, exits=2)
    assert there(desk) == {"customers": [1, 2], "notes": [1, 2], "visits": [1, 2]}
