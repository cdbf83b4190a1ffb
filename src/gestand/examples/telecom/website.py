"""What the web server wrote down of each visit, in files as logrotate leaves them: one a day, the older ones packed."""

import gzip
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from gestand.examples import fakes, words
from gestand.examples.telecom import texts
from gestand.examples.telecom.people import FATIMA
from gestand.examples.world import Row

DAYS = 36  # the oldest file is of so many days ago: logrotate was told to keep five weeks
SHOWN = 6  # days ago that Fatima last looked at her invoices


def _name(age: int) -> str:
    return "access.log" + (f".{age}" if age else "") + (".gz" if age > 1 else "")


def logs(rows: dict[str, list[Row]], today: date, seed: int) -> dict[str, bytes]:
    """The log files by their names."""
    rng = Random(seed * 1000 + 8)
    customers = [row for row in rows["customers"] if row["kind"] == "private"]
    made = {}
    for age in range(DAYS):
        day = today - timedelta(days=age)
        visits = [_visit(rng, day, rng.choice(customers) if rng.random() < 0.35 else None) for _ in range(rng.randrange(14, 30))]
        if age == SHOWN:
            visits += [_visit(rng, day, rows["customers"][FATIMA - 1]) for _ in range(3)]
        content = "".join(line for _, line in sorted(visits)).encode()
        made[_name(age)] = gzip.compress(content, mtime=0) if age > 1 else content
    return made


def moments(today: date) -> dict[str, datetime]:
    """When each file was last written to."""
    return {_name(age): datetime.combine(today - timedelta(days=age), time(23, 59), UTC) for age in range(1, DAYS)}


def _visit(rng: Random, day: date, customer: Row | None) -> tuple[time, str]:
    """When somebody came, and the line about it. Who is logged in has the customer number in the address."""
    at = time(rng.randrange(6), rng.randrange(60), rng.randrange(60))
    page = rng.choice(texts.PAGES[:-1]) if customer is None else f"/mijn/{customer['customer_no']}/{rng.choice(texts.OWN_PAGES)}"
    referrer = "-"
    if customer is None and rng.random() < 0.3:
        referrer = f"https://zoeken.example/?q={rng.choice(('internet', 'glasvezel', 'telefoon'))}+{rng.randrange(1000, 9999)}"
    agent, _ = rng.choice(words.AGENTS)
    status, size = rng.choice([(200, 5120), (200, 9800), (304, 0), (404, 153)])
    moment = datetime.combine(day, at, UTC)
    said = f'{fakes.ip_address(rng)} - - [{moment:%d/%b/%Y:%H:%M:%S} +0000] "GET {page} HTTP/2.0" {status} {size} "{referrer}" "{agent}"\n'
    return at, said
