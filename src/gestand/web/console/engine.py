"""The promise board, plans to approve, holds, the evidence log. What acts on people's data has gone through a plan that somebody else
approved (promise F4)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from starlette.responses import Response

from gestand import accountability, retention, rights
from gestand.cases import approvals, own
from gestand.diagnostics import GestandError
from gestand.documents import sentences
from gestand.evidence import log
from gestand.execute import run
from gestand.policy import promises
from gestand.policy.check import check, failing
from gestand.telling import never_asked
from gestand.web.asked import Asked, sentence
from gestand.web.console.requests import given, identifiers
from gestand.web.console.today import names
from gestand.words import enumeration, said, t

ENTRIES = 50


def board(asked: Asked) -> Response:
    """The statement, promise by promise, with the truth beside it."""
    context = asked.context
    rows = retention.board(context)
    if asked.request.method == "POST" and asked.account is not None and asked.account.may("plans"):
        retention.prove(context, rows)
        return asked.go("/console/board")
    policy = context.policy
    declared = []
    for promise in promises.unmeasured(policy):
        if promise.state == "attested":
            why = f"{promise.by}: {promise.evidence}"
        elif promise.through:
            why = t("by Gestand: {names}", names=enumeration([t(name) for name in promise.through]))
        else:
            why = said(promise.because)
        declared.append((promise, said(promise.said), promises.state_on(promise, context.today()), why))
    return asked.page(
        "console/board.html",
        rows=[(r, sentences.promise(policy, r.activity)) for r in rows],
        declared=declared,
        told=never_asked.board(context),
        own=own.board(context),
        signed=run.signed_off(context),
    )


def plans(asked: Asked) -> Response:
    """What must go: proposed by one, approved by another. And the policy, signed off."""
    context, account = asked.context, asked.account
    assert account is not None
    errors: dict[str, str] = {}
    if asked.request.method == "POST":
        try:
            match asked.form.get("do"):
                case "propose":
                    made = approvals.propose(context, account.id)
                    return asked.go(f"/console/plans/{made.plan}")
                case "sign off" if account.may("decide"):
                    retention.sign_off(context, account.name)
                    return asked.go("/console/plans")
        except GestandError as error:
            first = error.diagnostics[-1]
            errors["do"] = " ".join(sentence(x) for x in (first.message, *first.help) if x)
    return asked.page(
        "console/plans.html",
        400 if errors else 200,
        proposals=approvals.recent(context),
        signed=run.signed_off(context),
        findings=len(failing(check(context.policy, [], context.today()))),
        errors=errors,
        names=names(asked),
    )


def plan(asked: Asked) -> Response:
    """One proposed sweep: its steps with counts and reasons; a second person approves it."""
    context, account = asked.context, asked.account
    assert account is not None
    digest = asked.request.path_params["plan"]
    errors: dict[str, str] = {}
    if asked.request.method == "POST":
        try:
            if asked.form.get("do") == "approve" and account.may("plans"):
                approvals.approve(context, digest, account.id, asked.form.get("why", "")[:500])
                if not context.made.get("worker"):
                    approvals.carry_out(context, digest)
            elif asked.form.get("do") == "give up" and (
                account.may("plans") or approvals.get(context, digest).made_by == account.id
            ):
                approvals.give_up(context, digest, account.id)
            return asked.go(f"/console/plans/{digest}")
        except GestandError as error:
            first = error.diagnostics[0]
            errors["do"] = " ".join(sentence(x) for x in (first.message, *first.help) if x)
    return asked.page(
        "console/plan.html",
        400 if errors else 200,
        proposal=approvals.get(context, digest),
        errors=errors,
        names=names(asked),
        signed=run.signed_off(context),
        brake=context.policy.brake,
    )


def holds(asked: Asked) -> Response:
    """Claims, incidents and requests for which data stays (GDPR art. 17(3)(e)): who answers for each, and when somebody looks again."""
    context, account = asked.context, asked.account
    assert account is not None
    errors: dict[str, str] = {}
    filled = {k: v.strip()[:500] for k, v in asked.form.items()}
    if asked.request.method == "POST":
        try:
            if filled.get("do") == "lift":
                rights.lift_hold(context, filled.get("id", ""), account.name)
                return asked.go("/console/holds")
            errors = {
                name: text
                for name, text in (
                    ("reason", t("Write what the claim or the incident is.")),
                    ("responsible", t("Write who answers for it.")),
                    ("review", t("Write a day on which somebody looks again, as 2026-12-31.")),
                )
                if not filled.get(name)
            }
            if not errors:
                people = rights.find(context, filled.get("whom", ""), given(filled))
                rights.hold(
                    context,
                    people,
                    reason=filled["reason"],
                    responsible=filled["responsible"],
                    review=date.fromisoformat(filled["review"]),
                )
                return asked.go("/console/holds")
        except ValueError:
            errors["review"] = t("Write a day on which somebody looks again, as 2026-12-31.")
        except GestandError as error:
            first = error.diagnostics[0]
            at = "review" if first.code == "GS528" else "value"
            errors[at] = " ".join(sentence(x) for x in (first.message, *first.help) if x)
    policy = context.policy
    return asked.page(
        "console/holds.html",
        400 if errors else 200,
        holds=rights.holds_now(context),
        errors=errors,
        filled=filled,
        kinds={n: said(k.called, n) for n, k in policy.kinds.items()},
        identifiers=identifiers(policy),
    )


def evidence(asked: Asked) -> Response:
    """The evidence log, the newest first; and its verification, from files alone as anybody can do it."""
    context = asked.context
    verdict = None
    if asked.request.method == "POST":
        with tempfile.TemporaryDirectory(prefix="gestand-") as folder:
            place, _ = accountability.publish(context.state, Path(folder) / "log")
            verdict = accountability.verify(place, tuple(accountability.vkeys(context.state)), context.state.home)
    try:
        page = min(max(int(asked.request.query_params.get("page", "1")), 1), 100_000)
    except ValueError:
        page = 1
    with context.state.begin(write=False) as connection:
        head = log.head(connection)
        size = head.checkpoint.size if head else 0
        stop = max(size - (page - 1) * ENTRIES, 0)
        start = max(stop - ENTRIES, 0)
        found = log.records(connection, start, stop) if stop > start else []
    return asked.page(
        "console/evidence.html",
        entries=list(reversed(list(enumerate(found, start)))),
        size=size,
        page=page,
        more=start > 0,
        verdict=verdict,
        keys=accountability.vkeys(context.state),
    )


Handler = Callable[[Asked], Response]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console/board", board, ["GET", "POST"], "board"),
    ("/console/plans", plans, ["GET", "POST"], "plans|work"),
    ("/console/plans/{plan}", plan, ["GET", "POST"], "plans|work"),
    ("/console/holds", holds, ["GET", "POST"], "holds"),
    ("/console/evidence", evidence, ["GET", "POST"], "evidence"),
]
