"""The register as a paper."""

from __future__ import annotations

from collections.abc import Iterator

from gestand.documents.paper.tree import Grid, Items, Paper, Points, Section, Term, Terms, anchor, capital, paragraph, term
from gestand.documents.register.entries import COLUMNS, SUPPLIER, Line, Party, Register
from gestand.words import day, language, t, tn
from gestand.words.articles import cited


def paper(made: Register) -> Paper:
    """The register as a paper, in the language it was made in."""
    sections = [
        _organisation(made),
        _lines("ours", t("What we decide about"), made.ours, cited("GDPR art. 30(1)")),
        _lines(
            "theirs",
            t("What we do for {name}", name=made.customer) if made.customer else t("What we do for customers"),
            made.theirs,
            cited("GDPR art. 30(2)"),
        ),
        _customers(made),
        _suppliers(made),
        _measures(made),
        _places(made),
    ]
    lead = [
        paragraph(
            "lead",
            t("This register follows from the policy that Gestand carries out: it says what really happens."),
            t("Purposes stand as the people read them whose data it is."),
        )
    ]
    return Paper(
        language(),
        t("Register of processing for {name}", name=made.customer) if made.customer else t("Register of processing"),
        made.name,
        made.name,
        t("As of {day} · policy {digest}", day=day(made.on), digest=made.policy[:12]),
        tuple(s for s in sections if s is not None),
        tuple(lead),
    )


def _organisation(made: Register) -> Section:
    terms = [
        Term(label, tuple(paragraph(f"organisation.{n}.{i}", one) for i, one in enumerate(lines)))
        for n, (label, lines) in enumerate(made.organisation)
        if lines
    ]
    if made.reviewed:
        terms.append(term("organisation.reviewed", t("Last review"), made.reviewed))
    return Section("organisation", t("Who keeps this register"), (Terms(tuple(terms)),))


def _lines(id: str, heading: str, lines: tuple[Line, ...], article: str) -> Section | None:
    """The lines group by group, each a card."""
    if not lines:
        return None
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    counted = tn("{n} use of data ({article}).", "{n} uses of data ({article}).", len(lines), article=article)
    inner = tuple(
        Section(f"{id}-{n}", capital(group), (), tuple(_line(id, line) for line in some))
        for n, (group, some) in enumerate(groups.items())
    )
    links = Points(tuple(paragraph(s.id, s.heading) for s in inner), tuple(s.id for s in inner))
    return Section(id, heading, (paragraph(f"{id}.count", counted), *([links] if len(inner) > 1 else [])), inner)


def _line(id: str, line: Line) -> Section:
    terms = []
    for key, (label, _) in COLUMNS.items():
        parts = line.cells.get(key, ())
        if key == "purpose" or not parts:
            continue
        listed = (Items(f"{line.id}.{key}", parts),) if key in ("people", "data") else ()
        small = key == "systems"  # names of the database stay as they are
        said = tuple(paragraph(f"{line.id}.{key}.{i}", one if small else capital(one)) for i, one in enumerate(parts))
        terms.append(Term(t(label), listed or said))
    return Section(f"{id}-{anchor(line.id)}", line.text("purpose"), (Terms(tuple(terms)),))


def _customers(made: Register) -> Section | None:
    """The controllers for whom we work (GDPR art. 30(2)(a))."""
    if not made.customers:
        return None
    heading = t("The customer") if made.customer else t("Our customers")
    terms = tuple(
        Term(one.name, tuple(paragraph(f"customer.{n}.{i}", line) for i, line in enumerate(facts(one))))
        for n, one in enumerate(made.customers)
    )
    return Section("customers", heading, (paragraph("customers.intro", t("They decide about the data.")), Terms(terms)))


def facts(one: Party) -> Iterator[str]:
    """What is known of a customer, a line each."""
    yield from (f"{label}: {text}" for label, text in one.facts)
    yield from (t("{length} for: {purposes}", length=length, purposes="; ".join(purposes)) for length, purposes in one.periods)


def _suppliers(made: Register) -> Section | None:
    if not made.suppliers:
        return None
    rows = [(s.name, *s.cells) for s in made.suppliers]
    shown = [i for i in range(len(SUPPLIER)) if any(row[i] for row in rows)]
    cells = tuple(tuple(paragraph(f"suppliers.{row[0]}.{i}", capital(row[i])) for i in shown) for row in rows)
    return Section("suppliers", t("Who receives data"), (Grid(t("Recipients"), tuple(t(SUPPLIER[i]) for i in shown), cells),))


def _measures(made: Register) -> Section | None:
    if not made.measures:
        return None
    points = tuple(
        paragraph(f"measures.{n}", what, f"({known})" if known else "") for n, (what, known) in enumerate(made.measures)
    )
    return Section("measures", t("How data is protected"), (paragraph("measures.law", cited("GDPR art. 32(1)")), Points(points)))


def _places(made: Register) -> Section | None:
    if not made.places:
        return None
    terms = tuple(term(f"places.{what}", what, t("Looked through by {owner}.", owner=owner)) for what, owner in made.places)
    intro = paragraph("places.intro", t("Here is personal data too. A person looks there when somebody asks."))
    return Section("places", t("What is not connected"), (intro, Terms(terms)))
