"""Versions of the statement: published, kept for ever, compared, and written out for a website (promise A3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gestand.diagnostics import Diagnostic, GestandError, fail, near
from gestand.documents import statement as document
from gestand.documents.paper import markdown as paper_markdown
from gestand.documents.paper import page as paper_page
from gestand.documents.paper import pdf as paper_pdf
from gestand.documents.statement import tree
from gestand.documents.statement.changes import Change, changes, in_words
from gestand.documents.statement.dpv import dpv
from gestand.documents.statement.edition import Earlier, Edition, with_versions
from gestand.documents.statement.markdown import markdown
from gestand.documents.statement.page import page
from gestand.documents.statement.pdf import pdf
from gestand.documents.statement.reuse import part
from gestand.documents.statement.standing import Measure, standing
from gestand.documents.statement.tilt import tilt
from gestand.documents.statement.tree import Statement
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute.context import Context
from gestand.policy.check import check, failing
from gestand.policy.model import Policy
from gestand.state import State
from gestand.state.statements import statements
from gestand.state.tables import proofs
from gestand.words import addressing, said, t, use

FORMATS = ("html", "md", "pdf", "tilt", "dpv")
NAMES = {"html": "html", "md": "md", "pdf": "pdf", "tilt": "tilt.json", "dpv": "dpv.jsonld"}


@dataclass(frozen=True)
class Version:
    """A published version, as it is kept."""

    number: int
    on: date
    policy: str
    digest: str
    texts: Mapping[str, Statement]  # per language
    data: Mapping[str, Any]  # tilt: per language; dpv
    minor: str
    announced: datetime | None
    entry: int


def now(policy: Policy, on: date) -> dict[str, Statement]:
    """What the statement would say today, in each language."""
    made = {}
    for language in policy.organisation.languages:
        with use(language):
            made[language] = document.statement(policy, on)
    return made


def canonical(texts: Mapping[str, Statement]) -> str:
    """The statement in every language as one text, the same for the same content: its SHA-256 names the version."""
    said = {language: tree.as_dict(one) for language, one in texts.items()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def published(state: State, zone: str = "UTC") -> list[Version]:
    """Every published version, the oldest first."""
    with state.begin(write=False) as connection:
        rows = connection.execute(sa.select(statements).order_by(statements.c.number)).all()
    return [_version(row, zone) for row in rows]


def _version(row: Any, zone: str) -> Version:
    texts = {language: tree.from_dict(one) for language, one in json.loads(row.said).items()}
    at = row.published_at if row.published_at.tzinfo else row.published_at.replace(tzinfo=ZoneInfo("UTC"))
    announced = row.announced_at
    if announced is not None and announced.tzinfo is None:
        announced = announced.replace(tzinfo=ZoneInfo("UTC"))
    return Version(
        row.number,
        at.astimezone(ZoneInfo(zone)).date(),
        row.policy,
        row.digest,
        texts,
        json.loads(row.data),
        row.minor,
        announced,
        row.entry,
    )


def of(context: Context, number: int) -> Version:
    """A version by its number. Raises GestandError GS560."""
    found = published(context.state, context.policy.organisation.time_zone)
    for one in found:
        if one.number == number:
            return one
    raise fail(
        "GS560",
        "unknown-version",
        t("there is no version {number} of the statement", number=number),
        t("`gestand statement --versions` shows those that were published"),
    )


def publish(context: Context, by: str = "", minor: str = "") -> tuple[Version, bool]:
    """Publish what the statement says now: kept with its day and the digest of the policy, with an entry in the evidence log. Returns the
    version, and whether it is new: the same statement is published once. `minor`: why nobody needs to hear of this change.

    Raises GestandError with the findings while something is missing."""
    policy = context.policy
    found = failing(check(policy, [], context.today()))
    if policy.statement is None:
        raise fail(
            "GS561",
            "statement-not-declared",
            t("the policy has no `statement`"),
            t("add `statement: {{automated decisions: none}}`; `check` then says what is missing in it"),
        )
    if found:
        told = t("the policy has findings that nobody accepted: the statement can't be published")
        raise GestandError(
            *found, Diagnostic("GS562", "findings-before-publishing", told, (t("`gestand check` shows them all"),))
        )
    texts = now(policy, context.today())
    said = canonical(texts)
    digest = digest_of(said)
    earlier = published(context.state, policy.organisation.time_zone)
    if earlier and earlier[-1].digest == digest:
        return earlier[-1], False
    number = earlier[-1].number + 1 if earlier else 1
    edition = Edition(number, context.today())
    data: dict[str, Any] = {"tilt": {}}
    for language in texts:
        with use(language), addressing(policy.organisation.form_of_address):
            data["tilt"][language] = tilt(policy, edition, digest, context.today())
    with use(policy.organisation.languages[0]):
        data["dpv"] = dpv(policy, edition, digest, context.today())
    with context.state.begin() as connection:
        last = connection.execute(sa.select(sa.func.max(statements.c.number))).scalar() or 0
        if last != number - 1:
            raise fail(
                "GS563",
                "published-meanwhile",
                t("somebody else published a version meanwhile: nothing was done"),
                t("look at it with `gestand statement --versions`, then publish again"),
            )
        entry = Entry(
            context.now,
            context.pseudonym(f"actor {by or context.actor}"),
            "statement published",
            sorted(p.id for p in policy.promises.values() if "announcement" in p.through),
            policy.digest,
            {"version": number, "languages": len(texts), "minor": int(bool(minor))},
            {"statement": digest},
        )
        index = log.append(connection, [entry], context.state.signing(connection))[0]
        connection.execute(
            sa.insert(statements).values(
                number=number,
                published_at=context.now(),
                policy=policy.digest,
                digest=digest,
                said=said,
                data=json.dumps(data, ensure_ascii=False),
                minor=minor,
                entry=index,
            )
        )
    return of(context, number), True


def difference(old: Mapping[str, Statement], new: Mapping[str, Statement], language: str) -> list[Change]:
    """What changed between two versions, told in a language that both have, else in the first of the new one."""
    there = language if language in old and language in new else next((one for one in new if one in old), "")
    if not there:
        return []
    return changes(old[there], new[there])


def _edition(versions: list[Version], one: Version, language: str, prefix: str, site: bool) -> Edition:
    """What stands beside a version: all up to it, each with what changed in it."""
    earlier = []
    for before, this in zip([None, *versions], versions, strict=False):
        if this.number > one.number:
            break
        with use(language):
            told = [in_words(c) for c in difference(before.texts, this.texts, language)] if before else []
        earlier.append(Earlier(this.number, this.on, tuple(told), f"{prefix}{this.number}/{language}.html" if site else ""))
    languages = {code: f"{code}.html" for code in one.texts} if site else {}
    return Edition(one.number, one.on, tuple(reversed(earlier)), languages, {"PDF": f"{language}.pdf"} if site else {})


def shown(
    context: Context,
    version: Version | None,
    language: str,
    form: str,
    *,
    house: str = "",
    proof: bool = False,
    site: str | None = None,
    sections: Sequence[str] = (),
) -> bytes:
    """A statement in one form: a published version, or (None) what it would say now. `site`: where the other versions are, seen from
    here; None where it stands alone. `sections`: only these, to reuse elsewhere. Raises GestandError GS560 for a section that there is
    not, GS564 for a language."""
    policy = context.policy
    versions = published(context.state, policy.organisation.time_zone)
    texts = version.texts if version else now(policy, context.today())
    if language not in texts:
        raise fail(
            "GS564",
            "language-not-there",
            t("there is no statement in `{language}`", language=language),
            t("there is one in: {names}", names=", ".join(texts)),
        )
    edition = _edition(versions, version, language, site or "", site is not None) if version else Edition()
    with use(language), addressing(policy.organisation.form_of_address):
        if sections:
            return _part(policy, texts[language], edition, sections, form, house)
        one = with_versions(texts[language], edition, policy.organisation.form_of_address)
        match form:
            case "html":
                return page(one, edition, house, _stand(context) if proof else None).encode()
            case "md":
                return markdown(one, edition).encode()
            case "pdf":
                return pdf(one, edition)
            case "tilt":
                digest = digest_of(canonical(texts))
                made = version.data["tilt"][language] if version else tilt(policy, edition, digest, context.today())
            case _:
                digest = digest_of(canonical(texts))
                made = version.data["dpv"] if version else dpv(policy, edition, digest, context.today())
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _part(policy: Policy, one: Statement, edition: Edition, wanted: Sequence[str], form: str, house: str) -> bytes:
    """Some sections as a paper of their own."""
    try:
        made = part(one, edition, wanted, said(policy.statement.published_at) if policy.statement else "")
    except KeyError as error:
        there = tree.headings(one)
        guess = near(str(error.args[0]), there)
        raise fail(
            "GS560",
            "unknown-section",
            t("the statement has no section `{name}`", name=error.args[0]),
            t("did you mean `{guess}`?", guess=guess) if guess else t("there are: {names}", names=", ".join(there)),
        ) from None
    match form:
        case "html":
            return paper_page.page(made, house).encode()
        case "pdf":
            return paper_pdf.pdf(made, edition.day)
    return paper_markdown.markdown(made).encode()


def _stand(context: Context) -> Callable[[tree.Sentence], Any]:
    """What is known of each sentence, from the last measures in the evidence log."""
    found = measures(context)
    return lambda sentence: standing(context.policy, sentence, found, context.today())


def measures(context: Context) -> dict[str, Measure]:
    """The last measure of each activity that went into the evidence log."""
    zone = ZoneInfo(context.policy.organisation.time_zone)
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(proofs)).all()
    utc = ZoneInfo("UTC")
    return {r.activity: Measure(r.overdue, r.at.replace(tzinfo=r.at.tzinfo or utc).astimezone(zone), r.entry) for r in rows}


def write(context: Context, folder: Path, house: str = "") -> list[Path]:
    """Every published version as files for a website: the newest at the top, each version in a folder of its number, with
    `statement.json`, whose SHA-256 stands in the evidence log. Raises GestandError GS565 where nothing was published."""
    versions = published(context.state, context.policy.organisation.time_zone)
    if not versions:
        raise fail(
            "GS565",
            "nothing-published",
            t("no version of the statement was published yet"),
            t("publish it: gestand statement --publish"),
        )
    made = []
    for version in versions:
        newest = version is versions[-1]
        for place, prefix in [(folder / str(version.number), "../")] + ([(folder, "")] if newest else []):
            made += _write_one(context, version, place, prefix, house)
    return made


def _write_one(context: Context, version: Version, place: Path, prefix: str, house: str) -> list[Path]:
    try:
        place.mkdir(parents=True, exist_ok=True)
        files = {"statement.json": canonical(version.texts).encode()}
        for language in version.texts:
            for form in FORMATS[:-1]:
                name = f"{language}.{NAMES[form]}"
                files[name] = shown(context, version, language, form, house=house, site=prefix)
        files[NAMES["dpv"]] = shown(context, version, next(iter(version.texts)), "dpv")
        for name, content in files.items():
            (place / name).write_bytes(content)
    except OSError as error:
        raise fail(
            "GS608",
            "file-not-written",
            t("`{file}` can't be written: {reason}", file=place, reason=error.strerror or "?"),
            t("make room or choose another folder, and ask again; nothing was changed"),
        ) from error
    return [place / name for name in files]


def outdated(policy: Policy, state: State, on: date) -> list[Diagnostic]:
    """A finding where the newest published version says something else than the policy does now."""
    versions = published(state, policy.organisation.time_zone)
    if not versions or policy.statement is None or versions[-1].policy == policy.digest:
        return []
    newest = versions[-1]
    texts = now(policy, on)
    if digest_of(canonical(texts)) == newest.digest:
        return []
    different = difference(newest.texts, texts, policy.organisation.languages[0])
    with use(policy.organisation.languages[0] if policy.organisation.languages[0] in newest.texts else "en"):
        first = in_words(different[0]) if different else ""
    return [
        Diagnostic(
            "GS361",
            "statement-outdated",
            t("the statement of {day} no longer says what the policy does", day=newest.on.isoformat()),
            (
                *((t("for instance: {change}", change=first),) if first else ()),
                t(
                    "see all with `gestand statement --diff {number} now`, then `gestand statement --publish`",
                    number=newest.number,
                ),
            ),
            policy.statement.place,
            law="GDPR art. 13(3)",
            about="statement",
        )
    ]
