"""The chain of suppliers in words and as a paper (promise E3; GDPR art. 28(2), (4))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gestand.documents.paper.tree import Items, Paper, Section, Term, Terms, anchor, capital, paragraph, term
from gestand.documents.register.entries import agreed, safeguard
from gestand.policy.model import Policy, Recipient
from gestand.policy.rules.risk import data_of
from gestand.policy.suppliers import coming, of_customers, working
from gestand.words import country, day, enumeration, language, said, t


def does(one: Recipient, policy: Policy) -> str:
    """What a supplier does with data: as the policy says, else what follows from it."""
    words = one.does or (("stores",) if any(s.kept_by == one.name for s in policy.stores.values()) else ("processes",))
    said = {"stores": t("stores"), "processes": t("processes"), "carries": t("carries")}
    return enumeration([said[w] for w in words])


def paper(policy: Policy, on: date, told: Sequence[tuple[date, str]] = ()) -> Paper:
    """Who stores, processes and carries data for us, where, and for whom of us. `told`: what customers were told, and when."""
    all_ = [r for r in policy.recipients.values() if r.role == "processor"]
    now, later = working(all_, on), coming(all_, on)
    ours = {r.name for r in of_customers(policy)}
    groups = (
        ("customers", t("With data of our customers"), [r for r in now if r.name in ours]),
        ("own", t("With data of our own"), [r for r in now if r.name not in ours]),
        ("coming", t("Suppliers to come"), later),
    )
    sections = [Section(id, heading, (), tuple(_heads(policy, some, on))) for id, heading, some in groups if some]
    if told:
        terms = tuple(Term(day(when), (paragraph(f"told.{n}", what),)) for n, (when, what) in enumerate(told))
        sections.append(Section("told", t("What customers were told"), (Terms(terms),)))
    if not sections:
        sections = [Section("none", t("No suppliers"), (paragraph("none", t("Nobody works with data on our instructions.")),))]
    return Paper(
        language(),
        t("Our suppliers"),
        policy.organisation.name,
        policy.organisation.name,
        t("As of {day}", day=day(on)),
        tuple(sections),
        (paragraph("lead", t("These companies work with personal data on our instructions, or for somebody who does.")),),
    )


def _heads(policy: Policy, some: Sequence[Recipient], on: date) -> Iterator[Section]:
    """Each supplier of ours with the chain behind it."""
    names = {r.name for r in some}
    for one in some:
        if one.under not in names:
            below = list(_behind(some, one.name))
            cards = tuple(_card(policy, r, on) for r in (one, *below))
            yield Section(f"chain-{anchor(one.name)}", _called(one), (), cards)


def _behind(some: Sequence[Recipient], name: str) -> Iterator[Recipient]:
    for one in some:
        if one.under == name:
            yield one
            yield from _behind(some, one.name)


def _called(one: Recipient) -> str:
    return capital(one.company or said(one.called, one.name))


def _card(policy: Policy, one: Recipient, on: date) -> Section:
    above = policy.recipients.get(one.under)
    rows = [
        (t("What it does"), capital(does(one, policy))),
        (t("What for"), capital(said(one.purpose))),
        (t("Works for"), _called(above) if above else policy.organisation.name),
        (t("Where"), capital(country(one.country))),
        (t("Safeguard"), capital(safeguard(one, on, ours=False))),
        (t("Address"), ", ".join(one.address)),
        (t("Website"), one.website),
        (t("Agreement"), capital(agreed(one))),
        (t("Begins"), day(one.since) if one.since and one.since > on else ""),
    ]
    terms = [term(f"{one.name}.{n}", label, text) for n, (label, text) in enumerate(rows) if text]
    if data := data_of(policy, one.name):
        terms.insert(2, Term(t("Which data"), (Items(f"{one.name}.data", tuple(t(c) for c in data)),)))
    return Section(f"supplier-{anchor(one.name)}", _called(one), (Terms(tuple(terms)),))
