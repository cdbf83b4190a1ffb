"""Policy files as text with places: YAML read with file, line and column kept, every scalar a string, several files as one."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gestand.diagnostics import Diagnostic, GestandError, Place, fail
from gestand.words import t

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a PyYAML without libyaml reads the same, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

_PASSWORD = re.compile(r"(://[^/@\s:]*:|password=)([^/@\s&\"']+)")  # of a URL: never shown, though it should not be in a file


@dataclass(frozen=True)
class Node:
    """A piece of the policy and where it stands: text, a list of nodes, or a mapping of names to nodes."""

    value: str | list[Node] | dict[str, Node]
    place: Place
    names: Mapping[str, Place] = field(default_factory=dict)  # of a mapping: where each name stands

    @property
    def text(self) -> str:
        assert isinstance(self.value, str)
        return self.value

    @property
    def items(self) -> dict[str, Node]:
        """The mapping; of anything else, nothing."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def parts(self) -> list[Node]:
        """The list; of a single thing, that thing."""
        return self.value if isinstance(self.value, list) else [self]

    def get(self, name: str) -> Node | None:
        return self.items.get(name)

    def child(self, name: str) -> Node:
        """What is said under `name`; where nothing is, an empty mapping at this place."""
        return self.items.get(name) or Node({}, self.place)

    def plain(self) -> Any:
        """Without places: str, list and dict."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def _place(mark: yaml.Mark, file: str, lines: list[str], length: int = 1) -> Place:
    source = lines[mark.line].rstrip("\n") if mark.line < len(lines) else ""
    source = _PASSWORD.sub(lambda m: m[1] + "*" * len(m[2]), source)
    return Place(file, mark.line + 1, mark.column + 1, source, max(1, min(length, len(source) - mark.column)))


def _build(node: yaml.Node, file: str, lines: list[str], problems: list[Diagnostic], seen: set[int]) -> Node:
    place = _place(
        node.start_mark,
        file,
        lines,
        (node.end_mark.column - node.start_mark.column) if node.end_mark.line == node.start_mark.line else 1,
    )
    if isinstance(node, yaml.ScalarNode):
        return Node("" if node.tag == "tag:yaml.org,2002:null" else node.value, place)
    if id(node) in seen:  # an alias of a list or mapping: a few of them can make a file that never ends
        message = t("this is not YAML: {reason}", reason="an alias stands for a list or a mapping")
        problems.append(Diagnostic("GS101", "broken-yaml", message, (), place))
        return Node("", place)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return Node([_build(part, file, lines, problems, seen) for part in node.value], place)
    found: dict[str, Node] = {}
    names: dict[str, Place] = {}
    for key, value in node.value:
        at = _place(key.start_mark, file, lines, key.end_mark.column - key.start_mark.column)
        name = key.value if isinstance(key.value, str) else "?"
        if name in found:
            problems.append(
                Diagnostic(
                    "GS102",
                    "said-twice",
                    t("`{name}` is said twice", name=name),
                    (t("keep one of the two; the first is on line {line}", line=names[name].line),),
                    at,
                )
            )
        else:
            found[name], names[name] = _build(value, file, lines, problems, seen), at
    return Node(found, place, names)


_BEGINS = re.compile(r"""(?:^|[:,\[{-])\s*("(?:[^"\\]|\\.)*"\s*[.\w(][^,\]}#]*)""")


def _begins_quoted(line: str) -> str:
    """The text of a line of YAML that begins with a quoted name and goes on after it, as it should be written; '' where there is none."""
    found = _BEGINS.search(line)
    return "'" + found[1].strip().replace("'", "''") + "'" if found else ""


def _read_file(path: Path, shown: str, problems: list[Diagnostic]) -> Node | None:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(
            Diagnostic(
                "GS100",
                "unreadable-file",
                t("`{file}` cannot be read: {reason}", file=shown, reason=getattr(error, "strerror", None) or "not UTF-8"),
                (t("make it a readable UTF-8 text file"),),
            )
        )
        return None
    lines = text.splitlines() or [""]
    try:
        loader = Loader(text)
        root = loader.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = _place(mark, shown, lines) if mark else Place(shown, 1, 1, lines[0])
        problems.append(
            Diagnostic(
                "GS101",
                "broken-yaml",
                t("this is not YAML: {reason}", reason=getattr(error, "problem", None) or "unreadable"),
                (
                    t("a text that begins with a name in double quotes stands in single quotes as a whole: `{text}`", text=quoted)
                    if (quoted := _begins_quoted(place.source))
                    else t("often a tab, a missing quote, or wrong indentation on this line or the one above"),
                ),
                place,
            )
        )
        return None
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        problems.append(
            Diagnostic(
                "GS101",
                "broken-yaml",
                t("a policy file starts with names such as `data:`, this one does not"),
                (),
                Place(shown, 1, 1, lines[0]),
            )
        )
        return None
    return _build(root, shown, lines, problems, set())


def _merge(into: Node, more: Node, depth: int, problems: list[Diagnostic]) -> Node:
    """Two files as one. `data: {crm: …}` may be divided over files at any of its first levels; nothing may be said twice."""
    items, names = dict(into.items), dict(into.names)
    for name, node in more.items.items():
        if name not in items:
            items[name], names[name] = node, more.names[name]
        elif depth and isinstance(items[name].value, dict) and isinstance(node.value, dict):
            items[name] = _merge(items[name], node, depth - 1, problems)
        elif isinstance(items[name].value, list) and isinstance(node.value, list):
            items[name] = Node(items[name].parts + node.parts, items[name].place)
        else:
            problems.append(
                Diagnostic(
                    "GS102",
                    "said-twice",
                    t("`{name}` is said twice", name=name),
                    (t("the first is at {place}: keep one of the two", place=names[name]),),
                    more.names[name],
                )
            )
    return Node(items, into.place, names)


def policy_files(folder: Path) -> list[Path]:
    """The YAML files of a policy folder, by name; a single file is a policy too."""
    if folder.is_file():
        return [folder]
    return sorted(
        p
        for p in folder.rglob("*")
        if p.suffix in (".yaml", ".yml") and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )


def read(folder: Path) -> tuple[Node, list[Diagnostic]]:
    """All files of `folder` as one tree, and what was wrong with them.

    Raises GestandError GS100 where there is no policy at all.
    """
    files = policy_files(folder) if folder.exists() else []
    if not files:
        raise fail(
            "GS100",
            "no-policy",
            t("there is no policy in `{folder}`", folder=folder),
            t("name its folder with --policy, or make one: `gestand draft URL`"),
        )
    problems: list[Diagnostic] = []
    tree: Node | None = None
    for path in files:
        try:
            shown = str(path.relative_to(Path.cwd()))
        except ValueError:
            shown = str(path)
        found = _read_file(path, shown, problems)
        if found:
            tree = _merge(tree, found, 2, problems) if tree else found
    if tree is None:
        raise (
            GestandError(*problems)
            if problems
            else fail("GS100", "no-policy", t("the files in `{folder}` are empty", folder=folder))
        )
    return tree, problems


def expand(node: Node, environment: Mapping[str, str] = os.environ) -> tuple[str, list[Diagnostic]]:
    """The text of `node` with each ${NAME} filled in, and a finding for each that is not set."""
    problems = [
        Diagnostic(
            "GS103",
            "variable-not-set",
            t("the environment variable `{name}` is not set", name=name),
            (t("set it before you start: export {name}=…", name=name),),
            node.place,
        )
        for name in _VARIABLE.findall(node.text)
        if name not in environment
    ]
    return _VARIABLE.sub(lambda m: environment.get(m[1], m[0]), node.text), problems


def digest(tree: Node, others: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) of what the policy says: comments, order and division over files don't count, values of ${NAMES} neither;
    `others` are the files that belong to it, by name."""
    said = json.dumps(tree.plain(), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    whole = hashlib.sha256(said)
    for name in sorted(others):
        whole.update(b"\0" + name.encode() + b"\0" + hashlib.sha256(others[name]).digest())
    return whole.hexdigest()


def texts(node: Node) -> Iterator[Node]:
    """Every text in the tree."""
    if isinstance(node.value, str):
        yield node
    else:
        for child in node.value.values() if isinstance(node.value, dict) else node.value:
            yield from texts(child)


def walk(node: Node, *path: str | int) -> Iterator[Node]:
    """The nodes from `node` along `path`, as far as they exist."""
    yield node
    for step in path:
        child = (
            node.items.get(str(step))
            if isinstance(node.value, dict)
            else node.value[step]
            if isinstance(node.value, list) and isinstance(step, int)
            else None
        )
        if child is None:
            return
        node = child
        yield node
