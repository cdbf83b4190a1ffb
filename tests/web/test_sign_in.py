"""Who gets in: personal accounts, two factors, networks; and the attacks on the door (promise F6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from cases.shop import Counter
from gestand.actors import accounts, sessions
from gestand.actors.accounts import Role
from gestand.state.actors import accounts as table
from web.browser import Browser
from web.conftest import Hire
from web.staff import PASSWORD, Employee


def again(employee: Employee, ip: str = "198.51.100.7", device: bool = False) -> Browser:
    """The same person in another browser, or in the one that is known."""
    fresh = Browser(employee.context, ip)
    if device:
        fresh.client.cookies.set("device", employee.browser.client.cookies["device"])
    fresh.get("/console/sign-in")
    return fresh


def test_an_account_is_entered_with_a_password_and_a_code(counter: Counter, hanna: Employee) -> None:
    browser = again(hanna)
    page = browser.send({"email": hanna.email, "password": PASSWORD}, having="password")
    assert page.path == "/console/code"
    assert browser.get("/console").path == "/console/sign-in"  # half is not enough
    browser.get("/console/code")
    assert browser.send({"code": "000000"}, having="code").status == 400
    counter.later(minutes=1)
    page = browser.send({"code": hanna.code()}, having="code")
    assert page.path == "/console"


def test_a_code_counts_once(counter: Counter, hanna: Employee) -> None:
    counter.later(minutes=1)
    code = hanna.code()
    for path in ("/console", "/console/code"):
        browser = again(hanna)
        browser.send({"email": hanna.email, "password": PASSWORD}, having="password")
        assert browser.send({"code": code}, having="code").path == path


def test_a_wrong_password_and_an_unknown_account_look_alike(hanna: Employee) -> None:
    pages = []
    for email in (hanna.email, "niemand@voorbeeld.example"):
        page = again(hanna).send({"email": email, "password": "een heel ander wachtwoord"}, having="password")
        pages.append(page.text.replace(email, ""))
        assert page.status == 400
    assert pages[0] == pages[1]


def test_who_guesses_is_slowed_down_and_locks_nobody_else_out(counter: Counter, hanna: Employee) -> None:
    attacker = again(hanna, "203.0.113.9")
    for _ in range(12):
        page = attacker.send({"email": hanna.email, "password": "gok gok gok gok"}, having="password")
    assert page.status == 400
    page = attacker.send({"email": hanna.email, "password": PASSWORD}, having="password")
    assert page.status == 400  # even the right one, from there
    known = again(hanna, "203.0.113.9", device=True)  # her own browser, in the same network
    assert known.send({"email": hanna.email, "password": PASSWORD}, having="password").path == "/console/code"
    elsewhere = again(hanna, "192.0.2.44")
    assert elsewhere.send({"email": hanna.email, "password": PASSWORD}, having="password").path == "/console/code"


def test_codes_can_not_be_guessed_without_end(counter: Counter, hanna: Employee) -> None:
    browser = again(hanna, "203.0.113.9")
    browser.send({"email": hanna.email, "password": PASSWORD}, having="password")
    for n in range(12):
        browser.send({"code": f"{n:06d}"}, having="code")
    counter.later(minutes=1)
    assert browser.send({"code": hanna.code()}, having="code").status == 400


def test_the_session_gets_a_new_secret_at_each_step(counter: Counter, hanna: Employee) -> None:
    browser = again(hanna)
    seen = [browser.client.cookies["gestand"]]
    browser.send({"email": hanna.email, "password": PASSWORD}, having="password")
    seen.append(browser.client.cookies["gestand"])
    counter.later(minutes=1)
    browser.send({"code": hanna.code()}, having="code")
    seen.append(browser.client.cookies["gestand"])
    assert len(set(seen)) == 3
    for old in seen[:2]:
        assert sessions.find(counter.context.state, old, counter.context.now()) is None


def test_a_session_ends_when_nothing_happens_and_after_a_day(counter: Counter, hanna: Employee) -> None:
    counter.later(minutes=31)
    assert hanna.browser.get("/console").path == "/console/sign-in"


def test_signing_out_ends_it_on_the_server(counter: Counter, hanna: Employee) -> None:
    secret = hanna.browser.client.cookies["gestand"]
    hanna.browser.get("/console")
    hanna.browser.post("/console/leave", {"token": hanna.browser.token})
    assert sessions.find(counter.context.state, secret, counter.context.now()) is None


def test_an_invitation_works_once_for_three_days_and_not_for_somebody_else(counter: Counter, hire: Hire) -> None:
    employee = Employee(counter.context, "Nina", [Role.HANDLER])
    late = Employee(counter.context, "Late", [Role.HANDLER])
    employee.enrol()
    assert Browser(counter.context).get(f"/console/welcome/{employee.invitation}").status == 404
    assert Browser(counter.context).get("/console/welcome/" + "x" * 43).status == 404
    counter.later(days=4)
    assert Browser(counter.context).get(f"/console/welcome/{late.invitation}").status == 404


@pytest.mark.parametrize("password", ["kort", "hanna hanna hanna", "aaaaaaaaaaaaaaaaaa"])
def test_an_easy_password_is_refused(counter: Counter, password: str) -> None:
    employee = Employee(counter.context, "Hanna", [Role.HANDLER])
    employee.browser.get(f"/console/welcome/{employee.invitation}")
    assert employee.browser.send({"password": password, "again": password}).status == 400


def test_who_may_come_from_one_network_only_comes_from_no_other(counter: Counter, hire: Hire) -> None:
    admin = hire("Bea", Role.ADMINISTRATOR, allow=["198.51.100.0/24"])
    other = again(admin, "203.0.113.9")
    assert other.send({"email": admin.email, "password": PASSWORD}, having="password").status == 400
    stolen = Browser(counter.context, "203.0.113.9")
    stolen.client.cookies.set("gestand", admin.browser.client.cookies["gestand"])
    assert stolen.get("/console/people").path == "/console/sign-in"


def test_a_password_is_kept_as_argon2id_and_the_rest_sealed(counter: Counter, hanna: Employee) -> None:
    with counter.context.state.begin(write=False) as connection:
        row = connection.execute(sa.select(table).where(table.c.id == hanna.id)).one()
    assert row.password.startswith("$argon2id$") and hanna.secret.encode() not in row.totp


def test_roles_are_changed_by_an_administrator_and_never_ones_own(counter: Counter, hire: Hire, hanna: Employee) -> None:
    bea = hire("Bea", Role.ADMINISTRATOR)
    bea.browser.get("/console/people")
    token = {"token": bea.browser.token}
    page = bea.browser.post(f"/console/people/{bea.id}", {**token, "do": "change", "role officer": "1"})
    assert page.status == 400
    bea.browser.post(f"/console/people/{hanna.id}", {**token, "do": "change", "role auditor": "1"})
    assert hanna.browser.get("/console").path == "/console/sign-in"  # the change counts at once
    with counter.context.state.begin(write=False) as connection:
        account = accounts.get(connection, hanna.id)
    assert account is not None and account.roles == (Role.AUDITOR,)
    for path in ("/console/requests", "/console/holds", "/console/plans", "/console/evidence"):
        assert bea.browser.get(path).status == 403  # who makes accounts sees nobody's data


def test_an_account_that_ended_opens_nothing(counter: Counter, hire: Hire, hanna: Employee) -> None:
    bea = hire("Bea", Role.ADMINISTRATOR)
    bea.browser.get(f"/console/people/{hanna.id}")
    bea.browser.send(do="end")
    assert hanna.browser.get("/console").path == "/console/sign-in"
    assert again(hanna).send({"email": hanna.email, "password": PASSWORD}, having="password").status == 400
    with counter.context.state.begin() as connection, pytest.raises(Exception, match="GS804"):
        accounts.end(connection, bea.id, by=bea.id, now=counter.context.now())


def test_a_new_invitation_closes_what_was_lost(counter: Counter, hire: Hire, hanna: Employee) -> None:
    bea = hire("Bea", Role.ADMINISTRATOR)
    bea.browser.get(f"/console/people/{hanna.id}")
    page = bea.browser.send(do="invite")
    assert "/console/welcome/" in page.text  # no mail server in this test: it is shown, once
    assert again(hanna).send({"email": hanna.email, "password": PASSWORD}, having="password").status == 400
    assert hanna.browser.get("/console").path == "/console/sign-in"


@pytest.mark.parametrize(
    "path",
    [
        "/console",
        "/console/requests/2026-000001",
        "/console/people",
        "/console/keys",
        "/console/evidence",
        "/console/requests/2026-000001/file/data.json",
    ],
)
def test_who_did_not_sign_in_sees_nothing(browser: Browser, path: str) -> None:
    assert browser.get(path).path == "/console/sign-in"
    assert browser.post(path, {"do": "take"}).status in (403, 405)


def test_a_form_of_another_site_does_nothing(counter: Counter, hanna: Employee) -> None:
    id = counter.receive("access")
    hanna.look(id)
    own = hanna.browser.token
    values = {"do": "take", "version": str(counter.case(id).version)}
    for token in ("", "0" * 40):
        assert hanna.browser.post(f"/console/requests/{id}", {**values, "token": token}).status == 403
    good = {**values, "token": own}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert hanna.browser.post(f"/console/requests/{id}", good, headers=headers).status == 403
    assert counter.case(id).responsible == ""
    other = Browser(counter.context)
    other.get("/console/sign-in")
    assert hanna.browser.post(f"/console/requests/{id}", {**values, "token": other.token}).status == 403


def test_keys_of_systems_are_shown_once_and_end(counter: Counter, hire: Hire) -> None:
    bea = hire("Bea", Role.ADMINISTRATOR)
    bea.browser.get("/console/keys")
    assert bea.browser.send({"name": "CRM"}, do="make").status == 400
    page = bea.browser.send({"name": "CRM", "scope requests:read": "1"}, do="make")
    assert "gestand_" in page.text
    assert "gestand_" not in bea.browser.get("/console/keys").text
    page = bea.browser.send(do="end")
    assert not any(v == "end" for f in page.forms for _, v in f.buttons)


def test_an_administrator_is_no_way_around_the_clock(counter: Counter, hanna: Employee) -> None:
    """A session can not be kept alive for ever: after ten hours it ends, whatever happens in it."""
    for _ in range(21):
        counter.later(minutes=29)
        last = hanna.browser.get("/console")
    assert last.path == "/console/sign-in"
    assert sessions.STAFF[1] == timedelta(hours=10)
