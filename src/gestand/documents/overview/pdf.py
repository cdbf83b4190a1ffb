"""The overview on paper (PDF/UA-1): typst refuses to make one that screen readers can't read."""

from __future__ import annotations

from importlib import resources
from typing import Any

from gestand.documents.overview import parts
from gestand.documents.overview.page import Answer
from gestand.documents.overview.sheet import Part, Sheet
from gestand.documents.paper import typesetting
from gestand.documents.statement import rights
from gestand.documents.statement.tree import Items, Paragraph, Term, Terms, pieces
from gestand.words import addressing, day, language, moment, number, t, tn


def pdf(answer: Answer, sheet: Sheet) -> bytes:
    """The document, in the language of the moment, with what `sheet` kept of the rows. What it says is data, never markup."""
    with addressing(answer.policy.organisation.form_of_address):
        said = _said(answer, sheet)
    return typesetting.pdf(resources.files(__package__).joinpath("overview.typ").read_bytes(), said, answer.made)


def _said(answer: Answer, sheet: Sheet) -> dict[str, Any]:
    policy = answer.policy
    organisation, on = policy.organisation, answer.made.date()
    own = rights.own(policy)
    closing = [
        _section(t("What do we use it for?"), [], [_use(*one) for one in parts.terms(policy, sheet.tables)]),
        _section(t("Who receives it?"), _receivers(answer, sheet, on)),
        _section(t("Where did we look?"), [_points([f"{a}: {b}" for a, b in parts.looked(answer.looked)])]),
        _section(own.heading if own else "", _own(answer, own.blocks if own else ())),
        _section(
            t("What you can do"),
            [
                _points(
                    [
                        t("Is something wrong? We correct it."),
                        t("Should it go? Ask us to remove it. We tell you what must stay, why, and until when."),
                        t("Should we not use it for a while? You can ask that too."),
                        t("Do you want to take it with you? You get it as a file."),
                        t("Do you not want a certain use? You can object, and withdraw your consent whenever you like."),
                    ]
                ),
                _paragraph(t("Write to {contact}. It costs nothing.", contact=organisation.contact)),
                _paragraph(parts.complaint(policy)),
            ],
        ),
    ]
    return {
        "language": language(),
        "name": organisation.name,
        "title": t("Your data at {name}", name=organisation.name),
        "made": t("As it was on {moment}", moment=moment(answer.made)),
        "short-heading": t("In short"),
        "short": f"{t('You asked what we hold about you. Here it is.')} "
        f"{t('With each part you read what we use it for, and how long we keep it.')}",
        "contents": [f"{what} ({number(n)})" if n > 1 else what for _, what, n in answer.contents],
        "parts": [_part(part) for part in sheet.parts],
        "nothing": "" if sheet.parts else t("We searched everywhere, and found nothing of yours."),
        "sections": [s for s in closing if s["blocks"] or s["inner"]],
        "left-out": t("Fields with nothing in them are left out."),
    }


def _section(heading: str, blocks: list[dict[str, Any]], inner: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    there = [b for b in blocks if b]
    return {"heading": heading, "blocks": there, "inner": inner or []}


def _use(id: str, heading: str, terms: list[Term]) -> dict[str, Any]:
    return {"heading": heading, "blocks": [_terms(terms)]}


def _receivers(answer: Answer, sheet: Sheet, on: Any) -> list[dict[str, Any]]:
    blocks = []
    if answer.disclosed:
        blocks += [
            _paragraph(t("These received data of yours:")),
            _points([f"{who}: {what}, {day(at.date())}" for who, what, at in answer.disclosed]),
        ]
    if who := parts.receivers(answer.policy, sheet.tables, on):
        blocks += [_paragraph(t("These work for us, or may receive it for what you read above:")), _terms(who)]
    return blocks


def _own(answer: Answer, blocks: Any) -> list[dict[str, Any]]:
    said = [_points(list(answer.requests))]
    return said + [_terms(list(b.terms)) for b in blocks if isinstance(b, Terms)]


def _part(part: Part) -> dict[str, Any]:
    about = part.about
    return {
        "heading": about.heading,
        "uses": [[use.purpose, f"{use.kept}."] for use in about.uses],
        "soft": [t("Where it comes from: {source}.", source=about.source), *about.withheld],
        "rows": [{"fields": [list(pair) for pair in said], "keys": keys} for said, keys in part.rows],
        "more": tn(
            "There is one more. Ask us if you want it on paper.",
            "There are {n} more. Ask us if you want them on paper.",
            part.more,
        )
        if part.more
        else "",
    }


def _paragraph(text: str) -> dict[str, Any]:
    return {"is": "paragraph", "text": _pieces(text)}


def _points(points: list[str]) -> dict[str, Any]:
    return {"is": "points", "points": [_pieces(p) for p in points]} if points else {}


def _terms(terms: list[Term]) -> dict[str, Any]:
    return {"is": "terms", "terms": [[term.label, [_pieces(_text(b)) for b in term.blocks]] for term in terms]}


def _text(block: Paragraph | Items) -> str:
    return block.text


def _pieces(text: str) -> list[Any]:
    return [p if isinstance(p, str) else {"text": p.text, "to": p.to} for p in pieces(text)]
