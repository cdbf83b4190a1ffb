"""Deadlines, with the vectors of Reg. 1182/71, EDPB Guidelines 01/2022 and the changes of the clock."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.law import (
    DUTCH,
    DUTCH_NATIONAL_PERIODS,
    Calendar,
    NaiveMoment,
    NoRuleOnDay,
    Within,
    add_months,
    breach_latest,
    extended_latest,
    extension_notice_by,
    hours_after,
    legal_latest,
    roll,
    working_days_after,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize("calendar", [DUTCH, DUTCH_NATIONAL_PERIODS], ids=lambda calendar: calendar.name)
@pytest.mark.parametrize(
    ("receipt", "raw", "legal", "extended"),
    [
        (date(2026, 3, 5), date(2026, 4, 5), date(2026, 4, 7), date(2026, 6, 5)),
        (date(2026, 3, 27), date(2026, 4, 27), date(2026, 4, 28), date(2026, 6, 29)),
        (date(2026, 4, 5), date(2026, 5, 5), date(2026, 5, 6), date(2026, 7, 6)),
        (date(2026, 8, 31), date(2026, 9, 30), date(2026, 9, 30), date(2026, 11, 30)),
        (date(2026, 11, 26), date(2026, 12, 26), date(2026, 12, 28), date(2027, 2, 26)),
        (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 1), date(2027, 4, 30)),
        (date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29), date(2028, 5, 1)),
        (date(2026, 11, 30), date(2026, 12, 30), date(2026, 12, 30), date(2027, 3, 1)),
    ],
)
def test_requests(receipt: date, raw: date, legal: date, extended: date, calendar: Calendar) -> None:
    assert add_months(receipt, 1) == raw
    assert legal_latest(receipt, calendar) == legal
    assert extension_notice_by(receipt, calendar) == legal
    assert extended_latest(receipt, calendar) == extended


def test_without_5_may_the_date_would_be_earlier() -> None:
    without = Calendar("Dutch without 5 May", tuple(day for day in DUTCH.yearly if day.name != "Bevrijdingsdag"))
    assert legal_latest(date(2026, 4, 5), without) == date(2026, 5, 5)


def test_good_friday_does_not_lengthen_a_gdpr_deadline() -> None:
    receipt = date(2026, 3, 3)
    assert legal_latest(receipt) == date(2026, 4, 3)
    assert legal_latest(receipt, DUTCH_NATIONAL_PERIODS) == date(2026, 4, 7), "Friday to Monday are all free"


def test_before_the_gdpr_there_is_no_date() -> None:
    with pytest.raises(NoRuleOnDay):
        legal_latest(date(2018, 5, 24))


@given(st.dates(date(2018, 5, 25), date(2050, 1, 1)))
def test_a_deadline_is_a_working_day_within_a_week_of_the_month(receipt: date) -> None:
    latest = legal_latest(receipt)
    assert DUTCH.is_working_day(latest)
    assert timedelta() <= latest - add_months(receipt, 1) <= timedelta(days=5)
    assert latest < extended_latest(receipt)


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2026, 4, 4), date(2026, 4, 7)),
    ],
)
def test_roll(day: date, rolled: date) -> None:
    assert roll(day) == rolled


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 12, 18), date(2027, 1, 5)),
        (date(2026, 4, 24), date(2026, 5, 12)),
    ],
)
def test_ten_working_days(start: date, last: date) -> None:
    assert working_days_after(start, 10) == last
    assert Within(10, "working days").latest(start) == last


def test_working_days_from_a_free_day() -> None:
    assert working_days_after(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert working_days_after(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_closing_days_count_only_when_the_calendar_has_them() -> None:
    closed = DUTCH.with_days("closed", {date(2026, 11, 23): "closed"})
    assert Within(10, "working days").latest(date(2026, 11, 20), closed) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("term", "start", "last"),
    [
        (Within(4, "weeks"), date(2026, 11, 26), date(2026, 12, 24)),
        (Within(28, "days"), date(2026, 11, 26), date(2026, 12, 24)),
        (Within(30, "days"), date(2026, 11, 26), date(2026, 12, 26)),
        (Within(30, "days", rolls=True), date(2026, 11, 26), date(2026, 12, 28)),
        (Within(1, "months"), date(2027, 1, 31), date(2027, 2, 28)),
        (Within(1, "months", rolls=True), date(2027, 1, 31), date(2027, 3, 1)),
        (Within(0, "days"), date(2026, 11, 22), date(2026, 11, 22)),
    ],
)
def test_terms_one_sets_oneself(term: Within, start: date, last: date) -> None:
    assert term.latest(start) == last


@given(st.dates(date(2018, 5, 25), date(2050, 1, 1)))
def test_four_weeks_are_never_later_than_the_law(receipt: date) -> None:
    assert Within(4, "weeks").latest(receipt) <= legal_latest(receipt)


def test_refuses_terms_that_are_none() -> None:
    with pytest.raises(ValueError, match="can't be negative: -1"):
        Within(-1, "days")
    with pytest.raises(ValueError, match="unknown unit `hours`"):
        Within(24, "hours")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="counted from `birth`"):
        Within(1, "days", after="birth")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="can't be negative: -3"):
        working_days_after(date(2026, 1, 1), -3)


@pytest.mark.parametrize("function", [roll, legal_latest, extended_latest, extension_notice_by, Within(1, "weeks").latest])
def test_a_moment_is_not_a_day(function: object) -> None:
    assert callable(function)
    with pytest.raises(TypeError, match="expected a calendar day"):
        function(datetime(2026, 11, 22, 23, 30))


@pytest.mark.parametrize(
    ("aware", "latest"),
    [
        (datetime(2027, 3, 26, 20, tzinfo=AMSTERDAM), datetime(2027, 3, 29, 21, tzinfo=AMSTERDAM)),  # summer time begins
        (datetime(2026, 10, 23, 20, tzinfo=AMSTERDAM), datetime(2026, 10, 26, 19, tzinfo=AMSTERDAM)),  # and ends
        (datetime(2026, 11, 20, 17, tzinfo=AMSTERDAM), datetime(2026, 11, 23, 17, tzinfo=AMSTERDAM)),  # a weekend
        (datetime(2026, 12, 24, 9, tzinfo=UTC), datetime(2026, 12, 27, 9, tzinfo=UTC)),  # Christmas, on to a Sunday
    ],
)
def test_72_hours(aware: datetime, latest: datetime) -> None:
    found = breach_latest(aware)
    assert found == latest
    assert found.tzinfo is UTC


def test_72_hours_are_not_three_days_on_the_wall() -> None:
    aware = datetime(2026, 10, 23, 20, tzinfo=AMSTERDAM)
    naive = aware + timedelta(hours=72)
    assert naive.astimezone(UTC) - breach_latest(aware) == timedelta(hours=1), "the naive answer is an hour too late"


def test_the_second_of_two_equal_hours() -> None:
    """On 25 October 2026, 02:30 comes twice in Amsterdam: `fold` says which."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    assert breach_latest(first.replace(fold=1)) - breach_latest(first) == timedelta(hours=1)


def test_24_hours_of_a_contract() -> None:
    aware = datetime(2027, 3, 27, 20, tzinfo=AMSTERDAM)
    assert hours_after(aware, 24).astimezone(AMSTERDAM).hour == 21


@given(st.datetimes(datetime(2018, 6, 1), datetime(2050, 1, 1), timezones=st.timezones()), st.integers(0, 1000))
def test_hours_are_elapsed_hours(moment: datetime, hours: int) -> None:
    moment = moment.replace(microsecond=0)  # timestamps are floats
    assert hours_after(moment, hours).timestamp() - moment.timestamp() == hours * 3600


class _NoOffset(tzinfo):
    def utcoffset(self, moment: datetime | None) -> None:
        return None

    def dst(self, moment: datetime | None) -> None:
        return None

    def tzname(self, moment: datetime | None) -> None:
        return None


@pytest.mark.parametrize("moment", [datetime(2026, 11, 22, 12), datetime(2026, 11, 22, 12, tzinfo=_NoOffset())])
def test_a_moment_without_time_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(NaiveMoment, match="2026-11-22T12:00:00 has no time zone"):
        hours_after(moment, 24)
    with pytest.raises(NaiveMoment):
        breach_latest(moment)
