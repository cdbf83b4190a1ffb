"""What the page showed, kept for the paper: of each table as many rows as paper can bear."""

from __future__ import annotations

from dataclasses import dataclass, field

from gestand.documents.overview.parts import About, Field
from gestand.documents.overview.values import plain
from gestand.policy.model import Name

MOST = 500  # rows of one table on paper


@dataclass
class Part:
    """A table on paper: what is said of it, its first rows as labels with values, and how many rows are not there."""

    table: Name
    about: About
    rows: list[tuple[list[tuple[str, str]], str]] = field(default_factory=list)  # labels with values; our own numbers in one line
    more: int = 0


@dataclass
class Sheet:
    """Filled while the page is made."""

    parts: list[Part] = field(default_factory=list)

    @property
    def tables(self) -> list[Name]:
        """The tables that the page showed."""
        return [part.table for part in self.parts]

    def begin(self, table: Name, about: About) -> None:
        """The rows that follow are of this table."""
        self.parts.append(Part(table, about))

    def row(self, fields: list[Field], keys: list[Field]) -> None:
        """A row of the table that was begun last."""
        part = self.parts[-1]
        if len(part.rows) < MOST:
            said = [(one.label, plain(one.value)) for one in fields]
            part.rows.append((said, " · ".join(f"{one.label}: {plain(one.value)}" for one in keys)))
        else:
            part.more += 1
