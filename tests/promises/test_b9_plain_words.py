"""B9, B1: what is held and what is done with it, in plain words: a page for a telephone, the same on paper, and a letter with each act."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from plain import JARGON, MOST, PASSIVE, parts_of, words_in
from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), language varchar(5), internal_remark varchar(80), ended_on date);
create table calls (id integer primary key, customer_id integer not null references customers (id), about varchar(200), called_at timestamp not null);
create table invoices (id integer primary key, customer_id integer references customers (id), billing_name varchar(80), issued_on date not null);
create index calls_customer on calls (customer_id);
create index invoices_customer on invoices (customer_id);
create index customers_email on customers (lower(trim(email)));
"""
POLICY = """
organisation: {name: Voorbeeld B.V., country: NL, languages: [nl, en, es], time zone: Europe/Amsterdam, contact: privacy@voorbeeld.example,
               responsible: office, form of address: FORM, address: [Straat 1, 1234 AB Stad]}
people:
  customer:
    called: {nl: klanten, en: customers, es: clientes}
    found in: shop.customers
    known by: {email: email}
    language: language
data:
  shop:
    customers:
      {name: name, contact: email, preference: language, content: internal_remark, plain: ended_on,
       withhold: {internal_remark: {nl: dit noemt de buren, en: this names the neighbours, es: nombra a los vecinos}}}
    calls: {content: about, plain: called_at, from: observed}
    invoices: {name: billing_name, plain: rest, in the end: keep without the person}
activities:
  serving:
    purpose: {nl: bestellingen leveren, en: delivering orders, es: entregar pedidos}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, calls: all}
    keep: while ended_on is empty and 2 years after ended_on
    recipients: [printer]
    profiling: {nl: Wij schatten wat bij u past., en: We guess what suits you., es: Estimamos qué le conviene.}
    dpia: {not needed: a test}
  bookkeeping:
    purpose: {nl: de boekhouding bewaren, en: keeping the books, es: conservar la contabilidad}
    basis: {legal obligation: AWR art. 52}
    for: invoices
    keep: 7 years after the end of the year of issued_on
recipients:
  printer: {called: {nl: de drukker, en: the printer, es: la imprenta}, country: IN, safeguard: {nl: modelcontracten, en: standard clauses, es: cláusulas tipo},
            for: {nl: brieven drukken, en: printing letters, es: imprimir cartas}, assessment: {not needed: a test}}
called:
  customers: {nl: uw klantgegevens, en: your customer details, es: sus datos de cliente}
  calls: {nl: telefoontjes, en: telephone calls, es: llamadas}
  invoices: {nl: facturen, en: invoices, es: facturas}
  ended_on: {nl: de dag waarop u wegging, en: the day you left, es: el día en que se fue}
  issued_on: {nl: de factuurdatum, en: the invoice date, es: la fecha de la factura}
  about: {nl: waarover, en: what about, es: sobre qué}
not connected:
  archive: {called: {nl: het papieren archief, en: the paper archive, es: el archivo en papel}, owner: office}
"""
ODD = "Zoë 王 👍 \x1b[31m #set page(width: 1pt) <script>alert(1)</script>"


@pytest.fixture
def company(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "customers",
        [
            {
                "id": 1,
                "name": "Anna Smit",
                "email": "anna@example.nl",
                "language": "es",
                "internal_remark": "see 12b",
                "ended_on": "2026-11-01",
            },
            {"id": 2, "name": ODD, "email": "odd@example.nl", "language": None, "internal_remark": None, "ended_on": None},
        ],
    )
    calls = [{"id": i, "customer_id": 1, "about": f"question {i}", "called_at": f"2026-11-{i:02} 10:15:00"} for i in range(1, 9)]
    desk.database.insert("calls", calls)
    desk.database.insert("invoices", [{"id": 1, "customer_id": 1, "billing_name": "Anna Smit", "issued_on": "2025-05-01"}])
    return desk.writes(POLICY.replace("FORM", "u"))


def answered(desk: Desk, who: str, language: str) -> tuple[str, bytes]:
    out = desk.folder / f"answer {who} {language}"
    desk.run("access", "customer", f"email={who}@example.nl", "--out", str(out), language=language)
    assert {p.name for p in out.iterdir()} == {"access.html", "access.json", "access.pdf", "letter.pdf"}
    return (out / "access.html").read_text("utf-8"), (out / "access.pdf").read_bytes()


def text_of(page: str) -> str:
    body = page[page.index("<main") : page.index("</footer>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def on_paper(data: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages).split())


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_b9_the_overview_says_what_there_is_why_how_long_and_who_receives_it(company: Desk, language: str) -> None:
    page, paper = answered(company, "anna", language)
    said = {
        "nl": ["Uw klantgegevens", "Telefoontjes (8)", "Bestellingen leveren", "Tot 2 jaar na de dag waarop u wegging.", "De drukker",
               "brieven drukken", "India", "modelcontracten", "Wij schatten wat bij u past.", "dit noemt de buren", "het papieren archief",
               "AWR art. 52", "Autoriteit Persoonsgegevens", "8 november 2026"],
        "en": ["Your customer details", "Telephone calls (8)", "Delivering orders", "Until 2 years after the day you left.", "The printer",
               "printing letters", "India", "standard clauses", "We guess what suits you.", "this names the neighbours", "the paper archive",
               "AWR art. 52", "Autoriteit Persoonsgegevens", "8 November 2026"],
        "es": ["Sus datos de cliente", "Llamadas (8)", "Entregar pedidos", "La imprenta", "imprimir cartas", "India", "cláusulas tipo",
               "Estimamos qué le conviene.", "nombra a los vecinos", "el archivo en papel", "AWR art. 52", "8 de noviembre de 2026"],
    }[language]  # fmt: skip
    for what, where in (("page", text_of(page)), ("paper", on_paper(paper))):
        for line in (*said, "Anna Smit", "anna@example.nl", *(f"question {i}" for i in range(1, 9))):
            assert line in where, (what, line)
        assert "see 12b" not in where and "None" not in where and "–" not in where


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_b9_in_plain_words(company: Desk, language: str) -> None:
    page, _ = answered(company, "anna", language)
    body = re.sub(r"</?(p|li|dd|dt|h\d|summary|div|ul|dl|section)\b[^>]*>", "\n", page[page.index("<main") :])
    lines = [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in body.splitlines()]
    found = list(dict.fromkeys(sentence for line in lines for sentence in parts_of(line)))
    lengths = [words_in(s) for s in found]
    assert len(found) > 25 and sum(lengths) / len(lengths) <= 12
    assert [s for s in found if words_in(s) > MOST[language]] == []
    assert [s for s in found if re.search(JARGON[language], s, re.IGNORECASE)] == []
    assert len([s for s in found if re.search(PASSIVE[language], s, re.IGNORECASE)]) / len(found) < 0.1


def test_b9_the_page_is_one_that_screen_readers_and_telephones_read(company: Desk) -> None:
    page, paper = answered(company, "anna", "nl")
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert "<script" not in page and "url(" not in page and 'name="viewport"' in page and 'content="noindex"' in page
    assert page.count('<details class="more">') == 1, "of eight calls three are shown at once"
    with pikepdf.open(io.BytesIO(paper)) as made:
        assert str(made.Root.Lang) == "nl" and bool(made.Root.MarkInfo.Marked)
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)


def test_b9_whatever_somebody_is_called_their_overview_is_made(company: Desk) -> None:
    page, paper = answered(company, "odd", "nl")
    assert "<script>alert" not in page and "Zoë 王 👍 \\x1b[31m" in text_of(page)
    text = on_paper(paper)
    assert "Zoë" in text and "#set page(width: 1pt)" in text and "[thumbs up sign]" in text or "👍" in text
    with pikepdf.open(io.BytesIO(paper)) as made:
        assert float(made.pages[0].MediaBox[2]) > 500


def test_b9_who_has_nothing_here_is_told_so(company: Desk) -> None:
    company.database.run("delete from calls", "delete from invoices where customer_id = 1")
    page, _ = answered(company, "anna", "en")
    assert "Telephone calls" not in text_of(page)


@pytest.mark.parametrize(("who", "language"), [("anna", "es"), ("odd", "nl")])
def test_b9_each_act_has_a_letter_in_the_language_of_the_person_and_with_nothing_of_them(
    company: Desk, who: str, language: str
) -> None:
    said = company.run("erase", "customer", f"email={who}@example.nl", "--yes")
    (file,) = re.findall(r"letter: (\S+\.pdf)", said)
    assert file.endswith(f".{language}.pdf")
    text = on_paper(Path(file).read_bytes())
    assert {"es": "Usted nos pidió borrar sus datos.", "nl": "U vroeg ons uw gegevens te verwijderen."}[language] in text
    assert who != "anna" or "AWR art. 52" in text and "1 de enero de 2033" in text
    assert "Anna" not in text and "example.nl" not in text and "Zoë" not in text
    assert b"anna" not in company.kept().lower()
    assert Path(file).stat().st_mode & 0o077 == 0
