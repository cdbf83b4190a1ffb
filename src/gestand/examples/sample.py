"""An organisation made real: its databases filled, its files written, its policy beside them, ready for every command."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData

from gestand.diagnostics import fail, near
from gestand.examples.world import Row
from gestand.words import t

HERE = Path(__file__).parent
MARK = "# made by `gestand example`; it is made anew by it too"  # the first line of `environment`: this folder may be replaced


@dataclass(frozen=True)
class Sample:
    """Everything an organisation has on one day: the schema of each database, its rows by table, and the content of its files by
    store and path; `moments` says when some of these were last written to."""

    stores: Mapping[str, MetaData]
    rows: Mapping[str, Mapping[str, list[Row]]]
    files: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    moments: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(len(rows) for tables in self.rows.values() for rows in tables.values())


@dataclass(frozen=True)
class Made:
    """What was made: where, the variables that its policy asks for, and how many rows and files."""

    folder: Path
    environment: Mapping[str, str]
    rows: int
    files: int


def names() -> list[str]:
    """The organisations there are."""
    return sorted(m.name for m in pkgutil.iter_modules([str(HERE)]) if m.ispkg)


def title(name: str) -> str:
    """The organisation's own name, as its README begins with it."""
    return (folder_of(name) / "README.md").read_text("utf-8").partition("\n")[0].removeprefix("# ")


def folder_of(name: str) -> Path:
    """Where the example is. Raises GestandError GS532 for one that does not exist."""
    if name not in names():
        guess = near(name, names())
        raise fail(
            "GS532",
            "unknown-example",
            t("`{name}` is no example", name=name),
            t("did you mean `{guess}`?", guess=guess) if guess else t("there are: {names}", names=", ".join(names())),
        )
    return HERE / name


def sample(name: str, today: date, seed: int = 1) -> Sample:
    """The organisation as it is on `today`; the same seed and day give the same rows."""
    folder_of(name)
    made: Sample = importlib.import_module(f"gestand.examples.{name}.data").sample(today, seed)
    return made


def make(name: str, folder: Path, today: date, database: str | Mapping[str, str] = "", seed: int = 1) -> Made:
    """The organisation in `folder`: databases (SQLite files there, or the empty database at `database`, where {store} stands for the
    name of the store; or the URL of each), files, a copy of the policy, and `environment`, a shell file with what the policy asks for.

    Raises GestandError GS530 when the folder holds something else, GS533 when the URL does not fit, GS534 when it is not empty.
    """
    policy = folder_of(name) / "policy"
    contents = sample(name, today, seed)
    if isinstance(database, str) and database and len(contents.stores) > 1 and "{store}" not in database:
        raise fail(
            "GS533",
            "one-database-for-several",
            t("`{name}` has several databases: {stores}", name=name, stores=", ".join(contents.stores)),
            t("write {name} where the URL names the database, and make an empty database for each", name="{store}"),
        )
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(policy, folder / "policy", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {}
    for store, schema in contents.stores.items():
        file = (folder / f"{store}.db").resolve()
        given = database.replace("{store}", store) if isinstance(database, str) else database.get(store, "")
        url = given or f"sqlite:///{file}"
        load(url, schema, contents.rows[store])
        environment[f"{store.upper()}_URL"] = url
    for store, files in contents.files.items():
        root = (folder / store).resolve()
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        for path, moment in contents.moments.get(store, {}).items():
            os.utime(root / path, (moment.timestamp(), moment.timestamp()))
        environment[f"{store.upper()}_FOLDER"] = str(root)
    _note(folder, environment)
    return Made(folder, environment, contents.size, sum(len(files) for files in contents.files.values()))


def _note(folder: Path, environment: Mapping[str, str]) -> None:
    """The file `environment`: readable by nobody else, for the URL may hold a password."""
    own = {"GESTAND_POLICY": str((folder / "policy").resolve()), "GESTAND_HOME": str((folder / ".gestand").resolve())}
    lines = [MARK, *(f"export {name}={shlex.quote(value)}" for name, value in {**environment, **own}.items())]
    with os.fdopen(os.open(folder / "environment", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")


def _clear(folder: Path) -> None:
    """An empty folder, or one that holds a sample: that goes. Anything else is somebody's."""
    if not folder.exists():
        return
    note = folder / "environment"
    ours = note.is_file() and note.read_text("utf-8", "replace").startswith(MARK)
    if not folder.is_dir() or (any(folder.iterdir()) and not ours):
        raise fail(
            "GS530",
            "folder-in-use",
            t("`{folder}` holds something else", folder=folder),
            t("choose another folder with --folder"),
        )
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def load(url: str, schema: MetaData, rows: Mapping[str, list[Row]]) -> int:
    """Create the tables in the database at `url` and fill them. It must not have them yet. Returns the number of rows."""
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            there = set(sa.inspect(connection).get_table_names()) & {table.name for table in schema.tables.values()}
            if there:
                raise fail(
                    "GS534",
                    "database-not-empty",
                    t("the database has a table `{table}` already", table=min(there)),
                    t("give the URL of an empty database"),
                )
            schema.create_all(connection, checkfirst=False)
            _insert(connection, schema, rows)
    finally:
        engine.dispose()
    return sum(len(listed) for listed in rows.values())


def _late(table: sa.Table) -> list[str]:
    """Columns that close a circle of keys: filled when all rows are there."""
    return [column.name for column in table.columns for key in column.foreign_keys if key.use_alter]


def _insert(connection: sa.Connection, schema: MetaData, rows: Mapping[str, list[Row]]) -> None:
    for table in schema.sorted_tables:
        listed, late = rows[table.name], _late(table)
        if listed:
            connection.execute(table.insert(), [{**row, **dict.fromkeys(late)} for row in listed] if late else listed)
    for table, column, later in _circles(schema, rows):
        key = next(iter(table.primary_key))
        where = key == sa.bindparam("row_key")
        connection.execute(table.update().where(where).values({column: sa.bindparam("points_to")}), later)
    if connection.dialect.name == "postgresql":
        _count_on(connection, schema)


def _circles(schema: MetaData, rows: Mapping[str, list[Row]]) -> Iterator[tuple[sa.Table, str, list[Row]]]:
    for table in schema.sorted_tables:
        for column in _late(table):
            key = next(iter(table.primary_key)).name
            later: list[Row] = [
                {"row_key": row[key], "points_to": row[column]} for row in rows[table.name] if row[column] is not None
            ]
            if later:
                yield table, column, later


def _count_on(connection: sa.Connection, schema: MetaData) -> None:
    """The rows came with their numbers: PostgreSQL's sequences are told, or a new row would get number 1 again."""
    for table in schema.sorted_tables:
        column: Any = table.autoincrement_column
        if column is not None and not column.foreign_keys:
            name = connection.dialect.identifier_preparer.format_table(table)
            highest = sa.select(sa.func.max(column)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(name, column.name), highest)))
