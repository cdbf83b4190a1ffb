"""Commands about the chain of suppliers. Each calls one function."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gestand.cli import Session, _told, cli, pass_session
from gestand.words import number, t, tn

if TYPE_CHECKING:
    from gestand.execute.context import Context
    from gestand.telling.suppliers import Announcement


@cli.group(invoke_without_command=True)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="A folder: a page, a PDF and Markdown in each language."
)
@click.option("--style", type=click.Path(exists=True, path_type=Path), default=None, help="A stylesheet of your own, after ours.")
@click.pass_context
def suppliers(ctx: click.Context, out: Path | None, style: Path | None) -> None:
    """Who stores, processes and carries data on our instructions, where, and for whom (GDPR art. 28)."""
    if ctx.invoked_subcommand:
        return
    from gestand.telling import chain

    with _told():
        context = ctx.obj.context()
        if out is None:
            click.echo(chain.shown(context), nl=False)
            return
        made = chain.write(context, out, style.read_text("utf-8") if style else "")
        click.echo(t("{files} written in {folder}", files=tn("{n} file", "{n} files", len(made)), folder=out))


@suppliers.command()
@click.option("--yes", is_flag=True, help="Do it without asking.")
@pass_session
def announce(session: Session, yes: bool) -> None:
    """Tell customers which suppliers come, change or go, and until when they can object: one mail each, in their language."""
    import sys

    from gestand.telling import suppliers as telling
    from gestand.telling import word

    with _told():
        context = session.context()
        seen = telling.look(context)
        click.echo("\n".join(_announcement(context, seen)))
        waiting = len(seen.customers) - len(seen.without_address) - seen.told
        if (
            seen.number
            and seen.changes
            and waiting
            and not (yes or sys.stdin.isatty() and click.confirm(t("send these?"), default=False))
        ):
            click.echo(t("nothing was sent; to send them: gestand suppliers announce --yes"))
            return
        telling.announce(context)
        word.send(context)


@suppliers.command("object")
@click.argument("customer")
@click.argument("supplier")
@click.option("--because", required=True, help="Why, in the words of the customer.")
@pass_session
def objects(session: Session, customer: str, supplier: str, because: str) -> None:
    """Record that CUSTOMER objects to SUPPLIER."""
    from gestand.telling import suppliers as telling

    with _told():
        entry = telling.object_to(session.context(), customer, supplier, because)
        click.echo(t("recorded; entry {entry} of the evidence log", entry=entry))


@suppliers.command()
@click.argument("customer")
@click.argument("supplier")
@click.option("--how", required=True, help="How it was settled.")
@pass_session
def settle(session: Session, customer: str, supplier: str, how: str) -> None:
    """The objection of CUSTOMER to SUPPLIER is settled."""
    from gestand.telling import suppliers as telling

    with _told():
        entry = telling.settle(session.context(), customer, supplier, how)
        click.echo(t("recorded; entry {entry} of the evidence log", entry=entry))


def _announcement(context: Context, seen: Announcement) -> list[str]:
    from gestand.telling.suppliers import in_words

    if not seen.number:
        return [t("this is the first list: changes count from it, and nobody is told")]
    if not seen.changes:
        return [t("nothing changed since customers were told")]
    lines = [f"- {in_words(context.policy, change)}" for change in seen.changes]
    if seen.object_until:
        lines.append(t("customers can object until {day}", day=seen.object_until.isoformat()))
    lines.append(t("customers: {n}; told: {told}", n=number(len(seen.customers)), told=number(seen.told)))
    if seen.without_address:
        lines.append(t("no address is known, tell them by letter: {numbers}", numbers=", ".join(seen.without_address)))
    return lines
