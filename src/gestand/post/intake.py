"""Mail in: what reaches the privacy address is read from an IMAP mailbox (RFC 9051), kept sealed, and moved to a folder of ours.

At least once, never lost: a message is kept before it is moved; after a kill between the two it is recognised and moved.

ATTACKS: a forged sender (nobody is believed for an address in a mail: a code goes to the address that the stores know), HTML and
attachments (only text is kept; how many attachments there were, is said), a huge message (cut off), mail that answers our own mail for
ever (automatic mail becomes nothing), a mailbox without encryption (refused, but on this machine)."""

from __future__ import annotations

import hashlib
import imaplib
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from gestand.diagnostics import GestandError, fail
from gestand.state import State
from gestand.state.incoming import incoming
from gestand.words import t

VARIABLE = "GESTAND_IMAP"
LARGEST = 5 * 1024 * 1024  # bytes of a message that are read
LONGEST = 20_000  # characters of its text that are kept
FOLDER = "Gestand"
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Mailbox:
    """A mailbox: `imaps://user:password@host/INBOX`; `imap://` only on this machine."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True

    @staticmethod
    def of(url: str) -> Mailbox:
        """From a URL. Raises GestandError GS624 when it can't be read, or when mail would travel unencrypted."""
        parts = urlsplit(url)
        try:
            port = parts.port or (993 if parts.scheme == "imaps" else 143)
        except ValueError:
            port = 0
        good = parts.scheme == "imaps" or parts.scheme == "imap" and parts.hostname in _LOCAL
        if not good or not parts.hostname or not parts.username or not port:
            raise fail(
                "GS624",
                "mailbox-unclear",
                t("the URL of the mailbox can't be used"),
                t("write it as imaps://user:password@host/INBOX in {variable}", variable=VARIABLE),
            )
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return Mailbox(
            parts.hostname, port, unquote(parts.username), unquote(parts.password or ""), folder, parts.scheme == "imaps"
        )

    @staticmethod
    def given() -> Mailbox | None:
        """The mailbox that the environment names."""
        return Mailbox.of(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None


@contextmanager
def _opened(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    made: imaplib.IMAP4 | None = None
    try:
        if box.tls:
            made = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=20)
        else:
            made = imaplib.IMAP4(box.host, box.port, timeout=20)
        made.login(box.user, box.password)
        yield made
    except (OSError, imaplib.IMAP4.error) as error:
        raise fail(
            "GS625",
            "mailbox-away",
            t("the mailbox can't be read now: no mail was lost"),
            t("look whether {host} answers, and whether the password is right", host=box.host),
        ) from error
    finally:
        if made is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                made.logout()


def fetch(state: State, box: Mailbox, now: datetime, limit: int = 200) -> int:
    """Take what is in the mailbox; returns how many messages were new. Raises GestandError GS625 when it can't be read now."""
    taken = 0
    with _opened(box) as server:
        _done(server.select(f'"{box.folder}"'))
        server.create(FOLDER)  # there already: its answer is NO, and that is fine
        _, found = server.uid("SEARCH", "UNDELETED")
        for uid in (found[0] or b"").split()[:limit]:
            raw, at = _message(server, uid.decode())
            if raw is None:
                continue
            taken += _keep(state, raw, at or now)
            _done(server.uid("COPY", uid.decode(), FOLDER))
            _done(server.uid("STORE", uid.decode(), "+FLAGS", r"(\Deleted)"))
        server.expunge()
    return taken


def _done(answer: tuple[str, Any]) -> None:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error("refused")


def _message(server: imaplib.IMAP4, uid: str) -> tuple[bytes | None, datetime | None]:
    """A message, as far as it is read, and when the server got it."""
    _, parts = server.uid("FETCH", uid, f"(INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)")
    for part in parts or ():
        if isinstance(part, tuple):
            found = imaplib.Internaldate2tuple(part[0])
            stamp = re.search(rb'INTERNALDATE "([^"]+)"', part[0])
            at = datetime.strptime(stamp[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if stamp and found else None
            return part[1], at.astimezone(UTC) if at else None
    return None, None


def _keep(state: State, raw: bytes, at: datetime) -> int:
    """Keep a message, once."""
    id = hashlib.sha256(raw).hexdigest()
    read = message_from_bytes(raw, policy=policy.default)
    said = _read(read)
    what = "automatic" if _automatic(read) else "new"
    with state.begin() as connection:
        if connection.execute(sa.select(incoming.c.id).where(incoming.c.id == id)).first():
            return 0
        sealed = state.seal(said, f"incoming {id}") if what == "new" else None
        connection.execute(sa.insert(incoming).values(id=id, received_at=at, message=sealed, state=what))
    return int(what == "new")


def _header(message: EmailMessage, name: str) -> str:
    """A header as one line; nothing where it is none that can be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, LookupError):  # what the parser itself refuses: line ends hidden in an encoded word
        return ""


def _read(message: EmailMessage) -> dict[str, Any]:
    """What a person needs of a mail: who, about what, the text; nothing that can act."""
    name, address = parseaddr(_header(message, "From"))
    body = message.get_body(("plain", "html"))
    text = ""
    if body is not None:
        with suppress(LookupError, UnicodeError, KeyError):
            text = str(body.get_content())
        if body.get_content_type() == "text/html":
            text = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", text)
    clean = "".join(c for c in text.replace("\r\n", "\n") if c.isprintable() or c in "\n\t")
    return {
        "name": " ".join(name.split())[:200],
        "address": address.strip()[:200],
        "subject": _header(message, "Subject")[:300],
        "text": clean.strip()[:LONGEST],
        "attachments": sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0,
    }


def _automatic(message: EmailMessage) -> bool:
    """Mail of a machine (RFC 3834): an absence note, a bounce, our own."""
    sender = parseaddr(_header(message, "From"))[1].lower()
    return (
        _header(message, "Auto-Submitted").lower() not in ("", "no")
        or _header(message, "Precedence").lower() in ("bulk", "junk", "list")
        or sender.startswith(("mailer-daemon@", "postmaster@"))
    )


@dataclass(frozen=True)
class Incoming:
    """A mail to be sorted."""

    id: str
    received_at: datetime
    said: dict[str, Any] = field(repr=False)


def waiting(state: State, limit: int = 100) -> list[tuple[str, datetime]]:
    """The mails that nobody sorted yet, the oldest first: their ids and when they came. Nothing of what is in them."""
    with state.begin(write=False) as connection:
        wanted = sa.select(incoming.c.id, incoming.c.received_at).where(incoming.c.state == "new")
        rows = connection.execute(wanted.order_by(incoming.c.received_at).limit(limit)).all()
    return [(r.id, r.received_at if r.received_at.tzinfo else r.received_at.replace(tzinfo=UTC)) for r in rows]


def read(state: State, id: str) -> Incoming:
    """A mail that waits. Raises GestandError GS626."""
    with state.begin(write=False) as connection:
        row = connection.execute(sa.select(incoming).where(incoming.c.id == id, incoming.c.state == "new")).first()
    if row is None or row.message is None:
        raise unknown()
    at = row.received_at if row.received_at.tzinfo else row.received_at.replace(tzinfo=UTC)
    return Incoming(row.id, at, state.unseal(row.message, f"incoming {id}"))


def unknown() -> GestandError:
    return fail("GS626", "mail-sorted", t("there is no such mail, or somebody sorted it"), t("look at the list"))


def sort(connection: sa.Connection, id: str, by: str, now: datetime, case: str = "") -> None:
    """Somebody said what a mail is: the request `case`, or none. What was in it is destroyed; a request has it. Raises GestandError
    GS626 when somebody was first."""
    done = connection.execute(
        sa.update(incoming)
        .where(incoming.c.id == id, incoming.c.state == "new")
        .values(state="request" if case else "no request", case=case or None, message=None, sorted_at=now, sorted_by=by)
    )
    if not done.rowcount:
        raise unknown()


def purge(connection: sa.Connection, now: datetime) -> int:
    """Forget mails that were sorted, or were of a machine, after ninety days: until then the same message is recognised."""
    old = sa.and_(incoming.c.state != "new", incoming.c.received_at < now - timedelta(days=90))
    return connection.execute(sa.delete(incoming).where(old)).rowcount
