"""What is really there: tables, columns and keys, as a store reports them. Values only; a store makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SeenColumn:
    """A column of a database. `type` is one of: integer, number, text, date, moment (with time), zoned (moment with zone), time,
    boolean, json, uuid, binary, enum, array, network, other."""

    name: str
    type: str
    nullable: bool = True
    length: int | None = None  # of text, in characters
    generated: bool = False
    native: str = ""  # the type as the database calls it
    values: tuple[str, ...] = ()  # of an enum
    plain: bool = False  # says nothing about a person by its nature: the size of a file, the status of an answer
    collation: str = ""  # of text, where the database compares by it
    renewed: bool = False  # the database sets it anew whenever the row changes

    @property
    def padded(self) -> bool:
        """Text of a fixed length, which the database fills with spaces and compares without them."""
        return self.type == "text" and self.native.upper().startswith("CHAR")


@dataclass(frozen=True)
class SeenKey:
    """A declared foreign key: `columns` point to `references` of `table`. `deferrable`: the database can look at it at the end of the
    transaction only."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    on_delete: str = ""
    deferrable: bool = False


TRAITS = {
    "history": "the database keeps what its rows were",
    "no transaction": "what was done to it can't be undone",
    "row security": "the database hides rows of it from our user",
    "inherited": "other tables inherit from it: only its own rows are meant",
    "not ours": "our user may not make it anew",
    "words": "a full-text table, which keeps the words of its rows in an index",
    "no content": "a full-text index that keeps words and no rows: it can't be made anew",
}


@dataclass(frozen=True)
class SeenTable:
    """A table or view of a database."""

    name: str
    columns: Mapping[str, SeenColumn]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[SeenKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()  # first columns or expressions, normalised
    kind: str = "table"  # table, view, materialised view, foreign table, full-text index
    triggers: tuple[str, ...] = ()
    listed: bool = (
        False  # its rows are files, or lines of files: `generated` columns are read from their names and go with the row
    )
    elsewhere: tuple[SeenKey, ...] = ()  # keys of tables of other schemas that point here; `table` is their schema and name
    traits: frozenset[str] = frozenset()  # what else is odd about it, in the words of TRAITS
    record: bool = False  # its rows tell what happened: what they say can go, and is never corrected
    made_from: tuple[str, ...] = ()  # of a materialised view or a full-text index: the tables that it keeps a copy of
    copies: tuple[str, ...] = ()  # materialised views of other schemas that keep a copy of it


@dataclass(frozen=True)
class Catalog:
    """All tables of one store, by name."""

    store: str
    dialect: str
    tables: Mapping[str, SeenTable] = field(default_factory=dict)
    schema: str = ""  # the schema that was looked at, as the database calls it
    parts: Mapping[str, str] = field(default_factory=dict)  # tables that are parts of another (partitions), with which
