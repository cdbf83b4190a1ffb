"""Reads what papers need from the tree of the files: measures, the last look at the register, agreements with customers and suppliers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from gestand.policy import grammar
from gestand.policy.agreed import Agreement, Agreements, Measure, Promised, Review
from gestand.policy.grammar import Length, NotSaid
from gestand.policy.model import Recipient
from gestand.policy.source import Node
from gestand.policy.statement import said, text
from gestand.policy.tables import Findings, did_you_mean, texts
from gestand.words import t

_AGAIN = Length(1, "years")
REMINDER = Length(60, "days")  # before an agreement ends


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


def agreements(tree: Node) -> Agreements | None:
    """What our agreements with customers say; None where the policy says nothing of them."""
    node = tree.get("agreements")
    if node is None or not node.items:
        return None
    return Agreements(
        said(node, "subject"),
        promised(node),
        text(node, "requests"),
        time(node, "audits") or _AGAIN,
        time(node, "lasts"),
        time(node, "reminder") or REMINDER,
        {name: one.text for name, one in node.child("signs").items.items() if isinstance(one.value, str)},
        tree.names["agreements"],
    )


def promised(node: Node) -> Promised:
    """What is promised in numbers."""
    return Promised(time(node, "breaches"), time(node, "new suppliers"), time(node, "at the end"))


def time(node: Node, name: str) -> Length | None:
    """A length of time, in hours too; None where nothing (or nothing that can be read: the shape says so) stands there."""
    found = re.fullmatch(r"(\d+) (hour|day|week|month|year)s?", text(node, name))
    return Length(int(found[1]), f"{found[2]}s") if found else None


def agreement(node: Node, found: Findings) -> Agreement | None:
    """The agreement with a supplier; None where nothing is said of one."""
    child = node.get("agreement")
    if child is None or not child.items:
        return None
    return Agreement(
        day(child, "signed", found),
        day(child, "until", found),
        text(child, "file"),
        text(child, "checklist"),
        promised(child),
        child.place,
    )


def chain(tree: Node, recipients: Mapping[str, Recipient], found: Findings) -> None:
    """Finds suppliers that work for a supplier we don't know (GS209), or for each other in a circle (GS377)."""
    for name, one in recipients.items():
        node = tree.child("recipients").child(name).get("under")
        if node is None:
            continue
        if one.under not in recipients:
            help = did_you_mean(one.under, recipients) or t("declare it under `recipients`")
            found.add(
                "GS209", "unknown-recipient", t("`{name}` is no recipient", name=one.under), help, place=node.place, about=name
            )
            continue
        above, seen = one.under, [name]
        while above in recipients and above not in seen:
            seen.append(above)
            above = recipients[above].under
        if above == name:
            found.add(
                "GS377",
                "suppliers-in-a-circle",
                t("`{name}` works for itself: {circle}", name=name, circle=" → ".join([*seen, name])),
                t("`under` names the supplier that gave it the work"),
                place=node.place,
                about=name,
            )
