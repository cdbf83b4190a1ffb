"""Keys of other systems for the API: each with a name, scopes, and an end. Only a digest is kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gestand.actors.accounts import digest
from gestand.diagnostics import fail
from gestand.state.actors import api_keys
from gestand.words import mark, t

SCOPES = {
    "requests:write": mark("send requests of people"),
    "requests:read": mark("follow requests"),
    "requests:identify": mark("say who asks, where people are signed in with that system"),
    "plans:read": mark("see which plans wait, and how they went"),
    "holds:read": mark("see the holds in force"),
    "tasks:write": mark("answer tasks, confirm what a recipient did"),
    "statement:read": mark("read the statement and its versions"),
    "board:read": mark("read the promise board"),
    "calendar:read": mark("see the due dates in a calendar"),
    "evidence:read": mark("read the evidence log"),
}


@dataclass(frozen=True)
class ApiKey:
    """A key that is good now, and what it opens."""

    id: str
    name: str
    scopes: tuple[str, ...]

    def need(self, scope: str) -> None:
        """Raises GestandError GS806 unless this key has the scope."""
        if scope not in self.scopes:
            raise fail(
                "GS806", "scope-missing", t("this key does not open `{scope}`", scope=scope), t("make a key with this scope")
            )


def make(connection: sa.Connection, *, name: str, scopes: Sequence[str], by: str, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown once. Raises GestandError GS805."""
    unknown = [s for s in scopes if s not in SCOPES]
    if not name.strip() or not scopes or unknown:
        raise fail(
            "GS805",
            "key-unusable",
            t("a key needs the name of a system, and scopes"),
            t("the scopes are: {scopes}", scopes=", ".join(SCOPES)),
        )
    key = ApiKey(secrets.token_hex(4), name.strip(), tuple(scopes))
    secret = f"gestand_{key.id}_{secrets.token_urlsafe(32)}"
    connection.execute(
        sa.insert(api_keys).values(
            id=key.id, digest=digest(secret), name=key.name, scopes=json.dumps(list(scopes)), made_by=by, made_at=now
        )
    )
    return key, secret


def find(connection: sa.Connection, secret: str) -> ApiKey | None:
    """The key with this secret, if it has not ended. Found by digest: how long it takes tells nothing."""
    row = connection.execute(
        sa.select(api_keys).where(api_keys.c.digest == digest(secret), api_keys.c.ended_at.is_(None))
    ).first()
    return ApiKey(row.id, row.name, tuple(json.loads(row.scopes))) if row else None


def end(connection: sa.Connection, id: str, now: datetime) -> bool:
    """End a key; False when there is none that was good."""
    done = connection.execute(sa.update(api_keys).where(api_keys.c.id == id, api_keys.c.ended_at.is_(None)).values(ended_at=now))
    return bool(done.rowcount)
