"""A music school as its database grew over fifteen years: two people made it, one wrote Dutch, one English, and neither declared a key.
Beside it the log of its website, in a database of its own. `LINKS` is what is really so."""

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from databases import Database

TABLES = """
create table ms_leerlingen (leerling_id integer primary key, kenmerk varchar(36) not null, voornaam varchar(60), achternaam varchar(60), email varchar(120), telefoon varchar(30), geboortedatum date, woonplaats varchar(60), lesgroep integer, status smallint);
create table ms_docenten (id integer primary key, naam varchar(80), gebruikersnaam varchar(40), email varchar(120), wachtwoord varchar(80), leidinggevende_id integer);
create table ms_lessen (les_id integer primary key, leerling_id integer, docent_id integer, instrument_id integer, zaal integer, minuten integer, verslag text);
create table ms_lesopnamen (id integer primary key, les_id integer, bestand varchar(120), seconden integer);
create table ms_facturen (factuur_id integer primary key, leerlingnummer integer, nummer varchar(20), bedrag numeric(8,2), aangemaakt_door integer, goedgekeurd_door integer);
create table ms_factuurregels (factuur_id integer not null, regel integer not null, tarief_id integer, tekst varchar(200), primary key (factuur_id, regel));
create table ms_factuurregel_kortingen (id integer primary key, factuur_id integer, regel integer, reden varchar(200));
create table ms_betalingen (id integer primary key, factuur_id integer, iban varchar(34), bedrag numeric(8,2));
create table ms_berichten (id integer primary key, afzender_id integer, ontvanger_id integer, onderwerp varchar(80), inhoud text);
create table ms_notities (id integer primary key, record_type varchar(40), record_id integer, tekst text, author_id integer);
create table ms_instrumenten (id integer primary key, naam varchar(60), aantal_leerlingen integer, huurprijs numeric(8,2));
create table ms_uitleningen (id integer primary key, instrument_id integer, lener_id integer, schade text);
create table ms_tarieven (tarief_id integer primary key, naam varchar(60), bedrag numeric(8,2));
create table ms_zalen (id integer primary key, naam varchar(40), plaatsen integer, volgorde integer);
create table ms_instellingen (naam varchar(40) primary key, waarde varchar(200), volgorde integer);
create table ms_sessies (sessie_id varchar(40) primary key, gegevens text, verloopt integer);
create table ms_cache (sleutel varchar(120) primary key, waarde text);
create table ms_nieuwsbrief (id integer primary key, mailadres varchar(120), bron varchar(20));
create table deviceTokens (deviceTokenId integer primary key, ownerUuid varchar(36), pushToken varchar(80));
create table examResults (examResultId integer primary key, examId integer, leerlingId integer, graded_by integer, score integer, remarks text);
create table exams (examId integer primary key, title varchar(60), maxScore integer, room integer);
create table holidays (id integer primary key, title varchar(40), fromDay integer, toDay integer);
create table guardians (guardian_id integer primary key, first_name varchar(60), last_name varchar(60), phone varchar(30), pupil integer);
create table permission_slips (slip_id integer primary key, guardian_id integer, signed smallint, remark text);
create table version_history (version integer primary key, applied integer);
"""
LOG = """
create table visits (id integer primary key, page varchar(80), leerling_kenmerk varchar(36), millis integer);
create table contact_forms (id integer primary key, from_address varchar(120), question text);
create table page_counts (page varchar(80) primary key, visits integer);
"""
SCHOOL, SITE = "school", "site"
# (table, column or place in it) → (store, table, column)
LINKS = {
    ("ms_docenten", "leidinggevende_id"): (SCHOOL, "ms_docenten", "id"),
    ("ms_lessen", "leerling_id"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("ms_lessen", "docent_id"): (SCHOOL, "ms_docenten", "id"),
    ("ms_lesopnamen", "les_id"): (SCHOOL, "ms_lessen", "les_id"),
    ("ms_facturen", "leerlingnummer"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("ms_facturen", "aangemaakt_door"): (SCHOOL, "ms_docenten", "id"),
    ("ms_facturen", "goedgekeurd_door"): (SCHOOL, "ms_docenten", "id"),
    ("ms_factuurregels", "factuur_id"): (SCHOOL, "ms_facturen", "factuur_id"),
    ("ms_factuurregel_kortingen", "factuur_id"): (SCHOOL, "ms_facturen", "factuur_id"),
    ("ms_betalingen", "factuur_id"): (SCHOOL, "ms_facturen", "factuur_id"),
    ("ms_berichten", "afzender_id"): (SCHOOL, "ms_docenten", "id"),
    ("ms_berichten", "ontvanger_id"): (SCHOOL, "ms_docenten", "id"),
    ("ms_notities", "record_id"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("ms_notities", "author_id"): (SCHOOL, "ms_docenten", "id"),
    ("ms_uitleningen", "lener_id"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("ms_sessies", "gegevens->docent_id"): (SCHOOL, "ms_docenten", "id"),
    ("ms_cache", "sleutel"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("ms_nieuwsbrief", "mailadres"): (SCHOOL, "ms_leerlingen", "email"),
    ("deviceTokens", "ownerUuid"): (SCHOOL, "ms_leerlingen", "kenmerk"),
    ("examResults", "leerlingId"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("examResults", "graded_by"): (SCHOOL, "ms_docenten", "id"),
    ("guardians", "pupil"): (SCHOOL, "ms_leerlingen", "leerling_id"),
    ("permission_slips", "guardian_id"): (SCHOOL, "guardians", "guardian_id"),
    ("visits", "leerling_kenmerk"): (SCHOOL, "ms_leerlingen", "kenmerk"),
    ("contact_forms", "from_address"): (SCHOOL, "ms_leerlingen", "email"),
}
# a second owner of the same column, depending on a type; and what is as true as what stands above
ALSO = {
    ("ms_notities", "record_id"): [(SCHOOL, "ms_facturen", "factuur_id")],
    ("ms_factuurregel_kortingen", "factuur_id, regel"): [(SCHOOL, "ms_factuurregels", "factuur_id")],
}
NOBODY = {"ms_instrumenten", "ms_tarieven", "ms_zalen", "ms_instellingen", "exams", "holidays", "version_history", "page_counts"}
PUPILS, TEACHERS, ROWS = 60, 12, 90


def fill(school: Database, site: Database, seed: int = 7) -> None:
    """The tables with rows in them: dense numbers everywhere, as real ones have."""
    rnd = random.Random(seed)
    school.run(TABLES)
    site.run(LOG)
    marks = {i: str(uuid.UUID(int=rnd.getrandbits(128))) for i in range(1, PUPILS + 1)}
    for table, rows in _rows(rnd, marks):
        (site if table in ("visits", "contact_forms", "page_counts") else school).insert(table, rows)


def address(i: int) -> str:
    return f"leerling{i}@canary.example"


def _rows(rnd: random.Random, marks: dict[int, str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    def pupil() -> int:
        return rnd.randint(1, PUPILS)

    def teacher() -> int:
        return rnd.randint(1, TEACHERS)

    yield "ms_leerlingen", [
        {"leerling_id": i, "kenmerk": marks[i], "voornaam": f"canary{i}", "achternaam": f"van Canary{i}", "email": address(i), "telefoon": f"06{i:08d}",
         "geboortedatum": None, "woonplaats": "Lutjebroek", "lesgroep": rnd.randint(1, 9), "status": 1}
        for i in marks
    ]  # fmt: skip
    yield "ms_docenten", [
        {"id": i, "naam": f"Docent Canary{i}", "gebruikersnaam": f"docent{i}", "email": f"docent{i}@canary.example", "wachtwoord": f"canary-hash-{i}", "leidinggevende_id": 1 if i > 1 else None}
        for i in range(1, TEACHERS + 1)
    ]  # fmt: skip
    numbers = range(1, ROWS + 1)
    yield "ms_lessen", [
        {"les_id": i, "leerling_id": pupil(), "docent_id": teacher(), "instrument_id": rnd.randint(1, 8), "zaal": rnd.randint(1, 5), "minuten": rnd.choice((20, 30, 45)), "verslag": f"canary verslag {i}"}
        for i in numbers
    ]  # fmt: skip
    yield "ms_lesopnamen", [{"id": i, "les_id": i, "bestand": f"les-{i}.wav", "seconden": rnd.randint(60, 90)} for i in numbers]
    yield "ms_facturen", [
        {"factuur_id": i, "leerlingnummer": pupil(), "nummer": f"F{2026000 + i}", "bedrag": 12.5, "aangemaakt_door": teacher(), "goedgekeurd_door": 1 if i % 3 else None}
        for i in numbers
    ]  # fmt: skip
    yield (
        "ms_factuurregels",
        [{"factuur_id": i, "regel": n, "tarief_id": rnd.randint(1, 4), "tekst": "lesgeld"} for i in numbers for n in (1, 2)],
    )
    yield (
        "ms_factuurregel_kortingen",
        [{"id": i, "factuur_id": pupil(), "regel": 1, "reden": "tweede kind"} for i in range(1, 31)],
    )
    yield "ms_betalingen", [{"id": i, "factuur_id": i, "iban": f"NL91ABNA04171643{i:02d}", "bedrag": 12.5} for i in numbers]
    yield (
        "ms_berichten",
        [
            {"id": i, "afzender_id": teacher(), "ontvanger_id": teacher(), "onderwerp": "rooster", "inhoud": f"canary {i}"}
            for i in numbers
        ],
    )
    yield "ms_notities", [
        {"id": i, "record_type": "Leerling" if i % 2 else "Factuur", "record_id": rnd.randint(1, PUPILS), "tekst": f"canary {i}", "author_id": teacher()}
        for i in numbers
    ]  # fmt: skip
    yield (
        "ms_instrumenten",
        [{"id": i, "naam": f"instrument {i}", "aantal_leerlingen": rnd.randint(1, 9), "huurprijs": 9} for i in range(1, 9)],
    )
    yield (
        "ms_uitleningen",
        [{"id": i, "instrument_id": rnd.randint(1, 8), "lener_id": pupil(), "schade": None} for i in range(1, 41)],
    )
    yield "ms_tarieven", [{"tarief_id": i, "naam": f"tarief {i}", "bedrag": 12.5} for i in range(1, 5)]
    yield "ms_zalen", [{"id": i, "naam": f"zaal {i}", "plaatsen": 10 * i, "volgorde": i} for i in range(1, 6)]
    yield "ms_instellingen", [{"naam": f"instelling {i}", "waarde": "aan", "volgorde": i} for i in range(1, 7)]
    yield "ms_sessies", [
        {"sessie_id": f"s{i:038d}", "gegevens": json.dumps({"docent_id": teacher(), "taal": "nl", "tabs": [1, 2]}), "verloopt": rnd.randint(1, 60)} for i in numbers
    ]  # fmt: skip
    yield "ms_cache", [{"sleutel": f"leerling:{i}:rooster", "waarde": "{}"} for i in range(1, PUPILS + 1)]
    yield (
        "ms_nieuwsbrief",
        [
            {"id": i, "mailadres": address(i).upper() if i % 2 else f"iemand{i}@elders.example", "bron": "site"}
            for i in range(1, 51)
        ],
    )
    yield (
        "deviceTokens",
        [{"deviceTokenId": i, "ownerUuid": marks[i].upper(), "pushToken": f"canary{i:010d}"} for i in range(1, 31)],
    )
    yield "examResults", [
        {"examResultId": i, "examId": rnd.randint(1, 6), "leerlingId": pupil(), "graded_by": teacher(), "score": rnd.randint(1, 10), "remarks": f"canary {i}"}
        for i in numbers
    ]  # fmt: skip
    yield "exams", [{"examId": i, "title": f"examen {i}", "maxScore": 10, "room": rnd.randint(1, 5)} for i in range(1, 7)]
    yield "holidays", [{"id": i, "title": "vakantie", "fromDay": 3 * i, "toDay": 3 * i + 2} for i in range(1, 9)]
    yield (
        "guardians",
        [
            {"guardian_id": i, "first_name": f"Canary{i}", "last_name": "Ouder", "phone": f"07{i:08d}", "pupil": i}
            for i in range(1, 41)
        ],
    )
    yield (
        "permission_slips",
        [{"slip_id": i, "guardian_id": rnd.randint(1, 40), "signed": 1, "remark": f"canary {i}"} for i in range(1, 61)],
    )
    yield "version_history", [{"version": i, "applied": i} for i in range(1, 20)]
    yield (
        "visits",
        [{"id": i, "page": f"/les/{i}", "leerling_kenmerk": marks[pupil()], "millis": rnd.randint(1, 60)} for i in numbers],
    )
    yield "contact_forms", [{"id": i, "from_address": address(i), "question": f"canary {i}?"} for i in range(1, 31)]
    yield "page_counts", [{"page": f"/les/{i}", "visits": i} for i in range(1, 31)]
