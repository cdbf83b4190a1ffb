"""The API: for other systems of the organisation, such as its CRM, its own website or its ticket desk. OpenAPI at `/api/openapi.json`.

A system has a key with scopes (`Authorization: Bearer …`, made in the console). Errors have one shape, RFC 9457 (problem details), with
the code that `gestand explain` knows. Nothing of a person comes out of it: numbers, states, dates and counts.

ATTACKS: a key of another scope (403, nothing is done), no key or an ended one (401, the same answer), a body that is too large (413), a
confirmation in somebody else's name (signed with that recipient's secret), identifiers tried one after the other (the answer to a request
is the same whoever it names)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import Depends, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from gestand import retention, rights, words
from gestand.actors import keys
from gestand.actors.keys import ApiKey
from gestand.cases import advance, approvals, desk, identity, model, recipients
from gestand.cases.model import Asker, Case, Said
from gestand.diagnostics import GestandError, fail
from gestand.documents import sentences
from gestand.evidence import log
from gestand.telling import versions
from gestand.web.asked import Site
from gestand.words import t

Kind = Literal[
    "access", "portability", "rectification", "erasure", "restriction", "lifting", "objection", "withdrawal", "complaint"
]
STATUS = {
    "GS820": 404,
    "GS560": 404,
    "GS565": 404,
    "GS801": 403,
    "GS806": 403,
    "GS623": 401,
    "GS826": 409,
    "GS821": 409,
    "GS829": 404,
}
_bearer = HTTPBearer(auto_error=False, description="A key of this system, made in the console under Systems.")


class Strict(BaseModel):
    """What comes in has what it should have and nothing else."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Person(Strict):
    """Who asks: how they said who they are. `whom` is a kind of people of the policy, `given` what they are known by."""

    whom: str = Field("", max_length=100, examples=["customer"])
    given: dict[str, str] = Field(default_factory=dict, max_length=10, examples=[{"email": "anna@voorbeeld.example"}])
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=200, description="Where letters go that say nothing of anybody's data.")
    address: str = Field("", max_length=500)
    behalf: Literal["", "parent", "guardian", "representative"] = ""


class NewRequest(Strict):
    """A request of a person that reached another system."""

    kind: Kind
    person: Person
    words: str = Field("", max_length=5000, description="In the person's own words.")
    received_on: date | None = Field(None, description="The day on which it reached the organisation; today when left out.")
    language: Literal["", "nl", "en", "es"] = ""
    activity: str = Field("", max_length=200, description="Of an objection or a withdrawal: which use; `marketing` is all of it.")
    corrections: dict[str, str] = Field(default_factory=dict, max_length=50, description="store.table.column to what is right.")


class Dates(BaseModel):
    """The dates of a request."""

    law: date
    promise: date | None
    work_towards: date


class Task(BaseModel):
    """What a person must do for a request."""

    id: int
    what: str
    system: str
    due_on: date
    result: str


class Requested(BaseModel):
    """A request, without anything of the person."""

    id: str
    kind: str
    channel: str
    state: str
    outcome: str
    received_on: date
    dates: Dates
    closed_on: date | None
    tasks: list[Task]


class Listed(BaseModel):
    """A request in a list."""

    id: str
    kind: str
    state: str
    outcome: str
    received_on: date
    law: date
    work_towards: date


class Identified(Strict):
    """Who asks, as the system that they are signed in with knows them."""

    whom: str = Field(max_length=100, examples=["customer"])
    given: dict[str, str] = Field(min_length=1, max_length=10, examples=[{"customer number": "K-10001"}])


class PlanOf(BaseModel):
    """A sweep that was proposed."""

    plan: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    rows: int
    steps: list[dict[str, Any]]


class HoldOf(BaseModel):
    """A hold in force. Neither whose it is nor why: that is in the console."""

    id: str
    review: date
    since: datetime
    tables: list[str]


class Answer(Strict):
    """How a task ended."""

    result: Literal["nothing found", "found", "done"]
    note: str = Field("", max_length=2000)


class Confirmation(Strict):
    """A recipient did what it was told (GDPR art. 19). Signed as Standard Webhooks says, with the secret of that recipient."""

    recipient: str = Field(max_length=100)
    case: str = Field(max_length=20)
    task: int = Field(ge=0, le=2**53)
    result: Literal["done", "nothing found"] = "done"


class VersionOf(BaseModel):
    """A published version of the statement."""

    number: int
    published_on: date
    policy: str
    digest: str
    languages: list[str]


class PromiseRow(BaseModel):
    """A promise on the board."""

    promises: list[str]
    sentence: str
    state: str
    rows: int
    overdue: int
    oldest: date | None
    not_begun: int
    proved: datetime | None


class EntryOf(BaseModel):
    """An entry of the evidence log."""

    index: int
    time: datetime
    what: str
    promises: list[str]
    counts: dict[str, int]


class Entries(BaseModel):
    """A piece of the evidence log, and its signed head."""

    size: int
    checkpoint: str
    entries: list[EntryOf]


class Problem(BaseModel):
    """What went wrong: RFC 9457, with our code and what to do."""

    type: str
    title: str
    status: int
    code: str = ""
    help: list[str] = []


PROBLEMS: Any = {
    code: {"description": text, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for code, text in {
        401: "No key, or none that is good.",
        403: "The key does not open this.",
        404: "There is none.",
        409: "Not now, or somebody was first.",
        413: "Too large.",
        422: "It can't be so.",
        503: "A database does not answer; send it again later.",
    }.items()
}


def problem(status: int, title: str, code: str = "", help: tuple[str, ...] = ()) -> JSONResponse:
    """An error in our one shape."""
    body = {"type": f"urn:gestand:{code}" if code else "about:blank", "title": title, "status": status, "code": code}
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({**body, "help": [h for h in help if h]}, status, headers, media_type="application/problem+json")


def application(site: Site) -> FastAPI:
    """The API as an application of its own, below `/api`."""
    app = FastAPI(
        title="Gestand",
        version="1",
        description=(__doc__ or "").partition("\n\nATTACKS")[0],
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=PROBLEMS,
        redirect_slashes=False,
        servers=[{"url": "/api"}],
    )
    _errors(app)
    _requests(app, site)
    _more_requests(app, site)
    _tasks(app, site)
    _published(app, site)
    return app


def _errors(app: FastAPI) -> None:
    @app.exception_handler(GestandError)
    async def told(request: Request, error: GestandError) -> JSONResponse:
        first = error.diagnostics[0]
        status = 503 if first.code.startswith("GS60") else STATUS.get(first.code, 422)
        return problem(status, first.message, first.code, first.help)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        places = tuple(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:10])  # never the value
        return problem(422, "the body or an address is not as it should be", "", places)

    @app.exception_handler(Exception)
    async def own(request: Request, error: Exception) -> JSONResponse:
        return problem(500, "a fault of ours; nothing was half done")  # no detail: it could name a person

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail))


def _key(site: Site, scope: str) -> Any:
    """Who sends this: a key that has the scope."""

    def find(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> ApiKey:
        secret = given.credentials if given else ""
        with site.context.state.begin(write=False) as connection:
            found = keys.find(connection, secret) if 20 < len(secret) < 200 else None
        if found is None:
            raise HTTPException(401, "no key, or none that is good")
        found.need(scope)
        return found

    return Depends(find)


@contextmanager
def _spoken(site: Site) -> Iterator[None]:
    """Answers are in the organisation's first language."""
    with words.use(site.context.policy.organisation.languages[0]):
        yield


def _whole(case: Case) -> Requested:
    dates = Dates(law=case.dates.legal, promise=case.dates.promise, work_towards=case.due_on)
    tasks = [Task(id=x.id, what=x.what, system=x.system, due_on=x.due_on, result=x.result) for x in case.tasks]
    return Requested(
        id=case.id,
        kind=case.kind,
        channel=case.channel,
        state=case.state.value,
        outcome=case.outcome,
        received_on=case.received_on,
        dates=dates,
        closed_on=case.closed_on,
        tasks=tasks,
    )


CaseId = Annotated[str, Path(pattern=r"^\d{4}-\d{6}$", examples=["2026-000117"])]


def _requests(app: FastAPI, site: Site) -> None:
    @app.post("/v1/requests", status_code=201, tags=["requests"], dependencies=[])
    def send(new: NewRequest, key: Annotated[ApiKey, _key(site, "requests:write")]) -> Requested:
        """Send a request of a person. What is known of them is looked up later: the answer tells nothing about whether they are known."""
        context = site.context
        with _spoken(site):
            person = new.person
            if (
                any(len(k) > 100 or len(v) > 200 for k, v in person.given.items())
                or sum(map(len, new.corrections.values())) > desk.LONGEST
            ):
                raise fail("GS825", "too-long", t("that is too long: at most {n} characters", n=200), t("say it shorter"))
            asker = Asker(person.name, person.email, person.address, person.whom, dict(person.given), person.behalf)
            id = desk.receive(
                context,
                kind=new.kind,
                channel="api",
                asker=asker,
                said=Said(new.words, dict(new.corrections)),
                received_on=new.received_on,
                language=new.language,
                activity=new.activity,
                by=f"key {key.id}",
            )
            case = model.load(context, id)
            if case.asker.given and not case.asker.behalf:
                advance.ask_code(context, case)
            if not context.made.get("worker"):
                advance.advance(context, id)
            return _whole(model.load(context, id))

    @app.get("/v1/requests", tags=["requests"])
    def listed(
        key: Annotated[ApiKey, _key(site, "requests:read")],
        closed: bool = False,
        kind: Kind | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[Listed]:
        """The open requests, the first due first; or the closed ones, the last first."""
        return [
            Listed(
                id=x.id,
                kind=x.kind,
                state=x.state.value,
                outcome=x.outcome,
                received_on=x.received_on,
                law=x.legal_on,
                work_towards=x.due_on,
            )
            for x in model.lines(site.context, closed=closed, kind=kind, limit=limit, offset=offset)
        ]

    @app.get("/v1/requests/{id}", tags=["requests"])
    def one(id: CaseId, key: Annotated[ApiKey, _key(site, "requests:read")]) -> Requested:
        """How a request stands."""
        with _spoken(site):
            return _whole(model.load(site.context, id))


def _more_requests(app: FastAPI, site: Site) -> None:
    @app.post("/v1/requests/{id}/identified", tags=["requests"])
    def identified(id: CaseId, who: Identified, key: Annotated[ApiKey, _key(site, "requests:identify")]) -> Requested:
        """Say who asks: for a system that people are signed in with, such as your own customer portal."""
        context = site.context
        with _spoken(site):
            identity.by_staff(context, model.load(context, id), who.whom, dict(who.given), "sign-in", f"key {key.id}")
            if not context.made.get("worker"):
                advance.advance(context, id)
            return _whole(model.load(context, id))

    @app.post("/v1/requests/{id}/withdrawn", tags=["requests"])
    def withdrawn(id: CaseId, key: Annotated[ApiKey, _key(site, "requests:write")]) -> Requested:
        """The person took the request back."""
        with _spoken(site):
            desk.withdraw(site.context, model.load(site.context, id), f"key {key.id}")
            return _whole(model.load(site.context, id))

    @app.get("/v1/plans", tags=["plans"])
    def plans(key: Annotated[ApiKey, _key(site, "plans:read")]) -> list[PlanOf]:
        """The last sweeps that were proposed, the newest first. A person approves them, in the console."""
        return [
            PlanOf(
                plan=p.plan,
                state=p.state,
                proposed_at=p.made_at,
                decided_at=p.decided_at,
                rows=p.rows,
                steps=[dict(line) for line in p.lines],
            )
            for p in approvals.recent(site.context)
        ]

    @app.get("/v1/holds", tags=["plans"])
    def held(key: Annotated[ApiKey, _key(site, "holds:read")]) -> list[HoldOf]:
        """The holds in force, the first to be reviewed first."""
        return [
            HoldOf(id=str(h.id), review=h.review, since=model.utc(h.since), tables=orjson.loads(h.tables))
            for h in rights.holds_now(site.context)
        ]


def _tasks(app: FastAPI, site: Site) -> None:
    @app.post("/v1/requests/{id}/tasks/{task}", tags=["tasks"])
    def answer(
        id: CaseId,
        task: Annotated[int, Path(ge=0, le=2**53)],
        given: Answer,
        key: Annotated[ApiKey, _key(site, "tasks:write")],
    ) -> Requested:
        """Say how a task ended: a system was searched, a recipient told."""
        context = site.context
        with _spoken(site):
            desk.answer_task(context, model.load(context, id), task, given.result, f"key {key.id}", given.note)
            if not context.made.get("worker"):
                advance.advance(context, id)
            return _whole(model.load(context, id))

    @app.post("/v1/confirmations", status_code=204, tags=["tasks"], openapi_extra=_body_of(Confirmation))
    async def confirmation(request: Request) -> Response:
        """A recipient confirms that it did what it was told. Needs no key: it is signed (headers webhook-id, webhook-timestamp,
        webhook-signature) with the secret that it shares with us."""
        body = await request.body()
        try:
            said = Confirmation.model_validate(orjson.loads(body))
        except ValueError:
            return problem(422, "the body is not as it should be", "", ("send recipient, case, task and result",))
        from starlette.concurrency import run_in_threadpool

        def heard() -> None:
            with _spoken(site):
                recipients.by_hook(site.context, said.recipient, request.headers, body, said.case, said.task, said.result)

        await run_in_threadpool(heard)
        return Response(status_code=204)


def _body_of(one: type[BaseModel]) -> dict[str, Any]:
    """The description of a body that is read as bytes, since its signature covers them."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": one.model_json_schema()}}}}


def _published(app: FastAPI, site: Site) -> None:
    @app.get("/v1/statement", tags=["statement"])
    def statements(key: Annotated[ApiKey, _key(site, "statement:read")]) -> list[VersionOf]:
        """The published versions of the statement, the newest first. Each form of each is at `/statement`, for everybody."""
        found = versions.published(site.context.state, site.context.policy.organisation.time_zone)
        return [
            VersionOf(number=v.number, published_on=v.on, policy=v.policy, digest=v.digest, languages=list(v.texts))
            for v in reversed(found)
        ]

    @app.get("/v1/board", tags=["board"])
    def board(key: Annotated[ApiKey, _key(site, "board:read")]) -> list[PromiseRow]:
        """The promise board, measured now."""
        policy = site.context.policy
        with _spoken(site):
            return [
                PromiseRow(
                    promises=list(r.activity.promises),
                    sentence=sentences.promise(policy, r.activity),
                    state=r.state,
                    rows=r.held,
                    overdue=r.overdue,
                    oldest=r.oldest,
                    not_begun=r.not_begun,
                    proved=r.proved,
                )
                for r in retention.board(site.context)
            ]

    @app.get("/v1/evidence", tags=["evidence"])
    def evidence(
        key: Annotated[ApiKey, _key(site, "evidence:read")],
        start: Annotated[int, Query(ge=0, le=2**53)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Entries:
        """Entries of the evidence log from `start` on, and its signed head."""
        with site.context.state.begin(write=False) as connection:
            head = log.head(connection)
            size = head.checkpoint.size if head else 0
            found = log.records(connection, start, min(start + limit, size)) if start < size else []
        return Entries(
            size=size,
            checkpoint=head.note if head else "",
            entries=[
                EntryOf(index=n, time=r.time, what=r.what, promises=list(r.promises), counts=dict(r.counts))
                for n, r in enumerate(found, start)
            ],
        )


Handler = Callable[[Request], Any]
