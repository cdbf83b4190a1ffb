"""A3: the statement is dated, every version is kept, and a change is announced separately to the people it concerns, each once."""

import hashlib
import json
from pathlib import Path

import pytest

from gestand.telling import word
from promises.desk import Desk
from promises.mailbox import POLICY, Mailbox, company, mailbox

assert company and mailbox


def longer(company: Desk) -> None:
    company.writes(POLICY.replace("keep: 30 days after started_on", "keep: 60 days after started_on"), sign=False)


def test_every_version_is_kept_with_its_date_and_proof(company: Desk) -> None:
    assert "no version" in company.run("statement", "--versions")
    assert "version 1 is published" in company.run("statement", "--publish")
    assert "version 1 of 2026-11-22 says the same" in company.run("statement", "--publish")
    longer(company)
    company.at("2026-11-24")
    assert "version 2 is published" in company.run("statement", "--publish")
    out = company.folder / "site"
    company.run("statement", "--site", "--out", str(out))
    first, second = ((out / str(n) / "nl.html").read_text("utf-8") for n in (1, 2))
    assert "Tot 30 dagen na het gesprek." in first and "Tot 60 dagen" not in first and "Versie 1, 22 november 2026" in first
    assert "Tot 60 dagen na het gesprek." in second and "Versie 2, 24 november 2026" in second
    assert "Eerst: Tot 30 dagen na het gesprek. Nu: Tot 60 dagen na het gesprek." in second
    assert (out / "nl.html").read_text("utf-8").count("Tot 60 dagen na het gesprek.") >= 1
    entries = [e for e in company.entries() if e["what"] == "statement published"]
    assert [e["counts"]["version"] for e in entries] == [1, 2]
    for n, entry in enumerate(entries, 1):
        kept = (out / str(n) / "statement.json").read_bytes()
        assert hashlib.sha256(kept).hexdigest() == entry["digests"]["statement"]
        assert json.loads(kept)["es"]["language"] == "es"
    assert "60 days" in company.run("statement", "--version", "2", "--language", "en")
    assert "30 days" in company.run("statement", "--version", "1", "--language", "en")
    assert company.run("statement", "--version", "1", "--format", "tilt").startswith("{")


def test_what_changed_and_for_whom_is_said_in_words(company: Desk) -> None:
    company.run("statement", "--publish")
    assert "Nothing changed." in company.run("statement", "--diff", "1", "now")
    changed = POLICY.replace("keep: 30 days after started_on", "keep: 60 days after started_on").replace(
        "  newsletter:\n", "  winning back:\n    purpose: {nl: oude klanten bellen, en: calling old customers, es: llamar a antiguos clientes}\n"
        "    basis: {legitimate interest: {nl: meer klanten, en: more customers, es: más clientes}, balancing: calls.md}\n    for: customers\n"
        "    keep: 1 year after ended_on otherwise held\n  newsletter:\n"
    )  # fmt: skip
    company.writes(changed, sign=False)
    said = company.run("statement", "--diff", "1", "now", "--language", "en")
    assert said.startswith("Customers:\n")
    assert "Learning from calls: How long? First: Until 30 days after the call. Now: Until 60 days after the call." in said
    assert "New: Calling old customers. Why may we do this? This is in our interest: more customers." in said
    assert "Readers" not in said
    assert "Antes: Durante 30 días" in company.run("statement", "--diff", "1", "now", "--language", "es")


def test_a_statement_that_no_longer_says_what_the_policy_does_is_found(company: Desk) -> None:
    assert "GS361" not in company.run("check")
    company.run("statement", "--publish")
    assert "GS361" not in company.run("check")
    longer(company)
    said = company.run("check", exits=1)
    assert "GS361" in said and "First: Tot 30" not in said and "30 dagen" in said
    company.writes(POLICY + "# a remark changes nothing\n", sign=False)
    assert "GS361" not in company.run("check")


def test_nothing_incomplete_is_published(company: Desk) -> None:
    company.writes(POLICY.replace("automated decisions: none, ", ""), sign=False)
    said = company.run("statement", "--publish", exits=2)
    assert "GS347" in said and "GS562" in said
    assert "no version" in company.run("statement", "--versions")


def test_a_change_is_told_to_those_it_concerns_once_in_their_language(company: Desk, mailbox: Mailbox) -> None:
    company.run("statement", "--publish")
    assert "Nothing changed in version 1" in company.run("announce")
    longer(company)
    company.run("statement", "--publish")
    assert "nothing was sent" in company.run("announce")
    assert mailbox.received == []
    said = company.run("announce", "--yes")
    assert "sent: 2" in said and "no address" in said
    assert mailbox.to() == ["anna@voorbeeld.example", "benita@ejemplo.example"]
    anna, benita = mailbox.text("anna@voorbeeld.example"), mailbox.text("benita@ejemplo.example")
    assert (
        "Eerst: Tot 30 dagen na het gesprek. Nu: Tot 60 dagen na het gesprek." in anna
        and "https://voorbeeld.example/privacy" in anna
    )
    assert "Antes: Durante 30 días desde la llamada. Ahora: Durante 60 días" in benita
    assert "carl" not in anna and "newsletter" not in anna
    company.run("announce", "--yes")
    assert len(mailbox.received) == 2
    told = [e for e in company.entries() if e["what"] == "people told"]
    assert [e["people"]["count"] for e in told] == [2]
    receipt = company.folder / "anna.proof"
    index = company.entries().index(told[0])
    receipt.write_text(company.run("receipt", str(index), "customer", "email=anna@voorbeeld.example"), "utf-8")
    company.run("publish", str(company.folder / "published" / "log"))
    assert "verified" in company.run("verify", str(receipt), "--key", str(company.folder / "published" / "vkeys"))


def test_who_is_two_kinds_of_people_gets_one_mail(company: Desk, mailbox: Mailbox) -> None:
    company.run("statement", "--publish")
    company.writes(POLICY.replace("Voorbeeldstraat 1", "Voorbeeldstraat 2"), sign=False)
    company.run("statement", "--publish")
    company.run("announce", "--yes")
    everybody = ["anna@voorbeeld.example", "benita@ejemplo.example", "carl@firma.example", "dora@firma.example", "frits@firma.example",
                 "greta@post.example", "hugo@post.example"]  # fmt: skip
    assert mailbox.to() == everybody
    assert "Voorbeeldstraat 2" in mailbox.text("anna@voorbeeld.example")
    assert "First: Voorbeeldstraat 1" in mailbox.text("greta@post.example")
    out = company.folder / "letters"
    company.run("announce", "--list", str(out))
    assert out.read_text("utf-8") == "contact,3\n"


def test_a_server_that_fails_half_way_loses_nothing_and_nobody_hears_twice(company: Desk, mailbox: Mailbox) -> None:
    company.run("statement", "--publish")
    company.writes(POLICY.replace("Voorbeeldstraat 1", "Voorbeeldstraat 2"), sign=False)
    company.run("statement", "--publish")
    mailbox.drops = 3
    assert "waiting: " in company.run("announce", "--yes")
    assert len(mailbox.received) == 3
    mailbox.drops = None
    company.at("2026-11-22 13:00")
    company.run("announce")  # everybody is queued: this only sends
    company.at("2026-11-22 18:00")
    company.run("announce")
    assert len(mailbox.to()) == len(set(mailbox.to())) == 7
    told = [e for e in company.entries() if e["what"] == "people told"]
    assert sum(e["people"]["count"] for e in told) == 8  # anna is a customer and a reader


def test_a_kill_between_two_mails_goes_on_where_it_was(company: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    company.run("statement", "--publish")
    company.writes(POLICY.replace("Voorbeeldstraat 1", "Voorbeeldstraat 2"), sign=False)
    company.run("statement", "--publish")
    monkeypatch.setattr(word, "BATCH", 2)
    real, batches = word._queue, []

    def killed(*args: object) -> int:
        batches.append(args)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(word, "_queue", killed)
    company.run("announce", "--yes", exits=3)
    company.run("announce", "--yes")
    assert len(mailbox.to()) == len(set(mailbox.to())) == 7


def test_a_mail_follows_nobody_and_no_header_is_of_somebody_elses_making(company: Desk, mailbox: Mailbox) -> None:
    company.database.run("update customers set email = 'eve@x.example\r\nBcc: all@x.example' where id = 2")
    company.run("statement", "--publish")
    changed = POLICY.replace("keep: 30 days after started_on", "keep: 60 days after started_on").replace(
        "name: Voorbeeld B.V.", 'name: "Voorbeeld\\r\\nBcc: evil@x.example"'
    )
    company.writes(changed, sign=False)
    company.run("statement", "--publish")
    company.run("announce", "--yes")
    assert mailbox.received and "evil@x.example" not in mailbox.to() and "all@x.example" not in mailbox.to()
    for mail in mailbox.received:
        assert mail["Bcc"] is None
        html = mail.get_body(("html",))
        assert html is not None
        assert "<img" not in html.get_content() and "<script" not in html.get_content()
        assert mail.get_body(("plain",)) is not None


def test_our_state_keeps_nobodys_address(company: Desk, mailbox: Mailbox) -> None:
    company.run("statement", "--publish")
    longer(company)
    company.run("statement", "--publish")
    mailbox.drops = 0
    company.run("announce", "--yes")
    mailbox.drops = None
    company.at("2026-11-23")
    company.run("announce")
    assert len(mailbox.received) == 2
    kept = company.kept()
    for address in (b"anna@voorbeeld", b"benita@ejemplo"):
        assert address not in kept.lower()


def test_a_minor_change_is_published_and_not_announced(company: Desk, mailbox: Mailbox) -> None:
    company.run("statement", "--publish")
    company.writes(POLICY.replace("leren van gesprekken", "leren van onze gesprekken"), sign=False)
    company.run("statement", "--publish", "--minor", "one word clearer")
    assert "one word clearer" in company.run("statement", "--versions")
    assert "GS566" in company.run("announce", exits=2)
    assert mailbox.received == []


def test_the_proof_is_shown_only_where_it_is_asked_for(company: Desk) -> None:
    company.run("board", "--prove")
    out = company.folder / "own.html"
    company.run("statement", "--format", "html", "--language", "nl", "--with-proof", "--out", str(out))
    assert "niets is te laat, gemeten op 22 november 2026" in Path(out).read_text("utf-8")
    company.run("statement", "--format", "html", "--language", "nl", "--out", str(out))
    assert "bewijslogboek" not in Path(out).read_text("utf-8")
