"""A4: each use of data names its legal basis, and a legitimate interest rests on a recorded balancing test."""

import json
from typing import Any

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table visits (id integer primary key, customer_id integer not null references customers (id), ip varchar(40), visited_at timestamp not null);
create index visits_customer on visits (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    visits:    {online identifier: ip, plain: visited_at, from: observed}
activities:
  serving:
    purpose: {en: serving customers}
    basis: {contract: while ended_on is empty}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
  safe website:
    purpose: {en: keeping the website safe}
    basis: {legitimate interest: {en: a safe website}, balancing: website.md}
    for: visits
    keep: 14 days after visited_at
    promises: [A4]
"""
BASIS = "{legitimate interest: {en: a safe website}, balancing: website.md}"


def findings(desk: Desk, policy: str, exits: int, **files: str) -> list[dict[str, Any]]:
    desk.database.run(SCHEMA) if not desk.policy_file.exists() else None
    desk.writes(policy, sign=False, **files)
    said = json.loads(desk.run("check", "--format", "json", exits=exits))
    return [f for f in said["findings"] if f["severity"] == "error" and not f["accepted"]]


def test_a4_a_use_with_its_basis_and_test_is_accepted(desk: Desk) -> None:
    assert findings(desk, POLICY, 0, website="We weighed it on 1 March 2026.") == []


WITHOUT = [
    ("", "We weighed it.", "GS303", "`safe website` does not say on which legal basis it rests"),
    ("basis: {legitimate interest: {en: a safe website}}", "We weighed it.", "GS307", "`safe website`"),
    (f"basis: {BASIS}", "", "GS307", "`safe website`"),
    (
        "basis: {legitimate interest: {en: a safe website}, balancing: elsewhere.md}",
        "We weighed it.",
        "GS307",
        "`safe website`",
    ),
    ("basis: {legal obligation: }", "We weighed it.", "GS306", "`safe website`"),
    ("basis: because we can", "We weighed it.", "GS113", "because we can"),
]


def test_a4_check_refuses_a_use_without(desk: Desk) -> None:
    for basis, balancing, code, says in WITHOUT:
        found = findings(desk, POLICY.replace(f"    basis: {BASIS}\n", f"    {basis}\n" if basis else ""), 1, website=balancing)
        assert [f["code"] for f in found] == [code]
        assert says in found[0]["message"]
        line = desk.policy_file.read_text().splitlines()[found[0]["place"]["line"] - 1]
        assert line.strip().startswith(("basis:", "safe website:")), "the finding is at its place"
        assert found[0]["help"]
        assert code in desk.run("sign-off", "--by", "A. de Vries", exits=2), "such a policy is not signed off"
        assert code in desk.run("plan", exits=2) if code == "GS113" else True


def test_a4_a_test_that_is_missing_for_now_is_accepted_with_a_reason_until_a_day(desk: Desk) -> None:
    accepted = POLICY + "accept: [{finding: GS307, at: safe website, reason: the test is being written, until: 2999-01-01}]\n"
    assert findings(desk, accepted, 0, website="") == []
    over = accepted.replace("2999-01-01", "2026-01-01")
    assert [f["code"] for f in findings(desk, over, 1, website="")] == ["GS307"]
