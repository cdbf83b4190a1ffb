"""A place where people share rows: messages between two, published profiles and posts, a joint account, notes that mention staff, tickets that
staff handle, applications, suppliers' people."""

import pytest

from promises.desk import Desk

SCHEMA = """
create table members (id integer primary key, name varchar(60) not null, email varchar(80), about varchar(200), published boolean not null, joined_on date not null);
create table staff (id integer primary key, name varchar(60) not null, email varchar(80), left_on date);
create table messages (id integer primary key, sender_id integer references members (id), receiver_id integer references members (id), sender_name varchar(60), receiver_name varchar(60),
                       body varchar(200), reported boolean not null, sent_at timestamp not null);
create table posts (id integer primary key, author_id integer references members (id), parent_id integer references posts (id), body varchar(200), posted_at timestamp not null);
create table accounts (id integer primary key, iban varchar(40), opened_on date not null);
create table holders (account_id integer not null references accounts (id), member_id integer not null references members (id), since date not null, primary key (account_id, member_id));
create table joint_accounts (id integer primary key, first_id integer references members (id), second_id integer references members (id), first_signature varchar(60), second_signature varchar(60), iban varchar(40), opened_on date not null);
create table tickets (id integer primary key, member_id integer not null references members (id), handler_id integer references staff (id), subject varchar(80), opened_on date not null);
create table notes (id integer primary key, member_id integer not null references members (id), author_id integer not null references staff (id), author_name varchar(60), text varchar(200), confidential boolean not null, made_on date not null);
create table applicants (id integer primary key, name varchar(60) not null, email varchar(80), cv varchar(200), closed_on date);
create table interviews (id integer primary key, applicant_id integer not null references applicants (id), staff_id integer references staff (id), impression varchar(200));
create table suppliers (id integer primary key, name varchar(60) not null);
create table supplier_people (id integer primary key, supplier_id integer not null references suppliers (id), name varchar(60), email varchar(80), left_on date);
create index members_email on members (lower(trim(email)));
create index staff_email on staff (lower(trim(email)));
create index applicants_email on applicants (lower(trim(email)));
create index supplier_people_email on supplier_people (lower(trim(email)));
create index messages_sender on messages (sender_id);
create index messages_receiver on messages (receiver_id);
create index posts_author on posts (author_id);
create index posts_parent on posts (parent_id);
create index holders_member on holders (member_id);
create index joint_first on joint_accounts (first_id);
create index joint_second on joint_accounts (second_id);
create index tickets_member on tickets (member_id);
create index tickets_handler on tickets (handler_id);
create index notes_member on notes (member_id);
create index notes_author on notes (author_id);
create index interviews_applicant on interviews (applicant_id);
create index interviews_staff on interviews (staff_id);
create index supplier_people_supplier on supplier_people (supplier_id)
"""
POLICY = """
people:
  member: {called: {en: members}, found in: shop.members, known by: {email: email}}
  worker: {called: {en: our staff}, found in: shop.staff, known by: {email: email}, vulnerable: staff}
  applicant: {called: {en: applicants}, found in: shop.applicants, known by: {email: email}}
  supplier: {called: {en: people of suppliers}, found in: shop.supplier_people, known by: {email: email}}
data:
  shop:
    members: {name: {name: then empty}, contact: email, profile: about, plain: rest}
    staff: {name: {name: then text Former colleague}, contact: email, plain: left_on}
    messages:
      whose: [{member by sender_id: sender_name}, {member by receiver_id: receiver_name}]
      name: [sender_name, receiver_name]
      content: body
      plain: rest
      withhold: {body when reported is yes: {en: it is being looked into after a report}}
    posts: {whose: [member by author_id, with posts by parent_id], content: body, plain: rest}
    joint_accounts:
      whose: [{member by first_id: first_signature}, {member by second_id: second_signature}]
      image: [first_signature, second_signature]
      bank account: iban
      plain: rest
    accounts: {rest: plain}
    holders: {whose: member by member_id, plain: rest}
    tickets: {whose: member by member_id, mentions: worker by handler_id, content: subject, plain: rest}
    notes:
      whose: member by member_id
      mentions: {worker by author_id: author_name}
      name: {author_name: then text A colleague}
      content: text
      plain: rest
      withhold: {text when confidential is yes: {en: it names who told us}}
    applicants: {name: {name: then empty}, contact: email, education: cv, plain: closed_on}
    interviews: {whose: applicant by applicant_id, mentions: worker by staff_id, opinion: impression}
    suppliers: {rest: plain}
    supplier_people: {name: name, contact: email, plain: rest, from: {others: {en: your employer}}}
activities:
  membership:
    purpose: {en: letting people meet}
    basis: {contract: while members.published is yes}
    for: members
    uses: {members: all, messages: all, posts: all, joint_accounts: all, holders: plain, tickets: all, notes: all}
    keep: as long as the row exists
    promises: [J6]
  employing:
    purpose: {en: employing people}
    basis: {contract: while left_on is empty}
    for: staff
    keep: while left_on is empty and 2 years after left_on
    promises: [J7]
  choosing:
    purpose: {en: choosing a colleague}
    basis: contract
    for: applicants
    uses: {applicants: all, interviews: all}
    keep: while closed_on is empty and 4 weeks after closed_on
    promises: [J7]
  supplying:
    purpose: {en: working with suppliers}
    basis: {legitimate interest: {en: buying what we need}, balancing: supplying.md}
    for: supplier_people
    keep: while left_on is empty and 1 year after left_on
    promises: [J7]
"""
TABLES = ("members", "staff", "messages", "posts", "joint_accounts", "holders", "tickets", "notes", "applicants", "interviews", "supplier_people")


@pytest.fixture
def club(desk: Desk) -> Desk:
    """Anna and Bert write to each other and share an account; Sam of the staff handles their tickets."""
    desk.database.run(*[s for s in SCHEMA.split(";\n") if s.strip()])
    rows = desk.database.insert
    yes, no = (True, False) if desk.database.pg else (1, 0)
    people = ((1, "Anna", no), (2, "Bert", yes), (3, "Cor", yes))
    rows("members", [{"id": i, "name": n, "email": f"{n.lower()}@x.example", "about": f"I am {n}", "published": p, "joined_on": "2020-01-01"} for i, n, p in people])
    rows("staff", [{"id": i, "name": n, "email": f"{n.lower()}@club.example", "left_on": left} for i, n, left in ((1, "Sam", "2026-11-01"), (2, "Tess", None))])
    messages = ((1, 1, 2, no), (2, 2, 1, no), (3, 2, 1, yes), (4, 2, 3, no), (5, 1, 1, no))
    names = {1: "Anna", 2: "Bert", 3: "Cor"}
    rows(
        "messages",
        [
            {"id": i, "sender_id": a, "receiver_id": b, "sender_name": names[a], "receiver_name": names[b], "body": f"message {i}", "reported": r, "sent_at": "2026-10-01 10:00:00"}
            for i, a, b, r in messages
        ],
    )  # fmt: skip
    posts = ((1, 1, None), (2, 2, 1), (3, None, 2), (4, 2, None), (5, 1, 4))
    rows("posts", [{"id": i, "author_id": a, "parent_id": p, "body": f"post {i}", "posted_at": "2026-10-01 10:00:00"} for i, a, p in posts])
    rows("accounts", [{"id": 1, "iban": "NL00BANK0123456789", "opened_on": "2020-01-01"}])
    rows("holders", [{"account_id": 1, "member_id": i, "since": "2020-01-01"} for i in (1, 2)])
    rows("joint_accounts", [{"id": 1, "first_id": 1, "second_id": 2, "first_signature": "Anna's hand", "second_signature": "Bert's hand", "iban": "NL00BANK0123456789", "opened_on": "2020-01-01"}])
    rows("tickets", [{"id": i, "member_id": i, "handler_id": 1, "subject": f"ticket {i}", "opened_on": "2026-10-01"} for i in (1, 2)])
    rows(
        "notes",
        [{"id": i, "member_id": 2, "author_id": 1, "author_name": "Sam", "text": f"note {i}", "confidential": c, "made_on": "2026-10-01"} for i, c in ((1, no), (2, yes))],
    )
    rows("applicants", [{"id": i, "name": f"Applicant {i}", "email": f"cv{i}@x.example", "cv": f"cv {i}", "closed_on": c} for i, c in ((1, "2026-01-01"), (2, None))])
    rows("interviews", [{"id": i, "applicant_id": i, "staff_id": 1, "impression": f"good {i}"} for i in (1, 2)])
    rows("suppliers", [{"id": 1, "name": "Server B.V."}])
    rows("supplier_people", [{"id": i, "supplier_id": 1, "name": f"Person {i}", "email": f"s{i}@server.example", "left_on": left} for i, left in ((1, "2020-01-01"), (2, None))])
    return desk.writes(POLICY, supplying="We weighed it.")
