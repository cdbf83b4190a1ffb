"""The answer before it goes out: a person looks at it, and withholds or blackens what would harm somebody else, with the reason
(GDPR art. 15(4)). What was withheld can be shown after all, until it is released."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.responses import Response

from gestand.cases import answers, customers, desk
from gestand.cases.flow import State
from gestand.diagnostics import GestandError
from gestand.documents import overview, sentences
from gestand.execute import access, facts
from gestand.web.asked import Asked
from gestand.web.console.requests import find, looked
from gestand.words import t

ROWS = 200  # of a table on one page


@dataclass(frozen=True)
class Cell:
    """A value as it is shown, its place in the answer, and why it is withheld, if it is."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """A table of the answer: its name for people, its columns, rows of cells with the place of the whole row, and whether there are more."""

    name: str
    heading: str
    columns: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    rows: list[tuple[str, str, list[Cell]]]
    more: bool
    reason: str


def look(asked: Asked) -> Response:
    """Look at the answer, and withhold."""
    case = find(asked)
    if not looked(asked, case) or not case.people or case.kind not in ("access", "portability"):
        return asked.go(f"/console/requests/{case.id}")
    errors: dict[str, str] = {}
    if asked.request.method == "POST" and asked.account is not None:
        places = [k.removeprefix("at ") for k, v in asked.form.items() if k.startswith("at ") and v]
        reason = asked.form.get("reason", "")
        try:
            for place in places:
                table, key, column = [*place.split("\x1f"), "", ""][:3]
                if asked.form.get("do") == "show":
                    desk.show_again(asked.context, case, table, key, column, asked.account.id)
                else:
                    desk.withhold(asked.context, case, table, key, column, reason, asked.account.id)
            if places:
                answers.build(asked.context, case)
                return asked.go(f"/console/requests/{case.id}/answer")
            errors["reason"] = t("Mark what it is about.")
        except GestandError as error:
            first = error.diagnostics[0]
            errors["reason"] = ". ".join(x.capitalize() for x in (first.message, *first.help) if x) + "."
    return asked.page(
        "console/answer.html",
        400 if errors else 200,
        case=case,
        errors=errors,
        tables=_tables(asked, case),
        changeable=case.state is State.REVIEWING,
    )


def _tables(asked: Asked, case: Any) -> list[Shown]:
    context = asked.context
    left_out = desk.withheld(context, case)
    made = []
    for one in access.answer(context, case.people, case.kind == "portability", customers.decides(context, case)):
        table, key = str(one.table), context.policy.tables[one.table].key
        places = [one.columns.index(k) for k in key if k in one.columns]
        rows = []
        taken = list(islice(one.rows, ROWS + 1))
        for row in taken[:ROWS]:
            name = facts.key_text([row[i] for i in places]) if places and len(places) == len(key) else ""
            cells = [
                Cell(
                    "\x1f".join((table, name, column)),
                    _text(value),
                    left_out.get((table, name, column), "") or left_out.get((table, "", column), ""),
                )
                for column, value in zip(one.columns, row, strict=True)
            ]
            rows.append(("\x1f".join((table, name, "")), left_out.get((table, name, ""), "") if name else "", cells))
        if not taken:
            continue  # nothing of theirs is in it
        labels = tuple(sentences.label(context.policy, one.table, c) for c in one.columns)
        made.append(
            Shown(
                table,
                sentences.heading(context.policy, one.table),
                labels,
                one.withheld,
                rows,
                len(taken) > ROWS,
                left_out.get((table, "", ""), ""),
            )
        )
    return made


def _text(value: Any) -> str:
    shown = overview.shown(value)
    return shown if len(shown) <= 300 else shown[:299] + "…"


def file(asked: Asked) -> Response:
    """A file of the answer as the person gets it, for staff who look at it or print it."""
    case = find(asked)
    name = asked.request.path_params["name"]
    content = answers.read(asked.context, case, name) if looked(asked, case) else None
    if content is None or asked.account is None or not asked.account.may("cases"):
        return asked.page("stop.html", 404, title=t("This file is not here"), why=t("Look at the request again."))
    with asked.context.state.begin() as connection:
        desk.tell(asked.context, connection, case, "printed", asked.account.id, name)
    kind = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}.get(name.rpartition(".")[2], "application/json")
    headers = {
        "content-disposition": f'inline; filename="{case.id}-{name}"',
        "content-security-policy": "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    }
    return Response(content, media_type=kind, headers=headers)


Handler = Callable[[Asked], Response]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console/requests/{id}/answer", look, ["GET", "POST"], "cases"),
    ("/console/requests/{id}/file/{name}", file, ["GET"], "cases"),
]
