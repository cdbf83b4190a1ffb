"""A person at the portal: from the question to the answer, on a telephone, without JavaScript; and the attacks on it (B1 to B10)."""

from __future__ import annotations

import re

import pytest

from cases.shop import ADDRESS, Counter
from gestand.cases import desk
from gestand.cases.flow import State
from web.browser import SITE, Browser, Page
from web.staff import links


def ask(browser: Browser, kind: str, email: str = ADDRESS, **about: str) -> Page:
    """Ask something, to the page where the code is filled in."""
    page = browser.get(f"/ask/{kind}")
    if page.path != "/ask/who":
        page = browser.send(about)
        assert page.path == "/ask/who", page.text
    page = browser.send({"email": email})
    assert page.path == "/ask/check", page.text
    return browser.send()


def mailed(counter: Counter) -> str:
    """The code in the last letter that has one."""
    return [c for m in counter.letters() for c in re.findall(r"(?m)^    (\d{6})$", m["text"])][-1]


def identified(counter: Counter, browser: Browser, kind: str, **about: str) -> str:
    """Ask and show who one is; the number of the request."""
    page = ask(browser, kind, **about)
    assert page.path == "/code", page.text
    page = browser.send({"code": mailed(counter)}, having="code")
    assert page.path == "/request", page.text
    return re.findall(r"\d{4}-\d{6}", page.text)[0]


def finish(counter: Counter, id: str) -> None:
    """Staff search, decide, and a second person approves."""
    case = counter.searched(id)
    if case.state is State.REVIEWING:
        desk.grant(counter.context, case, "one")
        case = counter.on(id)
    if case.state is State.APPROVING:
        desk.approve(counter.context, case, "two")
        counter.on(id)


def test_b1_b5_somebody_sees_what_is_held_in_five_pages_and_fetches_it(counter: Counter, browser: Browser) -> None:
    id = identified(counter, browser, "access")
    finish(counter, id)
    page = browser.get("/request")
    assert "overview.html" in page.raw
    page = browser.get("/request/file/overview.html")
    assert "Anna Smit" in page.text and "Visser" not in page.text
    assert page.headers["content-disposition"].startswith("attachment")
    assert counter.case(id).events[-1].what == "fetched"


def test_the_day_of_the_answer_stands_there_before_anything_is_sent(counter: Counter, browser: Browser) -> None:
    browser.get("/ask/access")
    page = browser.send({"email": ADDRESS})
    assert page.path == "/ask/check" and "december 2026" in page.text
    assert counter.context.state and not counter.letters()


@pytest.mark.parametrize(
    ("kind", "about", "outcome"),
    [
        ("portability", {}, "executed"),
        ("rectification", {"what": "shop.customers.name", "right": "Anna de Boer"}, "executed"),
        ("erasure", {}, "executed"),
        ("objection", {"activity": "marketing"}, "executed"),
        ("withdrawal", {"activity": "news"}, "executed"),
        ("restriction", {"ground": "accuracy contested", "words": "Het klopt niet"}, "executed"),
        ("complaint", {"words": "Ik wacht al te lang"}, "executed"),
    ],
)
def test_b5_each_thing_one_can_ask_is_done_to_its_end(
    counter: Counter, browser: Browser, kind: str, about: dict[str, str], outcome: str
) -> None:
    id = identified(counter, browser, kind, **about)
    finish(counter, id)
    case = counter.case(id)
    assert case.outcome == outcome and case.state in (State.RELEASED, State.CLOSED), (case.state, case.outcome)
    assert browser.get("/request").status == 200
    database = counter.house.database
    match kind:
        case "rectification":
            assert database.one("select name from customers where id = 1") == "Anna de Boer"
        case "objection" | "withdrawal":
            assert database.rows("select email from newsletter") == [("gezin@voorbeeld.example",)]
        case "restriction":
            assert database.one("select name from customers where id = 1") != "Anna Smit"
    assert database.one("select name from customers where id = 2") == "Bo Visser"


def test_an_unknown_address_gets_the_same_pages_and_no_mail(counter: Counter, browser: Browser) -> None:
    """NOBODY-LEARNS: the pages differ in the number of the request and the address that was typed, and in nothing else."""
    seen = []
    for email in (ADDRESS, "niemand@voorbeeld.example", "gezin@voorbeeld.example"):
        one = Browser(counter.context)
        page = ask(one, "access", email)
        again = one.send({"code": "000000"}, having="code")
        seen.append([re.sub(r"\d{4}-\d{6}|" + re.escape(email), "…", p.text) for p in (page, again)])
    assert seen[0] == seen[1] == seen[2]
    assert {m["to"] for m in counter.letters()} == {ADDRESS}


def test_b3_the_code_of_one_request_opens_no_other(counter: Counter, browser: Browser) -> None:
    other = Browser(counter.context)
    ask(other, "access", "niemand@voorbeeld.example")
    ask(browser, "access")
    code = mailed(counter)
    assert other.send({"code": code}, having="code").status == 400
    assert other.get("/request").path == "/"
    assert browser.send({"code": code}, having="code").path == "/request"


@pytest.mark.parametrize("path", ["/request", "/request/file/overview.html", "/wishes"])
def test_who_did_not_show_who_they_are_sees_nothing(browser: Browser, path: str) -> None:
    assert browser.get(path).path == "/"


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "x" * 300, "..%2f..%2fetc", "' or 1=1 --"])
def test_guessed_links_lead_nowhere(counter: Counter, browser: Browser, secret: str) -> None:
    identified(counter, Browser(counter.context), "access")
    for what in ("follow", "answer"):
        assert browser.get(f"/{what}/{secret}").status == 404


def test_a_link_of_a_letter_shows_how_it_stands_and_nobodys_data(counter: Counter, browser: Browser) -> None:
    id = identified(counter, browser, "access")
    finish(counter, id)
    link = next(x for m in counter.letters() for x in links(m["text"]) if x.startswith("/answer/"))
    stranger = Browser(counter.context)
    page = stranger.get(link)
    assert page.status == 200 and "Anna" not in page.text and ADDRESS not in page.text
    counter.later(minutes=1)
    page = stranger.send()
    assert page.path == "/code"
    assert stranger.get("/request").path == "/"
    stranger.get("/code")
    assert stranger.send({"code": mailed(counter)}, having="code").path == "/request"


def test_an_answer_is_gone_after_its_time(counter: Counter, browser: Browser) -> None:
    id = identified(counter, browser, "access")
    finish(counter, id)
    counter.later(days=31)
    fresh = Browser(counter.context)
    link = next(x for m in counter.letters() for x in links(m["text"]) if x.startswith("/answer/"))
    assert fresh.get(link).status == 404


def test_a_request_can_be_taken_back_until_it_is_done(counter: Counter, browser: Browser) -> None:
    id = identified(counter, browser, "erasure")
    browser.post("/request/take-back", {"token": browser.token})
    assert counter.case(id).outcome == "withdrawn"
    assert counter.house.database.one("select name from customers where id = 1") == "Anna Smit"


def test_b8_mail_wishes_stop_with_one_button(counter: Counter, browser: Browser) -> None:
    identified(counter, browser, "access")
    browser.get("/wishes")
    page = browser.send(do="all")
    number = re.findall(r"\d{4}-\d{6}", page.text)[-1]
    counter.searched(number)
    assert counter.house.database.rows("select email from newsletter") == [("gezin@voorbeeld.example",)]


def test_how_it_went_and_past_requests_are_there(counter: Counter, browser: Browser) -> None:
    first = identified(counter, browser, "access")
    finish(counter, first)
    browser.get("/request")
    browser.send({"words": "Snel en duidelijk"}, having="words")
    assert counter.case(first).by("how it went") == desk.PERSON
    second = Browser(counter.context)
    identified(counter, second, "portability")
    assert first in second.page.text if second.page else False


# attacks on the door itself


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_another_site_can_send_no_form(browser: Browser, headers: dict[str, str]) -> None:
    browser.get("/ask/access")
    assert browser.post("/ask/who", {"token": browser.token, "email": ADDRESS}, headers=headers).status == 403
    assert browser.post("/ask/who", {"token": "0" * 40, "email": ADDRESS}).status == 403


def test_another_host_gets_no_page_and_no_link(counter: Counter, browser: Browser) -> None:
    assert browser.get("/", headers={"host": "evil.example"}).status == 421
    assert "evil" not in browser.get("/", headers={"x-forwarded-host": "evil.example"}).raw
    identified(counter, browser, "access")
    assert all(SITE in m["text"] for m in counter.letters() if "http" in m["text"])


def test_what_somebody_writes_is_text_on_every_page_and_in_every_mail(counter: Counter, browser: Browser) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}{% raw %}\r\nBcc: everybody@voorbeeld.example"
    id = identified(counter, browser, "complaint", words=hostile)
    assert "<script>alert" not in browser.get("/request").raw
    assert counter.case(id).said.words.startswith("<script>")
    browser.get("/ask/access")
    page = browser.send({"email": ADDRESS, "name": hostile})
    page = browser.send() if page.path == "/ask/check" else page
    for letter in counter.letters():
        assert "\n" not in letter["subject"] and "everybody@" not in letter["to"] and "49" not in letter["subject"]
        assert "<script>" not in letter["html"]


def test_an_address_with_a_line_break_is_no_address(browser: Browser) -> None:
    browser.get("/ask/access")
    assert browser.send({"email": "anna@voorbeeld.example\r\nBcc: x@y.example"}).status == 400


def test_too_much_is_cut_off_while_it_is_read(browser: Browser) -> None:
    browser.get("/ask/access")
    big = {"token": browser.token, "email": "a" * 400_000}
    assert browser.post("/ask/who", big).status == 413

    def dripping() -> object:
        yield b"token=x&email="
        for _ in range(80):
            yield b"a" * 8192

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/ask/who", content=dripping(), headers=headers).status_code == 413


def test_one_network_can_not_flood_the_desk(counter: Counter) -> None:
    browser = Browser(counter.context)
    statuses = []
    for _ in range(32):
        browser.get("/ask/access")
        browser.send({"email": "niemand@voorbeeld.example"})
        statuses.append(browser.send().status)
    assert statuses[:30] == [200] * 30 and statuses[-1] == 400
    assert ask(Browser(counter.context, "203.0.113.77"), "access").path == "/code"


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_to_no_other_site(browser: Browser, back: str) -> None:
    answer = browser.client.get("/language/nl", params={"back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/ask/complaint", "/console/sign-in", "/static/style.css", "/nowhere"])
def test_each_answer_keeps_everything_of_others_out(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"] and "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert ("no-store" in headers["cache-control"]) is not path.startswith("/static")


def test_pages_ask_nothing_of_other_hosts(counter: Counter, browser: Browser) -> None:
    for path in ("/", "/ask/complaint", "/ask/objection", "/console/sign-in"):
        raw = browser.get(path).raw
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]+"', raw) == []
        assert "<script>" not in raw and " style=" not in raw and re.search(r" on[a-z]+=", raw) is None


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    answer = browser.client.get("/ask/complaint")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
