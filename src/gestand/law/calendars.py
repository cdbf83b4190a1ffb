"""Calendars: which days are holidays and which are working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

from dateutil.easter import easter

from gestand.law.months import plain_day
from gestand.law.packaged import parse, read

_SATURDAY: Final = 5


@dataclass(frozen=True)
class Holiday:
    """A holiday that comes back each year: on a fixed month and day, or a number of days from Easter Sunday."""

    name: str
    on: tuple[int, int] | None = None
    if_sunday: tuple[int, int] | None = None
    easter: int | None = None

    def day(self, year: int) -> date:
        """The day on which it falls in `year`."""
        if self.easter is not None:
            return easter(year) + timedelta(days=self.easter)
        if self.on is None:
            raise ValueError(f"holiday `{self.name}` has neither a date nor a distance from Easter")
        day = date(year, *self.on)
        return date(year, *self.if_sunday) if self.if_sunday and day.isoweekday() == 7 else day


@dataclass(frozen=True)
class Calendar:
    """A set of holidays: some that come back each year, some on one day only. Saturdays and Sundays are never working days.

    name      what the calendar is called, for the page and for proofs
    yearly    holidays that come back
    single    (day, name) of holidays that don't, such as those of a published list
    years     the years a published list covers; None when every year is covered
    """

    name: str
    yearly: tuple[Holiday, ...] = ()
    single: tuple[tuple[date, str], ...] = ()
    years: frozenset[int] | None = None

    @classmethod
    def from_days(cls, name: str, days: Mapping[date, str]) -> Calendar:
        """A calendar that is a list of days with their names, such as the yearly list under Reg. 1182/71 art. 2(1).

        It covers the years in which it has a day. In other years only weekends are free, which errs to the early side.
        """
        return cls(name, (), _sorted_days(days), frozenset(day.year for day in days))

    def with_days(self, name: str, days: Mapping[date, str]) -> Calendar:
        """This calendar and more days: a decree's, or a company's own closing days where a statement says they count."""
        return Calendar(name, self.yearly, tuple(sorted((*self.single, *_sorted_days(days)))), self.years)

    def covers(self, year: int) -> bool:
        """Whether the calendar knows the holidays of `year`; if not, its dates err to the early side."""
        return self.years is None or year in self.years

    def holidays(self, year: int) -> Mapping[date, str]:
        """The holidays of `year`, by day in order, with their names."""
        return _holidays(self, year)

    def holiday(self, day: date) -> str | None:
        """The name of the holiday on `day`, or None. Raises TypeError for a datetime."""
        return _holidays(self, plain_day(day).year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Every day but a holiday, a Saturday and a Sunday: Reg. 1182/71 art. 2(2). Raises TypeError for a datetime."""
        return day.weekday() < _SATURDAY and self.holiday(day) is None


@lru_cache(maxsize=256)
def _holidays(calendar: Calendar, year: int) -> Mapping[date, str]:
    yearly = [(holiday.day(year), holiday.name) for holiday in calendar.yearly]
    single = [(day, name) for day, name in calendar.single if day.year == year]
    return MappingProxyType(dict(sorted(yearly + single)))


def _sorted_days(days: Mapping[date, str]) -> tuple[tuple[date, str], ...]:
    return tuple(sorted((plain_day(day), name) for day, name in days.items()))


@cache
def _packaged() -> dict[str, Any]:
    data: dict[str, Any] = parse(read("holidays.yaml"))
    return data


def _yearly(*kinds: str) -> tuple[Holiday, ...]:
    return tuple(_holiday(row) for row in _packaged()["holidays"] if row["kind"] in kinds)


def _holiday(row: Mapping[str, str]) -> Holiday:
    from_easter = int(row["easter"]) if "easter" in row else None
    return Holiday(row["name"], _month_day(row.get("on")), _month_day(row.get("if sunday")), from_easter)


def _month_day(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    month, day = text.split("-")
    return int(month), int(day)


DUTCH: Final = Calendar("Dutch recognised holidays", _yearly("recognised"))
"""The default for GDPR deadlines and working days: the days of Atw art. 3(1), 5 May every year, and no others.

Without Good Friday and the days of a decree, which are only equated: they would make a date later."""

DUTCH_NATIONAL_PERIODS: Final = Calendar(
    "Dutch holidays and days equated with them",
    _yearly("recognised", "equated"),
    tuple(sorted((date.fromisoformat(day), name) for day, name in _packaged()["decree days"].items())),
)
"""For periods of Dutch statutes, to which the Atw applies: with Good Friday and the days of a decree. Not for the GDPR."""
