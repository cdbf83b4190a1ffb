"""Agreements as they are kept: each version with its text, sealed, and the digests by which anybody can see that it is that text.

INVARIANT ONE-IN-FORCE: of one party's agreements at most one is in force; accepting a new one replaces the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from gestand.documents.agreement import Accepted
from gestand.documents.paper import kept as papers
from gestand.documents.paper.tree import Paper
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import run
from gestand.execute.context import Context
from gestand.state import State
from gestand.state.agreements import agreements

IN_FORCE = ("accepted", "signed", "own form")


@dataclass(frozen=True)
class Kept:
    """One version of an agreement. `party`: `customer 12`, `recipient server supplier`."""

    party: str
    number: int
    state: str
    language: str
    made_at: datetime
    policy: str
    digest: str
    terms: str
    agreed_on: date | None
    until: date | None
    ended_on: date | None
    file_digest: str
    entry: int | None

    @property
    def key(self) -> str:
        """The number of the customer, or the name of the supplier."""
        return self.party.partition(" ")[2]

    @property
    def place(self) -> str:
        """Where its sealed parts belong."""
        return f"agreement {self.party}/{self.number}"

    def in_force(self, on: date) -> bool:
        """It binds the parties on this day. One whose time is over goes on until the parties made it anew; it is a finding."""
        return self.state in IN_FORCE and (self.ended_on is None or self.ended_on > on)


def party_of(customer: str) -> str:
    """What a customer is called in our state."""
    return f"customer {customer}"


def every(state: State, party: str = "") -> list[Kept]:
    """All versions (of this party), party by party, the oldest first."""
    chosen = sa.select(agreements).order_by(agreements.c.party, agreements.c.number)
    with state.begin(write=False) as connection:
        rows = connection.execute(chosen.where(agreements.c.party == party) if party else chosen).all()
    return [_kept(row) for row in rows]


def _kept(row: Any) -> Kept:
    return Kept(
        row.party,
        row.number,
        row.state,
        row.language,
        row.made_at,
        row.policy,
        row.digest,
        row.terms,
        row.agreed_on,
        row.until,
        row.ended_on,
        row.file_digest or "",
        row.entry,
    )


def current(state: State, party: str, on: date) -> Kept | None:
    """The agreement in force with a party; None where there is none."""
    return next((one for one in reversed(every(state, party)) if one.in_force(on)), None)


def open_offer(state: State, party: str) -> Kept | None:
    """The newest version, if it was offered and nobody accepted it yet."""
    found = every(state, party)
    return found[-1] if found and found[-1].state == "offered" else None


def text(state: State, one: Kept) -> Paper | None:
    """The text of our own making; None where it is somebody else's form."""
    said = _sealed(state, one, "said")
    return papers.from_dict(json.loads(said)) if said else None


def accepted(state: State, one: Kept) -> Accepted | None:
    """Who accepted it; None while nobody has."""
    said = _sealed(state, one, "agreed")
    if not said:
        return None
    made = json.loads(said)
    return Accepted(made["name"], made["function"], date.fromisoformat(made["on"]), made["how"])


def file(state: State, one: Kept) -> bytes:
    """The signed paper; empty where there is none."""
    return _sealed(state, one, "file")


def checklist(state: State, one: Kept) -> str:
    """What a person checked in a form that is not ours."""
    return _sealed(state, one, "checklist").decode()


def _sealed(state: State, one: Kept, column: str) -> bytes:
    with state.begin(write=False) as connection:
        sealed = connection.execute(
            sa.select(agreements.c[column]).where(agreements.c.party == one.party, agreements.c.number == one.number)
        ).scalar()
    return state.unseal_bytes(sealed, f"{one.place} {column}") if sealed else b""


def seal(state: State, party: str, number: int, column: str, content: bytes) -> bytes:
    """Content of a column of an agreement, sealed for its place."""
    return state.seal_bytes(content, f"agreement {party}/{number} {column}")


def add(context: Context, connection: sa.Connection, party: str, **values: Any) -> int:
    """A new version of a party's agreement. Returns its number."""
    last = connection.execute(sa.select(sa.func.max(agreements.c.number)).where(agreements.c.party == party)).scalar() or 0
    connection.execute(sa.update(agreements).where(*_is(party, "offered")).values(state="taken back", link=None, link_until=None))
    row = {"party": party, "number": last + 1, "made_at": context.now(), "policy": context.policy.digest, **values}
    connection.execute(sa.insert(agreements).values(**row))
    return last + 1


def _is(party: str, *states: str) -> tuple[Any, ...]:
    return (agreements.c.party == party, agreements.c.state.in_(states))


def agreed(
    context: Context, connection: sa.Connection, party: str, number: int, state: str, who: Accepted, **values: Any
) -> None:
    """A version is in force from now on, and replaces the one before."""
    connection.execute(
        sa.update(agreements)
        .where(*_is(party, *IN_FORCE), agreements.c.number != number, agreements.c.ended_on.is_(None))
        .values(state="replaced", ended_on=who.on)
    )
    said = json.dumps({"name": who.name, "function": who.function, "on": who.on.isoformat(), "how": who.how}, ensure_ascii=False)
    change(
        connection,
        party,
        number,
        state=state,
        agreed_on=who.on,
        agreed=seal(context.state, party, number, "agreed", said.encode()),
        **values,
    )


def change(connection: sa.Connection, party: str, number: int, **values: Any) -> None:
    """Something of one version is another."""
    where = sa.and_(agreements.c.party == party, agreements.c.number == number)
    connection.execute(sa.update(agreements).where(where).values(**values))


def prove(
    context: Context, connection: sa.Connection, what: str, party: str, number: int, digests: Mapping[str, str], actor: str = ""
) -> int:
    """Write into the evidence log what happened with an agreement. Returns the entry."""
    entry = Entry(
        context.now,
        context.pseudonym(f"actor {actor or context.actor}"),
        what,
        sorted(p.id for p in context.policy.promises.values() if "agreements" in p.through),
        context.policy.digest,
        {"version": number},
        dict(digests),
        [context.pseudonym(party).encode()],
        run.until(context),
    )
    return log.append(connection, [entry], context.state.signing(connection))[0]
