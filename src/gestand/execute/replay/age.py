"""Whether a row of a store was in the backup, or came after it was put back. What can't be told is said to be unclear, and a person says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gestand.policy.model import Name, Policy, Table

OLD, NEW, UNCLEAR = "old", "new", "unclear"
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.I)


@dataclass(frozen=True)
class Ages:
    """What tells old rows of a store from new ones. `last`: when the last act was that it lacks: what came after the backup was put back
    came later still, and what came between the backup and that moment is lost. `newest`: the highest keys of some tables, as the newest
    act that the store knows of left them. `closed`: somebody says that nothing was added since."""

    policy: Policy
    last: datetime
    newest: Mapping[str, int] = field(default_factory=dict)
    closed: bool = False

    def of(self, name: Name, key: Sequence[Any], collected: Any, person: bool = False) -> str:
        """Of a row with this key, collected at this moment. `person`: the row is a person, whose key was drawn by lot if it is a UUID."""
        table = self.policy.tables[name]
        if self.closed:
            return OLD
        if (by_moment := self._by_moment(name, collected)) is not None:
            return (
                UNCLEAR if by_moment == NEW and not table.collected else by_moment
            )  # a copy can have the moment at which it was made
        if person and all(_never_again(table, part, value) for part, value in zip(table.key, key, strict=True)):
            return OLD
        if len(key) == 1 and isinstance(key[0], int) and str(name) in self.newest and key[0] <= self.newest[str(name)]:
            return OLD
        return UNCLEAR

    def _by_moment(self, name: Name, collected: Any) -> str | None:
        times, zone = ZoneInfo(self.policy.stores[name.store].times), ZoneInfo(self.policy.organisation.time_zone)
        moment = _moment(collected, times)
        if isinstance(moment, datetime):
            return OLD if moment < self.last else NEW
        if moment is not None:
            day = self.last.astimezone(zone).date()
            return OLD if moment < day else NEW if moment > day else UNCLEAR
        return None


def _moment(value: Any, times: ZoneInfo) -> datetime | date | None:
    """A value of a column of days or moments; `times`: the zone of moments that carry none."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=times)
    return value if isinstance(value, date) else None


def moment_of(table: Table) -> list[str]:
    """The column that says when a row was collected, if there is one; of a file, when it was last changed."""
    if table.collected:
        return [table.collected]
    return ["modified"] if table.seen and table.seen.listed and "modified" in table.seen.columns else []


def _never_again(table: Table, column: str, value: Any) -> bool:
    """A key that nobody is given a second time: drawn by lot."""
    kind = table.seen.columns[column].type if table.seen and column in table.seen.columns else ""
    return kind == "uuid" or kind == "text" and isinstance(value, str) and bool(_UUID.fullmatch(value))


def given_again(policy: Policy, name: Name) -> bool:
    """Whether a key of this table can be given to somebody else while the application works: SQLite gives the last one out again, and a
    name that somebody chose is free when they have gone."""
    table = policy.tables[name]
    kinds = {table.seen.columns[c].type for c in table.key if table.seen and c in table.seen.columns}
    return policy.catalogs[name.store].dialect == "sqlite" or not kinds <= {"integer", "uuid"}
