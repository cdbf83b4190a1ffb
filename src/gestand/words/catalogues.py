"""The catalogues kept in step with the code: `python -m gestand.words.catalogues` adds new texts, untranslated, and drops those that no
line of code says any more. A test fails while a text is missing in a language."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent
HERE = Path(__file__).parent
KEYWORDS = {"t": (1,), "tn": (1, 2), "mark": (1,)}


def texts() -> Catalog:
    """Every text that the code and the pages say."""
    found = Catalog(fuzzy=False)
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract(method, file, keywords=KEYWORDS):
                if message and (message[0] if isinstance(message, tuple) else message):
                    found.add(message, locations=[(str(path.relative_to(SOURCE)), 0)])
    return found


def current(language: str) -> Catalog:
    """The catalogue of a language as it is."""
    path = HERE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """The catalogue of a language with exactly the texts of the code, and the translations it has."""
    old, made = (
        current(language),
        Catalog(locale=language, fuzzy=False, header_comment="# Gestand", project="gestand", version="1"),
    )
    for message in sorted((m for m in texts() if m.id), key=lambda m: m.id if isinstance(m.id, str) else m.id[0]):
        kept = old.get(message.id if isinstance(message.id, str) else message.id[0])
        made.add(message.id, kept.string if kept and kept.string else (("", "") if isinstance(message.id, tuple) else ""))
    return made


def main() -> None:
    """Update both catalogues."""
    for language in ("nl", "es"):
        with (HERE / f"{language}.po").open("wb") as file:
            write_po(file, updated(language), width=120, omit_header=False, no_location=True)
        missing = [
            m.id for m in updated(language) if m.id and not (all(m.string) if isinstance(m.string, (list, tuple)) else m.string)
        ]
        print(f"{language}: {len(missing)} without translation")


if __name__ == "__main__":
    main()
