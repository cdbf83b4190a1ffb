"""Every page's example has exactly its finding, and what to use instead has none; the cases of cases.md find what they say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gestand.diagnostics import Diagnostic
from gestand.policy.rules import Rule, rules

from .conftest import blocks, database

Find = Callable[..., list[Diagnostic]]
CASES = re.findall(
    r"^## (.+?)\n(.*?)(?=^## |\Z)", (Path(__file__).parent / "cases.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)


def section(rule: Rule, heading: str) -> str:
    return re.split(r"^## ", rule.page.text.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def said(found: list[Diagnostic]) -> list[str]:
    return sorted(f"{d.code} {d.about}" for d in found)


def test_nothing_is_wrong_in_the_shop(findings: Find) -> None:
    assert said(findings("")) == []


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_the_example_is_found_and_nothing_else(rule: Rule, findings: Find) -> None:
    found = findings(section(rule, "Example"))
    assert {d.code for d in found} == {rule.code}, said(found)
    for d in found:
        assert (d.name, d.about != "", d.place is not None, d.help != ()) == (rule.page.names[0], True, True, True)


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_what_to_use_instead_is_found_in_order(rule: Rule, findings: Find) -> None:
    sql = blocks(section(rule, "Use instead"), "sql") or blocks(section(rule, "Example"), "sql")
    assert said(findings(section(rule, "Use instead"), sql, database(section(rule, "Example")))) == []


@pytest.mark.parametrize(("title", "text"), CASES, ids=[title for title, _ in CASES])
def test_a_case(title: str, text: str, findings: Find) -> None:
    assert said(findings(text)) == sorted(blocks(text, "findings").split("\n"))[1:]


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_a_finding_speaks_like_a_finding(rule: Rule, findings: Find) -> None:
    for d in findings(section(rule, "Example")):
        for text in (d.message, *d.help):
            assert not text.endswith("."), text
            assert not re.match(r"[A-Z][a-z]", text), text
            assert "{" not in re.sub(r"`[^`]*`", "", text), text
