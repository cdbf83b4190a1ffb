"""GDPR art. 14: whose data came from somebody else hears of it within a month or at the first contact, in their language, once, with proof."""

from promises.desk import Desk
from promises.mailbox import POLICY, Mailbox, company, mailbox

assert company and mailbox


def test_who_must_be_told_and_by_when(company: Desk) -> None:
    said = company.run("tell").splitlines()
    assert [line.split() for line in said[:2]] == [
        ["source", "people", "first", "by", "overdue", "no", "address"],
        ["shop.contacts", "4", "2026-11-24", "0", "1"],  # Frits: spoken to on the 24th, before his month was over
    ]
    assert "nothing was sent" in said[-1]
    company.at("2026-11-26")
    assert company.run("tell").splitlines()[1].split() == [
        "shop.contacts",
        "4",
        "2026-11-24",
        "2",
        "1",
    ]  # Carl's month is over too


def test_each_is_told_once_with_all_that_the_law_asks(company: Desk, mailbox: Mailbox) -> None:
    said = company.run("tell", "--yes")
    assert "queued: 3 mails" in said and "sent: 3" in said
    assert mailbox.to() == ["carl@firma.example", "dora@firma.example", "frits@firma.example"]
    text = mailbox.text("carl@firma.example")
    for part in (
        "Voorbeeld B.V.", "Voorbeeldstraat 1",  # who
        "uw werkgever",  # the source
        "naam, contactgegevens",  # which data
        "Contact houden met bedrijven",  # what for
        "Dit is in ons belang: weten wie wij kunnen bellen",  # why
        "tot 2 jaar na de dag waarop wij uw gegevens kregen",  # how long
        "U kunt hier bezwaar tegen maken",  # objection, apart
        "binnen een maand",  # rights
        "Autoriteit Persoonsgegevens",  # complaint
        "https://voorbeeld.example/privacy",  # the whole
    ):  # fmt: skip
        assert part in text, part
    company.run("tell", "--yes")
    assert len(mailbox.received) == 3
    assert [e["people"]["count"] for e in company.entries() if e["what"] == "people told"] == [3]
    company.database.insert(
        "contacts", [{"id": 5, "customer_id": 2, "name": "Ivo", "email": "ivo@firma.example", "added_on": "2026-11-21"}]
    )
    company.run("tell", "--yes")
    assert len(mailbox.received) == 4


def test_the_board_shows_who_is_too_late(company: Desk, mailbox: Mailbox) -> None:
    line = next(one for one in company.run("board").splitlines() if one.startswith("  art. 14"))
    assert "kept" in line
    company.at("2026-11-26")
    line = next(one for one in company.run("board", exits=1).splitlines() if one.startswith("  art. 14"))
    assert "overdue" in line and line.split()[-3:] == ["2", "2026-10-25", "–"]
    company.run("tell", "--yes")
    line = next(one for one in company.run("board", exits=0).splitlines() if one.startswith("  art. 14"))
    assert "kept" in line


def test_who_can_not_be_reached_by_mail_is_listed_and_told_otherwise(company: Desk, mailbox: Mailbox) -> None:
    company.run("tell", "--yes")
    out = company.folder / "letters"
    company.run("tell", "--list", str(out))
    assert out.read_text("utf-8") == "contact,3,2026-12-01\n"
    assert "1 person told otherwise" in company.run("tell", "--otherwise", "letter of 22 November, file L-12")
    assert "Nobody has to be told now." in company.run("tell")
    assert [e["people"]["count"] for e in company.entries() if e["what"] == "people told otherwise"] == [1]


def test_a_refused_mail_told_nobody(company: Desk, mailbox: Mailbox) -> None:
    mailbox.answers["dora@firma.example"] = "550 no such user"
    assert "refused: 1" in company.run("tell", "--yes")
    assert company.run("tell").splitlines()[1].split()[1] == "2"  # Eef, without address, and Dora
    company.database.run("update contacts set email = 'dora@nieuw.example' where id = 2")
    company.run("tell", "--yes")
    assert "dora@nieuw.example" in mailbox.to()


def test_before_gestand_they_were_told_in_another_way(company: Desk, mailbox: Mailbox) -> None:
    said = company.run("tell", "--since-before", "2026-11-10", "--otherwise", "our letter of March 2026")
    assert "2 people told otherwise" in said
    company.run("tell", "--yes")
    assert mailbox.to() == ["dora@firma.example", "frits@firma.example"]


def test_what_the_law_leaves_out_is_left_out(company: Desk, mailbox: Mailbox) -> None:
    company.writes(POLICY.replace("first contact: talks.held_on", "not told: {known already: their employer tells them}"))
    assert "Nobody has to be told now." in company.run("tell")


def test_somebody_who_is_gone_is_not_told(company: Desk, mailbox: Mailbox) -> None:
    company.run("erase", "contact", "email=carl@firma.example", "--yes")
    company.run("tell", "--yes")
    assert mailbox.to() == ["dora@firma.example", "frits@firma.example"]
