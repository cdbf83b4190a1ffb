"""What stands before every page: the right host, no more than a form can be, no other site behind it, and headers by which a browser
keeps everything else out.

ATTACKS: other sites' forms (Origin and Sec-Fetch-Site are looked at, and each form carries a token), clickjacking (frame-ancestors),
scripts and styles of others (a content security policy without exceptions), leaking of secret links (no referrer to others), answers that stay
behind (no-store), another Host in links of letters (only our own is answered), huge bodies (cut off while they are read)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 256 * 1024  # bytes of a form
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "frame-src 'self'; frame-ancestors {frames}; base-uri 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # not `no-referrer`: browsers send `Origin: null` with it
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), publickey-credentials-get=(self)",
    "x-robots-tag": "noindex",
}


class Guard:
    """Around the whole application. `site`: the address under which people find it."""

    def __init__(self, app: ASGIApp, site: str) -> None:
        self.app, parts = app, urlsplit(site)
        self.origin, self.host, self.secure = f"{parts.scheme}://{parts.netloc}", parts.netloc, parts.scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        why = self._refused(scope, headers)
        if why:
            await PlainTextResponse(why[1], why[0], headers=self._headers(scope))(scope, receive, send)
            return
        seen, started = 0, False

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST:
                raise TooLarge
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if seen > LARGEST and not started:
                return  # whatever was made of it, the answer is that it is too large
            if message["type"] == "http.response.start":
                started = True
                given = {k for k, _ in message["headers"]}
                own = [(k.encode(), v.encode()) for k, v in self._headers(scope).items() if k.encode() not in given]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        with suppress(TooLarge):
            await self.app(scope, limited, guarded)
        if seen > LARGEST and not started:
            await PlainTextResponse("too large", 413, headers=self._headers(scope))(scope, receive, send)

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        if headers.get("host", "") != self.host:
            return 421, "this is not the address of this site"
        try:
            if int(headers.get("content-length", "0")) > LARGEST:
                return 413, "too large"
        except ValueError:
            return 400, "the length is no number"
        api = str(scope["path"]).startswith("/api/")
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not api:
            origin, site = headers.get("origin"), headers.get("sec-fetch-site")
            if origin not in (None, self.origin) or site not in (None, "same-origin", "none"):
                return 403, "this came from another site"
        return None

    def _headers(self, scope: Scope) -> dict[str, str]:
        static = str(scope["path"]).startswith("/static/")
        shown = str(scope["path"]).endswith("/look")  # an answer that staff look at, inside our own page
        made = {**HEADERS, "content-security-policy": POLICY.format(frames="'self'" if shown else "'none'")}
        made["cache-control"] = "public, max-age=3600" if static else "no-store"
        if self.secure:
            made["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        return made


class TooLarge(Exception):  # noqa: N818
    """A body grew larger than a form can be."""


def cookie(secure: bool) -> dict[str, Any]:
    """How our cookies are set."""
    return {"httponly": True, "secure": secure, "samesite": "lax", "path": "/"}
