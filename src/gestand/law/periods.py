"""Periods of keeping: when a value is no longer held, and the latest anchor for which that is so today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from gestand.law.months import add_months, add_months_forward, month_length, plain_day

PeriodUnit = Literal["days", "weeks", "months", "years"]

_ONE_DAY: Final = timedelta(days=1)
_LEAP_YEAR: Final = 2000


@dataclass(frozen=True)
class Period:
    """A length of time for which a value is kept, counted from an anchor such as the day of a last contact.

    count          how many units, 0 or more
    unit           days, weeks, months or years
    from_year_end  count from the end of the year in which the anchor falls, not from the anchor itself
    year_ends      month and day on which that year ends, for a financial year that is not the calendar year;
                   (2, 29) means the last day of February in every year

    Raises ValueError for a negative count, an unknown unit or a day that doesn't exist.
    """

    count: int
    unit: PeriodUnit
    from_year_end: bool = False
    year_ends: tuple[int, int] = (12, 31)

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a period of keeping can't be negative: {self.count}")
        if self.unit not in get_args(PeriodUnit):
            raise ValueError(f"unknown unit `{self.unit}` of a period; one of {', '.join(get_args(PeriodUnit))}")
        month, day = self.year_ends
        if not (1 <= month <= 12 and 1 <= day <= month_length(_LEAP_YEAR, month)):
            raise ValueError(f"no year ends on day {day} of month {month}")

    def ends(self, anchor: date) -> date:
        """The first day on which the value is no longer held.

        30 days after 1 November: 1 December. 5 years after 15 March 2026: 15 March 2031. A day that doesn't exist moves
        forward: 29 February and 1 year, 1 March. 7 years after the end of the year of 15 June 2022: 1 January 2030
        (AWR art. 52(4)). What would end after the year 9999 gives 31 December 9999. Raises TypeError for a datetime.
        """
        plain_day(anchor)
        try:
            return self._later(self._year_end(anchor) + _ONE_DAY if self.from_year_end else anchor)
        except OverflowError:
            return date.max

    def cutoff(self, today: date) -> date | None:
        """The latest anchor whose period has passed on `today`: the greatest day d with `ends(d) <= today`.

        Every anchor up to and including it has passed, every later one has not, so that `anchor <= cutoff` is the whole
        test. None when that day would lie before the year 1. Raises TypeError for a datetime.
        """
        plain_day(today)
        try:
            start = self._earlier(today)
            return self._last_year_end_before(start) if self.from_year_end else start
        except OverflowError:
            return None

    def _later(self, day: date) -> date:
        match self.unit:
            case "days":
                return day + timedelta(days=self.count)
            case "weeks":
                return day + timedelta(weeks=self.count)
            case "months":
                return add_months_forward(day, self.count)
            case "years":
                return add_months_forward(day, 12 * self.count)

    def _earlier(self, today: date) -> date:
        """The greatest day d with `_later(d) <= today`.

        INVARIANT clamping back undoes clamping forward: with M the month `count` months before today's, day d of M ends
        on day d of today's month, or after that month if it has no day d; so the greatest d is today's day number, or the
        last day of M if M is shorter. The first day of the month after M ends after today's month.
        """
        match self.unit:
            case "days":
                return today - timedelta(days=self.count)
            case "weeks":
                return today - timedelta(weeks=self.count)
            case "months":
                return add_months(today, -self.count)
            case "years":
                return add_months(today, -12 * self.count)

    def _year_end_in(self, year: int) -> date:
        if not 1 <= year <= 9999:
            raise OverflowError(f"year {year}")
        month, day = self.year_ends
        return date(year, month, min(day, month_length(year, month)))

    def _year_end(self, anchor: date) -> date:
        """The first year end on or after the anchor."""
        this_year = self._year_end_in(anchor.year)
        return this_year if anchor <= this_year else self._year_end_in(anchor.year + 1)

    def _last_year_end_before(self, day: date) -> date:
        this_year = self._year_end_in(day.year)
        return this_year if this_year < day else self._year_end_in(day.year - 1)
