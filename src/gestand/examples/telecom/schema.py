"""The database of Voorbeeld Telecom B.V., as such databases grow: some keys declared, some only meant."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    func,
)

CRM = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Cell = Column[object]


def _id() -> Cell:
    return Column("id", Integer, primary_key=True)


def _text(name: str, length: int = 100, *, needed: bool = False, unique: bool = False) -> Cell:
    return Column(name, String(length), nullable=not needed, unique=unique or None)


def _long(name: str, *, needed: bool = False) -> Cell:
    return Column(name, Text, nullable=not needed)


def _day(name: str, *, needed: bool = False) -> Cell:
    return Column(name, Date, nullable=not needed)


def _moment(name: str, *, needed: bool = False) -> Cell:
    return Column(name, DateTime, nullable=not needed)


def _number(name: str, *, needed: bool = False) -> Cell:
    return Column(name, Integer, nullable=not needed)


def _money(name: str, *, needed: bool = True) -> Cell:
    return Column(name, Numeric(10, 2), nullable=not needed)


def _key(name: str, target: str, *, needed: bool = False, unique: bool = False) -> Cell:
    return Column(name, Integer, ForeignKey(target), nullable=not needed, unique=unique or None, index=not unique)


# A table reads best as a paragraph.
# fmt: off
# Customers and what they have with us

customers = Table(
    "customers", CRM, _id(), _text("customer_no", 12, needed=True, unique=True),
    _text("kind", 12, needed=True),  # private, freelancer, company
    _text("company_name"), _text("kvk_no", 8), _text("initials", 12), _text("first_name", 50), _text("infix", 20),
    _text("last_name", 60), _text("email", 120, needed=True, unique=True), _text("phone", 20), _day("birth_date"),
    _text("iban", 34),
    # The cycle: an address is of a customer, and a customer has a default address.
    Column("default_address_id", Integer, ForeignKey("addresses.id", use_alter=True), index=True),
    _text("language", 2), _long("internal_remark"), _moment("created_at", needed=True), _moment("updated_at"),
    _day("ended_on"),
)
addresses = Table(
    "addresses", CRM, _id(), _key("customer_id", "customers.id", needed=True),
    _text("kind", 12, needed=True),  # home, delivery, installation
    _text("street", needed=True), _text("house_number", 10, needed=True), _text("postal_code", 7, needed=True),
    _text("city", 60, needed=True), _text("country", 2, needed=True), _moment("created_at", needed=True),
)
contacts = Table(
    "contacts", CRM, _id(), _key("customer_id", "customers.id", needed=True), _text("first_name", 50),
    _text("infix", 20), _text("last_name", 60), _text("job_title", 60), _text("email", 120, needed=True),
    _text("phone", 20), _moment("created_at", needed=True), _day("left_on"),
)
accounts = Table(
    "accounts", CRM, _id(), _key("customer_id", "customers.id", needed=True, unique=True),
    _text("username", 120, needed=True, unique=True), _text("password_hash", 120, needed=True),
    _text("two_factor_secret", 40), _moment("last_login_at"), _text("last_login_ip", 45),
    _moment("created_at", needed=True), _moment("closed_at"),
)
products = Table(
    "products", CRM, _id(), _text("sku", 20, needed=True, unique=True), _text("title", needed=True),
    _text("kind", 12, needed=True), Column("active", Boolean, nullable=False),
)
tariffs = Table(
    "tariffs", CRM, Column("product_id", Integer, ForeignKey("products.id"), primary_key=True),
    Column("valid_from", Date, primary_key=True), _money("price_per_month"),
    Column("price_per_minute", Numeric(8, 4), nullable=False),
)
contracts = Table(
    "contracts", CRM, _id(), _text("contract_no", 12, needed=True, unique=True),
    _key("customer_id", "customers.id", needed=True), _key("product_id", "products.id", needed=True),
    _text("phone_number", 20), _text("signed_by_name"), _text("signed_ip", 45), _day("signed_on", needed=True),
    _day("ended_on"), _text("end_reason", 40), _money("price_per_month"),
)
orders = Table(
    "orders", CRM, _id(), _text("order_no", 12, needed=True, unique=True), _key("customer_id", "customers.id"),
    _key("contact_id", "contacts.id"), _key("delivery_address_id", "addresses.id"), _text("delivery_note", 200),
    _moment("ordered_at"),  # orders brought over from the system before this one have none
    _text("status", 12, needed=True), _money("total"),
)
order_lines = Table(
    "order_lines", CRM, Column("order_id", Integer, ForeignKey("orders.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True), _key("product_id", "products.id", needed=True),
    _text("description", needed=True), _text("ported_number", 20), _number("quantity", needed=True), _money("price"),
)
devices = Table(
    "devices", CRM, _id(), _number("order_id", needed=True), _number("line_no", needed=True),
    _text("model", 60, needed=True), _text("serial_no", 30, unique=True), _text("mac_address", 17),
    _day("returned_on"),
    ForeignKeyConstraint(["order_id", "line_no"], ["order_lines.order_id", "order_lines.line_no"]),
    Index("ix_devices_order_id_line_no", "order_id", "line_no"),
)
invoices = Table(
    "invoices", CRM, _id(), _text("invoice_no", 14, needed=True, unique=True),
    _key("customer_id", "customers.id", needed=True), _key("order_id", "orders.id"),
    _text("billing_name", needed=True), _text("billing_street"), _text("billing_postal_code", 7),
    _text("billing_city", 60), _day("issued_on", needed=True), _day("due_on", needed=True),
    _text("status", 12, needed=True),  # open, reminded, paid, written off
    _money("vat"), _money("total"),
)
payments = Table(
    "payments", CRM, _id(), _key("invoice_id", "invoices.id", needed=True), _day("paid_on", needed=True),
    _text("method", 20, needed=True), _text("payer_name"), _text("payer_iban", 34), _text("reference", 140),
    _money("amount"),
)

# People who work with us, or would like to

employees = Table(
    "employees", CRM, _id(), _text("staff_no", 10, needed=True, unique=True), _text("first_name", 50, needed=True),
    _text("infix", 20), _text("last_name", 60, needed=True), _text("work_email", 120, needed=True, unique=True),
    _text("private_email", 120), _text("phone", 20), _day("birth_date"), _text("bsn", 9), _text("iban", 34),
    _text("job_title", 60), _text("department", 40), _key("manager_id", "employees.id"),
    _money("salary", needed=False), _long("assessment"), _text("id_document_path", 200), _text("emergency_name"),
    _text("emergency_phone", 20), _long("reintegration_plan"), _day("reintegration_closed_on"),
    _day("hired_on", needed=True), _day("left_on"),
)
applicants = Table(
    "applicants", CRM, _id(), _text("first_name", 50, needed=True), _text("infix", 20),
    _text("last_name", 60, needed=True), _text("email", 120, needed=True), _text("phone", 20),
    _text("position", 60, needed=True), _long("cv"), _long("motivation"), _long("assessment"),
    _key("assessed_by", "employees.id"), _day("applied_on", needed=True), _day("closed_on"), _text("outcome", 20),
)
talent_pool = Table(
   
    "talent_pool", CRM, _id(), _key("applicant_id", "applicants.id", needed=True, unique=True), _day("agreed_at", needed=True)
)
suppliers = Table(
    "suppliers", CRM, _id(), _text("company", needed=True), _text("kvk_no", 8), _text("iban", 34),
    _text("country", 2, needed=True), _day("ended_on"),
)
supplier_contacts = Table(
    "supplier_contacts", CRM, _id(), _key("supplier_id", "suppliers.id", needed=True), _text("first_name", 50),
    _text("infix", 20), _text("last_name", 60, needed=True), _text("job_title", 60), _text("email", 120, needed=True),
    _text("phone", 20), _day("left_on"),
)
visitors = Table(
    "visitors", CRM, _id(), _text("visitor_name", needed=True), _text("company"), _text("phone", 20),
    _text("licence_plate", 10), _key("host_id", "employees.id"), _moment("arrived_at", needed=True),
    _moment("left_at"), _number("badge_no"),
)
crm_interactions = Table(
    "crm_interactions", CRM, _id(),
    _text("kind", 10, needed=True),  # mail, meeting
    _moment("happened_at", needed=True), _text("subject", 200), _key("staff_id", "employees.id"), _text("with_name"),
    _text("with_email", 120, needed=True),
)

# What they asked us, and what the network noted

tickets = Table(
    "tickets", CRM, _id(), _text("ticket_no", 12, needed=True, unique=True), _key("customer_id", "customers.id"),
    _key("contact_id", "contacts.id"),
    Column("co_reporter_id", Integer, index=True),  # a customer too; nobody declared the key
    _text("reported_by"), _text("co_reporter_name"), _key("assigned_to", "employees.id"),
    _text("subject", 200, needed=True), _text("category", 20), _text("status", 12, needed=True),
    _number("satisfaction"), _long("internal_remark"), _moment("opened_at", needed=True), _moment("closed_at"),
)
ticket_messages = Table(
    "ticket_messages", CRM, _id(), _key("ticket_id", "tickets.id", needed=True),
    _text("author_type", 10, needed=True),  # customer, contact, staff
    _number("author_id"), _text("author_name"), _long("body", needed=True), _moment("sent_at", needed=True),
)
call_recordings = Table(
    "call_recordings", CRM, _id(), _key("customer_id", "customers.id"), _key("agent_id", "employees.id"),
    _text("caller_number", 20), _text("path", 200, needed=True), _moment("started_at"), _number("seconds"),
)
call_detail_records = Table(
    "call_detail_records", CRM, _id(),
    Column("contract_no", String(12), index=True),  # filled by the exchange, which knows no keys
    _text("caller_number", 20), _text("called_number", 20), _moment("started_at", needed=True), _number("seconds"),
    _text("cell_id", 20), Column("cost", Numeric(8, 4), nullable=False), _key("invoice_id", "invoices.id"),
)
web_contact_questions = Table(
    "web_contact_questions", CRM, _id(), _text("asker_name", needed=True), _text("email", 120, needed=True),
    _text("phone", 20), _long("question", needed=True), _long("answer"), _key("answered_by", "employees.id"),
    _moment("received_at", needed=True), _moment("answered_at"), _day("satisfied_on"),
)
audit_notes = Table(
    "audit_notes", CRM, _id(),
    _text("record_type", 12, needed=True),  # Customer, Ticket, Applicant, Employee
    _number("record_id", needed=True), _key("author_id", "employees.id"), _long("note", needed=True),
    _moment("written_at", needed=True),
    Index("ix_audit_notes_record", "record_type", "record_id"),
)

# Asked first

newsletter_subscriptions = Table(
    "newsletter_subscriptions", CRM, _id(), _text("email", 120, needed=True), _text("first_name", 50),
    _text("language", 2), _text("topics", 100), _moment("subscribed_at", needed=True), _moment("unsubscribed_at"),
)
offer_profiles = Table(
    "offer_profiles", CRM, _id(), _text("email", 120, needed=True), _text("interests", 100), _number("score"),
    _moment("last_opened_at"),
)
consents = Table(
    "consents", CRM, _id(), _text("email", 120, needed=True), _text("purpose", 20, needed=True),
    _text("wording", 200, needed=True), _text("channel", 10, needed=True), _text("ip_address", 45),
    _moment("given_at", needed=True), _moment("withdrawn_at"),
)

# The website

sessions = Table(
    "sessions", CRM, Column("id", String(32), primary_key=True),
    Column("data", JSON, nullable=False),  # {"user_id": 12, …}
    _text("ip_address", 45), _text("user_agent", 200), _moment("last_seen_at", needed=True),
)
page_visits = Table(
    "page_visits", CRM, _id(), Column("session_id", String(32), index=True), _text("url", 200, needed=True),
    _text("ip_address", 45), _text("user_agent", 200), _text("language", 5), _moment("visited_at", needed=True),
)

# fmt: on
# Links and identifiers that are compared without regard to letter case and outer space need an index that says so.
for _table, _names in {
    customers: ["email", "phone", "customer_no"],
    contacts: ["email", "phone"],
    employees: ["work_email", "staff_no"],
    applicants: ["email", "phone"],
    supplier_contacts: ["email", "phone"],
    visitors: ["phone"],
    crm_interactions: ["with_email"],
    web_contact_questions: ["email"],
    newsletter_subscriptions: ["email"],
    offer_profiles: ["email"],
    consents: ["email"],
}.items():
    for _name in _names:
        Index(f"ix_{_table.name}_{_name}_compared", func.lower(func.trim(_table.c[_name])))
Index("ix_ticket_messages_author", ticket_messages.c.author_type, ticket_messages.c.author_id)
Index("ix_sessions_user_id", sessions.c.data["user_id"].as_string())
