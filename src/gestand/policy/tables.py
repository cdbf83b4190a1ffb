"""The `data` section bound to real tables: each column its category, each table its owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gestand.diagnostics import Diagnostic, Place, near
from gestand.policy import grammar
from gestand.policy.catalog import Catalog, SeenKey, SeenTable
from gestand.policy.grammar import Condition, InText, NotSaid, Ref
from gestand.policy.model import Column, Hop, Kind, Link, Name, Table, Withheld
from gestand.policy.quoting import advice, alike, path, written
from gestand.policy.quoting import name as one_name
from gestand.policy.quoting import names as quoted_names
from gestand.policy.source import Node
from gestand.words import t

CATEGORIES = (
    "name",
    "contact",
    "address",
    "date of birth",
    "identifier",
    "national number",
    "online identifier",
    "location",
    "traffic",
    "behaviour",
    "preference",
    "content",
    "voice",
    "image",
    "document",
    "opinion",
    "relation",
    "financial",
    "bank account",
    "employment",
    "education",
    "profile",
    "credential",
    "health",
    "religion",
    "ethnicity",
    "politics",
    "trade union",
    "sexual life",
    "genetic",
    "biometric",
    "criminal",
    "plain",
)
SPECIAL = ("health", "religion", "ethnicity", "politics", "trade union", "sexual life", "genetic", "biometric", "criminal")
SETTINGS = ("whose", "mentions", "in the end", "collected", "from", "first contact", "not told", "withhold", "key", "rest")


@dataclass
class Findings:
    """What was found wrong so far."""

    all: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        code: str,
        name: str,
        message: str,
        *help: str,
        place: Place | None = None,
        about: str = "",
        severity: str = "error",
        note: str = "",
    ) -> None:
        self.all.append(Diagnostic(code, name, message, tuple(h for h in help if h), place, severity, about=about, note=note))

    def unread(self, error: NotSaid, place: Place, about: str = "") -> None:
        self.add("GS205", "phrase-not-understood", str(error), error.help, place=place, about=about)


def did_you_mean(word: str, words: object) -> str:
    guess = near(word, [str(w) for w in words])  # type: ignore[attr-defined]
    return t("did you mean `{guess}`?", guess=guess) if guess else ""


def near_name(word: str, names: Iterable[str]) -> str:
    """The table or column that was probably meant, as the policy writes it."""
    known = list(names)
    for guess in (alike(word, known), near(word, known), near(advice(word), known) if advice(word) else None):
        if guess:
            return t("did you mean `{guess}`?", guess=written(guess))
    return ""


def texts(node: Node) -> dict[str, str]:
    """A text in each language; a single text is taken as English, and shown in every language."""
    return {k: v.text for k, v in node.items.items()} if isinstance(node.value, dict) else {"en": node.text}


class Names:
    """Looks up tables by the name a person writes: `customers` where that is unique, else `crm.customers`."""

    def __init__(self, tree: Node, catalogs: Mapping[str, Catalog]) -> None:
        self.declared = {
            Name(store, one_name(table)): node
            for store, tables in (tree.get("data") or tree).items.items()
            if tree.get("data")
            for table, node in tables.items.items()
        }
        self.places = {
            Name(store, one_name(table)): place
            for store, tables in (tree.get("data") or tree).items.items()
            if tree.get("data")
            for table, place in tables.names.items()
        }
        self.catalogs = catalogs
        self.stores = list((tree.get("stores") or tree).items) if tree.get("stores") else []

    def find(self, text: str, place: Place, found: Findings, prefer: str = "") -> Name | None:
        """The declared table; a finding and None where there is none or more than one."""
        parts = quoted_names(text)
        spelled = {text, path(*parts)}
        candidates = [n for n in self.declared if str(n) in spelled or f"{n.store}.{n.table}" == text]
        candidates = candidates or [n for n in self.declared if n.table == text or written(n.table) in spelled]
        if len(candidates) > 1 and prefer:
            candidates = [n for n in candidates if n.store == prefer] or candidates
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            found.add(
                "GS206",
                "table-not-unique",
                t("`{name}` is a table of several stores", name=text),
                t("write one of: {names}", names=", ".join(f"`{n}`" for n in candidates)),
                place=place,
                about=text,
            )
        else:
            real = [n for s in self.catalogs.values() for n in s.tables if n in (text, parts[-1], text.partition(".")[2])]
            found.add(
                "GS201",
                "unknown-table",
                t("`{name}` is no table of the policy", name=text),
                t("it is in the database: give it a line under `data`") if real else self._near(text),
                place=place,
                about=text,
            )
        return None

    def _near(self, text: str) -> str:
        """The declared table that was probably meant."""
        whole = {f"{n.store}.{n.table}": str(n) for n in self.declared}
        guess = alike(text, whole) or (near(text, [*whole, *whole.values()]) if "." in text else None)
        if guess:
            return t("did you mean `{guess}`?", guess=whole.get(guess, guess))
        return near_name(one_name(text), [n.table for n in self.declared])


def _columns_of(node: Node, category: str, found: Findings, about: str) -> list[tuple[str, grammar.Way, Place]]:
    """The columns under one category with how they go; `rest` is left to the caller as a name."""
    listed: list[tuple[str, grammar.Way, Place]] = []
    for part in node.parts:
        if isinstance(part.value, dict):
            for name, said in part.items.items():
                try:
                    listed.append((name, grammar.way(said.text) if said.text else grammar.NULL, part.names[name]))
                except NotSaid as error:
                    found.unread(error, said.place, about)
                    listed.append((name, grammar.NULL, part.names[name]))
        else:
            listed.append((part.text, grammar.NULL, part.place))
    return listed


def table(name: Name, node: Node, place: Place, seen: SeenTable, everywhere: tuple[str, ...], found: Findings) -> Table:
    """One table's line bound to the real table; owners come later (`own`)."""
    about = str(name)
    columns: dict[str, Column] = {}
    rest = node.get("rest")
    rest_category = rest.text if rest else ""
    if rest and rest_category not in CATEGORIES:
        found.add(
            "GS204",
            "unknown-category",
            t("`{name}` is no category", name=rest_category),
            did_you_mean(rest_category, CATEGORIES),
            place=rest.place,
            about=about,
        )
        rest_category = ""
    unique = {c for group in seen.unique for c in group} | set(seen.primary_key)
    for category, value in node.items.items():
        if category in SETTINGS:
            continue
        if category not in CATEGORIES:
            found.add(
                "GS204",
                "unknown-category",
                t("`{name}` is no category or setting of a table", name=category),
                did_you_mean(category, CATEGORIES + SETTINGS) or t("the categories are in docs/policy.md"),
                place=node.names[category],
                about=about,
            )
            continue
        for said, way, at in _columns_of(value, category, found, about):
            column = one_name(said)
            if said in ("rest", "all") and said not in seen.columns:
                rest_category = category
            elif column not in seen.columns:
                found.add(
                    "GS402",
                    "vanished-column",
                    t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=about),
                    near_name(column, seen.columns),
                    t("if it was dropped on purpose, take it out of the policy"),
                    place=at,
                    about=f"{about}.{column}",
                )
            elif column in columns:
                found.add(
                    "GS203",
                    "column-declared-twice",
                    t(
                        "column `{column}` of `{table}` stands under `{first}` and under `{second}`",
                        column=column,
                        table=about,
                        first=columns[column].category,
                        second=category,
                    ),
                    t("keep it under one category"),
                    place=at,
                    about=f"{about}.{column}",
                )
            else:
                c = seen.columns[column]
                columns[column] = Column(column, category, c.type, c.nullable, way, column in unique, c.length, at, c.generated)
    pointers = {c for key in seen.foreign_keys for c in key.columns} | set(seen.primary_key)
    for column, c in seen.columns.items():
        if column in columns:
            continue
        category = "plain" if c.plain or column in everywhere else "key" if column in pointers else rest_category
        if category:
            columns[column] = Column(
                column, category, c.type, c.nullable, grammar.NULL, column in unique, c.length, place, c.generated
            )
    key = tuple(one_name(p.text) for p in node.child("key").parts) if node.get("key") else seen.primary_key
    for column in key:
        if column not in seen.columns:
            found.add(
                "GS402",
                "vanished-column",
                t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=about),
                near_name(column, seen.columns),
                place=place,
                about=about,
            )
    collected = node.get("collected")
    moment = one_name(collected.text) if collected else ""
    if collected and moment not in seen.columns:
        found.add(
            "GS402",
            "vanished-column",
            t("column `{column}` is in the policy and not in the table `{table}`", column=moment, table=about),
            near_name(moment, seen.columns),
            place=collected.place,
            about=about,
        )
    withheld, sometimes = _withheld(node, columns, seen, found, about)
    end = node.get("in the end")
    source = node.get("from")
    return Table(
        name,
        columns,
        tuple(k for k in key if k in seen.columns),
        (),
        (),
        bool(end and end.text.startswith("keep")),
        moment if moment in seen.columns else "",
        source.text if source and isinstance(source.value, str) else "person",
        withheld,
        place,
        seen,
        withheld_when=sometimes,
    )


def _withheld(
    node: Node, columns: Mapping[str, Column], seen: SeenTable, found: Findings, about: str
) -> tuple[dict[str, Mapping[str, str]], tuple[Withheld, ...]]:
    """What is not shown, always or in the rows of which a condition holds, with the reason."""
    always: dict[str, Mapping[str, str]] = {}
    sometimes: list[Withheld] = []
    section = node.child("withhold")
    for said, reason in section.items.items():
        try:
            column, when = grammar.withheld(said)
        except NotSaid as error:
            found.unread(error, section.names[said], about)
            continue
        for name in (column, *(test.ref.column for test in (when.tests if when else ()))):
            if name and name not in seen.columns:
                found.add(
                    "GS402",
                    "vanished-column",
                    t("column `{column}` is in the policy and not in the table `{table}`", column=name, table=about),
                    near_name(name, seen.columns),
                    place=section.names[said],
                    about=about,
                )
                break
        else:
            chosen = (column,) if column else tuple(c.name for c in columns.values() if c.personal)
            if when is None:
                always.update(dict.fromkeys(chosen, texts(reason)))
            else:
                sometimes.append(Withheld(chosen, when, texts(reason)))
    return always, tuple(sometimes)


def _hop_nodes(node: Node | None) -> list[tuple[Node, tuple[str, ...]]]:
    """The hops as written, each with the columns that speak of that owner."""
    if node is None:
        return []
    hops = []
    for part in node.parts:
        if isinstance(part.value, dict):
            hops += [
                (Node(text, part.names[text]), tuple(one_name(c.text) for c in columns.parts))
                for text, columns in part.items.items()
            ]
        else:
            hops.append((part, ()))
    return hops


def _declared_key(seen: SeenTable, parent: SeenTable, by: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The declared key from `seen` to `parent` that covers the columns `by` (all keys if empty): exactly one, or None."""
    keys = {
        (k.columns, k.references) for k in seen.foreign_keys if k.table == parent.name and (not by or set(by) <= set(k.columns))
    }
    return keys.pop() if len(keys) == 1 else None


def hop(
    text: grammar.HopText,
    about: tuple[str, ...],
    child: Table,
    tables: Mapping[Name, Table],
    kinds: Mapping[str, Kind],
    names: Names,
    node: Node,
    found: Findings,
) -> Hop | None:
    """A written hop bound to columns. None with a finding where it leads nowhere."""
    seen = child.seen
    assert seen is not None
    for column in (*text.by, *about):
        if column not in seen.columns:
            found.add(
                "GS402",
                "vanished-column",
                t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=child.name),
                near_name(column, seen.columns),
                place=node.place,
                about=str(child.name),
            )
            return None
    kind = ""
    if text.with_table:
        parent = names.find(text.target, node.place, found, child.name.store)
    elif text.target in kinds:
        kind = text.target
        k = kinds[kind]
        if k.table is None:
            assert k.found_by is not None
            if isinstance(text.inside, InText) and text.to[0] not in (k.found_by[0], k.found_by[2]):
                found.add(
                    "GS202",
                    "unknown-column",
                    t("{kind} are not known by `{name}`", kind=kind, name=text.to[0]),
                    t("they are known by: {names}", names=k.found_by[0]),
                    place=node.place,
                    about=str(child.name),
                )
                return None
            return Hop(None, Link(text.by, (k.found_by[0],), True, text.inside, text.when), kind, about, node.place)
        parent = k.table
    else:
        found.add(
            "GS203",
            "unknown-people",
            t("`{name}` is no kind of people", name=text.target),
            did_you_mean(text.target, kinds)
            or t("declare it under `people`, or write `with {name}` for a table", name=text.target),
            place=node.place,
            about=str(child.name),
        )
        return None
    if parent is None or parent not in tables:
        return None
    target = tables[parent]
    assert target.seen is not None
    inside = text.inside
    if isinstance(inside, InText):  # what the braces name: an identifier, or a column
        named = kinds[kind].known_by.get(text.to[0], text.to[0]) if kind else text.to[0]
        uuid = named in target.seen.columns and target.seen.columns[named].type == "uuid"
        text, inside = replace(text, to=(named,)), replace(inside, uuid=uuid)
    if parent.store != child.name.store:
        if not text.by:
            found.add(
                "GS207",
                "no-key-between",
                t("`{child}` and `{parent}` are in different stores: no key joins them", child=child.name, parent=parent),
                t("write by which columns: `with {parent} by COLUMN = COLUMN`", parent=parent),
                place=node.place,
                about=str(child.name),
            )
            return None
    by, to, declared = text.by, text.to, False
    if not to:
        key = _declared_key(seen, target.seen, by)
        if key and (not by or set(by) == set(key[0])) and not text.inside:
            by, to, declared = key[0], key[1], True
        elif not by:
            found.add(
                "GS207",
                "no-key-between",
                t("no single declared key leads from `{child}` to `{parent}`", child=child.name, parent=parent),
                t("write by which column: `with {parent} by COLUMN`", parent=written(parent.table)),
                place=node.place,
                about=str(child.name),
            )
            return None
        elif kind and len(by) == 1 and (by[0] in kinds[kind].known_by):
            to = (kinds[kind].known_by[by[0]],)
        elif kind and len(by) == 1 and by[0] in kinds[kind].known_by.values():
            to = by
        elif len(by) == len(target.seen.primary_key):
            to = target.seen.primary_key
        else:
            found.add(
                "GS207",
                "no-key-between",
                t("`{by}` has not as many columns as the key of `{parent}`", by=", ".join(by), parent=parent),
                t("name all columns: `by (a, b)`, or the other side: `by a = b`"),
                place=node.place,
                about=str(child.name),
            )
            return None
    for column in to:
        if column not in target.seen.columns:
            found.add(
                "GS402",
                "vanished-column",
                t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=parent),
                near_name(column, target.seen.columns),
                place=node.place,
                about=str(child.name),
            )
            return None
    textual = all(target.seen.columns[c].type in ("text", "enum") for c in to) and (
        bool(inside) or all(seen.columns[c].type in ("text", "enum") for c in by)
    )
    folded = textual and not declared and tuple(to) != tuple(target.seen.primary_key)
    if text.when:
        check_condition(text.when, child, found, node.place)
    return Hop(parent, Link(by, tuple(to), folded, inside, text.when, declared), kind, about, node.place)


def check_condition(said: Condition, on: Table, found: Findings, place: Place) -> None:
    """A finding for each column of the condition that the table doesn't have."""
    for test in said.tests:
        if test.ref.table in ("", written(on.name.table)) and on.seen and test.ref.column not in on.seen.columns:
            found.add(
                "GS402",
                "vanished-column",
                t("column `{column}` is in the policy and not in the table `{table}`", column=test.ref.column, table=on.name),
                near_name(test.ref.column, on.seen.columns),
                place=place,
                about=str(on.name),
            )


def own(tables: dict[Name, Table], kinds: Mapping[str, Kind], names: Names, found: Findings) -> dict[Name, Table]:
    """Every table with its owners: those written down, then those that follow from a single declared key."""
    for name, current in list(tables.items()):
        node = names.declared[name]
        bound: dict[str, list[Hop]] = {"whose": [], "mentions": []}
        for setting, hops in bound.items():
            for part, about in _hop_nodes(node.get(setting)):
                try:
                    text = grammar.hop(part.text)
                except NotSaid as error:
                    found.unread(error, part.place, str(name))
                    continue
                one = hop(text, about, current, tables, kinds, names, part, found)
                if one:
                    hops.append(one)
        for k in kinds.values():
            if k.found_by and k.found_by[1] == name and not any(h.kind == k.name for h in bound["whose"]):
                bound["whose"].append(Hop(None, Link((k.found_by[2],), (k.found_by[0],), True), k.name, (), current.place))
        hop_columns = {c for h in bound["whose"] + bound["mentions"] for c in h.link.child}
        columns = dict(current.columns)
        for column in hop_columns - set(columns):
            assert current.seen is not None
            c = current.seen.columns[column]
            columns[column] = Column(column, "key", c.type, c.nullable, grammar.NULL, False, c.length, current.place, c.generated)
        tables[name] = replace(current, hops=tuple(bound["whose"]), mentions=tuple(bound["mentions"]), columns=columns)
    roots = {k.table for k in kinds.values() if k.table}
    owned = roots | {n for n, one in tables.items() if one.hops}
    waiting = [n for n in tables if n not in owned and "whose" not in names.declared[n].items]
    possible = _possible(tables, owned, waiting)  # tables from which a declared key leads, over whatever tables, to somebody
    patient = True  # wait for parents whose own owners are not known yet; where keys go round, stop waiting
    while waiting:
        ready = [
            n for n in waiting if (keys := _keys_to(tables[n], owned)) and not (patient and _keys_to(tables[n], possible - owned))
        ]
        for name in ready:
            keys = _keys_to(tables[name], owned)
            if len(keys) == 1:
                parent = Name(name.store, keys[0].table)
                kind = next((k.name for k in kinds.values() if k.table == parent), "")
                tables[name] = replace(
                    tables[name],
                    hops=(Hop(parent, Link(keys[0].columns, keys[0].references, declared=True), kind, (), tables[name].place),),
                )
            else:
                ways = ", ".join(f"`with {written(k.table)}` ({', '.join(k.columns)})" for k in keys)
                found.add(
                    "GS405",
                    "whose-unclear",
                    t("`{table}` could belong to several: {ways}", table=name, ways=ways),
                    t("say which: `whose: {first}`", first=_suggest(keys[0], name, kinds)),
                    place=tables[name].place,
                    about=str(name),
                )
        owned |= set(ready)
        waiting = [n for n in waiting if n not in ready]
        if not ready and not patient:
            break
        patient = bool(ready)
    return tables


def _keys_to(one: Table, targets: set[Name]) -> list[SeenKey]:
    """The declared keys that lead to one of `targets`, those of its mentions left out."""
    mentioned = {h.link.child for h in one.mentions}
    assert one.seen is not None
    return [
        k
        for k in one.seen.foreign_keys
        if Name(one.name.store, k.table) in targets and k.columns not in mentioned and k.table != one.name.table
    ]


def _possible(tables: Mapping[Name, Table], owned: set[Name], waiting: list[Name]) -> set[Name]:
    possible = set(owned)
    while more := {n for n in waiting if n not in possible and _keys_to(tables[n], possible)}:
        possible |= more
    return possible


def _suggest(key: object, name: Name, kinds: Mapping[str, Kind]) -> str:
    columns, table = key.columns, key.table  # type: ignore[attr-defined]
    kind = next((k.name for k in kinds.values() if k.table == Name(name.store, table)), "")
    by = written(columns[0]) if len(columns) == 1 else f"({', '.join(map(written, columns))})"
    return f"{kind} by {by}" if kind else f"with {written(table)} by {by}"


def whole(
    text: Ref, tables: Mapping[Name, Table], about: Table, names: Names, place: Place, found: Findings
) -> tuple[Name, str] | None:
    """A column reference bound to its table; a finding and None where it isn't there."""
    if text.table in ("", written(about.name.table), "row"):
        target = about.name
    elif text.table == "parent" and len(about.hops) == 1 and about.hops[0].parent:
        target = about.hops[0].parent
    else:
        name = names.find(text.table, place, found, about.name.store)
        if name is None or name not in tables:
            return None
        target = name
    seen = tables[target].seen
    if seen and text.column not in seen.columns:
        found.add(
            "GS402",
            "vanished-column",
            t("column `{column}` is in the policy and not in the table `{table}`", column=text.column, table=target),
            near_name(text.column, seen.columns),
            place=place,
            about=str(target),
        )
        return None
    return target, text.column
