"""Sign in, the second factor, an invitation, one's own account.

ATTACKS: guessed passwords and codes (slowed down per network and browser, never per account alone: nobody locks somebody else out), a
session that somebody else began (it gets a new secret at each step), a copied passkey (its counter), a stolen invitation (works once,
three days), accounts that exist (the same answer in the same time)."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

import segno
import sqlalchemy as sa
from starlette.responses import Response

from gestand.actors import accounts, sessions, signin
from gestand.actors.accounts import Account
from gestand.diagnostics import GestandError
from gestand.state.actors import accounts as table
from gestand.state.actors import passkeys
from gestand.state.actors import sessions as open_sessions
from gestand.web.asked import DEVICE, Asked
from gestand.words import LANGUAGES, t

_DEVICE_KEPT = 180 * 24 * 3600  # seconds that a browser is known again


def passkey_site(asked: Asked) -> signin.Site:
    """The site that passkeys are for."""
    parts = urlsplit(asked.site.address)
    return signin.Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", asked.context.policy.organisation.name)


def _keep(asked: Asked, **values: object) -> None:
    session = asked.begin()
    session.values.update(values)
    sessions.keep(asked.context.state, session)


def _answer(asked: Asked) -> tuple[dict[str, object], bytes]:
    """What a passkey answered, and the challenge it answers, which counts once."""
    session = asked.begin()
    challenge = bytes.fromhex(str(session.values.pop("challenge", "")))
    sessions.keep(asked.context.state, session)
    try:
        given = json.loads(asked.form.get("passkey", "")[:20000])
    except ValueError:
        given = {}
    return (given if isinstance(given, dict) else {}), challenge


def sign_in(asked: Asked) -> Response:
    """An address and a password, or a passkey."""
    if asked.account is not None and asked.account.second_factor:
        return asked.go("/console")
    context, errors = asked.context, {}
    email = asked.form.get("email", "").strip()[:200]
    if asked.request.method == "POST" and asked.form.get("passkey"):
        given, challenge = _answer(asked)
        found = signin.check_passkey(context.state, passkey_site(asked), given, challenge, address=asked.address)
        if found is not None:
            return _enter(asked, found)
        errors["email"] = t("This passkey opens nothing here. Sign in with your password, or ask an administrator.")
    elif asked.request.method == "POST":
        try:
            found = signin.check_password(
                context.state,
                email,
                asked.form.get("password", ""),
                address=asked.address,
                device=asked.device,
                now=context.now(),
            )
        except GestandError as error:
            errors["email"] = error.diagnostics[0].message.capitalize() + ". " + error.diagnostics[0].help[0].capitalize() + "."
        else:
            if found is not None:
                asked.use(sessions.renewed(context.state, asked.session, context.now()))
                _keep(asked, half=found.id)
                return asked.go("/console/code" if found.second_factor else "/console/second-factor")
            errors["email"] = t("This address and password do not go together.")
    options, challenge = signin.passkey_question(passkey_site(asked))
    _keep(asked, challenge=challenge.hex())
    return asked.page("console/sign-in.html", 400 if errors else 200, email=email, errors=errors, options=options)


def _half(asked: Asked) -> Account | None:
    """Who gave the right password in this session and has not shown the second factor."""
    id = str(asked.session.values.get("half", "")) if asked.session else ""
    with asked.context.state.begin(write=False) as connection:
        found = accounts.get(connection, id) if id else None
    return found if found and not found.ended and accounts.comes_from(found, asked.address) else None


def _enter(asked: Asked, account: Account) -> Response:
    """From now on this browser is theirs: under a new secret."""
    context = asked.context
    asked.use(sessions.renewed(context.state, asked.session, context.now(), account=account.id))
    asked.set[DEVICE] = (signin.device_token(context.state, account.id), _DEVICE_KEPT)
    return asked.go("/console")


def _has_secret(asked: Asked, account: Account) -> bool:
    with asked.context.state.begin(write=False) as connection:
        return connection.execute(sa.select(table.c.totp).where(table.c.id == account.id)).scalar() is not None


def code(asked: Asked) -> Response:
    """The code of the authenticator."""
    account = _half(asked)
    if account is None or not account.second_factor:
        return asked.go("/console/sign-in")
    errors = {}
    if asked.request.method == "POST":
        try:
            good = signin.check_code(
                asked.context.state,
                account,
                asked.form.get("code", ""),
                address=asked.address,
                device=asked.device,
                now=asked.context.now(),
            )
        except GestandError as error:
            good, errors["code"] = False, error.diagnostics[0].message.capitalize() + "."
        if good:
            return _enter(asked, account)
        errors.setdefault("code", t("This is not the code of this moment. Wait for the next one."))
    return asked.page("console/code.html", 400 if errors else 200, errors=errors, has_code=_has_secret(asked, account))


def second_factor(asked: Asked) -> Response:
    """Set up the second factor: an authenticator, or a passkey. Only for who has none: a second one is added in one's own account."""
    account = _half(asked)
    if account is None or account.second_factor:
        return asked.go("/console/sign-in")
    context, session, errors = asked.context, asked.begin(), {}
    secret = str(session.values.get("secret", "")) or signin.new_secret()
    if asked.request.method == "POST" and asked.form.get("passkey"):
        given, challenge = _answer(asked)
        site = passkey_site(asked)
        if signin.keep_passkey(context.state, account, site, given, challenge, asked.form.get("name", ""), context.now()):
            return _enter(asked, account)
        errors["code"] = t("The passkey was not made. Try once more, or use an authenticator.")
    elif asked.request.method == "POST":
        if session.values.get("secret") and signin.keep_secret(
            context.state, account, secret, asked.form.get("code", ""), context.now()
        ):
            return _enter(asked, account)
        errors["code"] = t("This is not the code of this moment. Look whether the clock of your telephone is right.")
    options, challenge = signin.passkey_options(context.state, account, passkey_site(asked))
    _keep(asked, secret=secret, challenge=challenge.hex())
    picture = segno.make(signin.secret_url(account, secret, context.policy.organisation.name)).svg_data_uri(scale=5, border=2)
    shown = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return asked.page(
        "console/second-factor.html", 400 if errors else 200, picture=picture, secret=shown, errors=errors, options=options
    )


def welcome(asked: Asked) -> Response:
    """The owner of an invitation sets a password, then a second factor."""
    secret = asked.request.path_params["secret"]
    context, errors = asked.context, {}
    with context.state.begin(write=False) as connection:
        account = accounts.invited(connection, secret, context.now()) if len(secret) < 100 else None
    if account is None or account.ended:
        return asked.page(
            "stop.html",
            404,
            title=t("This invitation does not work any more"),
            why=t("It was used before, or it is too old. Ask an administrator for a new one."),
        )
    asked.begin()
    if asked.request.method == "POST":
        password = asked.form.get("password", "")
        if password != asked.form.get("again", ""):
            errors["again"] = t("The two are not the same.")
        else:
            try:
                signin.set_password(context.state, secret, password, context.now())
            except GestandError as error:
                errors["password"] = (
                    ". ".join(x.capitalize() for x in (error.diagnostics[0].message, *error.diagnostics[0].help)) + "."
                )
        if not errors:
            asked.use(sessions.renewed(context.state, None, context.now()))
            _keep(asked, half=account.id)
            return asked.go("/console/code" if account.second_factor else "/console/second-factor")
    return asked.page("console/welcome.html", 400 if errors else 200, invited=account, errors=errors, shortest=signin.SHORTEST)


def me(asked: Asked) -> Response:
    """One's own account: passkeys, language, sessions elsewhere."""
    account, context, errors, done = asked.account, asked.context, {}, ""
    assert account is not None
    do = asked.form.get("do", "")
    if asked.request.method == "POST" and asked.form.get("passkey"):
        given, challenge = _answer(asked)
        site = passkey_site(asked)
        if signin.keep_passkey(context.state, account, site, given, challenge, asked.form.get("name", ""), context.now()):
            done = t("The passkey was added.")
        else:
            errors["name"] = t("The passkey was not made. Try once more.")
    elif do == "forget":
        done = _forget_passkey(asked, account)
    elif do == "language" and asked.form.get("language") in LANGUAGES:
        with context.state.begin() as connection:
            connection.execute(sa.update(table).where(table.c.id == account.id).values(language=asked.form["language"]))
        done = t("Mail to you is in this language from now on.")
    elif do == "elsewhere" and asked.session:
        with context.state.begin() as connection:
            other = open_sessions.c.digest != accounts.digest(asked.session.secret)
            connection.execute(sa.delete(open_sessions).where(open_sessions.c.account == account.id, other))
        done = t("You are signed out everywhere else.")
    options, challenge = signin.passkey_options(context.state, account, passkey_site(asked))
    _keep(asked, challenge=challenge.hex())
    with context.state.begin(write=False) as connection:
        mine = connection.execute(
            sa.select(passkeys.c.id, passkeys.c.name, passkeys.c.made_at).where(passkeys.c.account == account.id)
        ).all()
        account = accounts.get(connection, account.id)
    return asked.page(
        "console/me.html",
        400 if errors else 200,
        mine=mine,
        me=account,
        called=accounts.CALLED,
        options=options,
        errors=errors,
        done=done,
        has_code=_has_secret(asked, account) if account else False,
    )


def _forget_passkey(asked: Asked, account: Account) -> str:
    with asked.context.state.begin() as connection:
        last = (
            not _has_secret(asked, account)
            and connection.execute(
                sa.select(sa.func.count()).select_from(passkeys).where(passkeys.c.account == account.id)
            ).scalar()
            == 1
        )
        if last:
            return t("This is your only second factor. Add another one first.")
        connection.execute(sa.delete(passkeys).where(passkeys.c.account == account.id, passkeys.c.id == asked.form.get("id", "")))
    return t("The passkey was removed.")


def leave(asked: Asked) -> Response:
    """Sign out."""
    if asked.session:
        sessions.close(asked.context.state, asked.session.secret)
    asked.set[asked.site.cookie] = ("", 1)
    return asked.go("/console/sign-in")


Handler = Callable[[Asked], Response]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console/sign-in", sign_in, ["GET", "POST"], ""),
    ("/console/code", code, ["GET", "POST"], ""),
    ("/console/second-factor", second_factor, ["GET", "POST"], ""),
    ("/console/welcome/{secret}", welcome, ["GET", "POST"], ""),
    ("/console/me", me, ["GET", "POST"], "any"),
    ("/console/leave", leave, ["POST"], "any"),
]
