"""The database of Voorbeeldplein B.V.: many customers in one, each row with the number of its customer, and logs that know no keys."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Numeric, String, Table

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

PLATFORM = database()


def tenant(*, needed: bool = True) -> Cell:
    """Every row of a customer's platform says whose platform it is."""
    return key("organisation_id", "organisations.id", needed=needed)


# A table reads best as a paragraph.
# fmt: off
# Our customers and the people who use their platforms

organisations = Table(
    "organisations", PLATFORM, id_(), text("name", needed=True), text("slug", 40, needed=True, unique=True),
    text("country", 2, needed=True), text("plan", 12, needed=True), text("privacy_url", 200), text("agreement_version", 10),
    day("agreement_signed_on"), day("contract_started_on", needed=True), day("contract_ended_on"),
)
organisation_contacts = Table(
    "organisation_contacts", PLATFORM, id_(), tenant(), text("first_name", 50), text("infix", 20), text("last_name", 60),
    text("job_title", 60), text("email", 120, needed=True), text("phone", 20),
    text("role", 12, needed=True),  # agreement, invoices, privacy
    day("left_on"),
)
accounts = Table(
    "accounts", PLATFORM, id_(), tenant(),
    text("kind", 8, needed=True),  # member, robot
    text("username", 60, needed=True, unique=True), text("email", 120, needed=True, unique=True), text("first_name", 50),
    text("infix", 20), text("last_name", 60), text("display_name"), long("bio"), text("avatar_path", 200),
    text("password_hash", 120, needed=True), text("totp_secret", 40), Column("settings", JSON), text("language", 2),
    text("last_ip", 45), moment("created_at", needed=True), moment("last_seen_at"), moment("deleted_at"),
)

# Communities

groups = Table(
    "groups", PLATFORM, id_(), tenant(), text("title", needed=True), Column("hidden", Boolean, nullable=False),
    key("owner_id", "accounts.id"), moment("created_at", needed=True), moment("archived_at"),
)
group_members = Table(
    "group_members", PLATFORM, Column("group_id", Integer, ForeignKey("groups.id"), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True, index=True), text("role", 12, needed=True),
    moment("joined_at", needed=True),
)
posts = Table(
    "posts", PLATFORM, id_(), tenant(), key("group_id", "groups.id", needed=True), key("author_id", "accounts.id"),
    text("author_name"), long("body", needed=True), Column("attachments", JSON), moment("created_at", needed=True),
    moment("edited_at"), moment("deleted_at"),
)
post_mentions = Table(
    "post_mentions", PLATFORM, id_(), key("post_id", "posts.id", needed=True),
    number("account_id", index=True),  # an account; nobody declared the key
    text("shown_name"),
)
comments = Table(
    "comments", PLATFORM, id_(), tenant(),
    text("subject_type", 10, needed=True),  # Post, Document, Event
    number("subject_id", needed=True), number("author_id", index=True), text("author_name"), long("body", needed=True),
    moment("created_at", needed=True), moment("deleted_at"),
    Index("ix_comments_subject", "subject_type", "subject_id"),
)
reactions = Table(  # no key at all
    "reactions", PLATFORM, tenant(), text("subject_type", 10, needed=True), number("subject_id", needed=True),
    number("account_id", needed=True, index=True), text("emoji", 12, needed=True), moment("reacted_at", needed=True),
)
direct_messages = Table(
    "direct_messages", PLATFORM, id_(), tenant(), key("sender_id", "accounts.id"), key("recipient_id", "accounts.id"),
    text("sender_name"), long("body", needed=True), moment("sent_at", needed=True), moment("read_at"),
)

# Documents, some of them confidential

documents = Table(
    "documents", PLATFORM, id_(), tenant(), key("group_id", "groups.id"), key("owner_id", "accounts.id"), text("owner_name"),
    text("title", 200, needed=True), text("storage_path", 200, needed=True), Column("confidential", Boolean, nullable=False),
    moment("uploaded_at", needed=True), moment("deleted_at"),
)
document_versions = Table(
    "document_versions", PLATFORM, Column("document_id", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("version_no", Integer, primary_key=True), key("uploaded_by", "accounts.id"), text("remark", 200),
    text("storage_path", 200, needed=True), moment("uploaded_at", needed=True),
)
document_readers = Table(
    "document_readers", PLATFORM, id_(), key("document_id", "documents.id", needed=True),
    key("account_id", "accounts.id"), key("granted_by", "accounts.id"), moment("granted_at", needed=True), day("expires_on"),
)
document_views = Table(  # written by the file server, which knows no keys
    "document_views", PLATFORM, tenant(), number("document_id", needed=True), number("account_id", needed=True, index=True),
    text("ip_address", 45), moment("viewed_at", needed=True),
)

# Meetings and events: what is kept of each is agreed beforehand, tool by tool

events = Table(
    "events", PLATFORM, id_(), tenant(),
    text("kind", 12, needed=True),  # meeting, webinar, conference
    text("title", 200, needed=True), moment("starts_at", needed=True), moment("ends_at", needed=True),
    key("host_id", "accounts.id"), text("join_code", 12), day("agreed_on"), key("agreed_with", "organisation_contacts.id"),
    day("registrations_until"), day("attendance_until"), day("chat_until"), day("polls_until"), day("recording_until"),
)
registrations = Table(
    "registrations", PLATFORM, id_(), tenant(), key("event_id", "events.id", needed=True), key("account_id", "accounts.id"),
    text("email", 120),  # of a guest; a member has an account
    text("first_name", 50), text("last_name", 60), text("company"), Column("answers", JSON), text("diet", 200),
    moment("registered_at", needed=True), moment("cancelled_at"),
)
attendances = Table(
    "attendances", PLATFORM, id_(), tenant(), key("event_id", "events.id", needed=True), key("account_id", "accounts.id"),
    text("guest_email", 120), text("display_name"), Column("device", JSON), text("ip_address", 45),
    moment("joined_at", needed=True), moment("left_at"),
)
chat_messages = Table(
    "chat_messages", PLATFORM, id_(), tenant(), key("event_id", "events.id", needed=True),
    number("attendance_id", index=True),  # the chat server made its own copy
    text("sender_name"), long("body", needed=True), moment("sent_at", needed=True),
)
poll_questions = Table(
    "poll_questions", PLATFORM, id_(), key("event_id", "events.id", needed=True), text("question", 200, needed=True),
    Column("options", JSON, nullable=False),
)
poll_answers = Table(
    "poll_answers", PLATFORM, id_(), tenant(), key("event_id", "events.id", needed=True), key("poll_id", "poll_questions.id", needed=True),
    number("attendance_id", index=True), text("choice", 60, needed=True), moment("answered_at"),
)
recordings = Table(
    "recordings", PLATFORM, id_(), tenant(), key("event_id", "events.id", needed=True), key("started_by", "accounts.id"),
    number("seconds"), moment("started_at", needed=True),
)
recording_tracks = Table(  # one track a speaker: the meeting is mixed when somebody watches
    "recording_tracks", PLATFORM, id_(), tenant(), key("event_id", "events.id", needed=True),
    key("recording_id", "recordings.id", needed=True), number("attendance_id", index=True), text("speaker_name"),
    text("storage_path", 200), long("spoken"), Index("ix_recording_tracks_speaker", "recording_id", "attendance_id"),
)

# No access is no access

support_grants = Table(
    "support_grants", PLATFORM, id_(), tenant(), key("staff_id", "employees.id", needed=True), key("granted_by", "accounts.id"),
    text("role", 12, needed=True),  # editor, admin, tester
    text("reason", 200, needed=True), moment("granted_at", needed=True), moment("ends_at", needed=True), moment("revoked_at"),
)
audit_log = Table(  # no keys: it must take everything, always
    "audit_log", PLATFORM, tenant(needed=False), number("entry", needed=True, index=True), text("actor", 30, needed=True),  # account:44, staff:12
    text("action", 20, needed=True), text("object", 40),  # document:553
    text("ip_address", 45), moment("logged_at", needed=True),
)
sessions = Table(
    "sessions", PLATFORM, Column("token", String(32), primary_key=True), Column("payload", JSON, nullable=False),  # {"account": 12}
    text("ip_address", 45), text("user_agent", 200), moment("last_seen_at", needed=True),
)

# Our own website

demo_requests = Table(
    "demo_requests", PLATFORM, id_(), text("first_name", 50), text("last_name", 60), text("email", 120, needed=True),
    text("phone", 20), text("company"), long("message"), text("wording", 200, needed=True), moment("requested_at", needed=True),
    moment("unsubscribed_at"),
)
demo_shares = Table(
    "demo_shares", PLATFORM, id_(), key("demo_request_id", "demo_requests.id", needed=True),
    key("supplier_id", "suppliers.id", needed=True), text("purpose", 60, needed=True), moment("shared_at", needed=True),
)
mailings_sent = Table(  # from the mail tool: nothing but the address
    "mailings_sent", PLATFORM, id_(), text("email", 120, needed=True), text("subject", 200, needed=True),
    moment("sent_at", needed=True), moment("opened_at"), text("clicked_url", 200),
)
cookie_choices = Table(
    "cookie_choices", PLATFORM, id_(), text("visitor_no", 32, needed=True), Column("choices", JSON, nullable=False),
    text("wording_version", 10, needed=True), text("ip_address", 45), moment("given_at", needed=True), moment("withdrawn_at"),
)
site_visitors = Table(
    "site_visitors", PLATFORM, id_(), text("visitor_no", 32, needed=True), text("segment", 40), Column("pages", JSON),
    moment("first_seen_at", needed=True), moment("last_seen_at", needed=True),
)
cookies_used = Table(
    "cookies_used", PLATFORM, Column("name", String(40), primary_key=True),
    text("provider", 60, needed=True), text("purpose", 200, needed=True), text("lifetime", 20, needed=True),
)

# The office

employees = Table(
    "employees", PLATFORM, id_(), text("staff_no", 10, needed=True, unique=True), text("first_name", 50, needed=True),
    text("infix", 20), text("last_name", 60, needed=True), text("work_email", 120, needed=True, unique=True), text("phone", 20),
    text("private_email", 120), day("birth_date"), text("bsn", 9), text("iban", 34), text("job_title", 60),
    text("department", 40), Column("salary", Numeric(10, 2)), key("manager_id", "employees.id"),
    day("confidentiality_signed_on"), day("hired_on", needed=True), day("left_on"),
)
trainings = Table(
    "trainings", PLATFORM, id_(), key("employee_id", "employees.id", needed=True), text("course", 60, needed=True),
    day("completed_on", needed=True), text("certificate_path", 200),
)
applicants = Table(
    "applicants", PLATFORM, id_(), text("first_name", 50), text("infix", 20), text("last_name", 60), text("email", 120, needed=True),
    text("phone", 20), text("position", 60), long("motivation"), text("cv_path", 200), long("assessment"),
    key("assessed_by", "employees.id"), day("applied_on", needed=True), day("closed_on"), Column("pool", Boolean, nullable=False),
)
suppliers = Table(
    "suppliers", PLATFORM, id_(), text("company", needed=True), text("role", 12, needed=True),  # hosting, video, mail, sales
    text("country", 2, needed=True), key("supplied_by", "suppliers.id"),  # the chain: who stands behind whom
    day("agreement_signed_on"), day("reviewed_on"), day("ended_on"),
)
supplier_contacts = Table(
    "supplier_contacts", PLATFORM, id_(), key("supplier_id", "suppliers.id", needed=True), text("first_name", 50), text("infix", 20),
    text("last_name", 60, needed=True), text("job_title", 60), text("email", 120, needed=True), text("phone", 20), day("left_on"),
)
invoices = Table(
    "invoices", PLATFORM, id_(), text("invoice_no", 14, needed=True, unique=True), tenant(), key("contact_id", "organisation_contacts.id"),
    text("for_attention_of"), day("issued_on", needed=True), money("total"),
)
incidents = Table(
    "incidents", PLATFORM, id_(), moment("noticed_at", needed=True), text("what", 200, needed=True), text("severity", 10, needed=True),
    moment("closed_at"),
)
incident_notices = Table(
    "incident_notices", PLATFORM, id_(), key("incident_id", "incidents.id", needed=True),
    key("contact_id", "organisation_contacts.id", needed=True), text("sent_to", 120), moment("sent_at", needed=True),
)

# fmt: on
compared(
    {
        accounts: ["email", "username"],
        organisation_contacts: ["email", "phone"],
        registrations: ["email"],
        attendances: ["guest_email"],
        demo_requests: ["email"],
        mailings_sent: ["email"],
        cookie_choices: ["visitor_no"],
        site_visitors: ["visitor_no"],
        employees: ["work_email", "staff_no"],
        applicants: ["email", "phone"],
        supplier_contacts: ["email", "phone"],
    }
)
indexed_json(sessions.c.payload, "account")
indexed_in_text(audit_log.c.actor, "account:{}")
indexed_in_text(audit_log.c.actor, "staff:{}")
indexed_in_text(audit_log.c.object, "account:{}")
