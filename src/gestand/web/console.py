"""The console: for staff. What is due first, one primary action a page, and every look at personal data logged with its reason."""

from __future__ import annotations

from starlette.routing import Route

from gestand.web.asked import Site


def routes(site: Site) -> list[Route]:
    """The addresses of the console."""
    return []
