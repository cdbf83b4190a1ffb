"""An assessment from its file. The head (YAML between two lines `---`) says what was weighed, when, by whom, and when somebody looks
again; below it each heading is a question, and what stands under it the answer. Quotations, comments, and lines in italics are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from gestand.diagnostics import Place
from gestand.policy.assessments.questions import Kind, Question

LONGEST = 1_000_000  # characters; no assessment is longer, and nothing else is read whole


class Unreadable(ValueError):
    """There is no such file in the policy folder, or it is not text."""


@dataclass(frozen=True)
class Assessment:
    """`weighed`: each activity or recipient → what was known of it then. `made` and `review`: None where they can't be read.
    `headed`: the file has a head, so that it can be checked; without one it is a text of somebody's own."""

    file: str
    headed: bool
    weighed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    made: date | None = None
    by: str = ""
    review: date | None = None
    answers: Mapping[Question, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)  # name of the head, or heading of a question → where it stands
    broken: str = ""  # why the head can't be read
    empty: bool = False

    def place(self, name: str) -> Place | None:
        """Where a name of the head or a heading stands; where it stands nowhere, the first line."""
        return self.places.get(name, self.places.get(""))


def read(kind: Kind, folder: Path, file: str) -> Assessment:
    """The assessment in this file of the policy folder. Raises Unreadable."""
    path = folder / file
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size > 4 * LONGEST:
            raise Unreadable(file)
        text = path.read_text("utf-8")[:LONGEST]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Unreadable(file) from error
    return parse(kind, file, text, _shown(path))


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@lru_cache(maxsize=256)
def parse(kind: Kind, file: str, text: str, shown: str) -> Assessment:
    """The assessment that a text is."""
    lines = text.splitlines() or [""]
    places = {"": _at(shown, lines, 0)}
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0) if lines[0].rstrip() == "---" else 0
    answers = dict(_answers(kind, lines, end + 1 if end else 0, shown, places))
    if not end:
        return Assessment(file, False, answers=answers, places=places, empty=not text.strip())
    for number in range(1, end):
        if found := re.match(r"([a-z ]+):", lines[number]):
            places[found[1]] = _at(shown, lines, number)
    try:
        head = yaml.load("\n".join(lines[1:end]), yaml.BaseLoader)  # noqa: S506  texts, lists and mappings of them, nothing else
    except (yaml.YAMLError, RecursionError) as error:
        broken = getattr(error, "problem", None) or "unreadable"
        return Assessment(file, True, answers=answers, places=places, broken=broken)
    if not isinstance(head, dict):
        return Assessment(file, True, answers=answers, places=places, broken="no names with values")
    by = head.get("by", "")
    return Assessment(
        file,
        True,
        _weighed(head.get(kind.about)),
        _day(head.get("date")),
        by.strip() if isinstance(by, str) else ", ".join(map(str, by)),
        _day(head.get("review")),
        answers,
        places,
    )


def _at(shown: str, lines: list[str], number: int) -> Place:
    return Place(shown, number + 1, 1, lines[number], max(1, len(lines[number])))


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _weighed(said: object) -> dict[str, dict[str, Any]]:
    """One name, a list of names, or names with what was known of each."""
    if isinstance(said, str):
        return {said: {}} if said else {}
    if isinstance(said, list):
        return {name: {} for name in said if isinstance(name, str)}
    if isinstance(said, dict):
        return {name: known if isinstance(known, dict) else {} for name, known in said.items()}
    return {}


def _answers(kind: Kind, lines: list[str], start: int, shown: str, places: dict[str, Place]) -> Iterator[tuple[Question, str]]:
    """Each question that a heading asks, with what is answered under it; nothing, where nothing is."""
    question: Question | None = None
    said: list[str] = []
    for number in range(start, len(lines)):
        heading = re.match(r"(#{1,3})\s+(.+)", lines[number])
        asked = kind.question(heading[2]) if heading and len(heading[1]) > 1 else None
        if not heading or asked is None and len(heading[1]) == 3:  # a smaller heading belongs to the answer
            said.append(lines[number])
            continue
        if question:
            yield question, _answer(said)
        question, said = asked, []
        if question:
            places[question.asks] = _at(shown, lines, number)
    if question:
        yield question, _answer(said)


_NONE = re.compile(r"^\W*(to ?do|tbd|n/?a|todo|nog doen|pendiente)?\W*$", re.IGNORECASE)


def _answer(lines: list[str]) -> str:
    """What was answered: without quotations, comments, hints in italics, and what only holds a place."""
    text = re.sub(r"<!--.*?(-->|\Z)", "", "\n".join(lines), flags=re.DOTALL)
    kept = [line for line in text.splitlines() if not re.match(r"\s*>|\s*_[^_].*_\s*$|\s*\*[^*].*\*\s*$", line)]
    answer = "\n".join(kept).strip()
    return "" if _NONE.match(answer) else answer
