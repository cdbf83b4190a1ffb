"""Every page in a real browser: WCAG 2.2 AA by axe in three languages, 320 pixels wide without scrolling sideways, without JavaScript and
by keyboard; and passkeys with a virtual authenticator. GESTAND_TEST_PICTURES=FOLDER keeps a picture of each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from cases.shop import ADDRESS, Counter
from databases import Clock, Database, House
from gestand.actors.accounts import Role
from gestand.cases import approvals, desk
from gestand.state import now
from web.chromium import PROGRAM, chromium, picture, serving, wrong
from web.staff import Employee
from web.test_portal import finish

pytestmark = pytest.mark.skipif(not PROGRAM and os.environ.get("CI") != "true", reason="no Chromium on this machine")
LANGUAGES = ("nl", "en", "es")
PICTURES = os.environ.get("GESTAND_TEST_PICTURES", "")


class Shop:
    """A shop with something of everything: requests in each state, a proposal, a hold, accounts, a published statement."""

    def __init__(self, folder: Path, url: str) -> None:
        database = Database(url)

        def make(policy: str, *statements: str) -> House:
            database.run(*statements)
            return House(folder / "house", {"shop": database}, Clock(now())).write(policy)

        self.counter = Counter(make)
        path = self.counter.house.folder / "policy" / "policy.yaml"
        text = path.read_text("utf-8")
        for old, new in (
            ("languages: [nl]", "languages: [nl, en, es]"),
            ("contact: privacy@", "address: Dorpsstraat 1, portal: https://privacy.voorbeeld.example, contact: privacy@"),
            ("{basis:", "{purpose: {nl: iets doen, en: doing something, es: hacer algo}, basis:"),
            ("times: UTC", "times: UTC, country: NL"),
            ("called: {nl: mensen}", "called: {nl: klanten, en: customers, es: clientes}"),
            ("{nl: beter leveren}", "{nl: beter leveren, en: delivering better, es: entregar mejor}"),
            ("{nl: mag het}", "{nl: mag het, en: may we, es: podemos}"),
            (
                "de bezorger}, country: NL",
                "de bezorger, en: the courier, es: el mensajero}, country: NL, tell: https://courier.example/hook",
            ),
            ("{nl: het archief}", "{nl: het archief, en: the archive, es: el archivo}"),
        ):
            text = text.replace(old, new)
        path.write_text(text + "\nstatement: {automated decisions: none}\n", "utf-8")
        self.counter.house.__dict__.pop("context", None)
        counter, context = self.counter, self.counter.context
        self.waits = counter.receive("erasure", words="Verwijder alles")
        self.review = counter.identified("access")
        counter.searched(self.review)
        self.approve = counter.identified("erasure")
        desk.grant(context, counter.searched(self.approve), "somebody")
        self.done = counter.identified("portability")
        finish(counter, self.done)
        self.plan = approvals.propose(context, "somebody").plan
        self.staff = Employee(context, "Hanna", [Role.HANDLER, Role.OFFICER, Role.ADMINISTRATOR]).enrol()
        self.staff.browser.get("/console/statement")
        assert self.staff.browser.send(do="publish").status == 200
        for one in (self.waits, self.review, self.approve, self.done):
            self.staff.look(one)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    made = Shop(folder, f"sqlite:///{folder / 'store.db'}")
    yield made
    made.counter.house.close()


@pytest.fixture(scope="module")
def site(shop: Shop) -> Iterator[str]:
    with serving(shop.counter.context) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


def staff_context(browser: Any, shop: Shop, site: str, **more: Any) -> Any:
    """A browser in which Hanna is signed in."""
    context = browser.new_context(**more)
    cookie = {"name": "gestand", "value": shop.staff.browser.client.cookies["gestand"], "url": site}
    context.add_cookies([cookie])
    return context


def look_at(page: Any, name: str, axe: Axe) -> list[str]:
    """What is wrong with the page as it is: against WCAG, or wider than the screen."""
    found = wrong(page, axe)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        picture(page, Path(PICTURES), name)
    return [f"{name}: {x}" for x in found] + ([f"{name}: {wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_the_console_is_accessible(shop: Shop, site: str, browser: Any, language: str) -> None:
    axe, found = Axe(), []
    pages = {
        "today": "/console",
        "requests": "/console/requests",
        "closed": "/console/requests?closed=1",
        "enter": "/console/requests/new",
        "identify": f"/console/requests/{shop.waits}",
        "review": f"/console/requests/{shop.review}",
        "answer": f"/console/requests/{shop.review}/answer",
        "approve": f"/console/requests/{shop.approve}",
        "done": f"/console/requests/{shop.done}",
        "board": "/console/board",
        "statement": "/console/statement",
        "proof": "/console/statement/proof",
        "plans": "/console/plans",
        "plan": f"/console/plans/{shop.plan}",
        "holds": "/console/holds",
        "evidence": "/console/evidence",
        "people": "/console/people",
        "person": f"/console/people/{shop.staff.id}",
        "keys": "/console/keys",
        "me": "/console/me",
    }
    for width in (320, 1280):
        context = staff_context(browser, shop, site, viewport={"width": width, "height": 800})
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        page = context.new_page()
        for name, path in pages.items():
            answer = page.goto(site + path)
            assert answer.status == 200, (name, answer.status)
            assert page.get_attribute("html", "lang") == language
            found += look_at(page, f"console-{name}-{language}-{width}", axe)
        context.close()
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_the_portal_is_accessible_without_javascript(shop: Shop, site: str, browser: Any, language: str) -> None:
    """Walked through as a person does on a small telephone, from the question to the answer; axe looks with a second browser."""
    axe, found = Axe(), []
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=True)
    context.add_cookies([{"name": "language", "value": language, "url": site}])
    page = context.new_page()
    for name, path in {
        "start": "/",
        "objection": "/ask/objection",
        "withdrawal": "/ask/withdrawal",
        "rectification": "/ask/rectification",
        "restriction": "/ask/restriction",
        "complaint": "/ask/complaint",
        "sign-in": "/console/sign-in",
        "gone": "/follow/nothing-there-at-all-x",
        "statement": "/statement",
        "unknown": "/nowhere",
    }.items():
        page.goto(site + path)
        found += look_at(page, f"portal-{name}-{language}", axe)
    page.goto(site + "/ask/complaint")
    page.click("main form button")  # nothing filled in: what is wrong stands there, and is where the reader is led
    found += look_at(page, f"portal-wrong-{language}", axe)
    page.goto(site + "/ask/access")
    found += look_at(page, f"portal-who-{language}", axe)
    page.fill("#email", ADDRESS)
    page.click("main form button")
    found += look_at(page, f"portal-check-{language}", axe)
    before = len(shop.counter.letters())
    page.click("main form button:not(.second)")
    found += look_at(page, f"portal-code-{language}", axe)
    code = [c for m in shop.counter.letters()[before:] for c in re.findall(r"(?m)^    (\d{6})$", m["text"])][-1]
    page.fill("#code", code)
    page.click("form:has(#code) button")
    id = re.findall(r"\d{4}-\d{6}", page.inner_text("main"))[0]
    found += look_at(page, f"portal-request-{language}", axe)
    finish(shop.counter, id)
    page.reload()
    found += look_at(page, f"portal-answer-{language}", axe)
    page.goto(site + "/wishes")
    found += look_at(page, f"portal-wishes-{language}", axe)
    context.close()
    assert found == []


def test_a_person_needs_no_javascript_and_no_mouse(shop: Shop, site: str, browser: Any) -> None:
    """Only the keyboard: tab to what is chosen, type, and Enter."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#main"  # first of all: past the header
    page.focus("a[href='/ask/access']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/who")
    page.focus("#email")
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/check")
    page.focus("main form button:not(.second)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/code")
    context.close()


def test_a_passkey_is_made_and_opens_the_console(shop: Shop, site: str, browser: Any) -> None:
    """With a virtual authenticator of Chromium: make one from the invitation, sign out, and sign in with it alone."""
    nina = Employee(shop.counter.context, "Nina", [Role.HANDLER])
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site}/console/welcome/{nina.invitation}")
    page.fill("#password", "vier losse woorden samen")
    page.fill("#again", "vier losse woorden samen")
    page.click("main form button")
    page.wait_for_url("**/console/second-factor")
    page.click("form[data-passkey=create] button")
    page.wait_for_url(site + "/console")
    page.click("form[action='/console/leave'] button")
    page.wait_for_url("**/console/sign-in")
    page.click("form[data-passkey=get] button")
    page.wait_for_url(site + "/console")
    assert "Nina" in page.inner_text("header")
    context.close()


def test_no_page_asks_anything_of_another_host(shop: Shop, site: str, browser: Any) -> None:
    context = staff_context(browser, shop, site)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in ("/", "/statement", "/console", "/console/board", "/console/me", f"/console/requests/{shop.review}"):
        page.goto(site + path)
    context.close()
    assert [u for u in asked if not u.startswith(site) and not u.startswith("data:")] == []
    assert complaints == []  # a stylesheet or a script that the policy of the page stops would be one
