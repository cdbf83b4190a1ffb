"""The database of Voorbeeld Marketing B.V.: grown since 2016, in two languages, with keys where somebody thought of them."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from gestand.examples.columns import compared, database, day, id_, indexed_json, key, long, moment, money, number, text

BUREAU = database()

# A table reads best as a paragraph.
# fmt: off
# Clients, and whom we deal with there

clients = Table(
    "clients", BUREAU, id_(), text("client_no", 10, needed=True, unique=True), text("name", needed=True),
    text("legal_form", 12, needed=True),  # bv, stichting, vereniging; eenmanszaak: then the client is a person
    text("kvk_no", 8), text("street"), text("house_no", 10), text("postal_code", 7), text("city", 60), text("iban", 34),
    text("invoice_email", 120, needed=True, unique=True), text("phone", 20),
    number("account_manager_id", index=True),  # an employee; no key: the table of staff came later
    text("sector", 30), long("remarks"), moment("created_at", needed=True), day("ended_on"),
    moment("deleted_at"),  # deleted for the people who look, not for the database
)
contacts = Table(
    "contacts", BUREAU, id_(), key("client_id", "clients.id", needed=True), text("first_name", 50), text("infix", 20),
    text("last_name", 60), text("job_title", 60), text("email", 120, needed=True), text("phone", 20),
    moment("created_at", needed=True), day("left_on"),
)
user = Table(                              # a word that databases keep for themselves
    "user", BUREAU, id_(), text("name", needed=True), text("email", 120, needed=True, unique=True),
    text("password_hash", 120, needed=True), text("totp_secret", 40),
    text("owner_type", 12, needed=True),   # employee, freelancer, contact: our people and those who use the portal
    number("owner_id", needed=True), moment("last_login_at"), text("last_login_ip", 45), moment("created_at", needed=True),
    moment("disabled_at"), Index("ix_user_owner", "owner_type", "owner_id"),
)
login_log = Table(                         # no key: lines are only ever added
    "login_log", BUREAU, Column("user_id", Integer, index=True), moment("happened_at", needed=True), text("outcome", 12, needed=True),
    text("ip_address", 45), text("user_agent", 200),
)

# What was agreed with a client

agreements = Table(
    "agreements", BUREAU, id_(), key("client_id", "clients.id", needed=True), number("version", needed=True),
    day("signed_on"), key("signed_by_id", "contacts.id"), text("signed_by_name"), number("retention_days"),
    number("breach_hours", needed=True), text("return_method", 20, needed=True), text("pdf_path", 200), day("ended_on"),
    UniqueConstraint("client_id", "version"),
)
agreed_fields = Table(                     # which fields a file of theirs may have, and no other
    "agreed_fields", BUREAU, Column("agreement_id", Integer, ForeignKey("agreements.id"), primary_key=True),
    Column("field", String(40), primary_key=True), text("why", 120),
)
sub_processors = Table(
    "sub_processors", BUREAU, id_(), text("company", needed=True), text("service", 60, needed=True), text("country", 2, needed=True),
    text("safeguard", 120), day("since", needed=True), day("ended_on"),
)
sub_processor_approvals = Table(
    "sub_processor_approvals", BUREAU, Column("sub_processor_id", Integer, ForeignKey("sub_processors.id"), primary_key=True),
    Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True, index=True), day("asked_on", needed=True),
    day("approved_on"), key("approved_by_id", "contacts.id"), text("objection", 200),
)
authorised_receivers = Table(              # who may receive what we made of a client's data
    "authorised_receivers", BUREAU, id_(), key("client_id", "clients.id", needed=True),
    key("contact_id", "contacts.id"),      # some are nobody we know otherwise: a printer, a mailing house
    text("name", needed=True), text("email", 120, needed=True), text("key_fingerprint", 60), number("recorded_by"),
    day("since", needed=True), day("until"), Index("ix_authorised_receivers_recorded_by", "recorded_by"),
)
client_accounts = Table(                   # analytics, advertising, mail tools and social media that a client opened to us
    "client_accounts", BUREAU, id_(), key("client_id", "clients.id", needed=True), text("platform", 30, needed=True),
    text("login_name", 120, needed=True), day("opened_on", needed=True), day("service_ended_on"), moment("client_told_at"),
    day("password_changed_on"), key("confirmed_by_id", "contacts.id"),
)
account_grants = Table(
    "account_grants", BUREAU, id_(), key("client_account_id", "client_accounts.id", needed=True),
    key("employee_id", "employees.id"), key("freelancer_id", "freelancers.id"), day("granted_on", needed=True),
    day("revoked_on"), text("reason", 120),
)

# The work

projects = Table(
    "projects", BUREAU, id_(), key("client_id", "clients.id", needed=True), text("title", needed=True),
    text("kind", 20, needed=True),         # newsletter, advertising, seo, analysis
    day("started_on", needed=True), day("ended_on"), money("budget", needed=False),
)
project_specialists = Table(               # never one alone
    "project_specialists", BUREAU, Column("project_id", Integer, ForeignKey("projects.id"), primary_key=True),
    Column("employee_id", Integer, ForeignKey("employees.id"), primary_key=True, index=True), text("role", 20, needed=True),
    day("since", needed=True), day("until"),
)
handovers = Table(
    "handovers", BUREAU, id_(), key("project_id", "projects.id", needed=True),
    Column("people", JSON, nullable=False),  # {"from": 7, "to": 9}
    text("remark", 400), day("handed_on", needed=True), moment("confirmed_at"),
)
deliveries = Table(                        # the register of files; the files lie in folders
    "deliveries", BUREAU, id_(), key("client_id", "clients.id", needed=True), key("project_id", "projects.id"),
    text("file_name", 160, needed=True), text("path", 200), text("sha256", 64), number("records"),
    text("received_via", 10, needed=True),  # portal, sftp
    text("uploaded_by", 120),              # an e-mail address, of a contact or of somebody who may receive
    key("handled_by_id", "employees.id"), moment("received_at", needed=True), text("state", 12, needed=True),
    text("refused_because", 200), moment("processed_at"), moment("removed_at"),
)
delivery_columns = Table(                  # what the gate saw in the head of a file
    "delivery_columns", BUREAU, Column("delivery_id", Integer, ForeignKey("deliveries.id"), primary_key=True),
    Column("name", String(60), primary_key=True), text("looks_like", 30, needed=True), text("verdict", 12, needed=True),
)
audience_members = Table(                  # people in clients' files: not ours, but here
    "audience_members", BUREAU, Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("delivery_id", Integer, nullable=False, index=True),  # no key: loaded in bulk
    Column("client_id", Integer, nullable=False, index=True), text("client_ref", 20), text("first_name", 50),
    text("last_name", 80), text("email", 120), text("postal_code", 7), number("birth_year"), text("segment", 40),
    number("score"), Column("extra", JSON),
)
campaigns = Table(
    "campaigns", BUREAU, id_(), key("project_id", "projects.id", needed=True), key("client_id", "clients.id", needed=True),
    key("delivery_id", "deliveries.id"),
    text("platform", 30, needed=True), text("subject", 160), text("proof_sent_to", 120), moment("sent_at", needed=True),
)
campaign_events = Table(                   # no key, and linked to a person by the address alone
    "campaign_events", BUREAU, key("campaign_id", "campaigns.id", needed=True), text("email", 120, needed=True),
    text("event", 12, needed=True), moment("happened_at", needed=True), text("ip_address", 45), text("user_agent", 200),
)
do_not_mail = Table(                       # per client; every file is held against it
    "do_not_mail", BUREAU, Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True),
    Column("email", String(120), primary_key=True), text("reason", 30), moment("added_at", needed=True),
)
returned_files = Table(
    "returned_files", BUREAU, id_(), key("delivery_id", "deliveries.id", needed=True),
    key("receiver_id", "authorised_receivers.id"), text("method", 20, needed=True), key("sent_by_id", "employees.id"),
    moment("sent_at", needed=True), moment("confirmed_at"),
)
processing_questions = Table(              # the one use of a file after the work is done
    "processing_questions", BUREAU, id_(), key("delivery_id", "deliveries.id", needed=True), key("asked_by_id", "contacts.id"),
    key("answered_by_id", "employees.id"), long("question", needed=True), long("answer"), moment("asked_at", needed=True),
    moment("answered_at"),
)
work_log = Table(                          # who did what with whose data
    "work_log", BUREAU, id_(), text("actor", 30, needed=True, index=True),  # employee:7, freelancer:2
    text("action", 20, needed=True), text("object", 30, needed=True),  # delivery:31, account:4
    text("ip_address", 45), moment("happened_at", needed=True),
)
incidents = Table(
    "incidents", BUREAU, id_(), key("client_id", "clients.id"), moment("discovered_at", needed=True), moment("client_told_at"),
    key("told_by_id", "employees.id"), long("description", needed=True), number("people_concerned"), moment("closed_at"),
)

# The office

employees = Table(
    "employees", BUREAU, id_(), text("staff_no", 10, needed=True, unique=True), text("first_name", 50, needed=True),
    text("infix", 20), text("last_name", 60, needed=True), text("work_email", 120, needed=True, unique=True),
    text("private_email", 120), text("phone", 20), day("birth_date"), text("bsn", 9), text("iban", 34),
    text("job_title", 60), money("salary", needed=False), long("assessment"), text("id_document_path", 200), text("emergency_name"),
    text("emergency_phone", 20), text("locker", 10), day("hired_on", needed=True), day("left_on"),
)
freelancers = Table(                       # hired specialists: also our people, with another contract
    "freelancers", BUREAU, id_(), text("name", needed=True), text("trade_name"), text("email", 120, needed=True),
    text("phone", 20), text("kvk_no", 8), text("iban", 34), money("rate", needed=False), long("remark"), day("since", needed=True), day("until"),
)
signed_statements = Table(                 # confidentiality, and the rules of the house
    "signed_statements", BUREAU, id_(), text("signer_type", 12, needed=True),  # employee, freelancer
    number("signer_id", needed=True), text("statement", 40, needed=True), day("signed_on", needed=True), text("scan_path", 200),
    Index("ix_signed_statements_signer", "signer_type", "signer_id"),
)
trainings = Table(
    "trainings", BUREAU, id_(), key("employee_id", "employees.id"), key("freelancer_id", "freelancers.id"),
    text("subject", 80, needed=True), day("attended_on", needed=True), number("mark"),
)
time_entries = Table(                      # bought with another program: its own way of naming, and no keys
    "TimeEntries", BUREAU, Column("EntryId", Integer, primary_key=True), Column("EmployeeId", Integer, index=True),
    Column("ProjectId", Integer, index=True), day("Day", needed=True), money("Hours", needed=False), text("Remark", 200),
)
invoices = Table(
    "invoices", BUREAU, id_(), text("invoice_no", 14, needed=True, unique=True), key("client_id", "clients.id", needed=True),
    text("attn", 80), text("billing_name", needed=True), text("billing_address", 160), day("issued_on", needed=True),
    text("status", 12, needed=True), money("vat"), money("total"), text("reference", 140),
)
invoice_lines = Table(
    "invoice_lines", BUREAU, Column("invoice_id", Integer, ForeignKey("invoices.id"), primary_key=True),
    Column("line_no", Integer, primary_key=True), text("description", 160, needed=True), money("amount"),
)
suppliers = Table(
    "suppliers", BUREAU, id_(), text("company", needed=True), text("kvk_no", 8), text("country", 2, needed=True), day("ended_on"),
)
supplier_contacts = Table(
    "supplier_contacts", BUREAU, id_(), key("supplier_id", "suppliers.id", needed=True), text("full_name", needed=True),
    text("email", 120, needed=True), text("phone", 20), day("left_on"),
)
applicants = Table(
    "applicants", BUREAU, id_(), text("name", needed=True), text("email", 120, needed=True), text("phone", 20),
    text("portfolio_url", 200), long("cv"), long("letter"), long("impression"), key("seen_by_id", "employees.id"),
    day("applied_on", needed=True), day("closed_on"),
)

# The website

web_requests = Table(
    "web_requests", BUREAU, id_(), text("name", needed=True), text("email", 120, needed=True), text("phone", 20),
    long("message", needed=True), long("answer"), moment("received_at", needed=True), moment("closed_at"),
)
site_visits = Table(                       # what the server writes down by itself
    "site_visits", BUREAU, id_(), text("url", 200, needed=True), text("ip_address", 45), text("browser", 200),
    text("language", 5), text("cookie_id", 36), moment("visited_at", needed=True), Index("ix_site_visits_cookie_id", "cookie_id"),
)
cookie_choices = Table(
    "cookie_choices", BUREAU, Column("cookie_id", String(36), primary_key=True), text("choice", 20, needed=True),
    text("wording", 200, needed=True), moment("chosen_at", needed=True), moment("withdrawn_at"),
)

# What was left behind

old_clients = Table(                       # "only for a moment", 2019; nobody dared to throw it away
    "tbl_klanten_oud", BUREAU, Column("Naam", String(100)), Column("EMail", String(120)), Column("Tel", String(20)),
    Column("Opmerking", Text), day("Aangemaakt", needed=True),
)
settings = Table("settings", BUREAU, Column("name", String(60), primary_key=True), Column("value", Text))
# fmt: on
# Links and identifiers that are compared without regard to letter case and outer space need an index that says so.
compared(
    {
        clients: ["invoice_email", "phone", "client_no"],
        contacts: ["email", "phone"],
        employees: ["work_email", "staff_no"],
        freelancers: ["email", "phone"],
        authorised_receivers: ["email"],
        applicants: ["email", "phone"],
        supplier_contacts: ["email", "phone"],
        web_requests: ["email"],
        audience_members: ["email"],
        campaign_events: ["email"],
        do_not_mail: ["email"],
        deliveries: ["uploaded_by"],
        campaigns: ["proof_sent_to"],
        old_clients: ["EMail"],
        client_accounts: ["login_name"],
        cookie_choices: ["cookie_id"],
    }
)
for _end in ("from", "to"):
    indexed_json(handovers.c.people, _end)
