"""A paper as Markdown (CommonMark with tables). What an organisation wrote is text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    Term,
    Terms,
    pieces,
)

BLANK = r"\_" * 12  # to fill in by hand
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|!~$&])")
_START = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))", re.MULTILINE)


def markdown(paper: Paper) -> str:
    """The whole paper."""
    lines = [f"# {text(paper.title)}", "", f"**{text(paper.kind)}**  ", text(paper.edition), ""]
    for one in paper.lead:
        lines += [text(one.text), ""]
    for part in paper.sections:
        lines += section(part, 2)
    return closed(lines)


def closed(lines: list[str]) -> str:
    """Lines as one text: one empty line between paragraphs, one line end."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def section(one: Section, depth: int) -> Iterator[str]:
    yield from ("", f'<a id="{one.id}"></a>', "", f"{'#' * depth} {text(one.heading)}", "")
    for block in one.blocks:
        yield from (*_block(block), "")
    for inner in one.sections:
        yield from section(inner, depth + 1)


def _block(block: Block | Items) -> Iterator[str]:
    match block:
        case Paragraph() | Items():
            yield text(block.text)
        case Points(points=points, links=links):
            for i, point in enumerate(points):
                said = text(point.text)
                yield f"- [{said}]({_target(links[i])})" if i < len(links) and links[i] else f"- {said}"
        case Terms(terms=terms):
            for term in terms:
                yield f"- **{text(term.label)}** {_value(term)}"
        case Grid(head=head, rows=rows):
            yield f"| {' | '.join(_cell(h) for h in head)} |"
            yield f"|{' --- |' * len(head)}"
            for row in rows:
                yield f"| {' | '.join(_cell(cell.text) for cell in row)} |"
        case Notice(heading=heading, paragraphs=paragraphs):
            yield f"> **{text(heading)}**"
            for one in paragraphs:
                yield from (">", f"> {text(one.text)}")
        case Clauses(numbers=numbers, paragraphs=paragraphs):
            for number, one in zip(numbers, paragraphs, strict=True):
                yield from (f"**{number}** {text(one.text)}", "")
        case Signatures(parties=parties):
            for party, lines in parties:
                yield from (f"**{text(party)}**", "")
                yield from (f"- {text(label)}: {text(value) or BLANK}" for label, value in lines)
                yield ""


def _value(term: Term) -> str:
    """The blocks of a term in one line: each ends somewhere, and what follows a colon begins small."""
    said = ""
    for block in term.blocks:
        words = ", ".join(block.words) if isinstance(block, Items) and said.endswith(":") else block.text
        said += f"{' ' if said else ''}{words if words.endswith(('.', '?', '!', '”', '»', ':')) else words + '.'}"
    only_address = len(pieces(said.rstrip("."))) == 1 and not isinstance(pieces(said.rstrip("."))[0], str)
    return text(said.rstrip(".") if only_address else said)


def _target(link: str) -> str:
    return link if "/" in link or "." in link else f"#{link}"


def _cell(said: str) -> str:
    return " ".join(text(said).split())


def text(said: str) -> str:
    """A text with everything escaped that Markdown would read as more than text; addresses become links."""
    return "".join(
        _escaped(p) if isinstance(p, str) else f"<{p.to.removeprefix('mailto:')}>" for p in pieces(" ".join(said.split()))
    )


def _escaped(said: str) -> str:
    return _START.sub(_begun, _SPECIAL.sub(r"\\\1", said))


def _begun(found: re.Match[str]) -> str:
    """The beginning of a line that would begin a list."""
    return f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}"
