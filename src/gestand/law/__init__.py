"""The law as data, and the dates that follow from it; values in, values out.

table.yaml, holidays.yaml   the facts, for a lawyer to read
rules       the table: `find(key, on)`, `all_rules()`
calendars   holidays and working days
months      the arithmetic of calendar months
periods     how long something is kept
deadlines   by when something must be done
clock       the dates of one request
transfers   where data may go
packaged    reads the two files of facts
page        docs/law.md
"""

from gestand.law.calendars import DUTCH, DUTCH_NATIONAL_PERIODS, Calendar, Holiday
from gestand.law.clock import CaseDates, Event, EventKind, Standing, case_dates, standing
from gestand.law.deadlines import (
    Within,
    breach_latest,
    extended_latest,
    extension_notice_by,
    hours_after,
    legal_latest,
    roll,
    working_days_after,
)
from gestand.law.errors import BadEvents, LawError, NaiveMoment, NoRuleOnDay, TableError, UnknownRule, WrongUnit
from gestand.law.months import add_months, add_months_forward
from gestand.law.periods import Period, PeriodUnit
from gestand.law.rules import Certainty, Hardness, Rule, Unit, all_rules, find, read_table
from gestand.law.transfers import adequacy, in_eea

__all__ = [
    "DUTCH",
    "DUTCH_NATIONAL_PERIODS",
    "BadEvents",
    "Calendar",
    "CaseDates",
    "Certainty",
    "Event",
    "EventKind",
    "Hardness",
    "Holiday",
    "LawError",
    "NaiveMoment",
    "NoRuleOnDay",
    "Period",
    "PeriodUnit",
    "Rule",
    "Standing",
    "TableError",
    "Unit",
    "UnknownRule",
    "Within",
    "WrongUnit",
    "add_months",
    "add_months_forward",
    "adequacy",
    "all_rules",
    "breach_latest",
    "case_dates",
    "extended_latest",
    "extension_notice_by",
    "find",
    "hours_after",
    "in_eea",
    "legal_latest",
    "read_table",
    "roll",
    "standing",
    "working_days_after",
]
