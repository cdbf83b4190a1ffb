"""The register of processing as files (promise A9): a page, a workbook, a PDF and Markdown in each language of the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from gestand.diagnostics import fail
from gestand.documents import register as document
from gestand.documents.customers import Customer
from gestand.documents.paper.markdown import markdown
from gestand.documents.paper.page import page
from gestand.documents.paper.pdf import pdf
from gestand.execute.customers import customer, customers
from gestand.policy.model import Policy
from gestand.stores import SqlStore
from gestand.words import t, use


def shown(policy: Policy, stores: Mapping[str, SqlStore], on: date, whose: str = "") -> str:
    """The register as Markdown, in the language of the moment. `whose`: only what is done for this customer (a number or a name).
    Raises GestandError GS360."""
    only = customer(policy, stores, whose) if whose else None
    listed = [] if only else customers(policy, stores)
    return markdown(document.paper(document.register(policy, on, listed, only)))


def files(
    policy: Policy, on: date, listed: list[Customer], only: Customer | None = None, house: str = ""
) -> Iterator[tuple[str, bytes]]:
    """The name and the content of each file, language by language."""
    pages = {language: f"register.{language}.html" for language in policy.organisation.languages}
    for language in policy.organisation.languages:
        with use(language):
            made = document.register(policy, on, listed, only)
            paper = document.paper(made)
            forms = {"XLSX": f"register.{language}.xlsx", "PDF": f"register.{language}.pdf"}
            yield pages[language], page(paper, house, pages, forms).encode()
            yield forms["XLSX"], document.workbook(made)
            yield forms["PDF"], pdf(paper, on)
            yield f"register.{language}.md", markdown(paper).encode()


def write(policy: Policy, stores: Mapping[str, SqlStore], on: date, folder: Path, whose: str = "", house: str = "") -> list[Path]:
    """The register as files in a folder. Raises GestandError GS360 for a customer that there is not, GS608 where it can't be written."""
    only = customer(policy, stores, whose) if whose else None
    listed = [] if only else customers(policy, stores)
    return save(folder, files(policy, on, listed, only, house))


def save(folder: Path, contents: Iterator[tuple[str, bytes]]) -> list[Path]:
    """Write files into a folder, which is made. Raises GestandError GS608."""
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents:
            (folder / name).write_bytes(content)
            made.append(folder / name)
    except OSError as error:
        raise fail(
            "GS608",
            "file-not-written",
            t("`{file}` can't be written: {reason}", file=folder, reason=error.strerror or "?"),
            t("make room or choose another folder, and ask again; nothing was changed"),
        ) from error
    return made
