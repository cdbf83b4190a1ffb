"""A PostgreSQL and a MariaDB server for all tests, an empty database for each, and the settings of the property tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

import mariadb
from databases import (
    QUICK,
    VARIABLE,
    Clock,
    Database,
    House,
    Maker,
    NoServer,
    Server,
    free_port,
    given_url,
    plain_user,
    started,
)

_ALWAYS = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
settings.register_profile("tests", max_examples=12, **_ALWAYS)  # the whole suite stays under a few minutes
settings.register_profile("ci", max_examples=12, derandomize=True, **_ALWAYS)  # the same examples each time
settings.register_profile(
    "quick", max_examples=10, phases=[Phase.explicit, Phase.generate], **_ALWAYS
)  # while writing a test: no shrinking
settings.register_profile("soak", max_examples=int(os.environ.get("GESTAND_TEST_EXAMPLES", "2000")), **_ALWAYS)
settings.load_profile(os.environ.get("GESTAND_TEST_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "tests"))

_stack = ExitStack()
_why_not = ""


def pytest_configure(config: pytest.Config) -> None:
    """Find or start the server before anything is collected: tests read its URL from the environment."""
    global _why_not
    if config.option.collectonly:
        return
    url = given_url()
    if url is None:
        try:
            url = _stack.enter_context(started())
        except NoServer as error:
            _why_not = str(error)
    if url is not None:
        os.environ[VARIABLE] = url
    if mariadb.given_url() is None:
        own = _stack.enter_context(mariadb.started(plain_user(), free_port(), QUICK))
        if own or mariadb.answers(mariadb.RUNNING):
            os.environ[mariadb.VARIABLE] = own or mariadb.RUNNING


def pytest_unconfigure(config: pytest.Config) -> None:
    _stack.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server. Without one: skipped where a person works, failed where nobody looks (CI=true)."""
    url = given_url()
    if url is None:
        said = f"no PostgreSQL: {_why_not}"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    made = Server(url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def mariadb_server() -> mariadb.MariaServer:
    """The MariaDB server. Without one: skipped where a person works, failed where nobody looks (CI=true)."""
    url = mariadb.given_url()
    if url is None:
        said = "no MariaDB: neither a server nor its programs on this machine"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    return mariadb.MariaServer(url)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder on the fastest disk."""
    path = Path(tempfile.mkdtemp(prefix="gestand_test_", dir=QUICK))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def postgresql_url(server: Server) -> Iterator[str]:
    url = server.make()
    yield url
    server.drop(url)


@pytest.fixture
def mariadb_url(mariadb_server: mariadb.MariaServer) -> Iterator[str]:
    url = mariadb_server.make()
    yield url
    mariadb_server.drop(url)


@pytest.fixture
def sqlite_url(folder: Path) -> str:
    path = folder / "store.db"
    path.touch()
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind: a test with this runs on all of them."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(store_url: str) -> Database:
    return Database(store_url)


@pytest.fixture
def house(folder: Path, database: Database) -> Iterator[Maker]:
    """Makes a policy, opened on the database of the test: `house(policy, *statements)`."""
    made: list[House] = []

    def make(policy: str, *statements: str, more: dict[str, Database] | None = None, sign: bool = True, **said: str) -> House:
        database.run(*statements)
        one = House(folder / f"house{len(made)}", {"shop": database, **(more or {})}, Clock(), sign).write(policy, **said)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()
