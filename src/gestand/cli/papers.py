"""Commands about papers for others: the register. Each calls one function."""

from __future__ import annotations

from pathlib import Path

import click

from gestand import words
from gestand.cli import Session, command
from gestand.words import t, tn


@command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="A folder: a page, a workbook, a PDF and Markdown in each language.",
)
@click.option(
    "--for", "whose", default="", metavar="CUSTOMER", help="Only what is done for this customer: its number or its name."
)
@click.option("--style", type=click.Path(exists=True, path_type=Path), default=None, help="A stylesheet of your own, after ours.")
def register(session: Session, out: Path | None, whose: str, style: Path | None) -> None:
    """The register of processing, for us and for customers (GDPR art. 30)."""
    from gestand.accountability import registers
    from gestand.diagnostics import GestandError
    from gestand.execute.context import today_of

    opened = session.open()
    if not opened.usable:
        raise GestandError(*[d for d in opened.findings if d.severity == "error"])
    today = today_of(opened.policy)
    if out is None:
        spoken = opened.policy.organisation.languages
        with words.use(words.language() if words.language() in spoken else spoken[0]):
            click.echo(registers.shown(opened.policy, opened.stores, today, whose), nl=False)
        return
    made = registers.write(opened.policy, opened.stores, today, out, whose, style.read_text("utf-8") if style else "")
    click.echo(t("{files} written in {folder}", files=tn("{n} file", "{n} files", len(made)), folder=out))
