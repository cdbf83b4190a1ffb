"""Every text exists in Dutch and Spanish, none is stale, and each keeps the names that are filled in."""

import re
import string

import pytest

from gestand import words
from gestand.words import catalogues


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["nl", "es"])
def test_nothing_is_missing_or_stale(language: str) -> None:
    said = {m.id for m in catalogues.texts() if m.id}
    there = {m.id: m.string for m in catalogues.current(language) if m.id}
    assert sorted(map(str, said - set(there))) == [], "run python -m gestand.words.catalogues, then translate"
    assert sorted(map(str, set(there) - said)) == [], "run python -m gestand.words.catalogues"
    assert [i for i, s in there.items() if not s or (isinstance(s, (tuple, list)) and not all(s))] == []


@pytest.mark.parametrize("language", ["nl", "es"])
def test_translations_keep_the_names_and_the_quoted_words(language: str) -> None:
    for message in catalogues.current(language):
        if not message.id or not message.string:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for one, other in zip(ids, strings, strict=True):
            assert fields(other) <= fields(ids[-1]), (one, other)
            assert fields(one) - {"n"} <= fields(other), (one, other)
            assert re.findall(r"`gestand [a-z-]+", one) == re.findall(r"`gestand [a-z-]+", other), (one, other)


def test_the_language_of_the_moment() -> None:
    with words.use("nl"):
        assert words.t("stays") == "blijft"
        assert words.tn("{n} row", "{n} rows", 1204).startswith("1.204 ")
    assert words.t("stays") == "stays"
    with pytest.raises(ValueError, match="no language"), words.use("fr"):
        pass
