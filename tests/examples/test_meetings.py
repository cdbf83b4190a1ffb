"""The platform for meetings and communities: each customer decides for its own people, and of each meeting what was agreed is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gestand.examples.meetings.data import generate
from gestand.examples.meetings.people import ENDED, JUST_ENDED, NADIA, PIETER

from .organisation import TODAY, Organisation

ROWS = generate(TODAY)
NADIAS = "nadia.haddad@waterschap.example"


@pytest.fixture(scope="module")
def platform(stand: Callable[[str], Organisation]) -> Organisation:
    """After the first sweep."""
    one = stand("meetings")
    assert one.wrong() == []
    assert one.swept() == {}
    return one


def ids(platform: Organisation, table: str, where: str = "1 = 1") -> set[int]:
    return {row[0] for row in platform.rows(f"select id from {table} where {where}")}


def expected(table: str, keeps: Callable[[dict[str, object]], bool]) -> set[int]:
    return {row["id"] for row in ROWS[table] if keeps(row)}


def test_c14_of_each_meeting_stays_what_was_agreed_for_each_tool(platform: Organisation) -> None:
    events = {row["id"]: row for row in ROWS["events"]}
    gone = {row["id"] for row in ROWS["events"] if row["organisation_id"] == ENDED}

    def agreed(until: str) -> Callable[[dict[str, object]], bool]:
        def keeps(row: dict[str, object]) -> bool:
            event = events[row["event_id"]]
            return row["event_id"] not in gone and (event[until] or event["ends_at"].date()) > TODAY

        return keeps

    assert any(event["agreed_on"] is None for event in events.values())
    for table, until in (("chat_messages", "chat_until"), ("recording_tracks", "recording_until")):
        kept = ids(platform, table)
        assert kept == expected(table, agreed(until)), table
        assert kept and kept != expected(table, lambda row: True), table
    assert ids(platform, "registrations", "first_name is not null or account_id is not null") == expected(
        "registrations", agreed("registrations_until")
    )
    named = ids(platform, "attendances", "display_name is not null")
    assert named == expected("attendances", agreed("attendance_until"))


def test_c14_a_vote_stays_without_the_voter(platform: Organisation) -> None:
    votes = platform.rows("select choice, attendance_id from poll_answers")
    assert len(votes) == len(ROWS["poll_answers"])
    assert {who is None for _, who in votes} == {True, False}


def test_when_an_agreement_ends_all_goes_in_thirty_days(platform: Organisation) -> None:
    for table in ("accounts", "posts", "comments", "direct_messages", "documents", "chat_messages"):
        assert platform.one(f"select count(*) from {table} where organisation_id = {ENDED}") == 0, table
    assert platform.one(f"select count(*) from accounts where organisation_id = {JUST_ENDED}") > 10


def test_each_customer_has_its_own_period(platform: Organisation) -> None:
    """Messages: 90 days for customer 2, half a year for 5, two years for who is not in the file."""
    for organisation, days in ((2, 90), (5, 184), (1, 731)):
        oldest = platform.one(f"select min(sent_at) from direct_messages where organisation_id = {organisation}")
        assert str(oldest)[:10] >= (TODAY - timedelta(days=days)).isoformat()
    assert str(platform.one("select min(sent_at) from direct_messages"))[:10] < (TODAY - timedelta(days=184)).isoformat()


def test_nadia_sees_what_is_hers_on_all_platforms(platform: Organisation) -> None:
    """A member here and a guest there, under her address as she typed it."""
    shown = platform.access("member", email=NADIAS.title())
    assert shown["direct_messages"] == 6
    assert {"audit_log", "sessions", "groups", "recording_tracks", "chat_messages"} <= set(shown)
    page = platform.page("member")
    assert "Bij het waterschap doen wij het anders." in page
    assert "Hou dit nog even onder ons" in page, "what Pieter wrote to her"
    assert "password_hash" not in page


def test_nadia_is_erased_and_nobody_else(platform: Organisation) -> None:
    before = {
        table: platform.one(f"select count(*) from {table} where {column} <> {NADIA} and {column} is not null")
        for table, column in (
            ("posts", "author_id"),
            ("comments", "author_id"),
            ("documents", "owner_id"),
            ("reactions", "account_id"),
        )
    }
    outcome = platform.erase("member", email=NADIAS)
    assert outcome.found is not None
    assert (outcome.found.complete, outcome.found.hits) == (True, [])
    assert platform.one(f"select count(*) from accounts where id = {NADIA}") == 0
    assert platform.one(f"select count(*) from audit_log where actor = 'account:{NADIA}'") == 0
    for table, column in (
        ("posts", "author_id"),
        ("comments", "author_id"),
        ("documents", "owner_id"),
        ("reactions", "account_id"),
    ):
        assert platform.one(f"select count(*) from {table} where {column} is not null") == before[table], table
    letters = platform.rows(
        f"select sender_id, sender_name from direct_messages where recipient_id = {PIETER} or sender_id = {PIETER}"
    )
    assert (None, None) in letters, "Pieter keeps what she wrote to him, without her name"
    assert (PIETER, "Pieter Smit") in letters
    assert platform.one("select count(*) from events where organisation_id = 1 and host_id is null") == 5, "her meetings go on"


def test_where_others_wrote_of_pieter_a_person_judges(platform: Organisation) -> None:
    outcome = platform.erase("member", email="pieter.smit@waterschap.example")
    assert outcome.found is not None
    assert [(str(hit.table), hit.column, hit.kind) for hit in outcome.found.hits] == [("platform.posts", "body", "judge")]
    assert not outcome.found.complete
