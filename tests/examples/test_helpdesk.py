"""The supplier of helpdesk software: its customers decide what stays at the desk, and how long; nobody is put together across them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from gestand.diagnostics import GestandError
from gestand.examples.helpdesk import texts
from gestand.examples.helpdesk.data import generate
from gestand.examples.helpdesk.desk import HASSAN, YASMIN, YASMINS
from gestand.examples.helpdesk.people import ENDED, JUST_ENDED, MARTIJN
from gestand.examples.helpdesk.website import KEES, LOES
from gestand.examples.world import back

from .organisation import TODAY, Organisation

ROWS = generate(TODAY)


@pytest.fixture(scope="module")
def balie(stand: Callable[[str], Organisation]) -> Organisation:
    """After the first sweep."""
    one = stand("helpdesk")
    assert one.wrong() == []
    assert one.swept() == {}
    return one


def ids(balie: Organisation, table: str, where: str = "1 = 1", store: str = "desk") -> set[int]:
    return {row[0] for row in balie.rows(f"select id from {table} where {where}", store)}


def edge(tenant: int) -> date:
    """The oldest day that a customer's period still reaches."""
    own = texts.TENANTS[tenant - 1][4] if tenant <= len(texts.TENANTS) else None
    return {None: back(TODAY, years=2), 365: back(TODAY, years=1)}.get(own) or TODAY - timedelta(days=own or 0)


def gone(tenant: int) -> bool:
    """The agreement ended more than thirty days ago."""
    ended = ROWS["tenants"][tenant - 1]["ended_on"]
    return ended is not None and ended < TODAY - timedelta(days=30)


def test_c9_each_customer_has_its_own_period(balie: Organisation) -> None:
    kept = {
        row["id"]
        for row in ROWS["tickets"]
        if not gone(row["tenant_id"]) and (row["closed_at"] is None or row["closed_at"].date() >= edge(row["tenant_id"]))
    }
    assert ids(balie, "tickets") == kept
    assert {row["tenant_id"] for row in ROWS["tickets"] if row["id"] not in kept} >= {1, 2, 6, 7, 9}
    messages = {row["id"] for row in ROWS["messages"] if row["ticket_id"] in kept}
    assert ids(balie, "messages") == messages


def test_c9_what_was_sent_along_and_said_goes_with_it(balie: Organisation) -> None:
    for table, store in (("attachments", "sent_files"), ("call_recordings", "voices")):
        folder = balie.folder / store
        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and ".gestand" not in path.parts}
        assert files == {row[0] for row in balie.rows(f"select path from {table} where path <> ''", "desk")}
        assert 0 < len(files) < len(ROWS[table])
    periods = {1: 30, 3: 14, 10: 30}
    for tenant, days in periods.items():
        oldest = balie.one(f"select min(started_at) from call_recordings where tenant_id = {tenant}", "desk")
        assert str(oldest)[:10] >= (TODAY - timedelta(days=days)).isoformat()


def test_when_an_agreement_ends_all_goes_in_thirty_days(balie: Organisation) -> None:
    for table in ("agents", "people", "tickets", "messages", "ratings", "call_recordings", "audit_log", "api_keys"):
        assert balie.one(f"select count(*) from {table} where tenant_id = {ENDED}", "desk") == 0, table
    assert balie.one(f"select count(*) from tickets where tenant_id = {JUST_ENDED}", "desk") > 3


def test_c7_a_question_stays_until_its_asker_is_satisfied_and_six_months_more(balie: Organisation) -> None:
    limit = back(TODAY, months=6)
    kept = {row["id"] for row in ROWS["questions"] if row["satisfied_on"] is None or row["satisfied_on"] >= limit}
    assert ids(balie, "questions", store="office") == kept
    kees = ROWS["questions"][KEES - 1]
    assert kees["satisfied_on"] is None and kees["answered_at"].date() < limit and kees["id"] in kept


def test_d7_no_whole_address_of_a_visitor_is_left(balie: Organisation) -> None:
    whole = {row["id"] for row in ROWS["site_visits"] if not row["ip_address"].endswith((".0", "::"))}
    assert len(whole) > 3
    assert balie.one("select count(*) from site_visits", "office") == len(ROWS["site_visits"])
    left = {row[0] for row in balie.rows("select ip_address from site_visits", "office")}
    assert all(address.endswith((".0", "::")) for address in left)


def test_f11_and_e6_who_came_in_and_who_was_let_in_is_known_for_a_time(balie: Organisation) -> None:
    assert str(balie.one("select min(came_in_at) from vpn_log", "office"))[:10] >= back(TODAY, months=6).isoformat()
    martijn = ROWS["employees"][MARTIJN - 1]
    shown = balie.access("staff", email=martijn["work_email"])
    assert {"vpn_log", "support_access", "audit_log", "trainings"} <= set(shown), "of both databases"


def test_b3_who_asked_two_customers_is_two_people(balie: Organisation) -> None:
    with pytest.raises(GestandError, match="GS512"):
        balie.find("end user", email=YASMINS)
    hers, theirs = ROWS["people"][YASMIN - 1], ROWS["people"][YASMIN]
    other = balie.one(f"select count(*) from messages where tenant_id = {theirs['tenant_id']}", "desk")
    shown = balie.access("end user", email=YASMINS, person_number=hers["person_no"])
    assert {"people", "tickets", "messages", "attachments", "identities", "call_recordings"} <= set(shown)
    outcome = balie.erase("end user", email=YASMINS, person_number=hers["person_no"])
    assert outcome.found is not None
    assert {(str(hit.table), hit.column) for hit in outcome.found.hits if hit.kind == "judge"} <= {
        ("desk.people", "email"),
        ("desk.ticket_watchers", "email"),
    }
    assert "left" not in {hit.kind for hit in outcome.found.hits}
    assert balie.one(f"select count(*) from people where id = {YASMIN}", "desk") == 0
    assert balie.one(f"select email from people where id = {theirs['id']}", "desk") == theirs["email"]
    assert balie.one(f"select count(*) from messages where tenant_id = {theirs['tenant_id']}", "desk") == other


def test_hassan_leaves_and_the_questions_stay(balie: Organisation) -> None:
    email = ROWS["agents"][HASSAN - 1]["email"]
    shown = balie.access("agent", email=email)
    assert {"agents", "tickets", "messages", "audit_log"} <= set(shown)
    tickets, messages = balie.one("select count(*) from tickets", "desk"), balie.one("select count(*) from messages", "desk")
    outcome = balie.erase("agent", email=email)
    assert outcome.found is not None
    assert {(str(hit.table), hit.kind) for hit in outcome.found.hits} == {("office.site_accounts", "judge")}, (
        "an account of his own"
    )
    assert balie.one("select count(*) from tickets", "desk") == tickets
    assert balie.one("select count(*) from messages", "desk") == messages
    assert balie.one("select count(*) from messages where author_name = 'Hassan Bouali'", "desk") == 0
    assert balie.one(f"select count(*) from audit_log where actor = 'agent:{HASSAN}'", "desk") > 0, (
        "the law wants to know who did what"
    )


def test_d3_loes_is_called_no_more_and_only_her_number_says_so(balie: Organisation) -> None:
    loes = ROWS["leads"][LOES - 1]
    outcome = balie.erase("lead", email=loes["email"])
    assert outcome.found is not None and outcome.found.complete
    assert [(str(hit.table), hit.kind) for hit in outcome.found.hits] == [("office.do_not_contact", "held")]
    assert balie.rows(f"select channel from do_not_contact where address = '{loes['phone']}'", "office") == [("phone",)]
    assert balie.one(f"select count(*) from leads where id = {LOES}", "office") == 0
    assert balie.one(f"select count(*) from sales_calls where lead_id = {LOES}", "office") == 0
