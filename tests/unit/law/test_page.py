"""docs/law.md is what the table says."""

from datetime import date
from pathlib import Path

import pytest

from gestand.law import all_rules, find
from gestand.law.page import in_words, law_page

PAGE = Path(__file__).parents[3] / "docs" / "law.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == law_page(), "renew it: its last line says how"


def test_every_rule_is_on_it() -> None:
    page = law_page()
    for rule in all_rules():
        assert f"| `{rule.key}` | {in_words(rule)} |" in page
        assert rule.source in page


def test_its_tables_have_one_width() -> None:
    for line in law_page().splitlines():
        if line.startswith("| `"):
            assert line.count("|") == 8, line


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("request.answer", "1 month"),
        ("keep.tax-records", "7 years after the end of the year"),
        ("keep.application-with-consent", "1 year"),
        ("age.consent", "16 years old"),
        ("request.free", "yes"),
        ("cookies.without-consent", "no"),
        ("breach.processor", "without undue delay"),
        ("adequacy.us", "partial"),
        ("register.small-organisation", "250 people"),
    ],
)
def test_in_words(key: str, words: str) -> None:
    assert in_words(find(key, date(2026, 11, 22))) == words
