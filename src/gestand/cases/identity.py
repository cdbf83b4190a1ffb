"""Who asks (promise B3): a code to an address that the stores already know, facts already held, or the sign-in of the organisation.
Never a copy of an identity card, never a citizen service number (EDPB 01/2022, 73 to 75).

INVARIANT NOBODY-LEARNS: whether an address, a number or a name is known, is told to nobody who does not read mail at the address that
the stores know. What is looked up, and the mail, happen after the answer to the browser, in a job; so the time it takes tells nothing.

What can go wrong, and what then:
- two people with one address: no code is sent to it for either; the person is asked for something that only they have (a customer number
  beside it), and the code goes to the address the stores have with that number;
- an address that changed: the code goes to the old one, which the stores know. Who no longer reads it, answers a question, and staff
  decide; a new address is never believed because it was typed in;
- a mailbox in other hands: the code opens the case, not the data: what can't be undone waits for a second person, and the address
  before a change of address is told of it."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa

from gestand.cases import desk, mail, model
from gestand.cases.flow import Move, State
from gestand.cases.model import Asker, Case
from gestand.diagnostics import GestandError, fail
from gestand.documents import letters
from gestand.execute import people as persons
from gestand.execute.context import Context
from gestand.execute.people import People
from gestand.state.cases import case_codes
from gestand.words import t

MINUTES = 15  # how long a code works
TRIES = 5  # wrong codes, before a new one is needed
MOST = 5  # codes for one case


def _digest(context: Context, case: str, digits: str) -> str:
    return hmac.new(context.state.digest_key(), f"code {case} {digits}".encode(), "sha256").hexdigest()


def look_up(context: Context, asker: Asker) -> tuple[People, str] | None:
    """The one person whom the asker's identifiers name, and an e-mail address that the stores know of them; None when nobody or more
    than one is meant, or when no address is known."""
    if not asker.whom or asker.whom not in context.policy.kinds or not asker.given:
        return None
    try:
        found = persons.find(context, asker.whom, {k: v for k, v in asker.given.items() if v.strip()})
    except GestandError as error:
        if error.diagnostics[0].code in ("GS510", "GS511", "GS512"):
            return None
        raise
    known: list[str] = []
    for kind, keys in found.items():
        for name, values in persons.identifiers_of(context, context.policy.kinds[kind], list(keys)).items():
            known += [v for v in values if "@" in v and name]
    return (found, known[0]) if known else None


def send_code(context: Context, case: Case) -> bool:
    """Send a code to the address that the stores know, and to no other. False when there is nobody to send it to: the person at the
    screen is told the same either way."""
    if case.state not in (State.RECEIVED, State.IDENTIFYING, State.RELEASED) or case.asker.behalf:
        return False
    meant, organisation = look_up(context, case.asker), context.policy.organisation
    now = context.now()
    with context.state.begin() as connection:
        row = connection.execute(sa.select(case_codes).where(case_codes.c.case == case.id)).first()
        sent = row.sent if row else 0
        if meant is None or sent >= MOST:
            return False
        digits = f"{secrets.randbelow(1_000_000):06d}"
        connection.execute(sa.delete(case_codes).where(case_codes.c.case == case.id))
        connection.execute(
            sa.insert(case_codes).values(
                case=case.id,
                digest=_digest(context, case.id, digits),
                sent_at=now,
                until=now + timedelta(minutes=MINUTES),
                tries=0,
                sent=sent + 1,
            )
        )
        mail.write(
            context,
            connection,
            case,
            meant[1],
            lambda: letters.code(organisation, case.id, digits, MINUTES),
            f"code {secrets.token_hex(8)}",  # each code is a mail of its own; a used one is forgotten, and the count of codes with it
        )
    return True


def right_code(context: Context, case: Case, digits: str) -> bool:
    """Whether this is the code that was sent last, in time. Five wrong ones, and it is worth nothing."""
    given = "".join(c for c in digits if c.isdigit())
    with context.state.begin() as connection:
        row = connection.execute(sa.select(case_codes).where(case_codes.c.case == case.id)).first()
        if row is None or context.now() > model.utc(row.until) or row.tries >= TRIES:
            return False
        good = hmac.compare_digest(row.digest, _digest(context, case.id, given))
        if good:
            connection.execute(sa.delete(case_codes).where(case_codes.c.case == case.id))
        else:
            connection.execute(sa.update(case_codes).where(case_codes.c.case == case.id).values(tries=row.tries + 1))
    return good


def by_code(context: Context, case: Case, digits: str) -> bool:
    """The person fills in the code: from then on it is certain who asks."""
    if case.state not in (State.RECEIVED, State.IDENTIFYING) or not right_code(context, case, digits):
        return False
    meant = look_up(context, case.asker)
    if meant is None:
        return False
    desk.identify(context, case, meant[0], "code", desk.PERSON)
    return True


def by_staff(context: Context, case: Case, whom: str, given: dict[str, str], how: str, by: str) -> None:
    """A member of staff established who asks: by known facts, at the desk, by telephone. Raises GestandError GS511, GS512 when the
    identifiers name nobody or more than one."""
    if how not in ("known facts", "at the desk", "representative", "sign-in"):
        raise fail(
            "GS831", "identified-how", t("say how it was established who asks"), t("by known facts, at the desk, or by a sign-in")
        )
    desk.identify(context, case, persons.find(context, whom, given), how, by)


def ask(context: Context, case: Case, question: str, by: str, link: str = "") -> None:
    """Ask the person to show who they are, with no more than is needed."""
    with context.state.begin() as connection:
        desk.move(context, case, Move.ASK_IDENTITY, by, note=question, connection=connection)
        letter = lambda: letters.who_are_you(context.policy.organisation, case.id, question, link)  # noqa: E731
        mail.say(context, connection, case, letter, f"question {case.version}")
