"""Sections of the statement for somebody else's: a customer who informs its own people may reuse them (promise A10)."""

from __future__ import annotations

from collections.abc import Sequence

from gestand.documents.paper.tree import Paper, Section, paragraph
from gestand.documents.statement.edition import Edition
from gestand.documents.statement.tree import Statement, headings
from gestand.words import t


def sections(statement: Statement, wanted: Sequence[str]) -> tuple[Section, ...]:
    """The sections with these ids, in the order of the statement, whole; one inside another is not said twice. Raises KeyError with the
    first id that there is not."""
    there = headings(statement)
    for id in wanted:
        if id not in there:
            raise KeyError(id)
    return tuple(_found(statement.sections, set(wanted)))


def _found(them: Sequence[Section], wanted: set[str]) -> list[Section]:
    found = []
    for section in them:
        found += [section] if section.id in wanted else _found(section.sections, wanted)
    return found


def part(statement: Statement, edition: Edition, wanted: Sequence[str], whole: str = "") -> Paper:
    """A paper of these sections, in the language of the moment, which is that of the statement. `whole`: where all of it can be read."""
    lead = [t("This is a part of the privacy statement of {name}.", name=statement.name)]
    if whole:
        lead.append(t("You can read all of it here: {address}", address=whole))
    return Paper(
        statement.language,
        statement.title,
        t("Privacy statement of {name}", name=statement.name),
        statement.name,
        edition.named,
        sections(statement, wanted),
        (paragraph("part", *lead),),
    )
