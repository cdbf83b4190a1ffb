"""A SQL database as a store: a connection, its catalogue, and errors said in our own words. PostgreSQL and SQLite."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.engine.reflection import ObjectKind

from gestand.diagnostics import GestandError, fail
from gestand.holding.predicate import key_inside
from gestand.policy.catalog import Catalog, SeenColumn, SeenKey, SeenTable
from gestand.policy.grammar import InJson, InText
from gestand.policy.model import Store
from gestand.stores.render import network_of
from gestand.words import t

OURS = ("gestand_applied",)  # our own table in a store: what was carried out there
# room to hash what a predicate looks up, and no compiling of statements that run once: both matter in large tables
_TIMEOUT: dict[str, dict[str, Any]] = {
    "postgresql": {"connect_timeout": 10, "options": "-c jit=off -c work_mem=64MB"},
    "sqlite": {"timeout": 30},
}


def kind_of(type_: Any) -> str:
    """The kind of a reflected type, in the words of SeenColumn."""
    match type_:
        case types.Boolean():
            return "boolean"
        case types.DateTime():
            return "zoned" if type_.timezone else "moment"
        case types.Date():
            return "date"
        case types.Time():
            return "time"
        case types.Integer():
            return "integer"
        case types.Numeric():
            return "number"
        case types.Enum():
            return "enum"
        case types.Uuid():
            return "uuid"
        case types.JSON():
            return "json"
        case types.ARRAY():
            return "array"
        case types.LargeBinary() | types.BINARY() | types.VARBINARY():
            return "binary"
        case types.String():
            return "text"
    name = type(type_).__name__.lower()
    if name in ("inet", "cidr"):
        return "network"
    if name in ("jsonb", "hstore"):
        return "json"
    return {"uuid": "uuid", "bytea": "binary", "citext": "text", "bit": "other"}.get(name, "other")


def _indexed(index: ReflectedIndex) -> tuple[str, ...]:
    """The columns or expressions of an index, in one spelling: lower(trim(email))."""
    parts = index.get("expressions") or index["column_names"]
    return tuple(re.sub(r"::\w+|\bboth\b|\bfrom\b|\s|[()\"]", "", str(part).lower()).replace("btrim", "trim") for part in parts)


def _rule(text: str) -> str:
    """What SQLite names of the rule that was broken; the text of somebody's trigger may speak of a person (NO-TRACE)."""
    known = re.match(r"(UNIQUE|NOT NULL|CHECK|FOREIGN KEY|PRIMARY KEY|datatype)\b", text)
    return text if known else "trigger"


def _key_in_text(text: object, pattern: str, uuid: int) -> str | None:
    """The key that stands inside a text, for SQLite."""
    return key_inside(text, InText(pattern, bool(uuid)))


def _key_in_json(text: object, path: str) -> str | None:
    """The key at a path of JSON, for SQLite."""
    return key_inside(text, InJson(tuple(json.loads(path))))


class SqlStore:
    """One SQL database. `session` gives a connection with a transaction; nothing is committed unless the block ends well."""

    batch = 0  # rows of one transaction of a sweep; 0: as many as for any database

    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts: dict[Any, tuple[str, dict[str, Any], tuple[str, ...]]] = {}  # statements built before, by what they say
        try:
            url = sa.make_url(store.url)
            if url.drivername in ("postgresql", "postgres"):
                url = url.set(drivername="postgresql+psycopg")
            self.dialect = url.get_backend_name()
            if self.dialect not in ("postgresql", "sqlite"):
                raise fail(
                    "GS410",
                    "store-unreachable",
                    t("`{store}` is a {kind}, which Gestand does not speak yet", store=store.name, kind=self.dialect),
                    t("it speaks postgresql and sqlite"),
                    place=store.place,
                    about=store.name,
                )
            if self.dialect == "sqlite" and url.database and url.database != ":memory:" and not url.query.get("mode"):
                if not os.path.exists(
                    url.database
                ):  # SQLite would make an empty database: a typing error must not look like an empty store
                    raise fail(
                        "GS410",
                        "store-unreachable",
                        t("`{store}` cannot be reached: there is no file `{file}`", store=store.name, file=url.database),
                        t("check the path in its URL"),
                        place=store.place,
                        about=store.name,
                    )
            self.engine = sa.create_engine(
                url,
                connect_args=dict(_TIMEOUT[self.dialect]),
                pool_pre_ping=self.dialect == "postgresql",
                pool_size=2,
                **({"isolation_level": "READ COMMITTED"} if self.dialect == "postgresql" else {}),
            )
        except (sa.exc.ArgumentError, ImportError, ValueError) as error:
            raise fail(
                "GS410",
                "store-unreachable",
                t("the URL of `{store}` can't be read", store=store.name),
                t("write it as postgresql://user@host/database or sqlite:////folder/file.db"),
                place=store.place,
                about=store.name,
            ) from error
        if self.dialect == "sqlite":
            sa.event.listen(self.engine, "connect", self._sqlite_ready)
        else:
            sa.event.listen(self.engine, "connect", self._postgresql_ready)

    @staticmethod
    def _postgresql_ready(raw: Any, _: object) -> None:
        """Without JIT: it would compile the many small conditions of our statements for seconds, and then run them once."""
        raw.autocommit = True
        raw.execute("select set_config('jit', 'off', false) from pg_settings where name = 'jit'")
        raw.execute("set row_security = off")  # rows that a policy of the database hides are an error, not rows that are gone
        raw.autocommit = False

    @staticmethod
    def _sqlite_ready(raw: sqlite3.Connection, _: object) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves, so that reading and writing are one transaction
        cursor = raw.cursor()
        raw.create_function("gestand_network", 1, network_of, deterministic=True)
        raw.create_function("gestand_key", 3, _key_in_text, deterministic=True)
        raw.create_function("gestand_json_key", 2, _key_in_json, deterministic=True)
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what is erased leaves the pages too
        cursor.close()

    @property
    def name(self) -> str:
        return self.store.name

    @contextmanager
    def session(self, write: bool = False) -> Iterator[sa.Connection]:
        """A connection in one transaction, committed when the block ends well. Database errors come out as GestandError GS6xx."""
        try:
            with self.engine.connect() as connection:
                if self.dialect == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
                with connection.get_transaction() or connection.begin():
                    yield connection
        except self._errors as error:
            raise self.said(error) from None

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        """What SQLAlchemy and the driver raise."""
        driver: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        return (sa.exc.DBAPIError, driver)

    def said(self, error: Exception) -> GestandError:
        """A database error, from SQLAlchemy or from the driver, as one clear sentence, without the values that the database quotes
        (INVARIANT NO-TRACE)."""
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        state = getattr(cause, "sqlstate", None) or ""
        text = str(cause).lower()
        store = self.store.name

        def told(code: str, name: str, message: str, *help: str) -> GestandError:
            return fail(code, name, message, *help, place=self.store.place, about=store)

        if state in ("42501",) or "readonly database" in text or "permission denied" in text:
            return told(
                "GS602",
                "permission-missing",
                t("the user of `{store}` may not do this: nothing was done in it", store=store),
                t("give this user the right to read and change its tables; `gestand check` lists what is needed"),
            )
        if state.startswith("53") or "disk is full" in text or "disk full" in text:
            return told(
                "GS603",
                "disk-full",
                t("the disk of `{store}` is full: nothing was done in this step", store=store),
                t("make room and start again: what was done stays done, the rest is done then"),
            )
        if state in ("40001", "40P01", "55P03") or "database is locked" in text:
            return told(
                "GS604",
                "store-busy",
                t("others are changing the same rows of `{store}`: this step was not done", store=store),
                t("start again: what was done stays done"),
            )
        if state.startswith("23"):
            return told(
                "GS605",
                "rule-of-database",
                t(
                    "a rule of `{store}` forbids a step ({kind}): nothing was done in it",
                    store=store,
                    kind=getattr(getattr(cause, "diag", None), "constraint_name", None) or "constraint",
                ),
                t("`gestand check --data` shows which value can't go this way"),
            )
        if isinstance(cause, sqlite3.IntegrityError):
            return told(
                "GS605",
                "rule-of-database",
                t("a rule of `{store}` forbids a step ({kind}): nothing was done in it", store=store, kind=_rule(str(cause))),
                t("`gestand check --data` shows which value can't go this way"),
            )
        if (
            getattr(error, "connection_invalidated", False)
            or state.startswith(("08", "57"))
            or type(cause).__name__ in ("OperationalError", "InterfaceError", "AdminShutdown")
            and not state.startswith(("42", "22"))
        ):
            return told(
                "GS601",
                "store-unreachable",
                t("`{store}` cannot be reached or went away: what was not finished there was not done", store=store),
                t("when it is back, start again: what was done stays done"),
            )
        return told(
            "GS606",
            "store-refused",
            t("`{store}` refused a statement (SQLSTATE {state})", store=store, state=state or type(cause).__name__),
            t("please report this: it should have been found by `gestand check`"),
        )

    def oddities(self, connection: sa.Connection) -> Mapping[str, int]:
        """What is odd about a store that lists itself, and how often: see execute.survey.listed."""
        return {}

    def holds_files(self, column: str) -> bool:
        """The values of this column are files: in a row stands where one is."""
        return False

    def reading(self, path: str, vanished: bool = False) -> AbstractContextManager[IO[bytes]]:
        """A file of a column that holds files, to be read. One that can't be opened is a GestandError GS6xx; `vanished`: one that is not
        there any more reads as empty."""
        raise NotImplementedError

    def staged(self, path: str, pieces: Iterator[bytes]) -> Any:
        """New content for a file of a column that holds files, kept until the session ends well; the value to give to the column."""
        raise NotImplementedError

    def inspect(self) -> Catalog:
        """The catalogue of this database: tables, views, columns, keys, indexes. Raises GestandError GS410 when it can't be reached."""
        try:
            with self.engine.connect() as connection:
                return Catalog(self.name, self.dialect, self._tables(connection))
        except sa.exc.DBAPIError as error:
            reason = self.said(error).diagnostics[0]
            if isinstance(error, sa.exc.OperationalError) or reason.code == "GS601":
                raise fail(
                    "GS410",
                    "store-unreachable",
                    t("`{store}` cannot be reached", store=self.name),
                    t("is the server running, and are host, database and user in its URL right?"),
                    place=self.store.place,
                    about=self.name,
                ) from None
            raise GestandError(reason) from None

    def _tables(self, connection: sa.Connection) -> dict[str, SeenTable]:
        with (
            warnings.catch_warnings()
        ):  # what SQLAlchemy does not know (expression indexes, odd types) is read below or is `other`
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            return self._reflect(connection)

    def _reflect(self, connection: sa.Connection) -> dict[str, SeenTable]:
        inspector = sa.inspect(connection)
        schema = self.store.schema or None
        options: dict[str, Any] = {"schema": schema, "kind": ObjectKind.ANY}
        columns = inspector.get_multi_columns(**options)
        primary, foreign = inspector.get_multi_pk_constraint(**options), inspector.get_multi_foreign_keys(**options)
        unique, indexes = inspector.get_multi_unique_constraints(**options), inspector.get_multi_indexes(**options)
        views = set(inspector.get_view_names(schema))
        materialised = set(inspector.get_materialized_view_names(schema)) if self.dialect == "postgresql" else set()
        triggers = self._triggers(connection)
        found = {}
        for key, listed in columns.items():
            name = key[1]
            if name in OURS or name.startswith("sqlite_"):
                continue
            seen = {
                c["name"]: SeenColumn(
                    c["name"],
                    kind_of(c["type"]),
                    bool(c["nullable"]),
                    getattr(c["type"], "length", None),
                    "computed" in c or bool(c.get("identity") and c["identity"].get("always")),
                    str(c["type"]),
                    tuple(getattr(c["type"], "enums", ()) or ()),
                )
                for c in listed
            }
            pk = tuple(primary[key]["constrained_columns"] or ()) if primary.get(key) else ()
            groups = [tuple(u["column_names"]) for u in unique.get(key) or ()]
            groups += [
                tuple(filter(None, i["column_names"])) for i in indexes.get(key) or () if i["unique"] and all(i["column_names"])
            ]
            rules = {}
            if self.dialect == "sqlite":
                groups += [g for g in self._sqlite_unique(connection, name) if g not in groups]
                rules = self._sqlite_on_delete(connection, name)
            keys = tuple(
                SeenKey(
                    tuple(f["constrained_columns"]),
                    f["referred_table"],
                    tuple(f["referred_columns"]),
                    (f.get("options") or {}).get("ondelete", "") or rules.get(tuple(f["constrained_columns"]), ""),
                )
                for f in foreign.get(key) or ()
            )
            indexed = tuple(_indexed(i) for i in indexes.get(key) or ()) + tuple(groups) + ((pk,) if pk else ())
            kind = "materialised view" if name in materialised else "view" if name in views else "table"
            if self.dialect == "sqlite":
                indexed += tuple(self._sqlite_expressions(connection, name))
                pk = pk or ()
            found[name] = SeenTable(name, seen, pk, tuple(groups), keys, indexed, kind, tuple(triggers.get(name, ())))
        return found

    def _sqlite_unique(self, connection: sa.Connection, table: str) -> Iterator[tuple[str, ...]]:
        """Unique columns that are said beside the column itself, which SQLAlchemy leaves out for some spellings."""
        unique = sa.text("select name from pragma_index_list(:t) where \"unique\" and origin = 'u'")
        for (index,) in connection.execute(unique, {"t": table}).all():
            columns = connection.execute(sa.text("select name from pragma_index_info(:i) order by seqno"), {"i": index})
            yield tuple(str(c) for (c,) in columns)

    def _sqlite_on_delete(self, connection: sa.Connection, table: str) -> dict[tuple[str, ...], str]:
        """What the database does to the rows of a foreign key when the row pointed to goes."""
        found: dict[int, tuple[list[str], str]] = {}
        keys = sa.text('select id, "from", on_delete from pragma_foreign_key_list(:t) order by id, seq')
        for number, column, rule in connection.execute(keys, {"t": table}):
            found.setdefault(number, ([], rule))[0].append(column)
        return {tuple(columns): rule for columns, rule in found.values() if rule != "NO ACTION"}

    def _sqlite_expressions(self, connection: sa.Connection, table: str) -> Iterator[tuple[str, ...]]:
        """Indexes over expressions, which SQLAlchemy leaves out for SQLite."""
        for (sql,) in connection.execute(
            sa.text("select sql from sqlite_master where type = 'index' and tbl_name = :t and sql like '%(%(%'"), {"t": table}
        ):
            inner = sql[sql.index("(") + 1 : sql.rindex(")")]
            yield (re.sub(r"[\s()\"`]", "", inner.lower()),)

    def _triggers(self, connection: sa.Connection) -> dict[str, list[str]]:
        if self.dialect == "sqlite":
            rows = connection.exec_driver_sql("select tbl_name, name from sqlite_master where type = 'trigger'").all()
        else:
            rows = connection.exec_driver_sql(
                "select c.relname, g.tgname from pg_trigger g join pg_class c on c.oid = g.tgrelid where not g.tgisinternal"
            ).all()
        found: dict[str, list[str]] = {}
        for table, name in rows:
            found.setdefault(table, []).append(name)
        return found
