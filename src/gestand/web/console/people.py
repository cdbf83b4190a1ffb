"""Accounts and their roles, keys of other systems. Who does this sees nobody's data, and changes nothing of their own."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from starlette.responses import Response

from gestand.actors import accounts, keys
from gestand.actors.accounts import Role
from gestand.cases import invitations
from gestand.diagnostics import GestandError
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.post import Server, hooks
from gestand.state.actors import api_keys
from gestand.web.asked import Asked, sentence
from gestand.words import LANGUAGES, mark, t

ROLES = {
    Role.HANDLER: mark("Works on requests: looks who asks, searches, writes the answer."),
    Role.OFFICER: mark("Decides and approves, places holds, signs the policy off."),
    Role.ADMINISTRATOR: mark("Accounts and keys. Sees nobody's data."),
    Role.AUDITOR: mark("Promise board and evidence. Sees nobody's data."),
    Role.CUSTOMER: mark("Only the requests that this customer decides on."),
}


def _roles(asked: Asked) -> list[Role]:
    return [role for role in Role if asked.form.get(f"role {role.value}")]


def _written(asked: Asked, connection: sa.Connection, what: str) -> None:
    """A change of who may do what is in the evidence log too (promise F7)."""
    context = asked.context
    assert asked.account is not None
    entry = Entry(context.now, context.pseudonym(f"actor {asked.account.id}"), what, ["F6"], context.policy.digest)
    log.append(connection, [entry], context.state.signing(connection))


def _said(error: GestandError) -> str:
    first = error.diagnostics[0]
    return " ".join(sentence(x) for x in (first.message, *first.help) if x)


def listed(asked: Asked) -> Response:
    """Who has an account, and a form to invite somebody."""
    context, errors, link = asked.context, {}, ""
    filled = {k: v.strip()[:300] for k, v in asked.form.items()}
    if asked.request.method == "POST":
        try:
            with context.state.begin() as connection:
                account, secret = accounts.invite(
                    connection,
                    email=filled.get("email", ""),
                    name=filled.get("name", ""),
                    roles=_roles(asked),
                    now=context.now(),
                    language=filled.get("language", "nl"),
                    customer=filled.get("customer", "") if filled.get("role customer") else "",
                    allow=[x for x in filled.get("allow", "").replace(",", " ").split() if x],
                )
                _written(asked, connection, "account invited")
                link = _sent(asked, connection, account, secret)
        except GestandError as error:
            errors["email"] = _said(error)
        else:
            if not link:
                return asked.go("/console/people?invited=1")
            filled = {}
    with context.state.begin(write=False) as connection:
        everybody = accounts.everybody(connection)
    return asked.page(
        "console/people.html",
        400 if errors else 200,
        everybody=everybody,
        roles=ROLES,
        called=accounts.CALLED,
        filled=filled,
        errors=errors,
        link=link,
        invited=asked.request.query_params.get("invited") == "1",
        all_languages=LANGUAGES,
    )


def _sent(asked: Asked, connection: sa.Connection, account: accounts.Account, secret: str) -> str:
    """Mail the invitation; where no mail server is named, the link to hand over, shown once."""
    context = asked.context
    link = f"{asked.site.address}/console/welcome/{secret}"
    if context.made.get("mail server") or Server.given():
        invitations.write(context.state, connection, context.policy.organisation, account, link, context.now())
        return ""
    return link


def person(asked: Asked) -> Response:
    """One account: its roles, the networks it may come from, a new invitation, its end."""
    context, errors, link = asked.context, {}, ""
    id, me = asked.request.path_params["id"], asked.account.id if asked.account else ""
    with context.state.begin(write=False) as connection:
        account = accounts.get(connection, id)
    if account is None:
        return asked.page("stop.html", 404, title=t("There is no such account"), why=t("Look at the list."))
    if asked.request.method == "POST":
        try:
            with context.state.begin() as connection:
                match asked.form.get("do"):
                    case "change":
                        allow = asked.form.get("allow", "").replace(",", " ").split()
                        roles = list(account.roles) if Role.CUSTOMER in account.roles else _roles(asked)
                        if not roles:
                            errors["roles"] = t("An account needs a role.")
                        else:
                            accounts.change(connection, id, roles=roles, allow=allow, by=me)
                            _written(asked, connection, "account changed")
                    case "invite":
                        accounts.forget_second_factor(connection, id, by=me)
                        link = _sent(asked, connection, account, accounts.invitation(connection, id, context.now()))
                        _written(asked, connection, "account invited")
                    case "end":
                        accounts.end(connection, id, by=me, now=context.now())
                        _written(asked, connection, "account ended")
        except GestandError as error:
            errors["roles"] = _said(error)
        if not errors and not link:
            return asked.go(f"/console/people/{id}")
        with context.state.begin(write=False) as connection:
            account = accounts.get(connection, id) or account
    return asked.page(
        "console/person.html",
        400 if errors else 200,
        person=account,
        roles=ROLES,
        called=accounts.CALLED,
        errors=errors,
        link=link,
        own=id == me,
    )


def systems(asked: Asked) -> Response:
    """Keys of other systems for the API: each with its scopes; the secret is shown once."""
    context, errors, secret = asked.context, {}, ""
    assert asked.account is not None
    if asked.request.method == "POST":
        with context.state.begin() as connection:
            if asked.form.get("do") == "end":
                if keys.end(connection, asked.form.get("id", ""), context.now()):
                    _written(asked, connection, "key ended")
            else:
                scopes = [s for s in keys.SCOPES if asked.form.get(f"scope {s}")]
                try:
                    _, secret = keys.make(
                        connection,
                        name=asked.form.get("name", "")[:100],
                        scopes=scopes,
                        by=asked.account.id,
                        now=context.now(),
                    )
                    _written(asked, connection, "key made")
                except GestandError as error:
                    errors["name"] = _said(error)
        if not errors and not secret:
            return asked.go("/console/keys")
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(api_keys).order_by(api_keys.c.ended_at.is_not(None), api_keys.c.made_at)).all()
    return asked.page(
        "console/keys.html",
        400 if errors else 200,
        keys=rows,
        scopes=keys.SCOPES,
        secret=secret,
        calendar=f"{asked.site.address}/calendar/{secret}.ics" if secret and asked.form.get("scope calendar:read") else "",
        hooked=_hooked(asked),
        errors=errors,
    )


def _hooked(asked: Asked) -> list[tuple[str, str]]:
    """The recipients that are told by a web hook, with the secret that each shares with us."""
    recipients = asked.context.policy.recipients
    return [(name, hooks.secret(asked.context.state, name)) for name, r in recipients.items() if "://" in r.tell]


Handler = Callable[[Asked], Response]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console/people", listed, ["GET", "POST"], "accounts"),
    ("/console/people/{id}", person, ["GET", "POST"], "accounts"),
    ("/console/keys", systems, ["GET", "POST"], "keys"),
]
