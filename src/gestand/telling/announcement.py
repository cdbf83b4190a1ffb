"""A change of the statement, announced separately to each person it concerns, in their language (promise A3; GDPR art. 13(3), 14(4))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.documents.statement.changes import Change
from gestand.documents.statement.letters import announcement
from gestand.execute.context import Context
from gestand.state.statements import statements
from gestand.telling import versions, word
from gestand.telling.people import Person, people, pseudonym
from gestand.telling.versions import Version
from gestand.telling.word import Word
from gestand.words import addressing, t, use


@dataclass(frozen=True)
class Reach:
    """The people of one kind whom a change concerns: how many, how many have no address, how many were told of it before."""

    kind: str
    changes: tuple[Change, ...]
    people: int
    without_address: int
    told: int


@dataclass(frozen=True)
class Announcement:
    """A version, what changed in it since the one before, and whom that concerns."""

    version: Version
    changes: tuple[Change, ...]
    reaches: tuple[Reach, ...]
    unreachable: tuple[Person, ...] = field(repr=False, default=())

    @property
    def about(self) -> str:
        return f"statement {self.version.number}"


def look(context: Context, number: int | None = None, language: str = "nl") -> Announcement:
    """Whom the newest version (or this one) concerns. Nothing is sent. Raises GestandError GS565, GS566."""
    found = versions.published(context.state, context.policy.organisation.time_zone)
    if not found:
        raise fail(
            "GS565",
            "nothing-published",
            t("no version of the statement was published yet"),
            t("publish it: gestand statement --publish"),
        )
    version = versions.of(context, number) if number else found[-1]
    before = next((v for v in found if v.number == version.number - 1), None)
    if version.minor:
        raise fail(
            "GS566",
            "nothing-to-announce",
            t(
                "version {number} was published as one that nobody needs to hear of: {reason}",
                number=version.number,
                reason=version.minor,
            ),
            t("a change that people need to hear of is published without --minor"),
        )
    different = versions.difference(before.texts, version.texts, language) if before else []
    about = f"statement {version.number}"
    before_told = word.everybody_told(context, about)
    reaches, unreachable = [], []
    for kind in context.policy.kinds:
        mine = tuple(c for c in different if c.concerns(kind))
        if not mine:
            continue
        there = without = heard = 0
        for person in people(context, kind):
            there += 1
            heard += pseudonym(context, kind, person.key) in before_told
            if not person.address:
                without += 1
                unreachable.append(person)
        reaches.append(Reach(kind, mine, there, without, heard))
    return Announcement(version, tuple(different), tuple(reaches), tuple(unreachable))


def announce(context: Context, seen: Announcement) -> int:
    """Queue a mail for everybody whom the change concerns: one a reader, whatever kinds of people they are. Interrupted, the same call
    goes on. Returns how many were queued; the version counts as announced when all of them are."""
    queued = word.write(context, seen.about, _words(context, seen))
    with context.state.begin() as connection:
        connection.execute(
            sa.update(statements)
            .where(statements.c.number == seen.version.number, statements.c.announced_at.is_(None))
            .values(announced_at=context.now())
        )
    return queued


def _words(context: Context, seen: Announcement) -> Iterator[Word]:
    """Each reader with what changes for them. Who reads under one address is one reader, in the language of the first."""
    found = versions.published(context.state, context.policy.organisation.time_zone)
    before = next((v for v in found if v.number == seen.version.number - 1), None)
    readers: dict[str, list[Person]] = {}
    for reach in seen.reaches:
        for person in people(context, reach.kind):
            if person.address:
                readers.setdefault(person.address.lower(), []).append(person)
    per_language = {
        language: versions.difference(before.texts, seen.version.texts, language) if before else []
        for language in context.policy.organisation.languages
    }
    for persons in readers.values():
        language, kinds = persons[0].language, {p.kind for p in persons}
        mine = [c for c in per_language[language] if any(c.concerns(kind) for kind in kinds)]
        with use(language), addressing(context.policy.organisation.form_of_address):
            yield Word(tuple(persons), announcement(context.policy, mine, seen.version.on))
