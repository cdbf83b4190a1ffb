"""Personal accounts. An account is one person's (promise F6); it is ended, never handed on."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.state import State
from gestand.state.actors import accounts, invitations, passkeys, sessions
from gestand.words import LANGUAGES, mark, t

INVITED = timedelta(days=3)


class Role(StrEnum):
    """What somebody is for. One may have several; nobody gives themselves one."""

    HANDLER = "handler"
    """Works on requests: identifies, searches, writes."""
    OFFICER = "officer"
    """Decides and approves, places holds, signs the policy off, applies sweeps."""
    ADMINISTRATOR = "administrator"
    """Accounts, addresses, keys of other systems. Sees nobody's data."""
    AUDITOR = "auditor"
    """Board and evidence. Sees nobody's data."""
    CUSTOMER = "customer"
    """A customer's own person: the requests that are that customer's to decide, and no others."""


CALLED = {
    Role.HANDLER: mark("handler"),
    Role.OFFICER: mark("officer"),
    Role.ADMINISTRATOR: mark("administrator"),
    Role.AUDITOR: mark("auditor"),
    Role.CUSTOMER: mark("customer's own person"),
}

_MAY: dict[Role, frozenset[str]] = {
    Role.HANDLER: frozenset({"cases", "work", "board"}),
    Role.OFFICER: frozenset({"cases", "work", "decide", "holds", "plans", "board", "evidence"}),
    Role.ADMINISTRATOR: frozenset({"accounts", "keys"}),
    Role.AUDITOR: frozenset({"board", "evidence"}),
    Role.CUSTOMER: frozenset({"own cases"}),
}


@dataclass(frozen=True)
class Account:
    """One person's account, as it is now."""

    id: str
    email: str
    name: str
    roles: tuple[Role, ...]
    customer: str
    language: str
    allow: tuple[str, ...]
    second_factor: bool
    ended: bool = False

    def may(self, what: str) -> bool:
        """Whether a role of this account allows `what`."""
        return not self.ended and any(what in _MAY[role] for role in self.roles)


def may(account: Account | None, what: str) -> None:
    """Raises GestandError GS801 unless the account may do `what`."""
    if account is None or not account.may(what):
        raise fail("GS801", "not-allowed", t("this account may not do that"), t("ask an administrator for the role it needs"))


def fold(email: str) -> str:
    """An address as accounts are found by it."""
    return email.strip().lower()


def _account(row: Any, keys: int) -> Account:
    roles = tuple(Role(r) for r in json.loads(row.roles))
    second = row.totp is not None or keys > 0
    allow = tuple(json.loads(row.allow))
    return Account(row.id, row.email, row.name, roles, row.customer, row.language, allow, second, row.ended_at is not None)


def _selected() -> Any:
    keys = sa.select(sa.func.count()).where(passkeys.c.account == accounts.c.id).scalar_subquery()
    return sa.select(accounts, keys.label("keys"))


def get(connection: sa.Connection, id: str) -> Account | None:
    """The account with this id."""
    row = connection.execute(_selected().where(accounts.c.id == id)).first()
    return _account(row, row.keys) if row else None


def by_email(connection: sa.Connection, email: str) -> Account | None:
    """The account that signs in with this address."""
    row = connection.execute(_selected().where(accounts.c.email == fold(email))).first()
    return _account(row, row.keys) if row else None


def everybody(connection: sa.Connection) -> list[Account]:
    """All accounts, those that ended last."""
    rows = connection.execute(_selected().order_by(accounts.c.ended_at.is_not(None), accounts.c.name))
    return [_account(row, row.keys) for row in rows]


def invite(
    connection: sa.Connection,
    *,
    email: str,
    name: str,
    roles: Sequence[Role],
    now: datetime,
    language: str = "nl",
    customer: str = "",
    allow: Sequence[str] = (),
) -> tuple[Account, str]:
    """A new account, and the secret of the link by which its owner sets a password, once, within three days. Raises GestandError GS802
    when there is such an account, or when what was given is not usable."""
    address = fold(email)
    if "@" not in address or any(c.isspace() for c in address) or not name.strip() or not roles:
        raise fail("GS802", "account-unusable", t("an account needs a name, an address and a role"), t("fill in all three"))
    if (Role.CUSTOMER in roles) != bool(customer) or Role.CUSTOMER in roles and len(roles) > 1:
        raise fail(
            "GS802",
            "account-unusable",
            t("a customer's own person has that role alone, and a customer"),
            t("name the customer, or choose another role"),
        )
    if by_email(connection, address):
        raise fail(
            "GS802", "account-unusable", t("there is an account with this address"), t("change that one, or use another address")
        )
    id = secrets.token_hex(8)
    connection.execute(
        sa.insert(accounts).values(
            id=id,
            email=address,
            name=name.strip(),
            roles=json.dumps([r.value for r in roles]),
            customer=customer,
            language=language if language in LANGUAGES else "nl",
            allow=json.dumps(list(networks(allow))),
            made_at=now,
        )
    )
    account = get(connection, id)
    assert account is not None
    return account, invitation(connection, id, now)


def invitation(connection: sa.Connection, account: str, now: datetime) -> str:
    """The secret of a new link to set a password; older links of this account are worth nothing then."""
    secret = secrets.token_urlsafe(32)
    connection.execute(sa.delete(invitations).where(invitations.c.account == account))
    connection.execute(sa.insert(invitations).values(digest=digest(secret), account=account, until=now + INVITED))
    return secret


def invited(connection: sa.Connection, secret: str, now: datetime) -> Account | None:
    """Whose invitation this is, if it is still good."""
    row = connection.execute(
        sa.select(invitations).where(invitations.c.digest == digest(secret), invitations.c.until > now)
    ).first()
    return get(connection, row.account) if row else None


def networks(given: Sequence[str]) -> tuple[str, ...]:
    """Networks from which an account may come, in one spelling. Raises GestandError GS803."""
    made = []
    for text in given:
        try:
            made.append(str(ipaddress.ip_network(text.strip(), strict=False)))
        except ValueError:
            raise fail(
                "GS803",
                "network-unclear",
                t("`{text}` is no network", text=text),
                t("write for instance 192.0.2.0/24 or 2001:db8::/48"),
            ) from None
    return tuple(made)


def comes_from(account: Account, address: str) -> bool:
    """Whether the account may come from this IP address: always, where no networks are listed."""
    if not account.allow:
        return True
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(n) for n in account.allow)


def change(
    connection: sa.Connection, id: str, *, roles: Sequence[Role] | None = None, allow: Sequence[str] | None = None, by: str
) -> None:
    """Change roles or networks of somebody else's account; its sessions end, so that the change counts at once. Raises GestandError
    GS804 for one's own account."""
    if id == by:
        raise fail("GS804", "own-account", t("nobody changes their own roles"), t("ask another administrator"))
    values: dict[str, Any] = {}
    if roles is not None:
        values["roles"] = json.dumps([r.value for r in roles])
    if allow is not None:
        values["allow"] = json.dumps(list(networks(allow)))
    if values:
        connection.execute(sa.update(accounts).where(accounts.c.id == id).values(**values))
        connection.execute(sa.delete(sessions).where(sessions.c.account == id))


def end(connection: sa.Connection, id: str, *, by: str, now: datetime) -> None:
    """End an account: nobody signs in with it again, and its sessions end now."""
    if id == by:
        raise fail("GS804", "own-account", t("nobody ends their own account"), t("ask another administrator"))
    connection.execute(sa.update(accounts).where(accounts.c.id == id).values(ended_at=now, password=None, totp=None))
    connection.execute(sa.delete(passkeys).where(passkeys.c.account == id))
    connection.execute(sa.delete(sessions).where(sessions.c.account == id))
    connection.execute(sa.delete(invitations).where(invitations.c.account == id))


def digest(secret: str) -> str:
    """What is kept of a secret of 256 bits: SHA-256, in hex. For passwords, see `signin`."""
    return hashlib.sha256(secret.encode()).hexdigest()


def empty(state: State) -> bool:
    """Nobody has an account yet: the first one is made on the command line."""
    with state.begin(write=False) as connection:
        return connection.execute(sa.select(accounts.c.id).limit(1)).first() is None


def forget_second_factor(connection: sa.Connection, id: str, *, by: str) -> None:
    """Forget authenticator, passkeys and password of who lost them, before a new invitation: the old ones open nothing any more.
    Raises GestandError GS804 for one's own account."""
    if id == by:
        raise fail("GS804", "own-account", t("nobody resets their own account here"), t("ask another administrator"))
    connection.execute(sa.update(accounts).where(accounts.c.id == id).values(totp=None, totp_last=0, password=None))
    connection.execute(sa.delete(passkeys).where(passkeys.c.account == id))
    connection.execute(sa.delete(sessions).where(sessions.c.account == id))
