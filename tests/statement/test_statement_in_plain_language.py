"""D3 of the law notes, measured: sentences of at most twelve words on average, twenty at most, active, and without legal jargon."""

import re

import pytest

from gestand.documents.statement import tree
from gestand.execute.context import Opened
from plain import JARGON, MOST, PASSIVE, parts_of, words_in

from .conftest import EXAMPLES, in_language


def all_sentences(one: Opened, language: str) -> list[str]:
    return [part for s in tree.sentences(in_language(one, language)) for part in parts_of(s.text)]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_sentences_are_short_and_active(name: str, language: str, examples: dict[str, Opened]) -> None:
    if language not in examples[name].policy.organisation.languages:
        pytest.skip(f"{name} does not speak {language}")
    found = all_sentences(examples[name], language)
    lengths = [words_in(s) for s in found]
    assert len(found) > 60
    assert sum(lengths) / len(lengths) <= 12
    assert [s for s in found if words_in(s) > MOST[language]] == []
    passive = [s for s in found if re.search(PASSIVE[language], s, re.IGNORECASE)]
    assert len(passive) / len(found) < 0.1, passive


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_no_word_of_the_law_stands_outside_the_glossary(name: str, language: str, examples: dict[str, Opened]) -> None:
    made = in_language(examples[name], language)
    texts = [s.text for s in tree.said(made) if not s.id.startswith("words.")] + [p.text for p in made.short.points]
    headings = list(tree.headings(made).values())
    assert [x for x in (*texts, *headings) if re.search(JARGON[language], x, re.IGNORECASE)] == []


def test_headings_are_questions(examples: dict[str, Opened]) -> None:
    for language in ("nl", "en", "es"):
        for section in in_language(examples["telecom"], language).sections:
            assert section.heading.endswith("?"), section.heading
