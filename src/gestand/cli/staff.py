"""Accounts from the command line: the first one, and help for who locked themselves out."""

from __future__ import annotations

import click

from gestand.cli import Session, _told, cli, pass_session
from gestand.words import LANGUAGES, t

ROLES = ["handler", "officer", "administrator", "auditor", "customer"]


@cli.group()
def staff() -> None:
    """Personal accounts of staff, for the console of `gestand serve`."""


@staff.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Whose account it is.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help="May be said more than once.")
@click.option("--speaks", type=click.Choice(LANGUAGES), default="nl", show_default=True, help="The language of mail to them.")
@click.option("--customer", default="", help="The customer whose own person it is.")
@click.option("--from", "allow", multiple=True, metavar="NETWORK", help="The networks they may come from; without it: any.")
@click.option("--address", default="http://localhost:8000", show_default=True, help="Where `gestand serve` is found.")
@pass_session
def invite(
    session: Session,
    email: str,
    name: str,
    roles: tuple[str, ...],
    speaks: str,
    customer: str,
    allow: tuple[str, ...],
    address: str,
) -> None:
    """Invite somebody: prints the link by which they set a password and a second factor, once, within three days."""
    from gestand.actors import accounts
    from gestand.actors.accounts import Role
    from gestand.state import State, now

    with _told():
        state = State(session.home, session.state)
        with state.begin() as connection:
            made, secret = accounts.invite(
                connection,
                email=email,
                name=name,
                roles=[Role(r) for r in roles],
                now=now(),
                language=speaks,
                customer=customer,
                allow=allow,
            )
        click.echo(t("give this link to {name}; it works once, for three days:", name=made.name))
        click.echo(f"{address.rstrip('/')}/console/welcome/{secret}")


@staff.command("list")
@pass_session
def listed(session: Session) -> None:
    """Who has an account."""
    from gestand.actors import accounts
    from gestand.cli import show
    from gestand.state import State

    with _told():
        with State(session.home, session.state).begin(write=False) as connection:
            everybody = accounts.everybody(connection)
        if not everybody:
            click.echo(t("nobody has an account: `gestand staff invite` makes the first"))
            return
        rows = [[t("name"), t("address"), t("roles"), t("state")]]
        for one in everybody:
            state = t("ended") if one.ended else t("in use") if one.second_factor else t("invited")
            rows.append([one.name, one.email, ", ".join(t(accounts.CALLED[r]) for r in one.roles), state])
        click.echo("\n".join(show.table(rows)))


@staff.command("end")
@click.argument("email")
@pass_session
def end(session: Session, email: str) -> None:
    """End an account: nobody signs in with it again."""
    from gestand.actors import accounts
    from gestand.diagnostics import fail
    from gestand.state import State, now

    with _told(), State(session.home, session.state).begin() as connection:
        found = accounts.by_email(connection, email)
        if found is None:
            raise fail(
                "GS802",
                "account-unusable",
                t("there is no account with this address"),
                t("`gestand staff list` shows who has one"),
            )
        accounts.end(connection, found.id, by="command line", now=now())
        click.echo(t("the account of {name} is ended", name=found.name))
