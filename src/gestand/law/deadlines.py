"""Deadlines: the day or the moment by which something must be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from gestand.law.calendars import DUTCH, Calendar
from gestand.law.errors import NaiveMoment
from gestand.law.months import add_months, plain_day
from gestand.law.rules import find

WithinUnit = Literal["days", "working days", "weeks", "months"]
CountedFrom = Literal["receipt", "identification"]


@dataclass(frozen=True)
class Within:
    """A term that somebody set themselves: a promise of the statement or a team's own target.

    count   how many units, 0 or more
    unit    days, working days, weeks or months; four weeks are 28 days, which is stricter than a month
    after   `receipt` of the request, or `identification`: the day on which it is certain who asks
    rolls   whether a last day that is no working day moves to the next working day; by default it does not, because
            no statute lengthens a term that one set oneself

    Raises ValueError for a negative count or an unknown unit.
    """

    count: int
    unit: WithinUnit
    after: CountedFrom = "receipt"
    rolls: bool = False

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a term can't be negative: {self.count}")
        if self.unit not in get_args(WithinUnit):
            raise ValueError(f"unknown unit `{self.unit}` of a term; one of {', '.join(get_args(WithinUnit))}")
        if self.after not in get_args(CountedFrom):
            raise ValueError(f"a term can't be counted from `{self.after}`; one of {', '.join(get_args(CountedFrom))}")

    def latest(self, start: date, calendar: Calendar = DUTCH) -> date:
        """The last day of the term, when it starts to count on the day `start`, which itself is day 0."""
        match self.unit:
            case "days":
                last = plain_day(start) + timedelta(days=self.count)
            case "weeks":
                last = plain_day(start) + timedelta(weeks=self.count)
            case "months":
                last = add_months(start, self.count)
            case "working days":
                last = working_days_after(start, self.count, calendar)
        return roll(last, calendar) if self.rolls else last


def roll(day: date, calendar: Calendar = DUTCH) -> date:
    """`day` itself if it is a working day, else the next working day: Reg. 1182/71 art. 3(4).

    Not for periods in hours, nor for those counted backwards. Raises TypeError for a datetime.
    """
    plain_day(day)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int, calendar: Calendar = DUTCH) -> date:
    """The last day of a term of `count` working days: the day after `day` is day 1, if it is a working day.

    With a count of 0 it is `day` itself. Raises ValueError for a negative count, TypeError for a datetime.
    """
    if count < 0:
        raise ValueError(f"working days can't be negative: {count}")
    plain_day(day)
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def legal_latest(receipt: date, calendar: Calendar = DUTCH) -> date:
    """The last day on which a request may be answered: GDPR art. 12(3), Reg. 1182/71 art. 3.

    `receipt` is the day in the organisation's time zone on which the request reached one of its channels. The law is that
    of this day.
    """
    return roll(unrolled_latest(receipt), calendar)


def extended_latest(receipt: date, calendar: Calendar = DUTCH) -> date:
    """The same when the term was extended. Counted from receipt in one step: two steps would lose days at a month's end."""
    return roll(unrolled_latest(receipt, extended=True), calendar)


def extension_notice_by(receipt: date, calendar: Calendar = DUTCH) -> date:
    """The last day to tell the person of an extension, with the reasons: GDPR art. 12(3), second and third sentence."""
    return roll(add_months(receipt, find("request.extension-notice", receipt).number), calendar)


def unrolled_latest(receipt: date, extended: bool = False) -> date:
    """The last day of the term before weekends and holidays are looked at: the day to which a pause is added."""
    months = find("request.answer", receipt).number
    if extended:
        months += find("request.extension", receipt).number
    return add_months(receipt, months)


def hours_after(moment: datetime, hours: int) -> datetime:
    """`hours` elapsed hours after `moment`, in UTC, whatever the clocks on the wall did meanwhile.

    For what a contract promises too, such as 24 hours. Weekends and holidays don't matter: Reg. 1182/71 art. 3(4) leaves
    hours out. Raises NaiveMoment for a moment without a time zone.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise NaiveMoment(f"the moment {moment.isoformat()} has no time zone", "hours can only be counted when it has one")
    return moment.astimezone(UTC) + timedelta(hours=hours)


def breach_latest(aware_since: datetime) -> datetime:
    """The last moment, in UTC, to notify the authority of a breach of which the controller is aware since `aware_since`.

    GDPR art. 33(1): 72 hours. Raises NaiveMoment for a moment without a time zone.
    """
    return hours_after(aware_since, find("breach.authority", aware_since.date()).number)
