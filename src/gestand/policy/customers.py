"""Reads who our customers are, for a processor: whose customer each row belongs to, their own periods, and where their names stand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from gestand.policy import grammar, quoting, tables
from gestand.policy.grammar import NotSaid
from gestand.policy.model import Name, OurCustomers, Table, Told
from gestand.policy.quoting import name as name_of
from gestand.policy.source import Node
from gestand.policy.tables import Findings, Names, near_name
from gestand.words import t

CUSTOMER = ("called", "contact", "language", "address", "officer", "representative", "since", "ended")


def customers(tree: Node, folder: Path, made: Mapping[Name, Table], names: Names, found: Findings) -> OurCustomers | None:
    """The section `customers of ours`; None where the policy has none."""
    node = tree.get("customers of ours")
    if node is None or not all(node.get(k) for k in ("in", "on each row", "periods")):
        return None
    table = names.find(node.child("in").text, node.child("in").place, found)
    if table is None:
        return None
    periods: dict[str, dict[str, str]] = {}
    at = node.get("periods")
    assert at is not None
    try:
        rows = list(csv.DictReader(io.StringIO((folder / at.text).read_text("utf-8-sig"))))
        for number, row in enumerate(rows, 2):
            try:
                grammar.length(row["period"])
                periods.setdefault(row["activity"].strip(), {})[row["customer"].strip()] = row["period"].strip()
            except (KeyError, NotSaid, AttributeError):
                found.add(
                    "GS210",
                    "periods-file",
                    t("line {line} of `{file}` is not `activity,customer,period`", line=number, file=at.text),
                    t("write for instance `recordings,12,30 days`"),
                    place=at.place,
                    about=at.text,
                )
    except (OSError, UnicodeDecodeError):
        found.add(
            "GS210",
            "periods-file",
            t("`{file}` cannot be read", file=at.text),
            t("it lies in the folder of the policy, with the columns activity,customer,period"),
            place=at.place,
            about=at.text,
        )
    otherwise = node.get("otherwise")
    return OurCustomers(
        table,
        name_of(node.child("on each row").text),
        periods,
        otherwise.text if otherwise else "",
        told(node, table, made, names, found),
        tree.names["customers of ours"],
    )


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
