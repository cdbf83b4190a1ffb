"""The statement as a web page: one file that needs nothing else, prints, and works without JavaScript from 320 pixels wide."""

from __future__ import annotations

from collections.abc import Callable

from gestand.documents.paper.page import rendered
from gestand.documents.statement.edition import Edition
from gestand.documents.statement.standing import Standing
from gestand.documents.statement.tree import Sentence, Statement, headings
from gestand.words import t

Stand = Callable[[Sentence], Standing | None]


def page(statement: Statement, edition: Edition, house: str = "", stand: Stand | None = None) -> str:
    """The page, in the language of the moment, which is that of the statement. `house`: a stylesheet after ours. `stand`: what is known
    of each sentence, for those who may see it; the public page has none."""
    return rendered(
        "statement.html",
        house,
        __package__,
        statement=statement,
        edition=edition,
        stand=stand,
        state=state,
        headings=headings(statement),
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
