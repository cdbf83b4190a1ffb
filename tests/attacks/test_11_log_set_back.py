"""A log that was set back to an older, genuine state is found out by who kept a newer checkpoint."""

import shutil

from databases import Maker
from gestand import accountability, retention

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


def test_older_log(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    log = one.folder / "log"
    retention.prove(one.context)
    accountability.publish(one.context.state, log)
    shutil.copytree(log, one.folder / "old" / "log")
    shutil.copy(log.parent / "vkeys", one.folder / "old" / "vkeys")
    retention.prove(one.context)
    accountability.publish(one.context.state, log)
    kept = (log / "checkpoint").read_text()
    assert accountability.verify(log, (), one.home, kept).ok
    assert accountability.verify(one.folder / "old" / "log", (), one.home).ok  # every signature in it is genuine
    assert not accountability.verify(one.folder / "old" / "log", (), one.home, kept).ok
