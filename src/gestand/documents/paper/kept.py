"""Papers as JSON, to keep them as they were said: to a dictionary and back without loss."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

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
    Sentence,
    Signatures,
    Term,
    Terms,
)

_BLOCKS = {
    "paragraph": Paragraph,
    "points": Points,
    "terms": Terms,
    "grid": Grid,
    "notice": Notice,
    "items": Items,
    "clauses": Clauses,
    "signatures": Signatures,
}
_KINDS = {kind: name for name, kind in _BLOCKS.items()}


def canonical(said: Any) -> str:
    """What JSON can say as one text, the same for the same content: its SHA-256 names it."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_dict(paper: Paper) -> dict[str, Any]:
    """The paper as JSON can say it."""
    return {
        "language": paper.language,
        "title": paper.title,
        "kind": paper.kind,
        "name": paper.name,
        "edition": paper.edition,
        "lead": [block(one) for one in paper.lead],
        "sections": [section(one) for one in paper.sections],
    }


def from_dict(made: Mapping[str, Any]) -> Paper:
    """The paper that `as_dict` said."""
    return Paper(
        made["language"],
        made["title"],
        made["kind"],
        made["name"],
        made["edition"],
        sections(made["sections"]),
        tuple(read(one) for one in made["lead"]),
    )


def sections(made: Iterable[Mapping[str, Any]]) -> tuple[Section, ...]:
    """The sections that `section` said."""
    return tuple(_read_section(one) for one in made)


def section(one: Section) -> dict[str, Any]:
    """A section as JSON can say it."""
    return {
        "id": one.id,
        "heading": one.heading,
        "people": list(one.people),
        "blocks": [block(b) for b in one.blocks],
        "sections": [section(s) for s in one.sections],
    }


def block(one: Block | Items) -> dict[str, Any]:
    """A block as JSON can say it."""
    made: dict[str, Any] = {"is": _KINDS[type(one)]}
    match one:
        case Paragraph():
            made |= {"id": one.id, "sentences": [[s.text, s.promise, s.activity] for s in one.sentences]}
        case Items():
            made |= {"id": one.id, "words": list(one.words), "label": one.label}
        case Points():
            made |= {"points": [block(p) for p in one.points], "links": list(one.links)}
        case Terms():
            made |= {"terms": [{"label": term.label, "blocks": [block(b) for b in term.blocks]} for term in one.terms]}
        case Grid():
            rows = [[block(cell) for cell in row] for row in one.rows]
            made |= {"caption": one.caption, "head": list(one.head), "rows": rows}
        case Notice():
            made |= {"heading": one.heading, "paragraphs": [block(p) for p in one.paragraphs]}
        case Clauses():
            made |= {"prefix": one.prefix, "paragraphs": [block(p) for p in one.paragraphs]}
        case Signatures():
            made |= {"parties": [[party, [list(line) for line in lines]] for party, lines in one.parties]}
    return made


def _read_section(made: Mapping[str, Any]) -> Section:
    return Section(
        made["id"],
        made["heading"],
        tuple(read(b) for b in made["blocks"]),
        tuple(_read_section(s) for s in made["sections"]),
        tuple(made["people"]),
    )


def read(made: Mapping[str, Any]) -> Any:
    """The block that `block` said."""
    match made["is"]:
        case "paragraph":
            return Paragraph(made["id"], tuple(Sentence(*s) for s in made["sentences"]))
        case "items":
            return Items(made["id"], tuple(made["words"]), made["label"])
        case "points":
            return Points(tuple(read(p) for p in made["points"]), tuple(made["links"]))
        case "terms":
            return Terms(tuple(Term(term["label"], tuple(read(b) for b in term["blocks"])) for term in made["terms"]))
        case "grid":
            rows = tuple(tuple(read(cell) for cell in row) for row in made["rows"])
            return Grid(made["caption"], tuple(made["head"]), rows)
        case "clauses":
            return Clauses(made["prefix"], tuple(read(p) for p in made["paragraphs"]))
        case "signatures":
            return Signatures(tuple((party, tuple((a, b) for a, b in lines)) for party, lines in made["parties"]))
        case _:
            return Notice(made["heading"], tuple(read(p) for p in made["paragraphs"]))
