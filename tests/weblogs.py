"""A website for tests: customers in a database, the logs of the web server in a folder, rotated and packed as logrotate does."""

import bz2
import gzip
import lzma
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from databases import Database, House

SCHEMA = """
create table customers (id integer primary key, customer_no varchar(20) not null unique, name varchar(80), email varchar(80), ended_on date);
create index customers_number on customers (lower(trim(customer_no)));
create index customers_email on customers (lower(trim(email)));
create table sessions (sid varchar(40) primary key, customer_id integer not null references customers (id), started date);
create index sessions_customer on sessions (customer_id)
"""
POLICY = """
people:
  customer: {found in: crm.customers, known by: {email: email, customer number: customer_no}}
data:
  crm:
    customers: {name: name, contact: email, identifier: customer_no, plain: ended_on}
    sessions: {plain: started}
  web:
    whose: [customer by user = customer_no, 'customer by url as "*/account/{customer number}/*"', 'with sessions by url as "*sid={sid}"']
    online identifier: {ip: then network, user: then nothing, browser: then nothing}
    behaviour: {url: then without key, referrer: then without query}
    content: other
activities:
  relation:
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, sessions: plain}
    keep: while ended_on is empty and 2 years after ended_on
  security:
    basis: contract
    for: web
    keep: 7 days after moment otherwise modified
    promises: [D8]
  figures:
    basis: contract
    for: web
    uses: {web: plain}
    keep: 30 days after moment otherwise modified
    promises: [D7]
"""
PEOPLE = {1: "anna", 2: "bert", 3: "carla"}
PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, "": bytes}


def line(
    day: str,
    url: str = "/",
    user: str = "-",
    ip: str = "192.0.2.77",
    at: str = "10:15:00",
    referrer: str = "-",
    browser: str = "Mozilla/5.0 (X11; Linux x86_64)",
    status: int = 200,
    size: int = 512,
) -> str:
    """A line as nginx writes it, in UTC."""
    moment = datetime.strptime(day, "%Y-%m-%d").strftime("%d/%b/%Y")
    return f'{ip} - {user} [{moment}:{at} +0000] "GET {url} HTTP/1.1" {status} {size} "{referrer}" "{browser}"\n'


def log(path: Path, lines: Sequence[str], day: str = "", mode: int = 0o640) -> Path:
    """A log file, packed as its name says, last written to on a day; without one, now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packer = PACKERS[path.suffix if path.suffix in PACKERS else ""]
    path.write_bytes(packer("".join(lines).encode("utf-8", "surrogateescape")))
    path.chmod(mode)
    moment = datetime.fromisoformat(day).replace(hour=23, tzinfo=UTC).timestamp() if day else time.time()
    os.utime(path, (moment, moment))
    return path


def read(path: Path) -> list[str]:
    """The lines that a file still has; what was changed in its place is blank where a line went."""
    openers = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}
    data = path.read_bytes()
    text = openers[path.suffix](data) if path.suffix in openers else data
    return [said.rstrip() for said in text.decode("utf-8", "surrogateescape").split("\n") if said.strip()]


def there(folder: Path) -> dict[str, list[str]]:
    """The lines of every file."""
    return {p.name: read(p) for p in sorted(folder.iterdir()) if p.is_file()}


def days_before(n: int, day: str = "2026-11-22") -> str:
    return (datetime.fromisoformat(day) - timedelta(days=n)).date().isoformat()


def fill(database: Database, logs: Path) -> None:
    """Three customers; forty days of a log, a file a day, the older ones packed."""
    database.run("delete from sessions", "delete from customers")
    database.insert(
        "customers",
        [
            {"id": i, "customer_no": f"C{i:04d}", "name": f"CANARY{n}", "email": f"canary{n}@x.nl", "ended_on": None}
            for i, n in PEOPLE.items()
        ],
    )
    database.insert("sessions", [{"sid": f"5e55ion{i}", "customer_id": i, "started": None} for i in PEOPLE])
    for n in (0, 1, 2, 6, 8, 20, 29, 31, 40):
        name = "access.log" + (f".{n}" if n else "") + {0: "", 1: "", 6: ".bz2", 20: ".xz"}.get(n, ".gz")
        log(logs / name, day_of(days_before(n)), days_before(n) if n else "")


def day_of(day: str) -> list[str]:
    """What the server wrote on a day: visitors nobody knows, Anna, Bert."""
    return [
        line(day, "/", ip="203.0.113.9", at="01:00:00"),
        line(day, "/prices?from=mail", user="C0001", at="01:00:01", referrer="https://mail.example/?to=canaryanna@x.nl"),
        line(day, "/account/C0001/invoices", at="01:00:02"),
        line(day, "/basket?sid=5e55ion1", at="01:00:03", ip="2001:db8:1:2::3"),
        line(day, "/prices", user="C0002", at="01:00:04", ip="198.51.100.4"),
        line(day, "/account/C0002/invoices", at="01:00:05"),
    ]


def site(folder: Path, database: Database, more: str = "", policy: str = POLICY, filled: bool = True) -> House:
    """`more`: settings of the store of logs."""
    logs = folder / "nginx"
    logs.mkdir(exist_ok=True)
    database.run(*(s for s in SCHEMA.strip().split(";\n")))
    if filled:
        fill(database, logs)
    said = {"web": f'logs: {logs}, named: "access.log*"{", " + more if more else ""}'}
    return House(folder / "house", {"crm": database}, lists=said).write(policy)
