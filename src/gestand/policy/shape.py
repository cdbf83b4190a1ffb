"""The shape of a policy: the published JSON Schema, and its violations said in our own words, at their place."""

from __future__ import annotations

import functools
import json
from importlib import resources
from typing import Any

from gestand.diagnostics import Diagnostic, near
from gestand.policy.source import Node, walk
from gestand.words import t


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the policy."""
    return json.loads(resources.files(__package__).joinpath("schema.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _one_of(words: list[str]) -> str:
    return ", ".join(f"`{w}`" for w in words)


def check(tree: Node) -> list[Diagnostic]:
    """Every place where the policy does not have the shape of a policy. In `tree` each store under `data` has its tables, one that is a
    single table too (policy.stores.as_tables)."""
    import jsonschema  # 0.1 s, needed only when a policy is read

    said = schema()
    tables = {
        **said["properties"]["data"],
        "additionalProperties": said["properties"]["data"]["additionalProperties"]["anyOf"][0],
    }
    problems = []
    for error in jsonschema.Draft202012Validator({**said, "properties": {**said["properties"], "data": tables}}).iter_errors(
        tree.plain()
    ):
        problems += _said(tree, error)
    return problems


def _said(tree: Node, error: Any) -> list[Diagnostic]:
    if error.validator in ("anyOf", "oneOf") and error.context:
        kind = dict if isinstance(error.instance, dict) else list if isinstance(error.instance, list) else str
        wanted = {dict: "object", list: "array", str: "string"}[kind]
        fitting = [e for e in error.context if error.schema[error.validator][e.schema_path[0]].get("type", wanted) == wanted]
        deepest = max(fitting or error.context, key=lambda e: len(e.absolute_path))
        if len(deepest.absolute_path) > len(error.absolute_path) or deepest.validator in (
            "required",
            "additionalProperties",
            "enum",
            "pattern",
        ):
            return _said(tree, deepest)
    path = list(error.absolute_path)
    nodes = list(walk(tree, *path))
    node, parent = nodes[-1], nodes[-2] if len(nodes) > 1 else None
    place = node.place
    where = ".".join(str(p) for p in path) or t("the policy")
    if error.validator in ("additionalProperties", "propertyNames"):
        known = list(error.schema.get("properties", {})) or error.schema.get("enum", [])
        unknown = [name for name in error.instance if name not in known] if isinstance(error.instance, dict) else [error.instance]
        found = []
        for name in unknown:
            guess = near(name, known)
            help = (
                (t("did you mean `{guess}`?", guess=guess),)
                if guess
                else (t("what can stand here: {names}", names=_one_of(known)),)
            )
            found.append(
                Diagnostic(
                    "GS111",
                    "unknown-name",
                    t("`{name}` means nothing here", name=name),
                    help,
                    node.names.get(name, place),
                    about=where,
                )
            )
        return found
    if parent is not None and isinstance(path[-1], str):
        place = parent.names.get(path[-1], place) if not isinstance(node.value, str) else place
    if error.validator == "required":
        missing = [name for name in error.schema["required"] if name not in error.instance]
        return [
            Diagnostic(
                "GS112",
                "missing-name",
                t("`{where}` does not say its `{name}`", where=where, name=name),
                (t("add `{name}: …`", name=name),),
                place,
                about=where,
            )
            for name in missing
        ]
    if error.validator == "enum":
        guess = near(str(error.instance), error.schema["enum"])
        return [
            Diagnostic(
                "GS113",
                "unknown-value",
                t("`{value}` can't be said for `{where}`", value=error.instance, where=where),
                (
                    t("did you mean `{guess}`?", guess=guess)
                    if guess
                    else t("what can stand here: {names}", names=_one_of(error.schema["enum"])),
                ),
                place,
                about=where,
            )
        ]
    if error.validator == "pattern":
        return [
            Diagnostic(
                "GS113",
                "unknown-value",
                t("`{value}` can't be said for `{where}`", value=error.instance, where=where),
                (t("it looks like: {example}", example=_one_of(error.schema.get("examples", []))),),
                place,
                about=where,
            )
        ]
    expected = {"object": t("names with values"), "array": t("a list"), "string": t("a text")}
    wanted = error.schema.get("type")
    wanted = " / ".join(expected.get(w, w) for w in ([wanted] if isinstance(wanted, str) else wanted or ["?"]))
    return [
        Diagnostic(
            "GS114",
            "wrong-shape",
            t("`{where}` has another form than it should", where=where),
            (t("expected here: {what}", what=wanted),) if wanted != "?" else (t("see docs/policy.md for the forms it can have"),),
            place,
            about=where,
        )
    ]
