"""Commands for what hangs on a wall."""

from __future__ import annotations

from pathlib import Path

import click

from gestand.cli import Session, _told, cli, pass_session
from gestand.words import t


@cli.group()
def sign() -> None:
    """Signs to print and hang up."""


@sign.command()
@click.option("--paper", type=click.Choice(["a5", "a4", "a3"]), default="a4", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("cameras.pdf"), show_default=True, help="The file.")
@pass_session
def cameras(session: Session, paper: str, out: Path) -> None:
    """The sign that announces cameras: who films, why, how long, and where to read more (PDF)."""
    from gestand.accountability.signs import write

    with _told():
        write(session.open().policy, out, paper)
        click.echo(t("{file} is ready to print", file=out))
