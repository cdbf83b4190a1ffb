"""The mail that brings an invitation."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from gestand.actors.accounts import INVITED, Account
from gestand.documents import letters
from gestand.policy.model import Organisation
from gestand.post import Mail, queue
from gestand.state import State
from gestand.words import t, use


def write(
    state: State, connection: sa.Connection, organisation: Organisation, account: Account, link: str, now: datetime
) -> None:
    """Queue the invitation of an account, in its owner's language, in the transaction that made it."""
    with use(account.language):
        letter = letters.Letter(
            t("Your account for privacy requests at {name}", name=organisation.name),
            (
                t("You get an account of your own. Set a password, and a second factor."),
                t("The link works once, and for {n} days.", n=INVITED.days),
                letters.Link(t("Set your password"), link),
                t("Did you not expect this? Then tell {contact}.", contact=organisation.contact),
            ),
        )
        mail = Mail(
            account.email,
            letter.subject,
            letters.as_text(letter, organisation),
            letters.as_html(letter, organisation),
            account.language,
            key=now.isoformat(),
        )
    queue(connection, state, mail, f"account {account.id}", at=now)
