"""The statement as a tree: sections of a paper, and its short version. Every form of it (page, Markdown, PDF) is made from this, and a
version that was published is kept as this. Frozen values; to JSON and back without loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gestand.documents.paper import kept
from gestand.documents.paper.tree import (
    Block,
    Clauses,
    Grid,
    Items,
    Link,
    Notice,
    Paragraph,
    Points,
    Section,
    Sentence,
    Signatures,
    Term,
    Terms,
    headings_of,
    pieces,
)

__all__ = [
    "Block",
    "Grid",
    "Items",
    "Link",
    "Notice",
    "Paragraph",
    "Points",
    "Said",
    "Section",
    "Sentence",
    "Statement",
    "Term",
    "Terms",
    "as_dict",
    "from_dict",
    "headings",
    "pieces",
    "said",
    "sentences",
]


@dataclass(frozen=True)
class Statement:
    """A statement in one language. `short` is the short version; each of its points leads to a section."""

    language: str
    title: str
    name: str  # of the organisation
    lead: str
    short: Points
    sections: tuple[Section, ...]
    called: Mapping[str, str]  # kind of people → what they are called


@dataclass(frozen=True)
class Said:
    """A paragraph and where it stands: in which section, under which headings, after which label."""

    id: str
    text: str
    section: str
    where: tuple[str, ...]
    label: str
    people: tuple[str, ...]


def said(statement: Statement) -> Iterator[Said]:
    """Every paragraph of the long version, in order."""
    for section in statement.sections:
        yield from _said(section, (), ())


def _said(section: Section, above: tuple[str, ...], people: tuple[str, ...]) -> Iterator[Said]:
    where, people = (*above, section.heading), section.people or people
    for block in section.blocks:
        for label, one in _paragraphs(block):
            yield Said(one.id, one.text, section.id, where, label, people)
    for inner in section.sections:
        yield from _said(inner, where, people)


def _paragraphs(block: Block) -> Iterator[tuple[str, Paragraph | Items]]:
    match block:
        case Paragraph():
            yield "", block
        case Points(points=points):
            yield from (("", p) for p in points)
        case Terms(terms=terms):
            yield from ((term.label, p) for term in terms for p in term.blocks)
        case Grid(head=head, rows=rows):
            yield from ((label, p) for row in rows for label, p in zip(head, row, strict=True))
        case Notice(heading=heading, paragraphs=paragraphs):
            yield from ((heading, p) for p in paragraphs)
        case Clauses() | Signatures():
            raise TypeError("a statement has no clauses")


def headings(statement: Statement) -> dict[str, str]:
    """The heading of each section, by its id."""
    return headings_of(statement.sections)


def sentences(statement: Statement) -> Iterator[Sentence]:
    """Every sentence, those of the short version first; words side by side are none."""
    for point in statement.short.points:
        yield from point.sentences
    pending = list(statement.sections)
    while pending:
        section = pending.pop(0)
        for block in section.blocks:
            for _, one in _paragraphs(block):
                if isinstance(one, Paragraph):
                    yield from one.sentences
        pending = [*section.sections, *pending]


# as JSON


def as_dict(statement: Statement) -> dict[str, Any]:
    """The statement as JSON can say it."""
    return {
        "language": statement.language,
        "title": statement.title,
        "name": statement.name,
        "lead": statement.lead,
        "short": kept.block(statement.short),
        "sections": [kept.section(s) for s in statement.sections],
        "called": dict(statement.called),
    }


def from_dict(made: Mapping[str, Any]) -> Statement:
    """The statement that `as_dict` said."""
    return Statement(
        made["language"],
        made["title"],
        made["name"],
        made["lead"],
        kept.read(made["short"]),
        kept.sections(made["sections"]),
        made["called"],
    )
