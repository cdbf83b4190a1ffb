"""A paper as a web page: one file that needs nothing else, prints, and works without JavaScript from 320 pixels wide."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from gestand.documents.paper.tree import Paper, pieces
from gestand.words import t

NATIVE = {"nl": "Nederlands", "en": "English", "es": "Español"}  # each in its own language, as people look for it


def stylesheet(name: str = "paper") -> str:
    """Our own stylesheet: tokens first, for a house style to replace."""
    return resources.files(__package__).joinpath(f"{name}.css").read_text("utf-8")


def page(
    paper: Paper, house: str = "", languages: Mapping[str, str] | None = None, forms: Mapping[str, str] | None = None
) -> str:
    """The page, in the language of the moment, which is that of the paper. `house`: a stylesheet after ours. `languages` and `forms`:
    where the other languages and forms are."""
    return rendered("paper.html", house, paper=paper, languages=languages or {}, forms=forms or {}, stand=None, state=str)


def rendered(template: str, house: str = "", package: str | None = None, **values: Any) -> str:
    """A template of this package, or of one that builds on its blocks."""

    def load(name: str) -> str | None:
        places = (resources.files(one).joinpath(name) for one in (package or __package__, __package__))
        return next((place.read_text("utf-8") for place in places if place.is_file()), None)

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (
        stylesheet() + (stylesheet("standing") if values.get("stand") else "") + house.replace("</", "<\\/")
    )  # nothing in a stylesheet ends it
    return environment.get_template(template).render(
        style=Markup(style),  # noqa: S704  a file of the organisation, that can't leave the style element
        native=NATIVE,
        pieces=pieces,
        kind=lambda block: type(block).__name__,
        href=lambda to: to if "/" in to or "." in to else f"#{to}",
        t=t,
        **values,
    )
