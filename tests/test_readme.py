"""The README's tour is played and compared: a command that says something else than the README shows fails here.

GESTAND_UPDATE=1 writes what the commands say into the README."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def steady(text: str) -> str:
    """The text with what differs from day to day and from run to run replaced."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00", "MOMENT", text)
    text = re.sub(rf"\d{{1,2}} ({'|'.join(MONTHS)}) \d{{4}}(, \d\d:\d\d)?", "DAY", text)
    text = re.sub(r"\b[0-9a-f]{8}…[0-9a-f]{2}\b|\b[0-9a-f]{12}\b", "DIGEST", text)
    text = re.sub(r"20\d\d-0", "YEAR-0", text)
    text = re.sub(r"[ ]+\n", "\n", re.sub(r"\d+\.\d\d s", "TIME", text))
    return re.sub(r" +", " ", text)


def play(folder: Path, commands: list[str]) -> dict[str, str]:
    """What each command says, in a fresh copy of the tour."""
    shutil.copytree(ROOT / "docs" / "tour", folder / "docs" / "tour")
    connection = sqlite3.connect(folder / "shop.db")
    connection.executescript((folder / "docs/tour/shop.sql").read_text())
    connection.close()
    environment = {
        **os.environ,
        "SHOP_URL": "sqlite:///shop.db",
        "GESTAND_POLICY": "docs/tour/policy",
        "GESTAND_HOME": ".gestand",
        "GESTAND_LANGUAGE": "en",
    }
    said: dict[str, str] = {}
    digest = ""
    for command in commands:
        words = shlex.split(command.replace("PLAN", digest))
        assert words[0] == "gestand"
        done = subprocess.run(
            [sys.executable, "-m", "gestand", *words[1:]], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said[command] = (done.stdout + done.stderr).rstrip("\n")
        if found := re.search(r"gestand apply ([0-9a-f]{12})", done.stdout):
            digest = found[1]
    return said


def block(text: str) -> tuple[int, int]:
    start = text.index("```console\n", text.index("<!-- tour")) + len("```console\n")
    return start, text.index("```\n<!-- end of tour -->")


def test_the_tour_of_the_readme_says_what_the_commands_say(tmp_path: Path) -> None:
    text = README.read_text()
    start, end = block(text)
    commands = [line[2:] for line in text[start:end].splitlines() if line.startswith("$ ")]
    commands = [re.sub(r"apply [0-9a-f]{12}", "apply PLAN", c) for c in commands]
    played = play(tmp_path, commands)
    shown = "\n".join(f"$ {command}\n{said}\n" for command, said in played.items())
    if os.environ.get("GESTAND_UPDATE"):
        digest = re.search(r"gestand apply ([0-9a-f]{12})", shown)
        README.write_text(text[:start] + shown.replace("PLAN", digest[1] if digest else "PLAN") + text[end:])
        return
    assert steady(shown.replace("apply PLAN", "apply DIGEST")) == steady(text[start:end])


def test_the_two_commands_stand_alone_under_their_headings() -> None:
    text = README.read_text()
    for heading, command in (("Run it", "python3 start.py demo"), ("Test it", "python3 start.py test")):
        section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
        assert f"```\n{command}\n```" in section
