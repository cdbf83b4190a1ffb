"""One act done again, in the stores that lack it: the same question about the people who were found, with the facts of its moment, and
the mark of its plan written with the effect (ALL-OR-NOTHING). What a store says was done is not done once more (SAME-TWICE)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gestand.execute import bind, facts, run, sealing
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.execute.journal import NEWEST, Digests, newest
from gestand.execute.replay.whom import Found
from gestand.execute.run import Done
from gestand.holding import ownership
from gestand.holding.predicate import Among, every
from gestand.plan import planner
from gestand.plan.questions import Key, Plan, Question
from gestand.plan.steps import CorrectValue, TellRecipient
from gestand.policy.grammar import Condition, Ref, Test
from gestand.policy.model import Hop, Name, Policy
from gestand.state.tables import let_gos, restrictions
from gestand.stores.work import Work


@dataclass(frozen=True)
class Act:
    """An act of the journal that stores lack. `kind` is that of its question; '' where the journal does not have it: a sweep, or an act
    from before the oldest backup. `people`: kind → digests."""

    plan: str
    id: int
    at: datetime
    stores: tuple[str, ...]
    kind: str = ""
    activities: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lost: bool = False  # it was about people, and the journal does not have it any more


def as_of_backup(context: Context, found: Found) -> Context:
    """The context in which rows that are found by a value are people's only if they were in the backup: one that came later is of
    somebody who registered anew."""
    policy = context.policy
    tables = dict(policy.tables)
    for name in found.rows:
        one = tables[name]
        if one.key:
            test = Test(Ref("", one.key[0]), "among", (old_rows(name), *one.key))
            tables[name] = replace(one, hops=_limited(policy, one.hops, test), mentions=_limited(policy, one.mentions, test))
    return replace(context, policy=replace(policy, tables=tables, made={}), made={})


def _limited(policy: Policy, hops: Sequence[Hop], test: Test) -> tuple[Hop, ...]:
    return tuple(
        replace(h, link=replace(h.link, when=Condition((*(h.link.when.tests if h.link.when else ()), test))))
        if h.parent is None or ownership.by_value(policy, h)
        else h
        for h in hops
    )


def old_rows(name: Name) -> str:
    """The name of the key set of the rows of a table that were in the backup."""
    return f"in the backup {name}"


def again(context: Context, act: Act, found: Found, restricted: Mapping[str, Sequence[Key]], done: Done) -> dict[Name, int]:
    """Do `act` again in each of its stores that does not have its mark; `context` is that of `as_of_backup`, `restricted`: who was at that
    moment. Returns, per table, the rows of a correction that have another value than the one that was wrong: they stay as they are."""
    people = {k: [found.people[k][d] for d in of if d in found.people.get(k, {})] for k, of in act.people.items()}
    values: dict[str, list[Any]] = {}
    for kind, of in act.people.items():
        for person in of:
            for column, listed in found.values.get(kind, {}).get(person, {}).items():
                values.setdefault(planner.value_set(kind, column), []).extend(listed)
    asked = {k: keys for k, keys in people.items() if keys or set(found.values.get(k, ())) & set(act.people[k])}
    edited: dict[Name, int] = {}
    _facts(context, act, people, found)
    made = _planned(context, act, asked, restricted, found, values) if act.kind and asked else None
    for store in [s for s in planner.store_order(context.policy) if s in act.stores]:
        run.ready(context, store)
        if context.stores[store].marked([act.plan]):
            continue
        if made is None or not any(not isinstance(s, TellRecipient) and s.table.store == store for s in made[0].steps):
            _mark(context, store, act.plan)
        elif act.kind == "rectification":
            _correct(context, *made, store, act, done, edited)
        else:
            if act.kind == "lifting":
                with context.state.begin() as connection:
                    sealing.aside_again(context, connection, act.plan, store)
            run.in_store(context, *made, store, act.plan, done)
    return edited


def _planned(
    context: Context,
    act: Act,
    people: Mapping[str, Sequence[Key]],
    restricted: Mapping[str, Sequence[Key]],
    found: Found,
    values: Mapping[str, list[Any]],
) -> tuple[Plan, Known]:
    """The plan of an act with the facts of its moment, under the policy of now: what is not in it any more can't be done."""
    with context.state.begin(write=False) as connection:
        now = facts.read(connection, context.policy, act.at)
    sealed = {k: list(keys) for k, keys in restricted.items() if keys}
    sets = {name: one for name, one in now.sets.items() if not name.startswith("restricted ")}
    sets |= {f"restricted {k}": (k, keys) for k, keys in sealed.items()}
    rows = {old_rows(name): (name, keys) for name, keys in found.rows.items()}
    known = Known(
        replace(now.facts, restricted={k: f"restricted {k}" for k in sealed}),
        sets,
        rows,
        {name: list(dict.fromkeys(listed)) for name, listed in values.items()},
    )
    policy = context.policy
    corrections = {c: v for c, v in act.corrections.items() if _there(policy, c)}
    question = Question(act.kind, people, corrections=corrections)
    going = (
        planner.let_go(policy, question) if act.kind == "erasure" else tuple(a for a in policy.activities if a in act.activities)
    )
    plan = planner.plan(policy, question, context.today(), known.facts, "", going=going)
    return replace(plan, made=secrets.token_hex(8)), known


def _there(policy: Policy, said: str) -> bool:
    """The policy still has the column that was corrected."""
    column, names = planner.corrected(policy, said)
    return len(names) == 1 and column in policy.tables[names[0]].columns


def _facts(context: Context, act: Act, people: Mapping[str, Sequence[Key]], found: Found) -> None:
    """The facts that an act made, for those who were found and for nobody else: a key can be somebody else's by now."""
    with context.state.begin() as connection:
        _let_go(context, connection, act, people)
        if act.kind == "restriction":
            _not_restricted(context, connection, act, found)


def _let_go(context: Context, connection: sa.Connection, act: Act, people: Mapping[str, Sequence[Key]]) -> None:
    """The facts of an act, for those who were found and for nobody else: a key can be somebody else's by now."""
    digests = Digests(context)
    there = let_gos.c.plan == act.plan
    theirs = {(k, facts.key_text(key)) for k, keys in people.items() for key in keys}
    asked = {k: set(of) for k, of in act.people.items()}
    for row in connection.execute(sa.select(let_gos.c.kind, let_gos.c.key).where(there)).all():
        put_back = row.kind in context.policy.kinds and _put_back(context.policy, act, row.kind)
        if (
            put_back
            and (row.kind, row.key) not in theirs
            and digests.person(row.kind, json.loads(row.key)) in asked.get(row.kind, ())
        ):
            connection.execute(sa.delete(let_gos).where(there, let_gos.c.kind == row.kind, let_gos.c.key == row.key))
    known = {(r.kind, r.key) for r in connection.execute(sa.select(let_gos.c.kind, let_gos.c.key).where(there))}
    missing = {k: [key for key in keys if (k, facts.key_text(key)) not in known] for k, keys in people.items()}
    if act.activities and any(missing.values()):
        rows = [
            {
                "kind": k,
                "key": facts.key_text(key),
                "plan": act.plan,
                "activities": json.dumps(list(act.activities)),
                "since": act.at,
            }
            for k, keys in missing.items()
            for key in keys
        ]
        connection.execute(sa.insert(let_gos), rows)


def _put_back(policy: Policy, act: Act, kind: str) -> bool:
    """The table of these people is in a store that was put back."""
    root = policy.kinds[kind].table
    return root is not None and root.store in act.stores


def _not_restricted(context: Context, connection: sa.Connection, act: Act, found: Found) -> None:
    digests = Digests(context)
    for row in connection.execute(sa.select(restrictions.c.kind, restrictions.c.key)).all():
        person = digests.person(row.kind, json.loads(row.key))
        wanted = person in act.people.get(row.kind, ()) and row.kind in context.policy.kinds
        if wanted and _put_back(context.policy, act, row.kind) and person not in found.people.get(row.kind, {}):
            connection.execute(sa.delete(restrictions).where(restrictions.c.kind == row.kind, restrictions.c.key == row.key))


def _correct(context: Context, plan: Plan, known: Known, store: str, act: Act, done: Done, edited: dict[Name, int]) -> None:
    """A correction: only of values that are the ones that were wrong. What somebody wrote since stays."""
    digests = Digests(context)
    counts: dict[str, dict[str, int]] = {}
    with bind.working(context, store, known, plan.question.people, write=True, lock=True, keep=True) as work:
        for step in plan.steps:
            if not isinstance(step, CorrectValue) or step.table.store != store:
                continue
            key, name = work.key_columns(step.table), step.table.column(step.column)
            wrong, right = set(act.wrong.get(name, ())), []
            for row in list(work.stream(step.table, [*key, step.column], step.where)):
                if digests.wrong(name, row[-1]) in wrong:
                    right.append(tuple(row[:-1]))
                else:
                    edited[step.table] = edited.get(step.table, 0) + 1
            if right and key:
                work.bind("wrong rows", right, [work.native(step.table, k) for k in key])
                these = replace(step, where=every((step.where, Among(key, "wrong rows"))))
                rows = work.run(these, run.corrected(context, plan, step))
                counts.setdefault("CorrectValue", {})[str(step.table)] = rows
        work.mark_applied(act.plan, 0, json.dumps({**counts, NEWEST: newest(work)}))
    run.add(done, counts)


def _mark(context: Context, store: str, plan: str) -> None:
    """Nothing of it is to be done here, and the store knows of it again."""
    with context.stores[store].session(write=True) as connection:
        work = Work(context.policy, context.stores[store], connection)
        if not work.applied(plan):
            work.mark_applied(plan, 0, json.dumps({NEWEST: newest(work)}))
