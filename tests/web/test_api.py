"""Other systems at the API: with keys and scopes, errors in one shape, and nothing of a person comes out; and the attacks on it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from starlette.testclient import TestClient

from cases.shop import ADDRESS, Counter
from gestand.actors import keys
from gestand.cases import desk, identity
from gestand.cases.flow import State
from gestand.post import hooks
from gestand.web import serve
from web.browser import SITE, Browser
from web.staff import links


class Api:
    """Another system, with a key or without."""

    def __init__(self, counter: Counter, *scopes: str) -> None:
        self.context, self.secret = counter.context, ""
        if scopes:
            with counter.context.state.begin() as connection:
                self.key, self.secret = keys.make(connection, name="CRM", scopes=scopes, by="bea", now=counter.context.now())
        self.client = TestClient(serve.application(counter.context, SITE), base_url=SITE, raise_server_exceptions=False)

    def __call__(self, method: str, path: str, **more: Any) -> Any:
        headers = {"authorization": f"Bearer {self.secret}"} if self.secret else {}
        return self.client.request(method, f"/api/v1{path}", headers={**headers, **more.pop("headers", {})}, **more)


@pytest.fixture
def api(counter: Counter) -> Api:
    return Api(counter, *keys.SCOPES)


# each call has the right key, ours and not a made one; and a description can not say what a policy or a calendar allows
NOT_OURS = [ignored_auth, positive_data_acceptance]
ASKS = {"kind": "access", "person": {"whom": "customer", "given": {"email": ADDRESS}}, "words": "Wat weten jullie?"}


def test_a_request_of_another_system_is_handled_like_any_other(counter: Counter, api: Api) -> None:
    answer = api("POST", "/requests", json={**ASKS, "received_on": "2026-11-20", "language": "en"})
    assert answer.status_code == 201, answer.text
    id = answer.json()["id"]
    case = counter.case(id)
    assert case.channel == "api" and case.received_on.isoformat() == "2026-11-20" and case.language == "en"
    assert {m["to"] for m in counter.letters()} == {ADDRESS}  # the code, and nothing else
    assert api("GET", f"/requests/{id}").json()["dates"]["law"] == case.dates.legal.isoformat()
    assert id in [x["id"] for x in api("GET", "/requests").json()]


def test_nothing_of_a_person_comes_out(counter: Counter, api: Api) -> None:
    id = api("POST", "/requests", json={**ASKS, "person": {**ASKS["person"], "name": "Anna Smit"}}).json()["id"]
    identity.by_staff(counter.context, counter.case(id), "customer", {"email": ADDRESS}, "known facts", "x")
    counter.searched(id)
    for path in ("/requests", f"/requests/{id}", "/evidence", "/board"):
        text = api("GET", path).text
        assert ADDRESS not in text and "Anna" not in text and "Wat weten" not in text, path


def test_somebody_known_and_somebody_unknown_get_the_same_answer(api: Api) -> None:
    known, unknown = (
        api("POST", "/requests", json={**ASKS, "person": {"whom": "customer", "given": {"email": email}}}).json()
        for email in (ADDRESS, "niemand@voorbeeld.example")
    )
    assert {k: v for k, v in known.items() if k != "id"} == {k: v for k, v in unknown.items() if k != "id"}


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/requests", "requests:write"),
        ("GET", "/requests", "requests:read"),
        ("GET", "/requests/2026-000001", "requests:read"),
        ("POST", "/requests/2026-000001/tasks/1", "tasks:write"),
        ("POST", "/requests/2026-000001/identified", "requests:identify"),
        ("POST", "/requests/2026-000001/withdrawn", "requests:write"),
        ("GET", "/plans", "plans:read"),
        ("GET", "/holds", "holds:read"),
        ("GET", "/statement", "statement:read"),
        ("GET", "/board", "board:read"),
        ("GET", "/evidence", "evidence:read"),
    ],
)
def test_each_door_has_its_own_scope(counter: Counter, method: str, path: str, scope: str) -> None:
    who = {"whom": "customer", "given": {"email": ADDRESS}}
    body = ASKS if path == "/requests" else who if path.endswith("/identified") else {"result": "done"}
    more = {"json": body} if method == "POST" else {}
    nobody, other, right = Api(counter), Api(counter, *(s for s in keys.SCOPES if s != scope)), Api(counter, scope)
    assert nobody(method, path, **more).status_code == 401
    refused = other(method, path, **more)
    assert refused.status_code == 403 and refused.json()["code"] == "GS806"
    assert right(method, path, **more).status_code in (200, 201, 404)
    with counter.context.state.begin() as connection:
        keys.end(connection, right.key.id, counter.context.now())
    ended = right(method, path, **more)
    assert ended.status_code == 401 and ended.json() == nobody(method, path, **more).json()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "everything"},
        {"received_on": "2027-01-01"},
        {"words": "x" * 5001},
        {"more": 1},
        {"person": {"given": {"email": "x" * 300}}},
        {"kind": "objection", "activity": "no such use"},
    ],
)
def test_what_can_not_be_is_said_in_one_shape_and_nothing_is_kept(counter: Counter, api: Api, wrong: dict[str, Any]) -> None:
    answer = api("POST", "/requests", json={**ASKS, **wrong})
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["title"] and said["status"] == 422 and set(said) == {"type", "title", "status", "code", "help"}
    assert "x" * 50 not in answer.text  # what was sent does not come back
    assert api("GET", "/requests").json() == []


def test_a_task_is_answered_by_the_system_that_searched(counter: Counter, api: Api) -> None:
    id = counter.identified("access")
    case = counter.on(id)
    answer = api("POST", f"/requests/{id}/tasks/{case.open_tasks[0].id}", json={"result": "nothing found", "note": "archief"})
    assert answer.status_code == 200 and counter.case(id).state is State.REVIEWING
    assert counter.case(id).tasks[0].done_by == f"key {api.key.id}"
    assert api("POST", f"/requests/{id}/tasks/{case.tasks[0].id}", json={"result": "done"}).status_code == 404


def test_a_system_that_people_are_signed_in_with_says_who_asks(counter: Counter, api: Api) -> None:
    id = api("POST", "/requests", json={"kind": "access", "person": {}}).json()["id"]
    unknown = {"whom": "customer", "given": {"customer number": "K-99999"}}
    assert api("POST", f"/requests/{id}/identified", json=unknown).status_code == 422
    shared = {"whom": "customer", "given": {"email": "gezin@voorbeeld.example"}}
    assert api("POST", f"/requests/{id}/identified", json=shared).status_code == 422  # two people
    known = {"whom": "customer", "given": {"customer number": "K-10001"}}
    assert api("POST", f"/requests/{id}/identified", json=known).status_code == 200
    case = counter.case(id)
    assert case.people == {"customer": [(1,)]} and case.identified_by == "sign-in"
    assert api("POST", f"/requests/{id}/withdrawn").json()["outcome"] == "withdrawn"


def test_a_body_that_is_too_large_is_refused_while_it_is_read(api: Api) -> None:
    assert api("POST", "/requests", json={**ASKS, "words": "x" * 400_000}).status_code == 413

    def dripping() -> Iterator[bytes]:
        yield b'{"kind": "access", "words": "'
        for _ in range(80):
            yield b"a" * 8192

    assert api("POST", "/requests", content=dripping(), headers={"content-type": "application/json"}).status_code == 413


def test_a_calendar_shows_days_and_nobody(counter: Counter, api: Api) -> None:
    id = counter.receive("erasure", words="Geheim")
    answer = api.client.get(f"/calendar/{api.secret}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    text = answer.text.replace("\r\n ", "")
    assert f"SUMMARY:{id}" in text and "DTSTART;VALUE=DATE:202612" in text and "BEGIN:VALARM" in text
    assert "Geheim" not in text and ADDRESS not in text
    assert api.client.get("/calendar/" + "x" * 50 + ".ics").status_code == 404
    assert api.client.get(f"/calendar/{Api(counter, 'requests:read').secret}.ics").status_code == 404


# recipients confirm (GDPR art. 19, promise E5)


@pytest.fixture
def hooked(counter: Counter) -> Counter:
    """The shop's courier hears of erasures by a web hook."""
    policy = counter.house.folder / "policy" / "policy.yaml"
    text = policy.read_text("utf-8").replace(
        "de bezorger}, country: NL", "de bezorger}, country: NL, tell: https://courier.example/hook"
    )
    policy.write_text(text, "utf-8")
    counter.house.__dict__.pop("context", None)
    return counter


def erased(counter: Counter) -> tuple[str, int]:
    """An erasure of Anna that is done; the request and the task that waits for the courier."""
    id = counter.identified("erasure")
    case = counter.searched(id)
    desk.grant(counter.context, case, "one")
    desk.approve(counter.context, counter.case(id), "two")
    case = counter.on(id)
    return id, next(x.id for x in case.tasks if x.what == "confirm")


def signed(counter: Counter, body: bytes, id: str = "msg_1", age: int = 0, key: str = "courier") -> dict[str, str]:
    """The headers of a confirmation, made as Standard Webhooks says, without our own code."""
    secret = base64.b64decode(hooks.secret(counter.context.state, key).removeprefix("whsec_"))
    moment = int(counter.context.now().timestamp()) - age
    mac = hmac.new(secret, f"{id}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {"webhook-id": id, "webhook-timestamp": str(moment), "webhook-signature": "v0,x v1," + base64.b64encode(mac).decode()}


def test_e5_a_recipient_confirms_by_a_signed_web_hook_once(hooked: Counter) -> None:
    id, task = erased(hooked)
    api = Api(hooked)
    body = json.dumps({"recipient": "courier", "case": id, "task": task, "result": "done"}).encode()
    forged = {**signed(hooked, body), "webhook-signature": "v1," + base64.b64encode(b"x" * 32).decode()}
    for headers in (forged, {}, signed(hooked, body, age=400), signed(hooked, body, age=-400), signed(hooked, body + b" ")):
        assert api("POST", "/confirmations", content=body, headers=headers).status_code == 401
        assert next(x for x in hooked.case(id).tasks if x.id == task).done_at is None
    good = signed(hooked, body)
    assert api("POST", "/confirmations", content=body, headers=good).status_code == 204
    done = next(x for x in hooked.case(id).tasks if x.id == task)
    assert done.result == "done" and done.done_by == "recipient courier"
    assert api("POST", "/confirmations", content=body, headers=good).status_code == 401  # sent again


def test_e5_one_recipient_confirms_nothing_of_another(hooked: Counter) -> None:
    id, task = erased(hooked)
    body = json.dumps({"recipient": "archive", "case": id, "task": task}).encode()
    answer = Api(hooked)("POST", "/confirmations", content=body, headers=signed(hooked, body, key="archive"))
    assert answer.status_code == 404 and next(x for x in hooked.case(id).tasks if x.id == task).done_at is None


def test_e5_the_hook_that_goes_out_names_the_person_and_is_gone_when_sent(
    hooked: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real sender against a real server on this machine: down first, then there."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    got: list[tuple[dict[str, str], bytes]] = []
    answers = [503, 200]

    class Courier(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(answers.pop(0))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Courier)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        policy = hooked.house.folder / "policy" / "policy.yaml"
        url = f"http://127.0.0.1:{server.server_port}/hook"
        policy.write_text(policy.read_text("utf-8").replace("https://courier.example/hook", url), "utf-8")
        hooked.house.__dict__.pop("context", None)
        id, task = erased(hooked)
        assert hooks.send_due(hooked.context.state, hooked.context.clock)["waiting"] == 1
        hooked.later(minutes=10)
        assert hooks.send_due(hooked.context.state, hooked.context.clock)["sent"] == 1
        assert hooks.send_due(hooked.context.state, hooked.context.clock).total() == 0
    finally:
        server.shutdown()
        server.server_close()
    headers, body = ({k.lower(): v for k, v in got[1][0].items()}, got[1][1])
    said = json.loads(body)["data"]
    assert said["case"] == id and said["task"] == task and said["person"]["email"] == ADDRESS
    secret = base64.b64decode(hooks.secret(hooked.context.state, "courier").removeprefix("whsec_"))
    mac = hmac.new(secret, f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body, hashlib.sha256)
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac.digest()).decode()
    assert got[0][0]["webhook-id"] == got[1][0]["webhook-id"]
    with hooked.context.state.begin(write=False) as connection:
        rows = connection.exec_driver_sql("select state, message from hooks").all()
    assert [tuple(r) for r in rows] == [("sent", None)]


@pytest.mark.parametrize("url", ["http://courier.example/hook", "ftp://courier.example", "https://"])
def test_personal_data_leaves_no_other_way_than_encrypted(url: str) -> None:
    assert not hooks.usable(url)


def test_e5_a_recipient_confirms_by_the_link_of_its_mail(counter: Counter) -> None:
    policy = counter.house.folder / "policy" / "policy.yaml"
    text = policy.read_text("utf-8").replace(
        "de bezorger}, country: NL", "de bezorger}, country: NL, tell: privacy@courier.example"
    )
    policy.write_text(text, "utf-8")
    counter.house.__dict__.pop("context", None)
    browser = Browser(counter.context)
    id, task = erased(counter)
    letter = next(m for m in counter.letters() if m["to"] == "privacy@courier.example")
    assert ADDRESS not in letter["text"] and "Anna" not in letter["text"]
    page = browser.get(links(letter["text"])[0])
    assert ADDRESS in page.text and "k-10001" in page.text.lower()
    browser.send()
    assert next(x for x in counter.case(id).tasks if x.id == task).done_by == "recipient courier"
    counter.later(days=61)
    assert browser.get(links(letter["text"])[0]).status == 404


# everything that the description allows, and what it does not


def test_schemathesis_finds_no_answer_that_the_description_does_not_know(folder: Any, sqlite_url: str) -> None:
    from databases import Clock, Database, House

    def make(policy: str, *statements: str) -> House:
        database = Database(sqlite_url)
        database.run(*statements)
        return House(folder / "house", {"shop": database}, Clock()).write(policy)

    counter = Counter(make)
    app = serve.application(counter.context, "http://testserver")
    with counter.context.state.begin() as connection:
        _, secret = keys.make(connection, name="x", scopes=list(keys.SCOPES), by="x", now=counter.context.now())
    counter.receive("access")
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)

    def sent(case: Any) -> None:
        response = case.call(headers={"authorization": f"Bearer {secret}"})
        assert response.status_code < 500, response.text
        case.validate_response(response, excluded_checks=NOT_OURS)

    few = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) >= 8
    for operation in operations:
        few(given(operation.as_strategy())(sent))()
    counter.house.close()
