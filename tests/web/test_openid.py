"""People who sign in with the organisation already show who they are by that (OpenID Connect), against a real provider on this machine."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from cases.shop import ADDRESS, Counter
from gestand.actors import openid
from gestand.cases.flow import State
from gestand.diagnostics import GestandError
from gestand.policy.model import SignIn
from gestand.state import now
from web.browser import SITE, Browser
from web.test_portal import ask

with warnings.catch_warnings():  # the provider's own use of its library
    warnings.simplefilter("ignore")
    import oidc_provider_mock

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider, which runs in a thread of this process


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        people = [
            oidc_provider_mock.User(sub="anna", claims={"email": ADDRESS, "email_verified": True}),
            oidc_provider_mock.User(sub="stranger", claims={"email": "vreemd@voorbeeld.example", "email_verified": True}),
            oidc_provider_mock.User(sub="liar", claims={"email": ADDRESS, "email_verified": False}),
        ]
        with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def browser(counter: Counter, issuer: str) -> Browser:
    """The portal of a shop whose customers can sign in."""
    openid._metadata.clear()
    counter.house.clock.at = now()  # the provider's clock is the real one
    policy = counter.house.folder / "policy" / "policy.yaml"
    there = f"sign in: {{issuer: '{issuer}', client: gestand, secret: very-secret, claims: {{email: email}}}}, found in: shop.customers"
    policy.write_text(policy.read_text("utf-8").replace("found in: shop.customers", there), "utf-8")
    counter.house.__dict__.pop("context", None)
    return Browser(counter.context)


def gone_to(browser: Browser, kind: str = "access") -> str:
    """Ask something and choose to sign in: where the browser is sent."""
    page = browser.get(f"/ask/{kind}")
    assert page.path == "/ask/who" and "/sign-in/customer" in page.raw
    return str(browser.client.get("/sign-in/customer", follow_redirects=False).headers["location"])


def signed(url: str, sub: str) -> str:
    """Sign in at the provider as somebody; where it sends the browser back to."""
    answer = httpx.post(url, data={"sub": sub}, follow_redirects=False)
    back = str(answer.headers["location"])
    assert back.startswith(f"{SITE}/signed-in?")
    return back.removeprefix(SITE)


def test_b3_who_signed_in_needs_no_code(counter: Counter, browser: Browser) -> None:
    page = browser.get(signed(gone_to(browser), "anna"))
    assert page.path == "/ask/check", page.text
    page = browser.send()
    assert page.path == "/request", page.text
    case = counter.case(re.findall(r"\d{4}-\d{6}", page.text)[0])
    assert case.identified_by == "sign-in" and case.people == {"customer": [(1,)]}
    assert [m for m in counter.letters() if "code" in m["subject"].lower()] == []


def test_b3_who_is_unknown_by_the_sign_in_gets_nobodys_data(counter: Counter, browser: Browser) -> None:
    browser.get(signed(gone_to(browser), "stranger"))
    page = browser.send()
    assert page.status == 200 and browser.get("/request").path == "/"
    with counter.context.state.begin(write=False) as connection:
        states = [r[0] for r in connection.exec_driver_sql("select state from cases")]
    assert states == [State.RECEIVED.value]


def test_b3_an_address_that_the_provider_did_not_verify_is_not_believed(browser: Browser) -> None:
    page = browser.get(signed(gone_to(browser), "liar"))
    assert page.status == 400
    assert browser.get("/ask/check").path == "/"


def test_b3_an_answer_that_was_not_asked_for_is_not_believed(counter: Counter, browser: Browser) -> None:
    """Somebody else's answer, put into a victim's browser; one used twice; one with another state."""
    back = signed(gone_to(browser), "anna")
    victim = Browser(counter.context)
    gone_to(victim)
    assert victim.get(back).status == 400
    assert browser.get(back.replace("state=", "state=x")).status == 400
    assert browser.get(back).path == "/"  # it counted once
    nobody = Browser(counter.context)
    assert nobody.get("/signed-in?code=1&state=2").path == "/"


def test_b3_a_stolen_code_is_worth_nothing_without_the_verifier(browser: Browser, issuer: str) -> None:
    sign_in = SignIn(issuer, "gestand", {"email": "email"}, "very-secret")
    url, kept = openid.begin(sign_in, f"{SITE}/signed-in")
    query = signed(url, "anna").partition("?")[2]
    with pytest.raises(GestandError, match="GS810"):
        openid.end(sign_in, f"{SITE}/signed-in", query, {**kept, "verifier": "x" * 60}, 0)


@pytest.mark.parametrize(
    "wrong", [{"client": "another"}, {"issuer": "https://evil.example"}, {"claims": {"customer number": "no_such_claim"}}]
)
def test_b3_a_token_for_or_from_somebody_else_is_not_believed(issuer: str, wrong: dict[str, Any]) -> None:
    openid._metadata.clear()
    good = SignIn(issuer, "gestand", {"email": "email"}, "very-secret")
    url, kept = openid.begin(good, f"{SITE}/signed-in")
    query = signed(url, "anna").partition("?")[2]
    made = SignIn(**{**good.__dict__, **wrong})
    if "issuer" in wrong:
        openid._metadata[made.issuer] = (
            time.monotonic(),
            {**openid._about(good)[0], "issuer": made.issuer},
            openid._about(good)[1],
        )
    with pytest.raises(GestandError, match="GS810"):
        openid.end(made, f"{SITE}/signed-in", query, kept, time.time())
    openid._metadata.clear()


def test_b3_a_nonce_of_another_time_is_not_believed(issuer: str) -> None:
    openid._metadata.clear()
    sign_in = SignIn(issuer, "gestand", {"email": "email"}, "very-secret")
    url, kept = openid.begin(sign_in, f"{SITE}/signed-in")
    query = signed(url, "anna").partition("?")[2]
    with pytest.raises(GestandError, match="GS810"):
        openid.end(sign_in, f"{SITE}/signed-in", query, {**kept, "nonce": "another"}, time.time())


def test_a_provider_that_is_away_says_so_and_the_code_still_works(counter: Counter, browser: Browser) -> None:
    openid._metadata.clear()
    policy = counter.house.folder / "policy" / "policy.yaml"
    policy.write_text(re.sub(r"http://localhost:\d+", "http://localhost:9", policy.read_text("utf-8")), "utf-8")
    counter.house.__dict__.pop("context", None)
    one = Browser(counter.context)
    one.get("/ask/access")
    page = one.get("/sign-in/customer")
    assert page.status == 503 or page.status == 400
    assert ask(Browser(counter.context), "access").path == "/code"
