"""The desk of a privacy officer: a policy in a folder, real databases, the state of Gestand, a clock, and the command line."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

import gestand.cli.commands
from databases import Database
from gestand.cli import cli
from gestand.execute import context

assert gestand.cli.commands
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ORGANISATION = """\
organisation: {name: Voorbeeld B.V., country: NL, languages: [en], time zone: Europe/Amsterdam, contact: privacy@voorbeeld.example, responsible: office}
brake: 100 %
"""
HEADINGS = ["promise", "state", "rows", "overdue", "oldest", "proved"]
STORE = '  {name}: {{url: "${{{variable}}}", times: UTC}}\n'


class Desk:
    """One policy, the databases that it names, and the commands a person gives."""

    def __init__(
        self, folder: Path, stores: Mapping[str, Database], environment: pytest.MonkeyPatch, fresh: bool = False
    ) -> None:
        self.folder, self.stores, self.fresh = folder, stores, fresh
        self.home = folder / "home"
        self.now = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
        self.opened: dict[Any, context.Opened] = {}
        self.contexts: list[context.Context] = []
        for name, database in stores.items():
            environment.setenv(f"{name.upper()}_URL", database.url)
        environment.setattr(context, "open_policy", self._open(context.open_policy))
        environment.setattr(context, "Context", self._context(context.Context))

    def _open(self, real: Any) -> Any:
        """Opening a policy takes most of the time of a small command: the same one is opened once, as in a process that lasts."""

        def open_policy(folder: Path) -> context.Opened:
            text = self.policy_file.read_bytes() if self.policy_file.exists() else b""
            beside = [p.read_bytes() for p in sorted(folder.rglob("*.md"))]
            same = (folder, text, *beside, *(os.environ.get(f"{name.upper()}_URL") for name in self.stores))
            if self.fresh or same not in self.opened:
                self.close()
                self.opened[same] = real(folder)
            return self.opened[same]

        return open_policy

    def _context(self, real: Any) -> Any:
        def made(*said: Any) -> context.Context:
            self.contexts.append(real(*said, clock=lambda: self.now))
            return self.contexts[-1]

        return made

    @property
    def database(self) -> Database:
        return next(iter(self.stores.values()))

    @property
    def policy_file(self) -> Path:
        return self.folder / "policy" / "policy.yaml"

    def writes(self, policy: str, sign: bool = True, **files: str) -> "Desk":
        """Write the policy (with an organisation and the stores, where it says nothing of them) and the files beside it."""
        declared = "stores:\n" + "".join(STORE.format(name=n, variable=f"{n.upper()}_URL") for n in self.stores)
        whole = ("" if "organisation:" in policy else ORGANISATION) + ("" if "stores:" in policy else declared) + policy
        self.policy_file.parent.mkdir(parents=True, exist_ok=True)
        self.policy_file.write_text(whole, "utf-8")
        for name, text in files.items():
            (self.policy_file.parent / f"{name}.md").write_text(text, "utf-8")
        if sign:
            self.run("sign-off", "--by", "A. de Vries")
        return self

    def at(self, moment: str) -> "Desk":
        """It is this day (at noon), or this moment, in Amsterdam."""
        text = moment if " " in moment else f"{moment} 12:00"
        self.now = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=AMSTERDAM).astimezone(UTC)
        return self

    def run(self, *words: str, exits: int | None = 0, typed: str | None = None, language: str = "en") -> str:
        """`gestand WORDS`, which ends with `exits` (None: however it ends); what it said."""
        start = [
            "--policy",
            str(self.policy_file.parent),
            "--home",
            str(self.home),
            "--by",
            "A. de Vries",
            "--language",
            language,
        ]
        result = self.invoke([*start, *words], typed)
        assert exits is None or result.exit_code == exits, (
            f"gestand {' '.join(words)[:300]} ended with {result.exit_code}:\n{result.output}\n{result.exception!r}"
        )
        assert "Traceback" not in result.output
        return result.output

    def invoke(self, words: Sequence[str], typed: str | None = None) -> Result:
        """The command line with these words, whatever comes of it."""
        try:
            return CliRunner().invoke(cli, list(words), prog_name="gestand", input=typed)
        finally:
            for one in self.contexts:
                one.state.engine.dispose()
            self.contexts.clear()

    def plan(self) -> str:
        """What `gestand plan` says that goes; its digest is remembered."""
        return self.run("plan")

    def sweep(self) -> str:
        """Plan and apply, as the daily job does; what went."""
        planned = self.plan()
        digest = re.search(r"gestand apply (\w+)", planned)
        return self.run("apply", digest[1]) if digest else planned

    def answer(self, command: str, *words: str) -> dict[str, list[dict[str, Any]]]:
        """The rows per table of the JSON file that `access` or `portability` makes."""
        out = self.folder / "answer"
        self.run(command, *words, "--out", str(out))
        said = json.loads((out / f"{command}.json").read_text("utf-8"))
        return {t["table"]: [dict(zip(t["columns"], row, strict=True)) for row in t["rows"]] for t in said["tables"]}

    def board(self, promise: str, exits: int = 0) -> dict[str, str]:
        """The line of a promise on the board, by the headings."""
        said = self.run("board", exits=exits).splitlines()
        (line,) = [one for one in said if one.startswith(f"  {promise} ")]
        starts = [said[0].index(h) for h in HEADINGS]
        # numbers stand to the right of their column: they end where their heading ends
        ends = [said[0].index(h) + len(h) if h in ("rows", "overdue") else None for h in HEADINGS]
        found = {}
        for i, heading in enumerate(HEADINGS):
            if ends[i]:
                found[heading] = line[: ends[i]].split()[-1]
            else:
                found[heading] = line[starts[i] : starts[i + 1] if i + 1 < len(starts) else None].strip()
        found["state"] = line[starts[1] :].split("  ")[0].strip()
        return found

    def entries(self) -> list[dict[str, Any]]:
        """The entries of the evidence log, read from the published files, after `gestand verify` found them good."""
        log = self.folder / "published" / "log"
        self.run("publish", str(log))
        self.run("verify", str(log))
        return list(published(log))

    def kept(self) -> bytes:
        """Every byte of our own state, keys, receipts and published log."""
        files = [p for where in (self.home, self.folder / "published") for p in sorted(where.rglob("*")) if p.is_file()]
        return b"\n".join(p.read_bytes() for p in files)

    def close(self) -> None:
        for opened in self.opened.values():
            for store in opened.stores.values():
                store.engine.dispose()
        self.opened.clear()


def published(log: Path) -> Iterator[dict[str, Any]]:
    """The entries of a published log: bundles of big-endian 16-bit lengths and JSON (docs/spec/evidence.md)."""
    for bundle in sorted((log / "tile" / "entries").rglob("*")):
        data = bundle.read_bytes() if bundle.is_file() else b""
        while data:
            length = int.from_bytes(data[:2], "big")
            yield json.loads(data[2 : 2 + length])
            data = data[2 + length :]


@pytest.fixture
def desk(folder: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk with one store, `shop`: a test with this runs on PostgreSQL and on SQLite."""
    one = Desk(folder, {"shop": Database(store_url)}, monkeypatch)
    yield one
    one.close()
