"""A state database of each kind, and a log in it."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, make_url, text

from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.evidence.note import SigningKey

START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def use_wal(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")

    return engine


@pytest.fixture
def postgresql() -> Iterator[Engine]:
    """A PostgreSQL database of its own."""
    given = os.environ.get("GESTAND_TEST_POSTGRESQL")
    if not given:
        pytest.skip("GESTAND_TEST_POSTGRESQL is not set")
    server = create_engine(given, isolation_level="AUTOCOMMIT")
    name = f"gestand_evidence_{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(make_url(given).set(database=name))
    try:
        log.metadata.create_all(engine)
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A state database with the tables of the log, one of each kind."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql")
        return
    engine = sqlite(tmp_path / "state.db")
    log.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite state database, where the kind makes no difference."""
    engine = sqlite(tmp_path / "state.db")
    log.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.make("example.org/evidence")


@pytest.fixture
def entry() -> Callable[..., Entry]:
    """Makes entry number n, which concerns the given people."""

    def make(number: int, *people: bytes, until: date = date(2027, 1, 1)) -> Entry:
        time = START + timedelta(seconds=number)
        counts = {"crm.orders": number}
        return Entry(time, "staff-7f3a", "erasure applied", ["B3"], "ab" * 32, counts, {}, people or None, until)

    return make
