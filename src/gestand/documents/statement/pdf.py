"""The statement as a PDF that screen readers can read (PDF/UA-1): typst refuses to make one that is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from importlib import resources
from typing import Any

import typst

from gestand.documents.statement.edition import Edition
from gestand.documents.statement.tree import (
    Block,
    Grid,
    Items,
    Notice,
    Paragraph,
    Points,
    Section,
    Statement,
    Terms,
    headings,
    pieces,
)
from gestand.words import t


def pdf(statement: Statement, edition: Edition) -> bytes:
    """The document. The same statement and edition give the same bytes. Only typst's own fonts are used: no machine has others."""
    there = headings(statement)
    said = {
        "language": statement.language,
        "title": statement.title,
        "name": statement.name,
        "subtitle": t("Privacy statement of {name}", name=statement.name),
        "edition": edition.named,
        "lead": _pieces(statement.lead) if statement.lead else [],
        "short-heading": t("In short"),
        "short": [
            {"text": _pieces(point.text), "to": f"#{to}", "heading": there[to]}
            for point, to in zip(statement.short.points, statement.short.links, strict=True)
        ],
        "sections": [_section(section, set(there)) for section in statement.sections],
    }
    source = resources.files(__package__).joinpath("statement.typ").read_bytes()
    made = typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(datetime.combine(edition.day, time(), UTC).timestamp()) if edition.day else 0,
    )
    assert isinstance(made, bytes)
    return made


def _section(section: Section, there: set[str]) -> dict[str, Any]:
    return {
        "id": section.id,
        "heading": section.heading,
        "blocks": [_block(one, there) for one in section.blocks],
        "sections": [_section(inner, there) for inner in section.sections],
    }


def _block(block: Block | Items, there: set[str]) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"is": "paragraph", "text": _pieces(block.text)}
        case Items(words=words, label=label):
            return {"is": "items", "words": list(words), "label": label}
        case Points(points=points, links=links):
            to = [f"#{link}" if link in there else link if "://" in link else "" for link in links] or [""] * len(points)
            return {"is": "points", "points": [{"text": _pieces(p.text), "to": to[i]} for i, p in enumerate(points)]}
        case Terms(terms=terms):
            return {
                "is": "terms",
                "terms": [{"label": term.label, "blocks": [_block(b, there) for b in term.blocks]} for term in terms],
            }
        case Grid(caption=caption, head=head, rows=rows):
            return {"is": "grid", "caption": caption, "head": list(head), "rows": [[cell.text for cell in row] for row in rows]}
        case Notice(heading=heading, paragraphs=paragraphs):
            return {"is": "notice", "heading": heading, "paragraphs": [_pieces(p.text) for p in paragraphs]}


def _pieces(text: str) -> list[Any]:
    return [p if isinstance(p, str) else {"text": p.text, "to": p.to} for p in pieces(text)]
