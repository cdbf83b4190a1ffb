"""A small shop with a finding, a warning, overdue rows, and something that stays: what the transcripts talk about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessed import assessed
from databases import Database
from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), birth_date date, ended_on date);
create table invoices (id integer primary key, customer_id integer references customers (id), billing_name varchar(80), cents integer not null, issued_on date not null);
create table recordings (id integer primary key, customer_id integer not null references customers (id), path varchar(200), started_at timestamp not null);
create index customers_email on customers (lower(trim(email)));
create index invoices_customer on invoices (customer_id);
create index recordings_customer on recordings (customer_id);
"""
POLICY = """\
organisation: {name: De Voorbeeldwinkel, country: NL, languages: [nl, en, es], time zone: Europe/Amsterdam, contact: privacy@winkel.example, responsible: kantoor, address: [Winkelstraat 1, 1234 AB Voorbeeldstad]}
stores:
  shop: {url: "${SHOP_URL}", times: UTC, country: NL}
brake: 40 %
people:
  customer:
    called: {nl: klanten, en: customers, es: clientes}
    found in: shop.customers
    known by: {email: email}
data:
  shop:
    customers:  {name: name, contact: email, date of birth: birth_date, plain: ended_on}
    invoices:   {name: billing_name, plain: rest, in the end: keep without the person}
    recordings: {voice: path, plain: started_at, from: observed}
activities:
  selling:
    purpose: {nl: bestellingen leveren, en: delivering orders, es: entregar pedidos}
    basis: {contract: while ended_on is empty}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
    promises: [C10]
  bookkeeping:
    purpose: {nl: de boekhouding bewaren, en: keeping the books, es: conservar la contabilidad}
    basis: {legal obligation: AWR art. 52}
    for: invoices
    uses: {invoices: all, customers: name}
    keep: 7 years after the end of the year of issued_on
    recipients: [accountant]
    promises: [C3]
  call quality:
    purpose: {nl: gesprekken verbeteren, en: better calls, es: mejorar las llamadas}
    basis: {legitimate interest: {nl: betere gesprekken, en: better calls, es: mejores llamadas}, balancing: calls.md}
    for: recordings
    keep: 30 days after started_at
    recipients: [cloud]
    promises: [C1]
called:
  issued_on: {nl: de factuurdatum, en: the invoice date, es: la fecha de la factura}
recipients:
  accountant: {called: {nl: de accountant, en: the accountant, es: el auditor}, country: NL, role: controller}
  cloud: {called: {nl: de cloudleverancier, en: the cloud supplier, es: el proveedor}, country: NL, role: processor, agreement: {signed: 2026-01-15}}
measures: {encryption: {nl: Alle verbindingen zijn versleuteld., en: All connections are encrypted., es: Todas las conexiones están cifradas.}}
statement: {automated decisions: none}
"""


def filled(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    people = ((1, "Anna", "2026-11-01"), (2, "Bert", None), (3, "Carla", None), (4, "Dirk", None))
    desk.database.insert(
        "customers",
        [
            {"id": i, "name": n, "email": f"{n.lower()}@example.nl", "birth_date": "1980-02-29", "ended_on": e}
            for i, n, e in people
        ],
    )
    issued = ((1, 1, "2024-05-01"), (2, 1, "2025-05-01"), (3, 2, "2018-12-31"), (4, 3, "2026-01-01"))
    desk.database.insert(
        "invoices",
        [{"id": i, "customer_id": c, "billing_name": people[c - 1][1], "cents": 995, "issued_on": on} for i, c, on in issued],
    )
    started = ((1, 1, "2026-11-20"), (2, 1, "2026-10-22"), (3, 2, "2026-11-01"), (4, 3, "2026-11-02"))
    desk.database.insert(
        "recordings",
        [{"id": i, "customer_id": c, "path": f"/audio/{i}.wav", "started_at": f"{on} 12:00:00"} for i, c, on in started],
    )
    return desk.writes(POLICY, sign=False, calls=assessed("balancing", "call quality"))


@pytest.fixture
def shop(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    one = filled(Desk(folder, {"shop": Database(sqlite_url)}, monkeypatch, fresh=True))
    yield one
    one.close()
