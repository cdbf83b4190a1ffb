"""The chain of suppliers as a page for everybody it concerns (promise E3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gestand.diagnostics import fail
from gestand.documents import suppliers as document
from gestand.documents.paper.markdown import markdown
from gestand.documents.paper.page import page
from gestand.documents.paper.pdf import pdf
from gestand.execute.announced import lists
from gestand.execute.context import Context
from gestand.telling.suppliers import changes, in_words, objections
from gestand.words import language, t, use


def shown(context: Context) -> str:
    """The page as Markdown, in the language of the moment if the organisation writes it; with the objections that are open."""
    spoken = context.policy.organisation.languages
    with use(language() if language() in spoken else spoken[0]):
        text = markdown(document.paper(context.policy, context.today(), _told(context)))
        open_ = [
            t("Open: customer {customer} objects to {supplier}, since {day}.", customer=c, supplier=s, day=d.isoformat())
            for c, s, d in objections(context)
        ]
    return "\n".join([text, *open_, ""]) if open_ else text


def _told(context: Context) -> list[tuple[date, str]]:
    """What customers were told, and when."""
    found = lists(context.state)
    made = []
    for before, one in zip(found, found[1:], strict=False):
        said = " ".join(in_words(context.policy, change) for change in changes(before.suppliers, one.suppliers, context.policy))
        made.append((one.on, said))
    return list(reversed(made))


def files(context: Context, house: str = "") -> Iterator[tuple[str, bytes]]:
    """The name and the content of each file, language by language."""
    spoken = context.policy.organisation.languages
    pages = {one: f"suppliers.{one}.html" for one in spoken}
    for one in spoken:
        with use(one):
            made = document.paper(context.policy, context.today(), _told(context))
            yield pages[one], page(made, house, pages, {"PDF": f"suppliers.{one}.pdf"}).encode()
            yield f"suppliers.{one}.pdf", pdf(made, context.today())
            yield f"suppliers.{one}.md", markdown(made).encode()


def write(context: Context, folder: Path, house: str = "") -> list[Path]:
    """The page as files in a folder. Raises GestandError GS608 where it can't be written."""
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files(context, house):
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
