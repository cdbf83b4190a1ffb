"""Letters to people about their request: short, in their language, each with one thing to know and one thing to do.

A letter is a value: a subject, paragraphs, perhaps a list and one link. It becomes a mail (text and HTML) or a page to print; what it
says is the same. Nothing in it is of the person but what they need: a mailbox can be read by others, so the answer itself never
travels in it (law.md D2, 21; GDPR art. 32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from gestand.policy.model import Organisation
from gestand.words import day, language, mark, t

ASKED = {
    "access": mark("You asked what we hold about you."),
    "portability": mark("You asked for your data, to take it along."),
    "rectification": mark("You asked us to correct your data."),
    "erasure": mark("You asked us to remove your data."),
    "restriction": mark("You asked us not to use your data for a while."),
    "lifting": mark("You asked us to use your data again."),
    "objection": mark("You do not want us to use your data for something."),
    "withdrawal": mark("You withdrew your consent."),
    "complaint": mark("You sent us a complaint."),
}


@dataclass(frozen=True)
class Letter:
    """What a letter says."""

    subject: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
    link: tuple[str, str] | None = None  # what it does, and where it leads
    after: tuple[str, ...] = ()  # paragraphs below the link
    code: str = field(default="", repr=False)


def asked(kind: str) -> str:
    """What was asked, as a sentence."""
    return t(ASKED[kind])


def _complain(organisation: Organisation) -> tuple[str, ...]:
    return (
        t("Do you not agree? Write to {contact}. We look at it again.", contact=organisation.contact),
        t("You can also complain to the Dutch Data Protection Authority (autoriteitpersoonsgegevens.nl), or go to court."),
    )


def received(organisation: Organisation, case: str, kind: str, latest: date, link: str) -> Letter:
    """We have your request: its number, by when there is an answer, how to follow it."""
    return Letter(
        t("We have your request {case}", case=case),
        (
            f"{asked(kind)} {t('We are working on it.')}",
            t("You get an answer by {day} at the latest.", day=day(latest)),
            t("It costs nothing. Your number is {case}.", case=case),
        ),
        link=(t("See how it stands"), link) if link else None,
    )


def code(organisation: Organisation, case: str, digits: str, minutes: int) -> Letter:
    """The code by which somebody shows that this is their address."""
    return Letter(
        t("Your code for request {case}", case=case),
        (
            t("Somebody asked {name} about the data that goes with this e-mail address.", name=organisation.name),
            t("Is that you? Then fill in this code. It works for {minutes} minutes.", minutes=minutes),
        ),
        code=digits,
        after=(t("Is it not you? Then do nothing: nobody sees your data without this code. Never give it to anybody."),),
    )


def who_are_you(organisation: Organisation, case: str, question: str, link: str) -> Letter:
    """We are not sure who asks, and ask no more than we need (GDPR art. 12(6))."""
    return Letter(
        t("A question about request {case}", case=case),
        (
            t("We do not yet know for certain that it is you who asks. We want to be sure before we show or change anything."),
            question,
            t("Do not send a copy of your passport or identity card, and no citizen service number. We do not need them."),
        ),
        link=(t("Answer this question"), link) if link else None,
    )


def ready(organisation: Organisation, case: str, kind: str, until: date, link: str) -> Letter:
    """The answer is there, to be fetched after showing who one is."""
    return Letter(
        t("The answer to request {case} is ready", case=case),
        (
            f"{asked(kind)} {t('Your answer is ready.')}",
            t("You can fetch it until {day}. After that we destroy it.", day=day(until)),
        ),
        link=(t("Fetch your answer"), link),
        after=(t("We ask for a code first, so that nobody else can see it."),),
    )


def done(
    organisation: Organisation, case: str, kind: str, gone: Sequence[str], stays: Sequence[str], told: Sequence[str]
) -> Letter:
    """What was done, what stays and why, and who was told (GDPR art. 12(3), 17(3), 19)."""
    paragraphs = [f"{asked(kind)} {t('That has been done.')}"]
    paragraphs += gone
    if stays:
        paragraphs.append(t("Some data must stay. We use it for nothing else:"))
    after = [t("We ask these to do the same: {names}.", names=", ".join(told))] if told else []
    return Letter(
        t("Request {case} has been done", case=case), tuple(paragraphs), tuple(stays), after=(*after, *_complain(organisation))
    )


def refused(organisation: Organisation, case: str, kind: str, reason: str) -> Letter:
    """We do not do it, why, and what the person can do (GDPR art. 12(4))."""
    return Letter(
        t("Our answer to request {case}", case=case),
        (f"{asked(kind)} {t('We do not do that.')}", t("This is why:"), reason),
        after=_complain(organisation),
    )


def extended(organisation: Organisation, case: str, kind: str, reason: str, latest: date) -> Letter:
    """It takes longer, why, and until when (GDPR art. 12(3))."""
    return Letter(
        t("Request {case} takes longer", case=case),
        (
            f"{asked(kind)} {t('We need more time.')}",
            t("This is why:"),
            reason,
            t("You get an answer by {day} at the latest.", day=day(latest)),
        ),
        after=_complain(organisation),
    )


def forwarded(organisation: Organisation, case: str, kind: str, customer: str, where: str = "") -> Letter:
    """The data is that of a customer of ours, who decides. `where`: how that one is reached."""
    return Letter(
        t("Your request {case} is with {customer}", case=case, customer=customer),
        (
            asked(kind),
            t("We keep this data for {customer}. They decide what happens with it.", customer=customer),
            t("We sent them your request. They answer you. You can also ask them yourself."),
            *([t("This is how you reach them: {where}", where=where)] if where else []),
        ),
    )


def for_customer(organisation: Organisation, case: str, customer: str, link: str) -> Letter:
    """To the customer whose data it is: a request that it decides on (GDPR art. 28(3)(e)). Nothing of the person stands in it."""
    return Letter(
        t("Request {case} is yours to decide", case=case),
        (
            t("Somebody asked us about data that we keep for {customer}.", customer=customer),
            t("You decide what happens. Sign in to see who asks and what. You can let us do it for you."),
        ),
        link=(t("See the request"), link),
    )


def withdrawn(organisation: Organisation, case: str) -> Letter:
    """The person took it back."""
    return Letter(
        t("You took back request {case}", case=case),
        (t("We stop working on it. Nothing has been changed."), t("You can always ask again.")),
    )


def lifts(organisation: Organisation, case: str, on: date) -> Letter:
    """We are going to use the data again: told before it happens (GDPR art. 18(3))."""
    return Letter(
        t("We are going to use your data again"),
        (
            t("You asked us not to use your data for a while. That ends on {day}.", day=day(on)),
            t("From that day we use your data again, as our privacy statement says."),
        ),
        after=_complain(organisation),
    )


def recipient(organisation: Organisation, reference: str, what: str, link: str) -> Letter:
    """To somebody who received data of ours: what they must do now (GDPR art. 19, 28(3)(e)). No data is in it."""
    return Letter(
        t("Please act on {reference}", reference=reference),
        (
            t("You received data of somebody from us. This person's data has changed: {what}.", what=what),
            t("Do the same in your systems, and tell us when it is done."),
        ),
        link=(t("See whom it is about, and confirm"), link),
    )


def as_text(letter: Letter, organisation: Organisation) -> str:
    """The letter as plain text."""
    lines = [t("Hello,"), "", *_spaced(letter.paragraphs)]
    if letter.items:
        lines += [*(f"- {item}" for item in letter.items), ""]
    if letter.code:
        lines += [f"    {letter.code}", ""]
    if letter.link:
        lines += [f"{letter.link[0]}:", letter.link[1], ""]
    lines += [*_spaced(letter.after), t("Kind regards,"), organisation.name, organisation.contact]
    return "\n".join(lines) + "\n"


def _spaced(paragraphs: Sequence[str]) -> list[str]:
    return [line for p in paragraphs for line in (p, "")]


_STYLE = "font:16px/1.5 system-ui,sans-serif;color:#1c2530;max-width:36em;margin:0;padding:1em"


def as_html(letter: Letter, organisation: Organisation) -> str:
    """The letter as HTML: no picture, no colour that matters, nothing that is fetched from elsewhere."""
    parts = [f"<p>{escape(t('Hello,'))}</p>", *(f"<p>{escape(p)}</p>" for p in letter.paragraphs)]
    if letter.items:
        parts.append("<ul>" + "".join(f"<li>{escape(i)}</li>" for i in letter.items) + "</ul>")
    if letter.code:
        parts.append(f'<p style="font-size:1.6em;letter-spacing:.15em"><strong>{escape(letter.code)}</strong></p>')
    if letter.link:
        parts.append(f'<p><a href="{escape(letter.link[1])}">{escape(letter.link[0])}</a></p>')
    parts += [f"<p>{escape(p)}</p>" for p in letter.after]
    parts.append(f"<p>{escape(t('Kind regards,'))}<br>{escape(organisation.name)}<br>{escape(organisation.contact)}</p>")
    head = f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{escape(letter.subject)}</title></head>'
    return f'{head}<body style="{_STYLE}">{"".join(parts)}</body></html>'
