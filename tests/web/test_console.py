"""Staff at the console: through each kind of request, with a second person where it counts, and everything in the log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cases.shop import ADDRESS, Counter
from gestand.actors.accounts import Role
from gestand.cases import advance, approvals, desk
from gestand.cases.flow import State
from gestand.evidence import log
from web.conftest import Hire
from web.staff import Employee


def in_log(counter: Counter) -> list[str]:
    with counter.context.state.begin(write=False) as connection:
        head = log.head(connection)
        return [r.what for r in log.records(connection, 0, head.checkpoint.size)] if head else []


def searched(employee: Employee, id: str) -> None:
    """Answer each task of a request: nothing was found."""
    page = employee.look(id).page
    while page and any(v == "nothing found" for f in page.forms for _, v in f.buttons):
        page = employee.browser.send(do="nothing found")


def entered(employee: Employee, **said: str) -> str:
    """A request that a member of staff enters; its number."""
    employee.browser.get("/console/requests/new")
    filled = {"channel": "telephone", "kind": "access", "email": ADDRESS, "whom": "customer", "identifier": "email"}
    page = employee.browser.send({**filled, "value": ADDRESS, **said}, having="channel")
    assert page.path.startswith("/console/requests/2026-"), page.text
    return page.path.rpartition("/")[2]


def identified(employee: Employee, **said: str) -> str:
    id = entered(employee, **said)
    employee.look(id)
    page = employee.browser.send(
        {"whom": "customer", "identifier": "email", "value": ADDRESS, "how": "known facts"}, do="identify"
    )
    assert page.status == 200, page.text
    return id


def test_b6_a_telephone_call_becomes_a_request_with_the_day_on_which_it_came(counter: Counter, hanna: Employee) -> None:
    id = entered(hanna, received="2026-11-20", words="Graag mijn gegevens")
    case = counter.case(id)
    assert case.channel == "telephone" and case.received_on.isoformat() == "2026-11-20"
    assert case.said.words == "Graag mijn gegevens" and case.responsible == hanna.id


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"received": "2026-12-01"}, "received"),
        ({"received": "gisteren"}, "received"),
        ({"kind": ""}, "kind"),
        ({"channel": "portal2"}, "channel"),
        ({"kind": "withdrawal"}, "activity"),
    ],
)
def test_what_is_filled_in_wrong_is_said_at_its_place_and_nothing_is_lost(
    hanna: Employee, said: dict[str, str], wrong: str
) -> None:
    hanna.browser.get("/console/requests/new")
    filled = {"channel": "post", "kind": "access", "name": "A. Smit", "words": "Mijn brief"}
    page = hanna.browser.send({**filled, **said}, having="channel")
    assert page.status == 400 and f'href="#{wrong}"' in page.raw
    assert "Mijn brief" in page.raw and "A. Smit" in page.raw


def test_f7_nobodys_data_is_shown_before_a_reason_was_given_and_the_look_is_logged(counter: Counter, hanna: Employee) -> None:
    id = identified(hanna, name="Anna Smit", words="Een geheim verzoek")
    other = Employee(counter.context, "Otto", [Role.OFFICER]).enrol()
    page = other.browser.get(f"/console/requests/{id}")
    assert "Anna Smit" not in page.raw and "Een geheim verzoek" not in page.raw and ADDRESS not in page.raw
    assert other.browser.send({}, do="look").status == 400
    before = in_log(counter).count("request looked at")
    page = other.browser.send({"why": "check"}, do="look")
    assert "Een geheim verzoek" in page.text
    assert in_log(counter).count("request looked at") == before + 1
    event = counter.case(id).events[-1]
    assert event.what == "looked at" and event.by == other.id and event.note


def test_b1_access_is_looked_at_withheld_and_released(counter: Counter, hanna: Employee) -> None:
    id = identified(hanna)
    searched(hanna, id)
    assert counter.case(id).state is State.REVIEWING
    page = hanna.browser.get(f"/console/requests/{id}/answer")
    assert "graag bellen" in page.text and "Visser" not in page.text
    place = next(p for p in re.findall(r'name="at ([^"]+)"', page.raw) if p.endswith("\x1fremark"))
    page = hanna.browser.send({f"at {place}": "1", "reason": "kort"}, do="withhold")
    assert page.status == 400
    page = hanna.browser.send({f"at {place}": "1", "reason": "noemt een buur die dit niet wil"}, do="withhold")
    assert page.status == 200 and "noemt een buur" in page.text
    hanna.browser.get(f"/console/requests/{id}")
    hanna.browser.send(do="grant")
    case = counter.case(id)
    assert case.state is State.RELEASED
    shown = hanna.browser.get(f"/console/requests/{id}/file/overview.html")
    assert "noemt een buur" in shown.text and "graag bellen" not in shown.text
    assert shown.headers["content-security-policy"].startswith("sandbox")


def test_b2_erasure_waits_for_somebody_else_and_is_then_done(counter: Counter, hanna: Employee, otto: Employee) -> None:
    id = identified(otto, kind="erasure")
    searched(otto, id)
    otto.browser.send(do="grant")
    case = counter.case(id)
    assert case.state is State.APPROVING
    page = otto.browser.get(f"/console/requests/{id}")
    assert not any(v == "approve" for f in page.forms for _, v in f.buttons)
    forged = {"token": otto.browser.token, "do": "approve", "version": str(case.version)}
    assert otto.browser.post(f"/console/requests/{id}", forged).status == 400
    hanna.look(id)
    forged = {"token": hanna.browser.token, "do": "approve", "version": str(case.version)}
    page = hanna.browser.post(f"/console/requests/{id}", forged)  # a handler decides nothing
    assert page.status == 400 and counter.case(id).state is State.APPROVING
    second = Employee(counter.context, "Petra", [Role.OFFICER]).enrol()
    second.look(id, "second")
    second.browser.send(do="approve")
    case = counter.case(id)
    assert case.state in (State.RELEASED, State.CLOSED), case.state
    assert counter.house.database.rows("select name from customers where id = 2") == [("Bo Visser",)]
    assert counter.house.database.rows("select count(*) from newsletter where lower(email) = 'anna@voorbeeld.example'") == [(0,)]


def test_a_refusal_needs_a_reason_and_a_second_person_and_can_be_sent_back(
    counter: Counter, hanna: Employee, otto: Employee
) -> None:
    id = identified(hanna, kind="erasure")
    searched(hanna, id)
    assert hanna.browser.send({"words": "nee"}, do="refuse").status == 400
    hanna.browser.send({"words": "Wij hebben deze gegevens nodig voor een lopende rechtszaak."}, do="refuse")
    assert counter.case(id).state is State.APPROVING
    otto.look(id, "second")
    otto.browser.send({"words": "Welke zaak?"}, do="send back")
    assert counter.case(id).state is State.REVIEWING and counter.case(id).outcome == ""


def test_of_two_who_go_on_at_once_one_is_refused(counter: Counter, hanna: Employee, otto: Employee) -> None:
    id = identified(hanna)
    searched(hanna, id)
    otto.look(id)
    hanna.browser.get(f"/console/requests/{id}")
    hanna.browser.send(do="grant")
    page = otto.browser.send(do="grant")
    assert page.status == 400 and id in page.text


def test_b2_marketing_stops_at_once_when_it_is_certain_who_asks(counter: Counter, hanna: Employee) -> None:
    id = identified(hanna, kind="objection", activity="marketing")
    searched(hanna, id)
    assert counter.case(id).outcome == "executed"
    assert counter.house.database.rows("select count(*) from newsletter where lower(email) = 'anna@voorbeeld.example'") == [(0,)]


def test_an_extension_is_told_and_counts(counter: Counter, hanna: Employee) -> None:
    id = identified(hanna)
    before = counter.case(id).dates.legal
    hanna.browser.get(f"/console/requests/{id}")
    hanna.browser.send({"words": "Er zijn veel systemen waarin wij moeten zoeken."}, do="extend")
    assert counter.case(id).dates.legal > before + timedelta(days=50)


def test_f4_a_sweep_is_proposed_by_one_and_approved_by_another(counter: Counter, hanna: Employee, otto: Employee) -> None:
    counter.house.database.run(
        "update customers set ended_on = '2020-01-31' where id = 1", "delete from orders where customer_id = 1"
    )
    otto.browser.get("/console/plans")
    page = otto.browser.send(do="propose")
    digest = page.path.rpartition("/")[2]
    assert "shop.customers" in page.text
    token = {"token": otto.browser.token, "do": "approve", "why": "in de test is de tabel klein"}
    assert otto.browser.post(page.path, token).status == 400
    page = hanna.browser.get(f"/console/plans/{digest}")
    hanna.browser.post(page.path, {**token, "token": hanna.browser.token})  # a handler approves nothing
    assert approvals.get(counter.context, digest).state == "proposed"
    assert counter.house.database.one("select count(*) from customers where name = 'Anna Smit'") == 1
    second = Employee(counter.context, "Petra", [Role.OFFICER]).enrol()
    second.browser.get("/console")
    assert digest in second.browser.page.raw  # it waits for her
    second.browser.get(f"/console/plans/{digest}")
    second.browser.send({"why": "in de test is de tabel klein"}, do="approve")
    assert approvals.get(counter.context, digest).state == "done"
    assert counter.house.database.one("select count(*) from customers where name = 'Anna Smit'") == 0
    assert "sweep applied beyond the brake" in in_log(counter)
    page = second.browser.post(f"/console/plans/{digest}", {"token": second.browser.token, "do": "give up"})
    assert page.status == 400  # decided before


def test_a_sweep_that_the_brake_stops_says_so_and_does_nothing(counter: Counter, otto: Employee) -> None:
    counter.house.database.run(
        *(f"insert into newsletter values ({n}, 'weg{n}@voorbeeld.example')" for n in range(10, 40)),
    )
    counter.house.database.run("update customers set ended_on = '2020-01-31'")
    counter.house.database.run(
        *(f"insert into customers values ({n}, 'Weg', null, 'W{n}', '2019-01-01')" for n in range(100, 130))
    )
    proposal = approvals.propose(counter.context, "somebody")
    before = counter.house.database.whole(["customers"])
    otto.browser.get(f"/console/plans/{proposal.plan}")
    page = otto.browser.send({"why": ""}, do="approve")
    assert approvals.get(counter.context, proposal.plan).state == "stopped" and "GS526" in page.text
    assert counter.house.database.whole(["customers"]) == before


def test_an_approved_sweep_that_nobody_carried_out_is_gone_on_with(counter: Counter) -> None:
    proposal = approvals.propose(counter.context, "one")
    counter.context.made["worker"] = True
    approvals.approve(counter.context, proposal.plan, "two", "klein")
    assert approvals.get(counter.context, proposal.plan).state == "approved"
    approvals.tick(counter.context)
    assert approvals.get(counter.context, proposal.plan).state == "done"


def test_holds_are_placed_and_lifted(counter: Counter, otto: Employee) -> None:
    otto.browser.get("/console/holds")
    hold = {"whom": "customer", "identifier": "email", "value": ADDRESS, "reason": "claim 14", "responsible": "J. Vermeer"}
    assert otto.browser.send({**hold, "review": "2020-01-01"}, do="place").status == 400
    assert otto.browser.send({**hold, "review": "2027-03-01", "value": "nobody@voorbeeld.example"}, do="place").status == 400
    page = otto.browser.send({**hold, "review": "2027-03-01"}, do="place")
    assert "claim 14" in page.text and page.status == 200
    page = otto.browser.send(do="lift")
    assert "claim 14" not in page.text and {"hold placed", "hold lifted"} <= set(in_log(counter))


def test_the_board_is_measured_and_proved_and_the_log_verifies(counter: Counter, otto: Employee) -> None:
    page = otto.browser.get("/console/board")
    assert page.status == 200
    otto.browser.send()
    assert "board measured" in in_log(counter)
    page = otto.browser.get("/console/evidence")
    assert "board measured" in page.text
    page = otto.browser.send()
    assert 'class="note good"' in page.raw


@pytest.mark.parametrize("language", ["nl", "en", "es"])
@pytest.mark.parametrize("path", ["", "/requests", "/requests/new", "/board", "/plans", "/holds", "/evidence", "/me"])
def test_each_page_is_there_in_each_language(counter: Counter, hire: Hire, path: str, language: str) -> None:
    both = hire("Hanna", Role.HANDLER, Role.OFFICER)
    both.browser.client.cookies.set("language", language)
    page = both.browser.get("/console" + path)
    assert page.status == 200
    spoken = language if language in counter.context.policy.organisation.languages else "nl"
    assert f'<html lang="{spoken}"' in page.raw


def test_a_customers_own_person_sees_that_customers_requests_and_no_others(counter: Counter, hire: Hire) -> None:
    mine, theirs = counter.receive("access"), counter.receive("access")
    desk.forward(counter.context, counter.case(mine), "acme", "somebody")
    guest = hire("Gerda", Role.CUSTOMER, customer="acme")
    assert guest.look(mine).page.status == 200
    page, unknown = guest.browser.get(f"/console/requests/{theirs}"), guest.browser.get("/console/requests/2026-999999")
    assert page.status == unknown.status == 400
    assert page.text.replace(theirs, "") == unknown.text.replace("2026-999999", "")
    assert theirs not in guest.browser.get("/console/requests").text
    for path in (
        "/console/board",
        "/console/plans",
        "/console/holds",
        "/console/evidence",
        "/console/people",
        "/console/keys",
        "/console/requests/new",
    ):
        assert guest.browser.get(path).status == 403
    guest.browser.get("/console")
    forged = {"token": guest.browser.token, "do": "withdraw", "version": str(counter.case(mine).version)}
    assert guest.browser.post(f"/console/requests/{mine}", forged).status == 400


def test_a_worker_that_was_away_goes_on_with_what_waits(counter: Counter, hanna: Employee) -> None:
    counter.context.made["worker"] = True
    id = identified(hanna)
    assert counter.case(id).by("prepared") == ""
    advance.tick(counter.context)
    assert counter.case(id).by("prepared") == "gestand"
