"""The dates of a case: what the law allows, what the statement promises, what the team aims at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import cast

from gestand.cases.flow import TELLS_CLOCK, Move
from gestand.law import CaseDates, Event, EventKind, Standing, Within, case_dates, standing
from gestand.law.deadlines import CountedFrom, WithinUnit
from gestand.policy.model import Policy

_TERM = re.compile(r"(\d+) (working day|day|week|month)s?(?: after (receipt|identification))?")


def term(said: str) -> Within | None:
    """A promised time as written in the policy: `10 working days after identification`; None where nothing is promised."""
    found = _TERM.fullmatch(said.strip())
    if not found:
        return None
    return Within(int(found[1]), cast(WithinUnit, found[2] + "s"), cast(CountedFrom, found[3] or "receipt"))


def events(received_on: date, happened: Iterable[tuple[str, date]]) -> list[Event]:
    """What the clock of the law hears of what happened: (what, on which day), in order."""
    heard = [Event(EventKind.RECEIVED, received_on)]
    for what, on in happened:
        if what == "refusal sent":
            heard.append(Event(EventKind.REFUSED, max(on, received_on)))
        elif what == "identity answered":
            heard.append(Event(EventKind.QUERY_ANSWERED, max(on, received_on)))
        elif what in {m.value for m in Move} and (kind := TELLS_CLOCK.get(Move(what))):
            heard.append(Event(kind, max(on, received_on)))
    return heard


def dates(policy: Policy, kind: str, received_on: date, happened: Iterable[tuple[str, date]], today: date) -> CaseDates:
    """The three dates of a case, as they are today."""
    promise = term(policy.rights.get(kind, ""))
    target = term(policy.rights.get("target", ""))
    return case_dates(events(received_on, happened), max(today, received_on), promise=promise, target=target)


def due(found: CaseDates, today: date) -> date:
    """The day to work towards: the earliest of the dates that has not passed; the legal one when all have."""
    ahead = [d for d in (found.target, found.promise, found.legal) if d is not None and d >= today]
    return min(ahead, default=found.legal)


def stands(found: CaseDates, today: date) -> Standing:
    """On time, or what was missed: the worst of the three."""
    return standing(found, today)
