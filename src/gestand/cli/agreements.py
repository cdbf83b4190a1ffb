"""Commands about processor agreements. Each calls one function."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gestand import words
from gestand.cli import Session, _told, cli, pass_session
from gestand.words import t, tn

if TYPE_CHECKING:
    from gestand.telling.agreements.kept import Kept
    from gestand.telling.agreements.making import Offer

DAY = click.DateTime(["%Y-%m-%d"])


@cli.group()
def agreement() -> None:
    """Processor agreements with customers, and those with suppliers (GDPR art. 28)."""


@agreement.command("list")
@pass_session
def listed(session: Session) -> None:
    """Every customer with how its agreement stands, and every supplier."""
    with _told():
        click.echo("\n".join(_listed(session)))


@agreement.command()
@click.argument("customer")
@click.option("--format", "form", type=click.Choice(["html", "md", "pdf"]), default="md", show_default=True)
@click.option("--version", "number", type=int, default=None, help="As it was offered or accepted, instead of what it says now.")
@click.option("--language", type=click.Choice(words.LANGUAGES), default=None, help="Without it, the language of the customer.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="A file.")
@click.option("--style", type=click.Path(exists=True, path_type=Path), default=None, help="A stylesheet of your own, after ours.")
@pass_session
def show(session: Session, customer: str, form: str, number: int | None, language: str | None, out: Path | None, style: Path | None) -> None:  # fmt: skip
    """What the agreement with CUSTOMER (its number or name) says: clauses, and annexes from the policy."""
    from gestand.telling.agreements import making

    with _told():
        house = style.read_text("utf-8") if style else ""
        _written(out, making.shown(session.context(), customer, form, number, language or "", house))


@agreement.command()
@click.argument("customer", required=False)
@click.option(
    "--all",
    "everybody",
    is_flag=True,
    help="To every customer who has none, or one that says something else than the policy does.",
)
@click.option(
    "--address", default="http://localhost:8000", show_default=True, help="Where `gestand serve` is found: the link leads there."
)
@pass_session
def offer(session: Session, customer: str | None, everybody: bool, address: str) -> None:
    """Make a version for CUSTOMER, and mail a link to read and accept it."""
    from gestand.telling import word
    from gestand.telling.agreements import making

    with _told():
        context = session.context()
        if everybody == bool(customer):
            raise click.UsageError(t("name one customer, or say --all"))
        made = making.offer_all(context, address) if everybody else [making.offer(context, customer or "", address)]
        click.echo("\n".join(map(_offered, made)) or t("every customer has an agreement that says what the policy does"))
        word.send(context)


@agreement.command()
@click.argument("customer")
@click.option("--name", required=True, help="Who accepts it for the customer.")
@click.option("--function", default="", help="In which function.")
@click.option("--how", required=True, help="What shows it, such as a mail of a day.")
@pass_session
def accept(session: Session, customer: str, name: str, function: str, how: str) -> None:
    """Record that CUSTOMER accepted what was offered, electronically but not by our page."""
    from gestand.telling.agreements import making

    with _told():
        context = session.context()
        click.echo(_in_force(making.accept(context, making.waiting(context, customer), name, function, how)))


@agreement.command()
@click.argument("customer")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=DAY, required=True, help="The day it was signed.")
@click.option("--name", required=True, help="Who signed it for the customer.")
@click.option("--function", default="")
@pass_session
def signed(session: Session, customer: str, file: Path, on: Any, name: str, function: str) -> None:
    """Keep FILE, the PDF of what was offered to CUSTOMER and came back signed."""
    from gestand.telling.agreements import making

    with _told():
        click.echo(_in_force(making.signed(session.context(), customer, file.read_bytes(), on.date(), name, function)))


@agreement.command()
@pass_session
def checklist(session: Session) -> None:
    """The questions to answer about an agreement in a form that is not ours, to fill in."""
    from gestand.documents.assessments import empty
    from gestand.execute.context import today_of
    from gestand.policy.assessments import CHECKLIST

    with _told():
        click.echo(empty(CHECKLIST, today_of(session.open().policy)), nl=False)


@agreement.command()
@click.argument("customer")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--checklist",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Filled in by a person; `gestand agreement checklist` begins it.",
)
@click.option("--on", type=DAY, required=True, help="The day it was signed.")
@click.option("--until", type=DAY, default=None, help="The day it ends.")
@pass_session
def own(session: Session, customer: str, file: Path, checklist: Path, on: Any, until: Any) -> None:
    """Keep FILE, a signed agreement in the form of CUSTOMER itself, with what a person checked in it."""
    from gestand.telling.agreements import making

    with _told():
        text = checklist.read_text("utf-8")
        made = making.own_form(session.context(), customer, file.read_bytes(), text, on.date(), until.date() if until else None)
        click.echo(_in_force(made))


@agreement.command()
@click.argument("recipient")
@pass_session
def keep(session: Session, recipient: str) -> None:
    """Keep the signed agreement with the supplier RECIPIENT, the file that the policy names, with its digest."""
    from gestand.telling.agreements import making

    with _told():
        click.echo(_in_force(making.of_supplier(session.context(), recipient)))


@agreement.command()
@click.argument("customer")
@click.option("--on", type=DAY, required=True, help="The day it ends.")
@pass_session
def end(session: Session, customer: str, on: Any) -> None:
    """The agreement with CUSTOMER ends."""
    from gestand.telling.agreements import making

    with _told():
        made = making.end(session.context(), customer, on.date())
        click.echo(t("the agreement with `{party}` ends on {day}", party=made.party, day=on.date().isoformat()))


@agreement.command()
@pass_session
def remind(session: Session) -> None:
    """Mail about each agreement that ends soon or is over: to the customer, and to ourselves. Each is reminded once."""
    from gestand.telling import word
    from gestand.telling.agreements import watching

    with _told():
        context = session.context()
        click.echo(t("queued: {mails}", mails=tn("{n} mail", "{n} mails", watching.remind(context))))
        word.send(context)


@agreement.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--for", "whose", default="", metavar="CUSTOMER", help="Only the agreements with this customer.")
@pass_session
def export(session: Session, out: Path, whose: str) -> None:
    """All agreements with their register extracts as a zip, for the authority."""
    from gestand.telling.agreements import export as exporting

    with _told():
        content, count = exporting.export(session.context(), whose)
        _written(out, content)
        click.echo(tn("{n} agreement", "{n} agreements", count))


# as text


def _written(out: Path | None, content: bytes) -> None:
    """To a file, or shown."""
    if out is None:
        sys.stdout.buffer.write(content)
        return
    from gestand.accountability.registers import save

    save(out.parent, iter([(out.name, content)]))
    click.echo(str(out))


def _offered(made: Offer) -> str:
    who = made.customer.name
    if not made.fresh:
        return t("{name}: version {number} waits to be accepted, and says the same", name=who, number=made.kept.number)
    if made.mailed:
        return t(
            "{name}: version {number}, mailed to {address}", name=who, number=made.kept.number, address=made.customer.contact
        )
    return t(
        "{name}: version {number}; no address is known, hand over this link: {link}",
        name=who,
        number=made.kept.number,
        link=made.link,
    )


def _in_force(made: Kept) -> str:
    until = made.until.isoformat() if made.until else t("without an end")
    return t(
        "version {number} is in force, until: {until}; entry {entry} of the evidence log",
        number=made.number,
        until=until,
        entry=made.entry,
    )


STATES = {
    "none": words.mark("none"),
    "offered": words.mark("offered"),
    "in force": words.mark("in force"),
    "ends soon": words.mark("ends soon"),
    "over": words.mark("over"),
    "other text": words.mark("says something else"),
}


def _listed(session: Session) -> list[str]:
    from gestand.cli import show as tables
    from gestand.telling.agreements.making import declared
    from gestand.telling.agreements.watching import standing

    context = session.context()
    policy = context.policy
    rows = []
    if policy.customers is not None:
        declared(policy)
    for one in standing(policy, context.state, context.stores, context.today()):
        version = one.kept or one.offered
        agreed = version.agreed_on.isoformat() if version and version.agreed_on else "–"
        until = version.until.isoformat() if version and version.until else "–"
        rows.append(
            [one.customer.key, one.customer.name, t(STATES[one.state]), str(version.number) if version else "–", agreed, until]
        )
    lines = tables.table([[t("number"), t("customer"), t("state"), t("version"), t("agreed"), t("until")], *rows]) if rows else []
    suppliers = []
    for name, recipient in policy.recipients.items():
        if recipient.role == "processor" and not recipient.under:
            paper = recipient.agreement
            state = (
                t("none")
                if paper is None or paper.signed is None
                else t("over")
                if paper.over(context.today())
                else t("in force")
            )
            signed_on = paper.signed.isoformat() if paper and paper.signed else "–"
            suppliers.append([name, state, signed_on, paper.until.isoformat() if paper and paper.until else "–"])
    if suppliers:
        lines += ["", *tables.table([[t("supplier"), t("state"), t("agreed"), t("until")], *suppliers])]
    return lines or [t("there are no customers whose data we work with, and no suppliers")]
