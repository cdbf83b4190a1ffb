"""The same work in SQL written by hand over one psycopg connection, for the shop database: what Gestand is measured against.

Each act commits one audit row, as an organisation that writes its own scripts would. Nothing is verified, explained or proved here."""

from __future__ import annotations

import psycopg

# table, its columns, and how its rows are found
TABLES = {
    "customers": (
        "customer_id, customer_no, first_name, last_name, email, phone, birth_date, company, status, created_at",
        "customer_id",
    ),
    "addresses": ("address_id, customer_id, kind, street, house_no, postal_code, city, country", "customer_id"),
    "accounts": ("account_id, customer_id, username, display_name, last_login_at, last_login_ip", "customer_id"),
    "orders": (
        "order_id, customer_id, shipping_address_id, order_no, ordered_at, status, total_cents, shipping_name, shipping_phone, note",
        "customer_id",
    ),
    "order_items": ("order_item_id, order_id, sku, quantity, unit_price_cents, engraving_text", "order_id"),
    "payments": ("payment_id, order_id, method, amount_cents, card_holder, iban, paid_at", "order_id"),
    "invoices": (
        "invoice_id, order_id, invoice_no, billing_name, billing_street, billing_city, vat_id, issued_on, total_cents",
        "order_id",
    ),
    "tickets": ("ticket_id, customer_id, subject, description, contact_email, channel, status, opened_at", "customer_id"),
    "messages": ("message_id, ticket_id, sender, body, sent_at", "ticket_id"),
    "call_recordings": ("recording_id, ticket_id, caller_number, file_path, duration_s, recorded_at", "ticket_id"),
    "newsletter_subscriptions": ("subscription_id, email, list_name, opted_in_at, opt_in_ip", "email"),
    "web_logs": ("log_id, customer_id, logged_at, ip, user_agent, url, session_id, status_code", "customer_id"),
}
GONE = ("messages", "call_recordings", "newsletter_subscriptions", "web_logs")
EMPTIED = {
    "order_items": "engraving_text = null",
    "payments": "card_holder = null, iban = null",
    "invoices": "billing_name = null, billing_street = null, billing_city = null, vat_id = null",
    "addresses": "street = null, house_no = null, postal_code = null, city = null",
    "accounts": "username = 'gone-' || account_id, password_hash = 'gone', display_name = null, last_login_ip = null",
    "orders": "shipping_name = null, shipping_phone = null, note = null",
    "tickets": "subject = 'gone', description = null, contact_email = null",
    "customers": "first_name = '', last_name = '', email = 'gone-' || customer_id || '@gone.invalid', phone = null, birth_date = null, company = null, customer_no = 'gone-' || customer_id",
}
PARENT = {"order_id": "orders", "ticket_id": "tickets"}


def ready(db: psycopg.Connection) -> None:
    """The audit table."""
    db.execute(
        "create table if not exists audit (id bigserial primary key, at timestamptz default now(), what text, rows bigint)"
    )
    db.commit()


def _one(table: str) -> str:
    key = TABLES[table][1]
    if key == "email":
        return "lower(trim(email)) = lower(trim(%(email)s))"
    if key in PARENT:
        return f"{key} in (select {key} from {PARENT[key]} where customer_id = %(id)s)"
    return "customer_id = %(id)s"


def _person(db: psycopg.Connection, email: str) -> dict[str, object]:
    found = db.execute("select customer_id from customers where lower(trim(email)) = lower(trim(%s))", (email,)).fetchall()
    assert len(found) == 1
    return {"email": email, "id": found[0][0]}


def _audit(db: psycopg.Connection, what: str, rows: int) -> None:
    db.execute("insert into audit (what, rows) values (%s, %s)", (what, rows))
    db.commit()


def access_one(db: psycopg.Connection, email: str) -> int:
    person = _person(db, email)
    with db.pipeline():
        cursors = [db.cursor() for _ in TABLES]
        for cursor, (table, (columns, _)) in zip(cursors, TABLES.items(), strict=True):
            cursor.execute(f"select {columns} from {table} where {_one(table)}", person)
        rows = sum(len(cursor.fetchall()) for cursor in cursors)
    _audit(db, "access", rows)
    return rows


def _many(db: psycopg.Connection, ids: list[int]) -> None:
    db.execute("create temp table who (customer_id bigint) on commit drop")
    with db.cursor().copy("copy who from stdin") as copy:
        for i in ids:
            copy.write_row((i,))
    db.execute(
        "create temp table people on commit drop as select customer_id, lower(trim(email)) as email from customers join who using (customer_id)"
    )
    db.execute("create temp table their_orders on commit drop as select order_id from orders join people using (customer_id)")
    db.execute("create temp table their_tickets on commit drop as select ticket_id from tickets join people using (customer_id)")
    for table in ("people", "their_orders", "their_tickets"):
        db.execute(f"analyze {table}")


def _join(table: str) -> tuple[str, str]:
    key = TABLES[table][1]
    on = "lower(trim(x.email)) = k.email" if key == "email" else f"x.{key} = k.{key}"
    return {"order_id": "their_orders", "ticket_id": "their_tickets"}.get(key, "people"), on


def access_many(db: psycopg.Connection, ids: list[int]) -> int:
    _many(db, ids)
    rows = 0
    for table, (columns, _) in TABLES.items():
        keys, on = _join(table)
        asked = ", ".join("x." + c.strip() for c in columns.split(","))
        rows += len(db.execute(f"select {asked} from {table} x join {keys} k on {on}").fetchall())
    _audit(db, "access", rows)
    return rows


def erase_one(db: psycopg.Connection, email: str) -> int:
    person = _person(db, email)
    rows = sum(db.execute(f"delete from {table} where {_one(table)}", person).rowcount for table in GONE)
    rows += sum(db.execute(f"update {table} set {said} where {_one(table)}", person).rowcount for table, said in EMPTIED.items())
    _audit(db, "erasure", rows)
    return rows


def erase_many(db: psycopg.Connection, ids: list[int]) -> int:
    _many(db, ids)
    rows = 0
    for table in GONE:
        keys, on = _join(table)
        rows += db.execute(f"delete from {table} x using {keys} k where {on}").rowcount
    for table, said in EMPTIED.items():
        keys, on = _join(table)
        said = said.replace("|| account_id", "|| x.account_id").replace("|| customer_id", "|| x.customer_id")
        rows += db.execute(f"update {table} x set {said} from {keys} k where {on}").rowcount
    _audit(db, "erasure", rows)
    return rows


def sweep(db: psycopg.Connection, before: str, size: int = 10_000) -> int:
    rows = 0
    while True:
        found = "select ctid from web_logs where logged_at < %s order by logged_at limit %s"
        done = db.execute(f"delete from web_logs where ctid = any(array({found}))", (before, size)).rowcount
        _audit(db, "sweep", done)
        rows += done
        if done < size:
            return rows


def copy_text(db: psycopg.Connection, columns: dict[str, list[str]]) -> int:
    """Read every text column with COPY, and do nothing with it."""
    octets = 0
    for table, names in columns.items():
        with db.cursor().copy(f"copy (select {', '.join(names)} from {table}) to stdout") as copy:
            for piece in copy:
                octets += len(piece)
    db.commit()
    return octets
