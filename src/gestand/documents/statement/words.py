"""The glossary: the words of the law that people may meet, and the organisation's own (promise A5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.documents.paper.tree import capital, term
from gestand.documents.statement.tree import Section, Term, Terms
from gestand.law.transfers import in_eea
from gestand.policy.model import Policy
from gestand.words import said, t


def section(policy: Policy, on: date) -> Section:
    """The words that this statement needs, in alphabetical order."""
    terms = sorted(_terms(policy, on), key=lambda one: one.label.lower())
    return Section("words", t("What do these words mean?"), (Terms(tuple(terms)),))


def _terms(policy: Policy, on: date) -> Iterator[Term]:
    bases = {a.basis for a in policy.activities.values()}
    roles = {r.role for r in policy.recipients.values()} | set(policy.organisation.roles)
    yield term(
        "words.data",
        t("Personal data"),
        t("Everything that says something about you: your name, but also what you buy or look at."),
    )
    yield term("words.controller", t("Responsible (controller)"), t("Who decides what happens with data."))
    if "processor" in roles:
        yield term("words.processor", t("Processor"), t("Who works with data on the instructions of somebody else."))
    if "legitimate interest" in bases:
        yield term(
            "words.interest",
            t("Our interest (legitimate interest)"),
            t("A good reason of ours to use data. It only counts if it weighs more than your privacy."),
        )
    if "consent" in bases:
        yield term(
            "words.consent", t("Consent"), t("You said yes to something, without having to. You can always change your mind.")
        )
    if "legal obligation" in bases:
        yield term(
            "words.duty", t("Legal obligation"), t("A law says that we must do something with data, such as keeping bills.")
        )
    if any(a.profiling for a in policy.activities.values()):
        yield term("words.profile", t("Profile"), t("What a computer concludes about you from what you do or like."))
    if any(r.country and not in_eea(r.country, on) for r in policy.recipients.values()):
        yield term(
            "words.clauses",
            t("Standard clauses"),
            t("A contract text of the European Commission. With it a company outside Europe promises to protect your data."),
        )
    yield term(
        "words.eea",
        t("European Economic Area"),
        t("All countries of the European Union, with Iceland, Liechtenstein and Norway. The same privacy law applies there."),
    )
    yield term("words.gdpr", t("GDPR"), t("The privacy law of the European Union: the General Data Protection Regulation."))
    for one in policy.statement.glossary if policy.statement else ():
        name = said(one.called)
        yield term(f"words.own.{one.called.get('en', name)}", capital(name), said(one.means))
