"""Access for many people: one stream of JSON lines, each with many rows of one table, each row with whose it is.

    {"table": "crm.orders", "columns": ["person", "id", "ordered_at"], "rows": [["17", 4, "2026-11-22T10:00:00"], …]}

The people, the values that lead to them and the rows on the way stand in temporary tables, with the key of the person; so each table
is one join, and the number of people costs no statement more. Rows go to the stream as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any

import orjson
import sqlalchemy as sa

from gestand.execute import access, bind, run
from gestand.execute.context import Context
from gestand.holding import ownership
from gestand.holding.predicate import NO, YES
from gestand.plan import planner
from gestand.plan.questions import Key, Question
from gestand.plan.steps import ExportRows
from gestand.policy.model import Hop, Name
from gestand.stores.work import Work

PIECE = 4000  # rows of one line


def write(
    context: Context, people: Mapping[str, Sequence[Key]], out: IO[bytes], customer: str | None = None
) -> dict[str, int]:
    """Write the answer for these people; the first line says what is withheld and why, and what the data is used for. Returns the
    number of rows per table."""
    plan, known = run.make(context, Question("access", people, customer=customer))
    steps = [s for s in plan.steps if isinstance(s, ExportRows)]
    head = {
        "format": "gestand access lines 1",
        "organisation": context.policy.organisation.name,
        "made": context.now().isoformat(timespec="seconds"),
        "policy": context.policy.digest,
        "withheld": {f"{s.table}{' (mentions)' if s.mentions else ''}": dict(s.withheld) for s in steps if s.withheld and s.only == YES},
        "about": access.about(context),
    }
    out.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
    counts: dict[str, int] = {}
    for store in context.policy.stores:
        with bind.working(context, store, known) as work:
            if work.elsewhere is not None:  # there, the people are asked about in the ordinary way
                work.elsewhere = partial(bind.working, context, known=known, people=people)
            _persons(work, people)
            for step in steps:
                if step.table.store == store and (n := _table(work, step, tuple(people), out)):
                    counts[str(step.table)] = counts.get(str(step.table), 0) + n
    return counts


def _persons(work: Work, people: Mapping[str, Sequence[Key]]) -> None:
    """Bind everything that leads to these people in temporary tables, each row with the key of the person."""
    policy = work.policy
    for kind, keys in people.items():
        root = policy.kinds[kind].table
        types = [work.native(root, c) for c in policy.tables[root].key] if root else ["TEXT"]
        work.bind(planner.people_set(kind), list(keys), types, many=True)
    values, parents = bind.needed(work, tuple(people))
    for kind, column in values:
        bind.values(work, kind, column, people[kind], person=True)
    for table, kind in parents:
        if table.store != work.store.name:
            bind.parent_elsewhere(work, table, kind)
            continue
        key = policy.tables[table].key
        chosen = [*(work.native(table, k) for k in key), "TEXT"]
        selects = list(_selects(work, table, key, kind, last=True, own=False))
        if selects:
            found = selects[0] if len(selects) == 1 else sa.union(*selects)
            if above := ownership.above(policy, table):
                found = sa.select(*work.sql.leading(key, above[0].links, table, found).c)
            work.bind_select(planner.owned_set(table, (kind,)), found, chosen, keys=len(key))


def _selects(
    work: Work, table: Name, columns: Sequence[str], kind: str, mentions: bool = False, last: bool = False, own: bool = True
) -> Iterator[Any]:
    """The rows of these people, one select for each way to them, with the key of the person first (or last). `own`: the rows of a table
    whose rows go with others of it are bound already."""
    policy = work.policy
    source = work.sql.table(table)
    root = policy.kinds[kind].table

    def chosen(person: Any) -> list[Any]:
        asked = [source.c[c] for c in columns]
        return [*asked, person.label("person")] if last else [person.label("person"), *asked]

    if table == root and not mentions:
        key = policy.tables[table].key
        person = sa.cast(source.c[key[0]], sa.Text) if len(key) == 1 else sa.func.concat_ws("-", *(source.c[k] for k in key))
        yield sa.select(*chosen(person)).where(work.where(planner.scope(policy, table, (kind,)), table))
        return
    one = policy.tables[table]
    families = ownership.own_hops(policy, table)
    keys = work.sets.get(planner.owned_set(table, (kind,)))
    if families and own and not mentions and keys is not None:
        there = sa.table(keys.table, *[sa.column(f"k{i}") for i in range(len(one.key) + 1)])
        sides = [work.sql.compared(table, source, c) for c in one.key]
        on = sa.and_(*(work.dialect.in_row(side, there.c[f"k{i}"]) for i, side in enumerate(sides)))
        yield sa.select(*chosen(there.c[f"k{len(one.key)}"])).select_from(source.join(there, on))
        return
    for hop in one.mentions if mentions else one.hops:
        if hop in families:
            continue
        scope = planner.hop_scope(policy, hop, kind)
        if scope == NO:
            continue
        joined = _joined(work, table, hop, kind)
        if joined is None:
            yield sa.select(*chosen(sa.null())).where(work.where(scope, table))
            continue
        person, other, on = joined
        select = sa.select(*chosen(person))
        yield (
            select.select_from(source.join(other, on)).where(work.where(ownership.condition(hop.link.when), table))
            if other is not None
            else select.where(work.where(scope, table))
        )


def _joined(work: Work, table: Name, hop: Hop, kind: str) -> tuple[Any, Any, Any] | None:
    """How a hop leads to the person: (the key of the person, the temporary table to join, on what)."""
    policy, source, link = work.policy, work.sql.table(table), hop.link
    root = policy.kinds[kind].table
    columns = [work.sql.inside(source, c, link.inside, table) if link.inside else source.c[c] for c in link.child]
    if hop.parent is None:
        value = work.dialect.folded(columns[0]) if link.inside else work.sql.folded(table, source, link.child[0])
        return value, None, None
    if hop.parent == root and set(link.parent) == set(policy.tables[root].key):
        return (sa.cast(columns[0], sa.Text), None, None) if len(columns) == 1 else None
    name = planner.value_set(kind, link.parent[0]) if hop.parent == root else planner.owned_set(hop.parent, (kind,))
    keys = work.sets.get(name)
    ordered = list(link.parent) if hop.parent == root else list(policy.tables[hop.parent].key)
    if keys is None or not keys.table or not keys.person or set(ordered) != set(link.parent):
        return None
    there = sa.table(keys.table, *[sa.column(f"k{i}") for i in range(len(ordered) + 1)])
    sides = [work.sql.compared(table, source, c, link.folded, link.inside) for c in link.child]
    on = sa.and_(
        *(
            work.dialect.in_row(
                sides[link.parent.index(k)], sa.cast(there.c[f"k{i}"], sa.Text) if link.inside else there.c[f"k{i}"]
            )
            for i, k in enumerate(ordered)
        )
    )
    return there.c[f"k{len(ordered)}"], there, on


def _table(work: Work, step: ExportRows, kinds: tuple[str, ...], out: IO[bytes]) -> int:
    head = (
        b'{"table": ' + orjson.dumps(str(step.table)) + b', "columns": ' + orjson.dumps(["person", *step.columns]) + b', "rows": '
    )
    if step.only != YES:  # of other rows of this table something else may be withheld
        head = head[: -len(b'"rows": ')] + b'"withheld": ' + orjson.dumps(dict(step.withheld)) + b', "rows": '
    n = 0
    for kind in kinds:
        for select in _selects(work, step.table, step.columns, kind, mentions=step.mentions):
            if step.mentions or step.only != YES:
                select = select.where(work.where(step.where if step.mentions else step.only, step.table))
            for rows in work.pieces(select, PIECE):
                out.write(head + orjson.dumps(rows, default=access.plain) + b"}\n")
                n += len(rows)
    return n
