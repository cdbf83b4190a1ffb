"""From the tree of the files and the catalogues of the stores to a Policy: every name bound, everything wrong collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from gestand.diagnostics import Place
from gestand.policy import grammar, papers, quoting, shape, source, statement, tables
from gestand.policy.catalog import Catalog
from gestand.policy.customers import customers
from gestand.policy.grammar import After, Clause, Condition, NotSaid, Ref, While, WhileRows
from gestand.policy.model import (
    Accepted,
    Activity,
    Kind,
    Name,
    Organisation,
    Policy,
    Recipient,
    SignIn,
    Store,
    System,
    Table,
)
from gestand.policy.own import own
from gestand.policy.promises import promises
from gestand.policy.quoting import name as name_of
from gestand.policy.source import Node
from gestand.policy.stores import as_tables, is_zone, stores
from gestand.policy.tables import Findings, Names, did_you_mean, near_name, whole
from gestand.words import t

__all__ = ["resolve", "stores"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def _organisation(node: Node, found: Findings) -> Organisation:
    def text(name: str, default: str = "") -> str:
        child = node.get(name)
        return child.text if child and isinstance(child.value, str) else default

    year_ends = (12, 31)
    if node.get("year ends"):
        m = re.fullmatch(r"(\d{1,2}) (\w+)", text("year ends"))
        month = _MONTHS.index(m[2].lower()) + 1 if m and m[2].lower() in _MONTHS else 0
        try:
            year_ends = date(2027, month, int(m[1])).month, int(m[1])  # type: ignore[index]
        except (ValueError, TypeError):
            found.add(
                "GS205",
                "phrase-not-understood",
                t("`{text}` is no day of the year", text=text("year ends")),
                t("write `31 December`"),
                place=node.child("year ends").place,
            )
    zone = text("time zone", "Europe/Amsterdam")
    if not is_zone(zone):
        found.add(
            "GS205",
            "phrase-not-understood",
            t("`{text}` is no time zone", text=zone),
            t("write a name such as `UTC` or `Europe/Amsterdam`"),
            place=node.child("time zone").place,
        )
        zone = "Europe/Amsterdam"
    officer = node.get("officer")
    return Organisation(
        text("name"),
        text("country"),
        tuple(p.text for p in node.child("languages").parts) if node.get("languages") else ("nl",),
        zone,
        text("contact"),
        text("responsible"),
        year_ends,
        {k: ", ".join(statement.lines(officer, k)) for k in officer.items} if officer else {},
        **statement.organisation(node),
    )


def _kinds(tree: Node, names: Names, catalogs: Mapping[str, Catalog], found: Findings) -> dict[str, Kind]:
    made: dict[str, Kind] = {}
    people = tree.child("people")
    for name, node in people.items.items():
        place = people.names[name]
        called = {k: v.text for k, v in node.child("called").items.items()} if node.get("called") else {}
        same = tuple(p.text for p in node.child("same human as").parts) if node.get("same human as") else ()
        for other in same:
            if other not in people.items:
                found.add(
                    "GS203",
                    "unknown-people",
                    t("`{name}` is no kind of people", name=other),
                    did_you_mean(other, people.items),
                    place=node.child("same human as").place,
                    about=name,
                )
        vulnerable = statement.text(node, "vulnerable")
        when = None
        if node.get("when"):
            try:
                when = grammar.condition(node.child("when").text)
            except NotSaid as error:
                found.unread(error, node.child("when").place, name)
        if found_in := node.get("found in"):
            table = names.find(found_in.text, found_in.place, found)
            known = {k: name_of(v.text) for k, v in node.child("known by").items.items()}
            seen = catalogs[table.store].tables.get(table.table) if table and table.store in catalogs else None
            for identifier, column in list(known.items()):
                if seen and column not in seen.columns:
                    found.add(
                        "GS402",
                        "vanished-column",
                        t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=table),
                        near_name(column, seen.columns),
                        place=node.child("known by").items[identifier].place,
                        about=name,
                    )
                    del known[identifier]
            language = name_of(statement.text(node, "language"))
            if seen and language and language not in seen.columns:
                found.add(
                    "GS402",
                    "vanished-column",
                    t("column `{column}` is in the policy and not in the table `{table}`", column=language, table=table),
                    near_name(language, seen.columns),
                    place=node.child("language").place,
                    about=name,
                )
                language = ""
            if table and seen:
                made[name] = Kind(name, called, table, when, known, None, same, place, language, vulnerable, _sign_in(node))
        elif (found_by := node.get("found by")) and found_by.items:
            identifier, where = next(iter(found_by.items.items()))
            *at, column = quoting.names(where.text)
            table = names.find(quoting.path(*at), where.place, found) if at else None
            if not at:
                found.add(
                    "GS205",
                    "phrase-not-understood",
                    t("`{text}` does not name a column of a table", text=where.text),
                    t("write `store.table.column`"),
                    place=where.place,
                    about=name,
                )
            if table and table.store in catalogs and table.table in catalogs[table.store].tables:
                if column not in catalogs[table.store].tables[table.table].columns:
                    found.add(
                        "GS402",
                        "vanished-column",
                        t("column `{column}` is in the policy and not in the table `{table}`", column=column, table=table),
                        near_name(column, catalogs[table.store].tables[table.table].columns),
                        place=where.place,
                        about=name,
                    )
                else:
                    language = name_of(statement.text(node, "language"))
                    if language and language not in catalogs[table.store].tables[table.table].columns:
                        found.add(
                            "GS402",
                            "vanished-column",
                            t("column `{column}` is in the policy and not in the table `{table}`", column=language, table=table),
                            near_name(language, catalogs[table.store].tables[table.table].columns),
                            place=node.child("language").place,
                            about=name,
                        )
                        language = ""
                    made[name] = Kind(
                        name,
                        called,
                        None,
                        when,
                        {},
                        (identifier, table, column),
                        same,
                        place,
                        language,
                        vulnerable,
                        _sign_in(node),
                    )
        else:
            found.add(
                "GS112",
                "missing-name",
                t("`{where}` does not say its `{name}`", where=f"people.{name}", name="found in"),
                t("say in which table they are found, or `found by` which value"),
                place=place,
                about=name,
            )
    return made


def _sign_in(node: Node) -> SignIn | None:
    """Where these people sign in already."""
    given = node.get("sign in")
    if given is None:
        return None
    claims = {name: claim.text for name, claim in given.child("claims").items.items()}
    secret = given.get("secret")
    return SignIn(given.child("issuer").text, given.child("client").text, claims, secret.text if secret else "")


def _clauses(node: Node, on: Table, made: Mapping[Name, Table], names: Names, found: Findings, about: str) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    for part in node.parts:
        try:
            clauses += grammar.keep(part.text)
        except NotSaid as error:
            found.unread(error, part.place, about)
    bound: list[Clause] = []
    for clause in clauses:
        if isinstance(clause, After):
            anchors = [_bound(a, on, made, names, node.place, found) for a in clause.anchors]
            otherwise = _bound(clause.otherwise, on, made, names, node.place, found) if clause.otherwise else None
            if None not in anchors:
                bound.append(replace(clause, anchors=tuple(a for a in anchors if a), otherwise=otherwise))
                for a in anchors:
                    assert a is not None
                    kind = _type_of(a, made)
                    if kind not in ("date", "moment", "zoned"):
                        found.add(
                            "GS208",
                            "anchor-no-date",
                            t("`{column}` is no date: nothing can be counted from it", column=a),
                            t("name a column of a date or timestamp type; this one is {type}", type=kind),
                            place=node.place,
                            about=about,
                        )
        elif isinstance(clause, WhileRows):
            table = names.find(clause.table, node.place, found, on.name.store)
            if table and table in made:
                if clause.when:
                    tables.check_condition(clause.when, made[table], found, node.place)
                bound.append(replace(clause, table=str(table)))
        elif isinstance(clause, While):
            tests = [(test, _bound(test.ref, on, made, names, node.place, found)) for test in clause.condition.tests]
            if all(r for _, r in tests):
                bound.append(While(Condition(tuple(replace(test, ref=r) for test, r in tests if r), clause.condition.said)))
        else:
            bound.append(clause)
    return tuple(bound)


def _bound(ref: Ref, on: Table, made: Mapping[Name, Table], names: Names, place: Place, found: Findings) -> Ref | None:
    target = whole(ref, made, on, names, place, found)
    return Ref(str(target[0]), target[1]) if target else None


def _type_of(ref: Ref, made: Mapping[Name, Table]) -> str:
    table = next(one for name, one in made.items() if str(name) == ref.table)
    return table.seen.columns[ref.column].type if table.seen else "date"


def _uses(
    node: Node | None, on: Name, made: Mapping[Name, Table], names: Names, found: Findings, about: str
) -> dict[Name, tuple[str, ...]]:
    everything = Node({str(on): Node("all", Place("", 0, 0))}, Place("", 0, 0))
    used: dict[Name, tuple[str, ...]] = {}
    for text, what in (node or everything).items.items():
        name = names.find(text, node.names[text] if node else what.place, found, on.store)
        if name is None or name not in made:
            continue
        table = made[name]
        chosen: list[str] = []
        for part in what.parts:
            by_category = [c.name for c in table.columns.values() if c.category == part.text and c.personal]
            if part.text == "all":
                chosen += [c.name for c in table.personal]
            elif by_category:
                chosen += by_category
            elif part.text == "plain":
                pass  # the row is held, and nothing personal of it
            elif (column := name_of(part.text)) in table.columns:
                chosen.append(column)
            else:
                found.add(
                    "GS202",
                    "unknown-column",
                    t("`{name}` is no column or category of `{table}`", name=part.text, table=name),
                    did_you_mean(part.text, {c.category for c in table.columns.values()}) or near_name(part.text, table.columns),
                    place=part.place,
                    about=about,
                )
        used[name] = tuple(dict.fromkeys(chosen))
    return used


def _texts(node: Node | None) -> dict[str, str]:
    return tables.texts(node) if node else {}


def _activities(
    tree: Node,
    organisation: Organisation,
    made: Mapping[Name, Table],
    names: Names,
    recipients: Mapping[str, Recipient],
    found: Findings,
) -> dict[str, Activity]:
    result = {}
    section = tree.child("activities")
    for name, node in section.items.items():
        place = section.names[name]
        where = node.get("for")
        if where is None:
            found.add(
                "GS112",
                "missing-name",
                t("`{where}` does not say its `{name}`", where=f"activities.{name}", name="for"),
                t("add `for: TABLE`, the table it is about"),
                place=place,
                about=name,
            )
            continue
        table = names.find(where.text, where.place, found)
        if table is None or table not in made:
            continue
        basis = node.get("basis")
        kind, reference, texts, balancing, contract = "", "", {}, "", None
        if basis is not None:
            if isinstance(basis.value, str):
                kind = basis.text
            else:
                kinds = [k for k in basis.items if k != "balancing"]
                kind = kinds[0] if kinds else ""
                if len(kinds) > 1:
                    found.add(
                        "GS113",
                        "unknown-value",
                        t("`{name}` has two bases", name=name),
                        t("one use rests on one basis: make two activities of it"),
                        place=basis.place,
                        about=name,
                    )
                texts = _texts(basis.get(kind)) if kind else {}
                reference = texts.get("en") or next(iter(texts.values()), "")
                balancing = basis.child("balancing").text if basis.get("balancing") else ""
        if kind == "contract" and reference.startswith("while "):
            try:
                said = grammar.condition(reference[6:])
                at = node.child("basis").place
                tests = [(test, _bound(test.ref, made[table], made, names, at, found)) for test in said.tests]
                if all(r for _, r in tests):
                    contract = Condition(tuple(replace(test, ref=r) for test, r in tests if r), said.said)
            except NotSaid as error:
                found.unread(error, node.child("basis").place, name)
        keep = node.get("keep")
        maximum = node.get("maximum")

        def text(setting: str, node: Node = node) -> str:
            child = node.get(setting)
            return child.text if child and isinstance(child.value, str) else ""

        def listed(setting: str, node: Node = node) -> tuple[str, ...]:
            child = node.get(setting)
            return tuple(p.text for p in child.parts) if child else ()

        for recipient in listed("recipients"):
            if recipient not in recipients:
                found.add(
                    "GS209",
                    "unknown-recipient",
                    t("`{name}` is no recipient", name=recipient),
                    did_you_mean(recipient, recipients) or t("declare it under `recipients`"),
                    place=node.child("recipients").place,
                    about=name,
                )
        result[name] = Activity(
            name,
            _texts(node.get("purpose")),
            kind,
            reference,
            texts,
            table,
            _uses(node.get("uses"), table, made, names, found, name),
            _clauses(keep, made[table], made, names, found, name) if keep else (),
            text("owner") or organisation.responsible,
            listed("promises"),
            listed("recipients"),
            balancing,
            {k: v.text for k, v in node.child("ground").items.items()} if node.get("ground") else {},
            text("marketing") == "yes",
            _clauses(maximum, made[table], made, names, found, name) if maximum else (),
            text("since"),
            text("compatible"),
            contract,
            ", ".join(p.text for p in keep.parts) if keep else "",
            place,
            keep.place if keep else place,
            _when(node, made[table], found, name),
            **statement.activity(node),
        )
    return result


def _when(node: Node, table: Table, found: Findings, about: str) -> Condition | None:
    said = node.get("when")
    if said is None:
        return None
    try:
        when = grammar.condition(said.text)
    except NotSaid as error:
        found.unread(error, said.place, about)
        return None
    tables.check_condition(when, table, found, said.place)
    return when


def _first_contacts(made: Mapping[Name, Table], names: Names, found: Findings) -> dict[Name, Table]:
    """The moments of the first contact bound to real columns."""
    return {
        name: replace(table, first_contact=_bound(table.first_contact, table, made, names, table.place, found))
        if table.first_contact and table.place
        else table
        for name, table in made.items()
    }


def resolve(tree: Node, catalogs: Mapping[str, Catalog], folder: Path, connected: Mapping[str, Store], found: Findings) -> Policy:
    """The policy bound to what the stores contain. What is wrong goes to `found`; what can't be bound is left out."""
    tree = as_tables(tree)
    for problem in shape.check(tree):
        found.all.append(problem)
    for node in source.texts(tree):
        if node.text.startswith("TODO"):
            found.add(
                "GS115",
                "to-do",
                t("this is still to be said: `{text}`", text=node.text),
                t("a draft is finished by a person"),
                place=node.place,
            )
    names = Names(tree, catalogs)
    organisation = _organisation(tree.child("organisation"), found)
    everywhere = tuple(name_of(p.text) for p in tree.child("plain everywhere").parts) if tree.get("plain everywhere") else ()
    made: dict[Name, Table] = {}
    for name, node in names.declared.items():
        if name.store not in catalogs:
            if name.store not in names.stores:  # what is wrong with one that is declared was told
                found.add(
                    "GS211",
                    "unknown-store",
                    t("`{name}` is no store", name=name.store),
                    did_you_mean(name.store, names.stores) or t("declare it under `stores`"),
                    place=names.places[name],
                    about=name.store,
                )
            continue
        seen = catalogs[name.store].tables.get(name.table)
        if seen is None and (whole := catalogs[name.store].parts.get(name.table)):
            found.add(
                "GS401",
                "vanished-table",
                t("`{part}` is a part of the table `{table}`", part=name, table=Name(name.store, whole)),
                t("give `{table}` a line: all its parts are in it", table=whole),
                place=names.places[name],
                about=str(name),
            )
            continue
        if seen is None:
            found.add(
                "GS401",
                "vanished-table",
                t("table `{table}` is in the policy and not in the database", table=name),
                near_name(name.table, catalogs[name.store].tables),
                t("if it was dropped on purpose, take it out of the policy"),
                place=names.places[name],
                about=str(name),
            )
            continue
        if "row security" in seen.traits:
            found.add(
                "GS456",
                "hidden-rows",
                t("the database may hide rows of `{table}` from our user: nothing can be done to it", table=name),
                t("give our user the right to see them all: `ALTER ROLE … BYPASSRLS`"),
                place=names.places[name],
                about=str(name),
            )
        if isinstance(node.value, dict):
            one = tables.table(name, node, names.places[name], seen, everywhere, found)
            made[name] = replace(one, **statement.told(node, str(name), found))
    kinds = _kinds(tree, names, catalogs, found)
    made = _first_contacts(tables.own(made, kinds, names, found), names, found)
    recipients: dict[str, Recipient] = {}
    listed = tree.child("recipients")
    for who, node in listed.items.items():
        recipients[who] = replace(
            statement.recipient(who, node, listed.names[who]),
            agreement=papers.agreement(node, found),
            does=statement.lines(node, "does"),
            under=statement.text(node, "under"),
            since=papers.day(node, "since", found),
            ended=papers.day(node, "ended", found),
            address=statement.lines(node, "address"),
        )
    statement.keepers(tree, connected, recipients, found)
    papers.chain(tree, recipients, found)
    activities = _activities(tree, organisation, made, names, recipients, found)
    accepted = tuple(
        Accepted(
            n.child("finding").text,
            n.child("at").text if n.get("at") else "",
            n.child("reason").text,
            n.child("until").text,
            n.place,
        )
        for n in (tree.child("accept").parts if tree.get("accept") else ())
        if n.get("finding") and n.get("reason") and n.get("until")
    )
    brake = tree.get("brake")
    share = float(brake.text.rstrip("% ")) / 100 if brake and re.fullmatch(r"[0-9.]+ ?%", brake.text) else 0.2
    ours = customers(tree, folder, made, names, found)
    return Policy(
        organisation,
        connected,
        kinds,
        made,
        activities,
        recipients,
        {k: v.text for k, v in tree.child("rights").items.items()},
        ours,
        accepted,
        share,
        source.digest(tree, _companions(tree, folder)),
        str(folder),
        catalogs,
        called={k: _texts(v) for k, v in tree.child("called").items.items()},
        promises=promises(tree.child("promises"), found),
        systems=_systems(tree, kinds, found),
        statement=statement.statement(tree),
        cookies=statement.cookies(tree, recipients, found),
        never=statement.never(tree),
        platforms=statement.platforms(tree),
        cameras=statement.cameras(tree, activities, found),
        measures=papers.measures(tree),
        register=papers.register(tree, found),
        agreements=papers.agreements(tree),
        own=own(tree, found),
    )


def _systems(tree: Node, kinds: Mapping[str, Kind], found: Findings) -> dict[str, System]:
    """What is not connected, and who searches it."""
    made = {}
    section = tree.child("not connected")
    for name, node in section.items.items():
        people = tuple(p.text for p in node.child("people").parts) if node.get("people") else ()
        for kind in people:
            if kind not in kinds:
                found.add(
                    "GS203",
                    "unknown-people",
                    t("`{name}` is no kind of people", name=kind),
                    did_you_mean(kind, kinds),
                    place=node.child("people").place,
                    about=name,
                )
        owner = node.get("owner")
        made[name] = System(name, _texts(node.get("called")), owner.text if owner else "", people, section.names[name])
    return made


def _companions(tree: Node, folder: Path) -> dict[str, bytes]:
    """The other files that belong to the policy: periods of customers."""
    at = tree.child("customers of ours").get("periods")
    try:
        return {at.text: (folder / at.text).read_bytes()} if at else {}
    except OSError:
        return {}
