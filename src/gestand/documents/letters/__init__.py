"""Letters to people about their request: short, in their language, each with one thing to know and one thing to do.

A letter is a value. It becomes a mail (text and HTML), or a PDF to print and post; what it says is the same.

  letter   the value: a subject, paragraphs, lists, a link, a code
  said     what each letter says
  forms    text, HTML, PDF

Nothing in it is of the person but what they need: a mailbox can be read by others, so the answer itself never travels in it (law.md D2,
21; GDPR art. 32)."""

from __future__ import annotations

from gestand.documents.letters.forms import Sheet, as_html, as_pdf, as_text
from gestand.documents.letters.letter import Code, Letter, Link, Points
from gestand.documents.letters.said import (
    answer,
    asked,
    code,
    done,
    extended,
    for_customer,
    forwarded,
    lifts,
    ready,
    received,
    recipient,
    refused,
    who_are_you,
    withdrawn,
)

__all__ = [
    "Code",
    "Letter",
    "Link",
    "Points",
    "Sheet",
    "answer",
    "as_html",
    "as_pdf",
    "as_text",
    "asked",
    "code",
    "done",
    "extended",
    "for_customer",
    "forwarded",
    "lifts",
    "ready",
    "received",
    "recipient",
    "refused",
    "who_are_you",
    "withdrawn",
]
