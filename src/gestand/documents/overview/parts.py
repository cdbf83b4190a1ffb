"""What is said of the rows of a table, and of each use of them: the same words as in the privacy statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gestand.documents import sentences
from gestand.documents.authority import authority
from gestand.documents.overview.values import empty
from gestand.documents.paper.tree import capital, paragraph
from gestand.documents.statement import sharing, uses
from gestand.documents.statement.parts import called, described, keepers, recipients_of
from gestand.documents.statement.tree import Items, Paragraph, Term
from gestand.law.transfers import in_eea
from gestand.policy.model import Activity, Name, Policy
from gestand.words import country, said, t


@dataclass(frozen=True)
class Looked:
    """A place where somebody looked, and what came of it: found, nothing found, or still being searched (None)."""

    where: str
    found: bool | None


@dataclass(frozen=True)
class Use:
    """A use of the rows of a table in one line: what for, how long; `id` of its explanation."""

    id: str
    purpose: str
    kept: str


@dataclass(frozen=True)
class About:
    """What is said above the rows of a table."""

    heading: str
    uses: tuple[Use, ...]
    source: str
    withheld: tuple[str, ...]


def about(policy: Policy, table: Name, withheld: Mapping[str, str]) -> About:
    """What is said above the rows of a table."""
    using = [a for a in policy.activities.values() if table in a.uses]
    one = policy.tables[table]
    lines = [
        t("We leave this out: {reason}.", reason=reason.rstrip("."))
        if column == "*"
        else t("We do not show {what}: {reason}.", what=sentences.label(policy, table, column), reason=reason.rstrip("."))
        for column, reason in withheld.items()
    ]
    return About(
        sentences.heading(policy, table),
        tuple(Use(f"use-{id_of(a)}", capital(said(a.purpose, a.name)), capital(sentences.kept(policy, a))) for a in using),
        sharing.source_said("public" if one.source_public else one.source, said(one.source_called)),
        tuple(lines),
    )


def id_of(activity: Activity) -> str:
    return "".join(c if c.isalnum() else "-" for c in activity.name.lower())


@dataclass(frozen=True)
class Field:
    """A value with its label; `category`: what it says about a person, where the label alone may not tell."""

    label: str
    category: str
    value: Any


def fields(policy: Policy, table: Name, columns: Sequence[str], row: Sequence[Any]) -> tuple[list[Field], list[Field]]:
    """The values of a row that hold something: first those about the person, then our own numbers for rows."""
    declared = policy.tables[table].columns
    personal: list[Field] = []
    plain: list[Field] = []
    keys: list[Field] = []
    for column, value in zip(columns, row, strict=True):
        if empty(value):
            continue
        category = declared[column].category if column in declared else "plain"
        own_name = sentences.called(policy, str(table), column)
        hint = described(category) if category not in ("plain", "key") and not own_name else ""
        one = Field(sentences.label(policy, table, column), hint, value)
        (keys if category == "key" else plain if category == "plain" else personal).append(one)
    return [*personal, *plain], keys


def terms(policy: Policy, tables: Iterable[Name]) -> Iterator[tuple[str, str, list[Term]]]:
    """Each use of these tables, explained once: its id, its heading, why it is allowed, which data, how long, who receives it."""
    there = set(tables)
    for activity in policy.activities.values():
        if there & set(activity.uses):
            yield f"use-{id_of(activity)}", capital(said(activity.purpose, activity.name)), list(uses.terms(policy, activity))


def receivers(policy: Policy, tables: Iterable[Name], on: date) -> list[Term]:
    """Who can receive what is in these tables, and what protects it outside the European Economic Area (GDPR art. 15(1)(c), 15(2))."""
    there = set(tables)
    found = [r for a in policy.activities.values() if there & set(a.uses) for r in recipients_of(policy, a)]
    made = []
    for one in {r.name: r for r in (*keepers(policy), *found)}.values():
        purpose = said(one.purpose)
        blocks: list[Paragraph | Items] = []
        if purpose:
            blocks.append(paragraph(one.name, t("What for: {purpose}.", purpose=purpose)))
        if one.country and not in_eea(one.country, on):
            blocks += sharing.transfer(policy, one, on).blocks
        elif one.country:
            blocks.append(paragraph(one.name, t("Is in {country}.", country=country(one.country))))
        made.append(Term(capital(called(one)), tuple(blocks)))
    return made


def complaint(policy: Policy) -> str:
    """To whom people complain."""
    found = authority(policy.organisation)
    if found is None:
        return t("Not satisfied? You can complain to the authority, or go to court.")
    where = f" ({found.website.removeprefix('https://').rstrip('/')})" if found.website else ""
    return t("Not satisfied? You can complain to {authority}{where}, or go to court.", authority=said(found.called), where=where)


def looked(places: Sequence[Looked]) -> list[tuple[str, str]]:
    """Where somebody looked, and what came of it, in words (law.md A2)."""
    words = {True: t("found"), False: t("searched, nothing found"), None: t("we still look there; you hear of it apart")}
    return [(one.where, words[one.found]) for one in places]
