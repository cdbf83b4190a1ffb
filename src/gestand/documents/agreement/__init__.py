"""A processor agreement with a customer (promise A8; GDPR art. 28(3)), from clauses of our own wording and annexes that follow from the policy.

clauses    what the parties promise each other, article by article
annexes    which data, of whom, what for, how long; measures; suppliers; people and times
checklist  what a person checks in an agreement of somebody else's making
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gestand.documents.agreement.annexes import annexes
from gestand.documents.agreement.clauses import articles
from gestand.documents.customers import Customer, theirs
from gestand.documents.paper.tree import Paper, Section, Signatures, paragraph
from gestand.policy.model import Policy
from gestand.words import addressing, day, language, t

__all__ = ["Accepted", "agreement", "with_acceptance"]


@dataclass(frozen=True)
class Accepted:
    """Who accepted an agreement for the customer, when and how."""

    name: str
    function: str
    on: date
    how: str


def agreement(policy: Policy, customer: Customer, on: date, number: int = 0) -> Paper:
    """The agreement with a customer, in the language of the moment. `number` 0: a draft."""
    held = theirs(policy, customer)
    with addressing("u"):
        edition = t("Version {number}, {day}", number=number, day=day(on)) if number else t("Draft of {day}", day=day(on))
        return Paper(
            language(),
            t("Processor agreement"),
            t("{name} and {customer}", name=policy.organisation.name, customer=customer.name),
            policy.organisation.name,
            edition,
            (*articles(held, customer), _signing(policy, customer), *annexes(held, customer, on)),
        )


def with_acceptance(paper: Paper, accepted: Accepted) -> Paper:
    """The agreement as it was offered, with who accepted it where the signatures would stand."""
    return replace(paper, sections=tuple(_accepted(paper, accepted) if one.id == "signing" else one for one in paper.sections))


def _accepted(paper: Paper, accepted: Accepted) -> Section:
    who = ", ".join(x for x in (accepted.name, accepted.function) if x)
    said = t("The customer accepted this agreement on {day}: {who}.", day=day(accepted.on), who=who)
    return Section("signing", t("Accepted"), (paragraph("signing.accepted", said, accepted.how),))


def _signing(policy: Policy, customer: Customer) -> Section:
    signs: Mapping[str, str] = policy.agreements.signs if policy.agreements else {}
    blank = ((t("Name"), ""), (t("Function"), ""), (t("Date"), ""), (t("Signature"), ""))
    ours = ((t("Name"), signs.get("name", "")), (t("Function"), signs.get("function", "")), *blank[2:])
    parties = ((customer.name, blank), (policy.organisation.name, ours))
    accept = t("The parties accept this agreement electronically, or sign it here.")
    return Section("signing", t("Signing"), (paragraph("signing.how", accept), Signatures(parties)))
