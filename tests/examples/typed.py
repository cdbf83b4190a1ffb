"""The commands of an example's README, typed one after the other, on a day of its own."""

import os
import re
import shlex
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

import gestand.cli.commands
from databases import Clock
from gestand.cli import cli
from gestand.examples import sample
from gestand.execute import checking, context

from .organisation import TODAY

NOON = Clock(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))


class Today(date):
    @classmethod
    def today(cls) -> "Today":
        return cls(TODAY.year, TODAY.month, TODAY.day)


def commands(name: str) -> list[str]:
    """The lines of the first block of the README, without what is said beside them."""
    block = re.search(r"^```\n(.*?)^```$", (sample.folder_of(name) / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    return [line.partition(" # ")[0].strip() for line in block[1].splitlines()]


def play(name: str, folder: Path, patch: pytest.MonkeyPatch) -> dict[str, str]:
    """What each command of the README says, typed in `folder`; the last one's environment stays. Every one of them must end well."""
    made = context.Context
    patch.chdir(folder)
    patch.setenv("GESTAND_LANGUAGE", "en")
    patch.setattr(gestand.cli.commands, "date", Today)
    patch.setattr(context, "Context", lambda *said: made(*said, clock=NOON))
    for module in (context, checking):
        patch.setattr(module, "today_of", lambda policy: TODAY)
    said: dict[str, str] = {}
    digest = ""
    for line in commands(name):
        for command in line.split(" && "):
            if command.startswith(". "):
                _source(Path(command[2:]), patch)
                continue
            words = shlex.split(command.replace("DIGEST", digest))
            assert words[0] == "gestand", command
            result = CliRunner().invoke(cli, words[1:], prog_name="gestand")
            assert result.exit_code == 0, f"{command}: {result.output} {result.exception!r}"
            said[words[1]] = result.output
            if found := re.search(r"gestand apply ([0-9a-f]{12})", result.output):
                digest = found[1]
    return said


def _source(note: Path, patch: pytest.MonkeyPatch) -> None:
    """What a shell does with `environment`."""
    for line in note.read_text("utf-8").splitlines():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            patch.setenv(name, shlex.split(value)[0])
    assert os.environ["GESTAND_POLICY"]
