"""An example made on databases of one kind, with the acts that its tests ask for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import Clock
from gestand import retention, rights
from gestand.diagnostics import Diagnostic
from gestand.examples import sample
from gestand.execute.context import Context, open_policy
from gestand.policy.check import check
from gestand.state import State

TODAY = date(2026, 11, 22)


@dataclass
class Organisation:
    """A made example, its policy opened on it, on a day of its own."""

    folder: Path
    context: Context
    findings: list[Diagnostic]

    def wrong(self) -> list[tuple[str, str]]:
        """The findings that nobody accepted, but for the promises that the policy itself calls unproven or not yet kept."""
        return [(d.code, d.about) for d in self.findings if not d.accepted and d.code != "GS331"]

    def swept(self) -> dict[str, int]:
        """After the first sweep: what is overdue, by activity."""
        retention.sign_off(self.context, "a test")
        _, digest = retention.plan(self.context)
        retention.sweep(self.context, digest, beyond_brake="the first sweep")
        seen, _ = retention.plan(self.context)
        assert not seen.counted, "a second sweep finds nothing (SAME-TWICE)"
        return {row.activity.name: row.overdue for row in retention.board(self.context) if row.overdue}

    def find(self, kind: str, **given: str) -> rights.People:
        return rights.find(self.context, kind, {name.replace("_", " "): value for name, value in given.items()})

    def access(self, kind: str, **given: str) -> dict[str, int]:
        """The rows that a person is shown, by table, without the store."""
        people = self.find(kind, **given)
        _, counts, _ = rights.answer(self.context, people, self.folder / f"answer {kind}")
        return {name.rpartition(".")[2]: n for name, n in counts.items()}

    def page(self, kind: str) -> str:
        return (self.folder / f"answer {kind}" / "access.html").read_text("utf-8")

    def erase(self, kind: str, **given: str) -> rights.Outcome:
        _, digest = rights.ask(self.context, "erasure", self.find(kind, **given))
        return rights.do(self.context, digest)

    def rows(self, query: str, store: str = "") -> list[tuple[Any, ...]]:
        """Rows of a query in the SQL that all databases speak."""
        engine = self.context.stores[store or next(iter(self.context.stores))].engine
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    def one(self, query: str, store: str = "") -> Any:
        return self.rows(query, store)[0][0]


@contextmanager
def standing(name: str, folder: Path, databases: Mapping[str, str]) -> Iterator[Organisation]:
    """The example made in `folder`, opened on TODAY."""
    made = sample.make(name, folder, TODAY, databases)
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in made.environment.items():
            patch.setenv(variable, value)
        with opened(folder) as one:
            yield one


@contextmanager
def opened(folder: Path) -> Iterator[Organisation]:
    """An example that was made in `folder`, opened on TODAY; its stores are named in the environment."""
    found = open_policy(folder / "policy")
    context = Context(
        found.policy, found.stores, State(folder / ".gestand"), clock=Clock(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    )
    yield Organisation(folder, context, check(found.policy, found.findings, TODAY))
    for store in context.stores.values():
        store.engine.dispose()
    context.state.engine.dispose()


def stores_of(name: str) -> list[str]:
    return list(sample.sample(name, TODAY).stores)
