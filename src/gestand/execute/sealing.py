"""Restriction (GDPR art. 18): values move, encrypted, to our state, and come back where their placeholder still stands.

The order: the sealed values are safe in our state before they leave the store; and they are destroyed in our state only after they
are back. A kill in between leaves a copy in both places, never in none."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa

from gestand.execute import bind, facts, journal, kept
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.execute.people import bind_people
from gestand.holding import ownership
from gestand.holding.predicate import Among, Gone, Predicate, either, every, negate
from gestand.plan import planner
from gestand.plan.questions import Plan
from gestand.plan.steps import SealValues, UnsealValues
from gestand.policy.grammar import NULL, Way
from gestand.policy.model import Name
from gestand.state import sealed_files
from gestand.state.journal import sealed_before
from gestand.state.tables import sealed
from gestand.stores.work import Work


def _whose(context: Context, plan: Plan) -> str:
    """A name for the people in question together, which says nothing without our key."""
    return context.pseudonym(
        "sealed "
        + json.dumps({k: sorted(facts.key_text(key) for key in keys) for k, keys in plan.question.people.items()}, sort_keys=True)
    )


def store(
    context: Context, plan: Plan, known: Known, name: str, digest: str, counts: Counter[str], per_table: dict[str, int]
) -> None:
    """Do the sealing or unsealing steps of a plan in one store, and count them."""
    for step in plan.steps:
        if isinstance(step, SealValues) and step.table.store == name:
            rows = _seal(context, plan, known, step)
            counts["SealValues"] += rows
            per_table[f"SealValues {step.table}"] = rows
        elif isinstance(step, UnsealValues) and step.table.store == name:
            rows = _unseal(context, plan, known, step, digest)
            counts["UnsealValues"] += rows
            per_table[f"UnsealValues {step.table}"] = rows


def _seal(context: Context, plan: Plan, known: Known, step: SealValues) -> int:
    table = context.policy.tables[step.table]
    columns = [c for c, _ in step.columns]
    whose = _whose(context, plan)
    with bind.working(context, step.table.store, known, plan.question.people, write=True, lock=True, keep=True) as work:
        keys = work.keys(step.table, step.where, lock=True)
        if not keys:
            return 0
        _bind_rows(work, step.table, keys)
        these = Among(table.key, "rows")
        rows = [tuple(row) for row in work.stream(step.table, [*table.key, *columns], these)]
        with context.state.begin() as connection:
            for row in rows:
                key = facts.key_text(row[: len(table.key)])
                place = f"{step.table} {key}"
                values = {
                    c: _file(context, work, place, v) if work.store.holds_files(c) else kept.out(v)
                    for c, v in zip(columns, row[len(table.key) :], strict=True)
                    if v is not None
                }
                there = (sealed.c.store == step.table.store) & (sealed.c.table == step.table.table) & (sealed.c.key == key)
                earlier = connection.execute(sa.select(sealed.c["values"]).where(there)).scalar()
                if earlier is not None:  # sealed before, and something was written since: both are kept, the newer counts
                    values = {**context.state.unseal(earlier, place), **values}
                    connection.execute(sa.delete(sealed).where(there))
                connection.execute(
                    sa.insert(sealed).values(
                        store=step.table.store,
                        table=step.table.table,
                        key=key,
                        people=whose,
                        values=context.state.seal(values, place),
                    )
                )
        work.execute(
            sa.update(work.sql.table(step.table))
            .where(work.where(these, step.table))
            .values(work.values(step.table, step.columns))
        )
        return len(rows)


def _file(context: Context, work: Work, place: str, path: str) -> dict[str, str]:
    """What a file holds, safe in our state; where it is. The name says nothing without our key."""
    name = _file_name(context, place)
    with work.store.reading(path) as content:
        sealed_files.keep(context.state, name, iter(lambda: content.read(sealed_files.PIECE), b""))
    return {"file": name, "path": path}


def _file_name(context: Context, place: str) -> str:
    return context.pseudonym(f"sealed file {place}")


def tidy(context: Context) -> None:
    """Sealed files of no row: they are back, or a process was killed before it was said whose they are."""
    with context.state.begin(write=False) as connection:
        rows = [
            *connection.execute(sa.select(sealed.c.store, sealed.c.table, sealed.c.key)),
            *connection.execute(sa.select(sealed_before.c.store, sealed_before.c.table, sealed_before.c.key)),
        ]
    sealed_files.destroy_others(context.state, {_file_name(context, f"{Name(r.store, r.table)} {r.key}") for r in rows})


def _unseal(context: Context, plan: Plan, known: Known, step: UnsealValues, digest: str) -> int:
    """What was sealed of rows of these people goes back, with whomever they were restricted; of a row that also belongs to somebody who
    stays restricted, it stays sealed. What went back is kept, sealed, as long as a backup can be put back that lacks it."""
    table = context.policy.tables[step.table]
    whose = _whose(context, plan)
    here = (sealed.c.store == step.table.store) & (sealed.c.table == step.table.table)
    with context.state.begin(write=False) as connection:
        aside = {r.key: r for r in connection.execute(sa.select(sealed).where(here))}
    if not aside:
        return 0
    back = 0
    with bind.working(context, step.table.store, known, plan.question.people, write=True, lock=True) as work:
        _bind_rows(work, step.table, [tuple(json.loads(k)) for k in aside])
        there = Among(table.key, "rows")
        mine = planner.scope(context.policy, step.table, tuple(plan.question.people))
        theirs = every((there, mine, negate(_restricted(work, plan, known, step))))
        present = set(map(facts.key_text, work.keys(step.table, there)))
        lifted = set(map(facts.key_text, work.keys(step.table, theirs)))
        source = work.sql.table(step.table)
        for key in sorted(lifted & set(aside)):
            content = context.state.unseal(aside[key].values, f"{step.table} {key}")
            _bind_rows(work, step.table, [tuple(json.loads(key))])
            changed = 0
            for column, value in content.items():
                way: Way = next((w for c, w in step.columns if c == column), NULL)
                placeholder = every((Among(table.key, "rows"), Gone(column, way)))
                changed += work.execute(
                    sa.update(source)
                    .where(work.where(placeholder, step.table))
                    .values({column: _back(context, work, step.table, column, value)})
                ).rowcount
            back += bool(changed)
        done = [k for k, r in aside.items() if k in lifted or k not in present and r.people == whose]
    with context.state.begin() as connection:
        for text in done:
            if text in lifted:
                _keep(context, connection, digest, aside[text])
            connection.execute(sa.delete(sealed).where(here & (sealed.c.key == text)))
    tidy(context)
    return back


def _keep(context: Context, connection: sa.Connection, digest: str, row: Any) -> None:
    """Keep a sealed row whose restriction was lifted by the plan `digest`."""
    same = (sealed_before.c.plan == digest) & (sealed_before.c.store == row.store)
    same &= (sealed_before.c.table == row.table) & (sealed_before.c.key == row.key)
    if not connection.execute(sa.select(sealed_before.c.plan).where(same)).first():
        said = {"store": row.store, "table": row.table, "key": row.key, "people": row.people, "values": row.values}
        connection.execute(sa.insert(sealed_before).values(plan=digest, until=journal.until(context), **said))


def aside_again(context: Context, connection: sa.Connection, digest: str, store: str) -> None:
    """What went back when `digest` was carried out is sealed again, where a backup of that store needs it: it has the placeholders."""
    for row in connection.execute(
        sa.select(sealed_before).where(sealed_before.c.plan == digest, sealed_before.c.store == store)
    ).all():
        here = (sealed.c.store == row.store) & (sealed.c.table == row.table) & (sealed.c.key == row.key)
        if not connection.execute(sa.select(sealed.c.key).where(here)).first():
            said = {"store": row.store, "table": row.table, "key": row.key, "people": row.people, "values": row.values}
            connection.execute(sa.insert(sealed).values(**said))


def _back(context: Context, work: Work, table: Name, column: str, value: Any) -> Any:
    """A kept value as the column takes it back; a file is written beside its place first."""
    if work.store.holds_files(column):
        return work.store.staged(value["path"], sealed_files.pieces(context.state, value["file"]))
    return _in(work, table, column, value)


def _restricted(work: Work, plan: Plan, known: Known, step: UnsealValues) -> Predicate:
    """Of a row: it belongs to somebody who stays restricted."""
    parts = []
    for kind, name in known.facts.restricted.items():
        lifted = set(plan.question.people.get(kind, ()))
        stay = [k for k in known.sets[name][1] if k not in lifted]
        if stay:
            bind_people(work, work.policy.kinds[kind], stay, f"still restricted {kind}")
            parts.append(ownership.owned(work.policy, step.table, kind, f"still restricted {kind}"))
    return either(parts)


def _bind_rows(work: Work, table: Name, keys: list[tuple[Any, ...]]) -> None:
    work.bind("rows", keys, [work.native(table, k) for k in work.policy.tables[table].key])


def _in(work: Work, table: Name, column: str, value: Any) -> Any:
    """A kept value as the column takes it back."""
    return work.dialect.kept(kept.back(value), work.sql.seen(table).columns[column])
