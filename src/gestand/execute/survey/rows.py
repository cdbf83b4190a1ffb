"""Rows that lead to nobody, that point to nothing, or whose period never began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import WARNING, Diagnostic
from gestand.holding import holders, ownership
from gestand.holding.predicate import YES, Missing, Predicate, either, every, negate, related
from gestand.policy.catalog import SeenTable
from gestand.policy.grammar import After
from gestand.policy.model import Hop, Name, Policy, Table
from gestand.policy.rules.asking import named, quoted, written_hop
from gestand.policy.rules.gs426_anchor_may_be_missing import never_begins
from gestand.stores.work import Work
from gestand.words import t, tn


def declared(work: Work) -> Iterator[Table]:
    """The declared tables of this store."""
    return (one for name, one in work.policy.tables.items() if name.store == work.store.name and one.seen is not None)


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, never rounded to none or all."""
    per_cent = 100 * part / whole if whole else 0.0
    return "< 1" if 0 < per_cent < 1 else "> 99" if 99 < per_cent < 100 else f"{per_cent:.0f}"


def count(work: Work, table: Name, where: Predicate, *more: Any) -> int:
    source = work.sql.table(table)
    return int(work.execute(sa.select(sa.func.count()).select_from(source).where(work.where(where, table), *more)).scalar_one())


def _filled(work: Work, table: Table, hop: Hop) -> list[Any]:
    """The pointer of a hop has a value."""
    source = work.sql.table(table.name)
    values = [work.sql.inside(source, c, hop.link.inside, table.name) if hop.link.inside else source.c[c] for c in hop.link.child]
    texts = [v != "" for v, c in zip(values, hop.link.child, strict=True) if hop.link.inside or _textual(table.seen, c)]
    return [*(v.is_not(None) for v in values), *texts]


def _textual(seen: SeenTable | None, column: str) -> bool:
    return seen is not None and seen.columns[column].type == "text"


def _arrives(hop: Hop) -> Predicate:
    """There is a row at the other end of the hop."""
    return related(ownership.up(hop).join, YES)


def pointers(work: Work) -> Iterator[Diagnostic]:
    """GS441: keys that lead to no row. A declared key is enforced on PostgreSQL; elsewhere only for who asks."""
    for table in declared(work):
        for hop in (*table.hops, *table.mentions):
            if hop.parent is None or hop.link.folded or hop.link.declared and work.dialect.enforces:
                continue
            filled = _filled(work, table, hop)
            when = ownership.condition(hop.link.when)
            lost = count(work, table.name, every((when, negate(_arrives(hop)))), *filled)
            if lost:
                whole = count(work, table.name, when, *filled)
                yield Diagnostic(
                    "GS441",
                    "pointer-to-nobody",
                    tn(
                        "{n} row of `{table}` ({share} %) points by `{hop}` to a row of `{parent}` that is not there",
                        "{n} rows of `{table}` ({share} %) point by `{hop}` to rows of `{parent}` that are not there",
                        lost,
                        table=table.name,
                        hop=written_hop(work.policy, hop),
                        parent=hop.parent,
                        share=share(lost, whole),
                    ),
                    (t("correct or delete these rows, then let the database enforce the key"),),
                    hop.place or table.place,
                    WARNING,
                    about=f"{table.name}.{', '.join(hop.link.child)}",
                )


def _reaches(policy: Policy, table: Name, seen: tuple[Name, ...] = ()) -> Predicate:
    """The row leads to somebody, along any of its ways."""
    if table in policy.kind_tables:
        return YES
    parts: list[Predicate] = []
    for hop in policy.tables[table].hops:
        if hop.parent is None:
            parts.append(every((ownership.condition(hop.link.when), *(Missing(c, negated=True) for c in hop.link.child))))
        elif hop.parent not in (*seen, table):
            parts.append(ownership.along((ownership.up(hop),), _reaches(policy, hop.parent, (*seen, table))))
    return ownership.along(ownership.above(policy, table), either(parts))


def nobody(work: Work) -> Iterator[Diagnostic]:
    """GS447: rows that lead to nobody."""
    for table in declared(work):
        if not table.hops or table.name in work.policy.kind_tables:
            continue
        left = (
            holders.not_gone(table, [c.name for c in table.personal]) if table.keep_row else YES
        )  # kept without the person: as meant
        lost = count(work, table.name, every((negate(_reaches(work.policy, table.name)), left)))
        if lost:
            part = share(lost, count(work, table.name, YES))
            yield Diagnostic(
                "GS447",
                "rows-of-nobody",
                tn(
                    "{n} row of `{table}` ({share} %) leads to nobody",
                    "{n} rows of `{table}` ({share} %) lead to nobody",
                    lost,
                    table=table.name,
                    share=part,
                ),
                (t("nobody is shown these rows; they go when their period ends: look where they come from"),),
                table.place,
                WARNING,
                about=str(table.name),
            )


def anchors(work: Work, today: date) -> Iterator[Diagnostic]:
    """GS442: rows whose period never began."""
    policy = work.policy
    for activity in policy.activities.values():
        if activity.table.store != work.store.name:
            continue
        for clause in activity.keep:
            if not isinstance(clause, After) or not never_begins(policy, activity, clause):
                continue
            empty = [_no_anchor(policy, activity.table, a.table, a.column) for a in clause.anchors]
            rows = count(
                work,
                activity.table,
                every((ownership.condition(activity.when), holders.alive(holders.Lens(policy, today), activity), *empty)),
            )
            if rows:
                part = share(rows, count(work, activity.table, ownership.condition(activity.when)))
                yield Diagnostic(
                    "GS442",
                    "anchors-missing",
                    tn(
                        "{n} row of `{table}` ({share} %) has no {anchors}: the period of `{name}` never began for it",
                        "{n} rows of `{table}` ({share} %) have no {anchors}: the period of `{name}` never began for them",
                        rows,
                        table=activity.table,
                        share=part,
                        anchors=quoted(clause.anchors),
                        name=activity.name,
                    ),
                    (t("fill it, or say `otherwise COLUMN`, or `otherwise held` if this is meant"),),
                    activity.keep_place,
                    WARNING,
                    about=activity.name,
                )


def _no_anchor(policy: Policy, start: Name, table: str, column: str) -> Predicate:
    goal = named(policy, table)
    if goal is None or goal == start:
        return Missing(column)
    return negate(either(ownership.along(way, Missing(column, negated=True)) for way in ownership.ways(policy, start, goal)))
