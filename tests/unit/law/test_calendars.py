"""Calendars: the Dutch holidays and calendars made from data."""

from datetime import date, datetime

import pytest

from gestand.law import DUTCH, DUTCH_NATIONAL_PERIODS, Calendar, Holiday


def test_dutch_holidays_of_2026() -> None:
    assert dict(DUTCH.holidays(2026)) == {
        date(2026, 1, 1): "Nieuwjaarsdag",
        date(2026, 4, 6): "Tweede Paasdag",
        date(2026, 4, 27): "Koningsdag",
        date(2026, 5, 5): "Bevrijdingsdag",
        date(2026, 5, 14): "Hemelvaartsdag",
        date(2026, 5, 25): "Tweede Pinksterdag",
        date(2026, 12, 25): "Eerste Kerstdag",
        date(2026, 12, 26): "Tweede Kerstdag",
    }


@pytest.mark.parametrize("year", range(2018, 2041))
def test_liberation_day_comes_every_year(year: int) -> None:
    assert DUTCH.holiday(date(year, 5, 5)) == "Bevrijdingsdag"


@pytest.mark.parametrize(("year", "day"), [(2024, 27), (2025, 26), (2026, 27), (2031, 26)])
def test_kings_day_is_never_a_sunday(year: int, day: int) -> None:
    assert [found.day for found, name in DUTCH.holidays(year).items() if name == "Koningsdag"] == [day]


@pytest.mark.parametrize("easter_monday", [date(2024, 4, 1), date(2027, 3, 29), date(2038, 4, 26)])
def test_easter_moves(easter_monday: date) -> None:
    assert DUTCH.holiday(easter_monday) == "Tweede Paasdag"


def test_good_friday_is_only_equated() -> None:
    good_friday = date(2026, 4, 3)
    assert DUTCH.is_working_day(good_friday)
    assert not DUTCH_NATIONAL_PERIODS.is_working_day(good_friday)


def test_national_periods_know_all_that_the_default_knows() -> None:
    for year in range(2018, 2041):
        assert DUTCH.holidays(year).items() <= DUTCH_NATIONAL_PERIODS.holidays(year).items()


def test_weekends_are_no_working_days() -> None:
    assert [DUTCH.is_working_day(date(2026, 11, day)) for day in range(20, 24)] == [True, False, False, True]


def test_ascension_on_liberation_day_is_one_day() -> None:
    assert len(DUTCH.holidays(2016)) == 7


def test_holidays_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        DUTCH.holidays(2026)[date(2026, 6, 1)] = "mine"  # type: ignore[index]


class TestFromDays:
    calendar = Calendar.from_days("list of 2027", {date(2027, 5, 7): "day after Ascension", date(2027, 1, 1): "New Year"})

    def test_has_those_days(self) -> None:
        assert list(self.calendar.holidays(2027)) == [date(2027, 1, 1), date(2027, 5, 7)]
        assert not self.calendar.is_working_day(date(2027, 5, 7))
        assert self.calendar.is_working_day(date(2027, 5, 6))

    def test_knows_which_years_it_covers(self) -> None:
        assert self.calendar.covers(2027) and not self.calendar.covers(2028)
        assert self.calendar.is_working_day(date(2029, 1, 1))
        assert not self.calendar.is_working_day(date(2028, 1, 1)), "a Saturday"

    def test_the_dutch_calendar_covers_every_year(self) -> None:
        assert DUTCH.covers(2077)

    def test_refuses_moments(self) -> None:
        with pytest.raises(TypeError, match="expected a calendar day"):
            Calendar.from_days("wrong", {datetime(2027, 1, 1): "New Year"})
        with pytest.raises(TypeError, match="expected a calendar day"):
            DUTCH.is_working_day(datetime(2027, 1, 4))


def test_days_can_be_added() -> None:
    calendar = DUTCH.with_days("with our closing days", {date(2026, 12, 28): "closed"})
    assert not calendar.is_working_day(date(2026, 12, 28))
    assert calendar.holiday(date(2026, 12, 25)) == "Eerste Kerstdag"
    assert DUTCH.is_working_day(date(2026, 12, 28))
    assert calendar.covers(2040)


def test_a_holiday_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="`nothing` has neither"):
        Holiday("nothing").day(2026)
