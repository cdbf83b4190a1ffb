"""A paper as a tree: sections, blocks, paragraphs, sentences. Every form of it (page, Markdown, PDF) is made from this. Frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """One or two sentences that belong together. `promise`: the id of the promise they make; `activity`: the one whose measure shows
    whether they are true (`*`: all of them)."""

    text: str
    promise: str = ""
    activity: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Sentences. `id` names what they are about, the same in every language and every version."""

    id: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.sentences)


@dataclass(frozen=True)
class Items:
    """Words side by side, such as the categories of data: no sentence."""

    id: str
    words: tuple[str, ...]
    label: str = ""

    @property
    def text(self) -> str:
        listed = ", ".join(self.words)
        return f"{self.label}: {listed}" if self.label else listed[:1].upper() + listed[1:]


@dataclass(frozen=True)
class Points:
    """A list, each point a paragraph; `links` leads from a point to a section, or to an address."""

    points: tuple[Paragraph, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    label: str
    blocks: tuple[Paragraph | Items, ...]


@dataclass(frozen=True)
class Terms:
    """Labels, each with what it means or says."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


@dataclass(frozen=True)
class Notice:
    """What must not be overlooked (GDPR art. 21(4))."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Clauses:
    """Numbered paragraphs, such as those of an agreement: 3.1, 3.2. The numbers are part of the text: people point to them."""

    prefix: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(f"{self.prefix}{number}" for number in range(1, len(self.paragraphs) + 1))


@dataclass(frozen=True)
class Signatures:
    """Where parties sign: who, and what each fills in; a line may be filled in already."""

    parties: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


Block = Paragraph | Points | Terms | Grid | Notice | Clauses | Signatures


@dataclass(frozen=True)
class Section:
    """`people`: the kinds of people that it concerns; all, where none is named."""

    id: str
    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A paper in one language. `kind`: what it is and whose, above the title; `edition`: of which day or version."""

    language: str
    title: str
    kind: str
    name: str  # of the organisation that makes it
    edition: str
    sections: tuple[Section, ...]
    lead: tuple[Paragraph, ...] = ()


def paragraph(id: str, *sentences: str | Sentence) -> Paragraph:
    """Sentences as a paragraph; empty ones are left out."""
    made = [s if isinstance(s, Sentence) else Sentence(s) for s in sentences]
    return Paragraph(id, tuple(s for s in made if s.text))


def term(id: str, label: str, *sentences: str | Sentence) -> Term:
    """A label with one paragraph."""
    return Term(label, (paragraph(id, *sentences),))


def capital(text: str) -> str:
    """With a capital to begin with."""
    return text[:1].upper() + text[1:]


def anchor(name: str) -> str:
    """A name as the anchor of a section."""
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def headings_of(sections: Iterable[Section]) -> dict[str, str]:
    """The heading of each section, by its id."""
    found = {}
    pending = list(sections)
    while pending:
        section = pending.pop(0)
        found[section.id] = section.heading
        pending += section.sections
    return found


@dataclass(frozen=True)
class Link:
    """A piece of a text that leads somewhere."""

    text: str
    to: str


_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def pieces(text: str) -> list[str | Link]:
    """A text with its addresses as links. Only web and mail addresses become links, whatever else stands there."""
    found: list[str | Link] = []
    end = 0
    for match in _LINK.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        address = match[0]
        found.append(
            Link(re.sub(r"^https?://|/$", "", address), address) if "://" in address else Link(address, f"mailto:{address}")
        )
        end = match.end()
    return [*found, text[end:]] if text[end:] else found
