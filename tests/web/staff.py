"""Staff of the shop, signed in as they do it: by an invitation, a password and an authenticator."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyotp

from gestand.actors import accounts
from gestand.actors.accounts import Role
from gestand.execute.context import Context
from web.browser import SITE, Browser

PASSWORD = "paard batterij nietje juist"


class Employee:
    """A member of staff with their browser."""

    def __init__(
        self,
        context: Context,
        name: str,
        roles: Sequence[Role],
        *,
        customer: str = "",
        allow: Sequence[str] = (),
        ip: str = "198.51.100.7",
    ) -> None:
        self.context, self.email = context, f"{name.lower()}@voorbeeld.example"
        with context.state.begin() as connection:
            account, self.invitation = accounts.invite(
                connection, email=self.email, name=name, roles=roles, now=context.now(), customer=customer, allow=allow
            )
        self.id, self.secret = account.id, ""
        self.browser = Browser(context, ip)

    def enrol(self) -> Employee:
        """Follow the invitation: a password, and an authenticator."""
        page = self.browser.get(f"/console/welcome/{self.invitation}")
        assert page.status == 200, page.text
        page = self.browser.send({"password": PASSWORD, "again": PASSWORD})
        assert page.path == "/console/second-factor", page.text
        self.secret = re.findall(r"<code>([A-Z2-7 ]{16,})</code>", page.raw)[0].replace(" ", "")
        page = self.browser.send({"code": self.code()}, having="code")
        assert page.path.startswith("/console") and page.status == 200, page.text
        return self

    def code(self) -> str:
        """What the authenticator shows now, by the clock of the test."""
        return pyotp.TOTP(self.secret).at(self.context.now())

    def look(self, case: str, why: str = "handle") -> Browser:
        """Open a request, saying why."""
        page = self.browser.get(f"/console/requests/{case}")
        if any(v == "look" for f in page.forms for _, v in f.buttons):
            page = self.browser.send({"why": why}, do="look")
        assert page.status == 200, page.text
        return self.browser


def links(text: str) -> list[str]:
    """The links to us in a mail."""
    return re.findall(re.escape(SITE) + r"(/\S+)", text)
