"""What each letter says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gestand.documents.authority import authority
from gestand.documents.letters.letter import Block, Code, Letter, Link, Points
from gestand.policy.model import Organisation
from gestand.words import day, enumeration, mark, said, t, weekday

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
DONE = {
    "access": mark("You find the answer with this letter."),
    "portability": mark("You find your data with this letter."),
    "rectification": mark("We corrected it."),
    "erasure": mark("We did that."),
    "restriction": mark("From now on we only keep your data. We do not use it."),
    "lifting": mark("From now on we use your data again."),
    "objection": mark("We stopped with that."),
    "withdrawal": mark("We stopped with what you had agreed to."),
    "complaint": mark("We looked at it again."),
}


def asked(kind: str) -> str:
    """What was asked, as a sentence."""
    return t(ASKED[kind])


def _complain(organisation: Organisation) -> tuple[Block, ...]:
    """What somebody can do who does not agree (GDPR art. 12(4), 77, 79)."""
    found = authority(organisation)
    ways = [t("Write to {contact}. We look at it again.", contact=organisation.contact)]
    if found is not None:
        website = found.website.removeprefix("https://").rstrip("/")
        where = f": {website}" if website else ""
        ways.append(t("Complain to {authority}{where}. That costs nothing.", authority=said(found.called), where=where))
    ways.append(t("Go to court."))
    return (t("Do you not agree? This is what you can do:"), Points(tuple(ways)))


def received(organisation: Organisation, case: str, kind: str, latest: date, link: str) -> Letter:
    """We have your request: its number, by when there is an answer, how to follow it."""
    return Letter(
        t("We have your request {case}", case=case),
        (
            f"{asked(kind)} {t('We are working on it.')}",
            t("You get an answer by {day} at the latest.", day=weekday(latest)),
            t("It costs nothing. Your number is {case}.", case=case),
            *_link(t("See how it stands"), link),
        ),
    )


def _link(text: str, to: str) -> tuple[Block, ...]:
    return (Link(text, to),) if to else ()


def code(organisation: Organisation, case: str, digits: str, minutes: int) -> Letter:
    """The code by which somebody shows that this is their address."""
    return Letter(
        t("Your code for request {case}", case=case),
        (
            t("Somebody asked {name} about the data that goes with this e-mail address.", name=organisation.name),
            t("Is that you? Then fill in this code. It works for {minutes} minutes.", minutes=minutes),
            Code(digits),
            t("Is it not you? Then do nothing: nobody sees your data without this code. Never give it to anybody."),
        ),
    )


def who_are_you(organisation: Organisation, case: str, question: str, link: str) -> Letter:
    """We are not sure who asks, and ask no more than we need (GDPR art. 12(6))."""
    return Letter(
        t("A question about request {case}", case=case),
        (
            t("We do not yet know for certain that it is you who asks. We want to be sure before we show or change anything."),
            question,
            t("Do not send a copy of your passport or identity card, and no citizen service number. We do not need them."),
            *_link(t("Answer this question"), link),
        ),
    )


def ready(organisation: Organisation, case: str, kind: str, until: date, link: str, *, withheld: bool = False) -> Letter:
    """The answer is there, to be fetched after showing who one is."""
    return Letter(
        t("The answer to request {case} is ready", case=case),
        (
            f"{asked(kind)} {t('Your answer is ready.')}",
            t("You can fetch it until {day}. After that we destroy it.", day=weekday(until)),
            Link(t("Fetch your answer"), link),
            t("We ask for a code first, so that nobody else can see it."),
            *(_withheld(organisation) if withheld else ()),
        ),
    )


def _withheld(organisation: Organisation) -> tuple[Block, ...]:
    """Something is not shown (GDPR art. 15(4)): that is a refusal in part, so the ways to complain belong here."""
    return (
        t("We left something out, because it would harm somebody else. In the answer you read what and why."),
        *_complain(organisation),
    )


def answer(organisation: Organisation, case: str, kind: str, *, withheld: bool = False) -> Letter:
    """The letter that goes with an answer on paper."""
    return Letter(
        t("Our answer to request {case}", case=case),
        (
            f"{asked(kind)} {t(DONE[kind])}",
            t("Is something wrong, or should it go? Tell us: {contact}.", contact=organisation.contact),
            *(_withheld(organisation) if withheld else _complain(organisation)),
        ),
    )


def done(
    organisation: Organisation,
    case: str,
    kind: str,
    gone: Sequence[str],
    stays: Sequence[str],
    told: Sequence[str],
    answered: str = "",
) -> Letter:
    """What was done, what stays and why, and who was told (GDPR art. 12(3), 17(3), 19). `answered`: what a person wrote about it."""
    blocks: list[Block] = [f"{asked(kind)} {t(DONE[kind])}", answered]
    if gone and kind == "rectification":
        blocks += [t("This has been corrected:"), Points(tuple(gone))]
    elif gone and kind not in ("restriction", "lifting"):
        blocks += [t("This is gone:"), Points(tuple(gone))]
    if stays and kind not in ("rectification", "restriction", "lifting"):
        blocks += [t("This must stay. We use it for nothing else:"), Points(tuple(stays))]
    if told:
        blocks.append(t("We ask these to do the same: {names}.", names=enumeration(list(told))))
    return Letter(t("Request {case} has been done", case=case), (*blocks, *_complain(organisation)))


def refused(organisation: Organisation, case: str, kind: str, reason: str) -> Letter:
    """We do not do it, why, and what the person can do (GDPR art. 12(4))."""
    return Letter(
        t("Our answer to request {case}", case=case),
        (f"{asked(kind)} {t('We do not do that.')}", t("This is why:"), reason, *_complain(organisation)),
    )


def extended(organisation: Organisation, case: str, kind: str, reason: str, latest: date) -> Letter:
    """It takes longer, why, and until when (GDPR art. 12(3))."""
    return Letter(
        t("Request {case} takes longer", case=case),
        (
            f"{asked(kind)} {t('We need more time.')}",
            t("This is why:"),
            reason,
            t("You get an answer by {day} at the latest.", day=weekday(latest)),
            *_complain(organisation),
        ),
    )


def forwarded(organisation: Organisation, case: str, kind: str, customer: str) -> Letter:
    """The data is that of a customer of ours, who decides."""
    return Letter(
        t("Your request {case} is with {customer}", case=case, customer=customer),
        (
            asked(kind),
            t("We keep this data for {customer}. They decide what happens with it.", customer=customer),
            t("We sent them your request. They answer you. You can also ask them yourself."),
        ),
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
            *_complain(organisation),
        ),
    )


def recipient(organisation: Organisation, reference: str, what: str, link: str) -> Letter:
    """To somebody who received data of ours: what they must do now (GDPR art. 19, 28(3)(e)). No data is in it."""
    return Letter(
        t("Please act on {reference}", reference=reference),
        (
            t("You received data of somebody from us. This person's data has changed: {what}.", what=what),
            t("Do the same in your systems, and tell us when it is done."),
            *_link(t("See whom it is about, and confirm"), link),
        ),
    )


def for_customer(organisation: Organisation, case: str, customer: str, link: str) -> Letter:
    """To the customer whose data it is: a request that it decides on (GDPR art. 28(3)(e)). Nothing of the person stands in it."""
    return Letter(
        t("Request {case} is yours to decide", case=case),
        (
            t("Somebody asked us about data that we keep for {customer}.", customer=customer),
            t("You decide what happens. Sign in to see who asks and what. You can let us do it for you."),
            *_link(t("See the request"), link),
        ),
    )
