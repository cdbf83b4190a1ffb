"""The articles of a processor agreement. Each clause says which points of the law it covers: `(a)` to `(h)` of GDPR art. 28(3), what its first
sentence wants (subject, duration, nature, purpose, data, people, rights), its last one (infringing), and art. 28(2), 28(4), 33(2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gestand.documents import sentences
from gestand.documents.customers import Customer
from gestand.documents.paper.tree import Clauses, Section, paragraph
from gestand.documents.statement.parts import time
from gestand.policy.agreed import Agreements
from gestand.policy.grammar import Length
from gestand.policy.model import Policy
from gestand.policy.statement import within
from gestand.words import country, said, t
from gestand.words.articles import cited

POINTS = ("subject", "duration", "nature", "purpose", "data", "people", "rights", "a", "b", "c", "d", "e", "f", "g", "h", "infringing",
          "28(2)", "28(4)", "33(2)")  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A numbered paragraph, and the points of the law that it covers."""

    text: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    heading: str
    clauses: tuple[Clause, ...]


def articles(policy: Policy, customer: Customer) -> Iterator[Section]:
    """The articles as sections, numbered."""
    for number, one in enumerate(written(policy, customer), 1):
        said_ = tuple(paragraph(f"article.{number}.{n}", clause.text) for n, clause in enumerate(one.clauses, 1))
        yield Section(f"article-{number}", f"{number}. {one.heading}", (Clauses(f"{number}.", said_),))


def written(policy: Policy, customer: Customer) -> Iterator[Article]:
    """The articles, for this customer and this policy."""
    terms = policy.agreements
    assert terms is not None
    yield _about(policy, customer, terms)
    yield _instructions()
    yield _rights()
    yield _people()
    yield _security()
    yield _suppliers(terms)
    yield _requests(terms)
    yield _help()
    yield _breaches(terms)
    yield _looking(terms)
    yield _end(policy, terms)
    yield _closing(policy)


def _length(length: Length | None) -> str:
    return sentences.length(length) if length else ""


def _about(policy: Policy, customer: Customer, terms: Agreements) -> Article:
    return Article(
        t("What this agreement is about"),
        (
            Clause(
                t(
                    "This agreement is between {customer} (the customer), who decides about the data and is its controller, and {name} "
                    "(the processor), who works with it for the customer.",
                    customer=customer.name,
                    name=policy.organisation.name,
                )
            ),
            Clause(
                t(
                    "It covers all personal data with which the processor works for the customer. The subject is: {subject}.",
                    subject=said(terms.subject).rstrip("."),
                ),
                ("subject",),
            ),
            Clause(
                t(
                    "Annex 1 says what the processor does with the data and what for, which data it is, of whom, and for how long."
                ),
                ("nature", "purpose", "data", "people", "duration"),
            ),
            Clause(t("Words of the General Data Protection Regulation (GDPR) mean here what they mean there.")),
            Clause(
                t(
                    "The annexes belong to this agreement. If another agreement between the parties says something else about personal data, this one counts."
                )
            ),
        ),
    )


def _instructions() -> Article:
    return Article(
        t("Instructions"),
        (
            Clause(
                t(
                    "The processor works with the data only on written instructions of the customer. This agreement, and what the customer sets in the service, are such instructions."
                ),
                ("a",),
            ),
            Clause(
                t(
                    "This also holds for sending data to a country outside the European Economic Area, or to an international organisation. Annex 3 says where that happens and what protects the data there."
                ),
                ("a",),
            ),
            Clause(
                t(
                    "If European Union or national law obliges the processor to do something else with the data, it tells the customer before it does so, unless that law forbids telling on important grounds of public interest."
                ),
                ("a",),
            ),
            Clause(
                t(
                    "If the processor thinks that an instruction breaks the GDPR or another data protection law, it tells the customer at once. It may wait until the customer confirms or changes the instruction."
                ),
                ("infringing",),
            ),
            Clause(t("The processor uses the data for no purpose of its own.")),
        ),
    )


def _rights() -> Article:
    return Article(
        t("What the customer decides"),
        (
            Clause(
                t(
                    "The customer decides what the data is used for and how long it is kept. It sees to it that this is lawful, and that the people know."
                ),
                ("rights",),
            ),
            Clause(
                t(
                    "The customer may give instructions, ask how they are carried out, and have that checked. Instructions are given in writing; an electronic message is enough."
                ),
                ("rights",),
            ),
        ),
    )


def _people() -> Article:
    return Article(
        t("Confidentiality"),
        (
            Clause(
                t(
                    "Only people who need the data for this work have access to it. Each of them has promised to keep it confidential, or must do so by law."
                ),
                ("b",),
            ),
            Clause(t("That duty does not end with their work, nor with this agreement."), ("b",)),
        ),
    )


def _security() -> Article:
    return Article(
        t("Security"),
        (
            Clause(
                t(
                    "The processor takes all measures that {article} asks for. Annex 2 describes them.",
                    article=cited("GDPR art. 32"),
                ),
                ("c",),
            ),
            Clause(
                t("It may replace a measure by another if the data is protected at least as well. It then renews Annex 2."),
                ("c",),
            ),
        ),
    )


def _suppliers(terms: Agreements) -> Article:
    return Article(
        t("Other processors"),
        (
            Clause(
                t(
                    "The customer permits the processor to have the suppliers of Annex 3 work with the data, and to choose others under the conditions of this article."
                ),
                ("d", "28(2)"),
            ),
            Clause(
                t(
                    "The processor announces a new supplier, or another one in its place, at least {time} before. Until then the customer can object.",
                    time=_length(terms.promised.new_suppliers),
                ),
                ("d", "28(2)"),
            ),
            Clause(
                t(
                    "If the customer objects with reasons, the parties look for a solution. Until there is one, the new supplier does not get the customer's data. If there is none, the customer may end the agreement from the day of the change, without costs."
                ),
                ("28(2)",),
            ),
            Clause(
                t(
                    "The processor binds each supplier, by contract, to the same duties to protect the data as it has itself. Each of them does so with its own suppliers."
                ),
                ("d", "28(4)"),
            ),
            Clause(
                t("If a supplier fails in these duties, the processor is fully liable for that towards the customer."), ("28(4)",)
            ),
        ),
    )


def _requests(terms: Agreements) -> Article:
    promised = within(terms.requests)
    passed = (
        t(
            "If somebody asks the processor something about their data, it passes this on to the customer within {time}. It does not answer itself, unless the customer asks it to.",
            time=time(promised),
        )
        if promised and promised.count
        else t(
            "If somebody asks the processor something about their data, it passes this on to the customer at once. It does not answer itself, unless the customer asks it to."
        )
    )
    return Article(
        t("Requests of people"),
        (
            Clause(passed, ("e",)),
            Clause(
                t(
                    "The processor helps the customer, as far as possible with technical means, to let people see, correct, remove, restrict and take along their data, and to object."
                ),
                ("e",),
            ),
        ),
    )


def _help() -> Article:
    return Article(
        t("Help with other duties"),
        (
            Clause(
                t(
                    "The processor helps the customer with security, with breaches, with impact assessments and with consulting the authority ({article}), as far as its work and what it knows allow.",
                    article=cited("GDPR art. 32") + "–36",
                ),
                ("f",),
            ),
        ),
    )


def _breaches(terms: Agreements) -> Article:
    return Article(
        t("When something goes wrong"),
        (
            Clause(
                t(
                    "If data of the customer is breached, the processor tells the customer without undue delay, and at the latest {time} after it noticed.",
                    time=_length(terms.promised.breaches),
                ),
                ("f", "33(2)"),
            ),
            Clause(
                t(
                    "It says what happened, of whom and how much data it concerns, what can follow from it, what was done about it, and whom the customer can ask. What is not known yet follows as soon as it is."
                ),
                ("f", "33(2)"),
            ),
            Clause(t("The customer decides whether the authority and the people are told, and tells them.")),
            Clause(t("The processor records every breach.")),
        ),
    )


def _looking(terms: Agreements) -> Article:
    return Article(
        t("Information and audits"),
        (
            Clause(
                t(
                    "The processor gives the customer all information that is needed to show that the duties of {article} are kept.",
                    article=cited("GDPR art. 28"),
                ),
                ("h",),
            ),
            Clause(
                t(
                    "The customer may have an audit done, by itself or by an auditor bound to confidentiality: once in each period of {time}, and also after a breach or when an authority asks. It announces an audit two weeks before. The processor cooperates.",
                    time=_length(terms.audits),
                ),
                ("h", "rights"),
            ),
        ),
    )


def _end(policy: Policy, terms: Agreements) -> Article:
    lasts = (
        t(
            "This agreement begins when both parties have accepted it, and lasts as long as the processor works with data for the customer. After {time} the parties make it anew; until they have, it goes on.",
            time=_length(terms.lasts),
        )
        if terms.lasts
        else t(
            "This agreement begins when both parties have accepted it, and lasts as long as the processor works with data for the customer."
        )
    )
    oldest = max((s.backups for s in policy.stores.values() if s.backups), key=_days, default="")
    return Article(
        t("Beginning and end"),
        (
            Clause(lasts, ("duration",)),
            Clause(
                t(
                    "When the work ends, the customer chooses: the processor gives all data back, or deletes it. It does so within {time}, and deletes all copies too. If the customer does not choose, it deletes.",
                    time=_length(terms.promised.at_the_end),
                ),
                ("g",),
            ),
            *(
                [Clause(t("In backup copies the data is gone {time} later.", time=sentences.length(_read(oldest))), ("g",))]
                if oldest
                else []
            ),
            Clause(
                t(
                    "Only what European Union or national law obliges the processor to keep stays. It says what that is, keeps it confidential, and uses it for nothing else."
                ),
                ("g",),
            ),
            Clause(t("If the customer asks, the processor confirms in writing that this was done."), ("g",)),
        ),
    )


def _read(text: str) -> Length:
    from gestand.policy.grammar import length

    return length(text)


def _days(text: str) -> float:
    one = _read(text)
    return one.count * {"days": 1, "weeks": 7, "months": 30.4, "years": 365}[one.unit]


def _closing(policy: Policy) -> Article:
    return Article(
        t("Changes and law"),
        (
            Clause(
                t(
                    "A change counts when both parties accepted it in writing; electronically is enough. If only an annex changes because of an instruction of the customer, the processor sends the new annex."
                )
            ),
            Clause(t("The law of {country} applies.", country=country(policy.organisation.country))),
        ),
    )
