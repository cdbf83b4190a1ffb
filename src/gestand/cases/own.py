"""Our own data has its period too: requests that were closed long ago go, with everything that hangs on them; so do the names of who
worked here. What stays is the evidence log, in which nobody's name is.

INVARIANT OWN-PERIODS: `overdue` counts with the very condition by which `purge` destroys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gestand.cases import model
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute.context import Context
from gestand.execute.journal import overdue as overdue_acts
from gestand.execute.journal import purge as purge_journal
from gestand.law.months import add_months
from gestand.policy.grammar import Length
from gestand.policy.model import Own
from gestand.state.actors import accounts
from gestand.state.cases import case_answers, case_codes, case_events, case_links, case_tasks, case_withheld, cases
from gestand.state.hooks import hooks
from gestand.state.journal import journal
from gestand.state.post import mails
from gestand.words import use

_OF_CASES = (case_answers, case_codes, case_events, case_links, case_tasks, case_withheld)
_OLDEST = {"requests": cases.c.closed_on, "accounts": accounts.c.ended_at, "journal": journal.c.at}
_GONE = "–"  # in the place of the name of an account that ended long ago


@dataclass(frozen=True)
class Row:
    """One of our own uses with the truth beside it: how many there are, how many are overdue (must be 0), and the oldest."""

    own: Own
    held: int
    overdue: int
    oldest: date | None


def _before(keep: Length, today: date) -> date:
    """The last day whose period has passed today."""
    match keep.unit:
        case "days":
            return today - timedelta(days=keep.count)
        case "weeks":
            return today - timedelta(weeks=keep.count)
        case "months":
            return add_months(today, -keep.count)
        case _:
            return add_months(today, -12 * keep.count)


def _due(context: Context, one: Own) -> tuple[Any, Any, Any]:
    """The table of a use, which of its rows are overdue, and which are held."""
    if one.name == "journal":
        return journal, overdue_acts(context.today()), sa.true()
    last = _before(one.keep, context.today())
    if one.name == "requests":
        return cases, sa.and_(cases.c.closed_on.is_not(None), cases.c.closed_on < last), sa.true()
    ended = sa.and_(
        accounts.c.ended_at.is_not(None), accounts.c.ended_at < datetime.combine(last, datetime.min.time(), context.now().tzinfo)
    )
    named = accounts.c.name != _GONE
    return accounts, sa.and_(ended, named), named


def board(context: Context) -> list[Row]:
    """Each of our own uses, measured."""
    rows = []
    with context.state.begin(write=False) as connection:
        for one in context.policy.own:
            table, overdue, held = _due(context, one)
            oldest = _OLDEST[one.name]
            n = connection.execute(sa.select(sa.func.count()).select_from(table).where(held)).scalar() or 0
            late = connection.execute(sa.select(sa.func.count()).select_from(table).where(overdue)).scalar() or 0
            first = connection.execute(sa.select(sa.func.min(oldest)).where(held)).scalar()
            rows.append(Row(one, n, late, first.date() if isinstance(first, datetime) else first))
    return rows


def purge(context: Context) -> int:
    """Destroy what is overdue; returns how many requests, accounts and acts. One entry in the evidence log says how many of each."""
    counts = {}
    with context.state.begin() as connection:
        for one in context.policy.own:
            table, overdue, _ = _due(context, one)
            if table is journal:
                if gone := purge_journal(connection, context.today()):
                    counts[one.name] = gone
                continue
            ids = list(connection.execute(sa.select(table.c.id).where(overdue).limit(1000)).scalars())
            if not ids:
                continue
            counts[one.name] = len(ids)
            if table is accounts:
                for id in ids:  # the id stays: the evidence of what was done refers to it
                    values = {"name": _GONE, "email": f"{id}@ended.invalid", "password": None, "totp": None, "allow": "[]"}
                    connection.execute(sa.update(accounts).where(accounts.c.id == id).values(**values))
                continue
            about = [f"case {id}" for id in ids]
            connection.execute(sa.delete(mails).where(mails.c.about.in_(about)))
            connection.execute(sa.delete(hooks).where(hooks.c.about.in_(about)))
            for part in _OF_CASES:
                connection.execute(sa.delete(part).where(part.c.case.in_(ids)))
            connection.execute(sa.delete(cases).where(cases.c.id.in_(ids)))
        if counts:
            entry = Entry(
                context.now, context.pseudonym("actor gestand"), "own data destroyed", [], context.policy.digest, counts
            )
            log.append(connection, [entry], context.state.signing(connection))
    return sum(counts.values())


def requests_of(context: Context, case: model.Case) -> list[dict[str, Any]]:
    """What we keep of the requests of this person: part of the answer to who asks what we hold (GDPR art. 15)."""
    ids = [case.id, *(line.id for line in model.of_person(context, case))]
    made = []
    with use(case.language):
        for id in sorted(ids):
            one = model.load(context, id)
            made.append(
                {
                    "request": one.id,
                    "kind": one.kind,
                    "channel": one.channel,
                    "received": one.received_on.isoformat(),
                    "closed": one.closed_on.isoformat() if one.closed_on else None,
                    "outcome": one.outcome,
                    "name": one.asker.name,
                    "answered to": one.asker.email or one.asker.address,
                    "known by": dict(one.asker.given),
                    "identified by": one.identified_by,
                    "asked": one.said.words,
                    "happened": [{"what": e.what, "on": e.on.isoformat()} for e in one.events],
                }
            )
    return made
