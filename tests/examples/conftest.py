"""Each example on each kind of database, made once for all tests of a file."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .organisation import Organisation, standing, stores_of

SERVERS = {"sqlite": "", "postgresql": "server"}


@pytest.fixture(scope="module", params=SERVERS)
def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Organisation]]:
    """Makes an example by its name, on empty databases of one kind."""
    server = request.getfixturevalue(SERVERS[request.param]) if SERVERS[request.param] else None
    folder: Path = tmp_path_factory.mktemp("example")
    urls: list[str] = []
    with ExitStack() as stack:

        def make(name: str) -> Organisation:
            databases = {store: server.make() for store in stores_of(name)} if server else {}
            urls.extend(databases.values())
            return stack.enter_context(standing(name, folder / name, databases))

        yield make
    for url in urls:
        server.drop(url)
