"""What a plan would do, counted: before anything happens, and without doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gestand.execute import bind
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.holding import holders, ownership
from gestand.holding.holders import Lens
from gestand.holding.predicate import NO, Predicate, every
from gestand.plan import planner
from gestand.plan.questions import Key, Plan
from gestand.plan.steps import (
    CorrectValue,
    CutPerson,
    DeleteRows,
    ExportRows,
    ReplaceValues,
    SealValues,
    Step,
    TellRecipient,
    UnsealValues,
)
from gestand.policy.model import Name
from gestand.stores.render import local_day
from gestand.stores.work import Work, sample


@dataclass(frozen=True)
class Counted:
    """A step, how many rows it fits now, of how many in the table, and the keys of a few."""

    step: Step
    rows: int
    of: int = 0
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Staying:
    """Rows of these people that stay: which columns, held by which activity, until when at the latest (the last day, if known)."""

    table: Name
    columns: tuple[str, ...]
    activity: str
    rows: int
    until: str = ""
    shared: bool = False  # the activity let go of this person; the rows are somebody else's too


@dataclass
class Preview:
    """A plan with its counts."""

    plan: Plan
    counted: list[Counted] = field(default_factory=list)
    staying: list[Staying] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    tables: dict[Name, int] = field(default_factory=dict)  # rows of the people in question, per table


def preview(context: Context, plan: Plan, known: Known) -> Preview:
    """Count each step of `plan` in its store. Changes nothing."""
    seen = Preview(plan)
    people = plan.question.people
    for store in context.policy.stores:
        steps = [s for s in plan.steps if not isinstance(s, TellRecipient) and s.table.store == store]
        if not steps and not people:
            continue
        with bind.working(context, store, known, people or None) as work:
            for step in steps:
                one = count(context, work, step)
                if one.rows:
                    seen.counted.append(one)
            if plan.question.kind in ("erasure", "ending"):
                _staying(context, work, plan, known, people, seen)
            seen.shared += work.shared
    seen.counted += [Counted(s, 1) for s in plan.steps if isinstance(s, TellRecipient)]
    return seen


def count(context: Context, work: Work, step: Step) -> Counted:
    """How many rows a step fits now."""
    match step:
        case DeleteRows() | ReplaceValues() | CutPerson():
            rows = work.count(step.table, step.where)
            whole = work.count(step.table, every(())) if rows and not context.made.get("no totals") else 0
            return Counted(step, rows, whole, tuple(sample(work, step.table, step.where)) if rows else ())
        case SealValues() | ExportRows() | CorrectValue():
            return Counted(step, work.count(step.table, step.where))
        case UnsealValues():
            return Counted(step, 1)
        case TellRecipient():
            return Counted(step, 1)


def _staying(context: Context, work: Work, plan: Plan, known: Known, people: Mapping[str, Sequence[Key]], seen: Preview) -> None:
    """What stays of these people, and by whom it is held."""
    policy = context.policy
    kinds = tuple(people)
    leaving = tuple((k, planner.people_set(k)) for k in kinds)
    customer = plan.question.customer
    lens = Lens(policy, plan.today, known.facts, leaving, frozenset(plan.let_go), customer=customer)
    for name in policy.tables:
        if name.store != work.store.name:
            continue
        mine = planner.mine(policy, name, kinds, customer)
        total = work.count(name, mine) if mine != NO else 0
        if total:
            seen.tables[name] = total
        if not total:
            continue
        shared = ownership.shared(policy, name)
        here = replace(lens, within=not shared)
        for activity in policy.activities.values():
            held = every((mine, holders.holds(here, activity, name)))
            rows = work.count(name, held) if held != NO else 0
            if rows and shared and activity.name in plan.let_go:  # for a contract of theirs, or for somebody else?
                theirs = every((mine, holders.holds(replace(here, within=True), activity, name)))
                own = work.count(name, theirs) if theirs != NO else 0
                if rows > own:
                    seen.staying.append(Staying(name, activity.uses[name], activity.name, rows - own, shared=True))
                held, rows = theirs, own
            if rows:
                until = _until(context, work, activity.name, name, held)
                seen.staying.append(Staying(name, activity.uses[name], activity.name, rows, until))
        fixed = every((mine, holders.fixed(here, name)))
        if fixed != NO and (rows := work.count(name, fixed)):
            seen.staying.append(Staying(name, (), "", rows))


def _until(context: Context, work: Work, activity: str, table: Name, where: Predicate) -> str:
    """The day on which the last of these rows is let go, where the period counts from a column of the row itself."""
    from gestand.policy.grammar import After

    declared = context.policy.activities[activity]
    clauses = [c for c in declared.keep if isinstance(c, After)]
    if len(declared.keep) != 1 or not clauses or clauses[0].length is None or len(clauses[0].anchors) != 1:
        return ""
    anchor = clauses[0].anchors[0]
    if anchor.table != str(table) or declared.table != table:
        return ""
    import sqlalchemy as sa

    last: Any = work.execute(
        sa.select(sa.func.max(work.sql.table(table).c[anchor.column])).where(work.where(where, table))
    ).scalar()
    if last is None:
        return ""
    day = local_day(last, work.sql.times, work.sql.zone)
    if day is None:
        return ""
    lens = Lens(context.policy, context.today())
    return holders.period(lens.policy, clauses[0], clauses[0].length).ends(day).isoformat()
