"""What only the statement needs, read from the tree of the files: who we are, cookies, platforms, cameras, words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from gestand.diagnostics import Place
from gestand.law.deadlines import Within
from gestand.policy.grammar import Length, NotSaid, Ref, ref
from gestand.policy.model import (
    Activity,
    Assessed,
    Cameras,
    Contact,
    Cookie,
    Decision,
    Partner,
    Platform,
    Recipient,
    Statement,
    Store,
    Term,
)
from gestand.policy.source import Node
from gestand.policy.tables import Findings, did_you_mean, texts
from gestand.words import t


def text(node: Node, name: str, default: str = "") -> str:
    """The text under a name; where none is, the default."""
    child = node.get(name)
    return child.text if child and isinstance(child.value, str) else default


def said(node: Node, name: str) -> dict[str, str]:
    """The text in each language under a name; where none is, nothing."""
    child = node.get(name)
    if child is None or isinstance(child.value, list):
        return {}
    return {k: v for k, v in texts(child).items() if isinstance(v, str)}


def lines(node: Node, name: str) -> tuple[str, ...]:
    """A text or a list of texts as lines."""
    child = node.get(name)
    return tuple(p.text for p in child.parts if isinstance(p.value, str)) if child and not child.items else ()


def within(promised: str) -> Within | None:
    """The time in which a request is promised to be done; None for what can't be read."""
    if promised == "at once":
        return Within(0, "days")
    found = re.fullmatch(r"(\d+) (day|working day|week|month)s?(?: after (receipt|identification))?", promised)
    if found is None:
        return None
    unit: Any = f"{found[2]}s"
    after: Any = found[3] or "receipt"
    return Within(int(found[1]), unit, after)


def contact(node: Node | None) -> Contact | None:
    """Somebody to write to."""
    if node is None or not node.items:
        return None
    called = said(node, "called") or {"en": text(node, "name")}
    return Contact(called, text(node, "email"), text(node, "telephone"), lines(node, "address"), text(node, "website"))


def organisation(node: Node) -> dict[str, Any]:
    """What the organisation says of itself for the statement."""
    roles = node.get("role")
    return {
        "roles": tuple(p.text for p in roles.parts if isinstance(p.value, str)) if roles and not roles.items else (),
        "address": lines(node, "address"),
        "registration": text(node, "registration"),
        "website": text(node, "website"),
        "telephone": text(node, "telephone"),
        "portal": text(node, "portal"),
        "form_of_address": text(node, "form of address", "u"),
        "representative": contact(node.get("representative")),
        "authority": contact(node.get("authority")),
        "partners": tuple(
            Partner(name, text(one, "contact"), said(one, "agreement")) for name, one in node.child("together with").items.items()
        ),
        "place": node.place,
    }


def statement(tree: Node) -> Statement | None:
    """The section `statement`; None where the policy has none, or says nothing in it."""
    node = tree.get("statement")
    if node is None or not node.items:
        return None
    place = tree.names["statement"]
    return Statement(
        place,
        said(node, "published at"),
        said(node, "introduction"),
        text(node, "automated decisions") == "none",
        tuple(Term(said(one, "called"), said(one, "means")) for one in node.child("glossary").items.values()),
        {name: url.text for name, url in node.child("of our customers").items.items() if isinstance(url.value, str)},
    )


def recipient(name: str, node: Node, place: Place) -> Recipient:
    """Somebody who receives data."""
    safeguards = said(node, "safeguard")
    return Recipient(
        name,
        said(node, "called"),
        text(node, "country"),
        text(node, "role", "processor"),
        safeguards.get("en") or next(iter(safeguards.values()), ""),
        place,
        safeguards,
        said(node, "for"),
        text(node, "name"),
        text(node, "website"),
        text(node, "copy"),
        assessed(node, "assessment"),
        text(node, "tell"),
    )


def cookies(tree: Node, recipients: Mapping[str, Recipient], found: Findings) -> dict[str, Cookie] | None:
    """The cookies; None where the policy does not say whether there are any."""
    node = tree.get("cookies")
    if node is None:
        return None
    made = {}
    for name, one in node.items.items():
        party = one.get("party")
        if party is not None and not _known(party, recipients, "GS209", found, name):
            party = None
        lasts = re.fullmatch(r"(\d+) (minute|hour|day|week|month|year)s?", text(one, "lasts"))
        made[name] = Cookie(
            name,
            said(one, "purpose"),
            party.text if party else "",
            Length(int(lasts[1]), f"{lasts[2]}s") if lasts else None,
            text(one, "needed", "no"),
            node.names[name],
        )
    return made


def _known(node: Node, names: Collection[str], code: str, found: Findings, about: str) -> bool:
    """The node names a recipient (GS209) or an activity (GS212) that there is."""
    name = node.value if isinstance(node.value, str) else ""
    if name in names:
        return True
    message = t("`{name}` is no recipient", name=name) if code == "GS209" else t("`{name}` is no activity", name=name)
    help = t("declare it under `recipients`") if code == "GS209" else t("declare it under `activities`")
    kind = "unknown-recipient" if code == "GS209" else "unknown-activity"
    found.add(code, kind, message, did_you_mean(name, names) or help, place=node.place, about=about)
    return False


def keepers(tree: Node, stores: Mapping[str, Store], recipients: Mapping[str, Recipient], found: Findings) -> None:
    """Finds stores that are kept by nobody we know."""
    for name in stores:
        by = tree.child("stores").child(name).get("kept by")
        if by is not None:
            _known(by, recipients, "GS209", found, name)


def never(tree: Node) -> dict[str, str]:
    """What is said not to be done, with the promise that says so where one is named."""
    node = tree.get("never")
    if node is None:
        return {}
    return {n: one.text for n, one in node.items.items() if isinstance(one.value, str)} or dict.fromkeys(lines(tree, "never"), "")


def platforms(tree: Node) -> dict[str, Platform]:
    """Other people's platforms that see what people do."""
    node = tree.child("outside platforms")
    return {
        name: Platform(name, said(one, "called"), said(one, "sees"), said(one, "opt out"), text(one, "website"), node.names[name])
        for name, one in node.items.items()
    }


def cameras(tree: Node, activities: Mapping[str, Activity], found: Findings) -> Cameras | None:
    """Where cameras hang, and the activity that keeps the images."""
    node = tree.get("cameras")
    activity = node.get("activity") if node else None
    if node is None or activity is None or not _known(activity, activities, "GS212", found, "cameras"):
        return None
    return Cameras(said(node, "where"), activity.text, tree.names["cameras"])


def told(node: Node, about: str, found: Findings) -> dict[str, Any]:
    """What a table says of people who were never asked (GDPR art. 14): who gave the rows, and when they first hear of us."""
    made: dict[str, Any] = {}
    source_ = node.get("from")
    if source_ is not None and source_.items:
        kind = next(iter(source_.items))
        made |= {"source": "others", "source_called": said(source_, kind), "source_public": kind == "public"}
    first = node.get("first contact")
    if first is not None and isinstance(first.value, str):
        try:
            made["first_contact"] = _moment(first.text, about)
        except NotSaid as error:
            found.unread(error, first.place, about)
    if reason := node.child("not told").items:
        kind, why = next(iter(reason.items()))
        made["not_told"] = (kind, why.text if isinstance(why.value, str) else "")
    return made


def _moment(text: str, about: str) -> Ref:
    one = ref(text)
    return one if one.table else Ref(about, one.column)


def assessed(node: Node, name: str) -> Assessed | None:
    """Where a risk was assessed: a file, or why not (`{not needed: WHY}`)."""
    child = node.get(name)
    if child is None or isinstance(child.value, list):
        return None
    file = child.text if isinstance(child.value, str) else ""
    return Assessed(file, text(child, "not needed"), child.place)


def activity(node: Node) -> dict[str, Any]:
    """What an activity says that is never carried out: for the statement, and of its risks."""
    decision = node.get("automated decision")
    return {
        "on_behalf": text(node, "on behalf of") == "customers",
        "reviewed": text(node, "reviewed"),
        "without": said(node, "without it"),
        "profiling": said(node, "profiling"),
        "decision": Decision(said(decision, "logic"), said(decision, "consequences")) if decision and decision.items else None,
        "dpia": assessed(node, "dpia"),
    }
