"""What is beside the text: which version it is, since when, what changed before, and where it is in other languages and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from gestand.documents.paper.tree import paragraph
from gestand.documents.statement.tree import Block, Paragraph, Points, Section, Statement
from gestand.words import addressing, day, t


@dataclass(frozen=True)
class Earlier:
    """A version that was published: its number, day, where it can be read, and what changed in it."""

    number: int
    day: date
    changes: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True)
class Edition:
    """`number` 0: not published. `languages` and `forms`: where the other languages and the PDF are, as addresses to link to."""

    number: int = 0
    day: date | None = None
    earlier: tuple[Earlier, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """Which version this is, in the language of the moment."""
        if not self.number or self.day is None:
            return t("Draft: not published yet")
        return t("Version {number}, {day}", number=self.number, day=day(self.day))


def with_versions(statement: Statement, edition: Edition, form_of_address: str) -> Statement:
    """The statement with its versions at the end: an item on the page for each change (promise A3)."""
    if not edition.earlier:
        return statement
    with addressing(form_of_address):
        blocks: list[Block] = [paragraph("versions.kept", t("We keep every version of this statement."))]
        sections = []
        for one in edition.earlier:
            heading = t("Version {number}, {day}", number=one.number, day=day(one.day))
            points = tuple(Paragraph(f"versions.{one.number}.{i}", paragraph("", c).sentences) for i, c in enumerate(one.changes))
            inner: list[Block] = [Points(points)] if points else []
            if one.href:
                inner.insert(0, Points((paragraph(f"versions.{one.number}", t("Read this version")),), (one.href,)))
            if not inner:
                inner = [paragraph(f"versions.{one.number}", t("The first version."))]
            sections.append(Section(f"version-{one.number}", heading, tuple(inner)))
        closing = Section("versions", t("What changed?"), tuple(blocks), tuple(sections))
    return replace(statement, sections=(*statement.sections, closing))
