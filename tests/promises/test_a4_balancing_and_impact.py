"""A4: a legitimate interest rests on a recorded balancing test, and a risky use on an impact assessment: begun with the questions, checked
until they are answered, and looked at again in time."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from databases import Database
from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table visits (id integer primary key, customer_id integer not null references customers (id), ip varchar(40), visited_at timestamp not null);
create index visits_customer on visits (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers, nl: klanten}, found in: shop.customers}
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
    recipients: [printer]
  safe website:
    purpose: {en: keeping the website safe}
    basis: {legitimate interest: {en: a safe website}, balancing: balancing/safe-website.md}
    for: visits
    keep: 14 days after visited_at
    promises: [A4]
  offers:
    purpose: {en: choosing offers that suit you}
    basis: {consent: {en: Yes please.}}
    profiling: {en: From what you look at we derive what interests you.}
    dpia: dpia/offers.md
    for: visits
    keep: 14 days after visited_at
recipients:
  printer: {called: {en: the printing office}, country: IN, safeguard: standard clauses, assessment: transfers/printer.md}
"""


@pytest.fixture
def company(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Nothing here depends on the kind of database."""
    one = Desk(folder, {"shop": Database(sqlite_url)}, monkeypatch)
    one.database.run(SCHEMA)
    yield one.writes(POLICY, sign=False)
    one.close()


def findings(desk: Desk, exits: int, language: str = "en") -> list[dict[str, Any]]:
    said = json.loads(desk.run("check", "--format", "json", exits=exits, language=language))
    return [f for f in said["findings"] if f["code"] != "GS340"]


def answered(path: Path) -> None:
    """Somebody fills the file in."""
    text = path.read_text("utf-8").replace("by:\n", "by: A. de Vries\n")
    path.write_text(text.replace("\n…\n", "\nWe looked at it together, and this is what we found.\n"), "utf-8")


@pytest.mark.parametrize("language", ["en", "nl", "es"])
def test_a4_an_assessment_is_begun_answered_and_checked(company: Desk, language: str) -> None:
    folder = company.policy_file.parent
    missing = findings(company, 1)
    assert [(f["code"], f["about"]) for f in missing] == [
        ("GS307", "safe website"),
        ("GS383", "offers"),
        ("GS384", "printer"),
    ]
    asked = {"balancing": 6, "dpia": 10, "transfer": 7}
    for (kind, questions), name in zip(asked.items(), ("safe-website", "offers", "printer"), strict=True):
        said = company.run("new", kind, name, language=language)
        assert str(questions) in said
    files = [folder / "balancing/safe-website.md", folder / "dpia/offers.md", folder / "transfers/printer.md"]
    begun = findings(company, 1, language)
    assert {f["code"] for f in begun} == {"GS380"}
    assert len(begun) == sum(asked.values()) + len(asked), "each question, and who made it"
    for finding in begun:
        (file,) = [f for f in files if finding["place"]["file"].endswith(f"{f.parent.name}/{f.name}")]
        line = file.read_text("utf-8").splitlines()[finding["place"]["line"] - 1]
        assert line == "by:" or line.removeprefix("## ") in finding["message"], "the finding is at its place"
    for file in files:
        answered(file)
    assert findings(company, 0) == []


def test_a4_what_was_weighed_is_what_is_done(company: Desk) -> None:
    folder = company.policy_file.parent
    for kind, name in (("balancing", "safe website"), ("dpia", "offers"), ("transfer", "printer")):
        company.run("new", kind, name)
    for path in folder.rglob("*.md"):
        answered(path)
    company.writes(POLICY.replace("14 days after visited_at\n    promises", "1 year after visited_at\n    promises"), sign=False)
    (found,) = findings(company, 0)
    assert (found["code"], found["about"]) == ("GS385", "balancing/safe-website.md")
    assert "14 days after visited_at" in found["message"] and "1 year after visited_at" in found["message"]
    company.writes(POLICY, sign=False)
    path = folder / "balancing/safe-website.md"
    path.write_text(re.sub(r"review: .*", "review: 2026-01-31", path.read_text("utf-8")), "utf-8")
    (found,) = findings(company, 0)
    assert (found["code"], found["severity"]) == ("GS382", "warning") and "2026-01-31" in found["message"]


def test_a4_a_file_is_never_overwritten_and_lies_in_the_folder(company: Desk) -> None:
    folder = company.policy_file.parent
    company.run("new", "balancing", "safe-website")
    path = folder / "balancing/safe-website.md"
    path.write_text("ours", "utf-8")
    assert "GS387" in company.run("new", "balancing", "safe-website", exits=2)
    assert path.read_text("utf-8") == "ours"
    assert "GS386" in company.run("new", "balancing", "safe-websit", exits=2)
    assert "safe-website" in company.run("new", "balancing", "safe-websit", exits=2), "the near name is suggested"
    assert "GS386" in company.run("new", "transfer", "nobody", exits=2)
    company.run("new", "dpia", "../../everything at once", "--activity", "offers", "--activity", "safe-website")
    text = (folder / "dpia/everything-at-once.md").read_text("utf-8")
    assert re.search(r"^  offers: \{", text, re.MULTILINE) and re.search(r"^  safe website: \{", text, re.MULTILINE)
    assert not list(company.folder.parent.glob("everything*"))


def test_a4_the_file_says_what_the_policy_knows_and_no_more(company: Desk) -> None:
    company.run("new", "dpia", "offers")
    text = (company.policy_file.parent / "dpia/offers.md").read_text("utf-8")
    assert "> **What for:** Choosing offers that suit you." in text
    assert "it makes profiles of people" in text
    made = re.search(r"^date: (.+)$", text, re.MULTILINE)
    again = re.search(r"^review: (.+)$", text, re.MULTILINE)
    assert made and again
    assert date.fromisoformat(again[1]).year == date.fromisoformat(made[1]).year + 3
