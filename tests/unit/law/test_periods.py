"""Periods of keeping: when they end, and that the cut-off is exactly the latest anchor that has passed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gestand.law import Period
from gestand.law.periods import PeriodUnit

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "anchor", "ends"),
    [
        (Period(30, "days"), date(2026, 11, 1), date(2026, 12, 1)),
        (Period(0, "days"), date(2026, 11, 1), date(2026, 11, 1)),
        (Period(4, "weeks"), date(2026, 11, 22), date(2026, 12, 20)),
        (Period(52, "weeks"), date(2026, 1, 1), date(2026, 12, 31)),
        (Period(6, "months"), date(2026, 8, 30), date(2027, 3, 1)),
        (Period(1, "months"), date(2026, 1, 28), date(2026, 2, 28)),
        (Period(1, "months"), date(2026, 1, 29), date(2026, 3, 1)),
        (Period(1, "months"), date(2026, 1, 31), date(2026, 3, 1)),
        (Period(1, "months"), date(2028, 1, 29), date(2028, 2, 29)),
        (Period(1, "months"), date(2028, 1, 31), date(2028, 3, 1)),
        (Period(1, "months"), date(2026, 8, 31), date(2026, 10, 1)),
        (Period(1, "months"), date(2026, 12, 31), date(2027, 1, 31)),
        (Period(5, "years"), date(2026, 3, 15), date(2031, 3, 15)),
        (Period(1, "years"), date(2024, 2, 29), date(2025, 3, 1)),
        (Period(4, "years"), date(2024, 2, 29), date(2028, 2, 29)),
        (Period(7, "years", from_year_end=True), date(2022, 6, 15), date(2030, 1, 1)),
        (Period(7, "years", from_year_end=True), date(2022, 12, 31), date(2030, 1, 1)),
        (Period(7, "years", from_year_end=True), date(2023, 1, 1), date(2031, 1, 1)),
        (Period(0, "years", from_year_end=True), date(2022, 6, 15), date(2023, 1, 1)),
        (Period(6, "months", from_year_end=True), date(2022, 6, 15), date(2023, 7, 1)),
        (Period(30, "days", from_year_end=True), date(2022, 6, 15), date(2023, 1, 31)),
    ],
)
def test_ends(period: Period, anchor: date, ends: date) -> None:
    assert period.ends(anchor) == ends
    assert (period.cutoff(ends) or date.min) >= anchor
    assert (period.cutoff(ends - ONE_DAY) or date.min) < anchor


@pytest.mark.parametrize(
    ("year_ends", "anchor", "ends"),
    [
        ((6, 30), date(2022, 6, 30), date(2029, 7, 1)),
        ((6, 30), date(2022, 7, 1), date(2030, 7, 1)),
        ((3, 31), date(2022, 1, 15), date(2029, 4, 1)),
        ((9, 30), date(2022, 12, 31), date(2030, 10, 1)),
        ((2, 29), date(2022, 2, 28), date(2029, 3, 1)),  # the last day of February, leap year or not
        ((2, 29), date(2024, 2, 29), date(2031, 3, 1)),
        ((2, 28), date(2024, 2, 28), date(2031, 3, 1)),  # 29 February 2024 opens the next year and has no like in 2031
        ((2, 28), date(2024, 2, 29), date(2032, 3, 1)),
    ],
)
def test_financial_years(year_ends: tuple[int, int], anchor: date, ends: date) -> None:
    assert Period(7, "years", True, year_ends).ends(anchor) == ends


@pytest.mark.parametrize(
    ("period", "today", "cutoff"),
    [
        (Period(30, "days"), date(2026, 12, 1), date(2026, 11, 1)),
        (Period(1, "months"), date(2026, 2, 28), date(2026, 1, 28)),
        (Period(1, "months"), date(2026, 3, 1), date(2026, 2, 1)),
        (Period(1, "months"), date(2026, 3, 31), date(2026, 2, 28)),
        (Period(1, "years"), date(2025, 2, 28), date(2024, 2, 28)),
        (Period(1, "years"), date(2025, 3, 1), date(2024, 3, 1)),
        (Period(7, "years", from_year_end=True), date(2029, 12, 31), date(2021, 12, 31)),
        (Period(7, "years", from_year_end=True), date(2030, 1, 1), date(2022, 12, 31)),
        (Period(7, "years", True, (6, 30)), date(2030, 6, 30), date(2022, 6, 30)),
        (Period(7, "years", True, (6, 30)), date(2030, 7, 1), date(2023, 6, 30)),
    ],
)
def test_cutoff(period: Period, today: date, cutoff: date) -> None:
    assert period.cutoff(today) == cutoff


def test_nothing_has_passed_before_the_calendar_begins() -> None:
    assert Period(2000, "years").cutoff(date(1999, 12, 31)) is None
    assert Period(2000, "years").cutoff(date(2001, 1, 1)) == date.min
    assert Period(999_999_999, "days").cutoff(date(2026, 11, 22)) is None
    assert Period(10**12, "weeks").cutoff(date(2026, 11, 22)) is None
    assert Period(0, "years", from_year_end=True).cutoff(date(1, 12, 31)) is None
    assert Period(0, "years", from_year_end=True).cutoff(date(2, 1, 1)) == date(1, 12, 31)


@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years"])
@pytest.mark.parametrize("from_year_end", [True, False])
def test_an_anchor_that_means_forever_never_passes(unit: PeriodUnit, from_year_end: bool) -> None:
    assert Period(1, unit, from_year_end).ends(date.max) == date.max


@pytest.mark.parametrize(
    ("count", "unit", "year_ends", "message"),
    [
        (-1, "days", (12, 31), "can't be negative: -1"),
        (1, "fortnights", (12, 31), "unknown unit `fortnights`"),
        (1, "years", (13, 1), "no year ends on day 1 of month 13"),
        (1, "years", (2, 30), "no year ends on day 30 of month 2"),
        (1, "years", (6, 0), "no year ends on day 0 of month 6"),
    ],
)
def test_refuses_what_is_no_period(count: int, unit: PeriodUnit, year_ends: tuple[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Period(count, unit, year_ends=year_ends)


def test_refuses_moments() -> None:
    moment = datetime(2026, 11, 22, 12)
    with pytest.raises(TypeError, match="expected a calendar day"):
        Period(1, "days").ends(moment)
    with pytest.raises(TypeError, match="expected a calendar day"):
        Period(1, "days").cutoff(moment)


def longest(unit: PeriodUnit) -> int:
    """Counts that keep the brute force below short enough: about nine years."""
    return {"days": 3300, "weeks": 470, "months": 108, "years": 9}[unit]


UNITS: list[PeriodUnit] = ["days", "weeks", "months", "years"]
units = st.sampled_from(UNITS)
month_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))
periods = units.flatmap(lambda unit: st.builds(Period, st.integers(0, longest(unit)), st.just(unit), st.booleans(), month_days))
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
edges = st.builds(lambda day, shift: day.replace(day=1) + timedelta(days=shift), days, st.integers(-3, 1))


@given(periods, days | edges)
@example(Period(1, "months"), date(2026, 2, 28))
@example(Period(1, "months"), date(2028, 2, 29))
@example(Period(1, "years"), date(2025, 3, 1))
@example(Period(1, "years", True, (2, 28)), date(2025, 2, 28))
@example(Period(1, "years", True, (2, 28)), date(2025, 3, 1))
@example(Period(1, "years", True, (2, 29)), date(2025, 2, 28))
def test_cutoff_is_the_latest_anchor_that_has_passed(period: Period, today: date) -> None:
    """Against brute force over every day from the cut-off's far side to today."""
    day = today
    while period.ends(day) > today:
        day -= ONE_DAY
    assert period.cutoff(today) == day


@given(periods, days | edges)
def test_the_cutoff_splits_all_anchors(period: Period, today: date) -> None:
    cutoff = period.cutoff(today)
    assert cutoff is not None
    assert period.ends(cutoff) <= today < period.ends(cutoff + ONE_DAY)


@given(periods, days | edges, days | edges)
def test_an_anchor_has_passed_exactly_when_it_is_not_after_the_cutoff(period: Period, anchor: date, today: date) -> None:
    cutoff = period.cutoff(today)
    assert cutoff is not None
    assert (period.ends(anchor) <= today) == (anchor <= cutoff)


@given(periods, days | edges)
def test_a_later_anchor_never_ends_earlier(period: Period, anchor: date) -> None:
    assert period.ends(anchor) <= period.ends(anchor + ONE_DAY)


@given(periods, days | edges)
def test_keeping_is_never_cut_short(period: Period, anchor: date) -> None:
    """As many days as the units have at least: a month never counts fewer days than the month it began in offers."""
    assume(period.unit in ("months", "years"))
    ends, months = period.ends(anchor), period.count * (12 if period.unit == "years" else 1)
    start = anchor if not period.from_year_end else Period(0, "days", True, period.year_ends).ends(anchor)
    assert start > anchor or not period.from_year_end
    passed = (ends.year - start.year) * 12 + ends.month - start.month
    assert (passed, ends.day) == (months, start.day) or (passed, ends.day) == (months + 1, 1)
