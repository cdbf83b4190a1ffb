"""What the commands say, word for word: each file of `transcripts` is run line by line, and must say the same again.

`GESTAND_TEST_WRITE=1 pytest tests/cli` writes down what they say now; look at the difference before you keep it."""

import difflib
import os
import re
import shlex
from pathlib import Path

import pytest

from promises.desk import Desk

TRANSCRIPTS = Path(__file__).parent / "transcripts"
CHANGES = [  # what differs from run to run, and what stands for it
    (r"/[\w/.-]*gestand_test_\w+", "FOLDER"),
    (r"\b[0-9a-f]{64}\b", "DIGEST"),
    (r"\b[0-9a-f]{8}…[0-9a-f]{2}\b", "DIGEST"),
    (r"\b[0-9a-f]{12}\b", "PLAN"),
    (r"\b20\d\d-[0-9a-f]{6}\b(?!\.proof)", "HOLD"),
    (r"\b\d+\.\d\d s\b", "0.00 s"),
    (r'"seconds": [\d.]+', '"seconds": 0.00'),
    (r"gestand\+[0-9a-f]{8}\+[\w+/=]+", "KEY"),
]


def settled(text: str) -> str:
    for pattern, instead in CHANGES:
        text = re.sub(pattern, instead, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def spoken(shop: Desk, line: str, last: dict[str, str]) -> str:
    """One command, run; `PLAN` and `HOLD` in it are the last that was said."""
    for name, value in last.items():
        line = line.replace(name, value)
    start = ["--policy", str(shop.policy_file.parent), "--home", str(shop.home), "--by", "A. de Vries", "--language", "en"]
    result = shop.invoke([*start, *shlex.split(line)[1:]])
    for name, pattern in (("PLAN", r"gestand apply (\w+)"), ("HOLD", r"hold (20\d\d-[0-9a-f]{6})")):
        if found := re.search(pattern, result.output):
            last[name] = found[1]
    assert "Traceback" not in result.output
    return result.output.rstrip() + (f"\n[exit code {result.exit_code}]" if result.exit_code else "")


@pytest.mark.parametrize("name", sorted(p.stem for p in TRANSCRIPTS.glob("*.txt")))
def test_the_commands_say_what_they_said(shop: Desk, name: str) -> None:
    path = TRANSCRIPTS / f"{name}.txt"
    expected = path.read_text("utf-8")
    last: dict[str, str] = {}
    said = []
    for line in expected.splitlines():
        if line.startswith("$ gestand "):
            said.append(f"{line}\n{settled(spoken(shop, line[2:], last))}\n")
        elif line.startswith("# "):
            said.append(f"{line}\n")
            if line.startswith("# change: "):  # of the policy: `old` becomes `new`
                old, new = line.removeprefix("# change: ").split(" becomes ")
                changed = shop.policy_file.read_text("utf-8")
                assert old in changed
                shop.policy_file.write_text(changed.replace(old, new), "utf-8")
            elif line.startswith("# time: "):
                shop.at(line.removeprefix("# time: "))
    got = "\n".join(said)
    if os.environ.get("GESTAND_TEST_WRITE"):
        path.write_text(got, "utf-8")
        return
    assert got == expected, "\n" + "\n".join(
        difflib.unified_diff(expected.splitlines(), got.splitlines(), "written down", "said now", lineterm="")
    )


ENGLISH = (  # words of ours that no answer in Dutch or Spanish has
    "Today",
    "Nothing has been changed",
    "goes now",
    "stays",
    "for nothing else",
    "promise",
    "overdue",
    "kept",
    "receipt:",
    "Found one person",
    "finding",
    "signed off",
    "done:",
    "rows",
    "handed out",
    "deleted",
    "nothing left",
    "a task for",
)


@pytest.fixture
def answers(shop: Desk, language: str) -> list[str]:
    """What the commands say in a language, with the page of an access answer as the last."""
    planned = shop.run("plan", language=language)
    return [
        planned,
        shop.run("check", language=language),
        shop.run("board", language=language, exits=1),
        shop.run("sign-off", "--by", "A. de Vries", language=language),
        shop.run("apply", re.search(r"gestand apply (\w+)", planned)[1], "--beyond-brake", "first", language=language),
        shop.run("access", "customer", "email=anna@example.nl", "--out", str(shop.folder / "answer"), language=language),
        shop.run("erase", "customer", "email=anna@example.nl", "--yes", language=language),
        shop.run("erase", "customer", "email=nobody@example.nl", exits=2, language=language),
        shop.run("apply", "ffffffff", exits=2, language=language),
        (shop.folder / "answer" / "access.html").read_text("utf-8"),
    ]


@pytest.mark.parametrize("language", ["nl", "es"])
def test_the_same_commands_work_in_another_language(answers: list[str], language: str) -> None:
    page = answers[-1]
    assert f'<html lang="{language}">' in page and "Your data" not in page and "You asked" not in page
    assert {"nl": "2 jaar", "es": "2 años"}[language] in page
    assert {"nl": "22 november 2026", "es": "22 de noviembre de 2026"}[language] in answers[0]


@pytest.mark.parametrize("language", ["nl", "es"])
def test_nothing_english_is_left_in_another_language(answers: list[str]) -> None:
    english = {word: text for word in ENGLISH for text in answers if word in text}
    assert not english, f"still English: {sorted(english)}\n" + "\n".join(english.values())
