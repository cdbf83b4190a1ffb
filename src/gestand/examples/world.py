"""What every part of an example shares: the dice, the day, and the rows so far."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from gestand.examples import fakes, words

Row = dict[str, Any]


def back(day: date, years: int = 0, months: int = 0) -> date:
    """The same day some years or months earlier; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - years * 12 - months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("no month is without days")


@dataclass
class Life:
    """How long somebody is a customer, and when we last heard anything."""

    started: date
    last_seen: date
    ended: date | None = None
    orders: bool = True


@dataclass
class World:
    rng: Random
    today: date
    rows: dict[str, list[Row]] = field(default_factory=dict)
    lives: dict[int, Life] = field(default_factory=dict)
    _emails: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, **values: Any) -> Row:
        rows = self.rows.setdefault(table, [])
        row = {"id": len(rows) + 1, **values}
        rows.append(row)
        return row

    def put(self, table: str, **values: Any) -> Row:
        """A row of a table that has another key than a number named id, or none."""
        self.rows.setdefault(table, []).append(values)
        return values

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # Days

    def between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def at(self, day: date, start: int = 8, end: int = 18) -> datetime:
        """A moment of that day, in UTC as the database keeps it."""
        return datetime.combine(day, time(self.rng.randrange(start, end), self.rng.randrange(60), self.rng.randrange(60)))

    def spread(self, years: int = 0, months: int = 0, days: int = 0, overdue: float = 0.1, nearly: float = 0.08) -> date:
        """A day for a period of this length: some past it, some within a week of its end, most well inside."""
        edge = back(self.today, years, months) - timedelta(days=days)
        dice = self.rng.random()
        if dice < overdue:
            return edge - timedelta(days=self.rng.randint(2, 45))
        if dice < overdue + nearly:
            return min(edge + timedelta(days=self.rng.randint(1, 7)), self.today - timedelta(days=1))
        return self.between(edge + timedelta(days=8), self.today - timedelta(days=1))

    # People

    def name(self) -> tuple[str, str, str]:
        infix, last = self.rng.choice(words.LAST_NAMES)
        return self.rng.choice(words.WOMEN if self.chance(0.5) else words.MEN), infix, last

    def email(self, first: str, infix: str, last: str, domain: str = "example.nl") -> str:
        address = fakes.address_of(first, infix, last, domain)
        self._emails[address] += 1
        return address if self._emails[address] == 1 else address.replace("@", f"{self._emails[address]}@")

    def other_case(self, email: str) -> str:
        """The same address as a person types it on another day."""
        local, _, domain = email.partition("@")
        return self.rng.choice([f"{local.title()}@{domain}", email.upper(), f"{local}@{domain.title()}", f"{email} "])


def full_name(row: Row) -> str:
    return " ".join(part for part in (row["first_name"], row["infix"], row["last_name"]) if part)
