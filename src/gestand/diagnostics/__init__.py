"""Diagnostics: what can be wrong and how it is said. A diagnostic has a code, a place, one sentence that says what is wrong and
sentences that say what to do. Messages start in lower case, have no full stop, and quote the user's words in backticks."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Place:
    """Where in the policy: file (as the user named it), line and column counted from 1, and the line itself."""

    file: str
    line: int
    column: int
    source: str = ""
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong. `about` names the thing (a table, a column, an activity) so that it can be accepted."""

    code: str
    name: str
    message: str
    help: tuple[str, ...] = ()
    place: Place | None = None
    severity: str = ERROR
    law: str = ""
    about: str = ""
    note: str = field(default="", compare=False)  # said beside the marked source: what was seen in the database
    accepted: str = ""  # the reason, when the organisation accepts it for now

    def as_dict(self) -> dict[str, object]:
        """The one JSON shape of a diagnostic, everywhere."""
        place = self.place and {"file": self.place.file, "line": self.place.line, "column": self.place.column}
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "help": list(self.help),
            "place": place,
            "law": self.law,
            "about": self.about,
            "accepted": self.accepted,
        }


class GestandError(Exception):
    """Something can't be done; carries the diagnostics that say why and what to do."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(f"{d.code} {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics


def fail(code: str, name: str, message: str, *help: str, place: Place | None = None, about: str = "") -> GestandError:
    """An error to raise, with one diagnostic."""
    return GestandError(Diagnostic(code, name, message, help, place, about=about))


def near(word: str, words: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be."""
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return found[0] if found else None
