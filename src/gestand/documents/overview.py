"""The overview for a person who asked what is held (GDPR art. 15): one page, made row by row, that prints and needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from importlib import resources
from typing import IO, Any
from urllib.parse import quote

import jinja2
import markupsafe

from gestand.documents import sentences
from gestand.policy.model import Activity, Name, Policy
from gestand.words import addressing, day, enumeration, language, moment, said, t


class Beside(str):
    """The name of a file that comes with an answer. `reading` opens it."""

    reading: Callable[[], AbstractContextManager[IO[bytes]]]


def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(lambda name: resources.files(__package__).joinpath(name).read_text("utf-8"))
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(
        t=t,
        day=day,
        moment=moment,
        heading=sentences.heading,
        label=sentences.label,
        capital=lambda text: text[:1].upper() + text[1:],
        kept=sentences.kept,
        basis=sentences.basis,
        said=said,
        enumeration=enumeration,
    )
    made.filters["shown"] = shown
    return made


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, Beside):
        name = value.rpartition("/")[2]
        return markupsafe.Markup('<a href="{}">{}</a>').format(quote(value), name)
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, (bytes, memoryview)):
        return t("a file of {n} bytes", n=len(bytes(value)))
    if isinstance(value, str) and re.fullmatch(
        r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?([+-]\d\d:\d\d)?)?)?", value
    ):  # as SQLite keeps them
        return shown(date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value))
    return str(value)


def page(
    policy: Policy,
    made: datetime,
    tables: Iterable[tuple[Name, Sequence[str], Mapping[str, str], Iterator[Sequence[Any]]]],
    disclosed: Sequence[tuple[str, str, datetime]],
) -> Iterator[str]:
    """The page in pieces, in the language of the moment. `tables`: name, columns, withheld with reasons, rows; each read to its end before
    the next is asked for."""
    template = _environment().get_template("overview.html")
    stream = template.stream(
        policy=policy,
        lang=language(),
        made=made,
        tables=tables,
        disclosed=disclosed,
        activities=_by_table(policy),
        source=_source,
    )
    stream.enable_buffering(200)
    while True:
        with addressing(policy.organisation.form_of_address):  # not across a yield: what is done meanwhile speaks its own way
            piece = next(stream, None)
        if piece is None:
            return
        yield piece


def _by_table(policy: Policy) -> dict[Name, list[Activity]]:
    return {name: [a for a in policy.activities.values() if name in a.uses] for name in policy.tables}


def _source(policy: Policy, table: Name) -> str:
    match policy.tables[table].source:
        case "observed":
            return t("we noted it when you used our services")
        case "others":
            return t("we got it from others")
        case "derived":
            return t("we derived it from other data")
    return t("you gave it to us")
