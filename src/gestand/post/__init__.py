"""Mail out. A mail is queued in the transaction of what it tells of, sealed, and sent when the server is there; then its text is
destroyed and only that it went is kept.

At least once, never lost: a kill between the server's answer and our mark sends it again, under the same Message-ID, by which mail
programs know it. What can't be delivered is said, not hidden: `refused` by the server for good, `given up` after five days."""

from __future__ import annotations

import hashlib
import hmac
import os
import smtplib
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.state import State
from gestand.state.post import mails
from gestand.words import t

GIVE_UP = timedelta(days=5)  # what mail servers do too (RFC 5321, 4.5.4.1)
VARIABLE = "GESTAND_SMTP"


@dataclass(frozen=True)
class Mail:
    """A message to one person: text always, HTML beside it, nothing that follows its reader. `key` tells two mails about the same
    thing apart: who is told once, is not told twice."""

    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "nl"
    headers: tuple[tuple[str, str], ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Server:
    """A mail server to hand mail to: `smtp://user:password@host:587`, `smtps://…:465`; `?tls=no` for one on this machine."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"  # starttls, tls, no

    @staticmethod
    def of(url: str) -> Server:
        """From a URL. Raises GestandError GS620 when it can't be read, or when mail would leave this machine unencrypted."""
        parts = urlsplit(url)
        try:
            port = parts.port or (465 if parts.scheme == "smtps" else 587)
        except ValueError:
            port = 0
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port:
            raise fail(
                "GS620",
                "mail-server-unclear",
                t("the URL of the mail server can't be read"),
                t("write it as smtp://user:password@host:587 in {variable}", variable=VARIABLE),
            )
        tls = "tls" if parts.scheme == "smtps" else "no" if parse_qs(parts.query).get("tls") == ["no"] else "starttls"
        if tls == "no" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise fail(
                "GS620",
                "mail-server-unclear",
                t("mail to `{host}` would go unencrypted", host=parts.hostname),
                t("leave `tls=no` out; it is for a mail server on this machine alone"),
            )
        return Server(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)

    @staticmethod
    def given() -> Server | None:
        """The server of the environment, or None where none is named: mail waits then."""
        url = os.environ.get(VARIABLE, "")
        return Server.of(url) if url else None

    def connect(self) -> smtplib.SMTP:
        """A session with the server, encrypted and signed in."""
        context = ssl.create_default_context()
        if self.tls == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=20, context=context)
        else:
            session = smtplib.SMTP(self.host, self.port, timeout=20)
        if self.tls == "starttls":
            session.starttls(context=context)
        if self.user:
            session.login(self.user, self.password)
        return session


def compose(mail: Mail, sender: str, name: str, id: str, at: datetime) -> EmailMessage:
    """The message as it travels (RFC 5322). Raises GestandError GS621 for an address or a header that is none: a line end in them
    would begin a header of somebody else's making."""
    message = EmailMessage(policy=SMTP)
    try:
        local, _, domain = mail.to.strip().rpartition("@")
        if not local or not domain or any(c in mail.to for c in "\r\n\0,;"):
            raise ValueError("no address")
        message["From"] = Address(name, addr_spec=sender)
        message["To"] = Address("", addr_spec=mail.to.strip())
        message["Subject"] = " ".join(mail.subject.split())
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{id}@{sender.rpartition('@')[2]}>"
        message["Content-Language"] = mail.language
        message["Auto-Submitted"] = "auto-generated"
        for header, value in mail.headers:
            message[header] = value
    except (ValueError, IndexError, HeaderParseError):
        raise fail(
            "GS621",
            "address-unusable",
            t("an e-mail address can't be used: nothing was sent to it"),
            t("correct the address, or answer by letter"),
        ) from None
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def queue(connection: sa.Connection, state: State, mail: Mail, about: str, *, at: datetime) -> str:
    """Put a mail into the outbox, in the transaction of what it tells of. Returns its id; one that was queued before is not queued
    again. Raises GestandError GS621 when the address is none."""
    id = hmac.new(
        state.digest_key(), f"{about}\0{mail.key or mail.subject}\0{mail.to.lower()}".encode(), hashlib.sha256
    ).hexdigest()
    compose(mail, "check@gestand.invalid", "", id, at)
    if connection.execute(sa.select(mails.c.id).where(mails.c.id == id)).first() is None:
        said = {"to": mail.to, "subject": mail.subject, "text": mail.text, "html": mail.html, "language": mail.language}
        sealed = state.seal({**said, "headers": list(mail.headers)}, f"mail {id}")
        connection.execute(
            sa.insert(mails).values(id=id, about=about, message=sealed, state="queued", queued_at=at, next_at=at, tries=0)
        )
    return id


def send_due(
    state: State, server: Server, sender: str, name: str, clock: Callable[[], datetime], limit: int = 500
) -> Counter[str]:
    """Send what is due; returns how many were sent, refused, given up, or wait. A server that is down loses nothing: they wait, longer
    each time. Two at once don't send one mail twice: each takes its mail before it speaks to the server."""
    counts: Counter[str] = Counter()
    session: smtplib.SMTP | None = None
    try:
        while counts.total() < limit and (taken := _take(state, clock())) is not None:
            id, message, tries, queued = taken
            try:
                session = session or server.connect()
                said = state.unseal(message, f"mail {id}")
                headers = tuple((h, v) for h, v in said["headers"])
                mail = Mail(said["to"], said["subject"], said["text"], said["html"], said["language"], headers)
                session.send_message(compose(mail, sender, name, id, clock()))
                counts[_done(state, id, "sent", "250", clock())] += 1
            except smtplib.SMTPRecipientsRefused as error:
                code = next(iter(error.recipients.values()), (550, b""))[0]
                counts[_failed(state, id, code, tries, queued, clock())] += 1
            except smtplib.SMTPResponseException as error:
                _closed(session)
                session = None
                counts[_failed(state, id, error.smtp_code, tries, queued, clock())] += 1
            except (OSError, smtplib.SMTPException):
                _closed(session)
                session = None
                counts[_failed(state, id, 0, tries, queued, clock())] += 1
                if server_gone(counts):
                    break
    finally:
        _closed(session)
    return counts


def server_gone(counts: Counter[str]) -> bool:
    """Three in a row that found nobody: the rest waits for the next time."""
    return counts["waiting"] >= 3 and not counts["sent"]


_TAKEN = timedelta(minutes=10)  # a mail that somebody took and did not finish is taken again after that


def _take(state: State, now: datetime) -> tuple[str, bytes, int, datetime] | None:
    with state.begin() as connection:
        due = sa.select(mails).where(mails.c.state == "queued", mails.c.next_at <= now).order_by(mails.c.next_at).limit(1)
        row = connection.execute(due.with_for_update(skip_locked=True) if not state.sqlite else due).first()
        if row is None:
            return None
        connection.execute(sa.update(mails).where(mails.c.id == row.id).values(next_at=now + _TAKEN, tries=row.tries + 1))
        return row.id, row.message, row.tries + 1, row.queued_at


def _done(state: State, id: str, what: str, code: str, now: datetime) -> str:
    with state.begin() as connection:
        connection.execute(sa.update(mails).where(mails.c.id == id).values(state=what, message=None, sent_at=now, answer=code))
    return what


def _failed(state: State, id: str, code: int, tries: int, queued: datetime, now: datetime) -> str:
    """What becomes of a mail that did not go: refused for good, given up, or once more later."""
    if 500 <= code < 600:
        return _done(state, id, "refused", str(code), now)
    if now - queued.replace(tzinfo=queued.tzinfo or now.tzinfo) > GIVE_UP:
        return _done(state, id, "given up", str(code), now)
    wait = min(timedelta(minutes=2 ** min(tries, 8)), timedelta(hours=4))
    with state.begin() as connection:
        connection.execute(sa.update(mails).where(mails.c.id == id).values(next_at=now + wait, answer=str(code)))
    return "waiting"


def _closed(session: smtplib.SMTP | None) -> None:
    if session is not None:
        try:
            session.quit()
        except (OSError, smtplib.SMTPException):
            session.close()
