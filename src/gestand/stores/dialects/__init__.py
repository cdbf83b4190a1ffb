"""What differs from one kind of database to the next: one file a dialect. The next reader sees in it how that database is spoken to,
what its catalogue says, how a predicate reads in it, and how rows are bound, locked and changed."""

from __future__ import annotations

from gestand.stores.dialects.dialect import Compared, Details, Dialect, Trouble
from gestand.stores.dialects.mariadb import MariaDb
from gestand.stores.dialects.postgresql import PostgreSql
from gestand.stores.dialects.sqlite import SQLite

__all__ = ["KNOWN", "Compared", "Details", "Dialect", "Trouble"]

KNOWN: dict[str, type[Dialect]] = {"postgresql": PostgreSql, "sqlite": SQLite, "mariadb": MariaDb, "mysql": MariaDb}
