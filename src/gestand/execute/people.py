"""Who is meant: the person behind an identifier, in every kind of people they may be. One or nobody, never two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import fail, near
from gestand.execute.context import Context
from gestand.holding import ownership
from gestand.holding.predicate import Among, Gone, every
from gestand.plan.questions import Key, plain_key
from gestand.policy.model import Kind, Name
from gestand.state.tables import restrictions
from gestand.stores.work import Work
from gestand.words import t

People = dict[str, list[Key]]


def find(context: Context, kind: str, given: Mapping[str, str]) -> People:
    """The one person of `kind` whom all given identifiers name, with every other kind declared the same human.

    Raises GestandError GS510 (no such kind or identifier), GS511 (nobody), GS512 (more than one: refused, never both)."""
    policy = context.policy
    known_kind(context, kind)
    known = policy.kinds[kind]
    identifiers = list(known.known_by) if known.table else [known.found_by[0]] if known.found_by else []
    if not given:
        raise fail(
            "GS510",
            "no-identifier",
            t("nothing was given to find the person by"),
            t("give one of: {names}", names=", ".join(identifiers)),
        )
    for identifier, value in given.items():
        if identifier not in identifiers:
            raise fail(
                "GS510",
                "unknown-identifier",
                t("{kind} are not known by `{name}`", kind=kind, name=identifier),
                t("they are known by: {names}", names=", ".join(identifiers)),
            )
        if not value.strip():
            raise fail(
                "GS510",
                "no-identifier",
                t("the value of `{name}` is empty", name=identifier),
                t("give the value as the person wrote it"),
            )
    odd = any("\0" in value or len(value) > 1000 for value in given.values())  # no identifier is like that
    found = [] if odd else list(dict.fromkeys([*_keys(context, known, given, 2), *_sealed(context, kind, given)]))
    if not found:
        raise fail(
            "GS511",
            "unknown-person",
            t("nobody is known by this {names}", names=", ".join(given)),
            t("check the spelling, or try another identifier: {names}", names=", ".join(identifiers)),
        )
    if len(found) > 1:
        raise fail(
            "GS512",
            "two-people",
            t("this {names} matches more than one person: nothing was shown or done", names=", ".join(given)),
            t(
                "give another identifier as well, so that one person is left: {names}",
                names=", ".join(i for i in identifiers if i not in given) or t("none is left; correct the data first"),
            ),
        )
    people: People = {kind: found}
    for other in policy.kinds.values():
        if other.name != kind and (other.name in known.same_as or kind in other.same_as):
            same = _same_human(context, known, found[0], other)
            if same:
                people[other.name] = same
    return people


def known_digest(context: Context, kind: str, identifier: str, value: str) -> str:
    """A keyed digest of an identifier, by which somebody whose values are sealed is still found."""
    return context.pseudonym(f"known {kind} {identifier} {spellings(value)[0]}")


def _sealed(context: Context, kind: str, given: Mapping[str, str]) -> list[Key]:
    """People of a kind whose values are sealed and whom all the identifiers name."""
    wanted = {known_digest(context, kind, identifier, value) for identifier, value in given.items()}
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(restrictions.c.key, restrictions.c.known).where(restrictions.c.kind == kind)).all()
    return [tuple(json.loads(r.key)) for r in rows if wanted <= set(json.loads(r.known))]


def known_kind(context: Context, kind: str) -> None:
    """Raises GestandError GS510 where the policy has no such kind of people."""
    policy = context.policy
    if kind not in policy.kinds:
        guess = near(kind, policy.kinds)
        raise fail(
            "GS510",
            "unknown-people",
            t("`{name}` is no kind of people", name=kind),
            t("did you mean `{guess}`?", guess=guess) if guess else t("there are: {names}", names=", ".join(policy.kinds)),
        )


def spellings(value: str) -> tuple[str, str]:
    """An identifier as given, folded as databases fold it: all letters to lower case, and only those of ASCII (SQLite knows no others).
    A character that would become an ASCII letter, and is none, stays what it is: a look-alike is not the same identifier."""
    value = value.strip(" ")
    every_letter = "".join(c.lower() if c.isascii() or not c.lower().isascii() else c for c in value)
    return every_letter, "".join(c.lower() if c.isascii() else c for c in value)


def _root(kind: Kind) -> Name:
    assert kind.table is not None or kind.found_by is not None
    return kind.table or kind.found_by[1]  # type: ignore[index]


def _keys(context: Context, kind: Kind, given: Mapping[str, str], limit: int) -> list[Key]:
    """Keys of the people of a kind whom the identifiers name: a table's keys, or the folded value itself."""
    root = _root(kind)
    with context.stores[root.store].session() as connection:
        work = Work(context.policy, context.stores[root.store], connection)
        source = work.sql.table(root)
        columns = {i: source.c[kind.known_by[i] if kind.table else kind.found_by[2]] for i in given}  # type: ignore[index]
        conditions = [
            work.sql.one_of(root, column, [sa.bindparam(f"given{n}{spelling}", required=False) for spelling in "abc"])
            for n, column in enumerate(columns.values())
        ]
        conditions += [condition for column in columns for condition in _real(work, root, _column(kind, column))]
        for n, value in enumerate(given.values()):
            every_letter, ascii_only = spellings(value)
            capitals = spellings("".join(c.upper() if c.isascii() or not c.upper().isascii() else c for c in value))[1]
            work.parameters.update({f"given{n}a": every_letter, f"given{n}b": ascii_only, f"given{n}c": capitals})
        if kind.table is None:
            value = work.sql.folded(
                root, source, next(iter(columns.values())).name
            )  # the key is the value as this database folds it
            found = work.raw(
                ("known", kind.name, tuple(given), limit), lambda: sa.select(value).where(*conditions).distinct().limit(limit)
            )
            return [tuple(row) for row in found.fetchall()]
        when = work.where(ownership.condition(kind.when), root)
        key = [source.c[c] for c in context.policy.tables[root].key]
        found = work.raw(
            ("known", kind.name, tuple(given), limit),
            lambda: sa.select(*key).where(*conditions, when).order_by(*key).limit(limit),
        )
        return [plain_key(row) for row in found.fetchall()]


def _column(kind: Kind, identifier: str) -> str:
    """The column of an identifier, in the table where people of this kind are found."""
    return kind.known_by[identifier] if kind.table else kind.found_by[2]  # type: ignore[index]


def _real(work: Work, root: Name, column: str) -> list[Any]:
    """Conditions: the value is somebody's own. A stand-in for a value that went names nobody, and rows of two tables can have the same."""
    declared = work.policy.tables[root].columns.get(column)
    if declared is None or declared.way.kind not in ("stand-in", "stand-in address"):
        return []
    return [work.where(Gone(column, declared.way, negated=True), root)]


def _same_human(context: Context, known: Kind, key: Key, other: Kind) -> list[Key]:
    """The same human among another kind of people: who has an identifier of the same name and value, where that names one person only."""
    values = identifiers_of(context, known, [key])
    wanted = other.known_by if other.table else {other.found_by[0]: other.found_by[2]} if other.found_by else {}
    for identifier in wanted:
        for value in values.get(identifier, ()):
            if known.table and len(_keys(context, known, {identifier: value}, 2)) != 1:
                continue  # two people have this value: whose the other's data is can't be told
            found = _keys(context, other, {identifier: value}, 2)
            if len(found) == 1:
                return found
    return []


def identifiers_of(context: Context, kind: Kind, keys: list[Key]) -> dict[str, list[str]]:
    """The values by which these people are known, folded, per identifier."""
    if kind.table is None:
        assert kind.found_by is not None
        return {kind.found_by[0]: [str(k[0]) for k in keys]}
    root = kind.table
    with context.stores[root.store].session() as connection:
        work = Work(context.policy, context.stores[root.store], connection)
        bind_people(work, kind, keys)
        source = work.sql.table(root)
        columns = list(kind.known_by.items())
        asked = [sa.case((sa.and_(sa.true(), *_real(work, root, c)), work.sql.folded(root, source, c))) for _, c in columns]
        select = sa.select(*asked).where(
            work.where(every((Among(context.policy.tables[root].key, f"people {kind.name}"),)), root)
        )
        found: dict[str, list[str]] = {i: [] for i, _ in columns}
        for row in work.execute(select):
            for (identifier, _), value in zip(columns, row, strict=True):
                if value:
                    found[identifier].append(value)
        work.close()
        return found


def spoken(context: Context, said: object) -> str:
    """The language to write in: what the person reads, if the organisation writes it, else its first."""
    languages = context.policy.organisation.languages
    wanted = str(said or "")[:2].lower()
    return wanted if wanted in languages else languages[0]


def language_of(context: Context, people: Mapping[str, Sequence[Key]]) -> str:
    """The language in which to write to these people, who are one human being."""
    for name, keys in people.items():
        kind = context.policy.kinds[name]
        if not kind.language or kind.table is None:
            continue
        root = kind.table
        with context.stores[root.store].session() as connection:
            work = Work(context.policy, context.stores[root.store], connection)
            bind_people(work, kind, list(keys))
            theirs = work.where(every((Among(context.policy.tables[root].key, f"people {kind.name}"),)), root)
            said = work.execute(sa.select(work.sql.table(root).c[kind.language]).where(theirs)).scalars().first()
            work.close()
        if said:
            return spoken(context, said)
    return context.policy.organisation.languages[0]


def bind_people(work: Work, kind: Kind, keys: list[Key], name: str = "", later: bool = False) -> None:
    """Bind people of a kind as a key set, by default as the people in question; `later`: when a statement asks for it."""
    types = [work.native(kind.table, c) for c in work.policy.tables[kind.table].key] if kind.table else ["TEXT"]
    (work.bind_later if later else work.bind)(name or f"people {kind.name}", keys, types)


def every_person(context: Context, kind: str) -> list[Key]:
    """The keys of all people of a kind: for questions about many."""
    known_kind(context, kind)
    known = context.policy.kinds[kind]
    root = _root(known)
    with context.stores[root.store].session() as connection:
        work = Work(context.policy, context.stores[root.store], connection)
        if known.table is None:
            source, name = work.sql.table(root), known.found_by[2]  # type: ignore[index]
            there = sa.and_(source.c[name].is_not(None), *_real(work, root, name))
            asked = sa.select(work.sql.folded(root, source, name)).where(there).distinct()
            return [(v,) for (v,) in connection.execute(asked)]
        return work.keys(root, ownership.condition(known.when))


def keys_from_lines(context: Context, kind: str, lines: Iterable[str]) -> list[Key]:
    """Keys of people of a kind from text, one a line; several columns separated by commas."""
    known_kind(context, kind)
    root = context.policy.kinds[kind].table
    types = (
        [context.policy.catalogs[root.store].tables[root.table].columns[c].type for c in context.policy.tables[root].key]
        if root
        else ["text"]
    )
    keys: list[Key] = []
    for line in lines:
        if text := line.strip():
            parts = [p.strip() for p in text.split(",")] if len(types) > 1 else [text]
            keys.append(
                tuple(
                    int(p) if kind_ == "integer" and p.lstrip("-").isdigit() else p
                    for p, kind_ in zip(parts, types, strict=False)
                )
            )
    return keys
