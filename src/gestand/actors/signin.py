"""How somebody shows who they are: a password (Argon2id) with a code of an authenticator or a passkey, or a passkey alone.

Trying is slowed down per account *and* network, never per account alone: who tries another's name in vain does not keep the owner out.
A browser that signed in before carries a device token, and is counted apart from strangers in the same network."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import sqlalchemy as sa
import webauthn
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gestand.actors import accounts
from gestand.actors.accounts import Account, digest
from gestand.diagnostics import fail
from gestand.state import State
from gestand.state.actors import accounts as table
from gestand.state.actors import attempts, invitations, passkeys
from gestand.stores.dialects.networks import network_of
from gestand.words import t

SHORTEST = 12  # characters of a password; long rather than odd (NIST SP 800-63B, 5.1.1.2)
TRIES = 5  # in vain, before one has to wait
WAIT = timedelta(minutes=15)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP: Argon2id, 19 MiB, 2 passes
_one_at_a_time = threading.BoundedSemaphore(2)  # it takes memory on purpose: many at once must not take all of it
_NOBODY = _hasher.hash(secrets.token_hex(16))  # checked for accounts that are not there, so that both take as long


@dataclass(frozen=True)
class Site:
    """The site that passkeys are for: its host, and its origin as a browser says it."""

    host: str
    origin: str
    name: str


# how often one may try


def _tried(state: State, what: str) -> str:
    return hmac.new(state.digest_key(), f"attempt {what}".encode(), "sha256").hexdigest()


def must_wait(state: State, what: str, now: datetime, most: int = TRIES) -> timedelta | None:
    """How long one must wait before the next try of `what`, if at all."""
    with state.begin(write=False) as connection:
        row = connection.execute(sa.select(attempts).where(attempts.c.what == _tried(state, what))).first()
    if row is None or row.tries < most:
        return None
    until: datetime = row.until if row.until.tzinfo else row.until.replace(tzinfo=UTC)
    return until - now if until > now else None


def count(state: State, what: str, now: datetime, most: int = TRIES, wait: timedelta = WAIT) -> None:
    """One more try of `what` that was in vain. After `most` of them, each further one doubles the wait, up to a day."""
    key = _tried(state, what)
    with state.begin() as connection:
        row = connection.execute(sa.select(attempts).where(attempts.c.what == key)).first()
        until = (row.until if row.until.tzinfo else row.until.replace(tzinfo=UTC)) if row else now
        fresh = row is None or until + timedelta(days=1) < now or row.tries < most and until < now
        n = 1 if fresh or row is None else row.tries + 1
        longer = min(wait * 2 ** max(0, min(n - most, 8)), timedelta(days=1))
        connection.execute(sa.delete(attempts).where(attempts.c.what == key))
        connection.execute(sa.insert(attempts).values(what=key, tries=n, until=now + longer))


def forget(state: State, what: str) -> None:
    """What was tried has come right: the count begins anew."""
    with state.begin() as connection:
        connection.execute(sa.delete(attempts).where(attempts.c.what == _tried(state, what)))


def device_token(state: State, account: str) -> str:
    """What a browser keeps that signed in before: it proves nothing but that, and is counted apart."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{hmac.new(state.digest_key(), f'device {account} {nonce}'.encode(), 'sha256').hexdigest()}"


def _from(state: State, account: Account | None, address: str, device: str) -> str:
    nonce, _, mac = device.partition(".")
    if account and mac:
        good = hmac.new(state.digest_key(), f"device {account.id} {nonce}".encode(), "sha256").hexdigest()
        if hmac.compare_digest(good, mac):
            return f"device {nonce}"
    return f"network {network_of(address) or address}"


# passwords


def fit(password: str, account: Account) -> None:
    """Raises GestandError GS807 when a password is too easy."""
    low = password.lower()
    words = {w for w in (account.email.partition("@")[0], *account.name.lower().split()) if len(w) > 3}
    if len(password) < SHORTEST or len(password) > 1000 or len(set(low)) < 5 or any(w in low for w in words):
        raise fail(
            "GS807",
            "password-too-easy",
            t("this password is too easy to guess"),
            t("take at least {n} characters, and nothing of your name or address; four words in a row are fine", n=SHORTEST),
        )


def set_password(state: State, secret: str, password: str, now: datetime) -> Account:
    """The owner of an invitation sets a password; the invitation is used up. Raises GestandError GS807, GS808."""
    with state.begin() as connection:
        account = accounts.invited(connection, secret, now)
        if account is None or account.ended:
            raise fail(
                "GS808",
                "invitation-over",
                t("this invitation was used before or is too old"),
                t("ask an administrator for a new one"),
            )
        fit(password, account)
        with _one_at_a_time:
            hashed = _hasher.hash(password)
        connection.execute(sa.update(table).where(table.c.id == account.id).values(password=hashed))
        connection.execute(sa.delete(invitations).where(invitations.c.digest == digest(secret)))
        return account


def check_password(state: State, email: str, password: str, *, address: str, device: str = "", now: datetime) -> Account | None:
    """The account with this address and password, or None: whatever was wrong, in the same time. Raises GestandError GS809 when it was
    tried too often from there."""
    started = time.perf_counter()
    with state.begin(write=False) as connection:
        account = accounts.by_email(connection, email)
        kept = connection.execute(sa.select(table.c.password).where(table.c.id == account.id)).scalar() if account else None
    what = f"sign in {accounts.fold(email)} {_from(state, account, address, device)}"
    if (wait := must_wait(state, what, now)) is not None:
        raise too_often(wait)
    good = _verified(kept, password) and account is not None and not account.ended and accounts.comes_from(account, address)
    if not good:
        count(state, what, now)
        _level(started)
        return None
    forget(state, what)
    return account


def too_often(wait: timedelta) -> Exception:
    minutes = max(1, round(wait.total_seconds() / 60))
    return fail(
        "GS809",
        "tried-too-often",
        t("it was tried too often from there"),
        t("wait {minutes} minutes, or sign in from a browser that you used before", minutes=minutes),
    )


def _verified(kept: str | None, password: str) -> bool:
    with _one_at_a_time:
        try:
            _hasher.verify(kept or _NOBODY, password[:1000])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def _level(started: float, least: float = 0.12) -> None:
    """What fails takes at least this long, whyever it failed."""
    time.sleep(max(0.0, least - (time.perf_counter() - started)))


# codes of an authenticator


def new_secret() -> str:
    """A secret for an authenticator (RFC 6238), not kept yet."""
    return pyotp.random_base32()


def secret_url(account: Account, secret: str, issuer: str) -> str:
    """The secret as an authenticator reads it."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def keep_secret(state: State, account: Account, secret: str, code: str, now: datetime) -> bool:
    """Keep the secret once a code shows that the authenticator has it."""
    step = _step(secret, code, now, 0)
    if step is None:
        return False
    with state.begin() as connection:
        sealed = state.seal(secret, f"totp {account.id}")
        connection.execute(sa.update(table).where(table.c.id == account.id).values(totp=sealed, totp_last=step))
    return True


def _step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """The time step of a code: this one, the one before or the one after, and later than the last that was used."""
    given = "".join(c for c in code if c.isdigit())
    current = int(now.timestamp()) // 30
    for step in (current, current - 1, current + 1):
        if step > last and hmac.compare_digest(pyotp.HOTP(secret).at(step), given):
            return step
    return None


def check_code(state: State, account: Account, code: str, *, address: str, device: str = "", now: datetime) -> bool:
    """Whether this is the code of the moment; each counts once. Raises GestandError GS809."""
    what = f"code {account.id} {_from(state, account, address, device)}"
    if (wait := must_wait(state, what, now)) is not None:
        raise too_often(wait)
    with state.begin() as connection:
        row = connection.execute(sa.select(table.c.totp, table.c.totp_last).where(table.c.id == account.id)).one()
        step = _step(state.unseal(row.totp, f"totp {account.id}"), code, now, row.totp_last) if row.totp else None
        if step is not None:
            done = connection.execute(
                sa.update(table).where(table.c.id == account.id, table.c.totp_last < step).values(totp_last=step)
            )
            step = step if done.rowcount else None
    if step is None:
        count(state, what, now)
        return False
    forget(state, what)
    return True


# passkeys


def passkey_options(state: State, account: Account, site: Site) -> tuple[str, bytes]:
    """What a browser needs to make a passkey (JSON), and the challenge to keep in the session."""
    with state.begin(write=False) as connection:
        known = [r.id for r in connection.execute(sa.select(passkeys.c.id).where(passkeys.c.account == account.id))]
    made = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=account.email,
        user_id=account.id.encode(),
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(k)) for k in known],
    )
    return webauthn.options_to_json(made), made.challenge


def keep_passkey(
    state: State, account: Account, site: Site, answer: Mapping[str, Any], challenge: bytes, name: str, now: datetime
) -> bool:
    """Keep a passkey that a browser made for this account."""
    try:
        made = webauthn.verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    id = webauthn.helpers.bytes_to_base64url(made.credential_id)
    with state.begin() as connection:
        if connection.execute(sa.select(passkeys.c.id).where(passkeys.c.id == id)).first():
            return False
        connection.execute(
            sa.insert(passkeys).values(
                id=id,
                account=account.id,
                public_key=made.credential_public_key,
                counter=made.sign_count,
                name=name.strip()[:60] or t("passkey"),
                made_at=now,
            )
        )
    return True


def passkey_question(site: Site) -> tuple[str, bytes]:
    """What a browser needs to sign in with a passkey (JSON), and the challenge to keep in the session. It names no account: nothing
    tells who has one."""
    made = webauthn.generate_authentication_options(rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED)
    return webauthn.options_to_json(made), made.challenge


def check_passkey(state: State, site: Site, answer: Mapping[str, Any], challenge: bytes, *, address: str) -> Account | None:
    """Whose passkey answered the challenge; None when it is nobody's, was copied, or comes from elsewhere."""
    with state.begin() as connection:
        row = connection.execute(sa.select(passkeys).where(passkeys.c.id == str(answer.get("id", ""))[:1000])).first()
        if row is None:
            return None
        try:
            seen = webauthn.verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=row.public_key,
                credential_current_sign_count=row.counter,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        connection.execute(sa.update(passkeys).where(passkeys.c.id == row.id).values(counter=seen.new_sign_count))
        account = accounts.get(connection, row.account)
    return account if account and not account.ended and accounts.comes_from(account, address) else None


def purge(connection: sa.Connection, now: datetime) -> int:
    """Destroy what was counted and no longer matters, and invitations that are too old."""
    connection.execute(sa.delete(invitations).where(invitations.c.until <= now))
    return connection.execute(sa.delete(attempts).where(attempts.c.until < now - timedelta(days=2))).rowcount
