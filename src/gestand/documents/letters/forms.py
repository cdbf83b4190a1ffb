"""A letter as text and HTML for a mail, and as a PDF to print: tagged for screen readers (PDF/UA-1), typst refuses to make one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from html import escape
from importlib import resources
from typing import Any

from gestand.documents.letters.letter import Block, Code, Letter, Link, Points
from gestand.documents.paper import typesetting
from gestand.policy.model import Organisation
from gestand.words import day, language, t


def as_text(letter: Letter, organisation: Organisation) -> str:
    """The letter as plain text."""
    lines = [t("Hello,"), ""]
    for block in letter.said:
        lines += [*_lines(block), ""]
    return "\n".join([*lines, t("Kind regards,"), organisation.name, organisation.contact]) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Points(items):
            yield from (f"- {item}" for item in items)
        case Link(text, to):
            yield from (f"{text}:", to)
        case Code(digits):
            yield f"    {digits}"
        case _:
            yield block


_STYLE = "font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:0 auto;padding:1em;overflow-wrap:anywhere"


def as_html(letter: Letter, organisation: Organisation) -> str:
    """The letter as HTML: no picture, no colour that matters, nothing that is fetched from elsewhere. It follows the reader's light or
    dark."""
    parts = [f"<p>{escape(t('Hello,'))}</p>", *map(_html, letter.said)]
    parts.append(f"<p>{escape(t('Kind regards,'))}<br>{escape(organisation.name)}<br>{escape(organisation.contact)}</p>")
    head = (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(letter.subject)}</title></head>'
    )
    return f'{head}<body style="{_STYLE}"><main><h1 style="font-size:1.3em">{escape(letter.subject)}</h1>{"".join(parts)}</main></body></html>'


def _html(block: Block) -> str:
    match block:
        case Points(items):
            return "<ul>" + "".join(f"<li>{escape(i)}</li>" for i in items) + "</ul>"
        case Link(text, to):
            return f'<p><a href="{escape(to)}" style="display:inline-block;padding:.6em 0">{escape(text)}</a></p>'
        case Code(digits):
            return f'<p style="font-size:1.6em;letter-spacing:.15em"><strong>{escape(digits)}</strong></p>'
    return "".join(f"<p>{escape(line)}</p>" for line in block.splitlines() if line.strip())


@dataclass(frozen=True)
class Sheet:
    """What is on paper beside the letter: to whom (lines for the window of the envelope), on which day, and the number to quote."""

    on: date
    to: tuple[str, ...] = field(default=(), repr=False)
    reference: str = ""


def as_pdf(letter: Letter, organisation: Organisation, sheet: Sheet) -> bytes:
    """The letter on A4. The same letter on the same day gives the same bytes. What it says is data, never markup."""
    said = {
        "language": language(),
        "subject": letter.subject,
        "sender": [organisation.name, *organisation.address],
        "contact": [w for w in (organisation.contact, organisation.telephone, organisation.website) if w],
        "to": list(sheet.to),
        "on": day(sheet.on),
        "reference": [t("Our reference"), sheet.reference] if sheet.reference else [],
        "hello": t("Hello,"),
        "regards": [t("Kind regards,"), organisation.name],
        "blocks": [_block(block) for block in letter.said],
    }
    source = resources.files(__package__).joinpath("letter.typ").read_bytes()
    return typesetting.pdf(source, said, datetime.combine(sheet.on, time(), UTC))


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Points(items):
            return {"is": "points", "items": list(items)}
        case Link(text, to):
            return {"is": "link", "text": text, "to": to}
        case Code(digits):
            return {"is": "code", "text": digits}
    return {"is": "paragraph", "text": block}
