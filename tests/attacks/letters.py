"""A shop with letters linked by e-mail, notes linked by key and a table nobody declared: what most attacks are tried on."""

POLICY = """
people:
  customer: {found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email}
    letters: {whose: customer by email, contact: email, content: body}
    notes: {whose: customer by who, content: body}
activities:
  selling: {basis: contract, for: customers, keep: as long as the row exists, uses: {customers: all, letters: all, notes: all}}
"""
SCHEMA = (
    "create table customers (id integer primary key, name varchar(80), email varchar(80))",
    "create table letters (id integer primary key, email varchar(80), body text)",
    "create table notes (id varchar(80) primary key, who integer references customers (id), body text)",
    "create table loose (id varchar(80) primary key, body text)",
)
ANNA = {"id": 1, "name": "Anna", "email": "anna@x.example"}
BERT = {"id": 2, "name": "Bert", "email": "bert@x.example"}
