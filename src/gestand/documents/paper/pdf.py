"""A paper as a PDF that screen readers can read (PDF/UA-1): typst refuses to make one that is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import Any

from gestand.documents.paper import typesetting
from gestand.documents.paper.tree import (
    Block,
    Clauses,
    Grid,
    Items,
    Notice,
    Paper,
    Paragraph,
    Points,
    Section,
    Signatures,
    Terms,
    headings_of,
    pieces,
)


def pdf(paper: Paper, on: date | None) -> bytes:
    """The document, made on this day. The same paper and day give the same bytes."""
    there = set(headings_of(paper.sections))
    said = {
        "language": paper.language,
        "title": paper.title,
        "name": paper.name,
        "subtitle": paper.kind,
        "edition": paper.edition,
        "lead": [words_of(one.text) for one in paper.lead],
        "sections": [section(one, there) for one in paper.sections],
    }
    return made(said, resources.files(__package__).joinpath("paper.typ").read_bytes(), on)


def made(said: Mapping[str, Any], template: bytes, on: date | None) -> bytes:
    """What a template makes of what is said."""
    blocks = resources.files(__package__).joinpath("blocks.typ").read_bytes()
    return typesetting.pdf(blocks + template, said, datetime.combine(on, time(), UTC) if on else None)


def section(one: Section, there: set[str]) -> dict[str, Any]:
    """A section as the template reads it. `there`: the ids that a link can lead to."""
    return {
        "id": one.id,
        "heading": one.heading,
        "blocks": [_block(block, there) for block in one.blocks],
        "sections": [section(inner, there) for inner in one.sections],
    }


def _block(block: Block | Items, there: set[str]) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"is": "paragraph", "text": words_of(block.text)}
        case Items(words=words, label=label):
            return {"is": "items", "words": list(words), "label": label}
        case Points(points=points, links=links):
            to = [f"#{link}" if link in there else link if "://" in link else "" for link in links] or [""] * len(points)
            return {"is": "points", "points": [{"text": words_of(p.text), "to": to[i]} for i, p in enumerate(points)]}
        case Terms(terms=terms):
            return {
                "is": "terms",
                "terms": [{"label": term.label, "blocks": [_block(b, there) for b in term.blocks]} for term in terms],
            }
        case Grid(caption=caption, head=head, rows=rows):
            return {
                "is": "grid",
                "caption": caption,
                "head": list(head),
                "rows": [[c.text for c in row] for row in rows],
                "widths": _widths(head, rows),
            }
        case Notice(heading=heading, paragraphs=paragraphs):
            return {"is": "notice", "heading": heading, "paragraphs": [words_of(p.text) for p in paragraphs]}
        case Clauses(prefix=prefix, paragraphs=paragraphs):
            return {"is": "clauses", "prefix": prefix, "paragraphs": [words_of(p.text) for p in paragraphs]}
        case Signatures(parties=parties):
            return {"is": "signatures", "parties": [{"party": party, "lines": list(lines)} for party, lines in parties]}


def _widths(head: tuple[str, ...], rows: tuple[tuple[Paragraph, ...], ...]) -> list[float]:
    """How wide each column is, beside the others: what says more gets more, within reason."""
    longest = [max([len(label), *(len(row[i].text) for row in rows)]) for i, label in enumerate(head)]
    return [round(min(max(length, 8), 90) ** 0.5, 2) for length in longest]


def words_of(text: str) -> list[Any]:
    """A text as pieces, the addresses in it as links."""
    return [p if isinstance(p, str) else {"text": p.text, "to": p.to} for p in pieces(text)]
