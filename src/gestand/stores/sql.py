"""A SQL database as a store: a connection, its catalogue, and errors said in our own words. What differs by kind of database stands in
`dialects`."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.engine.reflection import ObjectKind

from gestand.diagnostics import GestandError, fail, near
from gestand.policy.catalog import Catalog, SeenColumn, SeenKey, SeenTable
from gestand.policy.model import Store
from gestand.policy.quoting import alike
from gestand.stores.dialects import KNOWN, Trouble
from gestand.words import t

OURS = ("gestand_applied",)  # our own table in a store: what was carried out there


def kind_of(type_: Any) -> str:
    """The kind of a reflected type, in the words of SeenColumn; of a domain, that of what it is made of."""
    type_ = _own(type_)
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
    if name == "jsonb":
        return "json"
    return {"uuid": "uuid", "bytea": "binary", "citext": "text", "bit": "other"}.get(name, "other")


def _own(type_: Any) -> Any:
    """The type that a domain is made of."""
    while type(type_).__name__ == "DOMAIN":
        type_ = type_.data_type
    return type_


def _indexed(index: ReflectedIndex) -> tuple[str, ...]:
    """The columns or expressions of an index, in one spelling: lower(trim(email))."""
    parts = index.get("expressions") or index["column_names"]
    return tuple(
        re.sub(r"::\w+|(?<!')\b(both|from)\b(?!')|\s|[()\"]", "", str(part).lower()).replace("btrim", "trim") for part in parts
    )


class SqlStore:
    """One SQL database. `session` gives a connection with a transaction; nothing is committed unless the block ends well."""

    batch = 0  # rows of one transaction of a sweep; 0: as many as for any database
    connected = 0  # how often a connection was made: behind a new one there can be another database

    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts: dict[Any, tuple[str, dict[str, Any], tuple[str, ...]]] = {}  # statements built before, by what they say
        try:
            url = sa.make_url(store.url)
            kind = url.get_backend_name()
            if kind not in KNOWN:
                raise self._unreachable(
                    t("`{store}` is a {kind}, which Gestand does not speak yet", store=store.name, kind=kind),
                    t("it speaks postgresql, mariadb and sqlite"),
                )
            self.dialect = KNOWN[kind]()
            if kind == "sqlite" and url.database and url.database != ":memory:" and not url.query.get("mode"):
                if not os.path.exists(
                    url.database
                ):  # SQLite would make an empty database: a typing error must not look like an empty store
                    raise self._unreachable(
                        t("`{store}` cannot be reached: there is no file `{file}`", store=store.name, file=url.database),
                        t("check the path in its URL"),
                    )
            self.engine = sa.create_engine(self.dialect.url(url, store.schema), pool_size=2, **self.dialect.options())
        except (sa.exc.ArgumentError, ImportError, ValueError) as error:
            raise self._unreachable(
                t("the URL of `{store}` can't be read", store=store.name),
                t("write it as postgresql://user@host/database, mariadb://user@host/database or sqlite:////folder/file.db"),
            ) from error
        sa.event.listen(self.engine, "connect", lambda raw, _: self._ready(raw))

    def _ready(self, raw: Any) -> None:
        self.connected += 1
        self.dialect.ready(raw)

    def _unreachable(self, message: str, *help: str) -> GestandError:
        return fail("GS410", "store-unreachable", message, *help, place=self.store.place, about=self.store.name)

    @property
    def name(self) -> str:
        return self.store.name

    @contextmanager
    def session(self, write: bool = False) -> Iterator[sa.Connection]:
        """A connection in one transaction, committed when the block ends well. Database errors come out as GestandError GS6xx."""
        try:
            with self.engine.connect() as connection:
                self.dialect.begin(connection, write)
                try:
                    with connection.get_transaction() or connection.begin():
                        yield connection
                except BaseException:
                    if not self.dialect.undoes_temporary:  # no keys of people stay behind in a connection that is used again
                        connection.invalidate()
                    raise
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
        found = self.dialect.trouble(cause or error)
        if getattr(error, "connection_invalidated", False) and found.kind == "refused":
            found = Trouble("away")
        return fail(*self._sentence(found), place=self.store.place, about=self.store.name)

    def _sentence(self, trouble: Trouble) -> tuple[str, ...]:
        """Code, name, message and help for what went wrong."""
        store = self.store.name
        match trouble.kind:
            case "permission":
                return (
                    "GS602",
                    "permission-missing",
                    t("the user of `{store}` may not do this: nothing was done in it", store=store),
                    t("give this user the right to read and change its tables; `gestand check` lists what is needed"),
                )
            case "full":
                return (
                    "GS603",
                    "disk-full",
                    t("the disk of `{store}` is full: nothing was done in this step", store=store),
                    t("make room and start again: what was done stays done, the rest is done then"),
                )
            case "busy":
                return (
                    "GS604",
                    "store-busy",
                    t("others are changing the same rows of `{store}`: this step was not done", store=store),
                    t("start again: what was done stays done"),
                )
            case "rule":
                return (
                    "GS605",
                    "rule-of-database",
                    t("a rule of `{store}` forbids a step ({kind}): nothing was done in it", store=store, kind=trouble.detail),
                    t("`gestand check --data` shows which value can't go this way"),
                )
            case "away":
                return (
                    "GS601",
                    "store-unreachable",
                    t("`{store}` cannot be reached or went away: what was not finished there was not done", store=store),
                    t("when it is back, start again: what was done stays done"),
                )
        return (
            "GS606",
            "store-refused",
            t("`{store}` refused a statement (SQLSTATE {state})", store=store, state=trouble.detail),
            t("please report this: it should have been found by `gestand check`"),
        )

    def marked(self, plans: Sequence[str] | None = None) -> set[str]:
        """The plans that this store says were carried out in it, or those of some plans."""
        with self.session() as connection:
            if not sa.inspect(connection).has_table(OURS[0], schema=self.store.schema or None):
                return set()
            there = sa.table(OURS[0], sa.column("plan", sa.Text), schema=self.store.schema or None)
            wanted = sa.select(there.c.plan).distinct()
            return set(connection.execute(wanted if plans is None else wanted.where(there.c.plan.in_(plans))).scalars())

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
                schema = self._schema(connection)
                return Catalog(self.name, self.dialect.name, self._tables(connection), schema)
        except sa.exc.InvalidRequestError:  # SQLAlchemy found another server behind the URL
            raise self._unreachable(
                t("`{store}` is a {kind}, which Gestand does not speak yet", store=self.name, kind="MySQL"),
                t("it speaks postgresql, mariadb and sqlite"),
            ) from None
        except sa.exc.DBAPIError as error:
            reason = self.said(error).diagnostics[0]
            if isinstance(error, sa.exc.OperationalError) or reason.code == "GS601":
                raise self._unreachable(
                    t("`{store}` cannot be reached", store=self.name),
                    t("is the server running, and are host, database and user in its URL right?"),
                ) from None
            raise GestandError(reason) from None

    def _schema(self, connection: sa.Connection) -> str:
        """The name of the schema of this store. Raises GestandError GS450 where it isn't there."""
        inspector, wanted = sa.inspect(connection), self.store.schema
        known = inspector.get_schema_names() if wanted else []
        if wanted not in known and wanted:
            guess = alike(wanted, known) or near(wanted, known)
            raise fail(
                "GS450",
                "unknown-schema",
                t("there is no schema `{schema}` in the database of `{store}`", schema=wanted, store=self.name),
                t("did you mean `{guess}`?", guess=guess)
                if guess
                else t("correct `schema`, or leave it out for the default one: `{schema}`", schema=inspector.default_schema_name),
                place=self.store.place,
                about=self.name,
            )
        return wanted or str(inspector.default_schema_name or "")

    def _tables(self, connection: sa.Connection) -> dict[str, SeenTable]:
        with (
            warnings.catch_warnings()
        ):  # what SQLAlchemy does not know (expression indexes, odd types) is read below or is `other`
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            read = self.dialect.tables(connection, self.store.schema or None)
            return self._reflect(connection) if read is None else {n: one for n, one in read.items() if n not in OURS}

    def _reflect(self, connection: sa.Connection) -> dict[str, SeenTable]:
        inspector = sa.inspect(connection)
        schema = self.store.schema or None
        options: dict[str, Any] = {"schema": schema, "kind": ObjectKind.ANY}
        columns = inspector.get_multi_columns(**options)
        primary = inspector.get_multi_pk_constraint(**options)
        options.update(self.dialect.schemas_said)
        foreign = inspector.get_multi_foreign_keys(**options)
        unique, indexes = inspector.get_multi_unique_constraints(**options), inspector.get_multi_indexes(**options)
        here = self.store.schema or inspector.default_schema_name
        views = set(inspector.get_view_names(schema))
        details = self.dialect.details(connection, schema)
        found = {}
        for key, listed in columns.items():
            name = key[1]
            if name in OURS or name.startswith("sqlite_") or name in details.parts:
                continue
            seen = {c["name"]: details.column(name, _column(c)) for c in listed}
            pk = tuple(primary[key]["constrained_columns"] or ()) if primary.get(key) else ()
            groups = [tuple(u["column_names"]) for u in unique.get(key) or ()]
            groups += [
                tuple(filter(None, i["column_names"])) for i in indexes.get(key) or () if i["unique"] and all(i["column_names"])
            ]
            groups += [g for g in details.unique.get(name, ()) if g not in groups]
            rules = details.on_delete.get(name, {})
            keys = tuple(
                SeenKey(
                    tuple(f["constrained_columns"]),
                    f["referred_table"],
                    tuple(f["referred_columns"]),
                    (f.get("options") or {}).get("ondelete", "") or rules.get(tuple(f["constrained_columns"]), ""),
                    self.dialect.defers or bool((f.get("options") or {}).get("deferrable")),
                )
                for f in foreign.get(key) or ()
                if f["referred_schema"] in (None, here)  # one to another schema is no key of this store
            )
            indexed = tuple(_indexed(i) for i in indexes.get(key) or ()) + tuple(groups) + ((pk,) if pk else ())
            indexed += tuple(details.expressions.get(name, ()))
            kind = details.kinds.get(name) or ("view" if name in views else "table")
            triggers = tuple(details.triggers.get(name, ()))
            elsewhere = tuple(details.elsewhere.get(name, ()))
            traits = details.traits.get(name, frozenset())
            found[name] = SeenTable(
                name, seen, pk, tuple(groups), keys, indexed, kind, triggers, elsewhere=elsewhere, traits=traits
            )
        return found


def _column(said: Any) -> SeenColumn:
    """A column as SQLAlchemy reflects it."""
    kind = _own(said["type"])
    return SeenColumn(
        said["name"],
        kind_of(kind),
        bool(said["nullable"]),
        getattr(kind, "length", None),
        "computed" in said or bool(said.get("identity") and said["identity"].get("always")),
        str(said["type"]),
        tuple(getattr(kind, "enums", ()) or getattr(kind, "values", ()) or ()),
    )
