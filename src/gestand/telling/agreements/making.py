"""What an agreement says now, in each form; and how it comes into force: offered and accepted electronically, signed on paper, or in the
form of a customer who insists, with a checklist that a person filled in."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from gestand.actors.accounts import digest as digest_of_secret
from gestand.diagnostics import Diagnostic, GestandError, fail
from gestand.documents import agreement as document
from gestand.documents.agreement import Accepted
from gestand.documents.agreement.letters import offered
from gestand.documents.customers import Customer
from gestand.documents.letters import as_html, as_text
from gestand.documents.paper import kept as papers
from gestand.documents.paper.markdown import markdown
from gestand.documents.paper.page import page
from gestand.documents.paper.pdf import pdf
from gestand.documents.paper.tree import Paper
from gestand.execute import announced
from gestand.execute.context import Context
from gestand.execute.customers import customer, customers
from gestand.law.periods import Period
from gestand.policy.assessments import CHECKLIST
from gestand.policy.assessments.reading import parse
from gestand.policy.model import Policy
from gestand.post import Mail, queue
from gestand.state.agreements import agreements
from gestand.telling.agreements import kept
from gestand.telling.agreements.kept import Kept, party_of
from gestand.telling.people import ADDRESSED
from gestand.words import t, use

FORMATS = ("html", "md", "pdf")
LINK_WORKS = timedelta(days=90)
LARGEST = 20_000_000  # bytes of a paper


@dataclass(frozen=True)
class Offer:
    """A version that waits for the customer: the link by which it is accepted, and whether a mail with it was queued."""

    customer: Customer
    kept: Kept
    link: str
    mailed: bool
    fresh: bool


def declared(policy: Policy) -> None:
    """Raises GestandError GS375 where the policy says nothing of agreements."""
    if policy.agreements is None:
        raise fail(
            "GS375",
            "agreements-not-declared",
            t("the policy has no `agreements`"),
            t("add `agreements: {{subject: …, breaches: 24 hours, new suppliers: 30 days, at the end: 30 days}}`"),
        )


def language_of(policy: Policy, one: Customer) -> str:
    """The language in which a customer reads: its own, if the organisation writes it, else its first."""
    spoken = policy.organisation.languages
    return one.language if one.language in spoken else spoken[0]


def now(policy: Policy, one: Customer, on: date, number: int = 0, language: str = "") -> Paper:
    """What the agreement with a customer says today, in its language (or this one)."""
    with use(language or language_of(policy, one)):
        return document.agreement(policy, one, on, number)


def terms_of(paper: Paper) -> str:
    """The digest of what both must agree to: the articles, and the data. Measures, suppliers and addresses may change by what it says itself."""
    said = [papers.section(one) for one in paper.sections if one.id.startswith("article-") or one.id == "annex-1"]
    return papers.digest(papers.canonical(said))


def shown(context: Context, whose: str, form: str, number: int | None = None, language: str = "", house: str = "") -> bytes:
    """The agreement with a customer in one form: what it says today, or (`number`) as it was offered or accepted. Raises GestandError
    GS360, GS375, GS376."""
    declared(context.policy)
    one = customer(context.policy, context.stores, whose)
    if number is None:
        return formed(now(context.policy, one, context.today(), 0, language), form, context.today(), house)
    version = of(context, one, number)
    return document_of(context, version, form, house)


def document_of(context: Context, version: Kept, form: str, house: str = "") -> bytes:
    """A version that is kept, in one form, with who accepted it; somebody else's form as the file that it is. Raises GestandError GS376."""
    paper = kept.text(context.state, version)
    if paper is None:
        return kept.file(context.state, version)
    who = kept.accepted(context.state, version)
    with use(version.language):
        if who and version.state != "signed":
            paper = document.with_acceptance(paper, who)
        return formed(paper, form, version.made_at.date(), house)


def formed(paper: Paper, form: str, on: date, house: str = "") -> bytes:
    """A paper in one form, in its language."""
    with use(paper.language):
        match form:
            case "html":
                return page(paper, house).encode()
            case "pdf":
                return pdf(paper, on)
        return markdown(paper).encode()


def of(context: Context, one: Customer, number: int) -> Kept:
    """A version by its number. Raises GestandError GS376."""
    for version in kept.every(context.state, party_of(one.key)):
        if version.number == number:
            return version
    raise fail(
        "GS376",
        "no-such-agreement",
        t("there is no version {number} of the agreement with `{name}`", number=number, name=one.name),
        t("`gestand agreement list` shows those that there are"),
    )


def offer(context: Context, whose: str, site: str = "") -> Offer:
    """Make a version of the agreement with a customer, and queue a mail with the link by which it is accepted. What was offered and says the
    same is not offered twice. Raises GestandError GS360, GS375."""
    declared(context.policy)
    return _offer(context, customer(context.policy, context.stores, whose), site)


def offer_all(context: Context, site: str = "") -> list[Offer]:
    """Offer it to every customer that has none in force, or one that says something else than the policy does now."""
    declared(context.policy)
    made = []
    for one in customers(context.policy, context.stores):
        if one.over(context.today()):
            continue
        there = kept.current(context.state, party_of(one.key), context.today())
        if there is None or there.state == "accepted" and there.terms != terms_of(now(context.policy, one, context.today())):
            made.append(_offer(context, one, site))
    return made


def _offer(context: Context, one: Customer, site: str) -> Offer:
    party, language = party_of(one.key), language_of(context.policy, one)
    waiting = kept.open_offer(context.state, party)
    if waiting and waiting.terms == terms_of(now(context.policy, one, context.today())) and waiting.language == language:
        return Offer(one, waiting, "", False, False)
    announced.begin(context)  # its annex is the list of suppliers from which changes count
    secret = secrets.token_urlsafe(32)
    with context.state.begin() as connection:
        number = (
            connection.execute(sa.select(sa.func.max(agreements.c.number)).where(agreements.c.party == party)).scalar() or 0
        ) + 1
        paper = now(context.policy, one, context.today(), number)
        said = papers.canonical(papers.as_dict(paper))
        digest = papers.digest(said)
        kept.add(
            context,
            connection,
            party,
            state="offered",
            language=language,
            digest=digest,
            terms=terms_of(paper),
            said=kept.seal(context.state, party, number, "said", said.encode()),
            link=digest_of_secret(secret),
            link_until=context.now() + LINK_WORKS,
        )
        entry = kept.prove(context, connection, "agreement offered", party, number, {"agreement": digest})
        kept.change(connection, party, number, entry=entry)
        link = f"{(site or str(context.made.get('site', '')) or 'http://localhost:8000').rstrip('/')}/agreement/{secret}"
        mailed = bool(ADDRESSED.fullmatch(one.contact)) and not one.contact.lower().endswith(".invalid")
        if mailed:
            with use(language):
                letter = offered(context.policy, one, number, link)
                mail = Mail(
                    one.contact,
                    letter.subject,
                    as_text(letter, context.policy.organisation),
                    as_html(letter, context.policy.organisation),
                    language,
                    key=f"version {number}",
                )
            queue(connection, context.state, mail, f"agreement {party}", at=context.now())
    return Offer(one, kept.every(context.state, party)[-1], link, mailed, True)


def by_link(context: Context, secret: str) -> tuple[Customer, Kept] | None:
    """The version that a link leads to; None when the link is none, or its time is over."""
    if not 20 < len(secret) < 100:
        return None
    with context.state.begin(write=False) as connection:
        row = connection.execute(
            sa.select(agreements.c.party, agreements.c.number).where(
                agreements.c.link == digest_of_secret(secret), agreements.c.link_until > context.now()
            )
        ).first()
    if row is None:
        return None
    version = next(v for v in kept.every(context.state, row.party) if v.number == row.number)
    return customer(context.policy, context.stores, version.key), version


def accept(context: Context, version: Kept, name: str, function: str, how: str, actor: str = "") -> Kept:
    """The customer accepts what was offered, electronically (GDPR art. 28(9)). `how`: what shows it. Raises GestandError GS376 when it is not
    open any more, GS379 without a name."""
    if not name.strip():
        raise fail(
            "GS379",
            "nobody-accepts",
            t("nobody's name was given"),
            t("say who accepts it for the customer, and in which function"),
        )
    with context.state.begin() as connection:
        _still_open(connection, version)
        who = Accepted(name.strip()[:200], function.strip()[:200], context.today(), how.strip()[:1000])
        kept.agreed(context, connection, version.party, version.number, "accepted", who, until=_until(context.policy, who.on))
        entry = kept.prove(
            context, connection, "agreement accepted", version.party, version.number, {"agreement": version.digest}, actor
        )
        kept.change(connection, version.party, version.number, entry=entry)
    return kept.every(context.state, version.party)[-1]


def _still_open(connection: sa.Connection, version: Kept) -> None:
    state = connection.execute(
        sa.select(agreements.c.state).where(agreements.c.party == version.party, agreements.c.number == version.number)
    ).scalar()
    if state != "offered":
        raise fail(
            "GS376",
            "agreement-not-open",
            t("version {number} of this agreement does not wait to be accepted", number=version.number),
            t("`gestand agreement list` shows how it stands; `gestand agreement offer` makes a new one"),
        )


def waiting(context: Context, whose: str) -> Kept:
    """What was offered to a customer and waits. Raises GestandError GS360, GS376."""
    one = customer(context.policy, context.stores, whose)
    version = kept.open_offer(context.state, party_of(one.key))
    if version is None:
        raise fail(
            "GS376",
            "agreement-not-open",
            t("nothing waits to be accepted by `{name}`", name=one.name),
            t("offer it first: gestand agreement offer {number}", number=one.key),
        )
    return version


def signed(context: Context, whose: str, content: bytes, on: date, name: str, function: str = "") -> Kept:
    """What was offered came back signed: the paper is kept with its digest. Raises GestandError GS360, GS374, GS376, GS379."""
    version = waiting(context, whose)
    usable(content)
    who = Accepted(name.strip()[:200], function.strip()[:200], on, t("signed on paper"))
    if not who.name:
        raise fail(
            "GS379",
            "nobody-accepts",
            t("nobody's name was given"),
            t("say who signed it for the customer, and in which function"),
        )
    digest = hashlib.sha256(content).hexdigest()
    with context.state.begin() as connection:
        _still_open(connection, version)
        kept.agreed(
            context,
            connection,
            version.party,
            version.number,
            "signed",
            who,
            until=_until(context.policy, on),
            file=kept.seal(context.state, version.party, version.number, "file", content),
            file_digest=digest,
        )
        entry = kept.prove(
            context, connection, "agreement signed", version.party, version.number, {"agreement": version.digest, "file": digest}
        )
        kept.change(connection, version.party, version.number, entry=entry)
    return kept.every(context.state, version.party)[-1]


def own_form(context: Context, whose: str, content: bytes, checklist: str, on: date, until: date | None) -> Kept:
    """An agreement in the form of a customer who insists: the signed file, and the checklist in which a person found each point of the law in
    it. Raises GestandError GS360, GS374, GS379."""
    one = customer(context.policy, context.stores, whose)
    return _foreign(context, party_of(one.key), language_of(context.policy, one), content, checklist, on, until)


def of_supplier(context: Context, name: str) -> Kept:
    """The signed agreement with a supplier, the file that the policy names, is kept with its digest. Raises GestandError GS374, GS376."""
    one = context.policy.recipients.get(name)
    if one is None or one.agreement is None or one.agreement.signed is None or not one.agreement.file:
        raise fail(
            "GS376",
            "no-such-agreement",
            t("the policy names no file of an agreement with `{name}`", name=name),
            t("say it at the recipient: `agreement: {{signed: DAY, until: DAY, file: FILE}}`"),
        )
    content = _in_folder(context.policy, one.agreement.file)
    language = context.policy.organisation.languages[0]
    return _foreign(context, f"recipient {name}", language, content, "", one.agreement.signed, one.agreement.until)


def _in_folder(policy: Policy, file: str) -> bytes:
    """A file of the policy folder; nothing, where there is none."""
    path = Path(policy.folder) / file
    try:
        return path.read_bytes() if path.resolve().is_relative_to(Path(policy.folder).resolve()) else b""
    except (OSError, ValueError):
        return b""


def _foreign(context: Context, party: str, language: str, content: bytes, checklist: str, on: date, until: date | None) -> Kept:
    usable(content)
    who = Accepted("", "", on, "")
    if party.startswith("customer "):
        who = Accepted(checked(checklist), "", on, t("in the form of the customer"))
    digest = hashlib.sha256(content).hexdigest()
    with context.state.begin() as connection:
        number = kept.add(context, connection, party, state="offered", language=language, digest=digest, terms=digest)
        kept.agreed(
            context,
            connection,
            party,
            number,
            "own form",
            who,
            until=until,
            file=kept.seal(context.state, party, number, "file", content),
            file_digest=digest,
            checklist=kept.seal(context.state, party, number, "checklist", checklist.encode()),
        )
        digests = {"file": digest} | ({"checklist": papers.digest(checklist)} if checklist else {})
        entry = kept.prove(context, connection, "agreement kept", party, number, digests)
        kept.change(connection, party, number, entry=entry)
    return kept.every(context.state, party)[-1]


def checked(checklist: str) -> str:
    """Who filled in a checklist, when each of its questions is answered. Raises GestandError GS379 with what is missing."""
    made = parse(CHECKLIST, "checklist", checklist, "checklist")
    missing = [t(q.asks) for q in CHECKLIST.questions if not made.answers.get(q)]
    if not made.by:
        missing.insert(0, t("who checked it (`by` in its head)"))
    if missing:
        raise GestandError(
            *(
                Diagnostic(
                    "GS379",
                    "checklist-unfinished",
                    t("the checklist does not answer: {question}", question=one),
                    (),
                    law="GDPR art. 28(3)",
                )
                for one in missing[:-1]
            ),
            fail(
                "GS379",
                "checklist-unfinished",
                t("the checklist does not answer: {question}", question=missing[-1]),
                t("read the agreement, and write under each heading where it says so"),
            ).diagnostics[0],
        )
    return made.by


def usable(content: bytes) -> None:
    """Raises GestandError GS374 for what is no PDF, or too large."""
    if content[:5] != b"%PDF-" or len(content) > LARGEST:
        raise fail(
            "GS374",
            "paper-unusable",
            t("the file is no PDF, or larger than {n} MB", n=LARGEST // 1_000_000),
            t("make a PDF of the signed paper: scan it, or save it as PDF"),
        )


def end(context: Context, whose: str, on: date) -> Kept:
    """The agreement in force with a customer ends on this day. Raises GestandError GS360, GS376."""
    one = customer(context.policy, context.stores, whose)
    version = kept.current(context.state, party_of(one.key), context.today())
    if version is None:
        raise fail(
            "GS376",
            "no-such-agreement",
            t("there is no agreement in force with `{name}`", name=one.name),
            t("`gestand agreement list` shows those that there are"),
        )
    with context.state.begin() as connection:
        kept.change(connection, version.party, version.number, ended_on=on)
        kept.prove(context, connection, "agreement ended", version.party, version.number, {"agreement": version.digest})
    return of(context, one, version.number)


def _until(policy: Policy, on: date) -> date | None:
    """Until when an agreement that is accepted on this day is good."""
    lasts = policy.agreements.lasts if policy.agreements else None
    return Period(lasts.count, lasts.unit).ends(on) if lasts else None  # type: ignore[arg-type]
