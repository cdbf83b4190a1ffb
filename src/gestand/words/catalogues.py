"""The catalogues kept in step with the code: `python -m gestand.words.catalogues` adds new texts, untranslated, and drops those that no
line of code says any more. A test fails while a text is missing in a language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent
HERE = Path(__file__).parent
KEYWORDS = {"t": (1,), "tn": (1, 2), "mark": (1,)}
ADDRESSED = ("documents", "telling")  # the rooms whose texts people read about their own data: with u or je, usted or tú


def texts(*rooms: str) -> Catalog:
    """Every text that the code and the pages say, or those of some rooms."""
    found = Catalog(fuzzy=False)
    roots = [SOURCE / room for room in rooms] or [SOURCE]
    for path in sorted(p for root in roots for pattern in ("*.py", "*.html") for p in root.rglob(pattern)):
        if path.suffix == ".py":
            for said in _said(ast.parse(path.read_text("utf-8"))):
                found.add(said)
            continue
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("jinja2.ext:babel_extract", file, keywords=KEYWORDS):
                found.add(message)
    return found


def _said(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    """The texts of calls to t, tn and mark: inside f-strings too, where the usual extraction does not look."""
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if name not in KEYWORDS or not isinstance(node, ast.Call):
            continue
        texts = [a.value for a in node.args[: len(KEYWORDS[name])] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(texts) == len(KEYWORDS[name]) and texts[0]:
            yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def current(language: str) -> Catalog:
    """The catalogue of a language as it is."""
    path = HERE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language[:2], fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language[:2])


def updated(language: str) -> Catalog:
    """The catalogue of a language with exactly the texts of the code, and the translations it has."""
    old, made = (
        current(language),
        Catalog(locale=language, fuzzy=False, header_comment="# Gestand", project="gestand", version="1"),
    )
    for message in sorted((m for m in texts() if m.id), key=lambda m: m.id if isinstance(m.id, str) else m.id[0]):
        kept = old.get(message.id if isinstance(message.id, str) else message.id[0])
        nothing = ("", "") if isinstance(message.id, tuple) else ""
        string = kept.string if kept and kept.string else nothing
        fits = isinstance(string, tuple) == isinstance(nothing, tuple)  # else it got a plural
        made.add(message.id, string if fits else nothing)
    return made


def informal(language: str) -> Catalog:
    """The catalogue of who says je or tú: the texts that speak to people, and any other that was put in it and is still said."""
    formal, old = current(language[:2]), current(language)
    made = Catalog(locale=language[:2], fuzzy=False, header_comment="# Gestand", project="gestand", version="1")
    for message in sorted((m for m in texts(*ADDRESSED) if m.id), key=lambda m: m.id if isinstance(m.id, str) else m.id[0]):
        key = message.id if isinstance(message.id, str) else message.id[0]
        kept, said = old.get(key), formal.get(key)
        if speaks_to_people(message.id, said.string if said else "") or kept:
            empty = ("", "") if isinstance(message.id, tuple) else ""
            made.add(message.id, kept.string if kept and kept.string else empty)
    return made


_YOU = re.compile(
    r"\b(you|your|yours|u|uw|wij|usted|su|sus|le|escriba|acuda|reclame|d[ií]ga\w*|p[ií]da\w*|vea|recoja|responda|env[ií]e|abra|lea|haga|llame)\b",
    re.IGNORECASE,
)  # who says je says we, not wij; and Spanish asks without a word for you


def speaks_to_people(text: object, translated: object) -> bool:
    """The text, or its translation, has a word that changes with how people are addressed."""
    return bool(_YOU.search(str(text)) or _YOU.search(str(translated)))


def main() -> None:
    """Update all catalogues."""
    for language in ("nl", "es", "nl-je", "es-tu"):
        made = updated(language) if len(language) == 2 else informal(language)  # read before the file is opened, which empties it
        with (HERE / f"{language}.po").open("wb") as file:
            write_po(file, made, width=120, omit_header=False, no_location=True)
        missing = [m.id for m in made if m.id and not (all(m.string) if isinstance(m.string, (list, tuple)) else m.string)]
        print(f"{language}: {len(missing)} without translation")


if __name__ == "__main__":
    main()
