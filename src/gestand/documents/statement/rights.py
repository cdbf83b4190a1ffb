"""Who the organisation is, what people can ask, and where they complain (GDPR art. 13(1)(a) and (b), 13(2)(b) to (d), 14 likewise, 21(4))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.documents import sentences
from gestand.documents.authority import authority as authority_of
from gestand.documents.paper.tree import capital, paragraph, term
from gestand.documents.statement.parts import carried, months, time
from gestand.documents.statement.sharing import never
from gestand.documents.statement.tree import Block, Items, Notice, Points, Section, Sentence, Term, Terms
from gestand.law.deadlines import Within
from gestand.law.rules import find
from gestand.policy.model import Contact, Policy
from gestand.policy.statement import within
from gestand.words import said, t
from gestand.words.articles import cited


def who(policy: Policy) -> Section:
    """Who is responsible, and how to reach them."""
    one = policy.organisation
    blocks: list[Block] = [paragraph("who", t("{name} is responsible for your data.", name=one.name))]
    rows = [
        ("address", t("Address"), ", ".join(one.address)),
        ("contact", t("Questions about your data"), one.contact),
        ("telephone", t("Telephone"), one.telephone),
        ("website", t("Website"), one.website),
        ("registration", t("Registration"), one.registration),
    ]
    blocks.append(Terms(tuple(term(f"who.{key}", label, text) for key, label, text in rows if text)))
    if one.officer:
        is_dpo = one.officer.get("is") == "data protection officer"
        blocks.append(
            paragraph(
                "who.officer",
                t("We have a data protection officer, who watches over your privacy.")
                if is_dpo
                else t("We have a privacy officer, who watches over your privacy."),
                *_reach(one.officer.get("name", ""), [one.officer.get(way, "") for way in ("email", "telephone", "address")]),
            )
        )
    if one.representative:
        blocks.append(
            paragraph(
                "who.representative",
                t("In the European Union you can turn to our representative."),
                *_reach(said(one.representative.called), _ways(one.representative)),
            )
        )
    for partner in one.partners:
        blocks.append(
            paragraph(
                f"who.partner.{partner.name}",
                t("We decide about your data together with {name}.", name=partner.name),
                said(partner.agreement),
                t("You reach them here: {contact}", contact=partner.contact),
            )
        )
    if "processor" in one.roles:
        blocks += _organisations(policy)
    return Section("who", t("Who are we?"), tuple(blocks))


def _reach(name: str, ways: list[str]) -> Iterator[str]:
    """How to reach somebody."""
    reached = [*([name] if name else []), *[w for w in ways if w]]
    if reached:
        yield t("You reach them here: {contact}", contact=", ".join(reached))


def _ways(contact: Contact) -> list[str]:
    return [contact.email, contact.telephone, ", ".join(contact.address), contact.website]


def _organisations(policy: Policy) -> Iterator[Block]:
    """For a processor: the organisations that decide themselves (GDPR art. 4(7))."""
    yield paragraph(
        "who.customers",
        t("Do you use our services through an organisation? Then that organisation is responsible for your data."),
        t("Read its statement too."),
    )
    if policy.statement and policy.statement.customers:
        yield Points(tuple(paragraph(f"who.customer.{n}", f"{n}: {url}") for n, url in policy.statement.customers.items()))


def promised(policy: Policy, right: str, on: date) -> Within:
    """The time in which a request is done: as promised, else as the law says."""
    found = within(policy.rights.get(right, ""))
    return found or Within(find("request.answer", on).number, "months")


def _done(policy: Policy, right: str, on: date, *through: str) -> Sentence:
    """By when a request is done."""
    found = promised(policy, right, on)
    text = t("We do this at once.") if found.count == 0 else t("We do this within {time}.", time=time(found))
    return Sentence(text, carried(policy, *(through or (right,))))


def rights(policy: Policy, on: date) -> Section:
    """What people can ask, by when it is done, and how."""
    bases = {a.basis for a in policy.activities.values()}
    blocks: list[Block] = [Terms(tuple(_rights(policy, bases, on)))]
    if objection := _objection(policy, bases, on):
        blocks.append(objection)
    inner = (Section("how", t("How do you ask?"), tuple(_how(policy, on))),)
    return Section("rights", t("What can you ask us?"), tuple(blocks), inner)


def _rights(policy: Policy, bases: set[str], on: date) -> Iterator[Term]:
    yield term(
        "rights.access",
        t("See your data"),
        t("You can ask what we hold about you. You get an overview."),
        _done(policy, "access", on),
    )
    yield term(
        "rights.rectification",
        t("Correct your data"),
        t("Is something wrong or missing? We put it right."),
        _done(policy, "rectification", on),
    )
    yield term(
        "rights.erasure",
        t("Remove your data"),
        t("You can ask us to remove your data."),
        t("Must something stay, for instance because of a law? Then we tell you what, why and until when."),
        _done(policy, "erasure", on),
    )
    yield term(
        "rights.restriction",
        t("Not use your data for a while"),
        t("You can ask us not to use your data for a while. For instance because you doubt that it is right."),
        _done(policy, "restriction", on),
    )
    if bases & {"consent", "contract"}:
        yield term(
            "rights.portability",
            t("Take your data with you"),
            t("Did you give us data with your consent, or for a contract? You can get it as a file."),
            _done(policy, "portability", on),
        )
    if "consent" in bases:
        yield term(
            "rights.withdrawal",
            t("Withdraw your consent"),
            t("Did you say yes to something? You can withdraw that whenever you like. What we did before was allowed."),
            _done(policy, "withdrawal", on),
        )


def _objection(policy: Policy, bases: set[str], on: date) -> Notice | None:
    """The right to object, apart from everything else (GDPR art. 21(4))."""
    paragraphs = []
    promise = carried(policy, "objection")
    if any(a.marketing for a in policy.activities.values()):
        stops = Sentence(t("Do you not want advertising from us? Say so, and we stop at once."), promise)
        paragraphs.append(paragraph("rights.objection.marketing", stops))
    if bases & {"legitimate interest", "public task"}:
        paragraphs.append(
            paragraph(
                "rights.objection",
                t("Do we use your data in our own interest? Then you can object to that.")
                if "legitimate interest" in bases
                else t("Do we use your data for a public task? Then you can object to that."),
                t("Tell us what is different for you. We weigh it again, for you."),
                t("You get our answer within {time}.", time=time(promised(policy, "objection", on))),
                Sentence(t("Until then we stop that use."), promise),
            )
        )
    return Notice(t("You can object"), tuple(paragraphs)) if paragraphs else None


def _how(policy: Policy, on: date) -> Iterator[Block]:
    one = policy.organisation
    ways = [
        ("portal", t("See and change your data yourself: {address}", address=one.portal) if one.portal else ""),
        ("contact", t("Write an email: {address}", address=one.contact)),
        ("address", t("Write a letter: {name}, {address}", name=one.name, address=", ".join(one.address)) if one.address else ""),
        ("telephone", t("Call us: {telephone}", telephone=one.telephone) if one.telephone else ""),
    ]
    yield Points(tuple(paragraph(f"how.{key}", text) for key, text in ways if text))
    yield paragraph(
        "how.free",
        t("It costs nothing."),
        Sentence(t("First we make sure that it is you. So nobody else gets your data."), carried(policy, "identification")),
        *never(policy, "ask for a copy of an identity document"),
    )
    month, more = (months(find(f"request.{key}", on).number) for key in ("answer", "extension"))
    yield paragraph(
        "how.longer",
        t("Is your question hard to answer? Then it can take {more} longer.", more=more),
        t("We tell you that within {month}, and why.", month=month),
    )
    if "processor" in one.roles:
        yield paragraph(
            "how.customers",
            t("Is your data in the account of an organisation? Then that organisation decides about your request."),
        )


def own(policy: Policy) -> Section | None:
    """What is kept of who asks: our own data, from the same policy."""
    one = next((o for o in policy.own if o.name == "requests"), None)
    if one is None:
        return None
    kept = t("{period} after {moment}.", period=capital(sentences.length(one.keep)), moment=t(one.after))
    terms = (
        term(
            "own.requests.basis",
            t("Why may we do this?"),
            t("The law asks us to answer you, and to show that we did ({law}).", law=cited(one.law)),
        ),
        Term(t("Which data?"), (Items("own.requests.data", tuple(t(d) for d in one.data)),)),
        term("own.requests.period", t("How long?"), kept),
        term("own.requests.seen", t("Who sees it?"), t("Only the people who handle requests. We write down each look.")),
    )
    return Section("own", t("What do we keep when you ask us something?"), (Terms(terms),))


def authority(policy: Policy) -> Contact | None:
    """The supervisory authority: as the policy says, else that of the country."""
    return authority_of(policy.organisation)


def complaint(policy: Policy) -> Section:
    """Where people complain."""
    one = policy.organisation
    ours = one.officer.get("email") or one.contact
    blocks: list[Block] = [
        paragraph(
            "complaint.us",
            Sentence(
                t("Tell us, and we look at it again: {contact}", contact=ours),
                carried(policy, "complaint"),
            ),
        )
    ]
    if found := authority(policy):
        blocks.append(
            paragraph(
                "complaint.authority",
                t("You can always complain to {authority}.", authority=said(found.called)),
                t("That authority watches over the privacy law."),
            )
        )
        rows = [
            ("website", t("Website"), found.website),
            ("address", t("Address"), ", ".join(found.address)),
            ("telephone", t("Telephone"), found.telephone),
        ]
        blocks.append(Terms(tuple(term(f"complaint.{key}", label, text) for key, label, text in rows if text)))
    blocks.append(paragraph("complaint.court", t("You can go to court too.")))
    return Section("complaint", t("Are you not satisfied?"), tuple(blocks))


def answered_in(policy: Policy, on: date) -> str:
    """The time for an overview, for the short version."""
    return time(promised(policy, "access", on))


def officer(policy: Policy) -> str:
    """What the officer is called, for the glossary; '' where there is none."""
    is_ = policy.organisation.officer.get("is", "")
    return capital(t(is_)) if is_ else ""
