"""A8: an agreement exists with every customer and every supplier, with the specific data and terms, and can be shown to the authority."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

from promises.desk import Desk
from promises.mailbox import Mailbox, mailbox
from promises.processor import PERIODS, POLICY, balie, writes

assert balie and mailbox
PDF = b"%PDF-1.7\nsigned by hand\n%%EOF\n"


def paper(balie: Desk, content: bytes = PDF) -> str:
    path = balie.folder / "signed.pdf"
    path.write_bytes(content)
    return str(path)


def filled(balie: Desk, skip: str = "") -> str:
    """The checklist, with an answer to each question but the one that has `skip` in it."""
    said = balie.run("agreement", "checklist", language="en").replace("by:", "by: the privacy officer")
    answered = "\n".join("clause 4" if line == "…" else line for line in said.splitlines())
    if skip:
        answered = re.sub(rf"(## [^\n]*{re.escape(skip)}[^\n]*\n[^\n]*\n\n)clause 4", r"\1…", answered)
    path = balie.folder / "checklist.md"
    path.write_text(answered, "utf-8")
    return str(path)


def accepted(balie: Desk, customer: str) -> str:
    balie.run("agreement", "offer", customer)
    return balie.run("agreement", "accept", customer, "--name", "C. Fiets", "--function", "owner", "--how", "mail of 22 November")


def test_it_says_what_is_done_for_this_customer(balie: Desk) -> None:
    one, two = (balie.run("agreement", "show", number, "--language", "en") for number in ("1", "2"))
    assert "Until 30 days after the end of the question" in one and "Until 1 year after the end of the question" in two
    assert "The supplier of our servers" in one and "All connections are encrypted" in one and "24 hours" in one
    assert "Employing people" not in one
    assert balie.run("agreement", "show", "2").startswith("# Contrato de encargado")  # its own language
    assert "GS360" in balie.run("agreement", "show", "9", exits=2)


def test_it_is_offered_by_mail_and_accepted_with_proof(balie: Desk, mailbox: Mailbox) -> None:
    assert "GS370" not in balie.run("check", exits=None) or balie.home.exists()
    said = balie.run("agreement", "offer", "--all", "--address", "https://privacy.balie.example")
    assert "Fietswinkel Voorbeeld: version 1, mailed to post@fietswinkel.example" in said and "Oude Klant" not in said
    assert mailbox.to() == ["datos@ayuntamiento.example", "post@fietswinkel.example"]
    assert "https://privacy.balie.example/agreement/" in mailbox.text("post@fietswinkel.example")
    assert "Lea el contrato" in mailbox.text("datos@ayuntamiento.example")
    assert "waits to be accepted" in balie.run("agreement", "offer", "1")  # the same is not offered twice
    assert len(mailbox.received) == 2
    assert "GS370" in balie.run("check", exits=None)
    said = balie.run("agreement", "accept", "1", "--name", "C. Fiets", "--function", "owner", "--how", "mail of 22 November")
    assert "version 1 is in force, until: 2029-11-22" in said
    assert "GS376" in balie.run("agreement", "accept", "1", "--name", "X", "--how", "y", exits=2)
    shown = balie.run("agreement", "show", "1", "--version", "1")
    assert "C. Fiets, owner" in shown and "Handtekening" not in shown
    entries = [e for e in balie.entries() if e["what"].startswith("agreement")]
    assert [e["what"] for e in entries] == ["agreement offered", "agreement offered", "agreement accepted"]
    assert entries[0]["digests"] == entries[2]["digests"]
    listed = balie.run("agreement", "list")
    assert re.search(r"Fietswinkel Voorbeeld +in force +1 +2026-11-22 +2029-11-22", listed)
    assert re.search(r"server supplier +in force +2025-01-20 +2028-01-20", listed)
    kept = balie.kept()
    assert b"C. Fiets" not in kept and b"fietswinkel.example" not in kept.lower()


def test_a_signed_paper_is_kept_as_it_is(balie: Desk) -> None:
    balie.run("agreement", "offer", "1")
    bad = paper(balie, b"PK\x03\x04 not a pdf")
    assert "GS374" in balie.run("agreement", "signed", "1", bad, "--on", "2026-11-20", "--name", "C. Fiets", exits=2)
    balie.run("agreement", "signed", "1", paper(balie), "--on", "2026-11-20", "--name", "C. Fiets")
    out = balie.folder / "all.zip"
    assert "1 agreement" in balie.run("agreement", "export", str(out))
    with zipfile.ZipFile(out) as made:
        (name,) = [n for n in made.namelist() if n.endswith("-signed.pdf")]
        assert made.read(name) == PDF
    (entry,) = [e for e in balie.entries() if e["what"] == "agreement signed"]
    assert entry["digests"]["file"] == hashlib.sha256(PDF).hexdigest()


def test_a_customer_who_insists_on_an_own_form_has_it_checked_by_a_person(balie: Desk) -> None:
    words = ("agreement", "own", "1", paper(balie), "--on", "2026-11-01", "--until", "2027-01-01", "--checklist")
    said = balie.run(*words, filled(balie, skip="(g)"), exits=2)
    assert "GS379" in said and "(g)" in said and "(a)" not in said
    assert "until: 2027-01-01" in balie.run(*words, filled(balie))
    assert "GS371" in balie.run("check", exits=None)  # it ends within the time of the reminder
    out = balie.folder / "one.zip"
    balie.run("agreement", "export", str(out), "--for", "1")
    with zipfile.ZipFile(out) as made:
        assert made.read("customers/1-fietswinkel-voorbeeld/agreement-1.pdf") == PDF
        assert b"clause 4" in made.read("customers/1-fietswinkel-voorbeeld/agreement-1-checklist.md")


def test_it_ends_and_somebody_is_reminded_once_before(balie: Desk, mailbox: Mailbox) -> None:
    accepted(balie, "1")
    before = len(mailbox.received)
    balie.run("agreement", "remind")
    assert len(mailbox.received) == before
    balie.at("2029-10-01")
    assert "GS371" in balie.run("check", exits=None) and "GS366" in balie.run("check", exits=None)
    balie.run("agreement", "remind")
    balie.run("agreement", "remind")
    reminders = [m for m in mailbox.received[before:] if "22 november 2029" in str(m["Subject"])]
    assert sorted(str(m["To"]) for m in reminders) == ["post@fietswinkel.example", "privacy@balie.example"]
    ours = [m for m in mailbox.received[before:] if "20 januari 2028" in str(m["Subject"])]
    assert [str(m["To"]) for m in ours] == ["privacy@balie.example"]  # the supplier's agreement is over too
    balie.run("agreement", "end", "1", "--on", "2029-10-01")
    assert re.search(r"Fietswinkel Voorbeeld +none", balie.run("agreement", "list"))


def test_an_agreement_that_says_something_else_than_the_policy_is_found(balie: Desk) -> None:
    accepted(balie, "1")
    assert "GS372" not in balie.run("check", exits=None)
    changed = POLICY.replace(
        "measures: {encryption",
        "measures: {guards: {nl: Er is bewaking., en: There are guards., es: Hay vigilancia.}, encryption",
    )
    assert "GS372" not in writes(balie, changed, sign=False).run("check", exits=None)  # a measure more is no other agreement
    writes(balie, changed, PERIODS.replace("30 days", "60 days"), sign=False)
    assert "GS372" in balie.run("check", exits=None)
    assert "version 2" in balie.run("agreement", "offer", "1")
    balie.run("agreement", "accept", "1", "--name", "C. Fiets", "--how", "mail")
    said = balie.run("check", exits=None)
    assert "GS372" not in said
    assert "Tot 60 dagen" in balie.run("agreement", "show", "1", "--version", "2")
    assert "Tot 30 dagen" in balie.run("agreement", "show", "1", "--version", "1")


def test_the_authority_gets_all_of_them_with_what_verifies_them(balie: Desk) -> None:
    accepted(balie, "1")
    folder = balie.policy_file.parent / "agreements"
    folder.mkdir()
    (folder / "server.pdf").write_bytes(PDF)
    writes(balie, POLICY.replace("signed: 2025-01-20,", "signed: 2025-01-20, file: agreements/server.pdf,"))
    balie.run("agreement", "keep", "server supplier")
    out = balie.folder / "all.zip"
    assert "2 agreements" in balie.run("agreement", "export", str(out))
    with zipfile.ZipFile(out) as made:
        files = {n: made.read(n) for n in made.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "SHA256SUMS"}
    one = "customers/1-fietswinkel-voorbeeld/"
    assert files[f"{one}agreement-1.pdf"].startswith(b"%PDF-") and files[f"{one}register.nl.pdf"].startswith(b"%PDF-")
    assert zipfile.is_zipfile(io.BytesIO(files[f"{one}register.nl.xlsx"]))
    facts = json.loads(files[f"{one}agreement-1-facts.json"])
    assert facts["by"]["name"] == "C. Fiets" and hashlib.sha256(files[f"{one}agreement-1.json"]).hexdigest() == facts["sha256"]
    assert facts["sha256"] in [e["digests"].get("agreement") for e in balie.entries()]
    assert files["suppliers/server-supplier/agreement-1.pdf"] == PDF
    assert "customers/3-oude-klant/register.en.pdf" in files and not [n for n in files if Path(n).is_absolute() or ".." in n]
    (folder / "server.pdf").write_bytes(PDF + b"changed")
    assert "agreement-file-changed" in balie.run("check", "--format", "json", exits=None)


def test_a_supplier_without_an_agreement_or_with_weaker_terms_is_found(balie: Desk) -> None:
    line = "    agreement: {signed: 2025-01-20, until: 2028-01-20, breaches: 12 hours, new suppliers: 45 days, at the end: 14 days}\n"
    assert line in POLICY and "GS365" not in balie.run("check", exits=None)
    for instead, code in (
        ("", "GS365"),
        (line.replace("until: 2028-01-20", "until: 2026-01-20"), "GS366"),
        (line.replace("until: 2028-01-20", "until: 2026-12-20"), "GS367"),
        (line.replace("12 hours", "48 hours"), "GS368"),
        (line.replace("45 days", "14 days"), "GS368"),
        (line.replace("at the end: 14 days", "at the end: 2 months"), "GS368"),
        (line.replace("signed: 2025-01-20,", "signed: 2025-01-20, file: gone.pdf,"), "GS378"),
    ):
        said = writes(balie, POLICY.replace(line, instead), sign=False).run("check", exits=None)
        assert re.findall(r"GS36[5-8]|GS378", said)[:1] == [code], said
