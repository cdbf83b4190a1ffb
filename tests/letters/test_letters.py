"""The letters about requests: in three languages, with u or je; as text, as a page and on paper; in plain words, and never as markup."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pikepdf
import pytest

from gestand.documents import letters
from gestand.documents.letters import Letter, Link, Points, Sheet
from gestand.policy.model import Contact, Organisation
from gestand.words import speaking
from plain import JARGON, MOST, PASSIVE, parts_of, words_in

ON = date(2026, 12, 22)
SITE = "https://privacy.voorbeeld.example/follow/x"
COMPANY = Organisation(
    "Voorbeeld B.V.",
    "NL",
    ("nl", "en", "es"),
    "Europe/Amsterdam",
    "privacy@voorbeeld.example",
    address=("Voorbeeldstraat 1", "1234 AB Voorbeeldstad"),
)
KINDS = ("access", "portability", "rectification", "erasure", "restriction", "lifting", "objection", "withdrawal", "complaint")
REASON = {"nl": "Er loopt een rechtszaak.", "en": "There is a court case.", "es": "Hay un juicio en curso."}
SPOKEN = [("nl", "u"), ("nl", "je"), ("en", "u"), ("es", "u"), ("es", "je")]
FORMAL = {"nl": r"\b(u|uw|uzelf|wij)\b", "es": r"\b(usted|su|sus|díganos\w*|escriba|acuda|reclame)\b"}
INFORMAL = {"nl": r"\b(je|jij|jouw|jou)\b", "es": r"\b(tu|tus|tú|te|ti)\b"}
EVIL = '<script>alert(1)</script> #set page(width: 1pt) $x$ `y` *z* "q" & \\ 王 محمد 👍 \x1b[31m'


def all_letters(organisation: Organisation, reason: str) -> Iterator[Letter]:
    yield letters.code(organisation, "2026-000001", "123456", 15)
    yield letters.who_are_you(organisation, "2026-000001", reason, SITE)
    yield letters.forwarded(organisation, "2026-000001", "access", "Gemeente Testerdam")
    yield letters.withdrawn(organisation, "2026-000001")
    yield letters.lifts(organisation, "2026-000001", ON)
    yield letters.recipient(organisation, "2026-000001", SITE)
    for kind in KINDS:
        yield letters.received(organisation, "2026-000001", kind, ON, SITE)
        yield letters.ready(organisation, "2026-000001", kind, ON, SITE, withheld=True)
        yield letters.answer(organisation, "2026-000001", kind, withheld=True)
        yield letters.done(organisation, "2026-000001", kind, ["Facturen (2)"], ["Facturen: 2032"], ["Printer"], reason)
        yield letters.refused(organisation, "2026-000001", kind, reason)
        yield letters.extended(organisation, "2026-000001", kind, reason, ON)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(("language", "form"), SPOKEN)
def test_every_letter_says_the_same_as_text_and_as_a_page(language: str, form: str) -> None:
    with speaking(language, form):
        for letter in all_letters(COMPANY, REASON[language]):
            text, page = letters.as_text(letter, COMPANY), Page(letters.as_html(letter, COMPANY))
            assert page.open == [] and page.tags[0] == ("html", {"lang": language})
            assert [t for t, _ in page.tags].count("h1") == 1
            bare = re.sub(r"\W+", "", page.text)
            for line in text.splitlines():
                assert "://" in line or re.sub(r"\W+", "", line) in bare, line
            links = [str(a["href"]) for t, a in page.tags if t == "a"]
            assert links == [b.to for b in letter.said if isinstance(b, Link)] and all(link in text for link in links)
            assert "None" not in text and "{" not in text


@pytest.mark.parametrize(("language", "form"), SPOKEN)
def test_people_are_addressed_as_the_organisation_chose(language: str, form: str) -> None:
    if language == "en":
        return
    with speaking(language, form):
        for letter in list(all_letters(COMPANY, REASON[language])):
            text = letters.as_text(letter, COMPANY).replace("Su ", "su ")
            wrong = FORMAL if form == "je" else INFORMAL
            assert not re.search(wrong[language], text), text


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_letters_are_in_plain_words(language: str) -> None:
    with speaking(language, "u"):
        said = [
            sentence
            for letter in all_letters(COMPANY, REASON[language])
            for block in (letter.subject, *letter.said)
            for text in (block.items if isinstance(block, Points) else [block] if isinstance(block, str) else [])
            for sentence in parts_of(text)
        ]
    found = list(dict.fromkeys(said))
    lengths = [words_in(s) for s in found]
    assert len(found) > 50 and sum(lengths) / len(lengths) <= 12
    assert [s for s in found if words_in(s) > MOST[language]] == []
    assert [s for s in found if re.search(JARGON[language], s, re.IGNORECASE)] == []
    passive = [s for s in found if re.search(PASSIVE[language], s, re.IGNORECASE)]
    assert len(passive) / len(found) < 0.1, passive


MUST: dict[
    str, Callable[[], Letter]
] = {  # GDPR art. 12(4): a refusal, also in part, names the ways to complain; 12(3): so does a delay
    "refused": lambda: letters.refused(COMPANY, "1", "erasure", "x"),
    "extended": lambda: letters.extended(COMPANY, "1", "erasure", "x", ON),
    "done": lambda: letters.done(COMPANY, "1", "erasure", ["x"], ["y"], []),
    "ready with something withheld": lambda: letters.ready(COMPANY, "1", "access", ON, SITE, withheld=True),
    "answer with something withheld": lambda: letters.answer(COMPANY, "1", "access", withheld=True),
}


@pytest.mark.parametrize("name", MUST)
def test_who_does_not_agree_reads_where_to_go(name: str) -> None:
    with speaking("nl", "u"):
        text = letters.as_text(MUST[name](), COMPANY)
    assert "privacy@voorbeeld.example" in text
    assert "de Autoriteit Persoonsgegevens (AP): autoriteitpersoonsgegevens.nl." in text and "rechter" in text


def test_the_authority_is_that_of_the_organisation() -> None:
    spanish = replace(COMPANY, country="ES")
    other = replace(COMPANY, country="PT", authority=Contact({"en": "the authority of Portugal"}))
    nobody = replace(COMPANY, country="PT")
    with speaking("en", "u"):
        assert "aepd.es" in letters.as_text(letters.refused(spanish, "1", "access", "x"), spanish)
        assert "the authority of Portugal." in letters.as_text(letters.refused(other, "1", "access", "x"), other)
        assert "autoriteit" not in letters.as_text(letters.refused(nobody, "1", "access", "x"), nobody).lower()


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_on_paper_it_is_tagged_dated_and_addressed(language: str) -> None:
    sheet = Sheet(ON, ("A. Smit", "Dorpsstraat 1", "1234 AB Voorbeeldstad"), "2026-000001")
    with speaking(language, "u"):
        letter = letters.refused(COMPANY, "2026-000001", "erasure", REASON[language])
        data = letters.as_pdf(letter, COMPANY, sheet)
        assert data == letters.as_pdf(letter, COMPANY, sheet)
    with pikepdf.open(io.BytesIO(data)) as made:
        assert str(made.Root.Lang) == language and bool(made.Root.MarkInfo.Marked)
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)
        with made.open_metadata() as metadata:
            assert metadata["dc:title"] == letter.subject and metadata["pdfuaid:part"] == "1"
        assert len(made.pages) == 1
    text = said_on_paper(data)
    for line in (*sheet.to, sheet.reference, COMPANY.name, letter.subject, REASON[language]):
        assert line in text, line
    assert {"nl": "22 december 2026", "en": "22 December 2026", "es": "22 de diciembre de 2026"}[language] in text


def said_on_paper(data: bytes) -> str:
    from pypdf import PdfReader

    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages).split())


def test_what_people_write_is_never_markup_and_never_stops_a_letter() -> None:
    evil = replace(COMPANY, name=EVIL, address=(EVIL,))
    with speaking("nl", "u"):
        letter = letters.refused(evil, "1", "access", EVIL)
        page = Page(letters.as_html(letter, evil))
        data = letters.as_pdf(letter, evil, Sheet(ON, (EVIL,), "1"))
    assert "script" not in [t for t, _ in page.tags] and "<script>alert(1)</script>" in page.text
    with pikepdf.open(io.BytesIO(data)) as made:
        assert float(made.pages[0].MediaBox[2]) > 500
    assert "#set page(width: 1pt)" in said_on_paper(data)
