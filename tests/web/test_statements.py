"""The statement at the portal: every version, in every form, for ever; for staff what is known of each sentence (promises A2, A3)."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from cases.shop import Counter
from gestand.actors.accounts import Role
from web.browser import Browser
from web.conftest import Hire
from web.staff import Employee

STATEMENT = "\nstatement: {automated decisions: none}\n"


@pytest.fixture
def told(counter: Counter, hire: Hire) -> Employee:
    """An officer at a shop whose policy has a statement that can be published."""
    policy = counter.house.folder / "policy" / "policy.yaml"
    text = policy.read_text("utf-8")
    for old, new in (
        ("contact: privacy@", "address: Dorpsstraat 1, portal: https://privacy.voorbeeld.example, contact: privacy@"),
        ("{basis:", "{purpose: {nl: iets doen}, basis:"),
        ("times: UTC", "times: UTC, country: NL"),
    ):
        text = text.replace(old, new)
    policy.write_text(text + STATEMENT, "utf-8")
    counter.house.__dict__.pop("context", None)
    return hire("Otto", Role.OFFICER)


def published(told: Employee) -> Browser:
    told.browser.get("/console/statement")
    page = told.browser.send(do="publish")
    assert page.status == 200, page.text
    return Browser(told.context)


def test_what_was_not_published_nobody_reads(counter: Counter, told: Employee) -> None:
    browser = Browser(told.context)
    assert browser.get("/statement").status == 404
    assert browser.get("/statement/nl.html").status == 404
    assert told.browser.get("/console/statement").status == 200


def test_the_newest_version_and_each_earlier_one_are_there_in_each_form(told: Employee) -> None:
    browser = published(told)
    page = browser.get("/statement")
    assert page.path == "/statement/nl.html" and page.status == 200 and "Voorbeeld" in page.text
    for name, start in (
        ("nl.md", "#"),
        ("nl.pdf", "%PDF"),
        ("nl.tilt.json", "{"),
        ("dpv.jsonld", "{"),
        ("1/nl.html", "<!doctype"),
    ):
        answer = browser.client.get(f"/statement/{name}")
        assert answer.status_code == 200 and answer.content.startswith(start.encode()), name
    json.loads(browser.client.get("/statement/1/dpv.jsonld").content)
    digest = hashlib.sha256(browser.client.get("/statement/statement.json").content).hexdigest()
    assert digest[:8] and len(digest) == 64


def test_each_link_of_the_page_leads_somewhere(told: Employee) -> None:
    browser = published(told)
    for at in ("/statement/nl.html", "/statement/1/nl.html"):
        raw = browser.get(at).raw
        for href in re.findall(r'href="([^"#:]+)"', raw):
            assert browser.client.get(str(browser.client.base_url.join(at).join(href))).status_code == 200, (at, href)


def test_the_pages_style_is_allowed_by_its_digest_and_no_other_is(told: Employee) -> None:
    browser = published(told)
    answer = browser.client.get("/statement/nl.html")
    style = re.findall(rb"<style>(.*?)</style>", answer.content, re.S)[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    assert b" style=" not in answer.content and b"<script" not in answer.content


@pytest.mark.parametrize(
    "name",
    [
        "fr.html",
        "nl.exe",
        "..%2fstate.db",
        "2/nl.html",
        "x/nl.html",
        "0/nl.html",
        "1/1/nl.html",
        "99999999999/nl.html",
        "nl.html.html",
    ],
)
def test_what_is_no_form_of_a_version_is_not_found(told: Employee, name: str) -> None:
    assert published(told).client.get(f"/statement/{name}").status_code == 404


def test_staff_see_what_is_known_of_each_sentence_and_the_public_does_not(told: Employee) -> None:
    browser = published(told)
    told.browser.get("/console/board")
    told.browser.send()
    proof = told.browser.get("/console/statement/proof")
    assert proof.status == 200 and 'class="standing' in proof.raw
    assert 'class="standing' not in browser.get("/statement/nl.html").raw
    assert browser.get("/console/statement/proof").path == "/console/sign-in"


def test_a_handler_publishes_nothing(told: Employee, hire: Hire) -> None:
    hanna = hire("Hanna", Role.HANDLER)
    hanna.browser.get("/console/statement")
    hanna.browser.post("/console/statement", {"token": hanna.browser.token, "do": "publish"})
    assert Browser(told.context).get("/statement").status == 404
