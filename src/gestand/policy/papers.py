"""Reads what papers need from the tree of the files: measures, the last look at the register, who our customers are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from gestand.policy import grammar, quoting, tables
from gestand.policy.agreed import Measure, Review
from gestand.policy.grammar import Length, NotSaid
from gestand.policy.model import Name, Table, Told
from gestand.policy.quoting import name as name_of
from gestand.policy.source import Node
from gestand.policy.statement import text
from gestand.policy.tables import Findings, Names, near_name, texts
from gestand.words import t

CUSTOMER = ("called", "contact", "language", "address", "officer", "representative", "since", "ended")
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


def told(node: Node, customers: Name, made: Mapping[Name, Table], names: Names, found: Findings) -> dict[str, Told]:
    """Where the name, the contact and the rest of each customer stand."""
    read: dict[str, Told] = {}
    for name in CUSTOMER:
        child = node.get(name)
        if child is None:
            continue
        parts = [_told(part, customers, made, names, found) for part in child.parts if isinstance(part.value, str)]
        good = [part for part in parts if part]
        if len(good) == 1:
            read[name] = good[0]
        elif good:
            read[name] = Told(tuple(c for part in good for c in part.columns), good[0].table, good[0].by, good[0].when)
    return read


_FAR = re.compile(r"(?P<column>.+?) by (?P<by>.+?)(?: when (?P<when>.+))?")


def _told(node: Node, customers: Name, made: Mapping[Name, Table], names: Names, found: Findings) -> Told | None:
    far = _FAR.fullmatch(node.text)
    if not far:
        return Told((name_of(node.text),)) if _there(customers, node.text, made, node, found) else None
    *at, column = quoting.names(far["column"])
    table = names.find(quoting.path(*at), node.place, found, customers.store) if at else customers
    if table is None or table not in made:
        return None
    if not (_there(table, column, made, node, found) and _there(table, far["by"], made, node, found)):
        return None
    when = None
    if far["when"]:
        try:
            when = grammar.condition(far["when"])
        except NotSaid as error:
            found.unread(error, node.place, "customers of ours")
            return None
        tables.check_condition(when, made[table], found, node.place)
    return Told((name_of(column),), table, name_of(far["by"]), when)


def _there(table: Name, column: str, made: Mapping[Name, Table], node: Node, found: Findings) -> bool:
    seen = made[table].seen if table in made else None
    if seen is None or name_of(column) in seen.columns:
        return True
    found.add(
        "GS402",
        "vanished-column",
        t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=table),
        near_name(column, seen.columns),
        place=node.place,
        about="customers of ours",
    )
    return False
