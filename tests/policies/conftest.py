"""The small shop of shop.md, with what an example changes in it."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessed import ANSWERS, assessed
from databases import Database
from gestand.diagnostics import Diagnostic
from gestand.execute.context import Opened, open_policy
from gestand.policy.assessments import KINDS
from gestand.policy.check import check

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
BASE = (HERE / "shop.md").read_text("utf-8")
DEPTH = {"data": 2, "organisation": 1, "stores": 1, "people": 1, "activities": 1, "recipients": 1}
KIND = {kind.folder: kind.name for kind in KINDS.values()}


def blocks(text: str, kind: str) -> str:
    """All fenced blocks of a kind, as one text."""
    return "\n".join(re.findall(rf"```{kind}(?: (?:postgresql|mariadb))?\n(.*?)```", text, re.DOTALL))


def database(text: str) -> str:
    """The kind of database of an example: `sql postgresql` says that SQLite has no such thing."""
    found = re.search(r"```sql (\w+)\n", text)
    return found[1] if found else "sqlite"


def statements(sql: str) -> Iterator[str]:
    """The statements of a script; a trigger holds semicolons of its own."""
    said = ""
    for line in sql.splitlines(keepends=True):
        said += line
        if sqlite3.complete_statement(said):
            yield said.strip()
            said = ""


def _about(statement: str) -> str:
    """The table that a statement makes or indexes."""
    found = re.match(r"create table (\w+)", statement) or re.match(r"create (?:unique )?index \w+ on (\w+)", statement)
    return found[1] if found else ""


def _turn(statement: str) -> int:
    """What is made first: what tables are made of, then tables, then what is made of tables."""
    return (
        0
        if re.match(r"create (schema|type|domain|extension|server)\b", statement)
        else 1
        if statement.startswith("create table")
        else 2
    )


def _merge(base: dict[str, Any], more: dict[str, Any], depth: int) -> dict[str, Any]:
    merged = dict(base)
    for name, value in more.items():
        merged[name] = _merge(merged[name], value, depth - 1) if depth and isinstance(merged.get(name), dict) else value
    return merged


def make(folder: Path, text: str, sql: str = "", there: Database | None = None) -> Path:
    """The shop in `folder`, changed by the blocks of `text`: its database and its policy."""
    ours = list(statements(sql or blocks(text, "sql")))
    replaced = {_about(s) for s in ours if s.startswith("create table")}
    theirs = [s for s in statements(blocks(BASE, "sql")) if _about(s) not in replaced]
    (folder / "shop.db").touch()
    there = there or Database(f"sqlite:///{folder / 'shop.db'}")
    there.run(*sorted([*theirs, *ours], key=_turn))
    policy: dict[str, Any] = yaml.load(blocks(BASE, "yaml"), yaml.BaseLoader)
    said = yaml.load(blocks(text, "yaml"), yaml.BaseLoader) or {}
    for section, value in said.items():
        policy[section] = _merge(policy.get(section, {}), value, DEPTH[section] - 1) if section in DEPTH else value
    (folder / "policy.yaml").write_text(yaml.safe_dump(policy, sort_keys=False), "utf-8")
    (folder / "balancing").mkdir()
    (folder / "balancing" / "fraud.md").write_text(assessed("balancing", "preventing fraud"), "utf-8")
    (folder / "balancing" / "empty.md").write_text("\n", "utf-8")
    for name, content in re.findall(r"```markdown (\S+)\n(.*?)```", text, re.DOTALL):
        (folder / name).parent.mkdir(exist_ok=True)
        only_head = content.rstrip().endswith("---")  # the page shows what matters: the rest is answered
        (folder / name).write_text(content + (ANSWERS[KIND[name.partition("/")[0]]] if only_head else ""), "utf-8")
    (folder / "periods.csv").write_text("activity,customer,period\nhosting,12,30 days\n", "utf-8")
    return folder


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Callable[..., Opened]]:
    """Open the shop changed by a text."""
    made: list[Opened] = []

    def open_it(text: str, sql: str = "", kind: str = "") -> Opened:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        kind = kind or database(text)
        there = Database(request.getfixturevalue(f"{kind}_url")) if kind != "sqlite" else None
        monkeypatch.setenv("SHOP_URL", there.url if there else f"sqlite:///{folder / 'shop.db'}")
        made.append(open_policy(make(folder, text, sql, there)))
        return made[-1]

    yield open_it
    for one in made:
        for store in one.stores.values():
            store.engine.dispose()


@pytest.fixture
def findings(opened: Callable[..., Opened]) -> Callable[..., list[Diagnostic]]:
    """What is found in the shop changed by a text."""

    def find(text: str, sql: str = "", kind: str = "") -> list[Diagnostic]:
        one = opened(text, sql, kind)
        return check(one.policy, one.findings, TODAY)

    return find
