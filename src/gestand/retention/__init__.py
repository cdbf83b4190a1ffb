"""Keep nothing longer than needed (promises C): the sweep, the board that measures it, and who signed the policy off."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.diagnostics import Diagnostic, GestandError, fail
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import bind, facts, journal, preview, run
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.holding import holders
from gestand.holding.holders import Lens
from gestand.holding.predicate import Missing, every
from gestand.plan import planner
from gestand.plan.questions import Question
from gestand.plan.steps import DeleteRows, ReplaceValues
from gestand.policy import promises
from gestand.policy.check import check, failing
from gestand.policy.grammar import After, While
from gestand.policy.model import Activity, Name
from gestand.state.tables import plans, policies, proofs
from gestand.stores.render import local_day
from gestand.stores.work import Work
from gestand.words import t


@dataclass(frozen=True)
class Row:
    """A promise on the board: how many rows it holds, how many are overdue (must be 0), the oldest row still there, how many have not
    begun to count, and when it was last proved."""

    activity: Activity
    held: int
    overdue: int
    oldest: date | None
    not_begun: int
    proved: datetime | None

    @property
    def state(self) -> str:
        return "kept" if not self.overdue else "overdue"


def board(context: Context) -> list[Row]:
    """Every activity with the truth beside it, measured with the predicates of the sweep."""
    with context.state.begin(write=False) as connection:
        known = facts.read(connection, context.policy)
        proved = {r.activity: r.at for r in connection.execute(sa.select(proofs.c.activity, proofs.c.at))}
    overdue = _overdue(context, known)
    rows = []
    for store in context.policy.stores:
        with bind.working(context, store, known) as work:
            for activity in context.policy.activities.values():
                if activity.table.store == store:
                    rows.append(_measure(context, work, known, activity, overdue[activity.name], proved.get(activity.name)))
    return sorted(
        rows, key=lambda r: (promises.order(min(r.activity.promises, key=promises.order, default="~")), r.activity.name)
    )


def _overdue(context: Context, known: Known) -> dict[str, int]:
    """Per activity the rows that the sweep would touch now because it let go of them."""
    found: dict[str, int] = defaultdict(int)
    for store in context.policy.stores:
        per_table: dict[tuple[str, Name], int] = defaultdict(int)
        with bind.working(context, store, known) as work:
            for step in planner.leaving_steps(Lens(context.policy, context.today(), known.facts), store):
                if not isinstance(step, (DeleteRows, ReplaceValues)):
                    continue
                rows = work.count(step.table, step.where)
                for activity in step.why:
                    key = (activity, step.table)
                    per_table[key] = per_table[key] + rows if isinstance(step, DeleteRows) else max(per_table[key], rows)
        for (activity, _), rows in per_table.items():
            found[activity] += rows
    return found


def _measure(context: Context, work: Work, known: Known, activity: Activity, overdue: int, proved: datetime | None) -> Row:
    table = context.policy.tables[activity.table]
    lens = Lens(context.policy, context.today(), known.facts)
    held = work.count(activity.table, holders.holds(lens, activity, activity.table))
    anchor = _own_anchor(activity)
    oldest, not_begun = None, 0
    if anchor:
        used = activity.uses.get(activity.table, ())
        there = holders.not_gone(table, [c for c in used if c in table.columns]) if used else every(())
        oldest = local_day(work.oldest(activity.table, anchor, there), work.sql.times, work.sql.zone)
        waits = any(
            isinstance(c, While) and c.condition.tests[0].ref.column == anchor for c in activity.keep
        )  # it has not ended: that is no gap
        if not waits and not next(c for c in activity.keep if isinstance(c, After)).otherwise:
            not_begun = work.count(activity.table, Missing(anchor))
    zone = ZoneInfo(context.policy.organisation.time_zone)
    seen = proved.replace(tzinfo=proved.tzinfo or UTC).astimezone(zone) if proved else None
    return Row(activity, held, overdue, oldest, not_begun, seen)


def _own_anchor(activity: Activity) -> str | None:
    for clause in activity.keep:
        if isinstance(clause, After) and len(clause.anchors) == 1 and clause.anchors[0].table == str(activity.table):
            return clause.anchors[0].column
    return None


def prove(context: Context, rows: list[Row] | None = None) -> int:
    """Write the board into the evidence log, so that it can be shown later that it was so. Returns the index of the entry."""
    measured = board(context) if rows is None else rows
    counts = {f"overdue {r.activity.name}": r.overdue for r in measured}
    for promise in promises.unmeasured(context.policy):
        state = f"promises {promises.state_on(promise, context.today())}"
        counts[state] = counts.get(state, 0) + 1
    with context.state.begin() as connection:
        entry = Entry(
            context.now,
            context.pseudonym(f"actor {context.actor}"),
            "board measured",
            sorted({p for r in measured for p in r.activity.promises}),
            context.policy.digest,
            counts,
        )
        index = log.append(connection, [entry], context.state.signing(connection))[0]
        for row in measured:
            connection.execute(sa.delete(proofs).where(proofs.c.activity == row.activity.name))
            connection.execute(
                sa.insert(proofs).values(activity=row.activity.name, at=context.now(), overdue=row.overdue, entry=index)
            )
    return index


def plan(context: Context) -> tuple[preview.Preview, str]:
    """What must go today, counted, and the digest to do exactly that. Kept, so that `apply` finds it."""
    made, known = run.make(context, Question("sweep"))
    seen = preview.preview(context, made, known)
    return seen, run.keep(context, made, {str(i): c.rows for i, c in enumerate(seen.counted)})


def sweep(
    context: Context,
    digest: str,
    *,
    beyond_brake: str = "",
    progress: Callable[[str, int], None] = lambda text, n: None,
    by: str = "",
) -> run.Done:
    """Carry out a planned sweep, then measure and prove. `by`: who approved it, where it is not who runs Gestand."""
    done = run.apply(context, digest, beyond_brake=beyond_brake, progress=progress, by=by)
    if not done.again:
        prove(context)
        with context.state.begin() as connection:
            connection.execute(sa.update(plans).where(plans.c.digest == done.digest).values(state="complete"))
            journal.purge(connection, context.today())
    return done


def sign_off(context: Context, by: str) -> bool:
    """A person signs off this version of the policy: from now on it acts. False when it was signed off before."""
    if not by.strip():
        raise fail("GS527", "nobody-signs", t("nobody's name was given"), t('say who signs: --by "YOUR NAME"'))
    findings = failing(check(context.policy, [], context.today()))
    if findings:
        told = t("the policy has findings that nobody accepted: it can't be signed off")
        help = t("solve them, or accept each with a reason and an end date; `gestand check` shows them all")
        raise GestandError(*findings, Diagnostic("GS531", "findings-before-signing", told, (help,)))
    said = {
        a.name: {"keep": a.keep_said, "uses": {str(n): list(c) for n, c in a.uses.items()}, "basis": a.basis}
        for a in context.policy.activities.values()
    }
    with context.state.begin() as connection:
        row = connection.execute(sa.select(policies.c.signed_off_at).where(policies.c.digest == context.policy.digest)).first()
        if row is not None and row.signed_off_at:
            return False
        if row is None:
            connection.execute(
                sa.insert(policies).values(digest=context.policy.digest, seen_at=context.now(), said=json.dumps(said))
            )
        connection.execute(
            sa.update(policies)
            .where(policies.c.digest == context.policy.digest)
            .values(signed_off_at=context.now(), signed_off_by=by)
        )
        entry = Entry(
            context.now,
            context.pseudonym(f"actor {by}"),
            "policy signed off",
            [],
            context.policy.digest,
            {"activities": len(context.policy.activities), "tables": len(context.policy.tables)},
        )
        log.append(connection, [entry], context.state.signing(connection))
    return True
