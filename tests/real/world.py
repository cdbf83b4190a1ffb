"""A database with the application's people, looked at with the plainest eyes: every row of every table, and whose it is by the reader's
truth file. It shares no code with the program."""

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from . import truth

Key = tuple[str, ...]
Row = tuple[str, Key]  # table, key
Cell = tuple[str, Key, str]  # table, key, column
Person = tuple[str, int]  # table, key
Way = tuple[tuple[str, str, str, str, str], ...]  # hops: table, column, place in JSON, table, column
Columns = dict[str, set[str]]
_HOP = re.compile(r"(\w+)\.(\w+)(?:->>'(\w+)')?[=~](\w+)\.(\w+)")
_WHEN = re.compile(r"\[(\w+)='(\w+)'\]")


def text(value: Any) -> str:
    """A value as a text, the same whatever kind of database it came from."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin1")
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else str(value)


class World:
    """All rows at one moment."""

    def __init__(self, shared: Path, application: str, url: str) -> None:
        said = truth.schema(shared, application)["tables"]
        self.keys = {t["name"]: tuple(t["primary_key"] or [c["name"] for c in t["columns"]]) for t in said}
        self.declared = {
            (t["name"], tuple(k["columns"]), k["table"], tuple(k["references"])) for t in said for k in t.get("foreign_keys", ())
        }
        self.people, self.paths, self.conditions, self.true = _truth(shared, application)
        engine, meta = sa.create_engine(url, poolclass=sa.NullPool), sa.MetaData()
        meta.reflect(engine, only=list(self.keys))
        self.rows: dict[Row, dict[str, Any]] = {}
        with engine.connect() as db:
            for name, table in meta.tables.items():
                for row in db.execute(sa.select(table)).mappings():
                    said_row = {c: _parsed(v) for c, v in row.items()}
                    self.rows[name, self.key(name, said_row)] = said_row
        self.of: dict[str, list[dict[str, Any]]] = {name: [] for name in self.keys}
        for (name, _), row_said in self.rows.items():
            self.of[name].append(row_said)
        self.known: dict[Row, set[Person]] = {}
        self.cells: dict[Cell, str] = {
            (table, key, c): text(v) for (table, key), row in self.rows.items() for c, v in row.items() if v is not None
        }

    def key(self, table: str, row: Mapping[str, Any]) -> Key:
        return tuple(text(row[c]) for c in self.keys[table])

    def marked(self, mark: str) -> set[Cell]:
        """The cells in which a person's mark stands."""
        return {cell for cell, said in self.cells.items() if mark in said}

    def changed(self, after: "World") -> set[Cell]:
        return {cell for cell in self.cells.keys() | after.cells.keys() if self.cells.get(cell) != after.cells.get(cell)}

    def owners(self, table: str, key: Key) -> set[Person]:
        """Everybody to whom a path of the reader leads from this row."""
        if (table, key) not in self.known:
            self.known[table, key] = self._owners(table, self.rows[table, key])
        return self.known[table, key]

    def _owners(self, table: str, row: Mapping[str, Any]) -> set[Person]:
        found: set[Person] = {(table, row[self.keys[table][0]])} if table in self.people else set()
        for path in self.paths.get(table, ()):
            if all(row[c] == v for c, v in self.conditions[table, path]):
                found |= self._along(row, path)
        return found

    def _along(self, row: Mapping[str, Any], path: Way) -> set[Person]:
        here = [row]
        for _, column, inside, parent, to in path:
            there = []
            for one in here:
                value = one[column][inside] if inside else one[column]
                there += [r for r in self.of[parent] if value is not None and r[to] == value]
            here = there
        return {(path[-1][3], r[self.keys[path[-1][3]][0]]) for r in here}

    def true_cells(self, person: Person) -> set[Cell]:
        """Every cell that the reader calls this person's, whatever stands in it."""
        mine = {row for row in self.rows if row[0] in self.true and person in self.owners(*row)}
        return {(table, key, column) for table, key in mine for column in self.true[table] & set(self.rows[table, key])}

    def dangling(self) -> set[tuple[Row, str]]:
        """Rows that point to a row that is not there: by a key of the database or of the reader."""
        hops = {(t, (c,), p, (to,)) for ways in self.paths.values() for way in ways for t, c, inside, p, to in way if not inside}
        found = set()
        for table, columns, parent, to in hops | self.declared:
            there = {tuple(row[c] for c in to) for row in self.of[parent]}
            for (name, key), row in self.rows.items():
                values = tuple(row[c] for c in columns) if name == table else (None,)
                if None not in values and values not in there:
                    found.add(((name, key), ",".join(columns)))
        return found


def _parsed(value: Any) -> Any:
    """JSON as it was meant: MariaDB keeps it as a text."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _truth(shared: Path, application: str) -> tuple[set[str], dict[str, set[Way]], dict[Any, list[tuple[str, str]]], Columns]:
    """What the reader says: the tables whose rows are people, table → its ways to people, the conditions of a way, and table → the
    columns that are about people."""
    people: set[str] = set()
    ways: dict[str, set[Way]] = {}
    conditions: dict[Any, list[tuple[str, str]]] = {}
    true: Columns = {}
    for line in csv.DictReader((shared / "schemas" / f"{application}.truth.csv").open(encoding="utf-8")):
        table, said = line["table"], line["subject_path"]
        if said == "none":
            continue
        true.setdefault(table, set()).add(line["column"])
        if said == "self":
            people.add(table)
            continue
        way: Way = tuple((m[1], m[2], m[3] or "", m[4], m[5]) for m in _HOP.finditer(said))
        ways.setdefault(table, set()).add(way)
        conditions[table, way] = _WHEN.findall(said)
    return people, ways, conditions, true
