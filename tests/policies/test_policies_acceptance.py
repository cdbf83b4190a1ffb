"""A finding you live with: why, and until when; and acceptances that clean themselves up."""

from collections.abc import Callable

import pytest

from gestand.diagnostics import Diagnostic, GestandError
from gestand.diagnostics.report import as_json, as_sarif, as_text
from gestand.policy.check import explain, failing

Find = Callable[..., list[Diagnostic]]

UNDECLARED = """
```sql
create table rates (id integer primary key, rate numeric(8,4));
create table prices (id integer primary key, price numeric(8,4));
```
"""
RECIPIENT = """
```yaml
recipients: {printer: {called: {en: the printing office}, country: IN, agreement: {signed: 2026-01-15}}}
accept: [{finding: GS316, at: printer, reason: we are negotiating, until: "2027-03-01"}]
```
"""


def accepting(text: str, finding: str, at: str, until: str = "2027-03-01") -> str:
    return text + f'\n```yaml\naccept: [{{finding: {finding}, at: {at}, reason: it is being replaced, until: "{until}"}}]\n```\n'


def by_code(found: list[Diagnostic]) -> dict[str, Diagnostic]:
    return {d.code: d for d in found}


def test_what_is_accepted_is_shown_and_does_not_fail(findings: Find) -> None:
    found = findings(accepting(UNDECLARED, "GS412", "shop.rates"))
    assert [(d.about, d.accepted) for d in found] == [
        ("shop.prices", ""),
        ("shop.rates", "it is being replaced (until 2027-03-01)"),
    ]
    assert [d.about for d in failing(found)] == ["shop.prices"]
    assert "accepted: it is being replaced" in as_text(found[1])
    assert '"suppressions"' in as_sarif(found, "0")
    assert '"accepted": "it is being replaced' in as_json(found, {})


def test_a_place_covers_what_lies_in_it_and_nothing_beside_it(findings: Find) -> None:
    assert not failing(findings(accepting(UNDECLARED, "GS412", "shop")))
    half = findings(accepting(UNDECLARED, "GS412", "shop.rate"))
    assert {d.code: d.severity for d in half} == {"GS412": "error", "GS391": "warning"}


def test_an_acceptance_holds_up_to_its_last_day(findings: Find) -> None:
    assert "GS390" not in by_code(findings(accepting(UNDECLARED, "GS412", "shop", "2026-11-22")))
    over = findings(accepting(UNDECLARED, "GS412", "shop", "2026-11-21"))
    assert by_code(over)["GS390"].message == "the acceptance of `GS412` ended on 2026-11-21"
    assert len(failing(over)) == 2
    assert "no day of the calendar" in by_code(findings(accepting(UNDECLARED, "GS412", "shop", "2027-02-31")))["GS390"].message


def test_an_acceptance_of_nothing_is_a_finding(findings: Find) -> None:
    assert (
        by_code(findings(accepting("", "GS412", "shop.rates")))["GS391"].message
        == "`GS412` is accepted at `shop.rates`, and not found there"
    )


def test_an_unknown_code_is_a_finding_with_the_near_one(findings: Find) -> None:
    wrong = by_code(findings(accepting(UNDECLARED, "GS499", "shop")))["GS392"]
    assert wrong.severity == "error" and wrong.help[0].startswith("did you mean `GS4")


def test_what_can_never_be_accepted_stays_an_error(findings: Find) -> None:
    found = by_code(findings(RECIPIENT))
    assert found["GS316"].accepted == "" and found["GS393"].severity == "error"
    assert {d.code for d in failing(list(found.values()))} == {"GS316", "GS393"}


def test_findings_come_in_the_order_of_the_files(findings: Find) -> None:
    found = findings(UNDECLARED + "\n```yaml\nactivities: {selling: {for: customers}}\n```")
    places = [(d.place.line, d.place.column) for d in found if d.place]
    assert places == sorted(places) and len(places) == len(found) > 4


def test_explain_prints_the_page_of_a_code_or_a_name() -> None:
    page = explain("gs302")
    assert page == explain("purpose-without-retention")
    assert page.startswith("GS302 purpose-without-retention (error; can be accepted for now, with a reason and a date)\n")
    assert "## Use instead" in page
    assert "can't be accepted" in explain("GS313")


@pytest.mark.parametrize(("word", "guess"), [("GS3O2", "GS302"), ("purpose-without-retenton", "purpose-without-retention")])
def test_explain_suggests_the_near_one(word: str, guess: str) -> None:
    with pytest.raises(GestandError) as raised:
        explain(word)
    assert raised.value.diagnostics[0].code == "GS119"
    assert raised.value.diagnostics[0].help == (f"did you mean `{guess}`?",)
