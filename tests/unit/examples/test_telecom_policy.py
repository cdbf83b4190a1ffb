"""The policy of the sample against its schema, with no help from the program that reads policies."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import gestand.examples.telecom as telecom
from gestand.examples.telecom.schema import CRM

FOLDER = Path(str(telecom.__file__)).parent / "policy"
POLICY: dict[str, Any] = {}
for _path in sorted(FOLDER.glob("*.yaml")):
    POLICY |= yaml.load(_path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506

DATA: dict[str, dict[str, Any]] = POLICY["data"]["crm"]
FILES = {store: POLICY["data"][store] for store, said in POLICY["stores"].items() if {"files", "logs"} & set(said)}  # each is one table
SETTINGS = {"whose", "mentions", "in the end", "collected", "from", "first contact", "not told", "withhold", "key"}
CATEGORIES = {
    "name", "contact", "address", "date of birth", "identifier", "national number", "online identifier", "location", "traffic",
    "behaviour", "preference", "content", "voice", "image", "document", "opinion", "relation", "financial", "bank account",
    "employment", "education", "profile", "credential", "health", "plain",
}  # fmt: skip
HOP = re.compile(r"(?P<to>\S+) by (?P<column>\w+)(?:->\w+)?(?: = (?P<theirs>\w+))?(?: when (?P<when>\w+) .*)?")


def columns_of(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def hops(said: Any) -> Iterator[tuple[str, list[str]]]:
    for item in said if isinstance(said, list) else [said]:
        yield from item.items() if isinstance(item, dict) else [(item, [])]


def declared(table: str) -> dict[str, str]:
    """Column to category, without the columns that `rest` stands for."""
    return {
        column: category
        for category, said in {**DATA, **FILES}[table].items()
        if category in CATEGORIES and said != "rest"
        for column in columns_of(said)
    }


def has_rest(table: str) -> bool:
    return "rest" in DATA[table] or "rest" in DATA[table].values()


def uses(activity: dict[str, Any]) -> dict[str, Any]:
    used: dict[str, Any] = activity.get("uses", {activity["for"]: "all"})
    return used


def test_every_table_is_in_the_policy_and_no_other() -> None:
    assert set(DATA) == set(CRM.tables)


@pytest.mark.parametrize("table", CRM.tables)
def test_the_data_names_columns_that_exist(table: str) -> None:
    said, columns = DATA[table], set(CRM.tables[table].columns.keys())
    assert set(said) <= SETTINGS | CATEGORIES | {"rest"}
    assert set(declared(table)) <= columns
    assert {said["collected"]} <= columns if "collected" in said else True
    assert set(said.get("withhold", {})) <= columns
    for setting in ("whose", "mentions"):
        for hop, spoken in hops(said.get(setting, [])):
            assert set(spoken) <= columns
            if hop.startswith("with ") and " by " not in hop:
                parents = {key.referred_table.name for key in CRM.tables[table].foreign_key_constraints}
                assert hop.removeprefix("with ") in parents
                continue
            match = HOP.fullmatch(hop.removeprefix("with "))
            assert match, hop
            assert {match["column"], match["when"]} <= columns | {None}
            if hop.startswith("with "):
                assert match["theirs"] in CRM.tables[match["to"]].c
            else:
                assert match["to"] in POLICY["people"]


@pytest.mark.parametrize("table", CRM.tables)
def test_every_column_is_declared_or_points_to_an_owner(table: str) -> None:
    if has_rest(table):
        return
    pointers = {
        match["column"] for setting in ("whose", "mentions") for hop, _ in hops(DATA[table].get(setting, []))
        if (match := HOP.fullmatch(hop.removeprefix("with ")))
    } | {match["when"] for hop, _ in hops(DATA[table].get("whose", [])) if (match := HOP.fullmatch(hop))}  # fmt: skip
    for column in CRM.tables[table].columns:
        if not column.primary_key and not column.foreign_keys and column.name not in pointers | set(POLICY["plain everywhere"]):
            assert column.name in declared(table)


@pytest.mark.parametrize("name", POLICY["activities"])
def test_an_activity_is_whole_and_names_what_exists(name: str) -> None:
    activity = POLICY["activities"][name]
    assert {"purpose", "basis", "for", "keep", "owner"} <= set(activity)
    assert set(activity["purpose"]) == {"nl", "en", "es"}
    assert activity["for"] in {*CRM.tables, *FILES}
    for table, used in uses(activity).items():
        there = CRM.tables[table].columns.keys() if table in CRM.tables else ()
        assert set(columns_of(used)) <= {*declared(table), *declared(table).values(), *there, "all", "plain"}, table
    for clause in columns_of(activity["keep"]):
        for parent, column in re.findall(r"(\w+)\.(\w+)", clause):
            assert column in CRM.tables[parent].c
        for column in re.findall(r"(?:after|otherwise|while|year of|until) (\w+)(?= |$)", clause):
            here = CRM.tables[activity["for"]].c if activity["for"] in CRM.tables else ("path", "modified", "date", "moment")
            assert column in here or column in ("the", "consent", "7", "held"), clause
    assert set(activity.get("recipients", [])) <= set(POLICY["recipients"])
    match activity["basis"]:
        case {"legitimate interest": texts, "balancing": file}:
            assert set(texts) == {"nl", "en", "es"}
            assert "# Balancing test: " in (FOLDER / file).read_text("utf-8")
        case {"consent": texts}:
            assert set(texts) == {"nl", "en", "es"}
        case {"contract": condition}:
            assert condition.removeprefix("while ").removesuffix(" is empty") in CRM.tables[activity["for"]].c


def test_every_personal_column_is_used_by_an_activity() -> None:
    used: set[tuple[str, str]] = set()
    for activity in POLICY["activities"].values():
        for table, said in uses(activity).items():
            for column, category in declared(table).items():
                if said == "all" or {column, category} & set(columns_of(said)):
                    used.add((table, column))
    personal = {(table, column) for table in DATA for column, category in declared(table).items() if category != "plain"}
    assert personal - used == set()


def test_the_people_are_found_where_the_policy_says() -> None:
    for who in POLICY["people"].values():
        assert set(who["called"]) == {"nl", "en", "es"}
        assert ("found in" in who) != ("found by" in who)
        places = (
            [who["found in"] + "." + column for column in who.get("known by", {}).values()]
            if "found in" in who
            else who["found by"].values()
        )
        for place in places:
            store, table, column = place.split(".")
            assert (store, column in CRM.tables[table].c) == ("crm", True)
        assert who.get("same human as", "customer") in POLICY["people"]


def test_all_that_is_weighed_is_used_and_recipients_outside_the_union_are_covered() -> None:
    balanced = {activity["basis"]["balancing"] for activity in POLICY["activities"].values() if "balancing" in activity["basis"]}
    assert balanced == {f"balancing/{path.name}" for path in (FOLDER / "balancing").iterdir()}
    for recipient in POLICY["recipients"].values():
        assert set(recipient["called"]) == {"nl", "en", "es"}
        assert recipient["country"] == "NL" or recipient["safeguard"]


def test_the_promises_that_a_database_can_carry_are_carried() -> None:
    kept = {promise for activity in POLICY["activities"].values() for promise in activity.get("promises", [])}
    assert {"C1", "C2", "C3", "C4", "C5", "C7", "C8", "C10", "C12", "D8"} <= kept


def test_it_stays_short() -> None:
    lines = [
        line
        for line in (FOLDER / "data.yaml").read_text("utf-8").splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    assert len(lines) / len({**DATA, **FILES}) < 3
