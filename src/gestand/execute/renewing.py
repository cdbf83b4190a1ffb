"""What a database keeps beside its rows, brought in step after the rows were changed: materialised views, full-text indexes, the history of
rows. It follows the transactions that changed the rows, and is done before a plan counts as applied: killed in between, the same call does
it again. Each is a transaction of its own: a view that is large locks nobody's rows."""

from __future__ import annotations

from gestand.execute.context import Context
from gestand.plan.questions import Plan
from gestand.plan.steps import RenewCopy, SealValues, UnsealValues
from gestand.stores.work import Work


def renew(context: Context, plan: Plan, changed: bool) -> None:
    """Do the RenewCopy steps of a plan. `changed`: it changed a row; what moves to our state and back is not counted each time."""
    if not changed and not any(isinstance(s, (SealValues, UnsealValues)) for s in plan.steps):
        return
    for step in plan.steps:
        if isinstance(step, RenewCopy):
            with context.stores[step.table.store].session(write=True) as connection:
                Work(context.policy, context.stores[step.table.store], connection).renew(step)
