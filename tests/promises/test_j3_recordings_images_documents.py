"""J3: recordings, camera images and documents are files, and every promise holds for them (C1, C6, C12 for files)."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from databases import Database
from promises.desk import AMSTERDAM, ORGANISATION, Desk

SCHEMA = """
create table customers (id integer primary key, customer_no varchar(20) not null unique, name varchar(80), email varchar(120), ended_on date);
create table clients (id integer primary key, code varchar(20) not null unique, name varchar(80) not null);
create table incidents (id integer primary key, camera varchar(20) not null, day date not null, closed_on date);
"""
POLICY = (
    ORGANISATION.replace("{", "{{").replace("}", "}}")
    + """
stores:
  shop: {{url: "${{SHOP_URL}}", times: UTC}}
  recordings: {{files: {folder}/recordings, named: "{{customer_no}}/{{date}}-{{id}}.wav"}}
  cameras: {{files: {folder}/cameras, named: "{{camera}}/{{date:%Y%m%d}}/{{time:%H%M%S}}.jpg", overwrite: yes}}
  work: {{files: {folder}/work, named: "{{client}}/{{delivered:%Y-%m-%d}}/**/{{}}"}}
accept:
  - {{finding: GS415, at: cameras, reason: nobody can be told from an image, until: 2027-12-31}}
  - {{finding: GS415, at: work, reason: the clients answer their own people, until: 2027-12-31}}
people:
  customer: {{called: {{en: customers}}, found in: shop.customers, known by: {{email: email, customer number: customer_no}}}}
data:
  shop:
    customers: {{name: name, contact: email, identifier: customer_no, plain: ended_on}}
    clients: {{rest: plain}}
    incidents: {{rest: plain}}
  recordings: {{whose: customer by customer_no, voice: content, plain: id}}
  cameras: {{whose: "with incidents by (camera, date) = (camera, day)", image: content, plain: camera}}
  work: {{document: content, plain: client}}
activities:
  relation:
    purpose: {{en: helping customers}}
    basis: {{contract: while ended_on is empty}}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
  call quality:
    purpose: {{en: learning from calls}}
    basis: {{public task: a test}}
    for: recordings
    keep: 30 days after date otherwise modified
    promises: [C1]
  watching the door:
    purpose: {{en: keeping the building safe}}
    basis: {{public task: a test}}
    for: cameras
    keep: 7 days after date otherwise modified
    promises: [C12]
  incidents:
    purpose: {{en: finding out what happened}}
    basis: {{legal obligation: a test}}
    for: incidents
    uses: {{cameras: all}}
    keep: while closed_on is empty
  working for clients:
    purpose: {{en: answering questions about what was made}}
    basis: contract
    for: work
    keep: 30 days after delivered otherwise modified
    promises: [C6]
"""
)


def file(path: Path, content: bytes, day: date) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=AMSTERDAM).timestamp()
    os.utime(path, (moment, moment))
    return path


@pytest.fixture
def office(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    desk = Desk(folder, {"shop": Database(sqlite_url)}, monkeypatch)
    desk.database.run(SCHEMA)
    for i, name in ((1, "Anna"), (2, "Bert")):
        desk.database.insert(
            "customers",
            [{"id": i, "customer_no": f"C000{i}", "name": name, "email": f"{name.lower()}@example.nl", "ended_on": None}],
        )
        for day in ("2026-10-20", "2026-11-10"):
            file(folder / "recordings" / f"C000{i}" / f"{day}-{i}.wav", f"{name} speaks".encode(), date.fromisoformat(day))
    for days in range(1, 12):
        day = date(2026, 11, 22) - timedelta(days=days)
        file(folder / "cameras" / "door" / f"{day:%Y%m%d}" / "101500.jpg", b"\xff\xd8 somebody at the door", day)
    for name in ("2026-10-01/letters/mailing.csv", "2026-11-15/mailing.csv"):
        file(folder / "work" / "acme" / name, b"people of a client", date.fromisoformat(name[:10]))
    yield desk.at("2026-11-18").writes(POLICY.format(folder=folder))
    desk.close()


def left(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and ".gestand" not in p.parts)


def test_j3_one_sweep_for_all_of_them(office: Desk) -> None:
    said = office.at("2026-11-22").plan()
    going = {line.split()[0]: " ".join(line.split()[1:4]) for line in said.splitlines() if " delete " in line}
    assert going == {"recordings": "delete 2 files", "cameras": "delete 5 files", "work": "delete 1 file"}
    office.sweep()
    assert left(office.folder / "recordings") == ["C0001/2026-11-10-1.wav", "C0002/2026-11-10-2.wav"]
    assert left(office.folder / "work") == ["acme/2026-11-15/mailing.csv"]
    assert not (office.folder / "work" / "acme" / "2026-10-01").exists()
    days = [p.split("/")[1] for p in left(office.folder / "cameras")]
    assert days == [f"202611{d:02d}" for d in range(16, 22)], "seven days"
    for promise in ("C1", "C6", "C12"):
        line = office.board(promise)
        assert (line["state"], line["overdue"]) == ("kept", "0")


def test_c1_c6_to_the_day(office: Desk) -> None:
    office.at("2026-11-18 23:59").sweep()
    assert len(left(office.folder / "recordings")) == 4, "thirty days have not passed"
    office.at("2026-11-19 00:00").sweep()
    assert left(office.folder / "recordings") == ["C0001/2026-11-10-1.wav", "C0002/2026-11-10-2.wav"]
    office.at("2026-12-14").sweep()
    assert "acme/2026-11-15/mailing.csv" in left(office.folder / "work")
    office.at("2026-12-15").sweep()
    assert not left(office.folder / "work")


def test_c12_an_incident_keeps_the_images_that_it_needs(office: Desk) -> None:
    office.database.insert("incidents", [{"id": 1, "camera": "door", "day": "2026-11-13", "closed_on": None}])
    office.at("2027-01-15").sweep()
    assert left(office.folder / "cameras") == ["door/20261113/101500.jpg"]
    office.database.run("update incidents set closed_on = '2027-01-20'")
    office.at("2027-01-21").sweep()
    assert left(office.folder / "cameras") == [] and (office.folder / "cameras" / "door").is_dir()


def test_c10_a_claim_keeps_the_recordings_of_one_person(office: Desk) -> None:
    claim = ("--reason", "claim", "--responsible", "J. Vermeer", "--review", "2027-03-01")
    office.run("hold", "add", "customer", "email=anna@example.nl", *claim)
    office.at("2027-01-15").sweep()
    assert left(office.folder / "recordings") == ["C0001/2026-10-20-1.wav", "C0001/2026-11-10-1.wav"]


def test_j3_the_files_are_in_the_answer(office: Desk) -> None:
    shown = office.answer("access", "customer", "email=anna@example.nl")
    assert [r["path"] for r in shown["recordings"]] == ["C0001/2026-10-20-1.wav", "C0001/2026-11-10-1.wav"]
    copies = office.folder / "answer" / "files" / "recordings"
    assert left(copies) == ["C0001/2026-10-20-1.wav", "C0001/2026-11-10-1.wav"]
    assert (copies / "C0001" / "2026-11-10-1.wav").read_bytes() == b"Anna speaks"


def test_j3_a_document_that_names_somebody_is_found_when_they_are_erased(office: Desk) -> None:
    import zipfile

    letter = office.folder / "work" / "acme" / "2026-11-15" / "letter.docx"
    with zipfile.ZipFile(letter, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", "<w:p><w:r><w:t>anna</w:t></w:r><w:r><w:t>@example.nl</w:t></w:r></w:p>")
    office.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    told = office.run("erase", "customer", "email=anna@example.nl", "--yes")
    assert "not complete yet" in told
    assert "judge  work.content" in told and "acme/2026-11-15/letter.docx" in told


def test_j3_text_in_a_pdf_is_found(office: Desk) -> None:
    typst = pytest.importorskip("typst")
    source = office.folder / "letter.typ"
    source.write_text('Dear Anna, you wrote to us from #raw("anna@example.nl").')
    typst.compile(str(source), output=str(office.folder / "work" / "acme" / "2026-11-15" / "letter.pdf"))
    office.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    assert "letter.pdf" in office.run("erase", "customer", "email=anna@example.nl", "--yes")


def test_j3_check_tells_what_it_does_not_know(office: Desk) -> None:
    (office.folder / "recordings" / "voicemail.wav").write_bytes(b"RIFF")
    assert "GS461" in office.run("check", "--data")
    policy = office.policy_file.read_text()
    office.policy_file.write_text(policy.replace("voice: content, plain: id", "plain: id"))
    assert "GS411 column `content` of `recordings` is in the database" in office.run("check", exits=1)
