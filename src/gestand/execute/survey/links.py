"""Links that nobody declared, the people they lead to, and the tables from which nothing leads to anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from gestand.diagnostics import WARNING, Diagnostic, Place
from gestand.execute.linking import people as kinds
from gestand.execute.linking import wording
from gestand.execute.linking.agreement import LIKELY, Matcher
from gestand.execute.linking.names import Naming
from gestand.execute.linking.people import Person
from gestand.execute.linking.proposals import Proposal, Told, propose, unreached
from gestand.execute.linking.sample import Reader
from gestand.policy.catalog import SeenTable
from gestand.policy.model import Name, Policy, Table
from gestand.policy.rules.asking import quoted, written
from gestand.policy.rules.looks import personal
from gestand.stores import SqlStore
from gestand.words import t, tn


def links(policy: Policy, stores: Mapping[str, SqlStore]) -> Iterator[Diagnostic]:
    """GS446, GS448 and GS449, over all stores together: a row in one may be of a person in another."""
    catalogs = {s: c for s, c in policy.catalogs.items() if s in stores}
    matchers = {s: Matcher(Naming(c.tables.values())) for s, c in catalogs.items()}
    told = {Name(s, one.name): _told(policy, Name(s, one.name)) for s, c in catalogs.items() for one in c.tables.values()}
    known = known_people(policy, matchers)
    people = [*known, *_guessed(policy, matchers, known)]
    with ExitStack() as stack:
        readers = {s: Reader(stack.enter_context(stores[s].session()), catalogs[s], policy.stores[s].schema) for s in catalogs}
        found = propose(catalogs, people, told, matchers, readers)
        yield from _said(policy, found, people)
        yield from _nothing(policy, found, people, told, readers)


def _told(policy: Policy, name: Name) -> Told:
    """What the policy says of a table already."""
    table = policy.tables.get(name)
    if table is None:
        return Told()
    hops = {c for h in (*table.hops, *table.mentions) for c in h.link.child}
    said = {c.name for c in table.columns.values() if written(table, c.name) and (table.hops or c.category == "plain")}
    return Told(frozenset(hops | said), bool(table.hops))


def known_people(policy: Policy, matchers: Mapping[str, Matcher]) -> list[Person]:
    """The declared kinds of people, as what a column may point to."""
    found = []
    for kind in policy.kinds.values():
        name = kind.table or (kind.found_by[1] if kind.found_by else None)
        if name is None or name.store not in matchers:
            continue
        naming = matchers[name.store].naming
        entity = naming.entities[name.table][-1]
        if kind.found_by is not None:
            identifier, _, column = kind.found_by
            found.append(Person(kind.name, name, column, {identifier: column}, entity=entity, bare=True))
        elif key := matchers[name.store].keys.get(name.table) or next(iter(kind.known_by.values()), ""):
            found.append(
                Person(
                    kind.name, name, key, dict(kind.known_by), signs_in=kinds.signs_in(naming.tables[name.table]), entity=entity
                )
            )
    return found


def _guessed(policy: Policy, matchers: Mapping[str, Matcher], known: list[Person]) -> Iterator[Person]:
    """Tables whose rows seem to be people, of which the policy says neither this nor whose they are."""
    declared = {p.table for p in known}
    for store, matcher in matchers.items():
        for person in kinds.guessed(store, matcher.naming, matcher, declared):
            table = policy.tables.get(person.table)
            if table is None or table.personal and not table.hops:
                yield person


def _place(policy: Policy, name: Name) -> Place | None:
    table = policy.tables.get(name)
    return table.place if table else policy.stores[name.store].place


def _wanted(table: Table | None, p: Proposal) -> bool:
    """Worth saying: not what the database says itself, and of a table declared as plain only what leads straight to a person."""
    if p.declared:
        return False
    if table is None or table.personal or table.hops:
        return True
    return bool(p.kind) and p.found > 0 and p.agreement.sure >= LIKELY


def _said(policy: Policy, found: list[Proposal], people: list[Person]) -> Iterator[Diagnostic]:
    said = [p for p in found if _wanted(policy.tables.get(p.child), p)]
    for p in said:
        yield Diagnostic(
            "GS446",
            "undeclared-link",
            wording.evidence(p),
            (t("say so: `{line}`", line=wording.line(p)),),
            _place(policy, p.child),
            WARNING,
            about=f"{p.child}.{p.place}",
        )
    for person in people:
        if person.guessed:
            known = ", ".join(f"{i}: {c}" for i, c in person.identifiers.items())
            pointing = sum(p.parent == person.table for p in said)
            yield Diagnostic(
                "GS449",
                "people-undeclared",
                tn(
                    "a row of `{table}` seems to be a person, {n} proposed link leads there, and no kind of people is found in it",
                    "a row of `{table}` seems to be a person, {n} proposed links lead there, and no kind of people is found in it",
                    pointing,
                    table=person.table,
                ),
                (
                    t(
                        "if so, declare it under `people`: `{line}`",
                        line=f"{person.name}: {{found in: {person.table}, known by: {{{known}}}}}",
                    ),
                ),
                _place(policy, person.table),
                WARNING,
                about=str(person.table),
            )


def _nothing(
    policy: Policy, found: list[Proposal], people: list[Person], told: Mapping[Name, Told], readers: Mapping[str, Reader]
) -> Iterator[Diagnostic]:
    """GS448: per store the undeclared tables that nothing reaches; and declared ones, called plain, that hold addresses."""
    for store, reader in readers.items():
        names = unreached(reader.catalog, found, people, told)
        undeclared = [Name(store, n) for n in names if Name(store, n) not in policy.tables]
        if undeclared:
            looking = [n for n in undeclared if personal(reader.catalog.tables[n.table])]
            help = [t("if they say nothing about people, declare each of them `{{rest: plain}}`; else say whose they are")]
            if looking:
                columns = [n.column(c) for n in looking for c in personal(reader.catalog.tables[n.table])]
                help.insert(0, t("look first at what seems personal: {columns}", columns=quoted(columns[:12])))
            yield Diagnostic(
                "GS448",
                "unreached-table",
                tn(
                    "nothing leads from {n} table of `{store}` to a person, no key, no name, no value: {tables}",
                    "nothing leads from {n} tables of `{store}` to a person, no key, no name, no value: {tables}",
                    len(undeclared),
                    store=store,
                    tables=quoted(n.table for n in undeclared),
                ),
                tuple(help),
                policy.stores[store].place,
                WARNING,
                about=store,
            )
        for name in (Name(store, n) for n in names if Name(store, n) in policy.tables):
            table = policy.tables[name]
            if table.personal or table.mentions or table.seen is None:
                continue
            for column in _addresses(reader, table.seen):
                if not written(table, column):
                    yield Diagnostic(
                        "GS448",
                        "unreached-table",
                        t(
                            "`{column}` holds e-mail addresses, and nothing leads from `{table}` to a person",
                            column=name.column(column),
                            table=name,
                        ),
                        (t("say whose they are; if they are nobody's, name the column: `plain: {column}`", column=column),),
                        table.place,
                        WARNING,
                        about=name.column(column),
                    )


def _addresses(reader: Reader, seen: SeenTable) -> list[str]:
    """The text columns of a table that hold e-mail addresses."""
    texts = [c.name for c in seen.columns.values() if c.type == "text"]
    sample = reader.sample(seen, texts)
    return [c for c in texts if len((values := sample.values(c)).all) >= 3 and values.emails]
