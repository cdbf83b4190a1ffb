"""A browser without pictures: gets pages, fills in the forms that stand on them, and keeps cookies as a browser does."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from gestand.execute.context import Context
from gestand.web import serve

SITE = "http://privacy.voorbeeld.example"


@dataclass
class Form:
    """A form of a page: where it goes, what stands in it, and its buttons."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in given}
        if tag == "form":
            self.forms.append(Form(a.get("action", ""), a.get("method", "get")))
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and a.get("name"):
            if a.get("type") in ("radio", "checkbox"):
                if "checked" in a:
                    form.values[a["name"]] = a.get("value", "on")
            else:
                form.values[a["name"]] = a.get("value", "")
        elif tag == "textarea" and a.get("name"):
            form.values.setdefault(a["name"], "")
        elif tag == "select":
            self.select = a.get("name", "")
        elif tag == "option" and self.select:
            if "selected" in a or self.select not in form.values:
                form.values[self.select] = a.get("value", "")
        elif tag == "button":
            form.buttons.append((a.get("name", ""), a.get("value", "")))


class Page:
    """What came back."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.path: str = response.url.path
        self.raw: str = response.text
        self.headers: Mapping[str, str] = response.headers
        self.text = html.unescape(re.sub(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", " ", self.raw, flags=re.S))
        parser = _Forms()
        parser.feed(self.raw)
        self.forms = parser.forms

    def form(self, do: str = "", having: str = "") -> Form:
        """The form with this button, or with this field; else the first one that is sent."""
        for one in self.forms:
            if do and any(do == value for _, value in one.buttons) or having and having in one.values:
                return one
        assert not do and not having, f"no form with {do or having} on {self.path}: {self.text[:500]}"
        return next(f for f in self.forms if f.method == "post" and f.action != "/console/leave")


class Browser:
    """One browser, at one address of the network."""

    def __init__(self, context: Context, ip: str = "198.51.100.7", language: str = "nl") -> None:
        app = serve.application(context, SITE)
        self.client = TestClient(app, base_url=SITE, client=(ip, 50000), headers={"accept-language": language})
        self.page: Page | None = None

    def get(self, path: str, **more: Any) -> Page:
        self.page = Page(self.client.get(path, **more))
        return self.page

    def post(self, path: str, values: Mapping[str, str], **more: Any) -> Page:
        self.page = Page(self.client.post(path, data=dict(values), **more))
        return self.page

    def send(self, values: Mapping[str, str] | None = None, *, do: str = "", having: str = "") -> Page:
        """Fill in a form of the page and press its button (the one called `do`, else the first)."""
        assert self.page is not None
        form = self.page.form(do, having)
        button = next(((n, v) for n, v in form.buttons if not do or v == do), ("", ""))
        filled = {**form.values, **(values or {})} | ({button[0]: button[1]} if button[0] else {})
        return self.post(form.action or self.page.path, filled)

    @property
    def token(self) -> str:
        """The token of the forms of the page."""
        assert self.page is not None
        return next(f.values["token"] for f in self.page.forms if "token" in f.values)
