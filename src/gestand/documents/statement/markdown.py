"""The statement as Markdown (CommonMark with tables). What an organisation wrote is text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    Term,
    Terms,
    headings,
    pieces,
)
from gestand.words import t

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|!~$&])")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def markdown(statement: Statement, edition: Edition) -> str:
    """The whole statement."""
    lines = [
        f"# {_text(statement.title)}",
        "",
        f"**{_text(t('Privacy statement of {name}', name=statement.name))}**  ",
        _text(edition.named),
        "",
    ]
    if statement.lead:
        lines += [_text(statement.lead), ""]
    there = headings(statement)
    short = [
        f"- [{_text(there[to])}](#{to}) {_text(point.text)}"
        for point, to in zip(statement.short.points, statement.short.links, strict=True)
    ]
    lines += [f"## {_text(t('In short'))}", "", *short, ""]
    for section in statement.sections:
        lines += _section(section, 2)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _section(section: Section, depth: int) -> Iterator[str]:
    yield from ("", f'<a id="{section.id}"></a>', "", f"{'#' * depth} {_text(section.heading)}", "")
    for block in section.blocks:
        yield from (*_block(block), "")
    for inner in section.sections:
        yield from _section(inner, depth + 1)


def _block(block: Block | Items) -> Iterator[str]:
    match block:
        case Paragraph() | Items():
            yield _text(block.text)
        case Points(points=points, links=links):
            for i, point in enumerate(points):
                text = _text(point.text)
                yield f"- [{text}]({_target(links[i])})" if i < len(links) and links[i] else f"- {text}"
        case Terms(terms=terms):
            for term in terms:
                yield f"- **{_text(term.label)}** {_value(term)}"
        case Grid(head=head, rows=rows):
            yield f"| {' | '.join(_cell(h) for h in head)} |"
            yield f"|{' --- |' * len(head)}"
            for row in rows:
                yield f"| {' | '.join(_cell(cell.text) for cell in row)} |"
        case Notice(heading=heading, paragraphs=paragraphs):
            yield f"> **{_text(heading)}**"
            for one in paragraphs:
                yield from (">", f"> {_text(one.text)}")


def _value(term: Term) -> str:
    """The blocks of a term in one line: each ends somewhere, and what follows a colon begins small."""
    said = ""
    for block in term.blocks:
        text = ", ".join(block.words) if isinstance(block, Items) and said.endswith(":") else block.text
        said += f"{' ' if said else ''}{text if text.endswith(('.', '?', '!', '”', '»', ':')) else text + '.'}"
    only_address = len(pieces(said.rstrip("."))) == 1 and not isinstance(pieces(said.rstrip("."))[0], str)
    return _text(said.rstrip(".") if only_address else said)


def _target(link: str) -> str:
    return link if "/" in link or "." in link else f"#{link}"


def _cell(text: str) -> str:
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    """A text with everything escaped that Markdown would read as more than text; addresses become links."""
    return "".join(
        _escaped(p) if isinstance(p, str) else f"<{p.to.removeprefix('mailto:')}>" for p in pieces(" ".join(text.split()))
    )


def _escaped(text: str) -> str:
    return _START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))
