"""The `promises` section: each sentence of the statement, and who or what carries it out where no activity does."""

from __future__ import annotations

import re
from datetime import date

from gestand.law.periods import Period
from gestand.policy.grammar import NotSaid, length
from gestand.policy.model import Policy, Promise
from gestand.policy.source import Node
from gestand.policy.tables import Findings, texts


def promises(section: Node, found: Findings) -> dict[str, Promise]:
    """The declared promises by id; what is wrong with their form was found by the schema."""
    made = {}
    for name, node in section.items.items():

        def text(setting: str, node: Node = node) -> str:
            child = node.get(setting)
            return child.text if child and isinstance(child.value, str) else ""

        again = text("again")
        if again:
            try:
                length(again)
            except NotSaid as error:
                found.unread(error, node.child("again").place, name)
                again = ""
        said, through = node.get("said"), node.get("through")
        because = node.get("because")
        made[name] = Promise(
            name,
            texts(said) if said else {},
            text("state") or "enforced",
            tuple(p.text for p in through.parts) if through else (),
            text("by"),
            text("date"),
            text("evidence"),
            again,
            texts(because) if because else {},
            section.names[name],
        )
    return made


def carriers(policy: Policy, promise: str) -> list[str]:
    """The activities that name the promise."""
    return [a.name for a in policy.activities.values() if promise in a.promises]


def good_until(promise: Promise) -> date | None:
    """Until when an attestation counts; None where nothing is attested, or for ever."""
    if promise.state != "attested" or not promise.again:
        return None
    try:
        given = date.fromisoformat(promise.date)
    except ValueError:
        return None
    many = length(promise.again)
    return Period(many.count, many.unit).ends(given)  # type: ignore[arg-type]


def state_on(promise: Promise, today: date) -> str:
    """The state on a day: what had to be attested again and was not, is unproven."""
    end = good_until(promise)
    return "unproven" if end and end < today else promise.state


def unmeasured(policy: Policy) -> list[Promise]:
    """The promises that no predicate measures: nobody but a person, or Gestand itself, carries them out, or a part is still missing."""
    return [p for p in policy.promises.values() if p.state != "enforced" or not carriers(policy, p.id)]


def order(promise: str) -> tuple[str, int, str]:
    """For sorting: C2 comes before C10."""
    letters, figures = re.match(r"(\D*)(\d*)", promise).groups()  # type: ignore[union-attr]
    return letters, int(figures or 0), promise
