"""Every rule is its own manual page, and every code that Gestand can print has one."""

import re
from pathlib import Path

import pytest

import gestand
from gestand.policy.check import index
from gestand.policy.rules import Rule, pages, rules

SOURCE = Path(str(gestand.__file__)).parent
ROOT = SOURCE.parent.parent
HEADINGS = ["What", "Why", "Law", "Example", "Use instead"]


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_a_rule_is_whole(rule: Rule) -> None:
    text = rule.page.text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    for piece in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]:
        assert piece.strip()
    assert re.fullmatch(r"GS[34]\d\d", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.page.names[0])
    assert rule.page.severity in ("error", "warning")
    assert isinstance(rule.page.never_accepted, bool)
    assert not rule.page.title.endswith(".")


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_a_rule_lies_in_the_file_of_its_name(rule: Rule) -> None:
    assert Path(str(rule.module.__file__)).stem == f"{rule.code}_{rule.page.names[0]}".lower().replace("-", "_")


def test_no_code_and_no_name_is_used_twice() -> None:
    listed = [rule.code for rule in rules()]
    assert listed == sorted(set(listed))
    fixed = re.findall(r"^# (GS\d+)", (SOURCE / "policy/rules/pages.md").read_text("utf-8"), re.MULTILINE)
    assert fixed == sorted(set(fixed)) and not set(fixed) & set(listed)
    names = [rule.page.names[0] for rule in rules()]
    assert len(names) == len(set(names))


def test_every_code_in_the_program_has_a_page() -> None:
    printed = {code for path in SOURCE.rglob("*.py") for code in re.findall(r"\"(GS\d{3})\"", path.read_text("utf-8"))}
    assert printed - set(pages()) == set()


def test_every_name_that_goes_with_a_code_is_on_its_page() -> None:
    said = {
        pair for path in SOURCE.rglob("*.py") for pair in re.findall(r"\"(GS\d{3})\",\s*\"([a-z-]+)\"", path.read_text("utf-8"))
    }
    assert {(code, name) for code, name in said if code in pages() and name not in pages()[code].names} == set()


def test_a_fixed_page_says_what_it_is_and_what_to_do() -> None:
    for page in pages().values():
        if page.code not in {rule.code for rule in rules()}:
            assert re.search(r"^What: ", page.text, re.MULTILINE) and re.search(r"^What to do: ", page.text, re.MULTILINE), (
                page.code
            )


def test_the_index_is_current() -> None:
    assert (ROOT / "docs/findings.md").read_text("utf-8") == index(), (
        "make it again: python -m gestand.policy.check > docs/findings.md"
    )
