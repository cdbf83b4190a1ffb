"""Reads what papers need from the tree of the files: measures, and the last look at the register."""

from __future__ import annotations

import re
from datetime import date

from gestand.policy import grammar
from gestand.policy.agreed import Measure, Review
from gestand.policy.grammar import Length, NotSaid
from gestand.policy.source import Node
from gestand.policy.statement import text
from gestand.policy.tables import Findings, texts
from gestand.words import t

_AGAIN = Length(1, "years")


def measures(tree: Node) -> dict[str, Measure] | None:
    """How data is protected; None where the policy does not say it."""
    node = tree.get("measures")
    if node is None:
        return None
    made = {}
    for name, one in node.items.items():
        promise = one.text if isinstance(one.value, str) and re.fullmatch(r"[A-Z]\d+", one.text) else ""
        made[name] = Measure(name, {} if promise else texts(one), promise, node.names[name])
    return made


def register(tree: Node, found: Findings) -> Review | None:
    """When somebody last went through the register; None where nobody says."""
    node = tree.get("register")
    if node is None or not node.items:
        return None
    again = _AGAIN
    if node.get("again"):
        try:
            again = grammar.length(text(node, "again"))
        except NotSaid as error:
            found.unread(error, node.child("again").place, "register")
    return Review(day(node, "reviewed", found), text(node, "by"), again, tree.names["register"])


def day(node: Node, name: str, found: Findings) -> date | None:
    """The day under a name; None where there is none."""
    said = text(node, name)
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        found.add(
            "GS205",
            "phrase-not-understood",
            t("`{text}` is no day of the calendar", text=said),
            t("write `2026-11-22`"),
            place=node.child(name).place,
            about=name,
        )
        return None
