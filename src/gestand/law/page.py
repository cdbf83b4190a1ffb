"""The page docs/law.md, made from the table and the calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from gestand.law.calendars import DUTCH, DUTCH_NATIONAL_PERIODS, Holiday
from gestand.law.rules import Rule, all_rules

_TOPICS: Final[Mapping[str, str]] = {
    "request": "Requests",
    "statement": "The statement",
    "age": "Ages",
    "breach": "Breaches",
    "dpia": "Impact assessments",
    "register": "The register",
    "keep": "How long data is kept",
    "limitation": "When claims lapse",
    "marketing": "Marketing",
    "cookies": "Cookies",
    "eea": "The European Economic Area",
    "adequacy": "Countries found adequate",
}

_COLUMNS: Final = ("key", "value", "counted from", "valid", "hardness", "source (certainty)", "note")

_HEAD: Final = """\
# The law, as data

Gestand has no legal number in its code. They stand in `src/gestand/law/table.yaml`, each with the days between which it
holds, its source, and how sure we are of it. This page is made from that table. It is not legal advice.

**Certainty.** S: the text was read. S2: a second source was read. M: known, not read again; check it before you rely on it.

**Hardness.** `statute_min`: the law says keep at least so long; it blocks erasure. `statute_max`: keep no longer.
`statute`: law, but no period of keeping. `regulator_guideline`, `sector_code`: reasonable in the eyes of a regulator or a
sector; they block nothing. `own_choice`: no rule; the value is the upper end of what is customary. `deadline`: the time
within which something must be done.

**Validity.** Both days are included. A rule that was already law when the GDPR began to apply starts on that day,
25 May 2018.

## How dates are counted

- **A deadline in months** ends on the same day number, or on the last day of a shorter month (31 January and 1 month:
  28 February). A last day on a weekend or holiday moves to the next working day (Reg. 1182/71 art. 3). An extended deadline
  counts from receipt in one step.
- **A promise in working days** starts the day after receipt or identification, and skips weekends and holidays.
- **Hours** are elapsed hours, counted in UTC. Weekends, holidays and summer time change nothing.
- **A pause** while a person is asked who they are is shown beside the legal date, not instead of it: it stands in guidance,
  not in the law.
- **A period of keeping** is never cut short: 31 January and 1 month ends on 1 March. The day shown is the first on which
  the value is no longer kept. "After the end of the year" starts on the first day of the next year: 7 years for an
  invoice of 15 June 2022 end on 1 January 2030.
"""

_FOOT: Final = """
To renew this page: `python -c "from gestand.law.page import law_page; print(law_page(), end='')" > docs/law.md`
"""


def law_page() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD, _holidays()]
    for topic, rules in groupby(all_rules(), key=lambda rule: rule.key.partition(".")[0]):
        parts.append(_topic(_TOPICS[topic], rules))
    return "\n".join(parts) + _FOOT


def in_words(rule: Rule) -> str:
    """The value of a rule with its unit, such as `7 years after the end of the year`."""
    match rule.value:
        case frozenset():
            return " ".join(sorted(rule.value))
        case bool():
            return "yes" if rule.value else "no"
        case str():
            return rule.value
        case number:
            unit = "years old" if rule.unit == "age" else rule.unit
            words = f"{number} {unit.removesuffix('s') if number == 1 else unit}"
            return f"{words} after the end of the year" if rule.from_year_end else words


def _topic(title: str, rules: Iterable[Rule]) -> str:
    lines = [f"## {title}", "", _line(_COLUMNS), _line("---" for _ in _COLUMNS)]
    for rule in rules:
        source = f"{rule.source} ({rule.certainty})"
        lines.append(_line((f"`{rule.key}`", in_words(rule), rule.anchor, _validity(rule), rule.hardness, source, rule.note)))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _validity(rule: Rule) -> str:
    last = f"to {rule.valid_to.isoformat()}" if rule.valid_to else "on"
    return f"{rule.valid_from.isoformat()} {last}"


def _holidays() -> str:
    lines = [
        "## Dutch holidays",
        "",
        "A GDPR deadline moves over the recognised days of the Algemene termijnenwet (art. 3(1)) only. Days that are equated",
        "with them count for periods of Dutch statutes; a holiday too many would make a GDPR date too late.",
        "",
        "| holiday | day | counts for |",
        "|---|---|---|",
    ]
    for holiday in sorted(DUTCH_NATIONAL_PERIODS.yearly, key=lambda holiday: holiday.day(2026)):
        use = "everything" if holiday in DUTCH.yearly else "periods of Dutch statutes"
        lines.append(f"| {holiday.name} | {_when(holiday)} | {use} |")
    lines += [f"| {name} | {day.isoformat()} | periods of Dutch statutes |" for day, name in DUTCH_NATIONAL_PERIODS.single]
    return "\n".join(lines) + "\n"


def _when(holiday: Holiday) -> str:
    if holiday.easter is not None:
        return f"{abs(holiday.easter)} days {'before' if holiday.easter < 0 else 'after'} Easter".replace("1 days", "1 day")
    fixed = "{:02}-{:02}".format(*holiday.on) if holiday.on else ""
    return fixed + (", or {:02}-{:02} when that is a Sunday".format(*holiday.if_sunday) if holiday.if_sunday else "")
