"""The suppliers that customers were told of, and what differs from them now (promise E3; GDPR art. 28(2)).

INVARIANT TOLD-FIRST: a supplier works with data of customers only if it stands in a list that was announced, when the time to object is over and
no objection is open. Until then this version of the policy can't be signed off, and `check` says why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import Diagnostic
from gestand.documents.paper import kept
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute.context import Context
from gestand.policy.model import Policy, Recipient
from gestand.policy.suppliers import of_customers, working
from gestand.state import State
from gestand.state.agreements import supplier_lists, supplier_objections
from gestand.words import day, t

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """The suppliers as customers were told of them. `object_until` None: the list from which changes count."""

    number: int
    on: date
    object_until: date | None
    suppliers: Mapping[str, Facts]
    entry: int

    def over(self, on: date) -> bool:
        """The time to object to what was new in it is over."""
        return self.object_until is None or self.object_until < on


def lists(state: State) -> list[Listed]:
    """Every list that was announced, the oldest first."""
    with state.begin(write=False) as connection:
        rows = connection.execute(sa.select(supplier_lists).order_by(supplier_lists.c.number)).all()
    return [Listed(r.number, r.announced_at.date(), r.object_until, json.loads(r.said), r.entry) for r in rows]


def facts_of(one: Recipient) -> dict[str, Any]:
    """What customers are told of a supplier, and what makes it another one when it changes."""
    return {
        "called": dict(one.called),
        "company": one.company,
        "country": one.country,
        "does": list(one.does),
        "under": one.under,
        "since": one.since.isoformat() if one.since else "",
    }


def described(policy: Policy, on: date) -> dict[str, dict[str, Any]]:
    """The suppliers with which we work for customers, today and from announced days on; not those that ended."""
    return {r.name: facts_of(r) for r in of_customers(policy) if not r.ended or r.ended > on}


def begin(context: Context) -> bool:
    """The first list: what customers read in their agreements, from which changes count. False where there is one."""
    if lists(context.state):
        return False
    record(context, 1, described(context.policy, context.today()), None)
    return True


def record(context: Context, number: int, suppliers: Mapping[str, Any], until: date | None) -> None:
    """A list of suppliers, as customers are told of it: kept with an entry in the evidence log."""
    text = kept.canonical(suppliers)
    with context.state.begin() as connection:
        digests = {"suppliers": kept.digest(text)}
        promises = sorted(p.id for p in context.policy.promises.values() if "suppliers" in p.through)
        actor = context.pseudonym(f"actor {context.actor}")
        entry = Entry(
            context.now,
            actor,
            "suppliers announced",
            promises,
            context.policy.digest,
            {"list": number, "suppliers": len(suppliers)},
            digests,
        )
        index = log.append(connection, [entry], context.state.signing(connection))[0]
        connection.execute(
            sa.insert(supplier_lists).values(
                number=number,
                announced_at=context.now(),
                object_until=until,
                policy=context.policy.digest,
                digest=kept.digest(text),
                said=text,
                entry=index,
            )
        )


def same(before: Facts, now: Facts) -> bool:
    """It is the same supplier, doing the same in the same place. What it is called may be put in other words."""
    return all(before.get(key) == now.get(key) for key in ("company", "country", "does", "under"))


def too_soon(policy: Policy, state: State, on: date) -> list[Diagnostic]:
    """Suppliers that work with data of customers before they may."""
    announced = lists(state)
    if policy.agreements is None or not announced:
        return []
    over = [one for one in announced if one.over(on)]
    known: Mapping[str, Facts] = over[-1].suppliers if over else {}
    found = [_diagnostic(one, message) for one, message in _untold(policy, announced[-1], known, on)]
    return found + [_diagnostic(one, message) for one, message in _objected(policy, state, on)]


def _untold(policy: Policy, newest: Listed, known: Mapping[str, Facts], on: date) -> Iterator[tuple[Recipient, str]]:
    for one in working(of_customers(policy), on):
        now = facts_of(one)
        if one.name in known and same(known[one.name], now):
            continue
        told = newest.suppliers.get(one.name)
        if told is not None and same(told, now) and newest.object_until is not None:
            yield one, t("customers can object to `{name}` until {day}", name=one.name, day=day(newest.object_until))
        else:
            yield one, t("`{name}` works with data of customers, and they were not told of it", name=one.name)


def _objected(policy: Policy, state: State, on: date) -> Iterator[tuple[Recipient, str]]:
    with state.begin(write=False) as connection:
        open_ = sa.select(supplier_objections).where(supplier_objections.c.settled_at.is_(None))
        rows: Sequence[Any] = connection.execute(open_.order_by(supplier_objections.c.party)).all()
    there = {one.name: one for one in working(of_customers(policy), on)}
    for row in rows:
        if row.supplier in there:
            yield (
                there[row.supplier],
                t("`{party}` objected to `{name}`, and that is not settled", party=row.party, name=row.supplier),
            )


def _diagnostic(one: Recipient, message: str) -> Diagnostic:
    help = t("say `since: DAY` at it, a day after the time to object, and announce it: gestand suppliers announce")
    return Diagnostic("GS373", "supplier-too-soon", message, (help,), one.place, "error", "GDPR art. 28(2)", one.name)
