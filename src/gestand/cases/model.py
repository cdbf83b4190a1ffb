"""A case as it is now: read from our state, its sealed parts opened for who may see them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from gestand.cases import clocks
from gestand.cases.flow import Asked, State
from gestand.diagnostics import fail
from gestand.execute import facts
from gestand.execute.context import Context
from gestand.law import CaseDates, Standing
from gestand.plan.questions import Key
from gestand.state.cases import case_events, case_tasks, cases
from gestand.words import t


@dataclass(frozen=True)
class Asker:
    """Who asks: what they call themselves, where the answer goes, and by what they say they are known (identifier → value). `whom`: the
    kind of people they say they belong to. `behalf`: a representative, guardian or parent who asks for somebody else."""

    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)  # of letters, where there is no e-mail
    whom: str = ""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    behalf: str = ""  # '' self; representative, guardian, parent

    def as_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "given": dict(self.given)}


@dataclass(frozen=True)
class Said:
    """What was asked, in the person's words and ours: corrections (store.table.column → value), the ground of a restriction."""

    words: str = field(default="", repr=False)
    corrections: Mapping[str, str] = field(default_factory=dict, repr=False)
    ground: str = ""
    until: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "corrections": dict(self.corrections)}


@dataclass(frozen=True)
class Happened:
    """Something that happened in a case. `by`: an account, `person`, or `gestand`."""

    at: datetime
    on: date
    what: str
    by: str
    note: str = field(default="", repr=False)
    entry: int | None = None


@dataclass(frozen=True)
class Task:
    """What a person must do for a case: search a system that is not connected, tell a recipient, ask a customer."""

    id: int
    case: str
    what: str
    system: str
    owner: str
    due_on: date
    done_at: datetime | None = None
    done_by: str = ""
    result: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class Case:
    """A request, whole."""

    id: str
    kind: str
    channel: str
    state: State
    version: int
    language: str
    activity: str
    received_on: date
    received_at: datetime
    asker: Asker
    said: Said
    people: Mapping[str, Sequence[Key]]
    identified_by: str
    plan: str
    customer: str
    responsible: str
    outcome: str
    closed_on: date | None
    events: tuple[Happened, ...]
    tasks: tuple[Task, ...]
    dates: CaseDates
    due_on: date
    standing: Standing

    @property
    def open_tasks(self) -> list[Task]:
        """What must be answered before the answer can go out."""
        return [task for task in self.tasks if task.done_at is None and task.what == "search"]

    def by(self, what: str) -> str:
        """Who last did this."""
        return next((e.by for e in reversed(self.events) if e.what == what), "")

    def note(self, what: str) -> str:
        """What was written when this was last done."""
        return next((e.note for e in reversed(self.events) if e.what == what), "")


@dataclass(frozen=True)
class Line:
    """A case as a list shows it: nothing of the person."""

    id: str
    kind: str
    channel: str
    state: State
    received_on: date
    due_on: date
    legal_on: date
    responsible: str
    customer: str
    outcome: str
    activity: str = ""


def asked(context: Context, kind: str, activity: str) -> Asked:
    """What matters of a request for how it goes."""
    activities = context.policy.activities
    marketing = kind == "objection" and (
        activity in ("", "marketing") or activity in activities and activities[activity].marketing
    )
    return Asked(kind, marketing)


def utc(moment: datetime) -> datetime:
    """A moment of our state, which SQLite keeps without its zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def load(context: Context, id: str, connection: sa.Connection | None = None) -> Case:
    """The case with this number. Raises GestandError GS820."""
    if connection is None:
        with context.state.begin(write=False) as own:
            return load(context, id, own)
    row = connection.execute(sa.select(cases).where(cases.c.id == id)).first()
    if row is None:
        raise fail("GS820", "unknown-case", t("there is no request `{id}`", id=id), t("look at the list of requests"))
    unseal = context.state.unseal
    events = tuple(
        Happened(utc(e.at), e.on, e.what, e.by, unseal(e.note, f"case {id} note") if e.note else "", e.entry)
        for e in connection.execute(sa.select(case_events).where(case_events.c.case == id).order_by(case_events.c.id))
    )
    tasks = tuple(
        _task(context, r)
        for r in connection.execute(sa.select(case_tasks).where(case_tasks.c.case == id).order_by(case_tasks.c.id))
    )
    today = context.today()
    dates = clocks.dates(context.policy, row.kind, row.received_on, [(e.what, e.on) for e in events], today)
    return Case(
        row.id,
        row.kind,
        row.channel,
        State(row.state),
        row.version,
        row.language,
        row.activity,
        row.received_on,
        utc(row.received_at),
        Asker(**unseal(row.asker, f"case {id} asker")),
        Said(**unseal(row.said, f"case {id} said")),
        _people(context, row),
        row.identified_by or "",
        row.plan or "",
        row.customer or "",
        row.responsible or "",
        row.outcome or "",
        row.closed_on,
        events,
        tasks,
        dates,
        clocks.due(dates, today),
        clocks.stands(dates, today),
    )


def _people(context: Context, row: Any) -> dict[str, list[Key]]:
    if not row.people:
        return {}
    also = context.state.unseal(row.also, f"case {row.id} also") if row.also else {}
    own = [tuple(json.loads(row.person))]
    return {row.people: own, **{k: [tuple(key) for key in keys] for k, keys in also.items() if k != row.people}}


def _task(context: Context, row: Any) -> Task:
    note = context.state.unseal(row.note, f"case {row.case} task") if row.note else ""
    done = utc(row.done_at) if row.done_at else None
    return Task(
        row.id, row.case, row.what, row.system, row.owner or "", row.due_on, done, row.done_by or "", row.result or "", note
    )


def lines(
    context: Context,
    *,
    closed: bool = False,
    customer: str | None = None,
    responsible: str | None = None,
    kind: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[Line]:
    """The open cases, the first due first; or those that were closed, the last closed first. `customer`: of this customer only."""
    wanted = sa.select(cases).limit(limit).offset(offset)
    wanted = wanted.where(cases.c.closed_on.is_not(None) if closed else cases.c.closed_on.is_(None))
    wanted = (
        wanted.order_by(cases.c.closed_on.desc(), cases.c.id.desc()) if closed else wanted.order_by(cases.c.due_on, cases.c.id)
    )
    for column, value in ((cases.c.customer, customer), (cases.c.responsible, responsible), (cases.c.kind, kind)):
        if value is not None:
            wanted = wanted.where(column == value)
    with context.state.begin(write=False) as connection:
        return [_line(r) for r in connection.execute(wanted)]


def _line(r: Any) -> Line:
    return Line(
        r.id,
        r.kind,
        r.channel,
        State(r.state),
        r.received_on,
        r.due_on,
        r.legal_on,
        r.responsible or "",
        r.customer or "",
        r.outcome or "",
        r.activity,
    )


def by_ids(context: Context, ids: Sequence[str]) -> list[Line]:
    """These cases as a list shows them, the first due first."""
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(cases).where(cases.c.id.in_(ids)).order_by(cases.c.due_on, cases.c.id)).all()
    return [_line(r) for r in rows]


def of_person(context: Context, case: Case) -> list[Line]:
    """The other cases of the person of this case: past requests."""
    found: list[Line] = []
    with context.state.begin(write=False) as connection:
        for kind, keys in case.people.items():
            for key in keys:
                rows = connection.execute(
                    sa.select(cases)
                    .where(cases.c.people == kind, cases.c.person == facts.key_text(key), cases.c.id != case.id)
                    .order_by(cases.c.id.desc())
                )
                found += [replace(_line(r), responsible="") for r in rows]
    return found


def counts(context: Context) -> dict[str, int]:
    """How many cases are open, due this week, overdue: for the first line of the console."""
    today = context.today()
    with context.state.begin(write=False) as connection:
        open_now = cases.c.closed_on.is_(None)
        wanted = {
            "open": open_now,
            "overdue": open_now & (cases.c.legal_on < today),
            "due": open_now & (cases.c.due_on <= date.fromordinal(today.toordinal() + 7)),
        }
        select = sa.select(*(sa.func.count().filter(where).label(name) for name, where in wanted.items())).select_from(cases)
        row = connection.execute(select).one()
    return {name: int(getattr(row, name)) for name in wanted}
