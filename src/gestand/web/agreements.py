"""A customer reads the processor agreement that was offered, by the link in a mail, and accepts it.

ATTACKS: a guessed link (256 bits, and only a digest of it is kept), another text than was read (the form says which one by its digest), accepting
twice or what was taken back (the state is looked at again in the transaction), a form of another site (its token)."""

from __future__ import annotations

from starlette.responses import Response

from gestand.diagnostics import GestandError
from gestand.telling.agreements import kept, making
from gestand.web.asked import Asked, Handler, sentence
from gestand.web.statements import styled
from gestand.words import t


def _gone(asked: Asked) -> Response:
    contact = asked.context.policy.organisation.contact
    why = t("It is too old, or not complete. Ask {contact}.", contact=contact)
    return asked.page("stop.html", 404, title=t("This link does not work any more"), why=why)


def agreement(asked: Asked) -> Response:
    """What is offered, and the form to accept it."""
    found = making.by_link(asked.context, asked.request.path_params["secret"])
    if found is None:
        return _gone(asked)
    customer, version = found
    asked.begin()
    errors: dict[str, str] = {}
    if asked.request.method == "POST" and version.state == "offered":
        errors = _wrong(asked, version)
        if not errors:
            try:
                name, function = asked.form.get("name", ""), asked.form.get("function", "")
                making.accept(
                    asked.context,
                    version,
                    name,
                    function,
                    t("by the link that was mailed to the customer"),
                    f"customer {customer.key}",
                )
                return asked.go(asked.request.url.path)
            except GestandError as error:
                errors["name"] = sentence(error.diagnostics[0].message)
    who = kept.accepted(asked.context.state, version)
    return asked.page("agreement.html", customer=customer, version=version, who=who, form=asked.form, errors=errors)


def _wrong(asked: Asked, version: kept.Kept) -> dict[str, str]:
    errors = {}
    if not asked.form.get("name", "").strip():
        errors["name"] = t("Fill in your name.")
    if not asked.form.get("function", "").strip():
        errors["function"] = t("Fill in your function.")
    if asked.form.get("may") != "yes":
        errors["may"] = t("Only somebody who may sign can accept this.")
    if asked.form.get("digest") != version.digest:
        errors["may"] = t("The text changed meanwhile. Read it again.")
    return errors


def text(asked: Asked) -> Response:
    """The agreement itself: `text.html` or `text.pdf`."""
    found = making.by_link(asked.context, asked.request.path_params["secret"])
    form = asked.request.path_params["form"]
    if found is None or form not in ("html", "pdf"):
        return _gone(asked)
    return styled(making.document_of(asked.context, found[1], form), form, "no-store")


PUBLIC: list[tuple[str, Handler, list[str]]] = [
    ("/agreement/{secret}", agreement, ["GET", "POST"]),
    ("/agreement/{secret}/text.{form}", text, ["GET"]),
]
