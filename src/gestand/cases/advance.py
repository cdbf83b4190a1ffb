"""Going on with a case: whatever the engine must do next, until it waits for a person. It can be stopped anywhere and started again:
what was done is seen in the case, in the plan, and in the store itself.

    received, identifying   send the code that was asked for
    working                 count the plan, make the tasks, build the answer to look at; when all is in, to `reviewing`
    acting                  do the plan or release the answer, write the letter, make the tasks of article 19; to `released`
    released                send the code to fetch it; after its time, close

INVARIANT ANSWER-TO: a letter goes to the address that the stores knew when it was certain who asks, kept sealed with the case, because
an erasure takes it from the stores."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from gestand import jobs, rights
from gestand.cases import answers, customers, desk, identity, mail, model, recipients
from gestand.cases.flow import Move, State, at_once
from gestand.cases.model import Case
from gestand.diagnostics import GestandError
from gestand.documents import letters, sentences
from gestand.execute import access
from gestand.execute.context import Context
from gestand.execute.people import identifiers_of
from gestand.execute.preview import Preview
from gestand.execute.search import Found
from gestand.plan.steps import CutPerson, DeleteRows, ReplaceValues, TellRecipient
from gestand.state.cases import case_answers, case_codes, case_events, case_links, case_tasks, cases
from gestand.words import day, said, t, tn, use

CODE_ASKED, CODE_SENT, NO_CODE = "code asked", "code sent", "no code to send"
ENGINE_DOES = ("erasure", "restriction", "lifting", "objection", "withdrawal", "rectification")
_STALE = ("GS520", "GS521", "GS522", "GS525")  # the plan is no longer the one that was looked at


def advance(context: Context, id: str) -> None:
    """Go on with a case until it waits for a person. Raises GestandError when a store or our state fails: the same call goes on later."""
    with jobs.alone(context.state, id):
        for _ in range(10):
            if not _step(context, model.load(context, id)):
                return


def _step(context: Context, case: Case) -> bool:
    """One thing that is due, if any; whether something was done."""
    asked = [e.what for e in case.events].count(CODE_ASKED)
    if asked > sum(e.what in (CODE_SENT, NO_CODE) for e in case.events):
        return _code(context, case)
    match case.state:
        case State.WORKING if not case.by(Move.PREPARED.value):
            return _prepare(context, case)
        case State.WORKING if not case.open_tasks:
            if at_once(model.asked(context, case.kind, case.activity)):
                desk.move(context, case, Move.GRANT, desk.ENGINE, values={"outcome": "executed"})
            else:
                desk.move(context, case, Move.COMPLETE, desk.ENGINE)
            return True
        case State.ACTING:
            return _act(context, case)
        case State.RELEASED if case.outcome == "refused" or not answers.files(context, case.id):
            desk.close(context, case, desk.ENGINE)
            return True
    return False


def ask_code(context: Context, case: Case) -> None:
    """The person at the screen asks for a code; whether one is sent, nobody sees."""
    with context.state.begin() as connection:
        n = desk.tell(context, connection, case, CODE_ASKED, desk.PERSON)
        jobs.enqueue(context.state, connection, case.id, f"code {n}")


def _code(context: Context, case: Case) -> bool:
    sent = identity.send_code(context, case)
    with context.state.begin() as connection:
        desk.tell(context, connection, case, CODE_SENT if sent else NO_CODE, desk.ENGINE)
    return True


def _prepare(context: Context, case: Case) -> bool:
    """Count what would be done, and make the tasks for systems that are not connected. What customers of ours decide about is passed on."""
    if customers.pass_on(context, case):
        return True
    summary: dict[str, Any] = {}
    digest = ""
    if case.kind in ENGINE_DOES:
        seen, digest = _plan(context, case)
        summary = summarise(context, case, seen)
    elif case.kind in ("access", "portability"):
        summary = {"rows": answers.build(context, case)}
    values: dict[str, Any] = {"plan": digest or None}
    meant, known = _known(context, case)
    if known or meant and not case.asker.email:
        # what we know them by goes with an erasure; the letters and the recipients need it until the case has had its time
        asker = replace(case.asker, email=case.asker.email or meant, given={**known, **case.asker.given})
        values["asker"] = context.state.seal(asker.as_dict(), f"case {case.id} asker")
    with context.state.begin() as connection:
        desk.move(context, case, Move.PREPARED, desk.ENGINE, note=json.dumps(summary), values=values, connection=connection)
        for name, system in context.policy.systems.items():
            if not system.people or set(system.people) & set(case.people):
                desk.add_task(context, connection, case, "search", name, system.owner)
        to = case.asker.email or meant
        if to:
            mail.write(context, connection, case, to, lambda: _received(context, connection, case), "received")
    return True


def _received(context: Context, connection: sa.Connection, case: Case) -> letters.Letter:
    latest = min(d for d in (case.dates.legal, case.dates.promise) if d is not None)
    link = mail.link(context, connection, case, "follow", context.now() + mail.FOLLOWED)
    return letters.received(context.policy.organisation, case.id, case.kind, latest, link)


def _known(context: Context, case: Case) -> tuple[str, dict[str, str]]:
    """The e-mail address that the stores know of the person, whatever was typed in, and everything they are known by."""
    address = ""
    known: dict[str, str] = {}
    for kind, keys in case.people.items():
        for name, values in identifiers_of(context, context.policy.kinds[kind], list(keys)).items():
            for value in values:
                known.setdefault(name, value)
                if not address and "@" in value:
                    address = value
    return address, known


def _plan(context: Context, case: Case) -> tuple[Preview, str]:
    more: dict[str, Any] = {}
    match case.kind:
        case "rectification":
            more["corrections"] = dict(case.said.corrections)
        case "restriction":
            more = {"ground": case.said.ground or "accuracy contested", "until": case.said.until}
        case "objection":
            more["activity"] = case.activity or "marketing"
        case "withdrawal":
            more["activity"] = case.activity
    return rights.ask(context, case.kind, case.people, customer=customers.decides(context, case), **more)


def summarise(context: Context, case: Case, seen: Preview) -> dict[str, Any]:
    """What a plan does, in sentences of the person's language: what goes, what stays and why, who is told."""
    policy = context.policy
    goes: dict[str, int] = {}
    with use(case.language):
        for one in seen.counted:
            if isinstance(one.step, (DeleteRows, ReplaceValues, CutPerson)):
                name = sentences.heading(policy, one.step.table)
                goes[name] = max(goes.get(name, 0), one.rows)
        gone = [f"{name}: {tn('{n} row', '{n} rows', n)}" for name, n in goes.items()]
        stays = []
        for line in seen.staying:
            activity = policy.activities.get(line.activity)
            why = sentences.basis(activity) if activity else t("a hold or a restriction keeps it")
            until = f", {t('until {day}', day=day(date.fromisoformat(line.until)))}" if line.until else ""
            stays.append(f"{sentences.heading(policy, line.table)}: {why}{until}")
        told = [said(policy.recipients[c.recipient].called, c.recipient) for c in seen.plan.steps if isinstance(c, TellRecipient)]
    rows = sum(c.rows for c in seen.counted if not isinstance(c.step, TellRecipient))
    return {"gone": gone, "stays": list(dict.fromkeys(stays)), "told": told, "rows": rows}


def _act(context: Context, case: Case) -> bool:
    """Do what was decided."""
    if case.outcome == "refused":
        return _refused(context, case)
    if [task for task in case.tasks if task.what == "judge" and task.done_at is None]:
        return False  # *complete* is not said before a person looked
    if case.kind in ("access", "portability"):
        return _hand_out(context, case)
    if case.kind == "lifting" and (wait := _told_first(context, case)):
        return wait == _TOLD
    if case.kind in ENGINE_DOES:
        try:
            outcome = rights.do(context, case.plan, by=case.by(Move.APPROVE.value) or case.by(Move.GRANT.value))
            if outcome.found is not None and not outcome.found.complete:
                return _judge(context, case, outcome.found)
        except GestandError as error:
            if error.diagnostics[0].code not in _STALE:
                raise
            return _anew(context, case, error.diagnostics[0].message)
    return _done(context, case)


_WAITS, _TOLD = "waits", "told first"
NOTICE = timedelta(days=7)  # between the notice and the lifting


def _told_first(context: Context, case: Case) -> str:
    """Before a restriction is lifted, the person is told (GDPR art. 18(3)); who asked for it themselves knows. Returns what is so now:
    `told first` when the notice just went, `waits` while its time runs, nothing when it can be done."""
    if case.by("received") == desk.PERSON:
        return ""
    told = next((e.on for e in case.events if e.what == "notice sent"), None)
    if told is not None:
        return _WAITS if context.today() < told + NOTICE else ""
    organisation, on = context.policy.organisation, context.today() + NOTICE
    with context.state.begin() as connection:
        desk.tell(context, connection, case, "notice sent", desk.ENGINE)
        if case.asker.email:
            mail.write(context, connection, case, case.asker.email, lambda: letters.lifts(organisation, case.id, on), "notice")
        else:
            desk.add_task(context, connection, case, "post", t("We are going to use your data again"))
    return _TOLD


def _judge(context: Context, case: Case, found: Found) -> bool:
    """The search came upon places that a person must look at: each is a task, and the case waits (NOTHING-LEFT)."""
    with context.state.begin() as connection:
        for hit in found.hits:
            if hit.kind != "held":
                desk.add_task(context, connection, case, "judge", f"{hit.table}.{hit.column}", note=", ".join(hit.keys))
        desk.tell(context, connection, case, "searched", desk.ENGINE)
    return True


def _anew(context: Context, case: Case, why: str) -> bool:
    """The plan is no longer the one that was looked at: it is made again. Somebody looks at it again, unless nobody had to."""
    seen, digest = _plan(context, case)
    summary = json.dumps(summarise(context, case, seen))
    back = not at_once(model.asked(context, case.kind, case.activity))
    with context.state.begin() as connection:
        desk.tell(context, connection, case, "plan made again", desk.ENGINE, why)
        connection.execute(
            sa.update(cases)
            .where(cases.c.id == case.id, cases.c.version == case.version)
            .values(plan=digest, version=case.version + 1, **({"state": State.REVIEWING.value, "outcome": None} if back else {}))
        )
        desk.tell(context, connection, case, Move.PREPARED.value, desk.ENGINE, summary)
    return True


def summary_of(case: Case) -> dict[str, Any]:
    """What was counted when the case was last prepared."""
    found: dict[str, Any] = json.loads(case.note(Move.PREPARED.value) or "{}")
    return found


def _done(context: Context, case: Case) -> bool:
    summary, organisation = summary_of(case), context.policy.organisation
    letter = lambda: letters.done(  # noqa: E731
        organisation, case.id, case.kind, summary.get("gone", []), summary.get("stays", []), summary.get("told", [])
    )
    with context.state.begin() as connection:
        _keep_letter(context, connection, case, letter)
        answers.release(context, connection, case)
        desk.move(context, case, Move.DONE, desk.ENGINE, connection=connection)
        for recipient in _recipients(context, case):
            recipients.inform(context, connection, case, recipient)
        if case.asker.email:
            mail.write(context, connection, case, case.asker.email, letter, "done")
    return True


def _recipients(context: Context, case: Case) -> list[str]:
    """Who must be told (GDPR art. 19): each recipient of an activity that let go of the person."""
    from gestand.plan import planner
    from gestand.plan.questions import Question

    activity = (case.activity or "marketing") if case.kind == "objection" else case.activity
    going = planner.let_go(context.policy, Question(case.kind, case.people, activity=activity, customer=customers.decides(context, case)))
    corrected = case.kind in ("rectification", "restriction", "lifting")
    chosen = [a for a in context.policy.activities.values() if corrected or a.name in going]
    return list(dict.fromkeys(r for a in chosen for r in a.recipients))


def _refused(context: Context, case: Case) -> bool:
    organisation, reason = context.policy.organisation, case.note(Move.REFUSE.value)
    letter = lambda: letters.refused(organisation, case.id, case.kind, reason)  # noqa: E731
    with context.state.begin() as connection:
        connection.execute(sa.delete(case_answers).where(case_answers.c.case == case.id))
        _keep_letter(context, connection, case, letter)
        answers.release(context, connection, case)
        desk.move(context, case, Move.DONE, desk.ENGINE, connection=connection)
        desk.tell(context, connection, case, "refusal sent", desk.ENGINE)
        if case.asker.email:
            mail.write(context, connection, case, case.asker.email, letter, "refused")
    return True


def _keep_letter(context: Context, connection: sa.Connection, case: Case, letter: Any) -> None:
    """The letter with the case, to print for who has no internet."""
    with use(case.language):
        page = letters.as_html(letter(), context.policy.organisation)
    answers.put(context, connection, case, "letter.html", page.encode())


def _hand_out(context: Context, case: Case) -> bool:
    """Make the answer as it is now, with what was withheld left out; from now on it can be fetched."""
    counts = answers.build(context, case)
    access.record(context, case.kind, case.people, counts, case.by(Move.GRANT.value), customers.decides(context, case))
    organisation = context.policy.organisation
    with context.state.begin() as connection:
        until = answers.release(context, connection, case)
        link = mail.link(context, connection, case, "answer", context.now() + answers.FETCHED_WITHIN)
        desk.move(context, case, Move.DONE, desk.ENGINE, connection=connection)
        if case.asker.email:
            mail.write(
                context,
                connection,
                case,
                case.asker.email,
                lambda: letters.ready(organisation, case.id, case.kind, until, link),
                "ready",
            )
    return True


def tick(context: Context) -> int:
    """Look at all that is due: cases with something for the engine, answers and codes whose time is over. Returns how many cases went on.
    One that fails does not keep the others waiting."""
    now, today = context.now(), context.today()
    with context.state.begin() as connection:
        answers.purge(connection, now)
        connection.execute(sa.delete(case_codes).where(case_codes.c.until < now))
        connection.execute(sa.delete(case_links).where(case_links.c.until < now))
        waiting = connection.execute(sa.select(cases.c.id).where(_something_due())).scalars()
        codes = connection.execute(
            sa.select(case_events.c.case).where(case_events.c.what == CODE_ASKED, case_events.c.on >= today)
        ).scalars()
        ids = list(dict.fromkeys([*waiting, *codes]))
    went = 0
    for id in ids:
        try:
            advance(context, id)
            went += 1
        except GestandError:
            continue
    return went


def _something_due() -> sa.ColumnElement[bool]:
    """The cases with which the engine can go on: not those that wait for a person, of which there can be thousands."""

    def waits(what: str) -> sa.ColumnElement[bool]:
        mine = sa.select(case_tasks.c.id).where(case_tasks.c.case == cases.c.id, case_tasks.c.what == what)
        return mine.where(case_tasks.c.done_at.is_(None)).exists()

    there = sa.select(case_answers.c.case).where(case_answers.c.case == cases.c.id).exists()
    return sa.or_(
        sa.and_(cases.c.state == State.WORKING.value, ~waits("search")),
        sa.and_(cases.c.state == State.ACTING.value, ~waits("judge")),
        sa.and_(cases.c.state == State.RELEASED.value, sa.or_(cases.c.outcome == "refused", ~there)),
    )


def stopped(context: Context, activity: str) -> dict[str, list[tuple[Any, ...]]]:
    """Whose data this activity may not use now, because they object and it is still weighed (GDPR art. 18(1)(d), 21(1))."""
    open_states = [s.value for s in (State.WORKING, State.REVIEWING, State.APPROVING, State.ACTING)]
    wanted = sa.select(cases.c.people, cases.c.person).where(
        cases.c.kind == "objection", cases.c.activity == activity, cases.c.state.in_(open_states), cases.c.people.is_not(None)
    )
    found: dict[str, list[tuple[Any, ...]]] = {}
    with context.state.begin(write=False) as connection:
        for row in connection.execute(wanted):
            found.setdefault(row.people, []).append(tuple(json.loads(row.person)))
    return found
