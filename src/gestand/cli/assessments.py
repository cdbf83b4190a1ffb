"""Commands that begin a paper for the policy folder: balancing tests, impact assessments, transfer assessments, checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gestand.cli import Session, _told, cli, pass_session
from gestand.words import t, tn

if TYPE_CHECKING:
    from gestand.accountability.assessments import Begun


@cli.group()
def new() -> None:
    """Begin an assessment: a file with the questions to answer, in the policy folder."""


@new.command()
@click.argument("activity")
@pass_session
def balancing(session: Session, activity: str) -> None:
    """A balancing test for ACTIVITY, which rests on a legitimate interest (GDPR art. 6(1)(f))."""
    _begin(session, "balancing", activity)


@new.command()
@click.argument("name")
@click.option("--activity", "activities", multiple=True, help="An activity that it is about; may be said more than once.")
@pass_session
def dpia(session: Session, name: str, activities: tuple[str, ...]) -> None:
    """A data protection impact assessment: of the activity NAME, or named so and of several (GDPR art. 35)."""
    _begin(session, "dpia", name, activities)


@new.command()
@click.argument("recipient")
@pass_session
def transfer(session: Session, recipient: str) -> None:
    """What a safeguard is worth where RECIPIENT is, outside the European Economic Area (GDPR art. 46)."""
    _begin(session, "transfer", recipient)


@new.command()
@click.argument("recipient")
@pass_session
def checklist(session: Session, recipient: str) -> None:
    """What the law wants in the agreement with RECIPIENT, who works on our instructions (GDPR art. 28(3))."""
    _begin(session, "checklist", recipient)


def _begin(session: Session, kind: str, name: str, also: tuple[str, ...] = ()) -> None:
    from gestand.accountability.assessments import begin
    from gestand.execute.context import today_of

    with _told():
        policy = session.open().policy
        click.echo(_begun(begin(policy, kind, name, today_of(policy), also)))


def _begun(made: Begun) -> str:
    asks = tn("{n} question", "{n} questions", len(made.kind.questions))
    where = ", ".join(f"`{name}`" for name in made.about)
    return "\n".join(
        [
            t("{file} asks {questions}: answer them, and write who did", file=made.path, questions=asks),
            t("then name it in the policy, at {where}: {line}", where=where, line=f"`{made.line}`"),
        ]
    )
