"""What data is used for: per group of people, each use with why, which data, how long, and who receives it (GDPR art. 13(1)(c) to (e), 13(2)(a),
(c), (e) and (f), 14(1)(d))."""

from __future__ import annotations

from collections.abc import Iterator

from gestand.documents import sentences
from gestand.documents.paper.tree import anchor, capital, paragraph, term
from gestand.documents.statement.parts import EVERYBODY, called, categories, keepers, listed, people_of, recipients_of
from gestand.documents.statement.tree import Block, Items, Paragraph, Points, Section, Sentence, Term, Terms
from gestand.policy.grammar import After
from gestand.policy.model import Activity, Policy
from gestand.words import said, t, tn
from gestand.words.articles import cited


def section(policy: Policy) -> Section:
    """The uses, group by group."""
    groups = _groups(policy)
    inner = tuple(_group(policy, kind, own, also) for kind, (own, also) in groups.items())
    intro: list[Block] = [
        paragraph("uses.intro", t("Look for the groups that you belong to. There you read what we use your data for."))
    ]
    if len(inner) > 1:
        points = tuple(paragraph(f"uses.group.{kind}", group.heading) for kind, group in zip(groups, inner, strict=True))
        intro.append(Points(points, tuple(group.id for group in inner)))
    kept = keepers(policy)
    for_us = kept and all(store.kept_by for store in policy.stores.values())
    intro.append(
        paragraph(
            "uses.end",
            tn(
                "All this data is kept for us by {keepers}.",
                "These parties keep all of it for us: {keepers}.",
                len(kept),
                keepers=listed(map(called, kept)),
            )
            if for_us
            else "",
            Sentence(
                t("Has the time passed? Then we delete the data, or make sure that it no longer leads to you."), activity="*"
            ),
        )
    )
    return Section("uses", t("What do we use your data for?"), tuple(intro), inner)


def _groups(policy: Policy) -> dict[str, tuple[list[Activity], list[Activity]]]:
    """Per kind of people the activities told there, and those told with another kind."""
    groups: dict[str, tuple[list[Activity], list[Activity]]] = {kind: ([], []) for kind in [*policy.kinds, EVERYBODY]}
    for activity in policy.activities.values():
        first, *others = people_of(policy, activity) or (EVERYBODY,)
        groups[first][0].append(activity)
        for kind in others:
            groups[kind][1].append(activity)
    return {kind: found for kind, found in groups.items() if found[0] or found[1]}


def _group(policy: Policy, kind: str, own: list[Activity], also: list[Activity]) -> Section:
    name = said(policy.kinds[kind].called, kind) if kind in policy.kinds else t("everybody")
    inner = [_use(policy, a) for a in own]
    people = (kind,) if kind in policy.kinds else ()
    if also:
        points = tuple(paragraph(f"{kind}.also.{a.name}", capital(said(a.purpose, a.name))) for a in also)
        heading = t("What we also use your data for") if own else t("What we use your data for")
        links = Points(points, tuple(f"use-{anchor(a.name)}" for a in also))
        inner.append(Section(f"also-{anchor(kind)}", heading, (links,), (), people))
    return Section(f"people-{anchor(kind)}", capital(name), (), tuple(inner), people)


def _use(policy: Policy, activity: Activity) -> Section:
    heading = capital(said(activity.purpose, activity.name))
    return Section(
        f"use-{anchor(activity.name)}", heading, (Terms(tuple(terms(policy, activity))),), (), people_of(policy, activity)
    )


def terms(policy: Policy, activity: Activity) -> Iterator[Term]:
    """A use explained: why it is allowed, which data, how long, who receives it, and what else people must know of it."""
    name = activity.name
    promise = activity.promises[0] if activity.promises else ""
    yield term(f"{name}.basis", t("Why may we do this?"), *basis(activity))
    if words := categories(policy, activity.uses.items()):
        yield Term(t("Which data?"), (Items(f"{name}.data", words),))
    yield Term(t("How long?"), tuple(period(policy, activity)))
    if receiving := recipients_of(policy, activity):
        yield Term(t("Who receives it?"), (Items(f"{name}.recipients", tuple(map(called, receiving))),))
    if given := _given(policy, activity):
        yield term(f"{name}.given", t("Do you have to give it?"), *given)
    if activity.profiling:
        yield term(f"{name}.profiling", t("Do we make a profile of you?"), Sentence(said(activity.profiling), promise))
    if activity.decision:
        yield term(
            f"{name}.decision",
            t("Does a computer decide?"),
            t("Yes. This is how: {logic}.", logic=said(activity.decision.logic).rstrip(".")),
            t("What it means for you: {consequences}.", consequences=said(activity.decision.consequences).rstrip(".")),
            t("You can always ask that a person looks at it."),
        )


def period(policy: Policy, activity: Activity) -> Iterator[Paragraph | Items]:
    """How long an activity keeps what it uses. Several moments to count from are listed: one sentence with all of them is hard to read."""
    name = f"{activity.name}.period"
    promise = activity.promises[0] if activity.promises else ""
    several = [c for c in activity.keep if isinstance(c, After) and len(c.anchors) > 1 and c.length]
    clauses = [capital(sentences.clause(policy, c)) for c in sentences.told(activity)]
    if not several and len(clauses) > 1:
        sentences_ = [Sentence(f"{one}.", promise, activity.name) for one in clauses]
        yield paragraph(name, *sentences_, t("The longest counts."))
        return
    if not several:
        yield paragraph(name, Sentence(f"{capital(sentences.kept(policy, activity))}.", promise, activity.name))
        return
    for number, clause in enumerate(activity.keep):
        id = f"{name}.{number}" if number else name
        if clause in several:
            assert isinstance(clause, After) and clause.length
            length = sentences.length(clause.length)
            said_ = t("Until {length} after the end of the year of the last of these moments:", length=length)
            said_ = said_ if clause.year_end else t("Until {length} after the last of these moments:", length=length)
            yield paragraph(id, Sentence(said_, promise, activity.name))
            yield Items(f"{id}.moments", tuple(sentences.moment(policy, a) for a in clause.anchors))
        else:
            yield paragraph(id, Sentence(f"{capital(sentences.clause(policy, clause))}.", promise, activity.name))


def basis(activity: Activity) -> Iterator[str]:
    """Why an activity is allowed, in plain sentences."""
    if activity.for_customers:
        yield t("We do this for a customer of ours. That customer decides about it.")
        if activity.basis == "contract":
            return  # with that customer, not with you
    reference = cited(said(activity.reference_texts, activity.reference))
    match activity.basis:
        case "contract":
            yield t("We need this for our contract with you.")
        case "consent":
            yield t("You said yes to this: “{question}”", question=reference) if reference else t("You said yes to this.")
            yield t("You can withdraw your consent whenever you like.")
        case "legal obligation":
            yield t("The law says so: {article}.", article=reference)
        case "legitimate interest":
            yield t("This is in our interest: {interest}.", interest=reference.rstrip("."))
            if activity.balancing:
                yield t("We weighed that against your privacy, and wrote it down. You can ask us for it.")
            yield t("You can object.")
        case "vital interest":
            yield t("Somebody's life depends on it.")
        case "public task":
            yield t("It is our public task: {article}.", article=reference)
            yield t("You can object.")


def _given(policy: Policy, activity: Activity) -> list[str]:
    """Whether people must give the data, and what happens if they don't: only of what they give themselves."""
    if policy.tables[activity.table].source != "person" or activity.for_customers:
        return []
    match activity.basis:
        case "contract":
            without = said(activity.without) or t("we can't do this")
            return [t("Yes."), t("Without it {what_happens}.", what_happens=without.rstrip("."))]
        case "legal obligation":
            return [t("The law obliges us to have this data.")]
        case "consent":
            return [t("No. You choose yourself.")]
    return []
