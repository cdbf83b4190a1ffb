"""Some rows of each table, and how many of their values are found in another: bounded, whatever the size of the tables.

Of a table at most `ROWS` rows are read, the first and the last in the order of its key, so that an index serves; of a column at most
`VALUES` different values are looked up. One statement a table, and one a column that is looked up in."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gestand.policy.catalog import Catalog, SeenColumn, SeenTable

ROWS, VALUES, AT_ONCE = 1_000, 100, 10_000
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.I)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_NOTHING = (None, "", "0", 0, -1, "-1")


@dataclass(frozen=True)
class Values:
    """The different values of a column in the rows that were looked at, those that say nothing (NULL, empty, 0) left out."""

    all: tuple[Any, ...]
    rows: int  # in which one of them stands

    def __bool__(self) -> bool:
        return bool(self.all)

    def share(self, form: re.Pattern[str]) -> float:
        """How many of them are texts of this form."""
        return sum(bool(form.fullmatch(str(v).strip())) for v in self.all) / len(self.all) if self.all else 0.0

    @property
    def emails(self) -> bool:
        return self.share(_EMAIL) > 0.5

    @property
    def uuids(self) -> bool:
        return bool(self.all) and all(
            isinstance(v, uuid.UUID) or isinstance(v, str) and _UUID.fullmatch(v.strip()) for v in self.all
        )

    @property
    def numbers(self) -> bool:
        return bool(self.all) and all(as_number(v) is not None for v in self.all)

    @property
    def telling(self) -> bool:
        """Values that are not in two columns by chance: texts of some length, no numbers and no words that many rows share."""
        texts = [v for v in self.all if isinstance(v, (str, uuid.UUID))]
        if len(texts) < len(self.all) or not texts or self.numbers:
            return False
        if self.uuids or self.emails:
            return True
        long = sum(5 <= len(str(v)) <= 120 and not re.search(r"\s\S+\s", str(v).strip()) for v in texts) >= 0.8 * len(texts)
        return long and len(self.all) >= 5 and len(self.all) * 20 >= self.rows


def as_number(value: Any) -> int | None:
    """The whole number that a value is or is written as."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, (float, Decimal)):
        return int(value) if value == int(value) else None
    if isinstance(value, str) and re.fullmatch(r"-?(?:0|[1-9]\d{0,17})", value.strip()):
        return int(value)
    return None


def comparable(value: Any, folded: bool = False) -> str:
    """A value as it is compared, whatever the type that holds it."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (float, Decimal)) and value == int(value):
        value = int(value)
    text = str(value).strip()
    if _UUID.fullmatch(text):
        return text.replace("-", "").lower()
    return text.lower() if folded else text


@dataclass
class Sample:
    """Rows of one table: per column the values, in the order of the rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def values(self, column: str) -> Values:
        if column not in self.columns:
            return Values((), 0)
        i = self.columns.index(column)
        return distinct(row[i] for row in self.rows)

    def pairs(self, one: str, other: str) -> Iterator[tuple[Any, Any]]:
        a, b = self.columns.index(one), self.columns.index(other)
        return ((row[a], row[b]) for row in self.rows)

    def inside(self, column: str) -> dict[tuple[str, ...], Values]:
        """What stands at the paths inside the JSON of a column, where it stands in at least a third of the rows."""
        i = self.columns.index(column)
        found: dict[tuple[str, ...], list[Any]] = {}
        there = 0
        for row in self.rows[:400]:
            said = row[i]
            if isinstance(said, str) and said.lstrip().startswith("{"):
                try:
                    said = json.loads(said)
                except ValueError:
                    continue
            if isinstance(said, dict) and said:
                there += 1
                for path, value in _leaves(said):
                    found.setdefault(path, []).append(value)
        return {path: distinct(values) for path, values in found.items() if len(values) * 3 >= there}

    def together(self, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The different values of several columns, without those that say nothing."""
        at = [self.columns.index(c) for c in columns]
        seen = dict.fromkeys(tuple(row[i] for i in at) for row in self.rows)
        return [one for one in seen if all(v is not None and v != "" for v in one)][:VALUES]

    def texts(self, column: str) -> list[str]:
        i = self.columns.index(column)
        return [row[i] for row in self.rows[:400] if isinstance(row[i], str) and row[i]]


def distinct(values: Iterable[Any]) -> Values:
    seen: dict[Any, None] = {}
    rows = 0
    for value in values:
        if isinstance(value, (bool, dict, list)) or value in _NOTHING:
            continue
        if isinstance(value, str):
            if not value.strip() or len(value) > 400:
                continue
        elif isinstance(value, (bytes, memoryview)):
            value = bytes(value)
            if len(value) != 16:
                continue
        rows += 1
        if len(seen) < VALUES:
            seen[value] = None
    return Values(tuple(seen), rows)


def _leaves(said: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in said.items():
        if not re.fullmatch(r"[A-Za-z_]\w{0,40}", name):
            continue
        if isinstance(value, Mapping) and len(path) < 2:
            yield from _leaves(value, (*path, name))
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            yield (*path, name), value


class Reader:
    """Reads samples of one store, in one transaction."""

    def __init__(self, connection: sa.Connection, catalog: Catalog, schema: str = "") -> None:
        self.connection, self.catalog, self.schema = connection, catalog, schema or None
        self.pg = catalog.dialect == "postgresql"
        self._tables: dict[str, sa.TableClause] = {}

    def table(self, seen: SeenTable) -> sa.TableClause:
        if seen.name not in self._tables:
            made = sa.table(seen.name, *[sa.column(c) for c in seen.columns])
            made.schema = self.schema
            made.fullname = f"{self.schema}.{seen.name}" if self.schema else seen.name
            self._tables[seen.name] = made
        return self._tables[seen.name]

    def sample(self, seen: SeenTable, columns: Sequence[str]) -> Sample:
        """The first and the last rows of a table, by its key."""
        if not columns:
            return Sample(())
        source = self.table(seen)
        wanted = sa.select(*(source.c[c] for c in columns))
        key = seen.primary_key[0] if seen.primary_key else ""
        if not key:
            return Sample(tuple(columns), self._rows(wanted.limit(ROWS)))
        first = self._rows(wanted.order_by(source.c[key]).limit(ROWS))
        if len(first) < ROWS:
            return Sample(tuple(columns), first)
        last = self._rows(wanted.order_by(source.c[key].desc()).limit(ROWS // 2))
        return Sample(tuple(columns), [*first[: ROWS // 2], *last])

    def _rows(self, select: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.execute(select)]

    def found(self, seen: SeenTable, column: str, values: Iterable[Any], folded: bool = False) -> set[str]:
        """Which of the values (comparable) are in the column. Each piece of them is one statement; the column's index serves it."""
        source = self.table(seen)
        of = seen.columns[column]
        wanted = {comparable(v, folded): v for v in values}
        there: Any = source.c[column]
        if folded:
            there = sa.func.lower(sa.func.trim(there if of.type == "text" else sa.cast(there, sa.Text)))
        elif self.pg and of.type not in ("text", "integer", "number", "uuid"):
            there = sa.cast(there, sa.Text)
        bound = [b for v in wanted.values() if (b := self._bound(v, of, folded)) is not None]
        got: set[str] = set()
        for start in range(0, len(bound), AT_ONCE):
            piece = bound[start : start + AT_ONCE]
            got |= {comparable(v, folded) for (v,) in self._rows(sa.select(there).where(there.in_(piece)).distinct())}
        return got & set(wanted)

    def found_together(self, seen: SeenTable, columns: Sequence[str], tuples: Iterable[tuple[Any, ...]]) -> int:
        """How many of the tuples are rows of these columns."""
        source = self.table(seen)
        bound = [tuple(self._bound(v, seen.columns[c], False) for v, c in zip(one, columns, strict=True)) for one in tuples]
        bound = [one for one in bound if None not in one]
        if not bound:
            return 0
        there = sa.tuple_(*(source.c[c] for c in columns))
        return len(self._rows(sa.select(*(source.c[c] for c in columns)).where(there.in_(bound)).distinct()))

    def _bound(self, value: Any, of: SeenColumn, folded: bool) -> Any:
        """A value as the column takes it; None where it can't be there."""
        if folded:
            return str(value).strip().lower()
        match of.type:
            case "integer" | "number":
                number = as_number(value)
                return number if number is not None and abs(number) < 2**63 else None
            case "uuid":
                if isinstance(value, uuid.UUID) or isinstance(value, str) and _UUID.fullmatch(value.strip()):
                    made = value if isinstance(value, uuid.UUID) else uuid.UUID(value.strip())
                    return made if self.pg else made.hex if of.native.upper().startswith("CHAR") else str(made)
                return None
            case "binary":
                return value if isinstance(value, bytes) else None
        return value if isinstance(value, str) else str(value)
