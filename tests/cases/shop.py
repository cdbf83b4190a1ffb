"""A small shop whose requests are handled: two tables, a newsletter, a paper archive, and everything a case needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from databases import House, Maker
from gestand.cases import advance, desk, identity, model
from gestand.cases.model import Asker, Case, Said
from gestand.execute.context import Context
from gestand.state.post import mails

ADDRESS = "anna@voorbeeld.example"

POLICY = """
people:
  customer: {found in: shop.customers, known by: {email: email, customer number: customer_no}}
data:
  shop:
    customers: {name: name, contact: email, identifier: customer_no, plain: ended_on}
    orders: {plain: [total, ordered_on], content: remark}
    newsletter: {whose: customer by email, contact: email}
activities:
  selling: {basis: {contract: while ended_on is empty}, for: customers, uses: {customers: all}, keep: 2 years after ended_on, recipients: [courier]}
  remarks: {basis: {legitimate interest: {nl: beter leveren}, balancing: b.md}, for: orders, uses: {orders: all}, keep: 2 years after ordered_on}
  bookkeeping: {basis: {legal obligation: AWR art. 52}, for: orders, uses: {orders: plain, customers: name}, keep: 7 years after the end of the year of ordered_on}
  news: {basis: {consent: {nl: mag het}}, marketing: yes, for: newsletter, keep: until consent is withdrawn}
recipients: {courier: {called: {nl: de bezorger}, country: NL, agreement: {signed: 2026-01-15}}}
rights: {access: 10 working days after identification, erasure: 2 weeks}
not connected: {paper archive: {called: {nl: het archief}, owner: archivaris}}
"""

TABLES = (
    "create table customers (id integer primary key, name varchar(90), email varchar(90), customer_no varchar(20), ended_on date)",
    "create table orders (id integer primary key, customer_id integer not null references customers(id), total integer, ordered_on date, remark varchar(90))",
    "create table newsletter (id integer primary key, email varchar(90))",
    "insert into customers values (1, 'Anna Smit', 'anna@voorbeeld.example', 'K-10001', '2026-01-31')",
    "insert into customers values (2, 'Bo Visser', 'gezin@voorbeeld.example', 'K-10002', null)",
    "insert into customers values (3, 'Cas Visser', 'gezin@voorbeeld.example', 'K-10003', null)",
    "insert into orders values (1, 1, 100, '2026-01-02', 'graag bellen'), (2, 2, 5, '2026-03-04', 'niets')",
    "insert into newsletter values (1, 'Anna@Voorbeeld.example'), (2, 'gezin@voorbeeld.example')",
)


class Counter:
    """The counter of the shop: requests come in, the engine goes on with them, letters go out."""

    def __init__(self, made: Maker) -> None:
        self.house: House = made(POLICY, *TABLES)
        (self.house.folder / "policy" / "b.md").write_text("# Weighing\n")

    @property
    def context(self) -> Context:
        return self.house.context

    def receive(self, kind: str, *, email: str = ADDRESS, number: str = "", channel: str = "portal", **more: Any) -> str:
        given = {k: v for k, v in {"email": email, "customer number": number}.items() if v}
        said = Said(more.pop("words", ""), more.pop("corrections", {}), more.pop("ground", ""))
        asker = Asker("A. Smit", more.pop("to", ""), "", "customer", given, more.pop("behalf", ""))
        return desk.receive(self.context, kind=kind, channel=channel, asker=asker, said=said, **more)

    @staticmethod
    def asker(email: str) -> Asker:
        """Somebody who says who they are by an address."""
        return Asker("A. Smit", "", "", "customer", {"email": email})

    def case(self, id: str) -> Case:
        return model.load(self.context, id)

    def on(self, id: str) -> Case:
        """The engine goes on with it; the case after that."""
        advance.advance(self.context, id)
        return self.case(id)

    def identified(self, kind: str, **more: Any) -> str:
        """A request of Anna, who was identified by staff; everything was searched."""
        id = self.receive(kind, channel="desk", by="handler", **more)
        identity.by_staff(self.context, self.case(id), "customer", {"email": ADDRESS}, "known facts", "handler")
        return id

    def searched(self, id: str) -> Case:
        """All is prepared and searched."""
        case = self.on(id)
        for task in case.open_tasks:
            desk.answer_task(self.context, self.case(id), task.id, "nothing found", "handler")
        return self.on(id)

    def code(self, id: str) -> str:
        """The person asks for a code, and reads it in the mail; '' when there is none."""
        before = len(self.letters())
        advance.ask_code(self.context, self.case(id))
        advance.advance(self.context, id)
        new = self.letters()[before:]
        return re.findall(r"(?m)^    (\d{6})$", new[-1]["text"])[0] if new else ""

    def letters(self) -> list[Mapping[str, Any]]:
        """What waits in the outbox, in order."""
        with self.context.state.begin(write=False) as connection:
            rows = connection.execute(sa.select(mails).where(mails.c.message.is_not(None)).order_by(mails.c.queued_at)).all()
        return [self.context.state.unseal(r.message, f"mail {r.id}") for r in rows]

    def later(self, days: int = 0, minutes: int = 0) -> date:
        self.house.clock.at += timedelta(days=days, minutes=minutes)
        return self.context.today()
