"""A8: an agreement with each customer that covers what the law wants in it, with annexes that follow from the policy, in three languages."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest

from gestand import words
from gestand.documents.agreement import Accepted, agreement, with_acceptance
from gestand.documents.agreement.clauses import POINTS, written
from gestand.documents.customers import Customer, theirs
from gestand.documents.paper.markdown import markdown
from gestand.documents.paper.page import page
from gestand.documents.paper.pdf import pdf
from gestand.execute.context import Opened
from gestand.policy.suppliers import of_customers

from .conftest import TODAY
from .test_statement_forms import EVIL, Page, evil, tags

PROCESSORS = ["bureau", "helpdesk", "meetings"]
ONE = Customer("1", "Fietswinkel Voorbeeld", "post@fietswinkel.example", address="Fietspad 1")


@pytest.mark.parametrize("name", PROCESSORS)
def test_every_point_of_the_law_is_covered(name: str, examples: dict[str, Opened]) -> None:
    policy = theirs(examples[name].policy, ONE)
    covered = [point for article in written(policy, ONE) for clause in article.clauses for point in clause.covers]
    assert set(covered) == set(POINTS)
    assert not [c for a in written(policy, ONE) for c in a.clauses if not c.text.endswith(".")]


@pytest.mark.parametrize("language", ["nl", "en", "es"])
@pytest.mark.parametrize("name", PROCESSORS)
def test_the_annexes_say_everything_the_policy_does_for_customers(name: str, language: str, examples: dict[str, Opened]) -> None:
    policy = examples[name].policy
    with words.use(language):
        text = " ".join(markdown(agreement(policy, ONE, TODAY)).replace("\\", "").split())
        for activity in policy.activities.values():
            said = words.said(activity.purpose)
            assert (said[:1].upper() + said[1:] in text) == activity.for_customers, said
        for measure in (policy.measures or {}).values():
            promise = policy.promises.get(measure.promise)
            assert words.said(promise.said if promise else measure.said) in text
        for supplier in policy.recipients.values():
            called = words.said(supplier.called)
            inside = supplier in of_customers(policy)
            assert not inside or called[:1].upper() + called[1:] in text, called
        assert policy.agreements and words.said(policy.agreements.subject) in text
    assert {"nl": "24 uur", "en": "24 hours", "es": "24 horas"}[language] in text


def test_each_customer_reads_its_own_periods(examples: dict[str, Opened]) -> None:
    policy = examples["helpdesk"].policy
    with words.use("en"):
        one, two = (markdown(agreement(policy, replace(ONE, key=key), TODAY)) for key in "12")
    assert "Until 90 days after the end of your question" in one and "Until 1 year after the end of your question" in two
    assert "customer decided" not in one + two


def test_a_period_that_changes_is_another_annex(examples: dict[str, Opened]) -> None:
    policy = examples["helpdesk"].policy
    assert policy.customers
    periods = {name: {**customers, "1": "45 days"} for name, customers in policy.customers.periods.items()}
    changed = replace(policy, customers=replace(policy.customers, periods=periods))
    with words.use("nl"):
        assert "Tot 45 dagen" in markdown(agreement(changed, ONE, TODAY))


def test_it_is_signed_on_paper_or_accepted(examples: dict[str, Opened]) -> None:
    policy = examples["helpdesk"].policy
    with words.use("nl"):
        draft = markdown(agreement(policy, ONE, TODAY))
        done = markdown(
            with_acceptance(agreement(policy, ONE, TODAY, 2), Accepted("A. de Vries", "directeur", TODAY, "via onze website"))
        )
    assert "Concept van 22 november 2026" in draft and "Handtekening" in draft and "H. van Voorbeeld" in draft
    assert "Versie 2" in done and "Handtekening" not in done
    assert "De klant heeft deze overeenkomst aanvaard op 22 november 2026: A. de Vries, directeur." in done


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_page_and_pdf_are_for_everybody(language: str, examples: dict[str, Opened]) -> None:
    with words.use(language):
        paper = agreement(examples["meetings"].policy, ONE, TODAY)
        html, document = Page(page(paper)), pdf(paper, TODAY)
    assert html.open == [] and dict(html.tags[0][1]) == {"lang": language}
    ids = [a["id"] for _, a in html.tags if "id" in a]
    assert len(ids) == len(set(ids)) and [t for t, _ in html.tags].count("h1") == 1
    levels = [int(t[1]) for t, _ in html.tags if re.fullmatch(r"h\d", t)]
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert str(opened.Root.Lang) == language and bool(opened.Root.MarkInfo.Marked)
        assert {"/H1", "/H3", "/L", "/LI", "/Table", "/TH"} <= tags(opened.Root.StructTreeRoot)


def test_what_anybody_writes_is_never_markup(examples: dict[str, Opened]) -> None:
    policy = evil(examples["helpdesk"].policy)
    customer = Customer("1", EVIL, EVIL, address=EVIL, officer=EVIL)
    with words.use("nl"):
        paper = with_acceptance(agreement(policy, customer, TODAY, 1), Accepted(EVIL, EVIL, TODAY, EVIL))
        html, document, text = Page(page(paper)), pdf(paper, TODAY), markdown(paper)
    assert html.open == [] and "script" not in [t for t, _ in html.tags]
    assert "<script>" not in text and re.search(r"(?<!\\)\*x\*", text) is None
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert float(opened.pages[0].MediaBox[2]) > 500
