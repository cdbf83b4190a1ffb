"""A company that answers questions for customers of its own: their data is theirs (GDPR art. 28)."""

import pytest

from promises.desk import Desk

SCHEMA = """
create table tenants (id integer primary key, name varchar(80) not null, mail varchar(120), language varchar(5), street varchar(80), started_on date, ended_on date);
create table people (id integer primary key, tenant_id integer not null references tenants (id), name varchar(80), email varchar(120));
create table tickets (id integer primary key, tenant_id integer not null references tenants (id), person_id integer not null references people (id), subject varchar(120), closed_on date);
create table staff (id integer primary key, name varchar(80), email varchar(120), left_on date);
create index people_email on people (lower(trim(email)));
create index staff_email on staff (lower(trim(email)));
create index tickets_person on tickets (person_id);
create index people_tenant on people (tenant_id);
create index tickets_tenant on tickets (tenant_id)
"""
POLICY = """\
organisation: {name: Voorbeeldbalie B.V., address: [Balieplein 3, 1234 AB Voorbeeldstad], country: NL, languages: [nl, en, es], time zone: Europe/Amsterdam,
               contact: privacy@balie.example, role: [controller, processor], responsible: directie}
stores: {shop: {url: "${SHOP_URL}", times: UTC, country: NL, backups: 14 days, kept by: server supplier}}
statement: {automated decisions: none}
brake: 100 %
register: {reviewed: 2026-06-01, by: privacy officer}
measures: {encryption: {nl: Alle verbindingen zijn versleuteld., en: All connections are encrypted., es: Todas las conexiones están cifradas.}}
people:
  asker: {called: {nl: mensen met een vraag, en: people with a question, es: personas con una pregunta}, found in: shop.people, known by: {email: email}}
  staff: {called: {nl: medewerkers, en: staff, es: personal}, found in: shop.staff, known by: {email: email}, vulnerable: staff}
data:
  shop:
    tenants: {rest: plain}
    people: {name: name, contact: email, plain: rest}
    tickets: {whose: asker by person_id, content: subject, plain: rest}
    staff: {name: name, contact: email, plain: rest}
customers of ours: {in: shop.tenants, on each row: tenant_id, called: name, contact: mail, language: language, address: [street], since: started_on, ended: ended_on,
                    periods: periods.csv, otherwise: 1 year}
activities:
  answering:
    purpose: {nl: vragen beantwoorden voor onze klant, en: answering questions for our customer, es: responder preguntas para nuestro cliente}
    basis: contract
    for: tickets
    keep: [while closed_on is empty, per customer after closed_on]
  knowing askers:
    purpose: {nl: weten wie iets vroeg, en: knowing who asked, es: saber quién preguntó}
    basis: contract
    on behalf of: customers
    for: people
    keep: as long as tickets exist
  employing:
    purpose: {nl: mensen in dienst hebben, en: employing people, es: tener personal}
    basis: {contract: while left_on is empty}
    for: staff
    keep: while left_on is empty and 2 years after left_on
called:
  closed_on: {nl: het einde van de vraag, en: the end of the question, es: el fin de la pregunta}
  left_on: {nl: het einde van het dienstverband, en: the end of the employment, es: el fin del empleo}
  tickets: {nl: vragen, en: questions, es: preguntas}
recipients:
  server supplier:
    called: {nl: de leverancier van onze servers, en: the supplier of our servers, es: el proveedor de nuestros servidores}
    for: {nl: gegevens bewaren, en: keeping data, es: guardar datos}
    country: NL
    role: processor
    agreement: {signed: 2025-01-20, until: 2028-01-20, breaches: 12 hours, new suppliers: 45 days, at the end: 14 days}
agreements: {subject: {nl: vragen beantwoorden, en: answering questions, es: responder preguntas}, breaches: 24 hours, new suppliers: 30 days, at the end: 30 days,
             requests: 5 working days, lasts: 3 years, reminder: 60 days, signs: {name: H. van Voorbeeld, function: directeur}}
"""
PERIODS = "activity,customer,period\nanswering,1,30 days\n"


def writes(desk: Desk, policy: str = POLICY, periods: str = PERIODS, sign: bool = True) -> Desk:
    """The policy with the periods of the customers beside it."""
    desk.policy_file.parent.mkdir(parents=True, exist_ok=True)
    (desk.policy_file.parent / "periods.csv").write_text(periods, "utf-8")
    desk.close()  # the periods are no part of what the desk knows the policy by
    return desk.writes(policy, sign=sign)


@pytest.fixture
def balie(desk: Desk) -> Desk:
    """Three customers: one with a period of its own, one Spanish, one that left."""
    desk.database.run(*[s for s in SCHEMA.split(";\n") if s.strip()])
    desk.database.insert(
        "tenants",
        [
            {"id": 1, "name": "Fietswinkel Voorbeeld", "mail": "post@fietswinkel.example", "language": "nl", "street": "Fietspad 1", "started_on": "2024-01-01", "ended_on": None},
            {"id": 2, "name": "Ayuntamiento de Ejemplo", "mail": "datos@ayuntamiento.example", "language": "es", "street": "Plaza 2", "started_on": "2025-01-01", "ended_on": None},
            {"id": 3, "name": "Oude Klant", "mail": "post@oudeklant.example", "language": "en", "street": None, "started_on": "2020-01-01", "ended_on": "2026-01-01"},
        ],
    )  # fmt: skip
    desk.database.insert("people", [{"id": n, "tenant_id": n, "name": f"Asker {n}", "email": f"a{n}@x.example"} for n in (1, 2)])
    desk.database.insert(
        "tickets",
        [{"id": n, "tenant_id": n, "person_id": n, "subject": "help", "closed_on": "2026-10-31"} for n in (1, 2)],
    )
    return writes(desk)
