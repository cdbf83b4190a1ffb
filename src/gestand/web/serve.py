"""All of it together: portal, console and API in one application, and the worker that goes on with cases and sends mail."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from gestand import jobs
from gestand.actors import sessions, signin
from gestand.cases import advance, approvals, own
from gestand.diagnostics import GestandError
from gestand.execute.context import Context
from gestand.post import Server, hooks, intake, send_due
from gestand.web import api, asked, console, portal
from gestand.web.asked import Site
from gestand.web.security import Guard


def application(context: Context, address: str) -> Any:
    """The whole as one ASGI application. `address`: where people find it, as letters say it: https://privacy.example.nl."""
    context.made["site"] = address.rstrip("/")
    site = Site(context, address.rstrip("/"))
    files = StaticFiles(directory=Path(__file__).parent / "static")
    routes = [Mount("/static", files), Mount("/api", api.application(site)), *console.routes(site), *portal.routes(site)]
    handlers: Any = {
        404: asked.unknown_page(site),
        405: asked.unknown_page(site),
        500: asked.own_fault(site),
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), site.address)


def round_of_the_minute(context: Context) -> None:
    """What is due every minute: cases that wait for the engine, and mail that waits for the server."""
    advance.tick(context)
    approvals.tick(context)
    take_mail(context)
    send_mail(context)
    clean(context)


def take_mail(context: Context) -> None:
    """Take what came to the privacy address, where a mailbox is named. One that is away is asked again in a minute."""
    box = context.made.get("mailbox") or intake.Mailbox.given()
    if box is not None:
        with suppress(GestandError):
            intake.fetch(context.state, box, context.now())


def clean(context: Context) -> None:
    """Destroy what has had its time: sessions, invitations, counts of what was tried, requests of long ago, jobs that ended."""
    with context.state.begin() as connection:
        sessions.purge(connection, context.now())
        signin.purge(connection, context.now())
        intake.purge(connection, context.now())
    own.purge(context)
    jobs.forget_finished(context.state, context.now())


def send_mail(context: Context) -> None:
    """Send what waits in the outboxes: web hooks, and mail where a mail server is named."""
    hooks.send_due(context.state, context.clock)
    server = context.made.get("mail server") or Server.given()
    if server is not None:
        organisation = context.policy.organisation
        send_due(context.state, server, organisation.contact, organisation.name, context.clock)


def go_on(context: Context, id: str) -> None:
    """Go on with a case or an approved plan, and send the letters that came of it."""
    if id.startswith(approvals.PREFIX):
        approvals.carry_out(context, id.removeprefix(approvals.PREFIX))
        return
    advance.advance(context, id)
    send_mail(context)


def run(context: Context, address: str, *, host: str, port: int, worker: bool = True, name: str = "") -> None:
    """Serve until it is stopped. `worker`: do the work here too; without it another process does (on PostgreSQL)."""
    import uvicorn

    made = work(context, name) if worker else None
    context.made["worker"] = True
    try:
        app = application(context, address)
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, proxy_headers=False, access_log=False)
    finally:
        if made:
            made.stop()


def work(context: Context, name: str = "") -> Any:
    """A worker, started, to be stopped by who asked for it. With a state on PostgreSQL there can be several."""
    from gestand.jobs import Worker

    made = Worker(context.state, lambda id: go_on(context, id), lambda: round_of_the_minute(context), name=name)
    made.start()
    return made
