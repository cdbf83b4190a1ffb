"""Web hooks, out and in, signed as Standard Webhooks says (version 1): HMAC-SHA-256 over `id.timestamp.body`, with a secret of 256 bits
per recipient.

ATTACKS: a forged one (the signature), an old one sent again (five minutes, and each id counts once), an address that leads elsewhere
(no redirect is followed; only https, or this machine), an answer that says too much (its status is kept, never its text)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.state import State
from gestand.state.hooks import heard, hooks
from gestand.words import t

FRESH = timedelta(minutes=5)  # how far the clocks of two systems may be apart, and how long one is heard
GIVE_UP = timedelta(days=5)
_TAKEN = timedelta(minutes=5)
LOCAL = ("localhost", "127.0.0.1", "::1")


def secret(state: State, recipient: str) -> str:
    """The secret that this recipient and we share, as Standard Webhooks writes it: `whsec_` and base64."""
    return "whsec_" + base64.b64encode(_key(state, recipient)).decode()


def _key(state: State, recipient: str) -> bytes:
    return hmac.new(state.digest_key(), f"web hook {recipient}".encode(), hashlib.sha256).digest()


def signature(key: bytes, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def usable(url: str) -> bool:
    """Whether a hook may go there: https, or this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.scheme == "http" and parts.hostname in LOCAL)


def queue(
    connection: sa.Connection,
    state: State,
    url: str,
    recipient: str,
    kind: str,
    data: Mapping[str, Any],
    about: str,
    at: datetime,
) -> str:
    """Put a hook into the outbox, in the transaction of what it tells of; returns its id. Raises GestandError GS622 for an address
    that would carry personal data unencrypted."""
    if not usable(url):
        raise fail(
            "GS622",
            "hook-unusable",
            t("the web hook of `{name}` would go unencrypted: nothing was sent", name=recipient),
            t("write an address that begins with https:// under `tell`"),
        )
    id = f"msg_{secrets.token_hex(16)}"
    body = json.dumps({"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": data}, ensure_ascii=False)
    sealed = state.seal({"url": url, "body": body}, f"hook {id}")
    row = {"id": id, "about": about, "recipient": recipient, "message": sealed, "state": "queued"}
    connection.execute(sa.insert(hooks).values(**row, queued_at=at, next_at=at, tries=0))
    return id


def send_due(state: State, clock: Callable[[], datetime], limit: int = 200) -> Counter[str]:
    """Send what is due; returns how many were sent, refused, given up, or wait. Sent again, a hook has the same id."""
    counts: Counter[str] = Counter()
    with httpx.Client(timeout=10, follow_redirects=False, trust_env=False) as client:
        while counts.total() < limit and (row := _take(state, clock())) is not None:
            said = state.unseal(row.message, f"hook {row.id}")
            body, moment = said["body"].encode(), int(clock().timestamp())
            headers = {
                "content-type": "application/json",
                "user-agent": "Gestand",
                "webhook-id": row.id,
                "webhook-timestamp": str(moment),
                "webhook-signature": signature(_key(state, row.recipient), row.id, moment, body),
            }
            try:
                status = client.post(said["url"], content=body, headers=headers).status_code
            except httpx.HTTPError:
                status = 0
            counts[_went(state, row, status, clock())] += 1
    return counts


def _take(state: State, now: datetime) -> Any:
    with state.begin() as connection:
        due = sa.select(hooks).where(hooks.c.state == "queued", hooks.c.next_at <= now).order_by(hooks.c.next_at).limit(1)
        row = connection.execute(due.with_for_update(skip_locked=True) if not state.sqlite else due).first()
        if row is not None:
            again = {"next_at": now + _TAKEN, "tries": row.tries + 1}
            connection.execute(sa.update(hooks).where(hooks.c.id == row.id).values(**again))
    return row


def _went(state: State, row: Any, status: int, now: datetime) -> str:
    """What becomes of a hook: sent, refused for good, given up, or once more later."""
    queued = row.queued_at if row.queued_at.tzinfo else row.queued_at.replace(tzinfo=UTC)
    done = (
        "sent"
        if 200 <= status < 300
        else "refused"
        if status in (400, 401, 403, 404, 405, 410, 422)
        else "given up"
        if now - queued > GIVE_UP
        else ""
    )
    with state.begin() as connection:
        if done:
            values: dict[str, Any] = {"state": done, "message": None, "sent_at": now, "answer": str(status)}
        else:
            wait = min(timedelta(minutes=2 ** min(row.tries, 8)), timedelta(hours=4))
            values = {"next_at": now + wait, "answer": str(status)}
        connection.execute(sa.update(hooks).where(hooks.c.id == row.id).values(**values))
    return done or "waiting"


def hear(connection: sa.Connection, state: State, recipient: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Believe a hook of a recipient, once. Raises GestandError GS623 when its signature, its time or its id is not good: which of them
    is not told."""
    id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    refused = fail(
        "GS623",
        "hook-not-believed",
        t("this web hook is not signed as it should be, is too old, or was heard before"),
        t("sign `id.timestamp.body` with the secret of this recipient, and send each id once"),
    )
    if not (0 < len(id) <= 200 and stamp.isdecimal() and len(stamp) < 12):
        raise refused
    good = signature(_key(state, recipient), id, int(stamp), body)
    given = headers.get("webhook-signature", "").split()[:5]
    if not any(hmac.compare_digest(good.encode(), one.encode()) for one in given):
        raise refused
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > FRESH:
        raise refused
    known = hashlib.sha256(f"{recipient}\0{id}".encode()).hexdigest()
    connection.execute(sa.delete(heard).where(heard.c.until < now))
    if connection.execute(sa.select(heard.c.id).where(heard.c.id == known)).first():
        raise refused
    connection.execute(sa.insert(heard).values(id=known, until=now + 2 * FRESH))
