"""The EEA and the countries found adequate, on a day."""

from datetime import date

import pytest

from gestand.law import NoRuleOnDay, adequacy, all_rules, find, in_eea

TODAY = date(2026, 11, 22)


def test_the_eea_has_thirty_countries() -> None:
    countries = find("eea.countries", TODAY).countries
    assert len(countries) == 30
    assert {"NL", "BE", "NO", "IS", "LI"} <= countries


@pytest.mark.parametrize("country", ["NL", "nl", "NO"])
def test_inside(country: str) -> None:
    assert in_eea(country, TODAY)


@pytest.mark.parametrize("country", ["CH", "GB", "US", "EPO", ""])
def test_outside(country: str) -> None:
    assert not in_eea(country, TODAY)


def test_the_united_kingdom_left() -> None:
    assert in_eea("GB", date(2020, 12, 31))
    assert not in_eea("GB", date(2021, 1, 1))


def test_before_the_eea_took_over_the_gdpr() -> None:
    with pytest.raises(NoRuleOnDay):
        in_eea("NL", date(2018, 7, 19))


def test_all_that_are_adequate_today() -> None:
    rules = [rule for rule in all_rules() if rule.key.startswith("adequacy.") and rule.valid_on(TODAY)]
    names = " ".join(sorted(rule.key.partition(".")[2].upper() for rule in rules))
    assert names == "AD AR BR CA CH EPO FO GB GG IL IM JE JP KR NZ US UY"


@pytest.mark.parametrize("country", ["US", "CA"])
def test_some_only_in_part(country: str) -> None:
    rule = adequacy(country, TODAY)
    assert rule is not None and rule.value == "partial" and rule.note


@pytest.mark.parametrize("country", ["GB", "ch", "EPO"])
def test_others_as_a_whole(country: str) -> None:
    rule = adequacy(country, TODAY)
    assert rule is not None and rule.value == "whole"


@pytest.mark.parametrize("country", ["CN", "IN", "NL", "XX", ""])
def test_most_not_at_all(country: str) -> None:
    assert adequacy(country, TODAY) is None


@pytest.mark.parametrize(
    ("country", "day", "adequate"),
    [
        ("GB", date(2021, 6, 27), False),
        ("GB", date(2021, 6, 28), True),
        ("GB", date(2025, 12, 18), True),
        ("GB", date(2025, 12, 19), True),
        ("GB", date(2031, 12, 27), True),
        ("GB", date(2031, 12, 28), False),
        ("BR", date(2026, 1, 25), False),
        ("BR", date(2026, 1, 26), True),
        ("US", date(2020, 7, 15), True),
        ("US", date(2020, 7, 16), False),
        ("US", date(2023, 7, 10), True),
    ],
)
def test_adequacy_has_dates(country: str, day: date, adequate: bool) -> None:
    assert (adequacy(country, day) is not None) is adequate
