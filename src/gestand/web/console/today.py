"""What is due today, what waits for whom, what is wrong; and the lists of requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from starlette.responses import Response

from gestand.cases import approvals, model
from gestand.cases.flow import KINDS, State
from gestand.cases.model import Line
from gestand.execute import run
from gestand.policy.model import Policy
from gestand.post import intake
from gestand.state.cases import case_tasks, cases
from gestand.state.post import mails
from gestand.state.tables import holds, proofs
from gestand.web.asked import Asked
from gestand.words import said

PAGE = 50  # requests a page


@dataclass(frozen=True)
class Due:
    """An open task of a request: where to look, and by when."""

    case: str
    system: str
    what: str
    due_on: date
    owner: str


def own(asked: Asked) -> str | None:
    """The customer whose cases alone this account may see; None when it may see all."""
    assert asked.account is not None
    return None if asked.account.may("cases") else asked.account.customer


def today(asked: Asked) -> Response:
    """The first page of staff."""
    account, context = asked.account, asked.context
    assert account is not None
    if not (account.may("cases") or account.may("own cases")):
        return asked.go("/console/board" if account.may("board") else "/console/people")
    customer = own(asked)
    first = model.lines(context, customer=customer, limit=8)
    approving = [line for line in _in_state(asked, State.APPROVING) if line.responsible != account.id]
    return asked.page(
        "console/today.html",
        counts=model.counts(context) if customer is None else {},
        first=first,
        approving=approving if account.may("decide") else [],
        proposals=[p for p in approvals.waiting(context) if p.made_by != account.id] if account.may("plans") else [],
        tasks=_tasks(asked),
        mail=len(intake.waiting(context.state)) if account.may("work") else 0,
        wrong=_wrong(asked) if customer is None else {},
        signed=customer is not None or run.signed_off(context),
        names=names(asked),
    )


def names(asked: Asked) -> dict[str, str]:
    """Accounts by id, to say who does what."""
    from gestand.actors import accounts

    with asked.context.state.begin(write=False) as connection:
        return {a.id: a.name for a in accounts.everybody(connection)}


def _in_state(asked: Asked, state: State) -> list[Line]:
    with asked.context.state.begin(write=False) as connection:
        wanted = sa.select(cases.c.id).where(cases.c.state == state.value).order_by(cases.c.due_on).limit(50)
        if (customer := own(asked)) is not None:
            wanted = wanted.where(cases.c.customer == customer)
        ids = list(connection.execute(wanted).scalars())
    return model.by_ids(asked.context, ids)


def _tasks(asked: Asked) -> list[Due]:
    with asked.context.state.begin(write=False) as connection:
        wanted = (
            sa.select(case_tasks).where(case_tasks.c.done_at.is_(None)).order_by(case_tasks.c.due_on, case_tasks.c.id).limit(12)
        )
        if (customer := own(asked)) is not None:
            wanted = wanted.join(cases, cases.c.id == case_tasks.c.case).where(cases.c.customer == customer)
        called = systems(asked.context.policy)
        rows = connection.execute(wanted)
        return [Due(r.case, called.get(r.system, r.system), r.what, r.due_on, r.owner or "") for r in rows]


def systems(policy: Policy) -> dict[str, str]:
    """What people call the systems that are not connected, and the recipients."""
    named = {n: said(s.called, n) for n, s in policy.systems.items()}
    return named | {n: said(r.called, n) for n, r in policy.recipients.items()}


def _wrong(asked: Asked) -> dict[str, int]:
    """What is wrong, counted: mail that did not go, promises that were overdue when they were last measured, holds to be reviewed."""
    today = asked.context.today()
    with asked.context.state.begin(write=False) as connection:
        count = sa.func.count()
        failed = connection.execute(sa.select(count).where(mails.c.state.in_(("refused", "given up")))).scalar() or 0
        overdue = connection.execute(sa.select(count).where(proofs.c.overdue > 0)).scalar() or 0
        review = connection.execute(sa.select(count).where(holds.c.lifted_at.is_(None), holds.c.review <= today)).scalar() or 0
    return {"mail": failed, "overdue": overdue, "review": review}


def listed(asked: Asked) -> Response:
    """The requests: open or closed, of one kind, of one person of the staff."""
    query = asked.request.query_params
    closed = query.get("closed") == "1"
    kind = query.get("kind", "") if query.get("kind", "") in KINDS else ""
    mine = query.get("mine") == "1" and asked.account is not None
    try:
        page = min(max(int(query.get("page", "1")), 1), 10_000)
    except ValueError:
        page = 1
    assert asked.account is not None
    lines = model.lines(
        asked.context,
        closed=closed,
        customer=own(asked),
        kind=kind or None,
        responsible=asked.account.id if mine else None,
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    return asked.page(
        "console/requests.html",
        lines=lines[:PAGE],
        more=len(lines) > PAGE,
        page=page,
        closed=closed,
        kind=kind,
        mine=mine,
        kinds=KINDS,
        names=names(asked),
    )


Handler = Callable[[Asked], Response]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console", today, ["GET"], "any"),
    ("/console/requests", listed, ["GET"], "cases|own cases"),
]
