"""The statement as Markdown (CommonMark with tables). What an organisation wrote is text, never markup."""

from __future__ import annotations

from gestand.documents.paper.markdown import closed, section, text
from gestand.documents.statement.edition import Edition
from gestand.documents.statement.tree import Statement, headings
from gestand.words import t


def markdown(statement: Statement, edition: Edition) -> str:
    """The whole statement."""
    lines = [
        f"# {text(statement.title)}",
        "",
        f"**{text(t('Privacy statement of {name}', name=statement.name))}**  ",
        text(edition.named),
        "",
    ]
    if statement.lead:
        lines += [text(statement.lead), ""]
    there = headings(statement)
    short = [
        f"- [{text(there[to])}](#{to}) {text(point.text)}"
        for point, to in zip(statement.short.points, statement.short.links, strict=True)
    ]
    lines += [f"## {text(t('In short'))}", "", *short, ""]
    for one in statement.sections:
        lines += section(one, 2)
    return closed(lines)
