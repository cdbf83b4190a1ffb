"""The shop's counter with browsers at it: on SQLite, for what pages do is the same on each database; `tests/cases` runs on all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cases.shop import Counter
from databases import Clock, Database, House
from gestand.actors.accounts import Role
from web.browser import Browser
from web.staff import Employee

Hire = Callable[..., Employee]


@pytest.fixture
def counter(folder: Path, sqlite_url: str) -> Iterator[Counter]:
    made: list[House] = []

    def make(policy: str, *statements: str) -> House:
        database = Database(sqlite_url)
        database.run(*statements)
        made.append(House(folder / "house", {"shop": database}, Clock()).write(policy))
        return made[-1]

    yield Counter(make)
    for one in made:
        one.close()


@pytest.fixture
def browser(counter: Counter) -> Browser:
    return Browser(counter.context)


@pytest.fixture
def hire(counter: Counter) -> Hire:
    """Hires somebody, who follows the invitation: `hire("Hanna", Role.HANDLER)`."""

    def make(name: str, *roles: Role, **more: object) -> Employee:
        return Employee(counter.context, name, roles, **more).enrol()  # type: ignore[arg-type]

    return make


@pytest.fixture
def hanna(hire: Hire) -> Employee:
    return hire("Hanna", Role.HANDLER)


@pytest.fixture
def otto(hire: Hire) -> Employee:
    return hire("Otto", Role.OFFICER)
