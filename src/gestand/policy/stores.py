"""The `stores` section: databases by URL, folders of files, logs of a web server. From text to Store values; no store is opened."""

from __future__ import annotations

import re
from contextlib import suppress
from zoneinfo import ZoneInfo

from gestand.policy import grammar, source
from gestand.policy.grammar import NotSaid
from gestand.policy.model import Files, Logs, Store
from gestand.policy.naming import Naming, naming
from gestand.policy.source import Node
from gestand.policy.tables import SETTINGS, Findings
from gestand.words import t

KINDS = ("url", "files", "logs")  # what a store can be: a database, a folder, logs


def stores(tree: Node, found: Findings) -> dict[str, Store]:
    """The declared stores, their places filled in from the environment; one whose place can't be filled in is left out."""
    made = {}
    for name, node in tree.child("stores").items.items():
        kinds = [kind for kind in KINDS if _said(node, kind) is not None]
        if not kinds:
            continue  # the shape of the policy says what is wrong
        if len(kinds) > 1:
            found.add(
                "GS113",
                "unknown-value",
                t("`{store}` is said to be two things: `{first}` and `{second}`", store=name, first=kinds[0], second=kinds[1]),
                t("make two stores of it"),
                place=node.names[kinds[1]],
                about=name,
            )
            continue
        place = tree.child("stores").names[name]
        times = _times(node, name, found)
        schema, backups, country, kept_by = (_said(node, s) or "" for s in ("schema", "backups", "country", "kept by"))
        if kinds == ["url"]:
            url = _url(node, name, found)
            if url is not None:
                made[name] = Store(name, url, times, place, schema, backups, country, kept_by)
        else:
            lists = _files(node, tree, name, found) if kinds == ["files"] else _logs(node, tree, name, found)
            if lists is not None:
                made[name] = Store(name, "", times, place, schema, backups, country, kept_by, lists)
    return made


def _said(node: Node, setting: str) -> str | None:
    """The text under a setting; None where there is none, or something that is no text."""
    child = node.get(setting)
    return child.value if child is not None and isinstance(child.value, str) else None


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _times(node: Node, name: str, found: Findings) -> str:
    times = _said(node, "times")
    if times and not is_zone(times):
        found.add(
            "GS205",
            "phrase-not-understood",
            t("`{text}` is no time zone", text=times),
            t("write a name such as `UTC` or `Europe/Amsterdam`"),
            place=node.child("times").place,
            about=name,
        )
    return times if times and is_zone(times) else "UTC"


def _url(node: Node, name: str, found: Findings) -> str | None:
    url = node.child("url")
    text, problems = source.expand(url)
    found.all += problems
    if re.search(r"://[^/@\s]+:[^/@\s$]+@", url.text):
        found.add(
            "GS104",
            "secret-in-file",
            t("the URL of `{store}` holds a password", store=name),
            t('put the whole URL in the environment: `url: "${{{name}_URL}}"`', name=name.upper()),
            place=url.place,
            about=name,
        )
    return None if problems else text


def _path(node: Node, name: str, found: Findings) -> str | None:
    """A whole path, filled in; None with a finding where it is not."""
    text, problems = source.expand(node)
    found.all += problems
    if problems:
        return None
    if not text.startswith("/") or "\0" in text or "/../" in f"{text}/":
        found.add(
            "GS113",
            "unknown-value",
            t("`{value}` can't be said for `{where}`", value=text, where=f"stores.{name}"),
            t("write the whole path, from `/` on: `{example}`", example="/srv/recordings"),
            place=node.place,
            about=name,
        )
        return None
    return text


def _files(node: Node, tree: Node, name: str, found: Findings) -> Files | None:
    folder = _path(node.child("files"), name, found)
    pattern: Naming | None = None
    if (said := _said(node, "named")) is not None:
        try:
            pattern = naming(said)
        except NotSaid as error:
            found.unread(error, node.child("named").place, name)
            return None
    if folder is None:
        return None
    return Files(folder, pattern, _said(node, "overwrite") == "yes", _named(tree.child("data").child(name)))


def _logs(node: Node, tree: Node, name: str, found: Findings) -> Logs | None:
    folder = _path(node.child("logs"), name, found)
    fields = {column: where.text for column, where in node.child("fields").items.items() if isinstance(where.value, str)}
    for column in fields:
        if (
            not re.fullmatch(r"[A-Za-z_]\w*", column, re.ASCII)
            or column.startswith("gs_")
            or column in ("line", "modified", "other")
        ):
            found.add(
                "GS113",
                "unknown-value",
                t("`{name}` is no name for a field", name=column),
                t("write a name of letters, digits and underscores"),
                place=node.child("fields").names[column],
                about=name,
            )
            return None
    named = _said(node, "named") or ""
    if named.startswith("/") or set(named.split("/")) & {"", ".", ".."} or "\0" in named or "{" in named:
        if node.get("named"):
            found.add(
                "GS113",
                "unknown-value",
                t("`{value}` can't be said for `{where}`", value=named, where=f"stores.{name}.named"),
                t("write what the files are called below the folder, with `*`: `{example}`", example="access.log*"),
                place=node.child("named").place,
                about=name,
            )
        return None
    if folder is None:
        return None
    format_ = _said(node, "format") or "combined"
    said = _columns(tree.child("data").child(name)) if format_ == "json" else frozenset()
    return Logs(folder, named, format_, fields, said, _said(node, "overwrite") == "yes")


def _named(line: Node) -> frozenset[str]:
    """The columns that the line of a store under `data` speaks of, without those that it calls plain."""
    words: set[str] = set()
    harmless: set[str] = set()
    for heading, node in line.items.items():
        if heading in ("whose", "mentions"):
            for text in (*(n.text for n in source.texts(node)), *(name for part in node.parts for name in part.items)):
                words |= set(re.findall(r"[A-Za-z_]\w*", text))
        elif heading == "collected" or heading not in SETTINGS:
            (harmless if heading == "plain" else words).update(_said_in(node))
    return frozenset(words - harmless)


def _said_in(node: Node) -> set[str]:
    """The columns listed under one heading."""
    return {c for part in node.parts for c in (set(part.items) or ({part.text} if isinstance(part.value, str) else set()))}


def _columns(line: Node) -> frozenset[str]:
    """The columns that the line of a store under `data` names: under a category, as a key, or as what leads to somebody."""
    named: set[str] = set()
    for heading, node in line.items.items():
        if heading in ("whose", "mentions"):
            for text in (*(n.text for n in source.texts(node)), *(name for part in node.parts for name in part.items)):
                with suppress(NotSaid):
                    named |= set(grammar.hop(text).by)
        elif heading in ("collected", "key") or heading not in SETTINGS:
            named |= _said_in(node)
    return frozenset(named)


def as_tables(tree: Node) -> Node:
    """The tree with the line of each store that is one table written as that of a database: under its own name once more."""
    data = tree.get("data")
    if data is None:
        return tree
    items = dict(data.items)
    for name, node in tree.child("stores").items.items():
        line = items.get(name)
        if line is not None and (node.get("files") or node.get("logs")) and set(line.items) != {name}:
            items[name] = Node({name: line}, line.place, {name: data.names[name]})
    return Node({**tree.items, "data": Node(items, data.place, data.names)}, tree.place, tree.names)
