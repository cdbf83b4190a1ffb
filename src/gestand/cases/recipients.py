"""Who received somebody's data hears of its correction, erasure or restriction (GDPR art. 19, promise E5), and confirms.

By mail: a link that shows whom it concerns and has one button; nothing of the person stands in the mail. By a signed web hook, whose
answer is a signed web hook too. Where the policy names neither, a member of staff tells them: a task.

INVARIANT TOLD-ONCE: the task, and the mail or the hook, are made in the transaction in which the case is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from gestand.cases import desk, kept, mail, model
from gestand.cases.model import Case, Task
from gestand.diagnostics import GestandError, fail
from gestand.documents import letters
from gestand.execute.context import Context
from gestand.post import Mail, hooks
from gestand.post import queue as queue_mail
from gestand.state.cases import case_links
from gestand.words import mark, said, speaking, t

CONFIRMED_WITHIN = timedelta(days=60)  # how long a recipient can confirm by the link
MUST = {
    "erasure": mark("Remove what you have of this person."),
    "rectification": mark("Correct what you have of this person."),
    "restriction": mark("Do not use what you have of this person, until you hear from us."),
    "lifting": mark("You may use what you have of this person again."),
    "objection": mark("Stop using this person's data for it."),
    "withdrawal": mark("Stop using this person's data for it: they withdrew their consent."),
}


@dataclass(frozen=True)
class Asked:
    """What a recipient must do: for which person (their identifiers), and the task that waits for it."""

    case: Case
    task: Task
    must: str
    person: dict[str, str]


def inform(context: Context, connection: sa.Connection, case: Case, name: str) -> None:
    """Tell a recipient what was done, in the transaction that did it."""
    where = context.policy.recipients[name].tell
    task = kept.add_task(context, connection, case, "confirm" if where else "tell", name)
    if not where:
        return
    link = mail.link(context, connection, case, f"confirm {task}", context.now() + CONFIRMED_WITHIN)
    if "://" in where:
        data = {
            "case": case.id,
            "task": task,
            "what": case.kind,
            "activity": case.activity,
            "person": dict(case.asker.given),
            "corrections": dict(case.said.corrections) if case.kind == "rectification" else {},
            "confirm": link,
        }
        hooks.queue(connection, context.state, where, name, f"person.{case.kind}", data, f"case {case.id}", context.now())
        return
    organisation = context.policy.organisation
    with speaking(organisation.languages[0], "u"):  # to a company, whatever it says to people
        reference = t("request {case}", case=case.id)
        letter = letters.recipient(organisation, reference, t(case.kind), link)
        message = Mail(
            where,
            letter.subject,
            letters.as_text(letter, organisation),
            letters.as_html(letter, organisation),
            organisation.languages[0],
            key=f"task {task}",
        )
    queue_mail(connection, context.state, message, f"case {case.id}", at=context.now())


def by_link(context: Context, secret: str) -> Asked | None:
    """What the recipient of this link must do; None when the link is none, or its time is over."""
    from gestand.actors.accounts import digest

    if not 20 < len(secret) < 100:
        return None
    with context.state.begin(write=False) as connection:
        row = connection.execute(
            sa.select(case_links).where(
                case_links.c.digest == digest(secret),
                case_links.c.what.startswith("confirm "),
                case_links.c.until > context.now(),
            )
        ).first()
    return _asked(context, row.case, int(row.what.partition(" ")[2])) if row else None


def _asked(context: Context, case: str, task: int) -> Asked | None:
    found = model.load(context, case)
    one = next((x for x in found.tasks if x.id == task and x.what == "confirm"), None)
    if one is None:
        return None
    with_corrections = found.kind == "rectification"
    person = dict(found.asker.given) | (
        {place.rpartition(".")[2]: value for place, value in found.said.corrections.items()} if with_corrections else {}
    )
    return Asked(found, one, t(MUST.get(found.kind, MUST["erasure"])), person)


def confirm(context: Context, asked: Asked, result: str = "done") -> None:
    """A recipient confirms: the task is answered by it. Confirmed before: nothing happens."""
    if asked.task.done_at is None:
        desk.answer_task(context, asked.case, asked.task.id, result, f"recipient {asked.task.system}")


def by_hook(context: Context, recipient: str, headers: Any, body: bytes, case: str, task: int, result: str) -> None:
    """A recipient confirms by a web hook of its own. Raises GestandError GS623 when it is not believed, GS829 when it has no such task."""
    with context.state.begin() as connection:
        hooks.hear(connection, context.state, recipient, headers, body, context.now())
    try:
        asked = _asked(context, case, task)
    except GestandError:
        asked = None
    if asked is None or asked.task.system != recipient or recipient not in context.policy.recipients:
        raise fail("GS829", "unknown-task", t("there is no such open task"), t("send the case and the task that you were told"))
    confirm(context, asked, result)


def called(context: Context, name: str) -> str:
    """What people call a recipient."""
    return said(context.policy.recipients[name].called, name) if name in context.policy.recipients else name
