"""Sweeps that one person proposes and another approves (promise F4): rows of ours, done by the worker, gone on with after a crash.

    proposed → approved → done            a plan that no longer fits is given up, and proposed anew
            └→ given up  └→ stopped

INVARIANT TWO-PEOPLE: no sweep of the console is carried out unless somebody other than who proposed it approved these very steps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gestand import jobs, retention
from gestand.cases.flow import must_differ
from gestand.cases.model import utc
from gestand.diagnostics import GestandError, fail
from gestand.documents import plans as words_of_plans
from gestand.execute import run
from gestand.execute.context import Context
from gestand.plan.steps import TellRecipient
from gestand.state.approvals import approvals
from gestand.words import language, t, use

PREFIX = "plan "  # of a job that carries out a plan; what follows is its digest


@dataclass(frozen=True)
class Proposal:
    """A sweep that was proposed, and how far it is."""

    plan: str
    made_at: datetime
    made_by: str
    lines: Sequence[Mapping[str, Any]]
    decided_at: datetime | None
    decided_by: str
    decision: str
    why: str
    ended_at: datetime | None
    stopped: str

    @property
    def rows(self) -> int:
        return sum(int(line["rows"]) for line in self.lines)

    @property
    def state(self) -> str:
        """proposed, approved (and being done), given up, done, stopped."""
        if self.stopped:
            return "stopped"
        if self.ended_at:
            return "done"
        return self.decision or "proposed"


def propose(context: Context, by: str) -> Proposal:
    """Plan today's sweep and put it before a second person. What was proposed before and not decided is given up: only one waits."""
    seen, digest = retention.plan(context)
    lines = [
        words_of_plans.line(context.policy, one.step, one.rows, one.of).as_dict()
        for one in seen.counted
        if not isinstance(one.step, TellRecipient)
    ]
    with context.state.begin() as connection:
        connection.execute(
            sa.update(approvals)
            .where(approvals.c.decision.is_(None))
            .values(decision="given up", decided_at=context.now(), decided_by=by)
        )
        values = {"plan": digest, "made_at": context.now(), "made_by": by, "lines": json.dumps(lines), "language": language()}
        connection.execute(sa.insert(approvals).values(**values))
    return get(context, digest)


def get(context: Context, plan: str) -> Proposal:
    """The proposal of this plan. Raises GestandError GS832."""
    with context.state.begin(write=False) as connection:
        row = connection.execute(sa.select(approvals).where(approvals.c.plan == plan)).first()
    if row is None:
        raise fail("GS832", "unknown-proposal", t("there is no such proposal"), t("look at the list of plans"))
    return _proposal(row)


def recent(context: Context, limit: int = 20) -> list[Proposal]:
    """The last proposals, the newest first."""
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(approvals).order_by(approvals.c.made_at.desc()).limit(limit)).all()
    return [_proposal(r) for r in rows]


def waiting(context: Context) -> list[Proposal]:
    """What waits for a second person."""
    return [p for p in recent(context) if p.state == "proposed"]


def _proposal(row: Any) -> Proposal:
    when = [utc(m) if m else None for m in (row.decided_at, row.ended_at)]
    return Proposal(
        row.plan,
        utc(row.made_at),
        row.made_by,
        json.loads(row.lines),
        when[0],
        row.decided_by or "",
        row.decision or "",
        row.why,
        when[1],
        row.stopped,
    )


def approve(context: Context, plan: str, by: str, why: str = "") -> None:
    """A second person approves; the worker carries it out. `why`: why more of a table may go than the brake allows. Raises GestandError
    GS822 when it is the same person, GS833 when it was decided before, GS523 when nobody signed the policy off."""
    proposal = get(context, plan)
    must_differ(proposal.made_by, by)
    run.must_be_signed_off(context)
    with use(_spoken(context, plan)):
        run.reload(context, run.kept(context, plan))  # it is still the plan that was shown
    _decide(context, plan, by, "approved", why.strip(), enqueue=True)


def give_up(context: Context, plan: str, by: str) -> None:
    """It is not done. Raises GestandError GS833 when it was decided before."""
    get(context, plan)
    _decide(context, plan, by, "given up", "", enqueue=False)


def _decide(context: Context, plan: str, by: str, decision: str, why: str, *, enqueue: bool) -> None:
    with context.state.begin() as connection:
        done = connection.execute(
            sa.update(approvals)
            .where(approvals.c.plan == plan, approvals.c.decision.is_(None))
            .values(decision=decision, decided_at=context.now(), decided_by=by, why=why)
        )
        if not done.rowcount:
            raise fail(
                "GS833",
                "decided-before",
                t("somebody decided on this plan before: nothing was done"),
                t("look at the list of plans"),
            )
        if enqueue:
            jobs.enqueue(context.state, connection, PREFIX + plan, "approved")


def carry_out(context: Context, plan: str) -> None:
    """Do an approved plan, or go on with one that was interrupted. What can't be done is said with the plan, not lost. Raises
    GestandError GS6 when a store or our state failed: the same call goes on later."""
    with jobs.alone(context.state, PREFIX + plan):
        proposal = get(context, plan)
        if proposal.state != "approved":
            return
        stopped = ""
        try:
            with use(_spoken(context, plan)):
                retention.sweep(context, plan, beyond_brake=proposal.why, by=proposal.decided_by)
        except GestandError as error:
            first = error.diagnostics[0]
            if first.code.startswith("GS6"):
                raise
            stopped = f"{first.code} {first.message}"
        with context.state.begin() as connection:
            connection.execute(
                sa.update(approvals).where(approvals.c.plan == plan).values(ended_at=context.now(), stopped=stopped)
            )


def _spoken(context: Context, plan: str) -> str:
    """The language of who proposed it: a plan is made again in the same one."""
    with context.state.begin(write=False) as connection:
        return connection.execute(sa.select(approvals.c.language).where(approvals.c.plan == plan)).scalar() or "nl"


def tick(context: Context) -> int:
    """Go on with approved plans that nobody carries out: a job that was lost, a crash. Returns how many."""
    with context.state.begin(write=False) as connection:
        due = list(
            connection.execute(
                sa.select(approvals.c.plan).where(approvals.c.decision == "approved", approvals.c.ended_at.is_(None))
            ).scalars()
        )
    for plan in due:
        try:
            carry_out(context, plan)
        except GestandError:
            continue
    return len(due)
