"""The arithmetic of calendar months, clamped back (deadlines) or forward (periods of keeping)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta


def plain_day(day: date) -> date:
    """Give `day` back if it is a calendar day; a datetime, whose day depends on a time zone, raises TypeError."""
    if isinstance(day, datetime):
        raise TypeError(f"expected a calendar day, got the moment {day.isoformat()}; take its day in the right time zone")
    return day


def month_length(year: int, month: int) -> int:
    """The number of days in a month: 28 to 31."""
    return monthrange(year, month)[1]


def month_after(day: date, months: int) -> tuple[int, int]:
    """The year and month that lie `months` after the month of `day`; negative counts back.

    Raises OverflowError outside the years 1 to 9999.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not 1 <= year <= 9999:
        raise OverflowError(f"{months} months from {day.isoformat()} lies outside the years 1 to 9999")
    return year, month + 1


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or the last day of that month if it has no such day.

    This is how a deadline in months ends: Reg. (EEC, Euratom) 1182/71 art. 3(2)(c). 31 January and 1 month: 28 February.
    Negative `months` count back. Raises OverflowError outside the years 1 to 9999, TypeError for a datetime.
    """
    year, month = month_after(plain_day(day), months)
    return date(year, month, min(day.day, month_length(year, month)))


def add_months_forward(day: date, months: int) -> date:
    """The same day number `months` later, or the first day of the next month if that month has no such day.

    This is how a period of keeping ends, which is never cut short. 31 January and 1 month: 1 March. 29 February and
    12 months: 1 March. Raises OverflowError outside the years 1 to 9999, TypeError for a datetime.
    """
    year, month = month_after(plain_day(day), months)
    length = month_length(year, month)
    return date(year, month, day.day) if day.day <= length else date(year, month, length) + timedelta(days=1)
