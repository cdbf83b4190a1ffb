"""Columns and indexes as the databases of the examples have them, so that a table reads as a paragraph."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    func,
    literal_column,
)

from gestand.policy.grammar import InText

Cell = Column[object]


def database() -> MetaData:
    """An empty schema whose indexes and keys get the same names everywhere."""
    return MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def id_(name: str = "id") -> Cell:
    return Column(name, Integer, primary_key=True)


def text(name: str, length: int = 100, *, needed: bool = False, unique: bool = False, index: bool = False) -> Cell:
    return Column(name, String(length), nullable=not needed, unique=unique or None, index=index or None)


def long(name: str, *, needed: bool = False) -> Cell:
    return Column(name, Text, nullable=not needed)


def day(name: str, *, needed: bool = False) -> Cell:
    return Column(name, Date, nullable=not needed)


def moment(name: str, *, needed: bool = False) -> Cell:
    return Column(name, DateTime, nullable=not needed)


def number(name: str, *, needed: bool = False, index: bool = False) -> Cell:
    """A number; with an index often a key that nobody declared."""
    return Column(name, Integer, nullable=not needed, index=index or None)


def money(name: str, *, needed: bool = True) -> Cell:
    return Column(name, Numeric(10, 2), nullable=not needed)


def key(name: str, target: str, *, needed: bool = False, unique: bool = False) -> Cell:
    """A declared foreign key."""
    return Column(name, Integer, ForeignKey(target), nullable=not needed, unique=unique or None, index=not unique)


def _indexes_expressions(
    ddl: Any, target: Any, bind: Any, tables: Any = None, state: Any = None, *, dialect: Any, **said: Any
) -> bool:
    """MariaDB indexes columns only."""
    return str(dialect.name) in ("sqlite", "postgresql")


def _indexes_columns(
    ddl: Any, target: Any, bind: Any, tables: Any = None, state: Any = None, *, dialect: Any, **said: Any
) -> bool:
    return not _indexes_expressions(ddl, target, bind, tables, state, dialect=dialect)


def compared(columns: Mapping[Table, Sequence[str]]) -> None:
    """Indexes for links and identifiers that are compared without regard to letter case and outer space. MariaDB compares so by itself."""
    for table, names in columns.items():
        for name in names:
            Index(f"ix_{table.name}_{name}_compared", func.lower(func.trim(table.c[name]))).ddl_if(callable_=_indexes_expressions)
            Index(f"ix_{table.name}_{name}_plain", table.c[name]).ddl_if(callable_=_indexes_columns)


def indexed_json(column: Column[Any], name: str) -> None:
    """An index for a link that lies inside JSON."""
    Index(f"ix_{column.table.name}_{column.name}_{name}", column[name].as_string()).ddl_if(callable_=_indexes_expressions)


def indexed_in_text(column: Column[Any], pattern: str) -> None:
    """An index for a link that stands inside a text, where `{}` stands in the pattern: `account:{}`."""
    before, key, after = InText(pattern).expression
    inside: Any = literal_column(f"'^{before}({key}){after}$'")
    name = "_".join(re.findall(r"\w+", pattern))
    Index(f"ix_{column.table.name}_{column.name}_{name}", func.substring(column, inside)).ddl_if(dialect="postgresql")
