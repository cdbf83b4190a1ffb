"""The law table: that it is sound, that it holds what the law says, and that its errors help."""

from datetime import date, datetime, timedelta
from itertools import groupby

import pytest

from gestand import law
from gestand.law import NoRuleOnDay, Period, Rule, TableError, UnknownRule, WrongUnit, find, read_table

TODAY = date(2026, 11, 22)
RULES = law.all_rules()

ROW = {
    "key": "keep.example",
    "value": "7",
    "unit": "years",
    "hardness": "statute_min",
    "valid from": "2018-05-25",
    "source": "art. 1",
    "certainty": "S",
}


def table(*rows: dict[str, str]) -> str:
    return "\n".join("- {" + ", ".join(f"{field}: '{value}'" for field, value in row.items()) + "}" for row in rows)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.key}@{rule.valid_from}")
class TestEachRule:
    def test_has_a_source_and_a_certainty(self, rule: Rule) -> None:
        assert rule.source.strip()
        assert rule.certainty in ("S", "S2", "M")

    def test_is_found_on_its_first_and_last_day_and_not_past_them(self, rule: Rule) -> None:
        assert find(rule.key, rule.valid_from) is rule
        if rule.valid_to:
            assert find(rule.key, rule.valid_to) is rule
            assert not rule.valid_on(rule.valid_to + timedelta(days=1))
        assert not rule.valid_on(rule.valid_from - timedelta(days=1))

    def test_that_counts_from_something_says_from_what(self, rule: Rule) -> None:
        if rule.key.startswith("keep.") or rule.hardness == "deadline" or rule.from_year_end:
            assert rule.anchor

    def test_of_keeping_can_be_counted_unless_it_is_in_words(self, rule: Rule) -> None:
        if rule.key.startswith("keep.") and rule.unit != "words":
            assert rule.period.ends(TODAY) > TODAY

    def test_key_is_in_kebab_case_under_a_topic(self, rule: Rule) -> None:
        topic, _, name = rule.key.partition(".")
        assert topic.isalpha() and name.replace("-", "").isalnum()
        assert rule.key == rule.key.lower()

    def test_minimum_and_maximum_are_about_keeping(self, rule: Rule) -> None:
        if rule.hardness in ("statute_min", "statute_max"):
            assert rule.key.startswith("keep.")


def test_no_key_has_two_values_on_one_day() -> None:
    for key, rows in groupby(sorted(RULES, key=lambda rule: (rule.key, rule.valid_from)), key=lambda rule: rule.key):
        valid = list(rows)
        for earlier, later in zip(valid, valid[1:], strict=False):
            assert earlier.valid_to is not None and earlier.valid_to < later.valid_from, key


def test_topics_stand_together_in_the_table() -> None:
    topics = [topic for topic, _ in groupby(rule.key.partition(".")[0] for rule in RULES)]
    assert len(topics) == len(set(topics))


@pytest.mark.parametrize(
    ("key", "number", "unit"),
    [
        ("request.answer", 1, "months"),
        ("request.extension", 2, "months"),
        ("request.extension-notice", 1, "months"),
        ("request.refusal", 1, "months"),
        ("request.query", 5, "working days"),
        ("request.never-excessive-after", 1, "years"),
        ("statement.indirect-collection", 1, "months"),
        ("breach.authority", 72, "hours"),
        ("breach.nis2-early-warning", 24, "hours"),
        ("breach.nis2-notification", 72, "hours"),
        ("breach.nis2-final-report", 1, "months"),
        ("dpia.prior-consultation", 8, "weeks"),
        ("dpia.prior-consultation-extension", 6, "weeks"),
        ("age.consent", 16, "age"),
        ("age.withdraw-consent", 12, "age"),
        ("age.own-rights", 12, "age"),
        ("age.rights-alone", 16, "age"),
        ("age.majority", 18, "age"),
        ("cookies.reprompt", 6, "months"),
        ("marketing.stop", 0, "days"),
        ("marketing.one-click-unsubscribe", 2, "days"),
    ],
)
def test_numbers(key: str, number: int, unit: str) -> None:
    rule = find(key, TODAY)
    assert (rule.number, rule.unit) == (number, unit)


@pytest.mark.parametrize(
    ("key", "period", "hardness"),
    [
        ("keep.tax-records", Period(7, "years", from_year_end=True), "statute_min"),
        ("keep.payroll", Period(7, "years", from_year_end=True), "statute_min"),
        ("keep.real-estate-vat", Period(9, "years", from_year_end=True), "statute_min"),
        ("keep.oss-vat", Period(10, "years", from_year_end=True), "statute_min"),
        ("keep.employee-id-copy", Period(5, "years", from_year_end=True), "statute_min"),
        ("keep.payroll-tax-statement", Period(5, "years", from_year_end=True), "statute_min"),
        ("keep.employment-contract", Period(7, "years", from_year_end=True), "statute_min"),
        ("keep.personnel-file", Period(2, "years"), "regulator_guideline"),
        ("keep.working-hours", Period(52, "weeks"), "statute_min"),
        ("keep.application", Period(4, "weeks"), "sector_code"),
        ("keep.application-with-consent", Period(1, "years"), "sector_code"),
        ("keep.cctv", Period(4, "weeks"), "regulator_guideline"),
        ("keep.wwft-min", Period(5, "years"), "statute_min"),
        ("keep.wwft-max", Period(5, "years"), "statute_max"),
        ("keep.medical-file", Period(20, "years"), "statute_min"),
        ("keep.consent-proof", Period(5, "years"), "own_choice"),
        ("limitation.contract", Period(5, "years"), "own_choice"),
        ("limitation.damage-at-most", Period(20, "years"), "own_choice"),
    ],
)
def test_periods(key: str, period: Period, hardness: str) -> None:
    rule = find(key, TODAY)
    assert (rule.period, rule.hardness) == (period, hardness)


# law.md A11: the last day of keeping, as the sources give it; the value goes the day after
@pytest.mark.parametrize(
    ("key", "anchor", "until"),
    [
        ("keep.tax-records", date(2022, 6, 15), date(2029, 12, 31)),
        ("keep.tax-records", date(2022, 12, 30), date(2029, 12, 31)),
        ("keep.tax-records", date(2022, 12, 31), date(2029, 12, 31)),
        ("keep.tax-records", date(2023, 1, 1), date(2030, 12, 31)),
        ("keep.employee-id-copy", date(2026, 3, 15), date(2031, 12, 31)),
        ("keep.employment-contract", date(2026, 9, 30), date(2033, 12, 31)),
        ("keep.oss-vat", date(2022, 5, 20), date(2032, 12, 31)),
        ("keep.real-estate-vat", date(2022, 4, 1), date(2031, 12, 31)),
        ("keep.wwft-min", date(2026, 3, 15), date(2031, 3, 14)),
        ("keep.wwft-max", date(2026, 3, 15), date(2031, 3, 14)),
        ("keep.wwft-max", date(2024, 2, 29), date(2029, 2, 28)),
    ],
)
def test_dutch_periods_end_where_the_sources_say(key: str, anchor: date, until: date) -> None:
    period = find(key, TODAY).period
    gone = until + timedelta(days=1)
    assert period.ends(anchor) == gone
    assert (period.cutoff(until) or date.min) < anchor <= (period.cutoff(gone) or date.min)


def test_one_anchor_year_has_no_one_fiscal_period() -> None:
    anchor = date(2022, 5, 1)
    ends = [find(key, TODAY).period.ends(anchor).year for key in ("keep.tax-records", "keep.real-estate-vat", "keep.oss-vat")]
    assert ends == [2030, 2032, 2033]


def test_telephone_marketing_to_customers_ended_on_1_july_2026() -> None:
    key = "marketing.telephone-to-own-customer"
    assert find(key, date(2026, 6, 30)).yes
    assert not find(key, date(2026, 7, 1)).yes


def test_electronic_marketing_to_customers_did_not() -> None:
    key = "marketing.electronic-to-own-customer"
    assert find(key, date(2026, 6, 30)).yes
    assert find(key, date(2026, 7, 1)).yes


def test_charities_and_publishers_may_still_call() -> None:
    assert find("marketing.telephone-by-charity-to-donor", TODAY).yes
    assert find("marketing.telephone-by-publisher-or-lottery-to-own-customer", TODAY).yes


@pytest.mark.parametrize("key", ["age.withdraw-consent", "age.own-rights"])
def test_twelve_year_olds_gained_rights_on_1_september_2026(key: str) -> None:
    assert find(key, date(2026, 8, 31)).number == 16
    assert find(key, date(2026, 9, 1)).number == 12


def test_what_has_no_number_is_in_words() -> None:
    rule = find("keep.telecom-traffic-billing", TODAY)
    assert isinstance(rule.value, str)
    with pytest.raises(WrongUnit) as caught:
        _ = rule.period
    assert caught.value.help == "show its words instead of a date"


def test_asking_for_what_a_row_is_not() -> None:
    with pytest.raises(WrongUnit, match="`request.free` is not a number but yes or no"):
        _ = find("request.free", TODAY).number
    with pytest.raises(WrongUnit, match="`request.answer` is not a yes or no but months"):
        _ = find("request.answer", TODAY).yes
    with pytest.raises(WrongUnit, match="`request.answer` is not a list of countries but months"):
        _ = find("request.answer", TODAY).countries
    with pytest.raises(WrongUnit, match="`breach.authority` is not a period but hours"):
        _ = find("breach.authority", TODAY).period


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("request.anser", "request.answer"), ("keep.tax-record", "keep.tax-records"), ("retention.cctv", "keep.cctv")],
)
def test_an_unknown_key_gets_near_names(wrong: str, meant: str) -> None:
    with pytest.raises(UnknownRule) as caught:
        find(wrong, TODAY)
    assert meant in caught.value.near
    assert caught.value.message == f"the law table has no rule `{wrong}`"
    assert f"`{meant}`" in caught.value.help


def test_an_unknown_key_like_no_other_gets_none() -> None:
    with pytest.raises(UnknownRule) as caught:
        find("zzzzz", TODAY)
    assert caught.value.near == () and caught.value.help == ""


def test_a_day_without_value_says_which_days_have_one() -> None:
    with pytest.raises(NoRuleOnDay) as caught:
        find("marketing.telephone-to-own-customer", date(2020, 1, 1))
    assert caught.value.help == "it has one from 2021-07-01 to 2026-06-30 and from 2026-07-01"


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(TypeError, match="expected a calendar day"):
        find("request.answer", datetime(2026, 11, 22))


def test_errors_of_a_lookup_are_lookup_errors() -> None:
    assert issubclass(UnknownRule, LookupError) and issubclass(NoRuleOnDay, LookupError)


class TestReadTable:
    def test_reads_a_row(self) -> None:
        (rule,) = read_table(table({**ROW, "counted from": "end of the year", "valid to": "2030-12-31", "anchor": "supply"}))
        assert rule == Rule(
            "keep.example", 7, "years", "statute_min", date(2018, 5, 25), date(2030, 12, 31), "art. 1", "S", "supply", True
        )

    def test_norway_is_a_country(self) -> None:
        (rule,) = read_table(table({**ROW, "unit": "countries", "value": "XX"}).replace("'XX'", "NO"))
        assert rule.countries == {"NO"}

    @pytest.mark.parametrize(
        ("earlier", "later"),
        [
            ({}, {"valid from": "2026-07-01"}),
            ({"valid to": "2026-07-01"}, {"valid from": "2026-07-01"}),
            ({"valid from": "2026-07-01"}, {"valid from": "2020-01-01"}),
            ({}, {}),
        ],
    )
    def test_refuses_two_values_on_one_day(self, earlier: dict[str, str], later: dict[str, str]) -> None:
        with pytest.raises(TableError, match="rule `keep.example` has two values on"):
            read_table(table({**ROW, **earlier}, {**ROW, **later}))

    def test_takes_rows_that_follow_each_other_in_any_order(self) -> None:
        later, earlier = {**ROW, "valid from": "2026-07-01"}, {**ROW, "valid to": "2026-06-30"}
        assert len(read_table(table(later, earlier))) == 2

    @pytest.mark.parametrize("field", [*ROW][1:])
    def test_refuses_a_row_without(self, field: str) -> None:
        with pytest.raises(TableError, match=f"rule `keep.example` lacks {field}"):
            read_table(table({name: value for name, value in ROW.items() if name != field}))

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("unit", "fortnights", "has the unit `fortnights`"),
            ("hardness", "hard", "has the hardness `hard`"),
            ("certainty", "maybe", "has the certainty `maybe`"),
            ("value", "seven", "counts years, but its value is `seven`"),
            ("value", "-7", "counts years, but its value is `-7`"),
            ("valid from", "1 July 2026", "has the date `1 July 2026`"),
            ("valid to", "2017-01-01", "ends before it begins"),
            ("counted from", "today", "is counted from `today`"),
            ("colour", "red", "has unknown fields: colour"),
        ],
    )
    def test_names_the_row_and_what_is_wrong(self, field: str, value: str, message: str) -> None:
        with pytest.raises(TableError, match=f"rule `keep.example` {message}"):
            read_table(table({**ROW, field: value}))

    @pytest.mark.parametrize(("unit", "value"), [("yes or no", "true"), ("scope", "half")])
    def test_refuses_values_its_unit_does_not_have(self, unit: str, value: str) -> None:
        with pytest.raises(TableError, match=f"`{value}`"):
            read_table(table({**ROW, "unit": unit, "value": value}))

    @pytest.mark.parametrize("text", ["key: value", "- just words", "- {", ""])
    def test_refuses_what_is_no_table(self, text: str) -> None:
        with pytest.raises(TableError):
            read_table(text)
