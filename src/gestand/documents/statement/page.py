"""The statement as a web page: one file that needs nothing else, prints, and works without JavaScript from 320 pixels wide."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

import jinja2
from markupsafe import Markup

from gestand.documents.statement.edition import NATIVE, Edition
from gestand.documents.statement.standing import Standing
from gestand.documents.statement.tree import Sentence, Statement, headings, pieces
from gestand.words import t

Stand = Callable[[Sentence], Standing | None]


def stylesheet() -> str:
    """Our own stylesheet: tokens first, for a house style to replace."""
    return resources.files(__package__).joinpath("statement.css").read_text("utf-8")


def page(statement: Statement, edition: Edition, house: str = "", stand: Stand | None = None) -> str:
    """The page, in the language of the moment, which is that of the statement. `house`: a stylesheet after ours. `stand`: what is known
    of each sentence, for those who may see it; the public page has none."""
    loader = jinja2.FunctionLoader(lambda name: resources.files(__package__).joinpath(name).read_text("utf-8"))
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = stylesheet() + house.replace("</", "<\\/")  # nothing in a stylesheet ends it
    return environment.get_template("statement.html").render(
        statement=statement,
        edition=edition,
        style=Markup(style),  # noqa: S704  a file of the organisation, that can't leave the style element
        stand=stand,
        state=state,
        headings=headings(statement),
        native=NATIVE,
        pieces=pieces,
        kind=lambda block: type(block).__name__,
        href=lambda to: to if "/" in to or "." in to else f"#{to}",
        t=t,
    )


def state(name: str) -> str:
    """The word for how a sentence stands."""
    match name:
        case "kept":
            return t("kept")
        case "overdue":
            return t("overdue")
        case "attested":
            return t("attested")
        case "enforced":
            return t("enforced")
    return t("unproven")
