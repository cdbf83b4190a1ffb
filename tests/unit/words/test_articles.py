"""The same article, as readers of each language know it; what is no article of the GDPR stays as it is."""

import pytest

from gestand.words import use
from gestand.words.articles import cited


@pytest.mark.parametrize(
    ("en", "nl", "es"),
    [
        ("GDPR art. 30", "AVG art. 30", "RGPD art. 30"),
        ("GDPR art. 7(1)", "AVG art. 7 lid 1", "RGPD art. 7.1"),
        ("GDPR art. 28(3)(b)", "AVG art. 28 lid 3 onder b", "RGPD art. 28.3.b"),
        (
            "GDPR art. 6(1)(f), and Tw art. 11.7a",
            "AVG art. 6 lid 1 onder f, and Tw art. 11.7a",
            "RGPD art. 6.1.f, and Tw art. 11.7a",
        ),
    ],
)
def test_an_article_of_the_gdpr_is_said_in_each_language(en: str, nl: str, es: str) -> None:
    for language, said in (("en", en), ("nl", nl), ("es", es)):
        with use(language):
            assert {cited(written) for written in (en, nl, es)} == {said}


@pytest.mark.parametrize("text", ["AWR art. 52", "UAVG art. 46, Wet LB 1964 art. 28", "URLB 2011 art. 7.5", "", "BW 7:658a"])
def test_other_laws_keep_their_names(text: str) -> None:
    for language in ("nl", "en", "es"):
        with use(language):
            assert cited(text) == text


def test_a_sentence_goes_on_after_an_article() -> None:
    with use("es"):
        assert cited("AVG art. 30(2), 32. Más.") == "RGPD art. 30.2, 32. Más."
    with use("nl"):
        assert cited("GDPR art. 12(1). Meer.") == "AVG art. 12 lid 1. Meer."
        assert cited("RGPD art. 33. Meer") == "AVG art. 33. Meer"
