"""Sessions of browsers: an opaque secret in a cookie, of which only a digest is kept. A session ends when nothing happens, and in any
case at a set time; it gets a new secret whenever its owner shows who they are (session fixation)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gestand.actors.accounts import digest
from gestand.state import State
from gestand.state.actors import sessions

STAFF = (timedelta(minutes=30), timedelta(hours=10))  # without any sign of life, and in all
PERSON = (timedelta(minutes=30), timedelta(hours=2))
_SEEN = timedelta(minutes=1)  # so often it is written that a session was seen


@dataclass
class Session:
    """A session of a browser. `account`: of staff who signed in; `case`: for which a person in the portal showed who they are.
    `values`: what was filled in so far."""

    secret: str = field(repr=False)
    account: str = ""
    case: str = ""
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    until: datetime | None = None

    @property
    def form_token(self) -> str:
        """What each form of this session carries, and no page of anybody else knows (CSRF)."""
        return hmac.new(self.secret.encode(), b"form", hashlib.sha256).hexdigest()[:40]


def open_session(
    state: State, now: datetime, *, account: str = "", case: str = "", values: dict[str, Any] | None = None
) -> Session:
    """A new session, with a new secret."""
    made = Session(secrets.token_urlsafe(32), account, case, values or {}, now + (STAFF if account else PERSON)[1])
    with state.begin() as connection:
        connection.execute(
            sa.insert(sessions).values(
                digest=digest(made.secret),
                account=account or None,
                case=case or None,
                values=state.seal(made.values, f"session {digest(made.secret)}"),
                made_at=now,
                seen_at=now,
                until=made.until,
            )
        )
    return made


def find(state: State, secret: str, now: datetime) -> Session | None:
    """The session with this secret, if it has not ended."""
    if not secret or len(secret) > 100:
        return None
    key = digest(secret)
    with state.begin(write=False) as connection:
        row = connection.execute(sa.select(sessions).where(sessions.c.digest == key)).first()
    if row is None:
        return None
    until, seen = _utc(row.until), _utc(row.seen_at)
    if now >= until or now - seen > (STAFF if row.account else PERSON)[0]:
        close(state, secret)
        return None
    if now - seen > _SEEN:
        with state.begin() as connection:
            connection.execute(sa.update(sessions).where(sessions.c.digest == key).values(seen_at=now))
    return Session(secret, row.account or "", row.case or "", state.unseal(row.values, f"session {key}"), until)


def keep(state: State, session: Session) -> None:
    """Keep what was filled in."""
    key = digest(session.secret)
    with state.begin() as connection:
        sealed = state.seal(session.values, f"session {key}")
        connection.execute(sa.update(sessions).where(sessions.c.digest == key).values(values=sealed))


def renewed(state: State, session: Session | None, now: datetime, *, account: str = "", case: str = "") -> Session:
    """The session of who just showed who they are: what was filled in goes on under a new secret, the old one is worth nothing."""
    values = dict(session.values) if session and not account else {}
    if session:
        close(state, session.secret)
    return open_session(state, now, account=account, case=case, values=values)


def close(state: State, secret: str) -> None:
    """End a session."""
    with state.begin() as connection:
        connection.execute(sa.delete(sessions).where(sessions.c.digest == digest(secret)))


def purge(connection: sa.Connection, now: datetime) -> int:
    """Destroy sessions that ended."""
    gone = sa.or_(sessions.c.until <= now, sessions.c.seen_at < now - STAFF[0])
    return connection.execute(sa.delete(sessions).where(gone)).rowcount


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
