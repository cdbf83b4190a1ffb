"""Processor agreements with customers (promise A8; GDPR art. 28(3)): what one says now, in each form."""

from __future__ import annotations

from gestand.diagnostics import fail
from gestand.documents import agreement as document
from gestand.documents.customers import Customer
from gestand.documents.paper.markdown import markdown
from gestand.documents.paper.page import page
from gestand.documents.paper.pdf import pdf
from gestand.documents.paper.tree import Paper
from gestand.execute.context import Context
from gestand.execute.customers import customer
from gestand.policy.model import Policy
from gestand.words import t, use

FORMATS = ("html", "md", "pdf")


def draft(context: Context, whose: str, form: str, language: str = "", house: str = "") -> bytes:
    """What the agreement with a customer would say today, in its language (or this one). Raises GestandError GS360, GS375."""
    declared(context.policy)
    one = customer(context.policy, context.stores, whose)
    with use(language or language_of(context.policy, one)):
        return formed(document.agreement(context.policy, one, context.today()), form, context, house)


def formed(paper: Paper, form: str, context: Context, house: str = "") -> bytes:
    """An agreement in one form."""
    match form:
        case "html":
            return page(paper, house).encode()
        case "pdf":
            return pdf(paper, context.today())
    return markdown(paper).encode()


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
