"""Whether a store is older than what was done in it: somebody put a backup back.

Each act is noted twice: in the store, with its effect (`gestand_applied`), and in our state (`acts`). A store that lacks the newest acts
that our state knows of is an older one. Nothing is looked up or done in it until those acts were done again (`replay`): who was erased
is there again, and keys may belong to other people by now. A store without any row at all is no backup: it is new, or was emptied."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.diagnostics import Diagnostic, GestandError
from gestand.execute.context import Context
from gestand.holding.predicate import every
from gestand.policy.model import Policy
from gestand.state import State
from gestand.state.journal import acts
from gestand.stores import SqlStore
from gestand.stores.work import Work
from gestand.words import moment, t, tn

LOOKED_AT = 8  # so many of the newest acts: two that ended at the same time may be noted in the other order
AGAIN = 30.0  # seconds after which a process that lasts looks again


@dataclass(frozen=True)
class Behind:
    """A store that lacks acts: how many of them, and when the first of those was. `empty`: there is not one row in it."""

    store: str
    acts: int
    since: datetime
    empty: bool


def lacking(state: State, store: SqlStore, newest: int | None = None) -> list[sa.Row[Any]]:
    """The acts (id, plan, at) that our state knows of and the store does not, the oldest first; of the `newest` ones, or of all."""
    wanted = sa.select(acts.c.id, acts.c.plan, acts.c.at).where(acts.c.store == store.name).order_by(acts.c.id.desc())
    with state.begin(write=False) as connection:
        known = connection.execute(wanted.limit(newest) if newest else wanted).all()
    if not known:
        return []
    there = store.marked([row.plan for row in known] if newest else None)
    return [row for row in reversed(known) if row.plan not in there]


def behind(policy: Policy, stores: Any, state: State) -> list[Behind]:
    """The stores that lack the newest acts."""
    found = []
    for name, store in stores.items():
        if name in policy.stores and lacking(state, store, LOOKED_AT):
            missing = lacking(state, store)
            at = missing[0].at if missing[0].at.tzinfo else missing[0].at.replace(tzinfo=UTC)
            zone = ZoneInfo(policy.organisation.time_zone)
            found.append(Behind(name, len(missing), at.astimezone(zone), _empty(policy, store)))
    return found


def _empty(policy: Policy, store: SqlStore) -> bool:
    with store.session() as connection:
        work = Work(policy, store, connection)
        tables = [n for n, one in policy.tables.items() if n.store == store.name and one.seen and one.seen.kind == "table"]
        for name in tables:
            if work.execute(
                sa.select(sa.literal(1)).select_from(work.sql.table(name)).where(work.where(every(()), name)).limit(1)
            ).first():
                return False
    return True


def told(one: Behind) -> str:
    """What is so with a store, in one sentence."""
    acts_ = tn("{n} act", "{n} acts", one.acts)
    if one.empty:
        return t(
            "`{store}` is empty, and {acts} were carried out in it since {moment}",
            store=one.store,
            acts=acts_,
            moment=moment(one.since),
        )
    return t(
        "`{store}` is older than what was done in it: it lacks {acts} since {moment}",
        store=one.store,
        acts=acts_,
        moment=moment(one.since),
    )


def findings(policy: Policy, stores: Any, state: State) -> list[Diagnostic]:
    """A finding for each store that is older than what was done in it."""
    return [
        Diagnostic(
            "GS541" if one.empty else "GS540",
            "store-emptied" if one.empty else "store-restored",
            told(one),
            (
                t("if it is a new one, go on; if a backup is still to be put back, do that and then `gestand replay`")
                if one.empty
                else t("a backup was put back: `gestand replay` does again what was done since"),
            ),
            policy.stores[one.store].place,
            "warning" if one.empty else "error",
            about=one.store,
        )
        for one in behind(policy, stores, state)
    ]


def must_be_current(context: Context) -> None:
    """Raises GestandError GS540 where a store is older than what was done in it. A process that lasts looks again with each new
    connection, and after a while."""
    seen = tuple(store.connected for store in context.stores.values())
    last, before = context.made.get("current", (0.0, ()))
    if before == seen and time.monotonic() - last < AGAIN:
        return
    wrong = [d for d in findings(context.policy, context.stores, context.state) if d.severity == "error"]
    if wrong:
        raise GestandError(*wrong)
    context.made["current"] = (time.monotonic(), tuple(store.connected for store in context.stores.values()))
