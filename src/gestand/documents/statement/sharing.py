"""Where data comes from, who receives it and where it lies; cookies, platforms of others, profiles, cameras (GDPR art. 13(1)(e) and (f), 13(2)(f),
14(2)(f) and (g); Tw art. 11.7a)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.documents import sentences
from gestand.documents.paper.tree import anchor, capital, paragraph, term
from gestand.documents.statement.parts import called, carried, categories, keepers, listed, months, people_of, received
from gestand.documents.statement.tree import Block, Grid, Items, Paragraph, Points, Section, Sentence, Term, Terms
from gestand.law.rules import find
from gestand.law.transfers import adequacy, in_eea
from gestand.policy import grammar
from gestand.policy.grammar import Length
from gestand.policy.model import Name, Policy, Recipient
from gestand.words import country, said, t


def sources(policy: Policy, on: date) -> Section:
    """Where the data comes from."""
    groups: dict[tuple[str, str], list[tuple[Name, list[str]]]] = {}
    for name, table in policy.tables.items():
        if table.personal and any(name in a.uses for a in policy.activities.values()):
            who = said(table.source_called)
            key = ("public", who) if table.source_public else (table.source, who if table.source == "others" else "")
            groups.setdefault(key, []).append((name, [c.name for c in table.personal if c.category != "credential"]))
    terms = []
    for order in ("person", "observed", "others", "public", "derived"):
        for (source, who), used in groups.items():
            if source == order and (words := categories(policy, used)):
                terms.append(Term(source_said(source, who), (Items(f"sources.{source}.{anchor(who)}", words),)))
    blocks: list[Block] = [Terms(tuple(terms))]
    if any(
        policy.tables[name].not_told is None
        for (source, _), used in groups.items()
        if source in ("others", "public")
        for name, _ in used
    ):
        within = months(find("statement.indirect-collection", on).number)
        told = t("Did somebody else give us your data? Then we tell you within {time}.", time=within)
        blocks.append(paragraph("sources.told", Sentence(told, carried(policy, "telling"))))
    return Section("sources", t("How do we get your data?"), tuple(blocks))


def source_said(source: str, who: str = "") -> str:
    """Where data comes from, as a label."""
    match source:
        case "person":
            return t("From you")
        case "observed":
            return t("We note it when you use our services")
        case "public":
            return (
                t("From a source that anyone can look in: {source}", source=who)
                if who
                else t("From a source that anyone can look in")
            )
        case "others":
            return t("From somebody else: {source}", source=who) if who else t("From somebody else")
    return t("We derive it from other data")


def recipients(policy: Policy, on: date) -> Section:
    """Who receives data."""
    blocks: list[Block] = []
    if policy.recipients:
        terms = [Term(capital(called(r)), tuple(_recipient(policy, r))) for r in policy.recipients.values()]
        blocks = [paragraph("recipients.intro", t("We share data with these parties:")), Terms(tuple(terms))]
    elif policy.no_recipients:
        blocks = [paragraph("recipients.none", t("We share your data with nobody."))]
    blocks += _never(policy, "sell data")
    return Section("recipients", t("Who receives your data?"), tuple(blocks))


def _recipient(policy: Policy, recipient: Recipient) -> Iterator[Paragraph | Items]:
    purpose = said(recipient.purpose)
    where = country(recipient.country)
    role = {
        "processor": t("Works on our instructions, in {country}.", country=where),
        "controller": t("Decides itself about the data, in {country}.", country=where),
        "authority": t("Is a public authority, in {country}.", country=where),
    }[recipient.role]
    yield paragraph(
        f"recipients.{recipient.name}", t("What for: {purpose}.", purpose=purpose) if purpose else "", role, recipient.website
    )
    if recipient in keepers(policy):
        yield paragraph(f"recipients.{recipient.name}.data", t("Keeps our data for us."))
    elif words := received(policy, recipient):
        yield Items(f"recipients.{recipient.name}.data", words, t("Receives"))


def places(policy: Policy, on: date) -> Section:
    """Where the data lies, and what protects it outside the European Economic Area."""
    blocks: list[Block] = []
    lies: dict[tuple[str, str], list[str]] = {}
    for store in policy.stores.values():
        if store.country and any(n.store == store.name and table.personal for n, table in policy.tables.items()):
            lies.setdefault((store.country, store.kept_by), []).append(store.backups)
    for (where, keeper), backups in lies.items():
        with_whom = policy.recipients.get(keeper)
        oldest = next((b for b in backups if b), "")
        blocks.append(
            paragraph(
                f"places.{where}.{keeper}",
                t("Your data is in {country}, with {keeper}.", country=country(where), keeper=called(with_whom))
                if with_whom
                else t("Your data is in {country}.", country=country(where)),
                t("Backup copies are gone after {time}.", time=sentences.length(grammar.length(oldest))) if oldest else "",
            )
        )
    outside = [r for r in policy.recipients.values() if r.country and not in_eea(r.country, on)]
    abroad = [where for where, _ in lies if not in_eea(where, on)]
    if outside:
        blocks.append(paragraph("transfers.intro", t("These parties are outside the European Economic Area:")))
        blocks.append(Terms(tuple(transfer(policy, r, on) for r in outside)))
    elif not abroad:
        blocks.append(paragraph("transfers.none", t("No party that receives data is outside the European Economic Area.")))
    return Section("places", t("Where is your data?"), tuple(blocks))


def transfer(policy: Policy, recipient: Recipient, on: date) -> Term:
    """Where a recipient outside the European Economic Area is, and what protects the data there."""
    decision = adequacy(recipient.country, on)
    safe = decision is not None and decision.value != "partial"
    said_safe = t("The European Commission has decided that the law protects you well enough there.") if safe else ""
    safeguard = said(recipient.safeguard_texts)
    protected = t("Your data is protected there by {safeguard}.", safeguard=safeguard.rstrip(".")) if safeguard else ""
    copy = ""
    if safeguard:
        copy = (
            t("You can read that here: {address}", address=recipient.copy)
            if recipient.copy
            else t("You can ask us for a copy: {contact}.", contact=policy.organisation.contact)
        )
    return term(
        f"transfers.{recipient.name}",
        capital(called(recipient)),
        t("Is in {country}.", country=country(recipient.country)),
        said_safe,
        protected,
        copy,
    )


NEVER = {
    "sell data": lambda: t("We never sell your data."),
    "place other cookies": lambda: t("We place no other cookies."),
    "place advertising cookies": lambda: t("We place no cookies for advertising."),
    "use tracking pixels": lambda: t("We use no invisible pixels that follow you."),
    "recognise devices": lambda: t("We do not recognise your device in any other way."),
    "ask for a copy of an identity document": lambda: t("We never ask for a copy of your identity document."),
}


def never(policy: Policy, *what: str) -> list[Sentence]:
    """What is said not to be done, of these."""
    return [Sentence(NEVER[one](), policy.never[one]) for one in what if one in policy.never]


def _never(policy: Policy, *what: str) -> list[Paragraph]:
    said_ = never(policy, *what)
    return [paragraph(f"never.{what[0]}", *said_)] if said_ else []


def cookies(policy: Policy) -> Section | None:
    """The cookies, each with its purpose, how long it lasts, and whether it needs consent."""
    not_done = ("place other cookies", "place advertising cookies", "use tracking pixels", "recognise devices")
    if policy.cookies is None:
        said_ = _never(policy, *not_done)
        return Section("cookies", t("Do we use cookies?"), tuple(said_)) if said_ else None
    if not policy.cookies:
        blocks: list[Block] = [paragraph("cookies.none", t("We use no cookies."))]
        return Section("cookies", t("Do we use cookies?"), (*blocks, *_never(policy, *not_done[2:])))
    head = (t("Cookie"), t("What for?"), t("How long?"), t("Do we ask you first?"), t("Who can read it?"))
    rows = []
    for cookie in policy.cookies.values():
        party = policy.recipients.get(cookie.party)
        asked = {
            "yes": t("No, the website needs it."),
            "statistics": t("No, it only counts."),
            "no": t("Yes, only if you say yes."),
        }[cookie.needed]
        texts = (
            cookie.name,
            capital(said(cookie.purpose)) + ".",
            capital(_lasts(cookie.lasts)) + ".",
            asked,
            (t("We, and {party}.", party=called(party)) if party else t("Only we.")),
        )
        keys = ("", ".purpose", ".lasts", ".asked", ".party")
        rows.append(tuple(paragraph(f"cookies.{cookie.name}{key}", text) for key, text in zip(keys, texts, strict=True)))
    blocks = [
        paragraph("cookies.intro", t("A cookie is a small file that a website keeps on your device. These are ours:")),
        Grid(t("The cookies of our website"), head, tuple(rows)),
    ]
    if any(c.asked for c in policy.cookies.values()):
        blocks.append(
            paragraph(
                "cookies.choice", t("Did you say yes to a cookie? You can change your mind on the website, whenever you like.")
            )
        )
    return Section("cookies", t("Which cookies do we use?"), (*blocks, *_never(policy, *not_done)))


def _lasts(lasts: Length | None) -> str:
    return sentences.length(lasts) if lasts else t("until you close your browser")


def platforms(policy: Policy) -> Section | None:
    """What platforms of others see, and how to stop that there."""
    if not policy.platforms:
        return None
    terms = tuple(
        term(f"platforms.{p.name}", capital(said(p.called, p.name)), said(p.sees), said(p.opt_out), p.website)
        for p in policy.platforms.values()
    )
    return Section("platforms", t("What do other platforms see?"), (Terms(terms),))


def profiles(policy: Policy) -> Section | None:
    """Profiles, and decisions of a computer."""
    blocks: list[Block] = []
    profiled = [a for a in policy.activities.values() if a.profiling]
    if profiled:
        points = tuple(
            paragraph(
                f"profiles.{a.name}",
                f"{capital(said(a.purpose, a.name))}.",
                t("You stop this by withdrawing your consent.") if a.basis == "consent" else t("You stop this by objecting."),
            )
            for a in profiled
        )
        blocks += [
            paragraph("profiles.intro", t("For these uses we make a profile of you:")),
            Points(points, tuple(f"use-{anchor(a.name)}" for a in profiled)),
        ]
    deciding = [a for a in policy.activities.values() if a.decision]
    if policy.statement is not None and policy.statement.no_decisions:
        blocks.append(
            paragraph("decisions.none", t("A computer never decides about you alone. A person always looks at it too."))
        )
    elif deciding:
        points = tuple(paragraph(f"decisions.{a.name}", f"{capital(said(a.purpose, a.name))}.") for a in deciding)
        blocks += [
            paragraph("decisions.intro", t("Here a computer decides about you alone:")),
            Points(points, tuple(f"use-{anchor(a.name)}" for a in deciding)),
            paragraph("decisions.person", t("You can always ask that a person looks at it.")),
        ]
    return Section("profiles", t("Does a computer judge you?"), tuple(blocks)) if blocks else None


def cameras(policy: Policy) -> Section | None:
    """Where cameras hang; what happens with the images stands with their use."""
    if policy.cameras is None or policy.cameras.activity not in policy.activities:
        return None
    activity = policy.activities[policy.cameras.activity]
    where = paragraph(
        "cameras",
        t("There are cameras {where}. A sign says so.", where=said(policy.cameras.where)),
        Sentence(
            t("We keep the images {period}.", period=sentences.kept(policy, activity)),
            activity.promises[0] if activity.promises else "",
            activity.name,
        ),
    )
    return Section("cameras", t("Are there cameras?"), (where,), (), people_of(policy, activity))


def others(policy: Policy) -> list[str]:
    """The recipients, for the short version."""
    return [called(r) for r in policy.recipients.values()]


def countries(policy: Policy, on: date) -> str:
    """The countries outside the European Economic Area, for the short version."""
    codes = dict.fromkeys(r.country for r in policy.recipients.values() if r.country and not in_eea(r.country, on))
    return listed(country(c) for c in codes)
