"""A small shop that has a bit of everything, for the tests of what happens when something goes wrong."""

from databases import Database, House

POLICY = """
people:
  customer: {found in: shop.customers, known by: {email: email, customer number: id}}
data:
  shop:
    customers: {name: {name: then empty}, contact: [email, phone], date of birth: {born: then year}, plain: ended_on}
    orders: {address: street, plain: [ordered_on, status]}
    parcels: {whose: with orders, content: wish, plain: n}
    invoices: {whose: customer by customer_id, name: billed_to, plain: issued_on, in the end: keep without the person}
    tickets: {whose: customer by customer_id, content: body, plain: opened_on}
    mailing: {whose: customer by address = email, contact: address}
activities:
  selling:
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all, parcels: all}
    keep: 2 years after ended_on
  books:
    basis: {legal obligation: AWR art. 52}
    for: invoices
    uses: {invoices: all, customers: name}
    keep: 7 years after the end of the year of issued_on
  helping:
    basis: {legitimate interest: {nl: helpen}}
    for: tickets
    keep: 1 year after opened_on
  news:
    basis: {consent: {nl: mag er post komen}}
    for: mailing
    recipients: printer
    keep: until consent is withdrawn
recipients: {printer: {called: {nl: drukker}, country: NL, role: processor}}
"""
TABLES = """
create table customers (id integer primary key, name varchar(60) not null, email varchar(60), phone varchar(60), born date, ended_on date);
create table orders (id integer primary key, customer_id integer not null references customers (id), street varchar(60), ordered_on date, status varchar(60));
create table parcels (id integer primary key, order_id integer not null references orders (id), wish varchar(60), n integer);
create table invoices (id integer primary key, customer_id integer references customers (id), billed_to varchar(60), issued_on date);
create table tickets (id integer primary key, customer_id integer, body varchar(60), opened_on date);
create table mailing (id integer primary key, address varchar(60));
"""
ROWS = """
insert into customers values (1, 'CANARYanna', 'canaryanna@x.nl', 'CANARY0611', '1980-05-17', '2026-01-31'), (2, 'Bert', 'bert@x.nl', '0622', '1975-02-03', null),
  (3, 'CANARYcor', 'canarycor@x.nl', 'CANARY0633', '1990-12-31', '2020-06-30'), (4, 'Dirk', 'dirk@x.nl', '0644', null, '2025-03-01');
insert into orders values (1, 1, 'CANARYstreet 1', '2025-12-01', 'sent'), (2, 2, 'Laan 2', '2026-10-01', 'new'), (3, 3, 'CANARYstreet 3', '2020-01-01', 'sent'), (4, 1, 'CANARYstreet 4', '2026-01-01', 'sent');
insert into parcels values (1, 1, 'CANARYwish', 1), (2, 1, null, 2), (3, 2, 'gift', 1), (4, 3, 'CANARYold', 1);
insert into invoices values (1, 1, 'CANARYanna', '2025-12-01'), (2, 2, 'Bert', '2026-10-01'), (3, 3, 'CANARYcor', '2015-01-01'), (4, 3, 'CANARYcor', '2020-01-01');
insert into tickets values (1, 1, 'CANARYbody', '2026-11-01'), (2, 3, 'CANARYticket', '2020-01-01'), (3, 2, 'late', '2020-01-01');
insert into mailing values (1, ' CanaryAnna@x.nl'), (2, 'bert@x.nl');
"""
NAMES = ["customers", "orders", "parcels", "invoices", "tickets", "mailing"]


def statements(text: str) -> list[str]:
    return [s.strip() for s in text.split(";") if s.strip()]


def fill(database: Database) -> None:
    database.reset()
    database.run(*statements(TABLES), *statements(ROWS))


def open_shop(folder: object, database: Database) -> House:
    from pathlib import Path

    fill(database)
    return House(Path(str(folder)), {"shop": database}).write(POLICY)
