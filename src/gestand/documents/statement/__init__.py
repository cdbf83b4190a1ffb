"""The privacy statement, from the policy that the engine carries out (promises A1 to A7, A10 to A12; GDPR art. 12 to 14).

In order of dependence:
  tree        sections, blocks, sentences; to JSON and back
  parts       what several parts ask of a policy
  uses        what data is used for, group by group
  sharing     sources, recipients, places, cookies, platforms, profiles, cameras
  rights      who we are, what people can ask, where they complain
  words       the glossary
  standing    what is known of a promise: measured, attested, unproven
  page  markdown  pdf    how it is shown
  tilt  dpv   how machines read it
  changes     what changed between two versions, in words, and for whom
"""

from __future__ import annotations

from datetime import date

from gestand.documents.paper.tree import paragraph
from gestand.documents.statement import rights, sharing, uses, words
from gestand.documents.statement.tree import Block, Paragraph, Points, Section, Sentence, Statement, sentences
from gestand.policy import promises
from gestand.policy.model import Policy
from gestand.words import addressing, enumeration, language, said, t

__all__ = ["Statement", "statement"]


def statement(policy: Policy, on: date) -> Statement:
    """The statement in the language of the moment, with the law of the day `on`. The same policy gives the same statement."""
    with addressing(policy.organisation.form_of_address):
        sections = [
            rights.who(policy),
            uses.section(policy),
            sharing.sources(policy, on),
            sharing.recipients(policy, on),
            sharing.places(policy, on),
            sharing.cookies(policy),
            sharing.platforms(policy),
            sharing.profiles(policy),
            sharing.cameras(policy),
            rights.rights(policy, on),
            rights.own(policy),
            rights.complaint(policy),
        ]
        made = Statement(
            language(),
            t("How we handle your data"),
            policy.organisation.name,
            said(policy.statement.introduction) if policy.statement else "",
            _short(policy, on),
            tuple(s for s in sections if s is not None),
            {name: said(kind.called, name) for name, kind in policy.kinds.items()},
        )
        more = _promises(policy, {s.promise for s in sentences(made)})
        closing = [*([more] if more else []), words.section(policy, on)]
        return Statement(made.language, made.title, made.name, made.lead, made.short, (*made.sections, *closing), made.called)


def _short(policy: Policy, on: date) -> Points:
    """The short version: one point a subject, each leading to its section."""
    one = policy.organisation
    others, abroad = sharing.others(policy), sharing.countries(policy, on)
    points: list[tuple[str, Paragraph]] = [
        ("who", paragraph("short.who", t("{name} is responsible for your data.", name=one.name))),
        (
            "uses",
            paragraph(
                "short.uses",
                t("For each group you read what we use your data for, and why we may."),
                t("Every use has an end."),
                Sentence(t("After that we delete the data, or make sure that it no longer leads to you."), activity="*"),
            ),
        ),
        (
            "recipients",
            paragraph(
                "short.recipients",
                t("We share data with {others}.", others=enumeration(others)) if 0 < len(others) <= 3 else "",
                t("We share data with {n} parties.", n=len(others)) if len(others) > 3 else "",
                t("We share your data with nobody.") if policy.no_recipients and not others else "",
                *sharing.never(policy, "sell data"),
            ),
        ),
        (
            "places",
            paragraph(
                "short.places",
                t("Some data goes to {countries}. You read how it is protected there.", countries=abroad)
                if abroad
                else t("Your data stays in the European Economic Area."),
            ),
        ),
        (
            "rights",
            paragraph(
                "short.rights",
                t("You can see your data, correct it, have it removed and take it with you. You can object too."),
                t("Ask, and you get an overview within {time}.", time=rights.answered_in(policy, on)),
            ),
        ),
        ("complaint", paragraph("short.complaint", _complain(policy))),
    ]
    return Points(tuple(p for _, p in points), tuple(link for link, _ in points))


def _complain(policy: Policy) -> str:
    found = rights.authority(policy)
    if found is None:
        return t("Tell us.")
    return t("Tell us, or complain to {authority}.", authority=said(found.called))


def _promises(policy: Policy, there: set[str]) -> Section | None:
    """The promises in the organisation's own words that no other sentence makes: the period of an activity says less than what a person
    declared of it. What nothing keeps yet is not promised here."""
    blocks: list[Block] = []
    left = sorted(
        (p for p in policy.promises.values() if p.state != "not yet" and (p.id not in there or p.state != "enforced")),
        key=lambda p: promises.order(p.id),
    )
    left = [p for p in left if p.state != "enforced" or not promises.carriers(policy, p.id)]
    if left:
        blocks.append(Points(tuple(Paragraph(f"promises.{p.id}", (Sentence(said(p.said), p.id),)) for p in left)))
    return Section("promises", t("What else do we promise?"), tuple(blocks)) if blocks else None
