"""What is kept with a case for a person to act on: tasks, and files of the answer, sealed."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from gestand.cases.model import Case
from gestand.execute.context import Context
from gestand.state.cases import case_answers, case_tasks


def add_task(
    context: Context, connection: sa.Connection, case: Case, what: str, system: str, owner: str = "", note: str = ""
) -> int:
    """A task for a person; its number. It is due well before the case is."""
    due = max(context.today(), min(case.due_on, case.dates.legal) - timedelta(days=3))
    sealed = context.state.seal(note, f"case {case.id} task") if note else None
    made = connection.execute(
        sa.insert(case_tasks).values(case=case.id, what=what, system=system, owner=owner or None, due_on=due, note=sealed)
    )
    return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0


def put(
    context: Context, connection: sa.Connection, case: Case, name: str, content: bytes, until: datetime | None = None
) -> None:
    """Keep a file of the answer, sealed. `until`: the person can have it from now until then; without it, it waits to be released."""
    here = (case_answers.c.case == case.id) & (case_answers.c.name == name)
    connection.execute(sa.delete(case_answers).where(here))
    sealed = context.state.seal_bytes(content, f"case {case.id} answer {name}")
    connection.execute(
        sa.insert(case_answers).values(case=case.id, name=name, content=sealed, made_at=context.now(), fetched=0, until=until)
    )
