"""The sign that announces cameras (promise A11; GDPR art. 13, the first layer): who films, where and why, how long, and where to read more.
One sheet with every language of the organisation, for a door or a wall."""

from __future__ import annotations

from importlib import resources
from io import BytesIO
from typing import Any

import segno

from gestand.documents import sentences
from gestand.documents.paper import typesetting
from gestand.documents.paper.tree import capital
from gestand.policy.model import Activity, Policy
from gestand.words import addressing, language, said, t, use

PAPERS = ("a5", "a4", "a3")


def cameras(policy: Policy, paper: str = "a4") -> bytes:
    """The sign as a PDF (PDF/UA-1), in the language of the moment first. The policy must have cameras. The same policy gives the same
    bytes."""
    assert policy.cameras is not None
    activity = policy.activities[policy.cameras.activity]
    first = language()
    order = [first, *(one for one in policy.organisation.languages if one != first)]
    texts = []
    for one in order:
        with use(one), addressing(policy.organisation.form_of_address):
            texts.append(_text(policy, activity))
    where = _address(policy)
    said_ = {
        "language": first,
        "title": texts[0]["heading"],
        "name": policy.organisation.name,
        "paper": paper,
        "texts": texts,
        "code": _code(where) if where else "",
        "code-alt": t("A code for your telephone that leads to {address}", address=where) if where else "",
    }
    return typesetting.pdf(resources.files(__package__).joinpath("sign.typ").read_bytes(), said_, None)


def _address(policy: Policy) -> str:
    return said(policy.statement.published_at) if policy.statement else ""


def _text(policy: Policy, activity: Activity) -> dict[str, Any]:
    """The sign in the language of the moment: no more than somebody reads who walks by."""
    assert policy.cameras is not None
    one = policy.organisation
    where = _address(policy)
    return {
        "language": language(),
        "heading": t("There are cameras here"),
        "lines": [
            line
            for line in (
                t("{name} films {where}.", name=one.name, where=said(policy.cameras.where)),
                t("What for: {purpose}.", purpose=said(activity.purpose, activity.name)),
                t("We keep the images {period}.", period=sentences.kept(policy, activity)),
                t("Are you in an image? You can ask to see it, and you can object."),
                t("Questions: {contact}", contact=", ".join(filter(None, (one.contact, one.telephone)))),
                t("Read more: {address}", address=where.removeprefix("https://")) if where else "",
            )
            if line
        ],
        "purpose": capital(said(activity.purpose, activity.name)),
    }


def _code(address: str) -> str:
    """The address as a picture that telephones read (SVG)."""
    made = BytesIO()
    segno.make(address, error="m").save(made, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return made.getvalue().decode()
