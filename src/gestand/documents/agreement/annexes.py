"""The annexes of a processor agreement, filled from the policy: nothing in them was typed twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.documents import sentences
from gestand.documents.customers import Customer
from gestand.documents.paper.tree import Grid, Items, Paragraph, Points, Section, Term, Terms, anchor, capital, paragraph, term
from gestand.documents.register.entries import Line, Register, register, safeguard
from gestand.documents.statement.parts import time
from gestand.documents.statement.rights import authority
from gestand.documents.suppliers import does
from gestand.policy.model import Policy, Recipient
from gestand.policy.statement import within
from gestand.policy.suppliers import coming, used, working
from gestand.words import country, day, said, t


def annexes(policy: Policy, customer: Customer, on: date) -> Iterator[Section]:
    """The four annexes. `policy`: as it holds for this customer."""
    made = register(policy, on, (), customer)
    yield _processing(policy, made)
    yield _measures(made)
    yield _suppliers(policy, on)
    yield _people(policy, customer)


def _processing(policy: Policy, made: Register) -> Section:
    assert policy.agreements is not None
    terms = Terms(
        (
            term("annex1.subject", t("Subject"), capital(said(policy.agreements.subject))),
            term(
                "annex1.nature",
                t("What is done with the data"),
                t("Storing, looking up, changing, passing on and deleting, by computer."),
            ),
            term(
                "annex1.duration",
                t("Duration"),
                t("As long as the processor works for the customer. The periods stand with each purpose."),
            ),
        )
    )
    intro = paragraph(
        "annex1.words",
        t("Purposes and periods stand as the people read them whose data it is: “you” is that person."),
        t("“We” is the processor, and “our customer” the customer."),
    )
    uses = Section("annex-1-uses", t("Each purpose"), (intro,), tuple(_purpose(line) for line in made.theirs))
    return Section("annex-1", t("Annex 1. The data"), (terms,), (uses,))


def _purpose(line: Line) -> Section:
    labels = {
        "people": t("Whose data"),
        "data": t("Categories of data"),
        "special": t("Special data and its ground"),
        "period": t("How long"),
        "systems": t("Where it is"),
    }
    terms = []
    for key, label in labels.items():
        parts = line.cells.get(key, ())
        if parts:
            listed: tuple[Paragraph | Items, ...] = (
                (Items(f"annex1.{line.id}.{key}", parts),)
                if key in ("people", "data")
                else tuple(
                    paragraph(f"annex1.{line.id}.{key}.{n}", one if key == "systems" else capital(one))
                    for n, one in enumerate(parts)
                )
            )
            terms.append(Term(label, listed))
    return Section(f"annex-1-{anchor(line.id)}", line.text("purpose"), (Terms(tuple(terms)),))


def _measures(made: Register) -> Section:
    points = tuple(paragraph(f"annex2.{n}", what) for n, (what, _) in enumerate(made.measures))
    return Section("annex-2", t("Annex 2. The measures"), (Points(points),) if points else ())


def _suppliers(policy: Policy, on: date) -> Section:
    listed = used(policy, policy.activities.values())
    now, later = working(listed, on), coming(listed, on)
    heading = t("Annex 3. The suppliers")
    if not now and not later:
        return Section("annex-3", heading, (paragraph("annex3.none", t("The processor works with the data without suppliers.")),))
    head = (t("Supplier"), t("What it does"), t("Where"), t("Safeguard"))
    rows = tuple(_row(policy, one, on) for one in [*now, *later])
    shown = 4 if any(row[3].text for row in rows) else 3  # no column of safeguards where there are none
    grid = Grid(t("Who else works with the data"), head[:shown], tuple(row[:shown] for row in rows))
    return Section("annex-3", heading, (grid,))


def _row(policy: Policy, one: Recipient, on: date) -> tuple[Paragraph, ...]:
    above = policy.recipients.get(one.under)
    name = one.company or capital(said(one.called, one.name))
    address = ", ".join(one.address)
    what = f"{capital(does(one, policy))}: {said(one.purpose)}." if one.purpose else f"{capital(does(one, policy))}."
    return (
        paragraph(f"annex3.{one.name}", name, address and f"({address})"),
        paragraph(
            f"annex3.{one.name}.does",
            what,
            t("Works for: {name}.", name=above.company or said(above.called, above.name)) if above else "",
            t("From {day}.", day=day(one.since)) if one.since and one.since > on else "",
        ),
        paragraph(f"annex3.{one.name}.where", capital(country(one.country))),
        paragraph(f"annex3.{one.name}.safeguard", capital(safeguard(one, on, ours=False))),
    )


def _people(policy: Policy, customer: Customer) -> Section:
    terms = policy.agreements
    assert terms is not None
    one = policy.organisation
    passed, found = within(terms.requests), authority(policy)
    rows = [
        (t("Contact of the customer"), customer.contact),
        (t("Address of the customer"), customer.address),
        (t("Data protection officer of the customer"), customer.officer),
        (t("Contact of the processor"), ", ".join(x for x in (one.contact, one.telephone) if x)),
        (t("Address of the processor"), ", ".join(one.address)),
        (t("Officer of the processor"), ", ".join(one.officer[k] for k in ("name", "email", "telephone") if one.officer.get(k))),
        (t("Supervisory authority"), said(found.called) if found else ""),
        (t("A breach is told within"), sentences.length(terms.promised.breaches) if terms.promised.breaches else ""),
        (t("A request is passed on within"), time(passed) if passed and passed.count else ""),
        (
            t("A change of suppliers is announced before"),
            sentences.length(terms.promised.new_suppliers) if terms.promised.new_suppliers else "",
        ),
        (
            t("At the end all is given back or deleted within"),
            sentences.length(terms.promised.at_the_end) if terms.promised.at_the_end else "",
        ),
    ]
    listed = tuple(term(f"annex4.{n}", label, text) for n, (label, text) in enumerate(rows) if text)
    return Section("annex-4", t("Annex 4. People and times"), (Terms(listed),))
