"""A backup was put back: what was done after its moment is done again (STAYS-GONE).

The acts that a store lacks are known from its own marks (`restored`); whom they were about, from the journal. They are done again in
their order, each in one transaction per store that also writes its mark, so that a replay which is killed goes on where it was. What a
sweep took goes again with the next sweep: its rows are due, and nothing else is needed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import facts, journal, restored, run
from gestand.execute.context import Context
from gestand.execute.replay import again, whom
from gestand.execute.replay.again import Act
from gestand.execute.replay.age import UNCLEAR, Ages
from gestand.execute.replay.whom import Found
from gestand.execute.run import Done
from gestand.plan.questions import Key
from gestand.policy.model import Name
from gestand.state.journal import acts, journal_people, replays
from gestand.state.journal import journal as kept
from gestand.state.tables import holds, plans, restrictions
from gestand.stores.work import Work
from gestand.words import t, tn

__all__ = ["Look", "Replayed", "do", "look"]


@dataclass(frozen=True)
class Look:
    """What a replay would do: the acts, oldest first, and who of their people was found. `resumed`: the replay that was interrupted."""

    acts: tuple[Act, ...]
    found: Found
    closed: bool = False
    forced: bool = False
    resumed: int = 0

    @property
    def lost(self) -> list[Act]:
        """Acts about people that the journal does not have any more."""
        return [a for a in self.acts if a.lost]

    @property
    def unclear(self) -> list[tuple[str, Key]]:
        """People of whom it can't be told whether they were in the backup: kind and key."""
        asked = {(k, d) for a in self.acts for k, of in a.people.items() for d in of}
        return [
            (k, key) for k, of in self.found.others.items() for d, (key, why) in of.items() if why == UNCLEAR and (k, d) in asked
        ]

    @property
    def unclear_rows(self) -> dict[Name, list[Key]]:
        """Rows found by a value of theirs, of which the same can't be told."""
        return {name: keys for name, keys in self.found.unclear.items() if keys}

    def people(self, act: Act) -> tuple[int, int]:
        """How many people an act is about, and how many of them were found."""
        whole = [(k, d) for k, of in act.people.items() for d in of]
        there = [1 for k, d in whole if d in self.found.people.get(k, {}) or d in self.found.values.get(k, {})]
        return len(whole), len(there)


@dataclass
class Replayed:
    """What was done again: how many acts, the rows by what happened to them, people who were found; what is left for a person to judge:
    people and rows, and rows whose value was edited since. The index of the entry in the evidence log."""

    acts: int
    counts: Counter[str]
    found: int
    judge: list[tuple[str, Key]] = field(default_factory=list)
    rows: dict[Name, list[Key]] = field(default_factory=dict)
    edited: dict[Name, int] = field(default_factory=dict)
    entry: int = -1


def look(context: Context, stores: Sequence[str] = (), since: datetime | None = None, closed: bool = False) -> Look:
    """What must be done again in these stores, or in all: the acts that they lack, or with `since` all acts from that moment on, whatever
    the stores say. `closed`: somebody says that nothing was added since the backup was put back. Changes nothing.

    Raises GestandError GS544 for a store that the policy does not have."""
    for name in stores:
        if name not in context.policy.stores:
            raise fail(
                "GS544",
                "unknown-store",
                t("`{name}` is no store of the policy", name=name),
                t("there are: {names}", names=", ".join(context.policy.stores)),
            )
    if (going := _going_on(context)) is not None:
        return going
    lacking: dict[str, list[Any]] = {}
    for name in stores or context.policy.stores:
        rows = _since(context, name, since) if since else restored.lacking(context.state, context.stores[name])
        if rows:
            lacking[name] = rows
    asked = _acts(context, lacking)
    people = whom.wanted(context, [a.plan for a in asked if a.kind] + _holds(context))
    ages = {name: _ages(context, name, rows, closed) for name, rows in lacking.items()}
    return Look(tuple(asked), whom.find(context, people, ages), closed, since is not None)


def _since(context: Context, store: str, since: datetime) -> list[Any]:
    wanted = sa.select(acts.c.id, acts.c.plan, acts.c.at).where(acts.c.store == store, acts.c.at >= since.astimezone(UTC))
    with context.state.begin(write=False) as connection:
        return list(connection.execute(wanted.order_by(acts.c.id)))


def _ages(context: Context, store: str, lacking: Sequence[Any], closed: bool) -> Ages:
    """What tells old rows of a store from new ones, from the newest act before those that it lacks."""
    last = lacking[-1].at
    return Ages(context.policy, last if last.tzinfo else last.replace(tzinfo=UTC), _newest(context, store, lacking[0].id), closed)


def _newest(context: Context, store: str, before: int) -> Mapping[str, int]:
    wanted = sa.select(acts.c.plan).where(acts.c.store == store, acts.c.id < before).order_by(acts.c.id.desc()).limit(100)
    with context.state.begin(write=False) as connection:
        earlier = list(connection.execute(wanted).scalars())
    there = context.stores[store].marked(earlier)
    for plan in earlier:
        if plan in there:
            with context.stores[store].session() as connection:
                marks = Work(context.policy, context.stores[store], connection).applied(plan)
            said: Mapping[str, int] = json.loads(marks.get(0, "{}")).get(journal.NEWEST, {})
            return said
    return {}


def _acts(context: Context, lacking: Mapping[str, Sequence[Any]]) -> list[Act]:
    """The acts with what the journal has of them, oldest first."""
    found: dict[str, Act] = {}
    for store, rows in lacking.items():
        for row in rows:
            one = found.get(row.plan, Act(row.plan, row.id, row.at, ()))
            found[row.plan] = replace(one, stores=(*one.stores, store), id=min(one.id, row.id))
    with context.state.begin(write=False) as connection:
        for name, act in found.items():
            row = connection.execute(sa.select(kept).where(kept.c.plan == name)).first()
            if row is None:
                kind = connection.execute(sa.select(plans.c.kind).where(plans.c.digest == name)).scalar()
                found[name] = replace(act, lost=kind in journal.KEPT)
                continue
            people: dict[str, list[str]] = {}
            asked = sa.select(journal_people.c.kind, journal_people.c.person).where(journal_people.c.plan == name)
            for kind, person in connection.execute(asked.order_by(journal_people.c.kind, journal_people.c.person)):
                people.setdefault(kind, []).append(person)
            found[name] = replace(
                act,
                at=row.at,
                kind=row.kind,
                activities=tuple(json.loads(row.activities)),
                corrections=context.state.unseal(row.sealed, f"journal {name}") if row.sealed else {},
                wrong=json.loads(row.wrong),
                people=people,
            )
    return sorted(found.values(), key=lambda act: act.id)


def _holds(context: Context) -> list[str]:
    with context.state.begin(write=False) as connection:
        return list(connection.execute(sa.select(kept.c.plan).where(kept.c.kind == "hold")).scalars())


def _going_on(context: Context) -> Look | None:
    """The replay that was interrupted, as it was begun: who was found is not looked for again in what is half done."""
    with context.state.begin(write=False) as connection:
        row = connection.execute(sa.select(replays).where(replays.c.done_at.is_(None)).order_by(replays.c.id)).first()
        if row is None:
            return None
        lacking: dict[str, list[Any]] = {}
        for store, plan in json.loads(row.acts):
            one = connection.execute(
                sa.select(acts.c.id, acts.c.plan, acts.c.at).where(acts.c.plan == plan, acts.c.store == store)
            ).one()
            lacking.setdefault(store, []).append(one)
    found = Found.from_dict(context.state.unseal(row.found, "replay"))
    return Look(tuple(_acts(context, lacking)), found, resumed=row.id)


def do(context: Context, seen: Look, *, leave: bool = False, beyond: str = "", by: str = "") -> Replayed:
    """Do the acts again. `leave`: what is unclear is left as it is, for a person to judge; `beyond`: why one goes on though acts are
    older than the journal. Interrupted, the same call goes on.

    Raises GestandError GS523, GS542, GS543 when nothing was begun, GS6xx when a store failed."""
    run.must_be_signed_off(context)
    number = seen.resumed or _begin(context, seen, leave, beyond)
    then = again.as_of_backup(context, seen.found)
    restricted = _restricted(context, seen)
    done, edited = Done(""), Counter[Name]()
    for act in seen.acts:
        at_that_moment = {k: list(keys.values()) for k, keys in restricted.items()}
        edited.update(again.again(then, act, seen.found, at_that_moment, done))
        for kind, of in act.people.items():
            theirs = {d: seen.found.people[kind][d] for d in of if d in seen.found.people.get(kind, {})}
            if act.kind == "restriction":
                restricted.setdefault(kind, {}).update(theirs)
            elif act.kind == "lifting":
                restricted[kind] = {d: key for d, key in restricted.get(kind, {}).items() if d not in theirs}
    _release(context, seen)
    made = Replayed(len(seen.acts), _counts(context, seen), 0, seen.unclear, seen.unclear_rows, dict(edited))
    _finish(context, seen, number, made, by)
    context.made.pop("current", None)
    return made


def _begin(context: Context, seen: Look, leave: bool, beyond: str) -> int:
    if seen.lost and not beyond:
        raise fail(
            "GS543",
            "older-than-journal",
            tn(
                "{n} act is older than the oldest backup that the policy speaks of: whom it was about is not known any more",
                "{n} acts are older than the oldest backup that the policy speaks of: whom they were about is not known any more",
                len(seen.lost),
            ),
            t("put a newer backup back; or go on with --beyond-backups WHY, and do those again by hand from the requests"),
        )
    if (seen.unclear or seen.unclear_rows) and not leave:
        raise fail(
            "GS542",
            "added-or-not",
            t("of some people and rows it can't be told whether they were in the backup: nothing was done"),
            t(
                "was nothing added since it was put back? then say --nothing-added; else --leave-unclear leaves them for you to judge"
            ),
        )
    if seen.forced:
        for act in seen.acts:
            for store in act.stores:
                run.ready(context, store)
                with context.stores[store].session(write=True) as connection:
                    Work(context.policy, context.stores[store], connection).forget_applied(act.plan)
    listed = json.dumps([[store, act.plan] for act in seen.acts for store in act.stores])
    with context.state.begin() as connection:
        row = sa.insert(replays).values(
            begun_at=context.now(), acts=listed, found=context.state.seal(seen.found.as_dict(), "replay")
        )
        return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]


def _restricted(context: Context, seen: Look) -> dict[str, dict[str, Key]]:
    """Who was restricted at the moment of the backup: who is so since before the first act, and whose restriction was lifted after it."""
    if not seen.acts:
        return {}
    digests, first = journal.Digests(context), min(act.at for act in seen.acts)
    found: dict[str, dict[str, Key]] = {}
    with context.state.begin(write=False) as connection:
        for row in connection.execute(sa.select(restrictions).where(restrictions.c.since < first)):
            key = tuple(json.loads(row.key))
            found.setdefault(row.kind, {})[digests.person(row.kind, key)] = key
    began: set[tuple[str, str]] = set()
    for act in seen.acts:
        for kind, of in act.people.items():
            for person in of:
                if act.kind == "lifting" and (kind, person) not in began and person in seen.found.people.get(kind, {}):
                    found.setdefault(kind, {})[person] = seen.found.people[kind][person]
                if act.kind in ("lifting", "restriction"):
                    began.add((kind, person))
    return found


def _release(context: Context, seen: Look) -> None:
    """Holds speak of people by key: those who are not in the backup are taken out of them, for their keys are given to others."""
    digests, back = journal.Digests(context), {store for act in seen.acts for store in act.stores}
    known = whom.wanted(context, _holds(context))
    with context.state.begin() as connection:
        for row in connection.execute(sa.select(holds).where(holds.c.lifted_at.is_(None))).all():
            kind = context.policy.kinds.get(row.kind)
            if kind is None or kind.table is None or kind.table.store not in back:
                continue
            keys = [tuple(key) for key in json.loads(row.keys)]
            stay = [key for key in keys if _holds_on(seen.found, row.kind, digests.person(row.kind, key), known)]
            if len(stay) < len(keys):
                connection.execute(sa.update(holds).where(holds.c.id == row.id).values(keys=json.dumps([list(k) for k in stay])))


def _holds_on(found: Found, kind: str, person: str, known: whom.Wanted) -> bool:
    """Whether a hold still speaks of somebody: they are there, or it can't be told."""
    if person not in known.get(kind, {}) or person in found.people.get(kind, {}):
        return True
    return found.others.get(kind, {}).get(person, ((), ""))[1] == UNCLEAR


def _counts(context: Context, seen: Look) -> Counter[str]:
    """The rows that were changed, from the marks in the stores: those of an interrupted replay too."""
    done = Done("")
    for act in seen.acts:
        for store in act.stores:
            with context.stores[store].session() as connection:
                for said in Work(context.policy, context.stores[store], connection).applied(act.plan).values():
                    run.add(done, json.loads(said))
    return done.counts


def _finish(context: Context, seen: Look, number: int, made: Replayed, by: str) -> None:
    """The entry in the evidence log, and the end of what was found."""
    found = {
        (kind, facts.key_text(key))
        for act in seen.acts
        for kind, of in act.people.items()
        for d in of
        if (key := seen.found.people.get(kind, {}).get(d))
    }
    made.found = len(found)
    persons = [context.pseudonym(f"{kind} {key}").encode() for kind, key in sorted(found)]
    counts = {
        "acts": made.acts,
        "people": made.found,
        **{run.COUNTED.get(k, k): v for k, v in sorted(made.counts.items())},
        **(
            {"left to judge": n} if (n := len(made.judge) + sum(map(len, made.rows.values())) + sum(made.edited.values())) else {}
        ),
        **({"not known any more": len(seen.lost)} if seen.lost else {}),
    }
    with context.state.begin() as connection:
        entry = Entry(
            context.now,
            context.pseudonym(f"actor {by or context.actor}"),
            "backup put back: done again",
            ["B2"],
            context.policy.digest,
            counts,
            {},
            persons or None,
            run.until(context),
        )
        made.entry = log.append(connection, [entry], context.state.signing(connection))[0]
        connection.execute(
            sa.update(replays).where(replays.c.id == number).values(done_at=context.now(), found=None, entry=made.entry)
        )
