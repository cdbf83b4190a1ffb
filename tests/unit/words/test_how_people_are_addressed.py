"""Who says je, says it everywhere: in the statement and in what goes with it, in Dutch and in Spanish."""

import re

import pytest

from gestand import words
from gestand.words import catalogues

FORMAL = {
    "nl-je": re.compile(r"\b(u|uw|uzelf|wij)\b", re.IGNORECASE),
    "es-tu": re.compile(r"\b(usted|díganos\w*|escriba|llámenos)\b", re.IGNORECASE),
}
OURSELVES = {"Only we.", "We, and {party}."}  # "alleen wij": there the stress is on us


def strings(string: object) -> list[str]:
    return [string] if isinstance(string, str) else list(string)  # type: ignore[call-overload]


@pytest.mark.parametrize("language", ["nl-je", "es-tu"])
def test_no_text_for_people_is_missing_or_stale(language: str) -> None:
    there = {m.id: m.string for m in catalogues.current(language) if m.id}
    needed = {
        m.id for m in catalogues.informal(language) if m.id and m.id in {x.id for x in catalogues.texts("documents", "telling")}
    }
    assert sorted(map(str, needed - set(there))) == [], "run python -m gestand.words.catalogues, then translate"
    assert [i for i, s in there.items() if i in needed and not all(strings(s))] == []


@pytest.mark.parametrize("language", ["nl-je", "es-tu"])
def test_nothing_formal_is_left_in_it(language: str) -> None:
    for message in catalogues.current(language):
        if message.id and message.id not in OURSELVES:
            assert not any(FORMAL[language].search(s) for s in strings(message.string)), message.string


def test_the_form_of_the_moment() -> None:
    with words.use("nl"):
        assert words.t("What can you ask us?") == "Wat kunt u ons vragen?"
        with words.addressing("je"):
            assert words.t("What can you ask us?") == "Wat kun je ons vragen?"
            assert words.t("stays") == "blijft"
    with words.use("es"), words.addressing("je"):
        assert words.t("What can you ask us?") == "¿Qué puedes pedirnos?"
    with words.addressing("je"):
        assert words.t("What can you ask us?") == "What can you ask us?"
