"""The portal: for the person whose data it is. One question a page, no account, and the day by which there is an answer before anything is
sent. It works by keyboard, without JavaScript, on a telephone.

Nothing a page says depends on whether somebody is known: who fills in an address that nobody has sees the same as who fills in their
own; only the mail differs (NOBODY-LEARNS, `cases.identity`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gestand.actors import openid, sessions, signin
from gestand.cases import advance, answers, clocks, desk, identity, mail, model, recipients
from gestand.cases.flow import State
from gestand.cases.model import Asker, Case, Said
from gestand.diagnostics import GestandError
from gestand.documents import sentences
from gestand.execute import people as persons
from gestand.policy.model import Kind, Name
from gestand.stores.dialects.networks import network_of
from gestand.web import agreements, calendar, statements
from gestand.web.asked import LANGUAGE, Asked, Site, handle
from gestand.words import mark, said, t

OFFERED = {
    "access": (mark("See what you hold about me"), mark("You get an overview, to read and as a file.")),
    "rectification": (mark("Correct something"), mark("Your name, address or another fact is wrong.")),
    "erasure": (mark("Remove my data"), mark("We tell you what must stay, why, and until when.")),
    "objection": (mark("Stop advertising, or another use"), mark("Advertising stops at once.")),
    "withdrawal": (mark("Withdraw my consent"), mark("As easily as you gave it.")),
    "restriction": (mark("Do not use my data for a while"), mark("For instance because you think that it is wrong.")),
    "portability": (mark("Take my data along"), mark("As a file that another company can read.")),
    "complaint": (mark("Send a complaint"), mark("Somebody looks at it and answers you.")),
}
TITLES = {
    "access": mark("See what we hold about you"),
    "rectification": mark("Correct your data"),
    "erasure": mark("Remove your data"),
    "objection": mark("Stop a use of your data"),
    "withdrawal": mark("Withdraw your consent"),
    "restriction": mark("Do not use your data for a while"),
    "lifting": mark("Use your data again"),
    "portability": mark("Take your data along"),
    "complaint": mark("Your complaint"),
}
STEPS = {
    State.RECEIVED: 0,
    State.IDENTIFYING: 0,
    State.WORKING: 1,
    State.REVIEWING: 1,
    State.APPROVING: 1,
    State.ACTING: 2,
    State.RELEASED: 3,
    State.CLOSED: 4,
}


def start(asked: Asked) -> Response:
    """What do you want to do?"""
    return asked.page("start.html", offered=OFFERED)


def language(asked: Asked) -> Response:
    """Choose a language, and go on where one was."""
    chosen = asked.request.path_params["language"]
    if chosen in asked.context.policy.organisation.languages:
        asked.set[LANGUAGE] = (chosen, 365 * 24 * 3600)
    back = asked.request.query_params.get("back", "/")
    return asked.go(back if back.startswith("/") and not back.startswith(("//", "/\\")) and len(back) < 300 else "/")


def _kinds(asked: Asked) -> dict[str, Kind]:
    """The kinds of people who can show who they are here: those who are known by an e-mail address."""
    return {n: k for n, k in asked.context.policy.kinds.items() if _mail_identifier(k)}


def _mail_identifier(kind: Kind) -> str:
    names = list(kind.known_by) if kind.table else [kind.found_by[0]] if kind.found_by else []
    return next((n for n in names if "mail" in n.lower()), "")


def _other_identifiers(kind: Kind) -> list[str]:
    return [n for n in kind.known_by if n != _mail_identifier(kind)] if kind.table else []


def ask(asked: Asked) -> Response:
    """Begin a request of one kind: what is it about?"""
    kind = asked.request.path_params["kind"]
    if kind not in OFFERED:
        return asked.go("/")
    session = asked.begin()
    filled = dict(session.values.get("ask", {})) if session.values.get("ask", {}).get("kind") == kind else {"kind": kind}
    errors: dict[str, str] = {}
    if asked.request.method == "POST":
        filled |= {
            k: v.strip()[: desk.LONGEST] for k, v in asked.form.items() if k in ("activity", "words", "what", "right", "ground")
        }
        errors = _about_wrong(asked, kind, filled)
        session.values["ask"] = filled
        sessions.keep(asked.context.state, session)
        if not errors:
            return asked.go("/ask/who")
    if asked.request.method == "GET" and kind in ("access", "portability", "erasure"):
        session.values["ask"] = filled
        sessions.keep(asked.context.state, session)
        return asked.go("/ask/who")
    policy = asked.context.policy
    uses = {
        n: said(a.purpose, n)
        for n, a in policy.activities.items()
        if (kind == "objection" and a.basis in ("legitimate interest", "public task") and not a.marketing)
        or (kind == "withdrawal" and a.basis == "consent")
    }
    return asked.page(
        "about.html",
        400 if errors else 200,
        kind=kind,
        title=t(TITLES[kind]),
        filled=filled,
        errors=errors,
        uses=uses,
        values=_correctable(asked),
    )


def _about_wrong(asked: Asked, kind: str, filled: dict[str, str]) -> dict[str, str]:
    activities = asked.context.policy.activities
    match kind:
        case "objection" if filled.get("activity") != "marketing" and filled.get("activity") not in activities:
            return {"activity": t("Choose what should stop.")}
        case "withdrawal" if filled.get("activity") not in activities:
            return {"activity": t("Choose which consent you withdraw.")}
        case "rectification":
            wrong = (
                {}
                if filled.get("what") in dict(_correctable(asked)) or filled.get("words")
                else {"what": t("Choose what is wrong.")}
            )
            return wrong | ({} if filled.get("right") or filled.get("words") else {"right": t("Write what it should be.")})
        case "complaint" | "restriction" if not filled.get("words"):
            return {"words": t("Write a few words, so that we understand you.")}
    return {}


def _correctable(asked: Asked) -> list[tuple[str, str]]:
    """What a person can say is wrong: the personal columns of the tables where people are found, with what they are called."""
    policy = asked.context.policy
    found: list[tuple[str, str]] = []
    for kind in _kinds(asked).values():
        if kind.table:
            for column in policy.tables[kind.table].personal:
                if column.category not in ("credential", "identifier", "national number"):
                    found.append(
                        (
                            kind.table.column(column.name),
                            _capital(sentences.label(policy, Name(kind.table.store, kind.table.table), column.name)),
                        )
                    )
    return list(dict.fromkeys(found))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def who(asked: Asked) -> Response:
    """Who are you? An address, and where two people share one, something that only one of them has."""
    session = asked.begin()
    filled = dict(session.values.get("ask", {}))
    if filled.get("kind") not in OFFERED:
        return asked.go("/")
    kinds, errors = _kinds(asked), {}
    if asked.request.method == "POST":
        filled |= {
            k: v.strip()[:200] for k, v in asked.form.items() if k in ("whom", "email", "number", "identifier", "behalf", "name")
        }
        if filled.get("whom") not in kinds:
            filled["whom"] = next(iter(kinds)) if len(kinds) == 1 else ""
        if not filled.get("whom"):
            errors["whom"] = t("Choose how you know us.")
        if "@" not in filled.get("email", "") or any(c.isspace() for c in filled.get("email", "")):
            errors["email"] = t("Write your e-mail address, for instance naam@voorbeeld.nl.")
        session.values["ask"] = filled
        sessions.keep(asked.context.state, session)
        if not errors:
            return asked.go("/ask/check")
    return asked.page(
        "who.html",
        400 if errors else 200,
        filled=filled,
        errors=errors,
        kinds={n: said(k.called, n) for n, k in kinds.items()},
        sign_ins={n: said(k.called, n) for n, k in asked.context.policy.kinds.items() if k.sign_in},
        others=sorted({i for k in kinds.values() for i in _other_identifiers(k)}),
        back=f"/ask/{filled['kind']}" if filled["kind"] not in ("access", "portability", "erasure") else "/",
    )


def sign_in(asked: Asked) -> Response:
    """To the sign-in that the organisation has for these people already."""
    session = asked.begin()
    whom = asked.request.path_params["whom"]
    kind = asked.context.policy.kinds.get(whom)
    if kind is None or kind.sign_in is None or session.values.get("ask", {}).get("kind") not in OFFERED:
        return asked.go("/")
    url, kept = openid.begin(kind.sign_in, f"{asked.site.address}/signed-in")
    session.values["sign in"] = {**kept, "whom": whom}
    sessions.keep(asked.context.state, session)
    return RedirectResponse(url, 303)


def signed_in(asked: Asked) -> Response:
    """Back from the sign-in: who it is, is certain now."""
    session = asked.begin()
    kept = session.values.pop("sign in", {})
    sessions.keep(asked.context.state, session)
    kind = asked.context.policy.kinds.get(kept.get("whom", ""))
    if kind is None or kind.sign_in is None:
        return asked.go("/")
    now = asked.context.now().timestamp()
    given = openid.end(kind.sign_in, f"{asked.site.address}/signed-in", asked.request.url.query, kept, now)
    fresh = sessions.renewed(asked.context.state, session, asked.context.now())
    fresh.values = {**session.values, "signed": {"whom": kept["whom"], "given": given}}
    fresh.values["ask"] = {**fresh.values.get("ask", {}), "whom": kept["whom"], "email": given.get(_mail_identifier(kind), "")}
    sessions.keep(asked.context.state, fresh)
    asked.use(fresh)
    return asked.go("/ask/check")


def _received(asked: Asked, id: str) -> Response:
    """Somebody who signed in sent a request: if it is one person whom we know by that, it is theirs from now on."""
    signed = asked.session.values["signed"] if asked.session else {}
    case = model.load(asked.context, id)
    try:
        people = persons.find(asked.context, signed["whom"], signed["given"])
    except GestandError as error:
        if error.diagnostics[0].code not in ("GS510", "GS511", "GS512"):
            raise
        _go_on(asked, id)
        return asked.page(
            "stop.html",
            title=t("We have your request {id}", id=id),
            why=t(
                "We know nobody by this sign-in. Somebody looks at it. You can also write to {contact}.",
                contact=asked.context.policy.organisation.contact,
            ),
        )
    desk.identify(asked.context, case, people, "sign-in", desk.PERSON)
    _go_on(asked, id)
    old = asked.session.secret if asked.session else ""
    asked.use(sessions.renewed(asked.context.state, None, asked.context.now(), case=id))
    sessions.close(asked.context.state, old)
    return asked.go("/request")


def check(asked: Asked) -> Response:
    """Look at what will be sent, with the day by which there is an answer; then send it."""
    session = asked.begin()
    filled = dict(session.values.get("ask", {}))
    kinds = _kinds(asked)
    if filled.get("kind") not in OFFERED or filled.get("whom") not in asked.context.policy.kinds:
        return asked.go("/")
    if filled["whom"] not in kinds and session.values.get("signed", {}).get("whom") != filled["whom"]:
        return asked.go("/")
    kinds = dict(asked.context.policy.kinds)
    context, kind = asked.context, filled["kind"]
    if asked.request.method == "POST":
        _not_too_often(asked)
        whom = kinds[filled["whom"]]
        signed = session.values.get("signed", {})
        certain = signed.get("whom") == filled["whom"]
        given = dict(signed["given"]) if certain else {_mail_identifier(whom): filled["email"]}
        if filled.get("number") and filled.get("identifier", "") in _other_identifiers(whom):
            given[filled["identifier"]] = filled["number"]
        elif filled.get("number") and len(_other_identifiers(whom)) == 1:
            given[_other_identifiers(whom)[0]] = filled["number"]
        corrections = (
            {filled["what"]: filled["right"]} if kind == "rectification" and filled.get("what") and filled.get("right") else {}
        )
        if corrections and next(iter(corrections)) not in dict(_correctable(asked)):
            corrections = {}
        words = "\n".join(p for p in (filled.get("words", ""), filled.get("name", "") and f"({filled['name']})") if p)
        id = desk.receive(
            context,
            kind=kind,
            channel="portal",
            asker=Asker(filled.get("name", ""), "", "", filled["whom"], given, filled.get("behalf", "")),
            said=Said(words, corrections, filled.get("ground", "")),
            language=asked.language,
            activity=filled.get("activity", "") if kind in ("objection", "withdrawal") else "",
        )
        if certain and not filled.get("behalf"):
            return _received(asked, id)
        advance.ask_code(context, model.load(context, id))
        _go_on(asked, id)
        fresh = sessions.renewed(context.state, None, context.now())
        fresh.values = {"waits": id, "email": filled["email"]}
        sessions.keep(context.state, fresh)
        sessions.close(context.state, session.secret)
        asked.use(fresh)
        return asked.go("/code")
    return asked.page(
        "check.html",
        filled=filled,
        kind=kind,
        title=t(TITLES[kind]),
        latest=_latest(asked, kind),
        whom=said(kinds[filled["whom"]].called, filled["whom"]),
        use=said(context.policy.activities[filled["activity"]].purpose)
        if filled.get("activity") in context.policy.activities
        else "",
        what=dict(_correctable(asked)).get(filled.get("what", ""), ""),
    )


def _latest(asked: Asked, kind: str) -> date:
    found = clocks.dates(asked.context.policy, kind, asked.context.today(), [], asked.context.today())
    return min(d for d in (found.legal, found.promise) if d is not None)


def _not_too_often(asked: Asked) -> None:
    """Thirty requests an hour from one network: enough for a household, too few to flood the desk or the mailboxes of others."""
    what = f"request from {network_of(asked.address) or asked.address}"
    if (wait := signin.must_wait(asked.context.state, what, asked.context.now(), most=30)) is not None:
        raise signin.too_often(wait)
    signin.count(asked.context.state, what, asked.context.now(), most=30)


def _go_on(asked: Asked, id: str) -> None:
    """Without a worker (one process that was started without jobs), the engine goes on here; with one, in its own time."""
    if asked.context.made.get("worker") is None:
        advance.advance(asked.context, id)


def code(asked: Asked) -> Response:
    """The code of the mail; whoever fills it in is who they say."""
    session = asked.session
    id = str(session.values.get("waits", "")) if session else ""
    if not session or not id:
        return asked.go("/")
    errors: dict[str, str] = {}
    if asked.request.method == "POST" and asked.form.get("again"):
        advance.ask_code(asked.context, model.load(asked.context, id))
        _go_on(asked, id)
        return asked.go("/code")
    if asked.request.method == "POST":
        case = model.load(asked.context, id)
        given = asked.form.get("code", "")
        good = (
            identity.by_code(asked.context, case, given)
            if case.state in (State.RECEIVED, State.IDENTIFYING)
            else identity.right_code(asked.context, case, given)
        )
        if good:
            _go_on(asked, id)
            asked.use(sessions.renewed(asked.context.state, None, asked.context.now(), case=id))
            sessions.close(asked.context.state, session.secret)
            return asked.go("/request")
        errors["code"] = t("This is not the code that we sent last, or it is too old.")
    return asked.page(
        "code.html", 400 if errors else 200, id=id, email=session.values.get("email", ""), errors=errors, minutes=identity.MINUTES
    )


def _own(asked: Asked) -> Case | None:
    """The case for which this browser showed who it is."""
    return model.load(asked.context, asked.session.case) if asked.session and asked.session.case else None


def request(asked: Asked) -> Response:
    """How a request stands, the answer when it is there, and what else one can do."""
    case = _own(asked)
    if case is None:
        return asked.go("/")
    context = asked.context
    return asked.page(
        "request.html",
        case=case,
        title=t(TITLES[case.kind]),
        step=STEPS[case.state],
        latest=min(d for d in (case.dates.legal, case.dates.promise) if d is not None),
        files=sorted((f for f in answers.files(context, case.id) if f.until and f.until > context.now()), key=_in_order),
        summary=advance.summary_of(case) if case.state in (State.RELEASED, State.CLOSED) else {},
        reason=case.note("refused") if case.outcome == "refused" and case.state in (State.RELEASED, State.CLOSED) else "",
        past=model.of_person(context, case),
        titles=TITLES,
        marketing=bool([a for a in context.policy.activities.values() if a.marketing]) and bool(case.people),
        noted=bool(case.by("how it went")),
    )


def _in_order(file: answers.File) -> tuple[int, str]:
    """What a person wants first stands first: what can be read, then the letter, then files for computers."""
    ending = file.name.rpartition(".")[2]
    return ({"pdf": 0, "html": 1}.get(ending, 2) + (3 if file.name.startswith("letter") else 0), file.name)


def download(asked: Asked) -> Response:
    """A file of the answer, for who showed who they are; counted and logged."""
    case = _own(asked)
    if case is None:
        return asked.go("/")
    name = asked.request.path_params["name"]
    content = answers.fetch(asked.context, case, name)
    if content is None:
        return asked.page(
            "stop.html", 404, title=t("This answer is gone"), why=t("Its time is over, or it was never there. You can ask again.")
        )
    html = name.endswith(".html")
    kind = "text/html; charset=utf-8" if html else "application/pdf" if name.endswith(".pdf") else "application/json"
    headers = {
        "content-disposition": f'attachment; filename="{case.id}-{name}"',
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(content, media_type=kind, headers=headers)


def take_back(asked: Asked) -> Response:
    """The person takes the request back."""
    case = _own(asked)
    if case is None:
        return asked.go("/")
    desk.withdraw(asked.context, case)
    _go_on(asked, case.id)
    return asked.go("/request")


def how_it_went(asked: Asked) -> Response:
    """A closing note of the person: how it went."""
    case = _own(asked)
    if case is None:
        return asked.go("/")
    words = asked.form.get("words", "").strip()[:1000]
    if words:
        with asked.context.state.begin() as connection:
            desk.tell(asked.context, connection, case, "how it went", desk.PERSON, words)
    return asked.go("/request")


def wishes(asked: Asked) -> Response:
    """What mail one wants: each use of consent or marketing, and a button to stop it. It stops at once."""
    case = _own(asked)
    if case is None or not case.people:
        return asked.go("/")
    context = asked.context
    uses = {n: a for n, a in context.policy.activities.items() if a.marketing or a.basis == "consent"}
    if asked.request.method == "POST":
        chosen = asked.form.get("stop", "")
        kinds = {"all": ("objection", "marketing")} | {
            n: ("withdrawal", n) if a.basis == "consent" else ("objection", n) for n, a in uses.items()
        }
        if chosen in kinds:
            kind, activity = kinds[chosen]
            id = desk.receive(context, kind=kind, channel="portal", asker=case.asker, language=asked.language, activity=activity)
            desk.identify(context, model.load(context, id), case.people, case.identified_by or "code", desk.PERSON)
            _go_on(asked, id)
            return asked.go(f"/wishes?stopped={id}")
    stopped = asked.request.query_params.get("stopped", "")
    return asked.page("wishes.html", uses={n: said(a.purpose, n) for n, a in uses.items()}, stopped=stopped)


def follow(asked: Asked) -> Response:
    """The link of a letter: how the request stands, nothing of the person; a code for more."""
    secret = asked.request.path_params["secret"]
    what = "answer" if asked.request.url.path.startswith("/answer/") else "follow"
    with asked.context.state.begin(write=False) as connection:
        id = mail.where(asked.context, connection, secret, what)
    if id is None:
        return asked.page(
            "stop.html",
            404,
            title=t("This link does not work any more"),
            why=t("It is too old, or not complete. You can ask again."),
        )
    case = model.load(asked.context, id)
    if asked.session and asked.session.case == id:
        return asked.go("/request")
    session = asked.begin()
    if asked.request.method == "POST":
        advance.ask_code(asked.context, case)
        _go_on(asked, id)
        session.values |= {"waits": id, "email": ""}
        sessions.keep(asked.context.state, session)
        return asked.go("/code")
    latest = min(d for d in (case.dates.legal, case.dates.promise) if d is not None)
    return asked.page("follow.html", case=case, title=t(TITLES[case.kind]), step=STEPS[case.state], latest=latest)


def confirm(asked: Asked) -> Response:
    """A recipient of somebody's data sees whom it concerns and what it must do, and confirms that it did (GDPR art. 19)."""
    found = recipients.by_link(asked.context, asked.request.path_params["secret"])
    if found is None:
        return asked.page(
            "stop.html",
            404,
            title=t("This link does not work any more"),
            why=t("It is too old, or not complete. Ask {contact}.", contact=asked.context.policy.organisation.contact),
        )
    asked.begin()
    if asked.request.method == "POST":
        recipients.confirm(asked.context, found)
        return asked.go(asked.request.url.path)
    with asked.context.state.begin() as connection:
        desk.tell(asked.context, connection, found.case, "seen by recipient", f"recipient {found.task.system}")
    return asked.page("confirm.html", found=found, called=recipients.called(asked.context, found.task.system))


def leave(asked: Asked) -> Response:
    """Leave: this browser forgets who it was."""
    if asked.session:
        sessions.close(asked.context.state, asked.session.secret)
    asked.set[asked.site.cookie] = ("", 1)
    return asked.page("stop.html", title=t("You have left"), why=t("This browser no longer shows your request."))


def routes(site: Site) -> list[Route]:
    """The addresses of the portal."""
    listed: list[tuple[str, Any, list[str]]] = [
        ("/", start, ["GET"]),
        ("/language/{language}", language, ["GET"]),
        ("/ask/who", who, ["GET", "POST"]),
        ("/ask/check", check, ["GET", "POST"]),
        ("/sign-in/{whom}", sign_in, ["GET"]),
        ("/signed-in", signed_in, ["GET"]),
        ("/ask/{kind}", ask, ["GET", "POST"]),
        ("/code", code, ["GET", "POST"]),
        ("/request", request, ["GET"]),
        ("/request/file/{name}", download, ["GET"]),
        ("/request/take-back", take_back, ["POST"]),
        ("/request/how-it-went", how_it_went, ["POST"]),
        ("/wishes", wishes, ["GET", "POST"]),
        ("/follow/{secret}", follow, ["GET", "POST"]),
        ("/answer/{secret}", follow, ["GET", "POST"]),
        ("/confirm/{secret}", confirm, ["GET", "POST"]),
        ("/leave", leave, ["POST"]),
        ("/calendar/{key}.ics", calendar.feed, ["GET"]),
        *statements.PUBLIC,
        *agreements.PUBLIC,
    ]
    return [Route(path, handle(site, handler), methods=methods) for path, handler, methods in listed]
