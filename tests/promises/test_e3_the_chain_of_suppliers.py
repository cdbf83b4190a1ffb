"""E3: the whole chain that stores, processes or carries data is known; customers hear of a change before it begins, and can object."""

import re

from promises.desk import Desk
from promises.mailbox import Mailbox, mailbox
from promises.processor import POLICY, balie, writes

assert balie and mailbox
SUPPLIER = """\
  {name}:
    called: {{nl: de leverancier van het archief, en: the supplier of the archive, es: el proveedor del archivo}}
    for: {{nl: oude vragen bewaren, en: keeping old questions, es: guardar preguntas antiguas}}
    name: Archief Voorbeeld B.V.
    country: {country}
    role: processor
    does: stores
    {more}
    agreement: {{signed: 2026-11-01, breaches: 12 hours, new suppliers: 45 days, at the end: 14 days}}
"""


def more(policy: str = POLICY, *, name: str = "archive", country: str = "BE", more: str = "", used: bool = True) -> str:
    """The policy with one supplier more, that works for customers."""
    made = policy.replace("agreements: {subject", SUPPLIER.format(name=name, country=country, more=more or "website: https://archief.example") + "agreements: {subject")
    return made.replace("    for: tickets\n", f"    for: tickets\n    recipients: [{name}]\n") if used else made


def begun(balie: Desk) -> Desk:
    balie.run("agreement", "offer", "1")
    return balie


def test_the_chain_is_shown_with_who_works_for_whom_and_where(balie: Desk) -> None:
    chain = SUPPLIER.format(name="data centre", country="DE", more="under: server supplier").replace("Archief Voorbeeld", "Rekencentrum")
    writes(balie, POLICY.replace("agreements: {subject", chain + "agreements: {subject"), sign=False)
    said = balie.run("suppliers")
    ours = said[said.index("With data of our customers") :]
    assert ours.index("The supplier of our servers") < ours.index("Rekencentrum B.V.")
    assert "**Works for** The supplier of our servers" in ours and "Germany" in ours
    assert "Signed on 20 January 2025, until 20 January 2028" in said
    out = balie.folder / "chain"
    assert "9 files" in balie.run("suppliers", "--out", str(out))
    assert "Duitsland" in (out / "suppliers.nl.html").read_text("utf-8")
    assert "Rekencentrum" in balie.run("agreement", "show", "1")  # the annex of the agreement has the chain too
    statement = balie.run("statement", "--language", "en")
    assert "Works for the supplier of our servers, in Germany." in statement


def test_a_supplier_that_customers_were_not_told_of_does_not_begin(balie: Desk) -> None:
    begun(balie)
    assert "GS373" not in balie.run("check", exits=None)
    writes(balie, more(), sign=False)
    assert "they were not told of it" in balie.run("check", exits=1)
    said = balie.run("sign-off", "--by", "A. de Vries", exits=2)
    assert "GS373" in said and "GS531" in said
    assert "GS373" in balie.run("suppliers", "announce", "--yes", exits=2)  # no day from which
    writes(balie, more(more="since: 2026-12-10"), sign=False)
    said = balie.run("suppliers", "announce", "--yes", exits=2)
    assert "since: 2026-12-23" in said  # thirty days to object


def test_customers_hear_of_it_once_in_their_language_with_proof(balie: Desk, mailbox: Mailbox) -> None:
    begun(balie)
    mailbox.received.clear()
    writes(balie, more(more="since: 2027-01-01"))
    assert "nothing was sent" in balie.run("suppliers", "announce")
    assert mailbox.received == []
    said = balie.run("suppliers", "announce", "--yes")
    assert "Archief Voorbeeld B.V., in Belgium: begins on 1 January 2027." in said and "until 2026-12-22" in said
    assert mailbox.to() == ["datos@ayuntamiento.example", "post@fietswinkel.example"]  # not the one that left
    dutch, spanish = mailbox.text("post@fietswinkel.example"), mailbox.text("datos@ayuntamiento.example")
    assert "Archief Voorbeeld B.V., in België: begint op 1 januari 2027." in dutch and "22 december 2026" in dutch
    assert "en Bélgica: empieza el 1 de enero de 2027." in spanish
    balie.run("suppliers", "announce", "--yes")
    assert len(mailbox.received) == 2
    entries = balie.entries()
    assert [e["counts"] for e in entries if e["what"] == "suppliers announced"] == [{"list": 1, "suppliers": 1}, {"list": 2, "suppliers": 2}]
    assert [e["people"]["count"] for e in entries if e["what"] == "people told"] == [2]
    assert b"fietswinkel.example" not in balie.kept().lower()


def test_it_begins_when_the_time_to_object_is_over(balie: Desk, mailbox: Mailbox) -> None:
    begun(balie)
    writes(balie, more(more="since: 2027-01-01"))
    balie.run("suppliers", "announce", "--yes")
    assert "GS373" not in balie.run("check", exits=None)
    annex = balie.run("agreement", "show", "1", "--language", "en")
    assert "Archief Voorbeeld" in annex and "From 1 January 2027." in annex
    assert "Suppliers to come" in balie.run("suppliers")
    sooner = more(more="since: 2026-12-01")
    balie.at("2026-12-05")
    assert "customers can object to `archive` until 22 December 2026" in writes(balie, sooner, sign=False).run("check", exits=1)
    balie.at("2027-01-02")
    assert "GS373" not in writes(balie, more(more="since: 2027-01-01"), sign=False).run("check", exits=None)
    assert "From 1 January" not in balie.run("agreement", "show", "1", "--language", "en")
    elsewhere = more(more="since: 2027-01-01", country="DE")
    assert "GS373" in writes(balie, elsewhere, sign=False).run("check", exits=1)  # another place is another supplier
    assert "What customers were told" in balie.run("suppliers")


def test_an_objection_stops_it_until_it_is_settled(balie: Desk, mailbox: Mailbox) -> None:
    begun(balie)
    writes(balie, more(more="since: 2027-01-01"))
    balie.run("suppliers", "announce", "--yes")
    assert "GS376" in balie.run("suppliers", "object", "1", "printer", "--because", "no", exits=2)
    balie.run("suppliers", "object", "1", "archive", "--because", "they were breached last year")
    assert "Open: customer 1 objects to archive" in balie.run("suppliers")
    balie.at("2027-01-02")
    assert "objected to `archive`" in balie.run("check", exits=1)
    assert b"breached last year" not in balie.kept()
    balie.run("suppliers", "settle", "1", "archive", "--how", "this customer's questions stay where they are")
    assert "GS373" not in balie.run("check", exits=None)
    assert [e["what"] for e in balie.entries()][-2:] == ["supplier objected to", "objection settled"]


def test_one_that_goes_is_told_without_time_to_object(balie: Desk, mailbox: Mailbox) -> None:
    first = more()
    writes(balie, first, sign=False)
    begun(balie)
    mailbox.received.clear()
    writes(balie, first.replace("    does: stores\n", "    does: stores\n    ended: 2026-11-20\n"), sign=False)
    said = balie.run("suppliers", "announce", "--yes")
    assert "stops on 20 November 2026" in said
    text = mailbox.text("post@fietswinkel.example")
    assert "stopt op 20 november 2026" in text and "bezwaar" not in text
    assert "Archief" not in balie.run("agreement", "show", "1")


def test_a_supplier_works_for_one_that_there_is_and_not_for_itself(balie: Desk) -> None:
    assert "GS209" in writes(balie, more(more="under: nobody"), sign=False).run("check", exits=1)
    assert re.search("GS377.*works for itself", writes(balie, more(more="under: archive"), sign=False).run("check", exits=1), re.S)
