"""Names as the policy writes them. A name of letters, digits and underscores stands there as it is; any other (with a space, a dot, a
dash, a quote, a sign) and one that is a word of the policy's own language stands in double quotes, in which `""` is one quote, as in SQL:

    whose: customer by "Klant nr."
    keep: 2 years after "Order Lines"."Shipped On"
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

WORDS = frozenset(
    [
        "after",
        "all",
        "and",
        "as",
        "by",
        "empty",
        "exist",
        "exists",
        "held",
        "is",
        "not",
        "of",
        "otherwise",
        "parent",
        "plain",
        "rest",
        "row",
        "until",
        "when",
        "while",
        "with",
    ]
)  # what means something in a phrase: as a name it stands in quotes
BARE = r"[^\W\d][\w$]*"
_FIRST, _LAST = "\ue000", "\ue001"
NAME = rf"(?:{BARE}|{_FIRST}\d+{_LAST})"  # in a text whose quoted pieces were put aside
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_ASIDE = re.compile(rf"{_FIRST}(\d+){_LAST}")
_OTHER = re.compile(r"`([^`]+)`|\[([^\[\]]+)\]|'([^']+)'")


def written(name: str) -> str:
    """A name as the policy writes it: `order_lines`, `"Order Lines"`."""
    if re.fullmatch(BARE, name) and name not in WORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


@functools.lru_cache(10_000)
def path(*names: str) -> str:
    """Several names as one: `crm."Order Lines"."Customer Id"`. Those that are empty are left out."""
    return ".".join(written(n) for n in names if n)


def name(text: str) -> str:
    """The name that a whole text is, with its quotes or without: what stands alone needs none."""
    found = _QUOTED.fullmatch(text.strip())
    return found[1].replace('""', '"') if found else text


def alone(one: str) -> str:
    """A name where it stands alone: in quotes only if it looks like one in quotes, or means all others."""
    return written(one) if one in ("rest", "all") or name(one) != one else one


def names(text: str) -> tuple[str, ...]:
    """The names of a path: ("crm", "Order Lines", "Customer Id")."""
    said = Said(text)
    return tuple(said.name(part) for part in said.text.split("."))


class Said:
    """A text in which each quoted piece was put aside, so that what stands in it means nothing: a name, or a value. `text` has a mark in
    its place, which `NAME` takes for a name."""

    def __init__(self, text: str) -> None:
        self._pieces: list[str] = []
        self.text = _QUOTED.sub(self._put, text.replace(_FIRST, "").replace(_LAST, ""))

    def _put(self, found: re.Match[str]) -> str:
        self._pieces.append(found[0])
        return f"{_FIRST}{len(self._pieces) - 1}{_LAST}"

    def spelled(self, text: str) -> str:
        """A part of the text as it was written."""
        return _ASIDE.sub(lambda m: self._pieces[int(m[1])], text)

    def name(self, text: str) -> str:
        """A part of the text as the name or the value that it is."""
        return name(self.spelled(text.strip()))

    def quoted(self, text: str) -> bool:
        """A part of the text is one quoted piece."""
        return bool(_ASIDE.fullmatch(text.strip()))


def advice(text: str) -> str:
    """How a name with other signs is written, where a text seems to try that in another way; '' where it does not."""
    found = _OTHER.search(text)
    return written(next(filter(None, found.groups()))) if found else ""


def alike(word: str, known: Iterable[str]) -> str | None:
    """The known name that differs from this one only in letter case, spaces and signs."""
    same = [k for k in known if _bones(k) == _bones(word)]
    return same[0] if len(same) == 1 else None


def _bones(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
