"""The database of Voorbeeld Telecom B.V., as such databases grow: some keys declared, some only meant."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, ForeignKeyConstraint, Index, Integer, Numeric, String, Table

from gestand.examples.columns import compared, database, day, id_, indexed_json, key, long, moment, money, number, text

CRM = database()

# A table reads best as a paragraph.
# fmt: off
# Customers and what they have with us

customers = Table(
    "customers", CRM, id_(), text("customer_no", 12, needed=True, unique=True),
    text("kind", 12, needed=True),  # private, freelancer, company
    text("company_name"), text("kvk_no", 8), text("initials", 12), text("first_name", 50), text("infix", 20),
    text("last_name", 60), text("email", 120, needed=True, unique=True), text("phone", 20), day("birth_date"),
    text("iban", 34),
    # The cycle: an address is of a customer, and a customer has a default address.
    Column("default_address_id", Integer, ForeignKey("addresses.id", use_alter=True), index=True),
    text("language", 2), long("internal_remark"), moment("created_at", needed=True), moment("updated_at"),
    day("ended_on"),
)
addresses = Table(
    "addresses", CRM, id_(), key("customer_id", "customers.id", needed=True),
    text("kind", 12, needed=True),  # home, delivery, installation
    text("street", needed=True), text("house_number", 10, needed=True), text("postal_code", 7, needed=True),
    text("city", 60, needed=True), text("country", 2, needed=True), moment("created_at", needed=True),
)
contacts = Table(
    "contacts", CRM, id_(), key("customer_id", "customers.id", needed=True), text("first_name", 50),
    text("infix", 20), text("last_name", 60), text("job_title", 60), text("email", 120, needed=True),
    text("phone", 20), moment("created_at", needed=True), day("left_on"),
)
accounts = Table(
    "accounts", CRM, id_(), key("customer_id", "customers.id", needed=True, unique=True),
    text("username", 120, needed=True, unique=True), text("password_hash", 120, needed=True),
    text("two_factor_secret", 40), moment("last_login_at"), text("last_login_ip", 45),
    moment("created_at", needed=True), moment("closed_at"),
)
products = Table(
    "products", CRM, id_(), text("sku", 20, needed=True, unique=True), text("title", needed=True),
    text("kind", 12, needed=True), Column("active", Boolean, nullable=False),
)
tariffs = Table(
    "tariffs", CRM, Column("product_id", Integer, ForeignKey("products.id"), primary_key=True),
    Column("valid_from", Date, primary_key=True), money("price_per_month"),
    Column("price_per_minute", Numeric(8, 4), nullable=False),
)
contracts = Table(
    "contracts", CRM, id_(), text("contract_no", 12, needed=True, unique=True),
    key("customer_id", "customers.id", needed=True), key("product_id", "products.id", needed=True),
    text("phone_number", 20), text("signed_by_name"), text("signed_ip", 45), day("signed_on", needed=True),
    day("ended_on"), text("end_reason", 40), money("price_per_month"),
)
orders = Table(
    "orders", CRM, id_(), text("order_no", 12, needed=True, unique=True), key("customer_id", "customers.id"),
    key("contact_id", "contacts.id"), key("delivery_address_id", "addresses.id"), text("delivery_note", 200),
    moment("ordered_at"),  # orders brought over from the system before this one have none
    text("status", 12, needed=True), money("total"),
)
order_lines = Table(
    "order_lines", CRM, Column("order_id", Integer, ForeignKey("orders.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True), key("product_id", "products.id", needed=True),
    text("description", needed=True), text("ported_number", 20), number("quantity", needed=True), money("price"),
)
devices = Table(
    "devices", CRM, id_(), number("order_id", needed=True), number("line_no", needed=True),
    text("model", 60, needed=True), text("serial_no", 30, unique=True), text("mac_address", 17),
    day("returned_on"),
    ForeignKeyConstraint(["order_id", "line_no"], ["order_lines.order_id", "order_lines.line_no"]),
    Index("ix_devices_order_id_line_no", "order_id", "line_no"),
)
invoices = Table(
    "invoices", CRM, id_(), text("invoice_no", 14, needed=True, unique=True),
    key("customer_id", "customers.id", needed=True), key("order_id", "orders.id"),
    text("billing_name", needed=True), text("billing_street"), text("billing_postal_code", 7),
    text("billing_city", 60), day("issued_on", needed=True), day("due_on", needed=True),
    text("status", 12, needed=True),  # open, reminded, paid, written off
    money("vat"), money("total"),
)
payments = Table(
    "payments", CRM, id_(), key("invoice_id", "invoices.id", needed=True), day("paid_on", needed=True),
    text("method", 20, needed=True), text("payer_name"), text("payer_iban", 34), text("reference", 140),
    money("amount"),
)

# People who work with us, or would like to

employees = Table(
    "employees", CRM, id_(), text("staff_no", 10, needed=True, unique=True), text("first_name", 50, needed=True),
    text("infix", 20), text("last_name", 60, needed=True), text("work_email", 120, needed=True, unique=True),
    text("private_email", 120), text("phone", 20), day("birth_date"), text("bsn", 9), text("iban", 34),
    text("job_title", 60), text("department", 40), key("manager_id", "employees.id"),
    money("salary", needed=False), long("assessment"), text("id_document_path", 200), text("emergency_name"),
    text("emergency_phone", 20), long("reintegration_plan"), day("reintegration_closed_on"),
    day("hired_on", needed=True), day("left_on"),
)
applicants = Table(
    "applicants", CRM, id_(), text("first_name", 50, needed=True), text("infix", 20),
    text("last_name", 60, needed=True), text("email", 120, needed=True), text("phone", 20),
    text("position", 60, needed=True), long("cv"), long("motivation"), long("assessment"),
    key("assessed_by", "employees.id"), day("applied_on", needed=True), day("closed_on"), text("outcome", 20),
)
talent_pool = Table(
   
    "talent_pool", CRM, id_(), key("applicant_id", "applicants.id", needed=True, unique=True), day("agreed_at", needed=True)
)
suppliers = Table(
    "suppliers", CRM, id_(), text("company", needed=True), text("kvk_no", 8), text("iban", 34),
    text("country", 2, needed=True), day("ended_on"),
)
supplier_contacts = Table(
    "supplier_contacts", CRM, id_(), key("supplier_id", "suppliers.id", needed=True), text("first_name", 50),
    text("infix", 20), text("last_name", 60, needed=True), text("job_title", 60), text("email", 120, needed=True),
    text("phone", 20), day("left_on"),
)
visitors = Table(
    "visitors", CRM, id_(), text("visitor_name", needed=True), text("company"), text("phone", 20),
    text("licence_plate", 10), key("host_id", "employees.id"), moment("arrived_at", needed=True),
    moment("left_at"), number("badge_no"),
)
crm_interactions = Table(
    "crm_interactions", CRM, id_(),
    text("kind", 10, needed=True),  # mail, meeting
    moment("happened_at", needed=True), text("subject", 200), key("staff_id", "employees.id"), text("with_name"),
    text("with_email", 120, needed=True),
)

# What they asked us, and what the network noted

tickets = Table(
    "tickets", CRM, id_(), text("ticket_no", 12, needed=True, unique=True), key("customer_id", "customers.id"),
    key("contact_id", "contacts.id"),
    Column("co_reporter_id", Integer, index=True),  # a customer too; nobody declared the key
    text("reported_by"), text("co_reporter_name"), key("assigned_to", "employees.id"),
    text("subject", 200, needed=True), text("category", 20), text("status", 12, needed=True),
    number("satisfaction"), long("internal_remark"), moment("opened_at", needed=True), moment("closed_at"),
)
ticket_messages = Table(
    "ticket_messages", CRM, id_(), key("ticket_id", "tickets.id", needed=True),
    text("author_type", 10, needed=True),  # customer, contact, staff
    number("author_id"), text("author_name"), long("body", needed=True), moment("sent_at", needed=True),
)
call_recordings = Table(
    "call_recordings", CRM, id_(), key("customer_id", "customers.id"), key("agent_id", "employees.id"),
    text("caller_number", 20), text("path", 200, needed=True), moment("started_at"), number("seconds"),
)
call_detail_records = Table(
    "call_detail_records", CRM, id_(),
    Column("contract_no", String(12), index=True),  # filled by the exchange, which knows no keys
    text("caller_number", 20), text("called_number", 20), moment("started_at", needed=True), number("seconds"),
    text("cell_id", 20), Column("cost", Numeric(8, 4), nullable=False), key("invoice_id", "invoices.id"),
)
web_contact_questions = Table(
    "web_contact_questions", CRM, id_(), text("asker_name", needed=True), text("email", 120, needed=True),
    text("phone", 20), long("question", needed=True), long("answer"), key("answered_by", "employees.id"),
    moment("received_at", needed=True), moment("answered_at"), day("satisfied_on"),
)
audit_notes = Table(
    "audit_notes", CRM, id_(),
    text("record_type", 12, needed=True),  # Customer, Ticket, Applicant, Employee
    number("record_id", needed=True), key("author_id", "employees.id"), long("note", needed=True),
    moment("written_at", needed=True),
    Index("ix_audit_notes_record", "record_type", "record_id"),
)

# Asked first

newsletter_subscriptions = Table(
    "newsletter_subscriptions", CRM, id_(), text("email", 120, needed=True), text("first_name", 50),
    text("language", 2), text("topics", 100), moment("subscribed_at", needed=True), moment("unsubscribed_at"),
)
offer_profiles = Table(
    "offer_profiles", CRM, id_(), text("email", 120, needed=True), text("interests", 100), number("score"),
    moment("last_opened_at"),
)
consents = Table(
    "consents", CRM, id_(), text("email", 120, needed=True), text("purpose", 20, needed=True),
    text("wording", 200, needed=True), text("channel", 10, needed=True), text("ip_address", 45),
    moment("given_at", needed=True), moment("withdrawn_at"),
)

# The website

sessions = Table(
    "sessions", CRM, Column("id", String(32), primary_key=True),
    Column("data", JSON, nullable=False),  # {"user_id": 12, …}
    text("ip_address", 45), text("user_agent", 200), moment("last_seen_at", needed=True),
)
page_visits = Table(
    "page_visits", CRM, id_(), Column("session_id", String(32), index=True), text("url", 200, needed=True),
    text("ip_address", 45), text("user_agent", 200), text("language", 5), moment("visited_at", needed=True),
)
forum_posts = Table(                       # what customers write for all to see
    "forum_posts", CRM, id_(), key("customer_id", "customers.id"), text("nickname", 40, needed=True), text("title", 120, needed=True),
    long("body", needed=True), moment("posted_at", needed=True),
)

# What others ask of us, and what we must look out for

authority_requests = Table(
    "authority_requests", CRM, id_(), text("authority", needed=True), text("reference", 30), key("customer_id", "customers.id"),
    text("asked_for", 200, needed=True), text("legal_ground", 60), moment("received_at", needed=True), text("decision", 60),
    key("decided_by", "employees.id"), day("decided_on"),
)
screenings = Table(
    "screenings", CRM, id_(), key("customer_id", "customers.id", needed=True), text("list", 40, needed=True), day("screened_on", needed=True),
    text("outcome", 60, needed=True), key("screened_by", "employees.id"),
)
mail_scans = Table(                        # no subject and no text: the scan needs neither afterwards
    "mail_scans", CRM, id_(), text("sender_email", 120, needed=True), key("employee_id", "employees.id"), text("verdict", 20, needed=True),
    moment("scanned_at", needed=True),
)

# fmt: on
compared(
    {
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
        mail_scans: ["sender_email"],
        call_recordings: ["path"],
        contracts: ["contract_no"],
        call_detail_records: ["contract_no"],
    }
)
Index("ix_ticket_messages_author", ticket_messages.c.author_type, ticket_messages.c.author_id)
indexed_json(sessions.c.data, "user_id")
