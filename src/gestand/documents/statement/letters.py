"""Letters that the statement leads to: a change that is announced (promise A3), and word to people who were never asked (GDPR art. 14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gestand.documents import sentences
from gestand.documents.letters import Letter, Link, Points
from gestand.documents.paper.tree import capital
from gestand.documents.statement import rights
from gestand.documents.statement.changes import Change, in_words
from gestand.documents.statement.parts import called, categories, listed, people_of, recipients_of
from gestand.documents.statement.uses import basis
from gestand.policy.model import Name, Policy
from gestand.words import day, said, t


def announcement(policy: Policy, found: Sequence[Change], on: date) -> Letter:
    """What changes for one person, said apart from everything else."""
    name = policy.organisation.name
    return Letter(
        t("{name} changes its privacy statement", name=name),
        (
            t("We changed our privacy statement on {day}. This is what changes for you:", day=day(on)),
            Points(tuple(in_words(change) for change in found)),
            *_link(policy),
            t(
                "You do not have to do anything. Do you not want this, or do you have a question? Write to {contact}.",
                contact=policy.organisation.contact,
            ),
            _complain(policy),
        ),
    )


def never_asked(policy: Policy, table: Name, kind: str, on: date) -> Letter:
    """What GDPR art. 14 wants people to hear whose data came from somebody else, and that they can object (art. 21(4))."""
    one, source = policy.organisation, said(policy.tables[table].source_called)
    uses = [a for a in policy.activities.values() if table in a.uses and kind in people_of(policy, a)]
    words = categories(policy, [(table, [c.name for c in policy.tables[table].personal])])
    items = [t("This data: {data}.", data=", ".join(words))]
    for activity in uses:
        receiving = recipients_of(policy, activity)
        items.append(
            " ".join(
                [
                    f"{capital(said(activity.purpose, activity.name))}.",
                    *basis(activity),
                    t("We keep this {period}.", period=sentences.kept(policy, activity)),
                    *([t("We share it with {others}.", others=listed(map(called, receiving)))] if receiving else []),
                ]
            )
        )
    return Letter(
        t("{name} has data about you", name=one.name),
        (
            t("We got data about you from somebody else: {source}.", source=source)
            if source
            else t("We got data about you from somebody else."),
            t("So we tell you what we do with it. You do not have to do anything."),
            Points(tuple(items)),
            *_link(policy),
            t("You can object to this. Write to {contact}, and we look at it for you.", contact=one.contact),
            t(
                "You can see your data, correct it and have it removed. You get an overview within {time}.",
                time=rights.answered_in(policy, on),
            ),
            _complain(policy),
            t("We are {name}, {address}.", name=one.name, address=", ".join(one.address)) if one.address else "",
        ),
    )


def _complain(policy: Policy) -> str:
    found = rights.authority(policy)
    if found is None:
        return ""
    return t("You can always complain to {authority}.", authority=said(found.called))


def _link(policy: Policy) -> tuple[Link, ...]:
    where = said(policy.statement.published_at) if policy.statement else ""
    return (Link(t("Read our whole statement"), where),) if where else ()
