"""The lines of the register, in the language of the moment. No second list: each cell is what the policy says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gestand.documents import sentences
from gestand.documents.customers import Customer, differing, theirs
from gestand.documents.paper.tree import capital
from gestand.documents.statement.parts import called, people_of
from gestand.law.transfers import adequacy, in_eea
from gestand.policy import grammar, promises
from gestand.policy.grammar import Clause, UntilWithdrawn, WhileRowExists, WhileRows
from gestand.policy.model import Activity, Assessed, Name, Own, Policy, Recipient
from gestand.policy.tables import CATEGORIES, SPECIAL
from gestand.words import country, day, enumeration, mark, said, t
from gestand.words.articles import cited

COLUMNS = {  # key → heading, and what asks for it; '' is wanted by who uses a register
    "purpose": (mark("Purpose"), "GDPR art. 30(1)(b)"),
    "people": (mark("Whose data"), "GDPR art. 30(1)(c)"),
    "data": (mark("Categories of data"), "GDPR art. 30(1)(c)"),
    "special": (mark("Special data and its ground"), "GDPR art. 9, 10, 87"),
    "recipients": (mark("Recipients"), "GDPR art. 30(1)(d)"),
    "transfers": (mark("Outside the European Economic Area"), "GDPR art. 30(1)(e)"),
    "period": (mark("How long"), "GDPR art. 30(1)(f)"),
    "basis": (mark("Legal basis"), "GDPR art. 6(1)"),
    "assessment": (mark("Assessments"), "GDPR art. 35"),
    "systems": (mark("Where it is"), ""),
    "agreements": (mark("Agreements"), "GDPR art. 28(3)"),
    "owner": (mark("Who answers for it"), ""),
    "reviewed": (mark("Last review"), ""),
}
BASES = {  # the bases of GDPR art. 6(1), as lawyers and supervisors look for them
    "consent": (mark("consent"), "a"),
    "contract": (mark("contract"), "b"),
    "legal obligation": (mark("legal obligation"), "c"),
    "vital interest": (mark("vital interest"), "d"),
    "public task": (mark("public task"), "e"),
    "legitimate interest": (mark("legitimate interest"), "f"),
}


@dataclass(frozen=True)
class Line:
    """One use of data. `group`: the people it is about most. `cells`: key of a column → what stands there, a part a line."""

    id: str
    group: str
    cells: Mapping[str, tuple[str, ...]]

    def text(self, key: str, between: str = "; ") -> str:
        return between.join(self.cells.get(key, ()))


@dataclass(frozen=True)
class Party:
    """A customer of ours, and the periods that it set: length → what for."""

    name: str
    facts: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Supplier:
    """Who receives data: as what, where, what protects it there, what was agreed."""

    name: str
    cells: tuple[str, ...]


SUPPLIER = (mark("Recipient"), mark("What for"), mark("Role"), mark("Where"), mark("Safeguard"), mark("Agreement"))


@dataclass(frozen=True)
class Register:
    """The register on one day. `customer`: the only one it is about; '' where it is about all."""

    on: date
    name: str
    customer: str
    organisation: tuple[tuple[str, tuple[str, ...]], ...]  # label → lines
    ours: tuple[Line, ...]  # art. 30(1)
    theirs: tuple[Line, ...]  # art. 30(2)
    customers: tuple[Party, ...]
    suppliers: tuple[Supplier, ...]
    measures: tuple[tuple[str, str], ...]  # what, and how it is known
    places: tuple[tuple[str, str], ...]  # not connected: what, and who looks there
    reviewed: str
    policy: str


def register(policy: Policy, on: date, customers: Sequence[Customer] = (), only: Customer | None = None) -> Register:
    """The register on a day. `only`: what is done for this customer, with its own periods, and nothing else."""
    held = theirs(policy, only) if only else policy
    used = {name: a for name, a in held.activities.items() if not only or a.for_customers}
    ours = [] if only else [_line(policy, a, on) for a in used.values() if not a.for_customers]
    ours += [] if only else [_own(policy, one) for one in policy.own]
    receiving = _receiving(held, used.values()) if only else list(policy.recipients.values())
    return Register(
        on,
        policy.organisation.name,
        only.name if only else "",
        tuple(_organisation(policy)),
        tuple(ours),
        tuple(_line(held, a, on) for a in used.values() if a.for_customers),
        tuple(_party(policy, c) for c in ([only] if only else customers)),
        tuple(_supplier(r, on) for r in receiving),
        tuple(_measures(policy, on)),
        () if only else tuple((capital(said(s.called, s.name)), s.owner) for s in policy.systems.values()),
        reviewed(policy),
        policy.digest,
    )


def reviewed(policy: Policy) -> str:
    """When somebody last went through the register."""
    review = policy.register
    if review is None or review.on is None:
        return ""
    return t("{day} ({name})", day=day(review.on), name=review.by) if review.by else day(review.on)


def _line(policy: Policy, activity: Activity, on: date) -> Line:
    columns = [(table, policy.tables[table].columns[c]) for table, names in activity.uses.items() for c in names]
    found = {column.category for _, column in columns if column.personal}
    receiving = _receiving(policy, [activity])
    cells = {
        "purpose": (capital(said(activity.purpose, activity.name)),),
        "people": tuple(said(policy.kinds[k].called, k) for k in people_of(policy, activity)),
        "data": tuple(t(c) for c in CATEGORIES if c in found),
        "special": tuple(_special(activity, found)),
        "recipients": tuple(f"{called(r)} ({_role(r)})" for r in receiving),
        "transfers": tuple(_transfers(receiving, on)),
        "period": tuple(_period(policy, activity)),
        "basis": tuple(_basis(activity)),
        "assessment": tuple(_assessments(activity)),
        "systems": tuple(_systems(policy, activity)),
        "agreements": tuple(t("{name}: {agreement}", name=called(r), agreement=agreed(r)) for r in receiving if agreed(r)),
        "owner": (activity.owner,) if activity.owner else (),
        "reviewed": (_reviewed(policy, activity),),
    }
    group = cells["people"][0] if cells["people"] else t("everybody")
    return Line(activity.name, group, {key: value for key, value in cells.items() if any(value)})


def _own(policy: Policy, one: Own) -> Line:
    """A use of Gestand's own data: in the register like any other."""
    cells = {
        "purpose": (capital(t(one.purpose)),),
        "people": (t(one.people),),
        "data": tuple(t(d) for d in one.data),
        "period": (t("until {length} after {moment}", length=sentences.length(one.keep), moment=t(one.after)),),
        "basis": (_named("legal obligation", one.law),),
        "systems": (t("Gestand's own state"),),
        "owner": (policy.organisation.responsible,),
        "reviewed": (reviewed(policy),),
    }
    return Line(f"own data: {one.name}", t(one.people), {key: value for key, value in cells.items() if any(value)})


def _receiving(policy: Policy, activities: object) -> list[Recipient]:
    """Who receives what activities use, and who keeps the stores where it lies."""
    names: dict[str, None] = {}
    for activity in activities:  # type: ignore[attr-defined]
        keep = [policy.stores[table.store].kept_by for table in activity.uses if table.store in policy.stores]
        names |= dict.fromkeys([*keep, *activity.recipients])
    return [policy.recipients[n] for n in names if n in policy.recipients]


def _role(recipient: Recipient) -> str:
    return {"processor": t("processor"), "controller": t("controller"), "authority": t("public authority")}[recipient.role]


def _special(activity: Activity, categories: set[str]) -> Iterator[str]:
    special = [t(c) for c in CATEGORIES if c in categories and (c in SPECIAL or c == "national number")]
    if special:
        yield enumeration(special)
    for article, why in activity.ground.items():
        yield cited(why if article == "law" else f"{_article(article)}: {why}")


def _article(said_: str) -> str:
    """An article of the GDPR, where only its number is said."""
    return f"GDPR {said_}" if said_.startswith("art.") else said_


def _transfers(receiving: Sequence[Recipient], on: date) -> Iterator[str]:
    for one in receiving:
        if not one.country or in_eea(one.country, on):
            continue
        yield t("{name} in {country}: {safeguard}", name=called(one), country=country(one.country), safeguard=safeguard(one, on))


def safeguard(recipient: Recipient, on: date, ours: bool = True) -> str:
    """What protects data at a recipient outside the European Economic Area; '' inside it. `ours`: with the file of our own assessment."""
    if not recipient.country or in_eea(recipient.country, on):
        return ""
    found = []
    decision = adequacy(recipient.country, on)
    if decision is not None and decision.value != "partial":
        found.append(t("adequacy decision of the European Commission ({source})", source=decision.source))
    if recipient.safeguard_texts:
        found.append(said(recipient.safeguard_texts))
    if ours and recipient.assessment and recipient.assessment.file:
        found.append(t("assessed in {file}", file=recipient.assessment.file))
    return enumeration(found) or t("no safeguard is named")


def agreed(recipient: Recipient) -> str:
    """The agreement with a supplier, in words; '' where there is none."""
    one = recipient.agreement
    if one is None or one.signed is None:
        return ""
    if one.until is None:
        return t("signed on {day}", day=day(one.signed))
    return t("signed on {day}, until {until}", day=day(one.signed), until=day(one.until))


def _period(policy: Policy, activity: Activity) -> Iterator[str]:
    for clause in sentences.told(activity):
        yield period(policy, clause)
    for clause in activity.maximum:
        yield t("in any case no longer than this: {period}", period=period(policy, clause))


def period(policy: Policy, clause: Clause) -> str:
    """A clause of a period, in words that address nobody."""
    match clause:
        case UntilWithdrawn():
            return t("until the consent is withdrawn")
        case WhileRowExists():
            return t("as long as it is recorded")
        case WhileRows():
            things = sentences.called(policy, clause.table) or sentences.plain_name(sentences.table_name(clause.table))
            return t("as long as there are {things}", things=things)
    return sentences.clause(policy, clause)


def _named(basis: str, reference: str) -> str:
    """A basis with its article, and what it rests on."""
    if basis not in BASES:
        return ""
    name, letter = BASES[basis]
    base = f"{capital(t(name))} ({cited(f'GDPR art. 6(1)({letter})')})"
    return f"{base}: {cited(reference)}" if reference else base


def _basis(activity: Activity) -> Iterator[str]:
    if activity.for_customers:
        yield t("On the instructions of the customer ({article})", article=cited("GDPR art. 28(3)(a)"))
        return
    reference = said(activity.reference_texts, activity.reference) if activity.contract_while is None else ""
    yield _named(activity.basis, reference)


def _assessments(activity: Activity) -> Iterator[str]:
    if activity.balancing:
        yield t("balancing test: {file}", file=activity.balancing)
    if activity.dpia:
        yield t("impact assessment: {file}", file=_assessed(activity.dpia))


def _assessed(one: Assessed) -> str:
    return one.file or t("not needed, because {reason}", reason=one.not_needed)


def _systems(policy: Policy, activity: Activity) -> Iterator[str]:
    """The stores, each with its tables, its country and its backups."""
    tables: dict[str, list[Name]] = {}
    for name in activity.uses:
        tables.setdefault(name.store, []).append(name)
    for store, names in tables.items():
        one = policy.stores.get(store)
        listed = ", ".join(n.table for n in names if n.table != store)  # as the database calls them: who looks there needs it
        where = f"{store}: {listed}" if listed else store
        facts = []
        if one and one.country:
            facts.append(country(one.country))
        if one and one.kept_by in policy.recipients:
            facts.append(called(policy.recipients[one.kept_by]))
        yield f"{where} ({', '.join(facts)})" if facts else where


def _reviewed(policy: Policy, activity: Activity) -> str:
    """The later of the day of this line and that of the whole register."""
    try:
        own = date.fromisoformat(activity.reviewed)
    except ValueError:
        return reviewed(policy)
    whole = policy.register.on if policy.register else None
    return day(own) if whole is None or own > whole else reviewed(policy)


def _supplier(recipient: Recipient, on: date) -> Supplier:
    return Supplier(
        called(recipient),
        (
            said(recipient.purpose),
            _role(recipient),
            capital(country(recipient.country)) if recipient.country else "",
            safeguard(recipient, on),
            agreed(recipient),
        ),
    )


def _party(policy: Policy, customer: Customer) -> Party:
    facts = [
        (t("Contact"), customer.contact),
        (t("Address"), customer.address),
        (t("Data protection officer"), customer.officer),
        (t("Representative"), customer.representative),
        (t("Customer since"), day(customer.since) if customer.since else ""),
        (t("Agreement ended"), day(customer.ended) if customer.ended else ""),
    ]
    periods: dict[str, list[str]] = {}
    for name, length in differing(policy, customer).items():
        purpose = said(policy.activities[name].purpose, name)
        periods.setdefault(sentences.length(grammar.length(length)), []).append(purpose)
    return Party(
        customer.name,
        tuple((label, text) for label, text in facts if text),
        tuple((length, tuple(purposes)) for length, purposes in periods.items()),
    )


def _organisation(policy: Policy) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Who keeps the register, and whom the law wants named beside it (GDPR art. 30(1)(a), 30(2)(a))."""
    one = policy.organisation
    roles = [t("controller") if r == "controller" else t("processor") for r in one.roles]
    yield t("Name"), (one.name,)
    if roles:
        yield t("Role"), (capital(enumeration(roles)),)
    yield t("Address"), one.address
    yield t("Contact"), tuple(x for x in (one.contact, one.telephone, one.website) if x)
    yield t("Registration"), (one.registration,) if one.registration else ()
    if one.officer:
        label = t("Data protection officer") if one.officer.get("is") == "data protection officer" else t("Privacy officer")
        yield label, tuple(one.officer[k] for k in ("name", "email", "telephone", "address") if one.officer.get(k))
    if r := one.representative:
        yield t("Representative"), tuple(x for x in (said(r.called), r.email, r.telephone, ", ".join(r.address)) if x)
    for partner in one.partners:
        yield t("Decides with us"), (partner.name, partner.contact, said(partner.agreement))


def _measures(policy: Policy, on: date) -> Iterator[tuple[str, str]]:
    """How data is protected, and whether that is known."""
    for one in (policy.measures or {}).values():
        promise = policy.promises.get(one.promise)
        if promise is None:
            yield said(one.said, one.name), ""
            continue
        state = promises.state_on(promise, on)
        if state == "attested" and promise.date:
            known = t("declared by {by} on {day}", by=promise.by, day=day(date.fromisoformat(promise.date)))
        elif state == "enforced":
            known = t("carried out and measured")
        else:
            known = t("not shown yet")
        yield said(promise.said), known
