"""The overview as one page, made row by row: it prints, needs no script, and memory stays flat whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from itertools import chain
from typing import Any

import jinja2
from markupsafe import Markup

from gestand.documents import sentences
from gestand.documents.overview import parts
from gestand.documents.overview.parts import Looked
from gestand.documents.overview.sheet import Sheet
from gestand.documents.overview.values import shown
from gestand.documents.paper.page import stylesheet
from gestand.documents.statement import rights
from gestand.documents.statement.tree import pieces
from gestand.policy.model import Name, Policy
from gestand.words import addressing, day, language, moment, number, t, tn

Table = tuple[Name, Sequence[str], Mapping[str, str], Iterator[Sequence[Any]]]  # name, columns, withheld with reasons, rows
OPEN = 3  # rows of a table that are shown at once; the others can be opened


def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: resources.files(__package__).joinpath(name).read_text("utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = stylesheet() + resources.files(__package__).joinpath("overview.css").read_text("utf-8")
    made.globals.update(
        t=t,
        tn=tn,
        day=day,
        moment=moment,
        number=number,
        pieces=pieces,
        style=Markup(style),  # noqa: S704  files of ours
        most=OPEN,
        kind=lambda block: type(block).__name__,
    )
    made.filters["shown"] = shown
    return made


@dataclass(frozen=True)
class Answer:
    """What an overview says beside the rows. `counts`: rows per table, where they are known beforehand. `disclosed`: recipient, what,
    when. `looked`: where somebody looked. `requests`: what this person asked before, a line each."""

    policy: Policy
    made: datetime
    disclosed: Sequence[tuple[str, str, datetime]] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    looked: Sequence[Looked] = ()
    requests: Sequence[str] = ()

    @property
    def contents(self) -> list[tuple[str, str, int]]:
        """What there is: where it stands on the page, in the words of the organisation, how many of it."""
        names = {str(name): name for name in self.policy.tables}
        there = [(names[n], rows) for n, rows in self.counts.items() if n in names and rows]
        return [(_id(name), sentences.heading(self.policy, name), rows) for name, rows in there]


def _id(name: Name) -> str:
    return "data-" + "".join(c if c.isalnum() else "-" for c in str(name))


def page(answer: Answer, tables: Iterable[Table], keep: Sheet | None = None) -> Iterator[str]:
    """The page in pieces, in the language of the moment. `tables`: each read to its end before the next is asked for. `keep`: takes what
    is shown, for the paper."""
    template = _environment().get_template("overview.html")
    policy, sheet = answer.policy, keep if keep is not None else Sheet()
    with addressing(policy.organisation.form_of_address):
        stream = template.stream(
            policy=policy,
            lang=language(),
            answer=answer,
            contents=answer.contents,
            tables=_read(policy, tables, sheet),
            uses=lambda: list(parts.terms(policy, sheet.tables)),  # asked for when all was read
            receivers=lambda: parts.receivers(policy, sheet.tables, answer.made.date()),
            looked=parts.looked(answer.looked),
            own=rights.own(policy),
            complaint=parts.complaint(policy),
        )
    stream.enable_buffering(200)
    while True:
        with addressing(policy.organisation.form_of_address):  # not across a yield: what is done meanwhile speaks its own way
            piece = next(stream, None)
        if piece is None:
            return
        yield piece


Row = tuple[list[parts.Field], list[parts.Field]]  # what is about the person; our own numbers


def _read(policy: Policy, tables: Iterable[Table], sheet: Sheet) -> Iterator[tuple[str, parts.About, Iterator[Row]]]:
    """The tables with rows, or with something left out of them: an id, what is said of it, its rows as fields."""
    ids: list[str] = []
    for table, columns, withheld, rows in tables:
        first = next(rows, None)
        if first is None and "*" not in withheld:
            continue
        about = parts.about(policy, table, withheld)
        again = ids.count(_id(table))  # rows that mention somebody come after those of their own
        ids.append(_id(table))
        sheet.begin(table, about)
        yield (
            _id(table) + (f"-{again}" if again else ""),
            about,
            _fields(policy, table, columns, [] if first is None else chain([first], rows), sheet),
        )


def _fields(policy: Policy, table: Name, columns: Sequence[str], rows: Iterable[Sequence[Any]], sheet: Sheet) -> Iterator[Row]:
    for row in rows:
        fields, keys = parts.fields(policy, table, columns, row)
        sheet.row(fields, keys)
        yield fields, keys
