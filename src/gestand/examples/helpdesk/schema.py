"""The databases of Voorbeeldbalie B.V.: the office with everything of its own, and the desk where its customers answer their customers."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table

from gestand.examples.columns import (
    Cell,
    compared,
    database,
    day,
    id_,
    indexed_in_text,
    indexed_json,
    key,
    long,
    moment,
    money,
    number,
    text,
)

OFFICE, DESK = database(), database()

# A table reads best as a paragraph.
# fmt: off
# The office. Customers, and who might become one

customers = Table(
    "customers", OFFICE, id_(), text("customer_no", 10, needed=True, unique=True), text("name", needed=True),
    text("kind", 10, needed=True),         # company, freelance: then the customer is a person
    text("kvk_no", 8), text("street"), text("house_no", 10), text("postal_code", 7), text("city", 60), text("iban", 34),
    text("invoice_email", 120, needed=True, unique=True), text("phone", 20),
    number("tenant_id", index=True),       # of the desk: another database
    day("agreement_signed_on"), text("agreement_version", 10), moment("created_at", needed=True), day("ended_on"),
)
customer_contacts = Table(
    "customer_contacts", OFFICE, id_(), key("customer_id", "customers.id", needed=True), text("first_name", 50), text("infix", 20),
    text("last_name", 60), text("job_title", 60), text("email", 120, needed=True), text("phone", 20),
    text("role", 12, needed=True),         # agreement, invoices, privacy
    moment("created_at", needed=True), day("left_on"),
)
leads = Table(
    "leads", OFFICE, id_(), text("name", needed=True), text("company"), text("email", 120, needed=True), text("phone", 20),
    text("asked_for", 40, needed=True),    # a trial, prices, a demonstration
    text("stage", 12, needed=True), number("owner_id", index=True),  # an employee; the key was forgotten
    moment("created_at", needed=True), day("last_contact_on"),
)
sales_calls = Table(
    "sales_calls", OFFICE, id_(), key("lead_id", "leads.id", needed=True), key("called_by_id", "employees.id"),
    moment("called_at", needed=True), text("outcome", 16, needed=True), text("remark", 200),
)

# The website

subscribers = Table(
    "subscribers", OFFICE, id_(), text("email", 120, needed=True, unique=True), text("first_name", 50), text("token", 40, needed=True),
    moment("subscribed_at", needed=True), moment("confirmed_at"), moment("unsubscribed_at"),
)
issues_sent = Table(                       # no key, and nothing of who opened what: that is not measured
    "issues_sent", OFFICE, text("email", 120, needed=True), text("issue", 10, needed=True), moment("sent_at", needed=True),
    text("bounced", 40),
)
consents = Table(
    "consents", OFFICE, id_(), text("email", 120, needed=True), text("purpose", 30, needed=True), text("wording", 200, needed=True),
    text("channel", 12, needed=True), moment("given_at", needed=True), moment("withdrawn_at"),
)
do_not_contact = Table(
    "do_not_contact", OFFICE, Column("address", String(120), primary_key=True),  # an e-mail address or a telephone number
    text("channel", 6, needed=True),       # mail, phone
    moment("added_at", needed=True),
)
questions = Table(                         # the contact form
    "questions", OFFICE, id_(), text("name", needed=True), text("email", 120, needed=True), text("phone", 20), text("company"),
    long("question", needed=True), long("answer"), key("answered_by_id", "employees.id"), moment("received_at", needed=True),
    moment("answered_at"), day("satisfied_on"),
)
site_accounts = Table(                     # who made an account on the website: for the manuals, and to ask each other
    "site_accounts", OFFICE, id_(), text("username", 40, needed=True, unique=True), text("email", 120, needed=True, unique=True),
    text("name"), text("phone", 20), text("password_hash", 120, needed=True), text("totp_secret", 40),
    moment("created_at", needed=True), moment("last_login_at"), moment("closed_at"),
)
site_visits = Table(                       # the statistics; the last part of the address never comes in
    "site_visits", OFFICE, id_(), text("page", 120, needed=True), text("ip_address", 45), text("browser", 60), text("language", 5),
    moment("visited_at", needed=True),
)
statement_versions = Table(
    "statement_versions", OFFICE, Column("version", Integer, primary_key=True), day("published_on", needed=True), long("what_changed"),
)

# The books, and what comes by letter

invoices = Table(
    "invoices", OFFICE, id_(), text("invoice_no", 14, needed=True, unique=True), key("customer_id", "customers.id", needed=True),
    text("attn", 80), text("billing_name", needed=True), text("billing_address", 160), day("issued_on", needed=True),
    text("status", 8, needed=True), money("vat"), money("total"),
)
invoice_lines = Table(
    "invoice_lines", OFFICE, Column("invoice_id", Integer, ForeignKey("invoices.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True), text("description", 160, needed=True), money("amount"),
)
complaints = Table(
    "complaints", OFFICE, id_(), text("name", needed=True), text("email", 120, needed=True), text("came_by", 10, needed=True),
    long("complaint", needed=True), long("answer"), moment("received_at", needed=True), moment("answered_at"),
)
authority_requests = Table(                # the police, and other authorities
    "authority_requests", OFFICE, id_(), text("authority", needed=True), text("reference", 30), text("asked_about", 120, needed=True),
    text("asked_for", 200, needed=True), text("decision", 12), text("reason", 200), key("decided_by_id", "employees.id"),
    moment("received_at", needed=True), day("decided_on"),
)
fraud_reports = Table(                     # what we reported ourselves
    "fraud_reports", OFFICE, id_(), key("customer_id", "customers.id"), text("suspect_email", 120), long("suspicion", needed=True),
    key("decided_by_id", "employees.id"), day("decided_on"), day("reported_on"), day("closed_on"),
)

# The people who work here, or would like to, or for others

employees = Table(
    "employees", OFFICE, id_(), text("staff_no", 10, needed=True, unique=True), text("first_name", 50, needed=True), text("infix", 20),
    text("last_name", 60, needed=True), text("work_email", 120, needed=True, unique=True), text("private_email", 120),
    text("phone", 20), day("birth_date"), text("bsn", 9), text("iban", 34), text("job_title", 60), money("salary", needed=False),
    long("assessment"), key("manager_id", "employees.id"), day("hired_on", needed=True), day("left_on"),
)
vpn_log = Table(                           # administrators come in over a closed network, with a key
    "vpn_log", OFFICE, text("staff_no", 10, needed=True, index=True), moment("came_in_at", needed=True), text("ip_address", 45),
    text("key_fingerprint", 60), text("outcome", 8, needed=True),
)
trainings = Table(
    "trainings", OFFICE, id_(), key("employee_id", "employees.id", needed=True), text("subject", 80, needed=True),
    day("attended_on", needed=True), number("mark"),
)
applicants = Table(
    "applicants", OFFICE, id_(), text("name", needed=True), text("email", 120, needed=True), text("phone", 20), long("cv"),
    long("letter"), long("impression"), key("seen_by_id", "employees.id"), day("applied_on", needed=True), day("closed_on"),
    Column("keep_longer", Boolean, nullable=False),
)
suppliers = Table(
    "suppliers", OFFICE, id_(), text("company", needed=True), text("service", 60, needed=True), text("country", 2, needed=True),
    day("agreement_signed_on"), day("ended_on"),
)
supplier_contacts = Table(
    "supplier_contacts", OFFICE, id_(), key("supplier_id", "suppliers.id", needed=True), text("full_name", needed=True),
    text("email", 120, needed=True), text("phone", 20), day("left_on"),
)


def tenant() -> Cell:
    """Every row of a customer says whose it is."""
    return key("tenant_id", "tenants.id", needed=True)


# The desk. Customers, and the people there who answer

tenants = Table(
    "tenants", DESK, id_(), text("name", needed=True), text("slug", 40, needed=True, unique=True), text("privacy_url", 200),
    Column("records_calls", Boolean, nullable=False), Column("records_ip", Boolean, nullable=False),  # what is recorded is theirs to say
    day("started_on", needed=True), day("ended_on"),
)
agents = Table(
    "agents", DESK, id_(), tenant(), text("name", needed=True), text("email", 120, needed=True, unique=True),
    text("password_hash", 120, needed=True), text("totp_secret", 40), text("role", 10, needed=True), text("language", 2),
    moment("created_at", needed=True), moment("last_login_at"), text("last_login_ip", 45), moment("disabled_at"),
)
allowed_networks = Table(                  # from where a customer's people may log in
    "allowed_networks", DESK, id_(), tenant(), text("network", 45, needed=True), text("remark", 80), key("added_by_id", "agents.id"),
)
api_keys = Table(
    "api_keys", DESK, id_(), tenant(), key("agent_id", "agents.id"), text("prefix", 8, needed=True), text("secret_hash", 120, needed=True),
    moment("created_at", needed=True), moment("last_used_at"), moment("revoked_at"),
)
sessions = Table(
    "sessions", DESK, Column("id", String(32), primary_key=True), tenant(), Column("payload", JSON), text("ip_address", 45),
    text("user_agent", 200), moment("last_seen_at", needed=True),
)
support_access = Table(                    # a customer lets one of us in: the staff number is of the other database
    "support_access", DESK, id_(), tenant(), text("staff_no", 10, needed=True, index=True), key("given_by_id", "agents.id"),
    text("reason", 120, needed=True), moment("begins_at", needed=True), moment("ends_at", needed=True),
)

# Who ask, and what they ask

people = Table(
    "people", DESK, id_(), tenant(), text("person_no", 12, needed=True, unique=True), text("name"), text("email", 120),
    text("phone", 20), text("language", 2), text("remark", 200), number("merged_into_id", index=True),  # two that were one; no key
    moment("created_at", needed=True), moment("last_seen_at"),
)
identities = Table(                        # as they are called on outside platforms
    "identities", DESK, id_(), key("person_id", "people.id", needed=True), text("network", 20, needed=True), text("handle", 60, needed=True),
)
channels = Table(
    "channels", DESK, id_(), tenant(), text("kind", 10, needed=True), text("address", 120, needed=True),
)
tickets = Table(
    "tickets", DESK, id_(), tenant(), text("number", 12, needed=True, unique=True), key("channel_id", "channels.id"),
    key("person_id", "people.id"), key("agent_id", "agents.id"), text("subject", 160, needed=True),
    Column("fields", JSON),                # what a customer wants to know: {"order": "A-311", "asks_for": 12}
    text("status", 8, needed=True), moment("opened_at", needed=True), moment("closed_at"),
)
ticket_watchers = Table(                   # who gets a copy: an address, of somebody known or not
    "ticket_watchers", DESK, Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("email", String(120), primary_key=True),
)
messages = Table(
    "messages", DESK, Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True), tenant(),
    key("ticket_id", "tickets.id", needed=True), text("author_type", 8, needed=True),  # person, agent, robot
    number("author_id"), text("author_name"), long("body", needed=True), text("ip_address", 45), moment("sent_at", needed=True),
    Index("ix_messages_author", "author_type", "author_id"),
)
attachments = Table(                       # the files lie in folders
    "attachments", DESK, id_(), Column("message_id", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("messages.id"),
    nullable=False, index=True), text("file_name", 120, needed=True), number("octets"), text("path", 200, needed=True),
)
internal_notes = Table(                    # what those who answer tell each other
    "internal_notes", DESK, id_(), key("ticket_id", "tickets.id", needed=True), key("agent_id", "agents.id"), long("body", needed=True),
    moment("written_at", needed=True),
)
ratings = Table(
    "ratings", DESK, id_(), tenant(), key("ticket_id", "tickets.id"), number("score"), text("remark", 200), moment("rated_at", needed=True),
)
call_recordings = Table(                   # only of customers who record
    "call_recordings", DESK, id_(), tenant(), key("person_id", "people.id"), key("agent_id", "agents.id"), text("caller_number", 20),
    moment("started_at", needed=True), number("seconds"), text("path", 200, needed=True),
)
audit_log = Table(
    "audit_log", DESK, Column("entry", Integer, primary_key=True), tenant(), text("actor", 20, needed=True, index=True),  # agent:12, staff:VB003
    text("action", 20, needed=True), text("object", 30, needed=True), text("ip_address", 45), moment("logged_at", needed=True),
)
# fmt: on
# Links and identifiers that are compared without regard to letter case and outer space need an index that says so.
compared(
    {
        customers: ["invoice_email", "phone", "customer_no"],
        customer_contacts: ["email", "phone"],
        leads: ["email", "phone"],
        subscribers: ["email"],
        issues_sent: ["email"],
        consents: ["email"],
        do_not_contact: ["address"],
        questions: ["email"],
        site_accounts: ["email", "username"],
        complaints: ["email"],
        employees: ["work_email", "staff_no"],
        applicants: ["email", "phone"],
        supplier_contacts: ["email", "phone"],
        agents: ["email"],
        people: ["email", "phone", "person_no"],
        ticket_watchers: ["email"],
        vpn_log: ["staff_no"],
        support_access: ["staff_no"],
        authority_requests: ["asked_about"],
        fraud_reports: ["suspect_email"],
    }
)
indexed_json(sessions.c.payload, "agent")
indexed_json(tickets.c.fields, "asks_for")
for _pattern in ("agent:{}", "staff:{}"):
    indexed_in_text(audit_log.c.actor, _pattern)
