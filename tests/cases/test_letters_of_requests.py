"""What people hear of their request, and how: by mail or on paper, in their language and as the organisation addresses them (B1, B6, B9)."""

from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pytest

from cases.shop import ADDRESS, Counter
from databases import Maker
from gestand.cases import answers, desk, identity
from gestand.cases.model import Asker, Case
from gestand.state.cases import case_answers

REASON = "Het gaat om veel gegevens uit vier oude systemen."
ON_PAPER = Asker("A. Smit", "", "Dorpsstraat 1, 1234 AB Voorbeeldstad", "customer", {"customer number": "K-10009"})


@pytest.fixture
def counter(house: Maker) -> Counter:
    return Counter(house)


def files(counter: Counter, case: Case) -> list[str]:
    return [f.name for f in answers.files(counter.context, case.id)]


def posted(counter: Counter, case: Case) -> list[str]:
    return [task.system for task in counter.case(case.id).tasks if task.what == "post"]


def paper(counter: Counter, case: Case, name: str) -> str:
    from pypdf import PdfReader

    content = answers.read(counter.context, case, name)
    assert content
    with pikepdf.open(io.BytesIO(content)) as made:
        assert str(made.Root.Lang) == case.language and bool(made.Root.MarkInfo.Marked)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_an_extension_is_told_with_its_reason_and_its_date(counter: Counter) -> None:
    id = counter.receive("access", to=ADDRESS, received_on=date(2026, 11, 2))
    desk.extend(counter.context, counter.case(id), "handler", REASON)
    letter = counter.letters()[-1]
    assert letter["to"] == ADDRESS and REASON in letter["text"] and REASON in letter["html"]
    assert "dinsdag 2 februari 2027" in letter["text"]  # three months from receipt
    assert "autoriteitpersoonsgegevens.nl" in letter["text"]


def test_taking_back_and_passing_on_are_confirmed(counter: Counter) -> None:
    id = counter.receive("access", to=ADDRESS)
    desk.withdraw(counter.context, counter.case(id))
    assert "Er is niets veranderd" in counter.letters()[-1]["text"]
    id = counter.receive("access", to=ADDRESS)
    desk.forward(counter.context, counter.case(id), "Gemeente Testerdam", "handler")
    assert "Gemeente Testerdam" in counter.letters()[-1]["text"]


def test_b6_who_wrote_a_letter_gets_letters(counter: Counter) -> None:
    """Every step that would go by mail is printed: the letter lies with the case, and a task says to post it."""
    id = desk.receive(counter.context, kind="access", channel="post", asker=ON_PAPER, by="handler")
    case = counter.case(id)
    identity.ask(counter.context, case, "Wat is uw klantnummer?", "handler")
    assert posted(counter, case) == [f"letter-question-{case.version}.pdf"]
    text = paper(counter, case, posted(counter, case)[0])
    assert "Wat is uw klantnummer?" in text and "Dorpsstraat 1 1234 AB Voorbeeldstad" in text and id in text
    identity.by_staff(counter.context, counter.case(id), "customer", {"customer number": "K-10002"}, "known facts", "handler")
    assert counter.letters() == []


def test_b6_the_answer_on_paper_is_all_there(counter: Counter, house: Maker) -> None:
    counter.house.database.run("update customers set email = null where id = 1", "delete from newsletter")
    id = desk.receive(counter.context, kind="access", channel="post", asker=ON_PAPER, by="handler")
    identity.by_staff(counter.context, counter.case(id), "customer", {"customer number": "K-10001"}, "known facts", "handler")
    case = counter.searched(id)
    desk.withhold(counter.context, case, "shop.orders", "", "remark", "dit noemt de buurvrouw", "handler")
    desk.grant(counter.context, counter.case(id), "handler")
    case = counter.on(id)
    assert posted(counter, case) == ["letter-received.pdf", "letter.pdf, overview.pdf"]
    assert "bij deze brief" in paper(counter, case, "letter.pdf") and "rechter" in paper(counter, case, "letter.pdf")
    text = paper(counter, case, "overview.pdf")
    assert "Anna Smit" in text and "K-10001" in text
    assert "dit noemt de buurvrouw" in text and "graag bellen" not in text
    assert "het archief: gezocht, niets gevonden" in text
    assert counter.letters() == []


def test_the_overview_says_where_was_looked_and_what_was_asked_before(counter: Counter) -> None:
    first = counter.identified("access", to=ADDRESS)
    desk.grant(counter.context, counter.searched(first), "handler")
    case = counter.on(first)
    page = answers.fetch(counter.context, case, "overview.html")
    assert page and "het archief: gezocht, niets gevonden" in page.decode()
    assert {"overview.html", "overview.pdf", "data.json"} <= set(files(counter, case))
    assert f"{first}: inzage" in page.decode()


def test_what_is_withheld_is_said_in_the_mail_too(counter: Counter) -> None:
    id = counter.identified("access", to=ADDRESS)
    case = counter.searched(id)
    desk.withhold(counter.context, case, "shop.orders", "", "remark", "dit noemt de buurvrouw", "handler")
    desk.grant(counter.context, counter.case(id), "handler")
    counter.on(id)
    text = counter.letters()[-1]["text"]
    assert "Wij lieten iets weg" in text and "autoriteitpersoonsgegevens.nl" in text and "buurvrouw" not in text


def test_what_goes_and_what_stays_is_said_in_words_people_know(counter: Counter) -> None:
    id = counter.identified("erasure", to=ADDRESS)
    desk.grant(counter.context, counter.searched(id), "handler")
    desk.approve(counter.context, counter.case(id), "officer")
    counter.on(id)
    text = counter.letters()[-1]["text"]
    assert "Dit is weg:" in text and "Dit moet blijven." in text and "tot 1 januari 2034" in text
    assert not re.search(r"\brij(en)?\b", text) and "Anna" not in text
    assert "contactgegevens" in text


@pytest.mark.parametrize(("form", "said", "never"), [("je", "Je vroeg", r"\bu\b"), ("u", "U vroeg", r"\bje\b")])
def test_people_are_addressed_as_the_organisation_does(house: Maker, form: str, said: str, never: str) -> None:
    counter = Counter(house)
    file = counter.house.folder / "policy" / "policy.yaml"
    file.write_text(file.read_text().replace("organisation: {", f"organisation: {{form of address: {form}, ", 1))
    id = counter.identified("access", to=ADDRESS)
    desk.grant(counter.context, counter.searched(id), "handler")
    case = counter.on(id)
    page = (answers.fetch(counter.context, case, "overview.html") or b"").decode()
    for text in (page[page.index("<main") :], *(m["text"] for m in counter.letters())):
        assert said in text or said.lower() in text
        assert not re.search(never, re.sub(r"<[^>]*>", " ", text), re.IGNORECASE), text


def test_a_letter_on_paper_is_sealed_and_goes_in_time(counter: Counter) -> None:
    id = desk.receive(counter.context, kind="access", channel="post", asker=ON_PAPER, by="handler")
    desk.withdraw(counter.context, counter.case(id), "handler")
    case = counter.case(id)
    assert posted(counter, case) == ["letter-withdrawn.pdf"]
    raw = b"".join(p.read_bytes() for p in counter.house.home.glob("state.db*")).lower()
    assert b"dorpsstraat" not in raw and b"%pdf" not in raw
    with counter.context.state.begin() as connection:
        assert answers.purge(connection, counter.context.now()) == 0
    counter.later(days=31)
    with counter.context.state.begin() as connection:
        assert answers.purge(connection, counter.context.now()) == 2
        assert connection.execute(case_answers.select()).all() == []
