"""Word to people: queued once for each, sent when the server is there, and proved in the evidence log when it went out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from gestand.documents.letters import Letter, as_html, as_text
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import run
from gestand.execute.context import Context
from gestand.post import Mail, Server, queue, send_due
from gestand.state.post import mails
from gestand.state.statements import told
from gestand.telling.people import Person, pseudonym
from gestand.words import addressing, use

BATCH = 200  # people queued in one transaction


@dataclass(frozen=True)
class Word:
    """What one reader is told: all the persons they are (a customer who reads the newsletter too), and the letter, in their language."""

    persons: tuple[Person, ...]
    letter: Letter

    @property
    def reader(self) -> Person:
        return self.persons[0]


def write(context: Context, about: str, words: Iterable[Word]) -> int:
    """Queue a mail for each reader, with who is told in the same transaction. Said again after an interruption, it goes on where it was:
    whoever was queued is not queued again. Returns how many were queued."""
    queued = 0
    batch: list[Word] = []
    for word in words:
        batch.append(word)
        if len(batch) == BATCH:
            queued += _queue(context, about, batch)
            batch = []
    return queued + (_queue(context, about, batch) if batch else 0)


def _queue(context: Context, about: str, batch: Sequence[Word]) -> int:
    organisation = context.policy.organisation
    queued = 0
    with context.state.begin() as connection:
        names = [pseudonym(context, p.kind, p.key) for word in batch for p in word.persons]
        before = told_of(connection, about, names)
        for word in batch:
            fresh = [p for p in word.persons if pseudonym(context, p.kind, p.key) not in before]
            if not fresh:
                continue
            with use(word.reader.language), addressing(organisation.form_of_address):
                text, html = as_text(word.letter, organisation), as_html(word.letter, organisation)
            mail = Mail(word.reader.address, word.letter.subject, text, html, word.reader.language, key=about)
            id = queue(connection, context.state, mail, about, at=context.now())
            for name in dict.fromkeys(pseudonym(context, p.kind, p.key) for p in fresh):
                tell(connection, context, about, name, mail=id)
                before.add(name)
            queued += connection.execute(sa.select(mails.c.state).where(mails.c.id == id)).scalar() == "queued"
    return queued


def tell(connection: sa.Connection, context: Context, about: str, person: str, *, mail: str | None = None, how: str = "") -> None:
    """This person is told of it; what was tried before and did not arrive is forgotten."""
    connection.execute(sa.delete(told).where(told.c.about == about, told.c.person == person))
    connection.execute(sa.insert(told).values(about=about, person=person, at=context.now(), mail=mail, how=how))


def told_of(connection: sa.Connection, about: str, names: Sequence[str]) -> set[str]:
    """Which of these people were told of it, or will be when the mail goes."""
    found: set[str] = set()
    for start in range(0, len(names), 500):
        found |= set(connection.execute(_told(about).where(told.c.person.in_(names[start : start + 500]))).scalars())
    return found


def _told(about: str) -> sa.Select[str]:
    """Who was told of a matter. A mail that was refused, or given up, told nobody."""
    arrived = sa.or_(told.c.mail.is_(None), mails.c.state.in_(["queued", "sent"]))
    return (
        sa.select(told.c.person)
        .select_from(told.outerjoin(mails, mails.c.id == told.c.mail))
        .where(told.c.about == about, arrived)
    )


def everybody_told(context: Context, about: str) -> set[str]:
    """The pseudonyms of everybody who was told of it, or will be when the mail goes."""
    with context.state.begin(write=False) as connection:
        return set(connection.execute(_told(about)).scalars())


def send(context: Context, server: Server | None = None) -> dict[str, int]:
    """Send what is due, if a mail server is named, and record who was told. Returns how many mails were sent, refused, given up or wait."""
    server = server or context.made.get("mail server") or Server.given()
    organisation = context.policy.organisation
    counts: dict[str, int] = {}
    while server is not None:
        name = " ".join(organisation.name.split())
        now = send_due(context.state, server, organisation.contact, name, context.clock)
        for name, n in now.items():
            counts[name] = counts.get(name, 0) + n
        if not now or now["waiting"]:
            break
    record(context)
    return counts


def record(context: Context) -> list[int]:
    """Write into the evidence log who was told since the last time: an entry for each matter, from which each person can get a receipt.
    Returns the entries."""
    made = []
    with context.state.begin() as connection:
        sent = (
            sa.select(told.c.about, told.c.person)
            .join(mails, mails.c.id == told.c.mail)
            .where(told.c.entry.is_(None), mails.c.state == "sent")
            .order_by(told.c.about, told.c.person)
        )
        matters: dict[str, list[str]] = {}
        for about, person in connection.execute(sent):
            matters.setdefault(about, []).append(person)
        for about, persons in matters.items():
            made.append(enter(context, connection, about, persons, "people told"))
    return made


def enter(context: Context, connection: sa.Connection, about: str, persons: Sequence[str], what: str) -> int:
    """The entry of the log that says: these people were told of this."""
    through = "announcement" if about.startswith("statement") else "telling"
    entry = Entry(
        context.now,
        context.pseudonym(f"actor {context.actor}"),
        what,
        sorted(p.id for p in context.policy.promises.values() if through in p.through),
        context.policy.digest,
        {"people": len(persons)},
        {},
        [p.encode() for p in persons],
        run.until(context),
    )
    index = log.append(connection, [entry], context.state.signing(connection))[0]
    for start in range(0, len(persons), 500):
        some = persons[start : start + 500]
        connection.execute(sa.update(told).where(told.c.about == about, told.c.person.in_(some)).values(entry=index))
    return index


def standing(context: Context, about: str) -> dict[str, int]:
    """How many people were told of it, per state of their mail; `otherwise` for those told another way."""
    with context.state.begin(write=False) as connection:
        rows = connection.execute(
            sa.select(mails.c.state, sa.func.count())
            .select_from(told.outerjoin(mails, mails.c.id == told.c.mail))
            .where(told.c.about == about)
            .group_by(mails.c.state)
        )
        return {state or "otherwise": n for state, n in rows}
