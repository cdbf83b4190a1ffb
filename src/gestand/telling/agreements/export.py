"""One agreement, or all of them, for an authority: a zip with each paper, who accepted it, the extract of the register, and what verifies it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator

from gestand.documents import register as registers
from gestand.documents.customers import Customer
from gestand.documents.paper import kept as papers
from gestand.documents.paper.pdf import pdf
from gestand.execute.context import Context
from gestand.execute.customers import customer, customers
from gestand.policy.assessments import short
from gestand.telling.agreements import kept
from gestand.telling.agreements.kept import Kept, party_of
from gestand.telling.agreements.making import declared, document_of, language_of
from gestand.words import use

_WHEN = (1980, 1, 1, 0, 0, 0)  # a zip has no time of its own: the same papers give the same bytes


def export(context: Context, whose: str = "") -> tuple[bytes, int]:
    """The zip, and how many agreements are in it: of one customer, or of all and of the suppliers. Raises GestandError GS360, GS375."""
    declared(context.policy)
    listed = [customer(context.policy, context.stores, whose)] if whose else customers(context.policy, context.stores)
    files: dict[str, bytes] = {}
    count = 0
    for one in listed:
        versions = kept.every(context.state, party_of(one.key))
        folder = f"customers/{short(one.key)}-{short(one.name)}"
        files |= dict(_versions(context, folder, versions))
        files |= dict(_extract(context, folder, one))
        count += len(versions)
    for version in kept.every(context.state) if not whose else []:
        if version.party.startswith("recipient "):
            files |= dict(_versions(context, f"suppliers/{short(version.key)}", [version]))
            count += 1
    digests = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in [*sorted(files.items()), ("SHA256SUMS", digests.encode())]:
            made.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue(), count


def _versions(context: Context, folder: str, versions: list[Kept]) -> Iterator[tuple[str, bytes]]:
    """Each version: the paper, the text whose SHA-256 stands in the evidence log, and what is known of it."""
    for one in versions:
        name = f"{folder}/agreement-{one.number}"
        paper = kept.text(context.state, one)
        who = kept.accepted(context.state, one)
        yield f"{name}.pdf", document_of(context, one, "pdf")
        if paper is not None:
            yield f"{name}.json", papers.canonical(papers.as_dict(paper)).encode()
            if one.file_digest:
                yield f"{name}-signed.pdf", kept.file(context.state, one)
        if checklist := kept.checklist(context.state, one):
            yield f"{name}-checklist.md", checklist.encode()
        known = {
            "party": one.party,
            "version": one.number,
            "state": one.state,
            "made": one.made_at.isoformat(),
            "agreed": one.agreed_on.isoformat() if one.agreed_on else None,
            "until": one.until.isoformat() if one.until else None,
            "ended": one.ended_on.isoformat() if one.ended_on else None,
            "by": {"name": who.name, "function": who.function, "how": who.how} if who else None,
            "sha256": one.digest,
            "sha256 of the signed paper": one.file_digest or None,
            "entry of the evidence log": one.entry,
        }
        yield f"{name}-facts.json", (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def _extract(context: Context, folder: str, one: Customer) -> Iterator[tuple[str, bytes]]:
    """What is done for this customer (GDPR art. 30(2)), in its language."""
    language = language_of(context.policy, one)
    with use(language):
        made = registers.register(context.policy, context.today(), (), one)
        yield f"{folder}/register.{language}.pdf", pdf(registers.paper(made), context.today())
        yield f"{folder}/register.{language}.xlsx", registers.workbook(made)
