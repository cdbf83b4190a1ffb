"""The privacy statement for everybody: the newest version, each earlier one for ever, in every language and form; and for staff what is
known of each sentence, what changed, publishing and announcing.

ATTACKS: a form or a number that is none (not found, nothing is read from disk), a stylesheet inside the page (allowed by its digest and
nothing else), drafts (what was not published is shown to staff only)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from starlette.responses import Response

from gestand.diagnostics import GestandError
from gestand.documents.statement.changes import in_words
from gestand.telling import announcement, versions, word
from gestand.telling.versions import Version
from gestand.web.asked import Asked, sentence
from gestand.web.security import POLICY
from gestand.words import t

TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
    "jsonld": "application/ld+json",
}
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def _page(content: bytes, kind: str) -> Response:
    """A form of the statement."""
    answer = styled(content, kind, "public, max-age=300")
    answer.headers["x-robots-tag"] = "all"
    return answer


def styled(content: bytes, kind: str, caching: str) -> Response:
    """A paper in one form. A page has its stylesheet in itself: allowed by its digest, and nothing else."""
    headers = {"cache-control": caching}
    if kind == "html":
        digests = (base64.b64encode(hashlib.sha256(style).digest()).decode() for style in _STYLE.findall(content))
        allowed = " ".join(f"'sha256-{one}'" for one in digests)
        headers["content-security-policy"] = POLICY.format(frames="'none'").replace("style-src 'self'", f"style-src {allowed}")
    return Response(content, media_type=TYPES[kind], headers=headers)


def _newest(asked: Asked) -> Version | None:
    found = versions.published(asked.context.state, asked.context.policy.organisation.time_zone)
    return found[-1] if found else None


def _none(asked: Asked) -> Response:
    contact = asked.context.policy.organisation.contact
    return asked.page(
        "stop.html",
        404,
        title=t("There is no such version"),
        why=t("The privacy statement is not here yet. Ask {contact} for it.", contact=contact)
        if _newest(asked) is None
        else t("Perhaps the address is not complete."),
    )


def first(asked: Asked) -> Response:
    """To the newest version, in the language of the person."""
    newest = _newest(asked)
    if newest is None:
        return _none(asked)
    language = asked.language if asked.language in newest.texts else next(iter(newest.texts))
    return asked.go(f"/statement/{language}.html")


def file(asked: Asked) -> Response:
    """One form of one version: `nl.html`, `2/en.pdf`, `es.md`, `nl.tilt.json`, `dpv.jsonld`, and `statement.json`, whose digest stands in
    the evidence log."""
    parts = asked.request.path_params
    number, name = parts.get("number", ""), parts["file"]
    language, _, rest = name.partition(".")
    newest = _newest(asked)
    if newest is None or (number and not (number.isdecimal() and len(number) < 6)):
        return _none(asked)
    try:
        version = versions.of(asked.context, int(number)) if number else newest
    except GestandError:
        return _none(asked)
    form = next((f for f, ending in versions.NAMES.items() if (rest if f != "dpv" else name) == ending), "")
    ending = name.rpartition(".")[2]
    if name == "statement.json":
        return _page(versions.canonical(version.texts).encode(), ending)
    if not form or form != "dpv" and language not in version.texts:
        return _none(asked)
    spoken = language if language in version.texts else next(iter(version.texts))
    kept = asked.context.made.setdefault("statements", {})
    key = (version.digest, newest.number, spoken, form, bool(number))
    if key not in kept:
        if len(kept) > 60:
            kept.clear()
        kept[key] = versions.shown(asked.context, version, spoken, form, site="../" if number else "")
    return _page(kept[key], ending)


def staff(asked: Asked) -> Response:
    """For staff: the versions, whether the statement still says what the policy does, publishing and announcing."""
    context, account = asked.context, asked.account
    assert account is not None
    errors: dict[str, str] = {}
    done = ""
    if asked.request.method == "POST" and account.may("decide"):
        try:
            match asked.form.get("do"):
                case "publish":
                    made, fresh = versions.publish(context, account.id, asked.form.get("minor", "").strip()[:300])
                    done = t("Version {number} is published.", number=made.number) if fresh else t("It was published before.")
                case "announce":
                    seen = announcement.look(context, None, asked.language)
                    queued = announcement.announce(context, seen)
                    done = t("{n} people get a mail.", n=queued)
                    word.send(context)
        except GestandError as error:
            for n, one in enumerate(error.diagnostics):
                errors["do" + str(n or "")] = f"{one.code} " + " ".join(sentence(x) for x in (one.message, *one.help) if x)
    listed = versions.published(context.state, context.policy.organisation.time_zone)
    changed: list[str] = []
    if context.policy.statement is not None:
        now = versions.now(context.policy, context.today())
        if listed and versions.digest_of(versions.canonical(now)) != listed[-1].digest:
            changed = [in_words(c) for c in versions.difference(listed[-1].texts, now, asked.language)]
    reach = None
    if listed and not listed[-1].minor and len(listed) > 1:
        reach = announcement.look(context, None, asked.language)
    return asked.page(
        "console/statement.html",
        400 if errors else 200,
        listed=list(reversed(listed)),
        changed=changed,
        declared=context.policy.statement is not None,
        reach=reach,
        done=done,
        errors=errors,
    )


def proved(asked: Asked) -> Response:
    """What the statement says now, with what is known of each sentence: enforced, attested or unproven, and its last measure."""
    if asked.context.policy.statement is None:
        return _none(asked)
    answer = _page(versions.shown(asked.context, None, asked.language, "html", proof=True), "html")
    answer.headers["cache-control"] = "no-store"
    return answer


Handler = Callable[[Asked], Response]
PUBLIC: list[tuple[str, Handler, list[str]]] = [
    ("/statement", first, ["GET"]),
    ("/statement/{file}", file, ["GET"]),
    ("/statement/{number}/{file}", file, ["GET"]),
]
ROUTES: list[tuple[str, Handler, list[str], str]] = [
    ("/console/statement", staff, ["GET", "POST"], "board"),
    ("/console/statement/proof", proved, ["GET"], "board"),
]
