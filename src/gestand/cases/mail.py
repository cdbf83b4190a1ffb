"""Letters of a case, in the person's language, queued in the transaction of what they tell of. Who has no e-mail gets the same letter on
paper: it is kept with the case, to print, and a task says so."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from gestand.actors.accounts import digest
from gestand.cases import kept
from gestand.cases.model import Case
from gestand.documents import letters
from gestand.documents.letters import Letter
from gestand.execute.context import Context
from gestand.post import Mail, queue
from gestand.state.cases import case_links
from gestand.words import speaking

PAPER = ("post", "desk", "telephone")  # ways of asking after which an answer may be on paper
PRINTED = timedelta(days=30)  # how long a letter on paper is kept
FOLLOWED = timedelta(days=400)  # how long a link to follow a case works


def write(context: Context, connection: sa.Connection, case: Case, to: str, letter: Callable[[], Letter], key: str) -> None:
    """Queue a letter of this case. `letter` is made in the person's language, addressed as the organisation chose; `key` tells it from
    other letters of the case."""
    organisation = context.policy.organisation
    with speaking(case.language, organisation.form_of_address):
        made = letter()
        text, html = letters.as_text(made, organisation), letters.as_html(made, organisation)
    queue(
        connection, context.state, Mail(to, made.subject, text, html, case.language, key=key), f"case {case.id}", at=context.now()
    )


def paper(context: Context, connection: sa.Connection, case: Case, letter: Callable[[], Letter], name: str) -> None:
    """Keep a letter with the case as a PDF to print and a page to read: `name`.pdf and `name`.html."""
    organisation = context.policy.organisation
    asker = case.asker
    to = tuple(line for line in (asker.name, *re.split(r"\s*[\n,]\s*", asker.address)) if line.strip()) if asker.address else ()
    with speaking(case.language, organisation.form_of_address):
        made = letter()
        printed = letters.as_pdf(made, organisation, letters.Sheet(context.today(), to, case.id))
        page = letters.as_html(made, organisation)
    until = context.now() + PRINTED
    kept.put(context, connection, case, f"{name}.pdf", printed, until)
    kept.put(context, connection, case, f"{name}.html", page.encode(), until)


def say(context: Context, connection: sa.Connection, case: Case, letter: Callable[[], Letter], key: str) -> None:
    """Tell the person: by mail where we know an address, else on paper, with a task to post it."""
    if case.asker.email:
        write(context, connection, case, case.asker.email, letter, key)
    elif case.asker.address or case.channel in PAPER:
        name = f"letter-{key.replace(' ', '-')}"
        paper(context, connection, case, letter, name)
        kept.add_task(context, connection, case, "post", f"{name}.pdf")


def link(context: Context, connection: sa.Connection, case: Case, what: str, until: datetime) -> str:
    """A new link to this case that nobody can guess: its address. `what`: follow, answer, or confirm with the number of a task. Only a
    digest of its secret is kept."""
    secret = secrets.token_urlsafe(32)
    connection.execute(sa.insert(case_links).values(digest=digest(secret), case=case.id, what=what, until=until))
    return f"{site(context)}/{what.partition(' ')[0]}/{secret}"


def site(context: Context) -> str:
    """Where the portal is, as letters say it."""
    return str(context.made.get("site", "")) or "http://localhost:8000"


def where(context: Context, connection: sa.Connection, secret: str, what: str) -> str | None:
    """The number of the case that a link leads to, if it still works."""
    if not 20 < len(secret) < 100:
        return None
    row = connection.execute(
        sa.select(case_links.c.case).where(
            case_links.c.digest == digest(secret), case_links.c.what == what, case_links.c.until > context.now()
        )
    ).first()
    return str(row.case) if row else None
