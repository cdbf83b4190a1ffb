"""A backup of a database of a test: taken, and put back as an administrator does it, with Gestand's own table in it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from databases import Database


@dataclass
class Backup:
    """All rows of some tables as they were, and of `gestand_applied`. SQLite: the file itself."""

    database: Database
    tables: Sequence[str]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def _file(self) -> Path:
        return Path(str(sa.make_url(self.database.url).database))

    def take(self) -> Backup:
        if self.database.kind == "sqlite":
            shutil.copy(self._file, self._file.with_suffix(".backup"))
            return self
        for name in (*self.tables, *(["gestand_applied"] if self._marked() else [])):
            with self.database.engine.connect() as connection:
                self.rows[name] = [dict(row) for row in connection.exec_driver_sql(f"select * from {name}").mappings()]
        return self

    def put_back(self) -> None:
        if self.database.kind == "sqlite":
            for name in ("-wal", "-shm"):
                Path(f"{self._file}{name}").unlink(missing_ok=True)
            shutil.copy(self._file.with_suffix(".backup"), self._file)
            return
        pg = self.database.pg
        with self.database.engine.begin() as connection:
            connection.exec_driver_sql("set session_replication_role = replica" if pg else "set foreign_key_checks = 0")
            for name in reversed(self.tables):
                connection.exec_driver_sql(f"delete from {name}")
            if self._marked():
                connection.exec_driver_sql(
                    "delete from gestand_applied" if "gestand_applied" in self.rows else "drop table gestand_applied"
                )
        with self.database.engine.begin() as connection:
            connection.exec_driver_sql("set session_replication_role = replica" if pg else "set foreign_key_checks = 0")
            for name, rows in self.rows.items():
                if rows:
                    marks = ", ".join(["%s"] * len(rows[0]))
                    connection.exec_driver_sql(
                        f"insert into {name} ({', '.join(rows[0])}) values ({marks})", [tuple(r.values()) for r in rows]
                    )

    def _marked(self) -> bool:
        return sa.inspect(self.database.engine).has_table("gestand_applied")
