"""Changes of suppliers, announced to customers with time to object (promise E3; GDPR art. 28(2)): a mail each, once, with proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import Diagnostic, GestandError, fail
from gestand.documents.agreement.letters import suppliers_change
from gestand.documents.customers import Customer
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import announced, run
from gestand.execute.announced import Facts, Listed, described, lists, same
from gestand.execute.context import Context
from gestand.execute.customers import customer, customers
from gestand.policy.model import Policy
from gestand.policy.rules.asking import days
from gestand.state.agreements import supplier_objections
from gestand.telling import word
from gestand.telling.agreements.kept import party_of
from gestand.telling.agreements.making import declared, language_of
from gestand.telling.people import ADDRESSED, Person, pseudonym
from gestand.telling.word import Word
from gestand.words import addressing, country, day, enumeration, said, t, use

KIND = "customer"


@dataclass(frozen=True)
class Change:
    """What changes in a supplier. `what`: new, changed, gone; `on`: from which day, None where none is said."""

    name: str
    what: str
    on: date | None
    before: Facts
    now: Facts


@dataclass(frozen=True)
class Announcement:
    """What changed since customers were told last, and who hears of it: how many, how many have no address, how many were told."""

    number: int
    changes: tuple[Change, ...]
    object_until: date | None
    customers: tuple[Customer, ...]
    without_address: tuple[str, ...]
    told: int

    @property
    def about(self) -> str:
        return f"suppliers {self.number}"


def look(context: Context) -> Announcement:
    """What would be announced to whom. Nothing is sent. Raises GestandError GS375 where the policy says nothing of agreements."""
    declared(context.policy)
    found, on = lists(context.state), context.today()
    differ = tuple(changes(found[-1].suppliers if found else {}, described(context.policy, on), context.policy)) if found else ()
    number = (found[-1].number if found else 0) + (1 if differ else 0)
    reached = [c for c in customers(context.policy, context.stores) if not c.over(on)]
    before = word.everybody_told(context, f"suppliers {number}")
    until = (
        _until(context, on) if any(c.what != "gone" for c in differ) else found[-1].object_until if found and not differ else on
    )
    return Announcement(
        number,
        differ or _last(context, found),
        until,
        tuple(reached),
        tuple(c.key for c in reached if not _usable(c)),
        sum(pseudonym(context, KIND, (c.key,)) in before for c in reached),
    )


def _last(context: Context, found: Sequence[Listed]) -> tuple[Change, ...]:
    """What the newest list announced: who was not told of it yet, is."""
    if len(found) < 2:
        return ()
    return tuple(changes(found[-2].suppliers, found[-1].suppliers, context.policy))


def _usable(one: Customer) -> bool:
    return bool(ADDRESSED.fullmatch(one.contact)) and not one.contact.lower().endswith(".invalid")


def _until(context: Context, on: date) -> date:
    assert context.policy.agreements is not None
    notice = context.policy.agreements.promised.new_suppliers
    return on + timedelta(days=round(days(notice)) if notice else 0)


def changes(before: Mapping[str, Facts], now: Mapping[str, Facts], policy: Policy) -> Iterator[Change]:
    """What differs between two lists."""
    for name, facts in now.items():
        since = date.fromisoformat(facts["since"]) if facts.get("since") else None
        if name not in before:
            yield Change(name, "new", since, {}, facts)
        elif not same(before[name], facts):
            yield Change(name, "changed", since, before[name], facts)
    for name, facts in before.items():
        if name not in now:
            ended = policy.recipients[name].ended if name in policy.recipients else None
            yield Change(name, "gone", ended, facts, {})


def announce(context: Context) -> Announcement:
    """Record the new list, and queue a mail for each customer. Interrupted, the same call goes on. Raises GestandError GS373 for a supplier that
    would begin before the time to object is over, GS375."""
    seen = look(context)
    found = lists(context.state)
    if not found:
        announced.begin(context)
        return look(context)
    if seen.number > found[-1].number:
        _refuse(context, seen)
        announced.record(context, seen.number, described(context.policy, context.today()), seen.object_until)
    if seen.number > 1:
        word.write(context, seen.about, _words(context, seen))
    return seen


def _refuse(context: Context, seen: Announcement) -> None:
    wrong = [c for c in seen.changes if c.what != "gone" and (c.on is None or seen.object_until and c.on <= seen.object_until)]
    if wrong:
        assert seen.object_until is not None
        first = seen.object_until + timedelta(days=1)
        raise GestandError(
            *(
                Diagnostic(
                    "GS373",
                    "supplier-too-soon",
                    t("`{name}` would begin before customers could object", name=c.name),
                    (t("say at it: `since: {day}`, or later", day=first.isoformat()),),
                    context.policy.recipients[c.name].place,
                    law="GDPR art. 28(2)",
                    about=c.name,
                )
                for c in wrong
            )
        )


def _words(context: Context, seen: Announcement) -> Iterator[Word]:
    """Each customer with what changes, in its language."""
    for one in seen.customers:
        if not _usable(one):
            continue
        language = language_of(context.policy, one)
        with use(language), addressing(context.policy.organisation.form_of_address):
            lines = [in_words(context.policy, change) for change in seen.changes]
            letter = suppliers_change(
                context.policy, one, lines, seen.object_until if any(c.what != "gone" for c in seen.changes) else None
            )
        yield Word((Person(KIND, (one.key,), one.contact, language),), letter)


def in_words(policy: Policy, change: Change) -> str:
    """What changes in a supplier, as a sentence."""
    facts = change.now or change.before
    name = facts.get("company") or said(facts["called"], change.name)
    name = name[:1].upper() + name[1:]
    where = country(facts["country"])
    if change.what == "gone":
        return t("{name} stops.", name=name) if change.on is None else t("{name} stops on {day}.", name=name, day=day(change.on))
    above = policy.recipients.get(facts["under"])
    parts = [
        t("{name}, in {country}: begins on {day}.", name=name, country=where, day=day(change.on) if change.on else "?")
        if change.what == "new"
        else t("{name}, in {country}: changes on {day}.", name=name, country=where, day=day(change.on) if change.on else "?")
    ]
    does = {"stores": t("stores"), "processes": t("processes"), "carries": t("carries")}
    if facts["does"]:
        parts.append(t("What it does with the data: {does}.", does=enumeration([does[w] for w in facts["does"]])))
    if above:
        parts.append(t("Works for: {name}.", name=above.company or said(above.called, above.name)))
    return " ".join(parts)


def object_to(context: Context, whose: str, supplier: str, because: str) -> int:
    """A customer objects to a supplier. Returns the entry of the evidence log. Raises GestandError GS360, GS376."""
    one = customer(context.policy, context.stores, whose)
    found = lists(context.state)
    if not found or supplier not in found[-1].suppliers:
        raise fail(
            "GS376",
            "no-such-supplier",
            t("`{name}` is in no list that customers were told of", name=supplier),
            t("there are: {names}", names=", ".join(found[-1].suppliers) if found else "–"),
        )
    party, number = party_of(one.key), found[-1].number
    place = f"objection {party}/{supplier}/{number}"
    with context.state.begin() as connection:
        connection.execute(sa.delete(supplier_objections).where(*_this(party, supplier, number)))
        entry = _entry(context, connection, "supplier objected to", party)
        connection.execute(
            sa.insert(supplier_objections).values(
                party=party,
                supplier=supplier,
                number=number,
                at=context.now(),
                because=context.state.seal_bytes(because.encode(), f"{place} because"),
                entry=entry,
            )
        )
    return entry


def settle(context: Context, whose: str, supplier: str, how: str) -> int:
    """The objection of a customer is settled: it was talked over, the supplier does not come, or the agreement ends. Raises GestandError GS360,
    GS376."""
    one = customer(context.policy, context.stores, whose)
    party = party_of(one.key)
    with context.state.begin() as connection:
        row = connection.execute(
            sa.select(supplier_objections.c.number).where(
                supplier_objections.c.party == party,
                supplier_objections.c.supplier == supplier,
                supplier_objections.c.settled_at.is_(None),
            )
        ).first()
        if row is None:
            raise fail(
                "GS376",
                "no-such-objection",
                t("`{customer}` has no open objection to `{name}`", customer=one.name, name=supplier),
                t("`gestand suppliers` shows those that are open"),
            )
        entry = _entry(context, connection, "objection settled", party)
        sealed = context.state.seal_bytes(how.encode(), f"objection {party}/{supplier}/{row.number} settled")
        connection.execute(
            sa.update(supplier_objections)
            .where(*_this(party, supplier, row.number))
            .values(settled_at=context.now(), settled=sealed)
        )
    return entry


def _this(party: str, supplier: str, number: int) -> tuple[Any, ...]:
    table = supplier_objections.c
    return (table.party == party, table.supplier == supplier, table.number == number)


def _entry(context: Context, connection: sa.Connection, what: str, party: str) -> int:
    entry = Entry(
        context.now,
        context.pseudonym(f"actor {context.actor}"),
        what,
        sorted(p.id for p in context.policy.promises.values() if "suppliers" in p.through),
        context.policy.digest,
        {},
        {},
        [context.pseudonym(party).encode()],
        run.until(context),
    )
    return log.append(connection, [entry], context.state.signing(connection))[0]


def objections(context: Context) -> list[tuple[str, str, date]]:
    """The objections that are open: the number of the customer, the supplier, since when."""
    with context.state.begin(write=False) as connection:
        open_ = sa.select(supplier_objections).where(supplier_objections.c.settled_at.is_(None))
        rows = connection.execute(open_.order_by(supplier_objections.c.at)).all()
    return [(r.party.partition(" ")[2], r.supplier, r.at.date()) for r in rows]
