"""A request, and all that staff do with it. One primary action at a time; the rest below it.

ATTACKS: a request of another customer (looks as one that does not exist), a look without a reason (the person's data is shown only after
one, which is logged), two who decide at once (each form carries the version that was looked at), roles (each move asks for its own)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from gestand.actors import sessions
from gestand.cases import advance, answers, desk, identity, mail, model
from gestand.cases.flow import CHANNELS, KINDS, NEEDS, Move, at_once, moves, second_person
from gestand.cases.model import Asker, Case, Said
from gestand.diagnostics import GestandError, fail
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import run
from gestand.law.rules import find as rule
from gestand.policy.model import Kind, Policy
from gestand.post import intake
from gestand.web.asked import Asked, capital, sentence
from gestand.web.console.today import names, own, systems
from gestand.words import mark, said, t

CODE = mark("a code to the address that we know")
HOW = {
    "known facts": mark("they told facts that only they know"),
    "at the desk": mark("they stood at the desk"),
    "representative": mark("somebody acts for them, and showed that they may"),
    "sign-in": mark("they signed in with us"),
}
HAPPENED = (
    mark("received"),
    mark("identity asked"),
    mark("identity answered"),
    mark("identified"),
    mark("prepared"),
    mark("task answered"),
    mark("everything in"),
    mark("granted"),
    mark("refused"),
    mark("approved"),
    mark("sent back"),
    mark("done"),
    mark("fetched"),
    mark("extended"),
    mark("forwarded"),
    mark("withdrawn"),
    mark("closed"),
    mark("noted"),
    mark("code asked"),
    mark("code sent"),
    mark("no code to send"),
    mark("taken on"),
    mark("withheld"),
    mark("shown after all"),
    mark("looked at"),
    mark("printed"),
    mark("searched"),
    mark("plan made again"),
    mark("refusal sent"),
    mark("how it went"),
    mark("seen by recipient"),
    mark("instructed"),
    mark("notice sent"),
    mark("identifying"),
    mark("working"),
    mark("reviewing"),
    mark("approving"),
    mark("acting"),
    mark("released"),
    mark("executed"),
    mark("partly"),
    mark("nothing found"),
    mark("found"),
    mark("parent"),
    mark("guardian"),
    mark("representative"),
    mark("proposed"),
    mark("stopped"),
    mark("given up"),
    mark("kept"),
    mark("overdue"),
    mark("attested"),
    mark("unproven"),
    mark("not yet"),
    mark("enforced"),
)  # what a template says with t() of a value
WHY = {
    "handle": mark("I handle this request"),
    "second": mark("I look as the second person"),
    "question": mark("The person has a question about it"),
    "check": mark("I check how it was done"),
}


def find(asked: Asked) -> Case:
    """The request of this address, if this account may know of it. Raises GestandError GS820 as for one that does not exist."""
    case = model.load(asked.context, asked.request.path_params["id"])
    customer = own(asked)
    if customer is not None and case.customer != customer:
        raise fail("GS820", "unknown-case", t("there is no request `{id}`", id=case.id), t("look at the list of requests"))
    return case


def looked(asked: Asked, case: Case) -> bool:
    """Whether this account said in this session why it looks at this request."""
    return bool(asked.session and case.id in asked.session.values.get("looked", []))


def go_on(asked: Asked, id: str) -> None:
    """The engine goes on with it: the worker does, and where none runs (tests, one-off), it is done now."""
    if not asked.context.made.get("worker"):
        advance.advance(asked.context, id)


def request(asked: Asked) -> Response:
    """A request: how it stands, what is next, and everything that happened."""
    case = find(asked)
    errors: dict[str, str] = {}
    if asked.request.method == "POST":
        try:
            if asked.form.get("do") == "look":
                return _look(asked, case)
            _do(asked, case)
            return asked.go(f"/console/requests/{case.id}")
        except GestandError as error:
            if error.diagnostics[0].code.startswith("GS6"):
                raise
            first = error.diagnostics[0]
            errors["do"] = " ".join(sentence(x) for x in (first.message, *first.help) if x)
            case = find(asked)
    return _shown(asked, case, errors)


def _shown(asked: Asked, case: Case, errors: dict[str, str]) -> Response:
    context, account = asked.context, asked.account
    assert account is not None
    what = model.asked(context, case.kind, case.activity)
    kind = next(iter(case.people), case.asker.whom or next(iter(context.policy.kinds)))
    policy = context.policy
    return asked.page(
        "console/request.html",
        400 if errors else 200,
        case=case,
        title=capital(t(case.kind)),
        errors=errors,
        open=looked(asked, case),
        why=WHY,
        may={move.name for move in moves(case.state) if account.may(NEEDS.get(move, "work"))},
        customer=not account.may("cases"),
        second=second_person(what, granted=True),
        decided_by_me=case.by("refused" if case.outcome == "refused" else "granted") == account.id,
        at_once=at_once(what),
        summary=advance.summary_of(case) if case.by(Move.PREPARED.value) else {},
        files=answers.files(context, case.id),
        withheld=desk.withheld(context, case) if looked(asked, case) else {},
        names=names(asked),
        kinds={n: said(k.called, n) for n, k in policy.kinds.items()},
        kind=kind,
        identifiers=identifiers(policy),
        how=HOW,
        past=model.of_person(context, case) if looked(asked, case) else [],
        customers=policy.customers is not None,
        signed=run.signed_off(context),
        today=context.today(),
        code=CODE,
        ages=(rule("age.own-rights", context.today()).value, rule("age.rights-alone", context.today()).value),
        activity=said(policy.activities[case.activity].purpose, case.activity) if case.activity in policy.activities else "",
        systems=systems(policy),
    )


def identifiers(policy: Policy) -> list[str]:
    """What people are known by, of any kind: what staff can find somebody with."""
    found = [i for k in policy.kinds.values() for i in (k.known_by if k.table else k.found_by[:1] if k.found_by else ())]
    return list(dict.fromkeys(str(i) for i in found))


def _look(asked: Asked, case: Case) -> Response:
    """Look at the person's data of this request: with a reason, which is logged."""
    chosen, words = asked.form.get("why", ""), asked.form.get("words", "").strip()[:500]
    if chosen not in WHY and not words:
        return _shown(asked, case, {"why": t("Choose why you look. It is kept with the request.")})
    assert asked.account is not None and asked.session is not None
    desk.looked(asked.context, case, asked.account.id, words or WHY[chosen])
    asked.session.values["looked"] = [*asked.session.values.get("looked", []), case.id][-200:]
    sessions.keep(asked.context.state, asked.session)
    return asked.go(f"/console/requests/{case.id}")


def _do(asked: Asked, case: Case) -> None:
    """Make the move of a form. Raises GestandError when it can't be made, or may not."""
    assert asked.account is not None
    context, form, me = asked.context, asked.form, asked.account.id
    do = form.get("do", "")
    if not asked.account.may("cases") and do not in ("task", "instruct"):
        raise _may_not()
    if form.get("version") != str(case.version):
        raise fail(
            "GS826",
            "somebody-was-first",
            t("somebody else just changed request {id}: nothing was done", id=case.id),
            t("look at it again"),
        )
    needs = {"approve": "decide", "send back": "decide"}.get(do, "own cases" if not asked.account.may("cases") else "work")
    if not asked.account.may(needs):
        raise _may_not()
    words = form.get("words", "").strip()[: desk.LONGEST]
    match do:
        case "take":
            desk.take(context, case, me)
        case "code":
            advance.ask_code(context, case)
        case "ask identity":
            with context.state.begin() as connection:
                link = mail.link(context, connection, case, "follow", context.now() + mail.FOLLOWED)
            identity.ask(
                context, case, words or t("Tell us something that only you can know, such as your customer number."), me, link
            )
        case "identify":
            identity.by_staff(context, case, form.get("whom", ""), given(form), form.get("how", ""), me)
        case "task":
            desk.answer_task(context, case, _number(form.get("task", "")), form.get("result", ""), me, words)
        case "grant":
            desk.grant(context, case, me, words)
        case "refuse":
            desk.refuse(context, case, me, words)
        case "approve":
            run.must_be_signed_off(context)
            desk.approve(context, case, me, words)
        case "send back":
            desk.send_back(context, case, me, words)
        case "extend":
            desk.extend(context, case, me, words)
        case "forward":
            desk.forward(context, case, form.get("customer", "").strip()[:200], me)
        case "instruct" if not asked.account.may("cases"):
            desk.instruct(context, case, me)
        case "withdraw":
            desk.withdraw(context, case, me)
        case "note":
            if words:
                with context.state.begin() as connection:
                    desk.tell(context, connection, case, "noted", me, words)
        case "close":
            desk.close(context, case, me)
        case _:
            raise fail("GS821", "not-now", t("that can't be done with a request"), t("go back and look at the request again"))
    go_on(asked, case.id)


def _may_not() -> GestandError:
    return fail("GS801", "not-allowed", t("this account may not do that"), t("ask an administrator for the role it needs"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def given(form: Any) -> dict[str, str]:
    """What was filled in to find somebody by: up to two identifiers with their values."""
    pairs = ((form.get(f"identifier{n}", ""), form.get(f"value{n}", "").strip()[:200]) for n in ("", "2"))
    return {name: value for name, value in pairs if name and value}


def enter(asked: Asked) -> Response:
    """A request that came by post, e-mail, telephone or at the desk, entered by staff with the day on which it reached us (promise B6)."""
    context, errors = asked.context, {}
    filled = {k: v.strip()[: desk.LONGEST] for k, v in asked.form.items()}
    if asked.request.method == "POST":
        try:
            received = date.fromisoformat(filled.get("received", ""))
        except ValueError:
            errors["received"] = t("Write the day as 2026-12-31.")
        if filled.get("channel") not in CHANNELS:
            errors["channel"] = t("Choose how it reached us.")
        if filled.get("kind") not in KINDS:
            errors["kind"] = t("Choose what is asked.")
        if filled.get("kind") in ("objection", "withdrawal") and not filled.get("activity"):
            errors["activity"] = t("Choose what should stop.")
        if not errors:
            try:
                return asked.go(f"/console/requests/{_receive(asked, filled, received)}")
            except GestandError as error:
                first = error.diagnostics[0]
                errors["received" if first.code == "GS824" else "kind"] = sentence(first.message)
    policy = context.policy
    return asked.page(
        "console/enter.html",
        400 if errors else 200,
        filled={"received": context.today().isoformat(), "channel": "post", **filled},
        errors=errors,
        channels=[(c, t(c)) for c in CHANNELS if c not in ("portal", "api")],
        request_kinds=[(k, capital(t(k))) for k in KINDS],
        kinds={n: said(k.called, n) for n, k in policy.kinds.items()},
        identifiers=identifiers(policy),
        activities=_stoppable(policy),
    )


def _stoppable(policy: Policy) -> dict[str, str]:
    """What somebody can object to, or withdraw consent from."""
    return {"marketing": t("All advertising: mail, post and telephone")} | {
        n: said(a.purpose, n)
        for n, a in policy.activities.items()
        if a.basis in ("legitimate interest", "public task", "consent")
    }


def _receive(
    asked: Asked, filled: dict[str, str], received: date, known: dict[str, str] | None = None, incoming: str = ""
) -> str:
    assert asked.account is not None
    email = filled.get("email", "")
    asker = Asker(
        filled.get("name", ""),
        email,
        filled.get("address", ""),
        filled.get("whom", ""),
        given(filled) if known is None else known,
        filled.get("behalf", ""),
    )
    id = desk.receive(
        asked.context,
        kind=filled["kind"],
        channel=filled["channel"],
        asker=asker,
        said=Said(filled.get("words", ""), {}, filled.get("ground", ""), filled.get("until", "")),
        received_on=received,
        language=filled.get("language", ""),
        activity=filled.get("activity", "") if filled["kind"] in ("objection", "withdrawal") else "",
        by=asked.account.id,
    )
    if incoming:
        with asked.context.state.begin() as connection:
            intake.sort(connection, incoming, asked.account.id, asked.context.now(), id)
    desk.take(asked.context, model.load(asked.context, id), asked.account.id)
    go_on(asked, id)
    return id


def incoming(asked: Asked) -> Response:
    """Mail to the privacy address that nobody sorted yet: when it came, and nothing of what is in it."""
    return asked.page("console/incoming.html", waiting=intake.waiting(asked.context.state))


def sort(asked: Asked) -> Response:
    """One mail: somebody says what it asks, or that it asks nothing. That it was opened is in the evidence log."""
    context, account = asked.context, asked.account
    assert account is not None
    id, errors = asked.request.path_params["id"], {}
    mail_ = intake.read(context.state, id)
    if asked.request.method == "POST" and asked.form.get("do") == "none":
        with context.state.begin() as connection:
            intake.sort(connection, id, account.id, context.now())
        return asked.go("/console/mail")
    if asked.request.method == "POST":
        kind = asked.form.get("kind", "")
        if kind not in KINDS:
            errors["kind"] = t("Choose what is asked.")
        elif kind in ("objection", "withdrawal") and not asked.form.get("activity"):
            errors["activity"] = t("Choose what should stop.")
        else:
            said_ = mail_.said
            day = mail_.received_at.astimezone(ZoneInfo(context.policy.organisation.time_zone)).date()
            whom = asked.form.get("whom", "")
            kind_of = context.policy.kinds.get(whom)
            given_ = given(asked.form) or (dict.fromkeys(mail_identifiers(kind_of), said_["address"]) if kind_of else {})
            filled = {
                "kind": kind,
                "channel": "e-mail",
                "name": said_["name"],
                "email": said_["address"],
                "whom": whom,
                "words": f"{said_['subject']}\n\n{said_['text']}"[: desk.LONGEST],
                "activity": asked.form.get("activity", ""),
                "language": asked.form.get("language", ""),
            }
            try:
                case = _receive(asked, filled, min(day, context.today()), given_, id)
                return asked.go(f"/console/requests/{case}")
            except GestandError as error:
                errors["kind"] = " ".join(sentence(x) for x in (error.diagnostics[0].message, *error.diagnostics[0].help) if x)
    else:
        with context.state.begin() as connection:
            entry = Entry(context.now, context.pseudonym(f"actor {account.id}"), "mail looked at", ["B6"], context.policy.digest)
            log.append(connection, [entry], context.state.signing(connection))
    policy = context.policy
    return asked.page(
        "console/mail.html",
        400 if errors else 200,
        mail=mail_,
        errors=errors,
        filled=dict(asked.form),
        request_kinds=[(k, capital(t(k))) for k in KINDS],
        kinds={n: said(k.called, n) for n, k in policy.kinds.items()},
        activities=_stoppable(policy),
    )


def mail_identifiers(kind: Kind) -> list[str]:
    """The identifiers of these people that are e-mail addresses."""
    names = list(kind.known_by) if kind.table else [kind.found_by[0]] if kind.found_by else []
    return [n for n in names if "mail" in n.lower()][:1]


Handler = Callable[[Asked], Response]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console/mail", incoming, ["GET"], "work"),
    ("/console/mail/{id}", sort, ["GET", "POST"], "work"),
    ("/console/requests/new", enter, ["GET", "POST"], "work"),
    ("/console/requests/{id}", request, ["GET", "POST"], "cases|own cases"),
]
