"""What a page owes its reader, where a machine can see it: labels, no placeholder in their place, optional fields marked, errors at the
top and at the field, whole dates, nothing that asks for a number of the state, targets that a thumb can hit."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from cases.shop import ADDRESS, Counter
from web.browser import Browser

PAGES = (
    "/",
    "/ask/objection",
    "/ask/withdrawal",
    "/ask/rectification",
    "/ask/restriction",
    "/ask/complaint",
    "/ask/access",
    "/console/sign-in",
)


class Fields(HTMLParser):
    """The fields of a page, its labels, and its headings."""

    def __init__(self, raw: str) -> None:
        super().__init__()
        self.fields: list[dict[str, str]] = []
        self.labels: set[str] = set()
        self.headings: list[str] = []
        self.feed(raw)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in given} | {"tag": tag}
        if tag in ("input", "select", "textarea") and a.get("type") != "hidden":
            self.fields.append(a)
        if tag == "label":
            self.labels.add(a.get("for", ""))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)


@pytest.mark.parametrize("path", PAGES)
def test_each_field_has_a_label_and_none_has_a_placeholder_in_its_place(browser: Browser, path: str) -> None:
    page = Fields(browser.get(path).raw)
    for field in page.fields:
        assert field.get("id") in page.labels, field
        assert "placeholder" not in field, field
        assert field.get("type") != "file", "nobody is asked for a document"
    assert page.headings[0] == "h1" and page.headings.count("h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_chosen_for_the_reader_but_themselves(browser: Browser, path: str) -> None:
    raw = browser.get(path).raw
    checked = re.findall(r'<input type="(?:radio|checkbox)" id="([a-z]+)[^>]* checked', raw)
    assert set(checked) <= {"behalf"}  # for oneself


def test_fields_say_what_a_browser_may_fill_in(browser: Browser) -> None:
    browser.get("/ask/access")
    raw = browser.get("/ask/who").raw
    assert 'autocomplete="email"' in raw and 'autocomplete="name"' in raw
    raw = browser.get("/console/sign-in").raw
    assert 'autocomplete="username"' in raw and 'autocomplete="current-password"' in raw


@pytest.mark.parametrize(
    ("path", "field"), [("/ask/complaint", "words"), ("/ask/objection", "activity"), ("/ask/access", "email")]
)
def test_what_is_wrong_stands_in_the_title_at_the_top_and_at_the_field(browser: Browser, path: str, field: str) -> None:
    browser.get(path)
    page = browser.send()
    assert page.status == 400
    assert re.search(r"<title>\s*Fout:", page.raw)
    assert f'href="#{field}"' in page.raw and f'id="{field}-wrong"' in page.raw and 'role="alert"' in page.raw


def test_what_was_filled_in_is_kept_when_something_is_wrong(browser: Browser) -> None:
    browser.get("/ask/access")
    page = browser.send({"email": "geen adres", "name": "Anna Smit"})
    assert page.status == 400 and 'value="Anna Smit"' in page.raw and 'value="geen adres"' in page.raw


def test_a_date_is_a_whole_day_and_no_number_of_days(browser: Browser) -> None:
    browser.get("/ask/access")
    page = browser.send({"email": ADDRESS})
    days = "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    assert re.search(rf"({days}) \d{{1,2}} [a-z]+ 2026", page.text) and not re.search(r"binnen \d+ dagen", page.text)


def test_nobody_is_asked_for_a_number_of_the_state_or_a_copy_of_a_card(browser: Browser) -> None:
    browser.get("/ask/access")
    text = browser.get("/ask/who").text.lower()
    assert "nooit om een kopie van uw identiteitsbewijs" in text and "nooit om uw burgerservicenummer" in text
    names = {f.get("name", "").lower() for path in PAGES for f in Fields(browser.get(path).raw).fields}
    assert not names & {"bsn", "passport", "document", "ssn"}


def test_a_letter_names_the_organisation_and_the_request_and_follows_nobody(counter: Counter, browser: Browser) -> None:
    browser.get("/ask/access")
    browser.send({"email": ADDRESS})
    browser.send()
    letters: list[Any] = counter.letters()
    assert letters
    for letter in letters:
        assert re.search(r"\d{4}-\d{6}", letter["subject"]) and "Voorbeeld" in letter["text"]
        assert (
            "<img" not in letter["html"]
            and "<link" not in letter["html"]
            and "http://" not in letter["html"].replace("http://privacy.voorbeeld.example", "")
        )
