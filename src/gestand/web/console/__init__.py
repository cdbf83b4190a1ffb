"""The console: for staff. What is due first, one primary action a page, and every look at personal data logged with its reason.

entry      sign in, second factor, invitation, one's own account
today      what is due, what waits for whom, what is wrong; the lists of requests
requests   a request, and all that staff do with it
answer     the answer before it goes out: looked at, withheld where it would harm somebody else
engine     promise board, plans to approve, holds, evidence
people     accounts and their roles, keys of other systems
"""

from __future__ import annotations

from starlette.routing import Route

from gestand.web import statements
from gestand.web.asked import Site, handle
from gestand.web.console import answer, engine, entry, people, requests, today

Listed = tuple[str, object, list[str], str]


def routes(site: Site) -> list[Route]:
    """The addresses of the console: each with what an account must be allowed to do (`any`: signed in is enough)."""
    return [
        Route(path, handle(site, handler, staff=staff), methods=methods)
        for module in (entry, today, requests, answer, engine, people, statements)
        for path, handler, methods, staff in module.ROUTES
    ]
