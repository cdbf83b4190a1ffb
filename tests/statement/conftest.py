"""The policies of the examples, bound to empty databases: a statement needs no rows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from gestand import words
from gestand.documents.statement import Statement, statement
from gestand.examples import sample
from gestand.execute.context import Opened, open_policy

TODAY = date(2026, 11, 22)
EXAMPLES = [
    name
    for name in sample.names()
    if "statement:" in "".join(p.read_text("utf-8") for p in (sample.folder_of(name) / "policy").glob("*.yaml"))
]


def opened(name: str, folder: Path) -> Opened:
    """The example's policy, on databases that have its tables and no rows."""
    with pytest.MonkeyPatch.context() as patch:
        for store, metadata in sample.sample(name, TODAY).stores.items():
            url = f"sqlite:///{folder / f'{store}.db'}"
            engine = sa.create_engine(url)
            metadata.create_all(engine)
            engine.dispose()
            patch.setenv(f"{store.upper()}_URL", url)
        return open_policy(sample.folder_of(name) / "policy")


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Opened]]:
    made = {name: opened(name, tmp_path_factory.mktemp(name)) for name in EXAMPLES}
    yield made
    for one in made.values():
        for store in one.stores.values():
            engine = getattr(store, "engine", None)
            if engine is not None:
                engine.dispose()


def in_language(one: Opened, language: str) -> Statement:
    with words.use(language):
        return statement(one.policy, TODAY)
