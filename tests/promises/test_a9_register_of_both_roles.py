"""A9: the register of processing covers both roles, is asked for with one command, and has an extract for each customer."""

import zipfile

from promises.desk import Desk
from promises.processor import POLICY, balie, writes

assert balie


def test_the_register_names_every_use_and_every_customer(balie: Desk) -> None:
    said = balie.run("register", language="en")
    ours, theirs = said.index("What we decide about"), said.index("What we do for customers")
    assert ours < said.index("Employing people") < theirs < said.index("Answering questions for our customer")
    assert "Fietswinkel Voorbeeld" in said and "post@fietswinkel.example" in said and "30 days for: answering questions" in said
    assert "Agreement ended: 1 January 2026" in said and "All connections are encrypted." in said
    assert "answering requests about data" in said.lower()  # Gestand's own data is a use like any other
    assert "Tot 2 jaar na het einde van het dienstverband" in balie.run("register", language="nl")


def test_it_is_written_in_every_form_and_language(balie: Desk) -> None:
    out = balie.folder / "register"
    assert "12 files" in balie.run("register", "--out", str(out))
    assert sorted(p.name for p in out.iterdir()) == sorted(
        f"register.{language}.{form}" for language in ("nl", "en", "es") for form in ("html", "xlsx", "pdf", "md")
    )
    assert zipfile.is_zipfile(out / "register.es.xlsx") and (out / "register.nl.pdf").read_bytes().startswith(b"%PDF-")
    page = (out / "register.nl.html").read_text("utf-8")
    assert 'href="register.es.html"' in page and 'href="register.nl.xlsx"' in page


def test_a_customer_reads_only_what_is_done_for_it(balie: Desk) -> None:
    first = balie.run("register", "--for", "Fietswinkel Voorbeeld", language="en")
    assert "until 30 days after the end of the question" in first.lower()
    second = balie.run("register", "--for", "2", language="es")
    assert "durante 1 año desde el fin de la pregunta" in second.lower()
    for other in ("Ayuntamiento", "Oude Klant", "Employing people"):
        assert other not in first
    assert "GS360" in balie.run("register", "--for", "Fietswinkel Voorbeelt", exits=2)
    assert "did you mean `Fietswinkel Voorbeeld`?" in balie.run("register", "--for", "Fietswinkel Voorbeelt", exits=2)


def test_what_the_law_wants_and_is_missing_is_found(balie: Desk) -> None:
    assert "GS36" not in balie.run("check", exits=None)
    bare = POLICY.replace("called: name, contact: mail, ", "").replace("2026-06-01", "2025-06-01")
    said = writes(balie, "\n".join(x for x in bare.splitlines() if not x.startswith("measures:")) + "\n", sign=False).run(
        "check", exits=None
    )
    for code in ("GS362", "GS363", "GS364"):
        assert code in said
