"""Letters about agreements and suppliers to customers and to ourselves: what there is to do, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gestand.documents.customers import Customer
from gestand.documents.letters import Letter
from gestand.policy.model import Policy
from gestand.words import day, t


def offered(policy: Policy, customer: Customer, number: int, link: str) -> Letter:
    """There is an agreement to read and to accept."""
    return Letter(
        t("A processor agreement for {customer}", customer=customer.name),
        (
            t(
                "{name} works with personal data for {customer}. The law wants an agreement about that.",
                name=policy.organisation.name,
                customer=customer.name,
            ),
            t("This is version {number}. Read it, and accept it for {customer}.", number=number, customer=customer.name),
        ),
        link=(t("Read the agreement and accept it"), link),
        after=(
            t(
                "Only somebody who may sign for {customer} can accept it. Is that not you? Then send this mail on.",
                customer=customer.name,
            ),
            t(
                "Do you want to sign on paper, or use a form of your own? Write to {contact}.",
                contact=policy.organisation.contact,
            ),
        ),
    )


def ends(policy: Policy, name: str, until: date) -> Letter:
    """An agreement ends soon, and must be made anew."""
    return Letter(
        t("The agreement with {name} ends on {day}", name=name, day=day(until)),
        (
            t(
                "The processor agreement between {ours} and {name} was made until {day}.",
                ours=policy.organisation.name,
                name=name,
                day=day(until),
            ),
            t("It has to be made anew before that day. Until then it goes on."),
        ),
        after=(t("Do you have a question? Write to {contact}.", contact=policy.organisation.contact),),
    )


def suppliers_change(policy: Policy, customer: Customer, changes: Sequence[str], until: date | None) -> Letter:
    """Suppliers change, from when, and until when the customer can object (GDPR art. 28(2))."""
    return Letter(
        t("{name} changes its suppliers", name=policy.organisation.name),
        (
            t(
                "{name} works with personal data for {customer}. This changes in who else works with it:",
                name=policy.organisation.name,
                customer=customer.name,
            ),
        ),
        tuple(changes),
        None,
        (
            t(
                "You can object until {day}. Write to {contact}, and say why.",
                day=day(until),
                contact=policy.organisation.contact,
            ),
            t("If we hear nothing, the change begins on the day that stands with it. You do not have to do anything."),
        )
        if until
        else (t("You do not have to do anything."),),
    )
