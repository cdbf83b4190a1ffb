"""Requests of people, from the question to the answer: who, what, by when, and never for the wrong person (B1 to B10)."""

from __future__ import annotations

from datetime import date

import pytest

from cases.shop import ADDRESS, Counter
from databases import Maker
from gestand.cases import advance, answers, desk, identity
from gestand.cases.flow import State
from gestand.diagnostics import GestandError
from gestand.law import Standing


@pytest.fixture
def counter(house: Maker) -> Counter:
    return Counter(house)


def refused(code: str, act: object, *args: object, **more: object) -> None:
    with pytest.raises(GestandError) as error:
        act(*args, **more)  # type: ignore[operator]
    assert error.value.diagnostics[0].code == code


def test_b1_an_overview_after_a_code_to_the_address_that_the_shop_knows(counter: Counter) -> None:
    id = counter.receive("access", to="somebody@elsewhere.example")
    code = counter.code(id)
    assert counter.letters()[-1]["to"] == ADDRESS
    assert identity.by_code(counter.context, counter.case(id), code)
    case = counter.searched(id)
    assert case.state is State.REVIEWING and case.identified_by == "code"
    assert case.dates.promise == date(2026, 12, 4)  # ten working days after 22 November, a Sunday
    desk.grant(counter.context, case, "handler")
    case = counter.on(id)
    assert case.state is State.RELEASED
    page = answers.fetch(counter.context, case, "overview.html")
    assert page is not None and b"Anna Smit" in page and b"graag bellen" in page and b"Visser" not in page
    assert counter.letters()[-1]["to"] == "somebody@elsewhere.example"
    assert "Anna" not in counter.letters()[-1]["text"]


@pytest.mark.parametrize("email", ["nobody@voorbeeld.example", "gezin@voorbeeld.example"])
def test_b3_an_unknown_address_and_one_of_two_people_get_no_code_and_look_alike(counter: Counter, email: str) -> None:
    id = counter.receive("access", email=email)
    assert counter.code(id) == "" and counter.letters() == []
    case = counter.case(id)
    assert case.state is State.RECEIVED and not identity.by_code(counter.context, case, "123456")


def test_b3_of_two_people_with_one_address_the_number_says_who(counter: Counter) -> None:
    id = counter.receive("access", email="gezin@voorbeeld.example", number="k-10003")
    assert identity.by_code(counter.context, counter.case(id), counter.code(id))
    assert counter.case(id).people == {"customer": [(3,)]}


def test_b3_a_code_is_worth_nothing_after_five_wrong_ones_after_fifteen_minutes_and_after_use(counter: Counter) -> None:
    id = counter.receive("access")
    code = counter.code(id)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [identity.by_code(counter.context, counter.case(id), wrong) for _ in range(5)] == [False] * 5
    assert not identity.by_code(counter.context, counter.case(id), code)
    code = counter.code(id)
    counter.later(minutes=16)
    assert not identity.by_code(counter.context, counter.case(id), code)
    code = counter.code(id)
    assert identity.right_code(counter.context, counter.case(id), code)
    assert not identity.right_code(counter.context, counter.case(id), code)


def test_b3_no_more_than_five_codes_for_one_request(counter: Counter) -> None:
    id = counter.receive("access")
    assert all(counter.code(id) for _ in range(5))
    assert counter.code(id) == ""


def test_b3_a_code_of_one_request_opens_no_other(counter: Counter) -> None:
    first, second = counter.receive("access"), counter.receive("erasure")
    code = counter.code(first)
    counter.code(second)
    assert not identity.by_code(counter.context, counter.case(second), code) or code == counter.code(second)


def test_b3_who_asks_for_somebody_else_is_never_identified_by_a_code(counter: Counter) -> None:
    assert counter.code(counter.receive("access", behalf="representative")) == ""


def test_b2_erasure_is_decided_by_one_and_approved_by_another(counter: Counter) -> None:
    id = counter.identified("erasure", to=ADDRESS)
    case = counter.searched(id)
    assert case.state is State.REVIEWING
    desk.grant(counter.context, case, "handler")
    assert counter.case(id).state is State.APPROVING
    refused("GS822", desk.approve, counter.context, counter.case(id), "handler")
    assert counter.house.database.one("select count(*) from newsletter") == 2
    desk.approve(counter.context, counter.case(id), "officer")
    case = counter.on(id)
    assert case.state is State.RELEASED and case.outcome == "executed"
    assert counter.house.database.rows("select name, email from customers where id = 1") == [("Anna Smit", None)]
    assert counter.house.database.rows("select remark from orders order by id") == [(None,), ("niets",)]
    assert [t.system for t in case.tasks if t.what == "tell"] == ["courier"]  # art. 19
    assert counter.letters()[-1]["to"] == ADDRESS and "AWR art. 52" in counter.letters()[-1]["text"]


def test_b7_an_objection_to_marketing_stops_it_at_once(counter: Counter) -> None:
    id = counter.receive("objection", activity="marketing")
    code = counter.code(id)
    assert identity.by_code(counter.context, counter.case(id), code)
    case = counter.searched(id)
    case = counter.on(id)
    assert case.outcome == "executed" and case.by("granted") == "gestand"
    assert counter.house.database.rows("select id from newsletter") == [(2,)]
    assert counter.house.database.one("select name from customers where id = 1") == "Anna Smit"


def test_b7_an_objection_to_an_interest_stops_that_use_while_it_is_weighed(counter: Counter) -> None:
    id = counter.identified("objection", activity="remarks")
    counter.searched(id)
    assert advance.stopped(counter.context, "remarks") == {"customer": [(1,)]}
    desk.grant(counter.context, counter.case(id), "handler")
    desk.approve(counter.context, counter.case(id), "officer")
    counter.on(id)
    assert advance.stopped(counter.context, "remarks") == {}
    assert counter.house.database.one("select remark from orders where id = 1") is None


def test_b10_a_refusal_needs_a_reason_and_a_second_person_and_shows_the_way_to_the_authority(counter: Counter) -> None:
    id = counter.identified("erasure", to=ADDRESS)
    case = counter.on(id)
    refused("GS827", desk.refuse, counter.context, case, "handler", "nee")
    desk.refuse(counter.context, case, "handler", "Er loopt een rechtszaak waarvoor wij deze gegevens nodig hebben.")
    counter.on(id)
    assert counter.case(id).state is State.APPROVING
    desk.approve(counter.context, counter.case(id), "officer")
    case = counter.on(id)
    assert case.state is State.CLOSED and case.outcome == "refused"
    assert "rechtszaak" in counter.letters()[-1]["text"] and "autoriteitpersoonsgegevens.nl" in counter.letters()[-1]["text"]
    assert counter.house.database.one("select email from customers where id = 1") == ADDRESS


def test_b2_rectification_changes_what_is_wrong_and_nothing_else(counter: Counter) -> None:
    id = counter.identified("rectification", corrections={"shop.customers.name": "Anna de Smit"})
    desk.grant(counter.context, counter.searched(id), "handler")
    assert counter.on(id).state is State.RELEASED
    assert counter.house.database.rows("select name from customers order by id") == [
        ("Anna de Smit",),
        ("Bo Visser",),
        ("Cas Visser",),
    ]


def test_b2_a_restriction_seals_and_its_lifting_brings_back(counter: Counter) -> None:
    before = counter.house.database.whole(["customers", "orders", "newsletter"])
    for kind in ("restriction", "lifting"):
        id = counter.receive(kind, channel="desk", by="handler")
        identity.by_staff(counter.context, counter.case(id), "customer", {"email": ADDRESS}, "known facts", "handler")
        desk.grant(counter.context, counter.searched(id), "handler")
        if kind == "lifting":
            counter.on(id)
            counter.later(days=7)  # they are told first (GDPR art. 18(3))
        assert counter.on(id).state in (State.RELEASED, State.CLOSED)
        if kind == "restriction":
            assert counter.house.database.one("select name from customers where id = 1") != "Anna Smit"
    assert counter.house.database.whole(["customers", "orders", "newsletter"]) == before


def test_b6_a_letter_of_last_week_is_counted_from_last_week(counter: Counter) -> None:
    id = counter.receive("access", channel="post", received_on=date(2026, 11, 16), by="handler")
    assert counter.case(id).dates.legal == date(2026, 12, 16)
    refused("GS824", counter.receive, "access", channel="post", received_on=date(2026, 12, 1))


def test_an_extension_is_told_in_time_with_its_reason(counter: Counter) -> None:
    id = counter.identified("access", to=ADDRESS)
    counter.searched(id)
    desk.extend(counter.context, counter.case(id), "handler", "Wij moeten in drie archieven zoeken, en dat kost tijd.")
    assert counter.case(id).dates.legal == date(2027, 2, 22)
    other = counter.identified("access")
    counter.later(days=40)
    refused("GS828", desk.extend, counter.context, counter.case(other), "handler", "Wij moeten in drie archieven zoeken.")
    assert counter.case(other).standing is Standing.LAW_BROKEN


def test_a_pause_for_identity_is_shown_beside_the_date_that_is_not_paused(counter: Counter) -> None:
    id = counter.receive("access", channel="post", to=ADDRESS, by="handler")
    identity.ask(counter.context, counter.case(id), "Wat is uw klantnummer?", "handler")
    counter.later(days=10)
    dates = counter.case(id).dates
    assert (dates.legal, dates.legal_if_paused) == (date(2026, 12, 22), date(2027, 1, 4))
    assert "Wat is uw klantnummer?" in counter.letters()[-1]["text"]


def test_what_would_harm_somebody_else_is_left_out_with_the_reason(counter: Counter) -> None:
    id = counter.identified("access")
    case = counter.searched(id)
    desk.withhold(counter.context, case, "shop.orders", "[1]", "remark", "Hierin staat wie er geklaagd heeft.", "handler")
    desk.grant(counter.context, counter.case(id), "handler")
    for name in ("overview.html", "data.json"):
        content = answers.read(counter.context, counter.on(id), name)
        assert content is not None and b"graag bellen" not in content and b"wie er geklaagd heeft" in content


def test_of_two_who_decide_at_once_one_is_refused(counter: Counter) -> None:
    id = counter.identified("access")
    case = counter.searched(id)
    desk.grant(counter.context, case, "handler")
    refused("GS826", desk.refuse, counter.context, case, "officer", "Dit verzoek is al vijf keer gedaan deze maand.")


def test_a_plan_that_is_no_longer_what_was_looked_at_is_looked_at_again(counter: Counter) -> None:
    id = counter.identified("erasure")
    desk.grant(counter.context, counter.searched(id), "handler")
    counter.house.database.run("update customers set customer_no = 'K-99999' where id = 1")  # the key was given to somebody else
    desk.approve(counter.context, counter.case(id), "officer")
    case = counter.on(id)
    assert case.state is State.REVIEWING and case.by("plan made again") == "gestand"
    assert counter.house.database.one("select email from customers where id = 1") == ADDRESS


def test_an_answer_is_destroyed_when_its_time_is_over(counter: Counter) -> None:
    id = counter.identified("access")
    desk.grant(counter.context, counter.searched(id), "handler")
    case = counter.on(id)
    assert answers.fetch(counter.context, case, "data.json")
    counter.later(days=31)
    assert answers.fetch(counter.context, case, "data.json") is None
    advance.tick(counter.context)
    assert answers.files(counter.context, id) == [] and counter.case(id).state is State.CLOSED


def test_f7_nothing_of_the_person_stands_open_in_our_state(counter: Counter) -> None:
    id = counter.identified("access", to=ADDRESS, words="Ik ben Anna Smit van de Dorpsstraat")
    desk.grant(counter.context, counter.searched(id), "handler")
    counter.on(id)
    raw = b"".join(p.read_bytes() for p in counter.house.home.glob("state.db*")).lower()
    for trace in (b"anna", b"smit", b"voorbeeld.example", b"graag bellen", b"dorpsstraat"):
        assert trace not in raw, trace


def mail_to(counter: Counter, who: str) -> list[str]:
    return [m["subject"] for m in counter.letters() if m["to"] == who]


def test_b2_an_extension_is_told_to_the_person_with_its_reason_and_date(counter: Counter) -> None:
    id = counter.identified("access")
    counter.on(id)
    desk.extend(counter.context, counter.case(id), "handler", "Er zijn veel systemen waarin wij moeten zoeken.")
    letter = counter.letters()[-1]
    assert letter["to"] == ADDRESS and "veel systemen" in letter["text"]
    assert counter.case(id).dates.legal.strftime("%Y") in letter["text"]


def test_b2_who_takes_it_back_and_whom_it_was_passed_on_are_told(counter: Counter) -> None:
    id = counter.identified("access")
    counter.on(id)
    desk.withdraw(counter.context, counter.case(id))
    assert id in mail_to(counter, ADDRESS)[-1]


def test_b4_a_customer_is_told_decides_and_instructs(counter: Counter) -> None:
    from gestand.actors import accounts
    from gestand.actors.accounts import Role

    context = counter.context
    with context.state.begin() as connection:
        accounts.invite(
            connection,
            email="gerda@acme.example",
            name="Gerda",
            roles=[Role.CUSTOMER],
            now=context.now(),
            customer="acme",
        )
    id = counter.identified("access")
    counter.on(id)
    desk.forward(context, counter.case(id), "acme", "handler")
    assert "acme" in mail_to(counter, ADDRESS)[-1]
    assert id in mail_to(counter, "gerda@acme.example")[0]
    assert ADDRESS not in next(m["text"] for m in counter.letters() if m["to"] == "gerda@acme.example")
    desk.instruct(context, counter.case(id), "gerda")
    case = counter.searched(id)
    assert case.state is State.REVIEWING and case.customer == "acme" and case.by("instructed") == "gerda"
    desk.grant(context, case, "handler")
    assert counter.on(id).state is State.RELEASED
    refused("GS821", desk.instruct, context, counter.case(id), "gerda")


def test_b2_before_a_restriction_is_lifted_by_us_the_person_is_told(counter: Counter) -> None:
    first = counter.identified("restriction", ground="accuracy contested")
    desk.grant(counter.context, counter.searched(first), "handler")
    counter.on(first)
    database = counter.house.database
    assert database.one("select name from customers where id = 1") != "Anna Smit"
    id = counter.receive("lifting", channel="desk", by="handler", to=ADDRESS)
    with counter.context.state.begin(write=False) as connection:
        assert connection.exec_driver_sql("select count(*) from restrictions").scalar() == 1
    identity.by_staff(counter.context, counter.case(id), "customer", {"email": ADDRESS}, "known facts", "handler")
    desk.grant(counter.context, counter.searched(id), "handler")
    case = counter.on(id)
    assert case.state is State.ACTING and database.one("select name from customers where id = 1") != "Anna Smit"
    assert "gegevens weer" in mail_to(counter, ADDRESS)[-1]
    counter.later(days=6)
    assert counter.on(id).state is State.ACTING
    counter.later(days=1)
    assert counter.on(id).state in (State.RELEASED, State.CLOSED)
    assert database.one("select name from customers where id = 1") == "Anna Smit"


def test_b6_who_wrote_on_paper_gets_paper(counter: Counter) -> None:
    id = counter.receive("access", channel="post", email="", number="K-10002", by="handler")
    desk.withdraw(counter.context, counter.case(id), "handler")
    assert [x.what for x in counter.case(id).tasks] == ["post"] and counter.letters() == []


def test_d9_a_citizen_service_number_that_somebody_wrote_is_not_kept(counter: Counter) -> None:
    words = "Mijn BSN is 111222333, of 1112 22 333; mijn nummer 123456789 en tel. 0612345678"
    id = counter.receive("complaint", words=words)
    assert counter.case(id).said.words == "Mijn BSN is •••••••••, of •••••••••; mijn nummer 123456789 en tel. 0612345678"
