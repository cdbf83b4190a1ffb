"""The desk: a request comes in, whichever way, and people go on with it. Each move is one transaction: the case, what happened, the
entry in the evidence log, the mail that tells of it, and the job that goes on with it; all of them or none.

INVARIANT CASE-ONCE: a case changes only from the version that was looked at. Of two who go on with it at once, one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from gestand import jobs
from gestand.actors import accounts
from gestand.cases import clocks, mail, model
from gestand.cases.flow import CHANNELS, KINDS, Asked, Move, State, after, must_differ
from gestand.cases.model import Asker, Case, Said
from gestand.diagnostics import fail
from gestand.documents import letters
from gestand.documents.customers import Customer
from gestand.documents.letters import Letter
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import customers, facts
from gestand.execute.context import Context
from gestand.execute.run import until
from gestand.plan.questions import Key
from gestand.post import Mail, queue
from gestand.state.cases import case_codes, case_events, case_links, case_tasks, case_withheld, cases
from gestand.words import LANGUAGES, t, use

PERSON, ENGINE = "person", "gestand"  # who acts, where it is no account
_PROMISE = {"access": "B1", "complaint": "B10", "objection": "B7", "withdrawal": "B8"}
LONGEST = 5000  # characters of what somebody wrote


def receive(
    context: Context,
    *,
    kind: str,
    channel: str,
    asker: Asker,
    said: Said = Said(),  # noqa: B008  a frozen value
    received_on: date | None = None,
    language: str = "",
    activity: str = "",
    by: str = PERSON,
    customer: str = "",
) -> str:
    """A request came in. `received_on`: the day it reached us, which may lie before today for a letter. `customer`: of ours, where it is
    known that this one decides. Returns its number. Raises GestandError GS823 to GS825 for what can't be a request."""
    today = context.today()
    _usable(context, kind, channel, received_on or today, activity, said)
    day = received_on or today
    now = context.now()
    found = clocks.dates(context.policy, kind, day, [], today)
    with context.state.begin() as connection:
        id = _number(connection, today.year)
        state = context.state
        connection.execute(
            sa.insert(cases).values(
                id=id,
                kind=kind,
                channel=channel,
                state=State.RECEIVED.value,
                version=1,
                language=language if language in LANGUAGES else context.policy.organisation.languages[0],
                activity=activity,
                customer=customer or None,
                received_on=day,
                received_at=now,
                legal_on=found.legal,
                due_on=clocks.due(found, today),
                asker=state.seal(asker.as_dict(), f"case {id} asker"),
                said=state.seal(said.as_dict(), f"case {id} said"),
            )
        )
        _happened(context, connection, id, "received", by, kind=kind)
        jobs.enqueue(context.state, connection, id, 1)
    return id


def _usable(context: Context, kind: str, channel: str, day: date, activity: str, said: Said) -> None:
    if kind not in KINDS or channel not in CHANNELS:
        raise fail(
            "GS823",
            "no-request",
            t("`{kind}` by `{channel}` is no request that is known", kind=kind, channel=channel),
            t("the kinds are: {kinds}", kinds=", ".join(KINDS)),
        )
    if day > context.today() or day < context.today() - timedelta(days=366):
        raise fail(
            "GS824",
            "received-when",
            t("a request can't have been received on {day}", day=day.isoformat()),
            t("give the day on which it reached you, at most a year ago"),
        )
    if len(said.words) > LONGEST or len(said.corrections) > 50:
        raise fail(
            "GS825",
            "too-long",
            t("that is too long: at most {n} characters", n=LONGEST),
            t("say it shorter; you can send us more later"),
        )
    if activity and activity != "marketing" and activity not in context.policy.activities:
        raise fail("GS513", "unknown-activity", t("`{name}` is no activity of the policy", name=activity), "")


def _number(connection: sa.Connection, year: int) -> str:
    """The next number of the year; the write lock (SQLite) or the unique key (PostgreSQL) keeps two apart."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(71003)))
    last = connection.execute(sa.select(sa.func.max(cases.c.id)).where(cases.c.id.startswith(f"{year}-"))).scalar()
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:06d}"


def move(
    context: Context,
    case: Case,
    what: Move,
    by: str,
    *,
    note: str = "",
    values: Mapping[str, Any] | None = None,
    connection: sa.Connection | None = None,
) -> None:
    """Make a move from the case as it was looked at. Raises GestandError GS821 when it can't be made now, GS826 when somebody was first."""
    if connection is None:
        with context.state.begin() as own:
            move(context, case, what, by, note=note, values=values, connection=own)
        return
    then = after(case.state, what, model.asked(context, case.kind, case.activity))
    changed = dict(values or {})
    if then is State.CLOSED and case.closed_on is None:
        changed.setdefault("closed_on", context.today())
    done = connection.execute(
        sa.update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(state=then.value, version=case.version + 1, **changed)
    )
    if not done.rowcount:
        raise fail(
            "GS826",
            "somebody-was-first",
            t("somebody else just changed request {id}: nothing was done", id=case.id),
            t("look at it again"),
        )
    people = changed.get("_people", case.people)
    _happened(context, connection, case.id, what.value, by, note=note, kind=case.kind, people=people)
    _dates(context, connection, case)
    jobs.enqueue(context.state, connection, case.id, case.version + 1)


def _happened(
    context: Context,
    connection: sa.Connection,
    id: str,
    what: str,
    by: str,
    *,
    note: str = "",
    kind: str = "",
    people: Mapping[str, Sequence[Key]] | None = None,
) -> int:
    """What happened, in the case and in the evidence log, where no number of the case stands and no name."""
    persons = [context.pseudonym(f"{k} {facts.key_text(key)}").encode() for k, keys in (people or {}).items() for key in keys]
    entry = Entry(
        context.now,
        context.pseudonym(f"actor {by}"),
        f"request {what}",
        [_PROMISE.get(kind, "B2")],
        context.policy.digest,
        {},
        {"case": context.pseudonym(f"case {id}").ljust(64, "0")},
        persons or None,
        until(context),
    )
    index = log.append(connection, [entry], context.state.signing(connection))[0]
    sealed = context.state.seal(note, f"case {id} note") if note else None
    connection.execute(
        sa.insert(case_events).values(case=id, at=context.now(), on=context.today(), what=what, by=by, note=sealed, entry=index)
    )
    return index


def tell(context: Context, connection: sa.Connection, case: Case, what: str, by: str, note: str = "") -> int:
    """Something happened that moves nothing: it was looked at, a link was used, a letter went."""
    return _happened(context, connection, case.id, what, by, note=note, kind=case.kind, people=case.people)


def _dates(context: Context, connection: sa.Connection, case: Case) -> None:
    """Keep the dates that lists are ordered by, after what just happened."""
    rows = connection.execute(
        sa.select(case_events.c.what, case_events.c.on).where(case_events.c.case == case.id).order_by(case_events.c.id)
    ).all()
    found = clocks.dates(context.policy, case.kind, case.received_on, [(r.what, r.on) for r in rows], context.today())
    connection.execute(
        sa.update(cases).where(cases.c.id == case.id).values(legal_on=found.legal, due_on=clocks.due(found, context.today()))
    )


def identify(context: Context, case: Case, people: Mapping[str, Sequence[Key]], how: str, by: str) -> None:
    """It is certain who asks, and how that was established (GDPR art. 12(6)). The first kind of `people` is the one they asked as."""
    kind, keys = next(iter(people.items()))
    rest = {k: [list(key) for key in v] for k, v in people.items() if k != kind}
    values = {
        "people": kind,
        "person": facts.key_text(keys[0]),
        "also": context.state.seal(rest, f"case {case.id} also") if rest else None,
        "identified_by": how,
    }
    with context.state.begin() as connection:
        connection.execute(sa.delete(case_codes).where(case_codes.c.case == case.id))  # proofs of identity go once they served
        move(context, replace(case, people=people), Move.IDENTIFY, by, values=values, connection=connection)


def grant(context: Context, case: Case, by: str, note: str = "") -> None:
    """Decide to do what was asked. What can't be undone waits for a second person."""
    _all_answered(case)
    move(context, case, Move.GRANT, by, note=note, values={"outcome": "executed"})


def refuse(context: Context, case: Case, by: str, reason: str) -> None:
    """Decide not to, with a reason that the person reads (GDPR art. 12(4)). A second person looks first."""
    if len(reason.strip()) < 20:
        raise fail(
            "GS827",
            "reason-missing",
            t("a refusal needs a reason that the person can understand"),
            t("write in one or two sentences why, and on which ground"),
        )
    move(context, case, Move.REFUSE, by, note=reason.strip(), values={"outcome": "refused"})


def approve(context: Context, case: Case, by: str, note: str = "") -> None:
    """A second person agrees (F4). Raises GestandError GS822 when it is the same one."""
    must_differ(case.by(Move.REFUSE.value if case.outcome == "refused" else Move.GRANT.value), by)
    move(context, case, Move.APPROVE, by, note=note)


def send_back(context: Context, case: Case, by: str, note: str) -> None:
    """A second person does not agree: it is decided anew."""
    move(context, case, Move.SEND_BACK, by, note=note, values={"outcome": None})


def extend(context: Context, case: Case, by: str, reason: str) -> None:
    """Take two months more, with the reason, told in time (GDPR art. 12(3)). Raises GestandError GS828 when it is too late for that."""
    if context.today() > case.dates.extension_notice_by or case.dates.extension != "none":
        raise fail(
            "GS828",
            "too-late-to-extend",
            t("the time to tell of an extension ended on {day}", day=case.dates.extension_notice_by.isoformat()),
            t("answer the request; the law gives no more time"),
        )
    if len(reason.strip()) < 20:
        raise fail(
            "GS827",
            "reason-missing",
            t("an extension needs a reason that the person can understand"),
            t("write what makes this request complex, or how many there were"),
        )
    organisation = context.policy.organisation
    with context.state.begin() as connection:
        move(context, case, Move.EXTEND, by, note=reason.strip(), connection=connection)
        latest = model.load(context, case.id, connection).dates.legal
        _write(
            context,
            connection,
            case,
            lambda: letters.extended(organisation, case.id, case.kind, reason.strip(), latest),
            "extended",
        )


def withdraw(context: Context, case: Case, by: str = PERSON) -> None:
    """The person takes the request back."""
    organisation = context.policy.organisation
    with context.state.begin() as connection:
        move(context, case, Move.WITHDRAW, by, values={"outcome": "withdrawn"}, connection=connection)
        _write(context, connection, case, lambda: letters.withdrawn(organisation, case.id), "withdrawn")


def _write(context: Context, connection: sa.Connection, case: Case, letter: Callable[[], Letter], key: str) -> None:
    """A letter to the person, where we know an address to answer to; who has none gets it by post: a task says so."""
    if case.asker.email:
        mail.write(context, connection, case, case.asker.email, letter, key)
    elif case.channel in ("post", "desk", "telephone"):
        with use(case.language):
            made = letter()
        add_task(context, connection, case, "post", made.subject, note="\n\n".join((*made.paragraphs, *made.after)))


def forward(context: Context, case: Case, said: str, by: str) -> None:
    """The data lies in a customer's account: that customer decides, and the person is told where to go (B4). `said`: its number or name.
    Raises GestandError GS360 where the policy knows its customers, and this is none."""
    policy = context.policy
    who = customers.customer(policy, context.stores, said) if policy.customers else Customer(said, said)
    customer = who.name
    their_statement = policy.statement.customers.get(customer, "") if policy.statement else ""
    where = " · ".join(x for x in (who.contact, their_statement) if x)
    with context.state.begin() as connection:
        values = {"outcome": "forwarded", "customer": customer}
        move(context, case, Move.FORWARD, by, values=values, connection=connection)
        organisation = context.policy.organisation
        _write(context, connection, case, lambda: letters.forwarded(organisation, case.id, case.kind, customer, where), "forwarded")
        their = [a for a in accounts.everybody(connection) if a.customer in (customer, who.key) and not a.ended]
        if not their:
            add_task(context, connection, case, "tell", customer)
        for account in their:
            link = f"{mail.site(context)}/console/requests/{case.id}"
            with use(account.language):
                letter = letters.for_customer(organisation, case.id, customer, link)
                text, html = letters.as_text(letter, organisation), letters.as_html(letter, organisation)
            message = Mail(account.email, letter.subject, text, html, account.language, key=f"customer {account.id}")
            queue(connection, context.state, message, f"case {case.id}", at=context.now())


def instruct(context: Context, case: Case, by: str) -> None:
    """The customer whose data it is instructs us to do what was asked (GDPR art. 28(3)(a)): the request goes on with us, on its
    instruction. Raises GestandError GS821 when it is not with a customer, GS826 when somebody was first."""
    if case.outcome != "forwarded":
        raise fail("GS821", "not-now", t("this request is with no customer"), t("look at the request again"))
    then = State.WORKING if case.people else State.RECEIVED
    with context.state.begin() as connection:
        done = connection.execute(
            sa.update(cases)
            .where(cases.c.id == case.id, cases.c.version == case.version)
            .values(state=then.value, version=case.version + 1, outcome=None, closed_on=None)
        )
        if not done.rowcount:
            raise fail(
                "GS826",
                "somebody-was-first",
                t("somebody else just changed request {id}: nothing was done", id=case.id),
                t("look at it again"),
            )
        tell(context, connection, case, "instructed", by)
        jobs.enqueue(context.state, connection, case.id, case.version + 1)


def take(context: Context, case: Case, account: str) -> None:
    """Somebody takes the case on."""
    with context.state.begin() as connection:
        connection.execute(sa.update(cases).where(cases.c.id == case.id).values(responsible=account))
        tell(context, connection, case, "taken on", account)


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


def answer_task(context: Context, case: Case, task: int, result: str, by: str, note: str = "") -> None:
    """A task is done: `nothing found` is an answer too. Raises GestandError GS829."""
    if result not in ("nothing found", "found", "done"):
        raise fail("GS829", "unknown-task", t("a task ends with `nothing found`, `found` or `done`"), "")
    with context.state.begin() as connection:
        done = connection.execute(
            sa.update(case_tasks)
            .where(case_tasks.c.id == task, case_tasks.c.case == case.id, case_tasks.c.done_at.is_(None))
            .values(
                done_at=context.now(),
                done_by=by,
                result=result,
                note=context.state.seal(note[:LONGEST], f"case {case.id} task") if note else None,
            )
        )
        if not done.rowcount:
            raise fail("GS829", "unknown-task", t("there is no such open task"), t("look at the request again"))
        move(context, case, Move.ANSWER, by, connection=connection)


def _all_answered(case: Case) -> None:
    if case.open_tasks:
        raise fail(
            "GS830",
            "tasks-open",
            t("{systems} must be searched first", systems=", ".join(x.system for x in case.open_tasks)),
            t("answer each task; `nothing found` is an answer"),
        )


def withhold(context: Context, case: Case, table: str, key: str, column: str, reason: str, by: str) -> None:
    """Leave something out of the answer because showing it would harm somebody else, with a reason that the person reads (GDPR art.
    15(4)). `key` '' is every row of the table, `column` '' the whole row."""
    if len(reason.strip()) < 10:
        raise fail(
            "GS827",
            "reason-missing",
            t("what is withheld needs a reason that the person can understand"),
            t("write whom showing it would harm"),
        )
    place = {"case": case.id, "table": table, "key": key, "column": column}
    with context.state.begin() as connection:
        _same_version(context, connection, case)
        connection.execute(sa.delete(case_withheld).where(*(case_withheld.c[n] == v for n, v in place.items())))
        sealed = context.state.seal(reason.strip(), f"case {case.id} withheld")
        connection.execute(sa.insert(case_withheld).values(**place, reason=sealed, by=by))
        tell(context, connection, case, "withheld", by)


def show_again(context: Context, case: Case, table: str, key: str, column: str, by: str) -> None:
    """What was withheld is shown after all."""
    place = {"case": case.id, "table": table, "key": key, "column": column}
    with context.state.begin() as connection:
        _same_version(context, connection, case)
        connection.execute(sa.delete(case_withheld).where(*(case_withheld.c[n] == v for n, v in place.items())))
        tell(context, connection, case, "shown after all", by)


def withheld(context: Context, case: Case) -> dict[tuple[str, str, str], str]:
    """What is left out of the answer: (table, key, column) → reason."""
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(case_withheld).where(case_withheld.c.case == case.id)).all()
    return {(r.table, r.key, r.column): context.state.unseal(r.reason, f"case {case.id} withheld") for r in rows}


def _same_version(context: Context, connection: sa.Connection, case: Case) -> None:
    now = connection.execute(sa.select(cases.c.version, cases.c.state).where(cases.c.id == case.id)).one()
    if now.version != case.version or State(now.state) is not State.REVIEWING:
        raise fail(
            "GS826",
            "somebody-was-first",
            t("somebody else just changed request {id}: nothing was done", id=case.id),
            t("look at it again"),
        )


def looked(context: Context, case: Case, by: str, reason: str) -> None:
    """Somebody of the staff saw personal data of this case, and why (F7)."""
    with context.state.begin() as connection:
        tell(context, connection, case, "looked at", by, reason)


def close(context: Context, case: Case, by: str) -> None:
    """The answer was fetched, or its time is over."""
    with context.state.begin() as connection:
        move(context, case, Move.CLOSE, by, connection=connection)
        connection.execute(sa.delete(case_links).where(case_links.c.case == case.id, case_links.c.what == "answer"))


def people_of(row: Any) -> dict[str, list[Key]]:
    """The people of a row of `cases`: the kind they asked as."""
    return {row.people: [tuple(json.loads(row.person))]} if row.people else {}


__all__ = ["Asked", "answer_task", "approve", "extend", "forward", "grant", "identify", "move", "receive", "refuse", "withdraw"]
