"""What a request to us brings, and how answers are made: one small function a page, in the language of the person."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gestand import words
from gestand.actors import accounts, sessions
from gestand.actors.accounts import Account
from gestand.actors.sessions import Session
from gestand.diagnostics import GestandError
from gestand.documents import sentences
from gestand.execute.context import Context
from gestand.web.security import cookie
from gestand.words import day, enumeration, moment, number, said, t, tn

LANGUAGE, DEVICE = "language", "device"


@dataclass
class Site:
    """One running Gestand: what it works on, and where people find it."""

    context: Context
    address: str

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    @property
    def cookie(self) -> str:
        return "__Host-gestand" if self.secure else "gestand"


@dataclass
class Asked:
    """A request to us: its form, its session, who it is, and the cookies that the answer sets."""

    request: Request
    site: Site
    form: Mapping[str, str]
    session: Session | None
    account: Account | None
    language: str
    set: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        return self.site.context

    @property
    def address(self) -> str:
        """The IP address that asks."""
        return self.request.client.host if self.request.client else ""

    @property
    def device(self) -> str:
        return self.request.cookies.get(DEVICE, "")

    def begin(self) -> Session:
        """A session, made now if there is none."""
        if self.session is None:
            self.use(sessions.open_session(self.context.state, self.context.now()))
        assert self.session is not None
        return self.session

    def use(self, session: Session) -> None:
        """From now on this browser has this session."""
        self.session = session
        self.set[self.site.cookie] = (session.secret, 0)

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page of ours."""
        organisation = self.context.policy.organisation
        shown = {
            "organisation": organisation,
            "languages": organisation.languages,
            "lang": self.language,
            "path": self.request.url.path,
            "account": self.account,
            "token": self.session.form_token if self.session else "",
            "today": self.context.today(),
            "moment": functools.partial(local_moment, zone=organisation.time_zone),
            "errors": {},
            **values,
        }
        return HTMLResponse(environment().get_template(name).render(shown), status)

    def go(self, path: str) -> Response:
        """Go on to another page of ours."""
        assert path.startswith("/") and not path.startswith("//")
        return RedirectResponse(path, 303)


Handler = Callable[[Asked], Response]


def handle(site: Site, handler: Handler, *, staff: str = "") -> Callable[[Request], Any]:
    """A page as Starlette calls it. `staff`: who has not signed in, or may do none of these things (`a|b`), does not get it; `any`:
    signed in is enough."""

    async def endpoint(request: Request) -> Response:
        form: dict[str, str] = {}
        if request.method == "POST":
            async with request.form(max_files=0, max_fields=300) as given:
                form = {k: v for k, v in given.items() if isinstance(v, str)}
        return await run_in_threadpool(_answer, site, handler, request, form, staff)

    return endpoint


def _answer(site: Site, handler: Handler, request: Request, form: dict[str, str], staff: str) -> Response:
    context = site.context
    language = _language(site, request)
    with words.use(language):
        session = sessions.find(context.state, request.cookies.get(site.cookie, ""), context.now())
        account = None
        if session and session.account:
            with context.state.begin(write=False) as connection:
                account = accounts.get(connection, session.account)
            if (
                account is None
                or account.ended
                or not accounts.comes_from(account, request.client.host if request.client else "")
            ):
                sessions.close(context.state, session.secret)
                session = account = None
        asked = Asked(request, site, form, session, account, language)
        try:
            if request.method == "POST" and (session is None or form.get("token", "") != session.form_token):
                answer = asked.page(
                    "stop.html", 403, title=t("This page is too old"), why=t("Go back, load the page again, and try once more.")
                )
            elif staff and (account is None or not account.second_factor):
                answer = asked.go("/console/sign-in")
            elif staff and account and staff != "any" and not any(account.may(one) for one in staff.split("|")):
                answer = asked.page(
                    "stop.html",
                    403,
                    title=t("This is not for your account"),
                    why=t("Ask an administrator for the role it needs."),
                )
            else:
                answer = handler(asked)
        except GestandError as error:
            first = error.diagnostics[0]
            status = 503 if first.code.startswith(("GS60", "GS61")) or first.code in ("GS625", "GS811") else 400
            answer = asked.page("stop.html", status, title=_capital(first.message), why=" ".join(map(_capital, first.help)))
        for name, (value, age) in asked.set.items():
            answer.set_cookie(name, value, max_age=age or None, **cookie(site.secure))
        return answer


def unknown_page(site: Site) -> Callable[[Request, Exception], Any]:
    """What somebody sees at an address that is none of ours."""

    def unknown(asked: Asked) -> Response:
        status = 405 if asked.request.method not in ("GET", "HEAD") else 404
        return asked.page("stop.html", status, title=t("There is no such page"), why=t("Perhaps the address is not complete."))

    return _without_form(site, unknown)


def own_fault(site: Site) -> Callable[[Request, Exception], Any]:
    """What somebody sees when we made a mistake: that it was ours, and that nothing is half done. No detail: it could name a person."""

    def fault(asked: Asked) -> Response:
        return asked.page(
            "stop.html",
            500,
            title=t("Something went wrong here"),
            why=t("It is our fault, not yours. Nothing was half done. Try it once more in a few minutes."),
        )

    return _without_form(site, fault)


def _without_form(site: Site, handler: Handler) -> Callable[[Request, Exception], Any]:
    async def answer(request: Request, error: Exception) -> Response:
        def made() -> Response:
            language = _language(site, request)
            with words.use(language):
                return handler(Asked(request, site, {}, None, None, language))

        return await run_in_threadpool(made)

    return answer


def capital(text: str) -> str:
    """A text with a capital."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A message as a sentence on a page: with a capital and a full stop."""
    return _capital(text)


def _capital(text: str) -> str:
    text = capital(text)
    return text if text.endswith((".", "!", "?")) or not text else text + "."


def _language(site: Site, request: Request) -> str:
    """The language that was chosen, else the first that the browser prefers, else the organisation's first."""
    offered = site.context.policy.organisation.languages
    chosen = request.cookies.get(LANGUAGE, "")
    preferred = [part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((one for one in (chosen, *preferred) if one in offered), offered[0])


@functools.cache
def environment() -> jinja2.Environment:
    """The pages: everything in them is escaped."""
    folder = resources.files(__package__) / "pages"
    loader = jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8"))
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(
        t=t, tn=tn, day=weekday, plain_day=day, moment=local_moment, number=number, said=said, enumeration=enumeration
    )
    made.globals.update(
        heading=sentences.heading,
        label=sentences.label,
        length=sentences.length,
        LANGUAGES={"nl": "Nederlands", "en": "English", "es": "Español"},
    )
    made.filters["capital"] = capital
    return made


WEEKDAYS = (
    words.mark("Monday"),
    words.mark("Tuesday"),
    words.mark("Wednesday"),
    words.mark("Thursday"),
    words.mark("Friday"),
    words.mark("Saturday"),
    words.mark("Sunday"),
)


def weekday(when: date) -> str:
    """A date with its day of the week: dinsdag 22 december 2026."""
    return t("{weekday} {day}", weekday=t(WEEKDAYS[when.weekday()]), day=day(when))


def local_moment(when: datetime, zone: str = "Europe/Amsterdam") -> str:
    """A moment on the clocks of the organisation."""
    return moment(when.astimezone(ZoneInfo(zone)))
