"""The clock of one request: what happened, and from it the legal date, the promised date and the target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Literal

from gestand.law.calendars import DUTCH, Calendar
from gestand.law.deadlines import Within, extension_notice_by, roll, unrolled_latest, working_days_after
from gestand.law.errors import BadEvents
from gestand.law.months import add_months, plain_day
from gestand.law.rules import find


class EventKind(StrEnum):
    """What can happen to a request, as far as its dates are concerned."""

    RECEIVED = "received"
    QUERY_SENT = "query sent"
    """The person was asked who they are (GDPR art. 12(6)) or which data they mean (recital 63)."""
    QUERY_ANSWERED = "query answered"
    IDENTIFIED = "identified"
    """It is certain who asks."""
    EXTENDED = "extended"
    """The notice of extension, with reasons, was sent."""
    EXECUTED = "executed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_CLOSING = (EventKind.EXECUTED, EventKind.REFUSED, EventKind.WITHDRAWN)


@dataclass(frozen=True)
class Event:
    """Something that happened, on a day in the organisation's time zone."""

    kind: EventKind
    on: date


@dataclass(frozen=True)
class CaseDates:
    """The dates of one request, as seen on one day.

    legal                the last day by law, as if nothing paused the term
    legal_if_paused      the last day if the pause counts; None without a pause. Disputable, because the pause stands in
                         guidance (EDPB 01/2022 §159) and not in GDPR art. 12(3): show it beside `legal`, never instead
    paused_days          whole days of that pause until now
    pause_running        the person has not answered yet, so that `legal_if_paused` moves on with each day
    extension            `none`, `in time`, or `too late`: the notice came after `extension_notice_by` and lengthens nothing
    extension_notice_by  the last day for that notice
    promise              the last day by the statement; None without a promise, or while it has not begun to count
    target               the same for the team's own target
    closed_on            the day of execution, refusal or withdrawal; None while open
    """

    legal: date
    legal_if_paused: date | None
    paused_days: int
    pause_running: bool
    extension: Literal["none", "in time", "too late"]
    extension_notice_by: date
    promise: date | None
    target: date | None
    closed_on: date | None


class Standing(IntEnum):
    """How a request stands, worst last: `max` of two is the worse."""

    ON_TIME = 0
    TARGET_MISSED = 1
    PROMISE_BROKEN = 2
    LAW_DISPUTABLE = 3
    """Later than the legal date, unless the pause counts."""
    LAW_BROKEN = 4


def case_dates(
    events: Iterable[Event],
    today: date,
    *,
    promise: Within | None = None,
    target: Within | None = None,
    query_within: int | None = None,
    calendar: Calendar = DUTCH,
) -> CaseDates:
    """The dates of a request, from what happened up to and including `today` and the law of the day of receipt.

    events        in any order of days; those of one day in the order in which they happened; what comes after the day on
                  which the case was closed changes nothing
    promise       what the statement promises, if anything
    target        what the team aims at, if anything
    query_within  a question to the person pauses the term only if it was sent within so many working days of receipt;
                  by default what the table has under `request.query`

    Raises BadEvents unless exactly one receipt is among the events, on or before `today`, and nothing comes before it.
    """
    seen = sorted((event for event in events if plain_day(event.on) <= plain_day(today)), key=lambda event: event.on)
    receipt = _receipt(seen, today)
    closed_on = next((event.on for event in seen if event.kind in _CLOSING), None)
    if closed_on is not None:
        seen = [event for event in seen if event.on <= closed_on]
    if query_within is None:
        query_within = find("request.query", receipt).number
    pause = _pause(seen, working_days_after(receipt, query_within, calendar), closed_on or today)
    notice = next((event.on for event in seen if event.kind is EventKind.EXTENDED), None)
    notice_by = extension_notice_by(receipt, calendar)
    in_time = notice is not None and notice <= notice_by
    return CaseDates(
        legal=roll(unrolled_latest(receipt, extended=in_time), calendar),
        legal_if_paused=None if pause is None else _latest_if_paused(receipt, notice, pause.days, calendar),
        paused_days=0 if pause is None else pause.days,
        pause_running=pause is not None and pause.running and closed_on is None,
        extension="none" if notice is None else "in time" if in_time else "too late",
        extension_notice_by=notice_by,
        promise=_own_term(promise, seen, receipt, calendar),
        target=_own_term(target, seen, receipt, calendar),
        closed_on=closed_on,
    )


def standing(dates: CaseDates, today: date) -> Standing:
    """How the request stands on `today`, or stood when it was closed: the worst of its dates.

    A day itself is still in time. A promise missed is a promise broken, not the law.
    """
    day = plain_day(today) if dates.closed_on is None else min(today, dates.closed_on)
    if day > dates.legal:
        paused = dates.legal_if_paused
        return Standing.LAW_DISPUTABLE if paused is not None and day <= paused else Standing.LAW_BROKEN
    if dates.promise is not None and day > dates.promise:
        return Standing.PROMISE_BROKEN
    if dates.target is not None and day > dates.target:
        return Standing.TARGET_MISSED
    return Standing.ON_TIME


@dataclass(frozen=True)
class _Pause:
    days: int
    running: bool


def _receipt(seen: list[Event], today: date) -> date:
    receipts = [event.on for event in seen if event.kind is EventKind.RECEIVED]
    if len(receipts) != 1:
        raise BadEvents(f"a request is received once, this one {len(receipts)} times on or before {today.isoformat()}")
    for event in seen:
        if event.on < receipts[0]:
            raise BadEvents(f"`{event.kind}` on {event.on.isoformat()} comes before the receipt on {receipts[0].isoformat()}")
    return receipts[0]


def _pause(seen: list[Event], asked_by: date, until: date) -> _Pause | None:
    """The days between each question sent in time and its answer; None when no question was sent in time."""
    days, asked, asked_once = 0, None, False
    for event in seen:
        match event.kind:
            case EventKind.QUERY_SENT if asked is None and event.on <= asked_by:
                asked, asked_once = event.on, True
            case EventKind.QUERY_ANSWERED | EventKind.IDENTIFIED if asked is not None:
                days += (event.on - asked).days
                asked = None
    if not asked_once:
        return None
    return _Pause(days, False) if asked is None else _Pause(days + (until - asked).days, True)


def _latest_if_paused(receipt: date, notice: date | None, days: int, calendar: Calendar) -> date:
    """The legal date when the pause counts: whole days are added first, then weekends and holidays are looked at."""
    shift = timedelta(days=days)
    notice_by = roll(add_months(receipt, find("request.extension-notice", receipt).number) + shift, calendar)
    return roll(unrolled_latest(receipt, extended=notice is not None and notice <= notice_by) + shift, calendar)


def _own_term(term: Within | None, seen: list[Event], receipt: date, calendar: Calendar) -> date | None:
    if term is None:
        return None
    if term.after == "receipt":
        return term.latest(receipt, calendar)
    identified = next((event.on for event in seen if event.kind is EventKind.IDENTIFIED), None)
    return None if identified is None else term.latest(identified, calendar)
