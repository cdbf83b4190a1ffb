"""A telephone desk for tests: customers in a database, the recordings of their calls in a folder."""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from databases import Database, House

SCHEMA = """
create table customers (id integer primary key, customer_no varchar(20) not null unique, name varchar(80), email varchar(80), ended_on date);
create index customers_number on customers (lower(trim(customer_no)));
create index customers_email on customers (lower(trim(email)));
"""
POLICY = """
people:
  customer: {found in: crm.customers, known by: {email: email, customer number: customer_no}}
data:
  crm:
    customers: {name: name, contact: email, identifier: customer_no, plain: ended_on}
  recordings: {whose: customer by customer_no, voice: content, plain: id}
activities:
  relation:
    basis: {contract: while ended_on is empty}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
  call quality:
    basis: contract
    for: recordings
    keep: 30 days after date otherwise modified
    promises: [C1]
"""
NAMED = 'named: "{customer_no}/{date}-{id}.wav"'
PEOPLE = {1: "anna", 2: "bert", 3: "carla"}


def call(folder: Path, customer: int, day: str, number: int, content: bytes = b"") -> Path:
    """A recording, made on its day."""
    path = folder / f"C{customer:04d}" / f"{day}-{number}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content or f"RIFF voice of customer {customer}, call {number}".encode())
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()
    os.utime(path, (moment, moment))
    return path


def there(folder: Path) -> dict[str, bytes]:
    """Every file below, with what is in it; what is ours is left out."""
    return {
        str(p.relative_to(folder)): b"->" + os.readlink(p).encode() if p.is_symlink() else p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if (p.is_file() or p.is_symlink()) and ".gestand" not in p.relative_to(folder).parts[:1]
    }


def desk(folder: Path, database: Database, more: str = "", policy: str = POLICY, **lists: str) -> House:
    """Three customers; anna and bert with an old and a new recording each. `more`: settings of the store of recordings."""
    recordings = folder / "recordings"
    database.run(*(s for s in SCHEMA.strip().split(";\n")))
    fill(database, recordings)
    said = {"recordings": f"files: {recordings}, {NAMED}{', ' + more if more else ''}", **lists}
    return House(folder / "house", {"crm": database}, lists=said).write(policy)


def fill(database: Database, recordings: Path) -> None:
    database.run("delete from customers")
    rows: list[Mapping[str, object]] = [
        {"id": i, "customer_no": f"C{i:04d}", "name": f"CANARY{n}", "email": f"canary{n}@x.nl", "ended_on": None}
        for i, n in PEOPLE.items()
    ]
    database.insert("customers", rows)
    for i in (1, 2):
        call(recordings, i, "2026-10-01", 1)
        call(recordings, i, "2026-11-20", 2)
