"""Commands about processor agreements. Each calls one function."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gestand import words
from gestand.cli import Session, _told, cli, pass_session


@cli.group()
def agreement() -> None:
    """Processor agreements with customers (GDPR art. 28)."""


@agreement.command()
@click.argument("customer")
@click.option("--format", "form", type=click.Choice(["html", "md", "pdf"]), default="md", show_default=True)
@click.option("--language", type=click.Choice(words.LANGUAGES), default=None, help="Without it, the language of the customer.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="A file.")
@click.option("--style", type=click.Path(exists=True, path_type=Path), default=None, help="A stylesheet of your own, after ours.")
@pass_session
def show(session: Session, customer: str, form: str, language: str | None, out: Path | None, style: Path | None) -> None:
    """What the agreement with CUSTOMER (its number or name) says today: clauses, and annexes from the policy."""
    from gestand.telling import agreements

    with _told():
        content = agreements.draft(session.context(), customer, form, language or "", style.read_text("utf-8") if style else "")
        written(out, content)


def written(out: Path | None, content: bytes) -> None:
    """To a file, or shown."""
    if out is None:
        sys.stdout.buffer.write(content)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    click.echo(str(out))
