"""The statement as a PDF that screen readers can read (PDF/UA-1): typst refuses to make one that is not."""

from __future__ import annotations

from importlib import resources

from gestand.documents.paper.pdf import made, section, words_of
from gestand.documents.statement.edition import Edition
from gestand.documents.statement.tree import Statement, headings
from gestand.words import t


def pdf(statement: Statement, edition: Edition) -> bytes:
    """The document. The same statement and edition give the same bytes."""
    there = headings(statement)
    said = {
        "language": statement.language,
        "title": statement.title,
        "name": statement.name,
        "subtitle": t("Privacy statement of {name}", name=statement.name),
        "edition": edition.named,
        "lead": words_of(statement.lead) if statement.lead else [],
        "short-heading": t("In short"),
        "short": [
            {"text": words_of(point.text), "to": f"#{to}", "heading": there[to]}
            for point, to in zip(statement.short.points, statement.short.links, strict=True)
        ],
        "sections": [section(one, set(there)) for one in statement.sections],
    }
    return made(said, resources.files(__package__).joinpath("statement.typ").read_bytes(), edition.day)
