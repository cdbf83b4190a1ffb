"""What every shape of database is asked, in one way. Three people: Anna (1) asks for everything, Bert (2) stays, of Cor (3) the period has
ended. In every personal value of a person stands a word of theirs, so that a plain look at all cells of the database says what was shown,
what has gone and what is untouched: no knowledge of the shape is needed for it."""

import base64
import io
import json
import warnings
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from psycopg.types.string import TextLoader

from databases import Database, House
from gestand import rights
from gestand.execute import access, checking
from gestand.execute.context import open_policy

WORDS = {1: "annaqz", 2: "bertqz", 3: "corqz"}
ENDED = {1: None, 2: None, 3: "2020-01-01"}
ANNA, BERT, COR = {"customer": [(1,)]}, {"customer": [(2,)]}, {"customer": [(3,)]}
LACKS = ("GS423", "GS340", "GS308")  # an index, a statement, while what the contract runs
Rows = dict[str, Counter[str]]


def mail(n: int) -> str:
    return f"{WORDS[n]}@x.example"


def cells(database: Database, schemas: Collection[str | None] = (None,)) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the database, of those views too that keep rows of their own; our own table left out."""
    quote = "`" if database.kind == "mariadb" else chr(34)
    quoted = lambda name: quote + name.replace(quote, quote * 2) + quote  # noqa: E731
    found = {}
    with database.engine.connect() as connection:
        if database.pg:  # days that Python has none for, as they are written
            for kind in ("date", "timestamp", "timestamptz", "time", "json", "jsonb"):
                connection.connection.driver_connection.adapters.register_loader(kind, TextLoader)  # type: ignore[union-attr]
        if database.kind == "mariadb":  # as the driver's own dialect speaks it
            connection.exec_driver_sql("set session sql_mode = ''")
        for schema in schemas:
            for name in _tables(connection, database.kind, schema):
                source = f"{quoted(schema)}.{quoted(name)}" if schema else quoted(name)
                with connection.connection.cursor() if database.kind != "sqlite" else _closing(connection) as cursor:
                    cursor.execute(f"select * from {source}")
                    found[f"{schema}.{name}" if schema else name] = [tuple(r) for r in cursor.fetchall()]
    return {name: rows for name, rows in found.items() if not name.endswith("gestand_applied")}


def _closing(connection: sa.Connection) -> Any:
    from contextlib import closing

    raw: Any = connection.connection.driver_connection
    raw.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    return closing(raw.cursor())


def _tables(connection: sa.Connection, kind: str, schema: str | None) -> list[str]:
    if kind == "sqlite":
        asked = "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'"
    elif kind == "mariadb":
        asked = (
            "select table_name from information_schema.tables where table_type in ('BASE TABLE', 'SYSTEM VERSIONED') and "
            f"table_schema = {repr(schema) if schema else 'database()'}"
        )
    else:
        asked = (
            "select relname from pg_class where relkind in ('r', 'm') and relispopulated and relnamespace = "
            f"(select oid from pg_namespace where nspname = {repr(schema) if schema else 'current_schema()'})"
        )
    return [str(name) for (name,) in connection.exec_driver_sql(asked.replace("%", "%%") if kind != "sqlite" else asked)]


def text(value: Any) -> str:
    """A cell as text, whatever its type."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "backslashreplace")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


def unpacked(value: str) -> str:
    """Bytes are shown in base64."""
    try:
        found = text(base64.b64decode(value, validate=True)) if len(value) % 4 == 0 else ""
    except ValueError:
        return value
    return found if any(word in found for word in WORDS.values()) else value


@dataclass
class Town:
    """A database of some shape, with its policy opened on it."""

    house: House
    schemas: tuple[str | None, ...] = (None,)
    withheld: int = 0  # values of a person that are not shown, with the reason
    more: Mapping[str, Database] = field(default_factory=dict)

    def look(self) -> Rows:
        found: Rows = {}
        for database in {d.url: d for d in self.house.databases.values()}.values():
            for name, rows in cells(database, self.schemas).items():
                found[name] = Counter("\0".join(map(text, row)) for row in rows)
        return found

    def counted(self) -> dict[str, list[tuple[Any, ...]]]:
        return cells(self.house.database, self.schemas)

    def holding(self, n: int) -> dict[str, int]:
        """How many cells of each table have the word of a person."""
        found: dict[str, int] = {}
        for database in {d.url: d for d in self.house.databases.values()}.values():
            for name, rows in cells(database, self.schemas).items():
                if count := sum(WORDS[n] in text(v).lower() for row in rows for v in row):
                    found[name] = count
        return found

    def findings(self) -> list[str]:
        """What `gestand check --data` finds: code and message, but for what our small policy lacks by itself."""
        opened = open_policy(self.house.folder / "policy")
        try:
            findings, _ = checking.check(opened, self.house.folder / "policy", data=True)
            return [f"{d.code} {d.message}" for d in findings if d.code not in LACKS]
        finally:
            for store in opened.stores.values():
                store.engine.dispose()

    def shown(self, n: int, whose: Mapping[str, Any] | None = None) -> list[Any]:
        """Every value that the answer to a person shows."""
        out = io.BytesIO()
        access.write_json(self.house.context, whose or {"customer": [(n,)]}, out)
        return [v for table in json.loads(out.getvalue())["tables"] for row in table["rows"] for v in row]

    def words_shown(self, n: int, whose: Mapping[str, Any] | None = None) -> int:
        """How many values with the word of a person their answer has."""
        return sum(WORDS[n] in unpacked(text(v)).lower() for v in self.shown(n, whose))

    def check(self, *expected: str) -> None:
        found = self.findings()
        assert {f.split()[0] for f in found} == set(expected), found

    def access(self) -> None:
        """Everything of a person is shown, and nothing of anybody else."""
        for n in WORDS:
            values = [unpacked(text(v)).lower() for v in self.shown(n)]
            assert sum(WORDS[n] in v for v in values) == sum(self.holding(n).values()) - self.withheld, n
            assert not [v for v in values for m in WORDS if m != n and WORDS[m] in v]

    def untouched(self, before: Rows, n: int) -> None:
        """NOBODY-ELSE: what has nothing of this person is as it was. KEYS-WHOLE: no key leads nowhere."""
        after = self.look()
        for table, rows in before.items():
            others = Counter({row: count for row, count in rows.items() if WORDS[n] not in row.lower()})
            assert others <= after.get(table, Counter()), f"{table}: {others - after.get(table, Counter())}"
        self.keys_whole()

    def keys_whole(self) -> None:
        for database in {d.url: d for d in self.house.databases.values()}.values():
            for schema in self.schemas:
                assert not dangling(database, schema)

    def erase(self, whose: Mapping[str, Any] = ANNA, n: int = 1) -> rights.Outcome:
        """Anna asks for everything: it goes, the search says so, and nobody else's changed."""
        before = self.look()
        _, digest = rights.ask(self.house.context, "erasure", whose)
        outcome = rights.do(self.house.context, digest)
        assert not self.holding(n)
        assert outcome.found is not None and outcome.found.complete, outcome.found
        self.untouched(before, n)
        again = self.house.do("erasure", whose)
        assert not sum(again.counts.values()), f"SAME-TWICE: {again.per_table}"
        return outcome

    def sweep(self) -> None:
        """What nobody holds of Cor goes."""
        before = self.look()
        self.house.do("sweep")
        assert not self.holding(3)
        self.untouched(before, 3)
        assert not sum(self.house.do("sweep").counts.values()), "SAME-TWICE"

    def all(self, *expected: str) -> None:
        """Everything that every shape is asked."""
        self.check(*expected)
        assert all(self.holding(n) for n in WORDS)
        self.access()
        self.erase()
        self.sweep()
        assert self.holding(2)


def dangling(database: Database, schema: str | None = None) -> list[str]:
    """Declared keys with a row that leads nowhere."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    found = []
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # types that SQLAlchemy does not know
        inspector = sa.inspect(connection)
        for name in inspector.get_table_names(schema):
            for key in inspector.get_foreign_keys(name, schema):
                child = sa.table(name, *map(sa.column, key["constrained_columns"]), schema=schema)
                parent = sa.table(
                    key["referred_table"], *map(sa.column, key["referred_columns"]), schema=key["referred_schema"]
                ).alias()
                pairs = list(zip(key["constrained_columns"], key["referred_columns"], strict=True))
                filled = [child.c[a].is_not(None) for a, _ in pairs]
                there = sa.exists(
                    sa.select(sa.literal(1)).select_from(parent).where(*(child.c[a] == parent.c[b] for a, b in pairs))
                )
                if connection.execute(sa.select(sa.func.count()).select_from(child).where(*filled, sa.not_(there))).scalar():
                    found.append(f"{name} {key['constrained_columns']}")
    engine.dispose()
    return found


def people(table: str = "customers", more: str = "") -> list[str]:
    """The three people, in a table of the usual shape."""
    made = f"create table {table} (id integer primary key, email varchar(60), name varchar(60), ended_on date{more})"
    rows = ", ".join(
        f"({n}, '{mail(n)}', '{word} van Voorbeeld', {repr(ENDED[n]) if ENDED[n] else 'null'})" for n, word in WORDS.items()
    )
    return [made, f"insert into {table} (id, email, name, ended_on) values {rows}"]


def policy(
    tables: str = "", uses: str = "", kind: str = "found in: shop.customers, known by: {email: email}", head: str = ""
) -> str:
    """A policy about the three people and some tables of theirs."""
    return f"""
people:
  customer: {{{kind}}}
data:
  shop:
    customers: {{contact: email, name: name, plain: ended_on}}
{tables}
activities:
  selling:
    basis: contract
    for: customers
    uses: {{customers: all{", " if uses else ""}{uses}}}
    keep: 2 years after ended_on otherwise held
"""
