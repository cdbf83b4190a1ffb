"""A real mail server to send to, that can be told to fail; and a company whose people are in its CRM in several ways."""

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from promises.desk import Desk


class Mailbox:
    """What a server received. `drops`: after so many it breaks the connection before it says whether it took the mail; `answers`: what
    it says to an address instead."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.drops: int | None = None
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.drops is not None and len(self.received) >= self.drops:
            server.transport.close()
            return "451 gone"
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self) -> list[str]:
        """Who received something, each time."""
        return sorted(str(m["To"]) for m in self.received)

    def text(self, address: str) -> str:
        """The text of the one mail to an address."""
        (mail,) = [m for m in self.received if str(m["To"]) == address]
        part = mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    made = Mailbox()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("GESTAND_SMTP", f"smtp://127.0.0.1:{port}?tls=no")
    yield made
    controller.stop()


SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120) not null, language varchar(5), ended_on date);
create table contacts (id integer primary key, customer_id integer not null references customers (id), name varchar(80), email varchar(120), added_on date not null);
create table talks (id integer primary key, with_email varchar(120), held_on date, subject varchar(120));
create table readers (id integer primary key, email varchar(120), language varchar(5), subscribed_on date);
create table recordings (id integer primary key, customer_id integer not null references customers (id), path varchar(200), started_on date not null);
create index customers_email on customers (lower(trim(email)));
create index contacts_email on contacts (lower(trim(email)));
create index contacts_customer on contacts (customer_id);
create index talks_email on talks (lower(trim(with_email)));
create index readers_email on readers (lower(trim(email)));
create index recordings_customer on recordings (customer_id);
"""
POLICY = """\
organisation: {name: Voorbeeld B.V., country: NL, languages: [nl, en, es], time zone: Europe/Amsterdam, contact: privacy@voorbeeld.example, responsible: kantoor,
               address: [Voorbeeldstraat 1, 1234 AB Voorbeeldstad]}
stores:
  shop: {url: "${SHOP_URL}", times: UTC, country: NL}
statement: {automated decisions: none, published at: {nl: https://voorbeeld.example/privacy, en: https://voorbeeld.example/en/privacy, es: https://voorbeeld.example/es/privacidad}}
brake: 100 %
people:
  customer: {called: {nl: klanten, en: customers, es: clientes}, found in: shop.customers, known by: {email: email}, language: language}
  contact: {called: {nl: contactpersonen, en: contacts, es: contactos}, found in: shop.contacts, known by: {email: email}, same human as: customer}
  reader: {called: {nl: lezers, en: readers, es: lectores}, found by: {email: shop.readers.email}, language: language, same human as: customer}
data:
  shop:
    customers: {name: name, contact: {email: then stand-in address}, preference: language, plain: ended_on}
    contacts: {whose: customer by customer_id, name: name, contact: email, from: {others: {nl: uw werkgever, en: your employer, es: su empresa}},
               collected: added_on, first contact: talks.held_on, plain: rest}
    talks: {whose: contact by with_email = email, contact: with_email, content: subject, plain: rest, from: observed}
    readers: {whose: reader by email, contact: email, preference: language, plain: rest}
    recordings: {voice: path, plain: rest, from: observed}
activities:
  selling:
    purpose: {nl: bestellingen leveren, en: delivering orders, es: entregar pedidos}
    basis: {contract: while ended_on is empty}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
    promises: [C10]
  relations:
    purpose: {nl: contact houden met bedrijven, en: keeping in touch with companies, es: mantener el contacto con empresas}
    basis: {legitimate interest: {nl: weten wie wij kunnen bellen, en: knowing whom to call, es: saber a quién llamar}, balancing: calls.md}
    for: contacts
    uses: {contacts: all, talks: all}
    dpia: {not needed: a few business contacts}
    keep: 2 years after added_on
  newsletter:
    purpose: {nl: de nieuwsbrief sturen, en: sending the newsletter, es: enviar el boletín}
    basis: {consent: {nl: 'Ja, stuur mij de nieuwsbrief.', en: 'Yes, send me the newsletter.', es: 'Sí, envíenme el boletín.'}}
    marketing: "yes"
    for: readers
    keep: until consent is withdrawn
  call quality:
    purpose: {nl: leren van gesprekken, en: learning from calls, es: aprender de las llamadas}
    basis: {legitimate interest: {nl: goede hulp, en: good help, es: buena atención}, balancing: calls.md}
    for: recordings
    keep: 30 days after started_on
    promises: [C1]
called:
  started_on: {nl: het gesprek, en: the call, es: la llamada}
  added_on: {nl: de dag waarop wij uw gegevens kregen, en: the day we got your data, es: la fecha en que recibimos sus datos}
  ended_on: {nl: het einde van het contract, en: the end of the contract, es: el fin del contrato}
"""


@pytest.fixture
def company(desk: Desk) -> Desk:
    """Three customers (one Spanish, one gone, one who reads the newsletter too), four contacts, two more readers."""
    desk.database.run(*[s for s in SCHEMA.split(";\n") if s.strip()])
    desk.database.insert(
        "customers",
        [
            {"id": 1, "name": "Anna", "email": "anna@voorbeeld.example", "language": "nl", "ended_on": None},
            {"id": 2, "name": "Benita", "email": "benita@ejemplo.example", "language": "es-ES", "ended_on": None},
            {"id": 3, "name": None, "email": "gone-3@gone.invalid", "language": None, "ended_on": "2025-06-01"},
        ],
    )
    contacts = ((1, "Carl", "carl@firma.example", "2026-10-25"), (2, "Dora", "dora@firma.example", "2026-11-15"), (3, "Eef", None, "2026-11-01"),
                (4, "Frits", "frits@firma.example", "2026-11-10"))  # fmt: skip
    desk.database.insert(
        "contacts", [{"id": i, "customer_id": 1, "name": n, "email": e, "added_on": d} for i, n, e, d in contacts]
    )
    desk.database.insert(
        "talks", [{"id": 1, "with_email": "FRITS@firma.example", "held_on": "2026-11-24", "subject": "kennismaken"}]
    )
    readers = ((1, "Anna@Voorbeeld.example", "nl"), (2, "greta@post.example", "en"), (3, "hugo@post.example", None))
    desk.database.insert(
        "readers", [{"id": i, "email": e, "language": lang, "subscribed_on": "2026-01-01"} for i, e, lang in readers]
    )
    desk.database.insert("recordings", [{"id": 1, "customer_id": 1, "path": "/a.wav", "started_on": "2026-11-10"}])
    return desk.writes(POLICY, calls="We weighed it.")
