"""The marketing bureau: files are its clients', each with a period of its own, and the people in them are for the client to decide about."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gestand.examples.bureau import texts
from gestand.examples.bureau.data import generate
from gestand.examples.bureau.people import SANNE, TEUN
from gestand.examples.bureau.work import FREQUENT

from .organisation import TODAY, Organisation

ROWS = generate(TODAY)


@pytest.fixture(scope="module")
def bureau(stand: Callable[[str], Organisation]) -> Organisation:
    """After the first sweep."""
    one = stand("bureau")
    assert one.wrong() == []
    assert one.swept() == {}
    return one


def ids(bureau: Organisation, table: str, where: str = "1 = 1") -> set[int]:
    return {row[0] for row in bureau.rows(f"select id from {table} where {where}")}


def files(bureau: Organisation) -> set[str]:
    folder = bureau.folder / "client_files"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.csv")}


def in_time() -> set[int]:
    """The deliveries whose people may still be here: not processed yet, or not longer ago than was agreed with the client."""
    agreed = {number: days or 30 for number, (_, _, _, days) in enumerate(texts.CLIENTS, 1)}
    kept = set()
    for row in ROWS["deliveries"]:
        days = agreed.get(row["client_id"], 30)
        if row["processed_at"] is None or row["processed_at"].date() >= TODAY - timedelta(days=days):
            kept.add(row["id"])
    return kept


def test_c6_and_j3_people_and_files_go_when_the_client_agreed(bureau: Organisation) -> None:
    kept = in_time()
    assert ids(bureau, "audience_members", "delivery_id <> 99999") == {
        row["id"] for row in ROWS["audience_members"] if row["delivery_id"] in kept
    }
    assert files(bureau) == {row["path"] for row in ROWS["deliveries"] if row["path"] and row["id"] in kept}
    assert len(kept) < len(ROWS["deliveries"])
    assert {row["client_id"] for row in ROWS["deliveries"] if row["id"] in kept} >= {1, 3, 5, 8}, (
        "of clients with days of their own too"
    )


def test_c6_a_question_stays_without_the_file(bureau: Organisation) -> None:
    """A year: the file it asks about has long gone."""
    asked = {row["delivery_id"] for row in ROWS["processing_questions"]}
    assert {row[0] for row in bureau.rows("select delivery_id from processing_questions")} == asked
    assert asked - in_time()


def test_d8_what_the_website_wrote_down_leads_to_nobody_after_two_weeks(bureau: Organisation) -> None:
    edge = (TODAY - timedelta(days=14)).isoformat()
    assert bureau.one("select count(*) from site_visits") == len(ROWS["site_visits"])
    old = bureau.rows(f"select ip_address, browser, cookie_id from site_visits where visited_at < '{edge}'")
    assert old and all(browser is cookie is None for _, browser, cookie in old)
    assert all(address.endswith((".0", "::", ":0")) for address, _, _ in old), old[:3]


def test_what_was_left_behind_is_gone(bureau: Organisation) -> None:
    assert ROWS["tbl_klanten_oud"]
    assert bureau.one("select count(*) from tbl_klanten_oud") == 0


def test_f9_the_access_that_nobody_ended_is_shown_to_whose_it_is(bureau: Organisation) -> None:
    teun = ROWS["employees"][TEUN - 1]
    assert teun["left_on"]
    shown = bureau.access("staff", email=teun["work_email"])
    open_ = bureau.one(f"select count(*) from account_grants where employee_id = {TEUN} and revoked_on is null")
    assert shown["account_grants"] == open_ > 0
    assert {"work_log", "handovers", "user", "signed_statements", "trainings"} <= set(shown)
    assert "F9" in {d.about for d in bureau.findings if d.code == "GS331"}


def test_wilma_is_in_three_files_and_a_person_takes_her_out_of_them(bureau: Organisation) -> None:
    shown = bureau.access("member", email=FREQUENT.upper())
    hers = [
        row for row in ROWS["audience_members"] if row["email"].strip().lower() == FREQUENT and row["delivery_id"] in in_time()
    ]
    assert shown["audience_members"] == len(hers) > 1
    others = bureau.one("select count(*) from audience_members")
    outcome = bureau.erase("member", email=FREQUENT)
    assert outcome.found is not None
    assert not outcome.found.complete
    assert {(str(hit.table), hit.column, hit.kind) for hit in outcome.found.hits} == {("client_files", "content", "judge")}
    assert bureau.one("select count(*) from audience_members") == others - len(hers)


def test_sanne_is_a_contact_here_and_somebody_elses_customer_there(bureau: Organisation) -> None:
    email = ROWS["contacts"][SANNE - 1]["email"]
    shown = bureau.access("contact", email=email)
    assert {"contacts", "user", "deliveries", "processing_questions", "web_requests", "authorised_receivers"} <= set(shown)
    assert "audience_members" not in shown
    elsewhere = bureau.one(f"select count(*) from audience_members where email = '{email}'")
    registered = bureau.one("select count(*) from deliveries")
    outcome = bureau.erase("contact", email=email)
    assert outcome.found is not None
    assert {str(hit.table) for hit in outcome.found.hits if hit.kind == "judge"} <= {
        "bureau.audience_members",
        "bureau.campaign_events",
        "client_files",
    }
    assert "left" not in {hit.kind for hit in outcome.found.hits}
    assert bureau.one(f"select count(*) from audience_members where email = '{email}'") == elsewhere
    assert bureau.one("select count(*) from deliveries") == registered, "a line of the register stays"
    assert bureau.one("select count(*) from processing_questions where asked_by_id = 1") == 0
