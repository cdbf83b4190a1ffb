"""The dated law table: every legal number, with its validity, its source and how sure we are of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, Literal, cast, get_args

import yaml

from gestand.law.errors import NoRuleOnDay, TableError, UnknownRule, WrongUnit
from gestand.law.months import plain_day
from gestand.law.packaged import parse, read
from gestand.law.periods import Period, PeriodUnit

Unit = Literal[
    "hours", "days", "working days", "weeks", "months", "years", "age", "people", "yes or no", "countries", "scope", "words"
]
Hardness = Literal["statute_min", "statute_max", "statute", "regulator_guideline", "sector_code", "own_choice", "deadline"]
Certainty = Literal["S", "S2", "M"]
Value = int | bool | str | frozenset[str]

_NUMBERS: Final = ("hours", "days", "working days", "weeks", "months", "years", "age", "people")
_MUST: Final = {"key", "value", "unit", "hardness", "valid from", "source", "certainty"}
_MAY: Final = {"valid to", "anchor", "counted from", "note"}


@dataclass(frozen=True)
class Rule:
    """One row of the table: what the law, a regulator, a code of conduct or custom says, from one day to another.

    key            what it is about, such as `request.answer`
    value          a number, yes or no, a set of ISO 3166 codes, a scope (`whole` or `partial`), or words
    unit           what the value counts
    hardness       statute_min: law, keep at least so long (blocks erasure, GDPR art. 17(3)(b))
                   statute_max: law, keep no longer
                   statute: law, and neither: an age, a yes or no, a list of countries
                   regulator_guideline, sector_code, own_choice: not law; own_choice gives the customary upper end
                   deadline: the time within which something must be done
    valid_from, valid_to   first and last day, both included; a rule older than the GDPR starts with it (25 May 2018)
    source         the article
    certainty      S the text was read; S2 a second source was read; M known, not read again
    anchor         the event from which it counts, where there is one
    from_year_end  counts from the end of the calendar year of the anchor
    note           what to know besides
    """

    key: str
    value: Value
    unit: Unit
    hardness: Hardness
    valid_from: date
    valid_to: date | None
    source: str
    certainty: Certainty
    anchor: str = ""
    from_year_end: bool = False
    note: str = ""

    @property
    def number(self) -> int:
        """The value of a row that counts something, in its unit. Raises WrongUnit for other rows."""
        if self.unit not in _NUMBERS:
            raise WrongUnit(f"`{self.key}` is not a number but {self.unit}")
        return cast(int, self.value)

    @property
    def yes(self) -> bool:
        """The value of a yes-or-no row. Raises WrongUnit for other rows."""
        if self.unit != "yes or no":
            raise WrongUnit(f"`{self.key}` is not a yes or no but {self.unit}")
        return cast(bool, self.value)

    @property
    def countries(self) -> frozenset[str]:
        """The ISO 3166 codes of a row that lists countries. Raises WrongUnit for other rows."""
        if self.unit != "countries":
            raise WrongUnit(f"`{self.key}` is not a list of countries but {self.unit}")
        return cast("frozenset[str]", self.value)

    @property
    def period(self) -> Period:
        """The row as a period of keeping. Raises WrongUnit for a row that is no length of time in days or longer."""
        if self.unit not in get_args(PeriodUnit):
            help = "show its words instead of a date" if self.unit == "words" else ""
            raise WrongUnit(f"`{self.key}` is not a period but {self.unit}", help)
        return Period(self.number, cast(PeriodUnit, self.unit), self.from_year_end)

    def valid_on(self, day: date) -> bool:
        """Whether the row holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def find(key: str, on: date) -> Rule:
    """The rule for `key` that is valid on the day `on`.

    Raises UnknownRule, with near names, when no row has the key; NoRuleOnDay, with the days that have one, when none of its
    rows holds on that day; TypeError for a datetime.
    """
    plain_day(on)
    rows = _by_key().get(key)
    if rows is None:
        raise UnknownRule(key, _near(key))
    for rule in rows:
        if rule.valid_on(on):
            return rule
    raise NoRuleOnDay(key, on, " and ".join(_validity(rule) for rule in rows))


def all_rules() -> tuple[Rule, ...]:
    """Every row of the table, in the table's order, the past ones too."""
    return _packaged()


def read_table(text: str) -> tuple[Rule, ...]:
    """Rows from the text of a table (YAML, a list of rows). Raises TableError, naming the row, for whatever is wrong in it."""
    try:
        rows = parse(text)
    except yaml.YAMLError as error:
        raise TableError(f"the law table is not YAML: {error}") from error
    if not isinstance(rows, list):
        raise TableError("the law table is not a list of rows")
    rules = tuple(_rule(row) for row in rows)
    _refuse_overlaps(rules)
    return rules


def _rule(row: Any) -> Rule:
    if not isinstance(row, dict):
        raise TableError(f"a row of the law table is not a mapping: {row!r}")
    key = str(row.get("key", "(no key)"))
    if missing := sorted(field for field in _MUST if not row.get(field)):
        raise TableError(f"rule `{key}` lacks {', '.join(missing)}")
    if unknown := sorted(row.keys() - _MUST - _MAY):
        raise TableError(f"rule `{key}` has unknown fields: {', '.join(unknown)}")
    if row.get("counted from", "end of the year") != "end of the year":
        raise TableError(f"rule `{key}` is counted from `{row['counted from']}`", "leave it out, or write `end of the year`")
    unit = cast(Unit, _one_of(key, "unit", row["unit"], Unit))
    valid_from, valid_to = _day(key, row["valid from"]), _day(key, row["valid to"]) if "valid to" in row else None
    if valid_to and valid_to < valid_from:
        raise TableError(f"rule `{key}` ends before it begins")
    return Rule(
        key=key,
        value=_value(key, row["value"], unit),
        unit=unit,
        hardness=cast(Hardness, _one_of(key, "hardness", row["hardness"], Hardness)),
        valid_from=valid_from,
        valid_to=valid_to,
        source=row["source"],
        certainty=cast(Certainty, _one_of(key, "certainty", row["certainty"], Certainty)),
        anchor=row.get("anchor", ""),
        from_year_end="counted from" in row,
        note=row.get("note", ""),
    )


def _value(key: str, text: str, unit: Unit) -> Value:
    if unit in _NUMBERS:
        if not text.isdecimal():
            raise TableError(f"rule `{key}` counts {unit}, but its value is `{text}`", "write a whole number")
        return int(text)
    if unit == "yes or no":
        if text not in ("yes", "no"):
            raise TableError(f"rule `{key}` has the value `{text}`", "write `yes` or `no`")
        return text == "yes"
    if unit == "scope" and text not in ("whole", "partial"):
        raise TableError(f"rule `{key}` has the scope `{text}`", "write `whole` or `partial`")
    return frozenset(text.split()) if unit == "countries" else text


def _one_of(key: str, field: str, text: str, options: Any) -> str:
    if text not in get_args(options):
        raise TableError(f"rule `{key}` has the {field} `{text}`", f"one of {', '.join(get_args(options))}")
    return text


def _day(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise TableError(f"rule `{key}` has the date `{text}`", "write year-month-day, such as 2026-07-01") from error


def _refuse_overlaps(rules: Iterable[Rule]) -> None:
    for key, rows in _grouped(rules).items():
        for earlier, later in zip(rows, rows[1:], strict=False):
            if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
                day = later.valid_from.isoformat()
                raise TableError(f"rule `{key}` has two values on {day}", "end the earlier row the day before")


def _grouped(rules: Iterable[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    groups: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        groups[rule.key].append(rule)
    return {key: tuple(sorted(rows, key=lambda rule: rule.valid_from)) for key, rows in groups.items()}


def _near(key: str) -> tuple[str, ...]:
    """Keys that look like `key`; also those whose last part does, for who forgot or mistook the first."""
    whole = get_close_matches(key, _by_key(), n=3, cutoff=0.7)
    by_last = {name.rpartition(".")[2]: name for name in _by_key()}
    last = [by_last[part] for part in get_close_matches(key.rpartition(".")[2], by_last, n=3, cutoff=0.7)]
    return tuple(dict.fromkeys([*whole, *last]))[:3]


def _validity(rule: Rule) -> str:
    return f"from {rule.valid_from.isoformat()}" + (f" to {rule.valid_to.isoformat()}" if rule.valid_to else "")


@cache
def _packaged() -> tuple[Rule, ...]:
    return read_table(read("table.yaml"))


@cache
def _by_key() -> Mapping[str, tuple[Rule, ...]]:
    return _grouped(_packaged())
