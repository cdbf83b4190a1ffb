"""The commands. Each one: translate the words, call one function, show what came of it."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from gestand.cli import (
    EXIT_EVIDENCE,
    EXIT_FINDINGS,
    Session,
    _told,
    assessments,
    cli,
    command,
    papers,
    pass_session,
    staff,
    statements,
)
from gestand.words import t

assert assessments


@command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", help="How the findings are written."
)
@click.option("--data", is_flag=True, help="Look at the rows too: dangling keys, missing anchors, links nobody declared.")
def check(session: Session, form: str, data: bool) -> None:
    """Compare the policy with itself, the law, and what the databases really contain."""
    from gestand.cli import show
    from gestand.execute import checking

    opened = session.open()
    findings, summary = checking.check(opened, session.policy, data, session.published(opened))
    click.echo(show.findings(findings, summary, form))
    if any(d.severity == "error" and not d.accepted for d in findings):
        sys.exit(EXIT_FINDINGS)


@command()
@click.argument("code")
def explain(session: Session, code: str) -> None:
    """The page about a finding: what, why, the law, a bad and a good example."""
    from gestand.policy.check import explain as page

    click.echo(page(code))


@command()
def schema(session: Session) -> None:
    """The JSON Schema of the policy, for an editor."""
    import json

    from gestand.policy import shape

    click.echo(json.dumps(shape.schema(), indent=1))


@command()
@click.argument("url")
def draft(session: Session, url: str) -> None:
    """A first policy for the database at URL, to be finished by a person: every table has a line, every doubt a comment."""
    from gestand.execute import drafting

    click.echo(drafting.draft(url))


@command()
def plan(session: Session) -> None:
    """What must go today and why, counted; nothing is changed. Prints the digest with which to do exactly that."""
    from gestand import retention
    from gestand.cli import show

    context = session.context()
    seen, digest = retention.plan(context)
    click.echo(show.sweep(context, seen, digest))


@command()
@click.argument("digest")
@click.option("--beyond-brake", default="", metavar="WHY", help="Go on though more of a table goes than was agreed; say why.")
def apply(session: Session, digest: str, beyond_brake: str) -> None:
    """Do exactly the plan with this DIGEST, or nothing."""
    from gestand import retention, rights
    from gestand.cli import show
    from gestand.execute import run

    context = session.context()
    row = run.kept(context, digest)
    with show.progress() as progress:
        if row.kind == "sweep":
            text = show.swept(retention.sweep(context, row.digest, beyond_brake=beyond_brake, progress=progress))
        else:
            text = show.outcome(context, rights.do(context, row.digest, by=session.by, progress=progress))
    click.echo(text)


@command()
@click.option("--prove", is_flag=True, help="Write the board into the evidence log.")
def board(session: Session, prove: bool) -> None:
    """Promise by promise: kept or overdue, how many rows, the oldest, the last proof."""
    from gestand import retention
    from gestand.cases import own
    from gestand.cli import show
    from gestand.telling import never_asked

    context = session.context()
    rows, told, ours = retention.board(context), never_asked.board(context), own.board(context)
    if prove:
        retention.prove(context, rows)
    click.echo(show.board(context, rows, statements.board(told) + (show.own(ours) if any(r.held for r in ours) else [])))
    if any(r.overdue for r in rows) or any(r.overdue for r in told) or any(r.overdue for r in ours):
        sys.exit(EXIT_FINDINGS)


@command("sign-off")
@click.option("--by", "name", required=True, help="Who signs.")
def sign_off(session: Session, name: str) -> None:
    """Sign this version of the policy off: until then it only observes."""
    from gestand import retention

    fresh = retention.sign_off(session.context(), name)
    click.echo(
        t("signed off by {name}: this version of the policy acts from now on", name=name)
        if fresh
        else t("this version was signed off before")
    )


def _person(context: Any, kind: str, given: tuple[str, ...]) -> dict[str, list[Any]]:
    from gestand.diagnostics import fail
    from gestand.rights import find

    known = {}
    for part in given:
        name, is_there, value = part.partition("=")
        if not is_there:
            raise fail(
                "GS510",
                "no-identifier",
                t("`{text}` is not IDENTIFIER=VALUE", text=part),
                t("write for instance email=jan@example.nl, or email=- to type the value unseen"),
            )
        known[name.strip()] = click.prompt(name, hide_input=True, err=True) if value == "-" else value
    return find(context, kind, known)


person = click.argument("kind")
identifiers = click.argument("identifiers", nargs=-1, required=True, metavar="IDENTIFIER=VALUE...")
out = click.option("--out", type=click.Path(path_type=Path), default=None, help="The folder for the files.")
Command = Callable[..., Any]


def decides(command: Command) -> Command:
    """Who decides about the data: a customer of ours who instructs us, or we about what is ours."""
    ours = click.option("--ours", is_flag=True, help="Only what we ourselves decide about, and no customer of ours.")
    theirs = click.option(
        "--on-instruction-of",
        "instructed_by",
        default="",
        metavar="CUSTOMER",
        help="The customer of ours whose data it is, and who told us to: its number or its name.",
    )
    return ours(theirs(command))


def _answered(
    session: Session, kind: str, identifiers: tuple[str, ...], out: Path | None, portable: bool, instructed_by: str, ours: bool
) -> None:
    from gestand import rights
    from gestand.cli import show

    context = session.context()
    people = _person(context, kind, identifiers)
    customer = rights.decided(context, people, instructed_by, ours)
    folder = out or session.home / "answers" / f"{context.now():%Y%m%d-%H%M%S}"
    files, counts, entry = rights.answer(context, people, folder, portable=portable, by=session.by, customer=customer)
    click.echo(show.answered(context, people, files, counts, entry))


@command()
@person
@identifiers
@out
@decides
def access(
    session: Session, kind: str, identifiers: tuple[str, ...], out: Path | None, instructed_by: str, ours: bool
) -> None:
    """Everything that is held about one person: a page to read and a JSON file (GDPR art. 15)."""
    _answered(session, kind, identifiers, out, False, instructed_by, ours)


@command()
@person
@identifiers
@out
@decides
def portability(
    session: Session, kind: str, identifiers: tuple[str, ...], out: Path | None, instructed_by: str, ours: bool
) -> None:
    """What a person gave, on consent or contract, as a JSON file to take along (GDPR art. 20)."""
    _answered(session, kind, identifiers, out, True, instructed_by, ours)


@command("access-many")
@person
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keys", type=click.File("r"), default=None, help="A file with one key a line; without it, all people of this kind."
)
@decides
def access_many(session: Session, kind: str, file: Path, keys: Any, instructed_by: str, ours: bool) -> None:
    """Everything that is held about many people, as one stream of JSON lines in FILE."""
    from gestand import rights
    from gestand.cli import show
    from gestand.execute.people import every_person, keys_from_lines

    context = session.context()
    people = {kind: keys_from_lines(context, kind, keys) if keys else every_person(context, kind)}
    customer = rights.decided(context, people, instructed_by, ours)
    counts, entry = rights.answer_many(context, people, file, by=session.by, customer=customer)
    click.echo(show.answered(context, people, [file], counts, entry))


def _asked(session: Session, question: str, kind: str, identifiers: tuple[str, ...], yes: bool, **more: Any) -> None:
    from gestand import rights
    from gestand.cli import show

    context = session.context()
    people = _person(context, kind, identifiers)
    customer = rights.decided(context, people, more.pop("instructed_by"), more.pop("ours"))
    seen, digest = rights.ask(context, question, people, customer=customer, **more)
    click.echo(show.asked(context, people, seen, digest))
    if not (yes or sys.stdin.isatty() and click.confirm(t("do this?"), default=False)):
        click.echo(t("nothing has been changed · to do exactly this: gestand apply {digest}", digest=digest[:12]))
        return
    with show.progress() as progress:
        text = show.outcome(context, rights.do(context, digest, by=session.by, progress=progress))
    click.echo(text)


yes = click.option("--yes", is_flag=True, help="Do it without asking; the plan is shown all the same.")


@command()
@person
@identifiers
@yes
@decides
def erase(session: Session, kind: str, identifiers: tuple[str, ...], yes: bool, **decides: Any) -> None:
    """Erase a person: what goes, what stays, why and until when (GDPR art. 17)."""
    _asked(session, "erasure", kind, identifiers, yes, **decides)


@command()
@person
@identifiers
@click.option(
    "--set",
    "corrections",
    multiple=True,
    required=True,
    metavar="STORE.TABLE.COLUMN=VALUE",
    help="What is right; may be said more than once.",
)
@yes
@decides
def rectify(session: Session, kind: str, identifiers: tuple[str, ...], corrections: tuple[str, ...], yes: bool, **decides: Any) -> None:
    """Correct what is wrong about a person (GDPR art. 16)."""
    _asked(
        session,
        "rectification",
        kind,
        identifiers,
        yes,
        corrections=dict(map(_correction, corrections)),
        **decides,
    )


def _correction(text: str) -> tuple[str, str]:
    """`shop."Order Lines"."Ship To"=value` in two."""
    where = re.match(r'(?:"(?:[^"]|"")*"|[^"=])*', text)
    assert where is not None
    return where[0].strip(), text[where.end() :].removeprefix("=")


@command()
@person
@identifiers
@click.option(
    "--ground",
    type=click.Choice(["accuracy contested", "unlawful", "claim of the person", "objection pending"]),
    required=True,
    help="Why (GDPR art. 18(1)).",
)
@click.option("--until", default="", help="What ends it: a date or an event.")
@yes
@decides
def restrict(session: Session, kind: str, identifiers: tuple[str, ...], ground: str, until: str, yes: bool, **decides: Any) -> None:
    """Seal what is held about a person: kept, encrypted, and not used (GDPR art. 18)."""
    _asked(session, "restriction", kind, identifiers, yes, ground=ground, until=until, **decides)


@command()
@person
@identifiers
@yes
@decides
def lift(session: Session, kind: str, identifiers: tuple[str, ...], yes: bool, **decides: Any) -> None:
    """Lift a restriction: the values go back where their placeholder still stands. Tell the person first (GDPR art. 18(3))."""
    _asked(session, "lifting", kind, identifiers, yes, **decides)


@command("object")
@person
@identifiers
@click.option(
    "--to", "activity", default="marketing", show_default=True, help="The activity, or `marketing` for all direct marketing."
)
@yes
@decides
def object_(session: Session, kind: str, identifiers: tuple[str, ...], activity: str, yes: bool, **decides: Any) -> None:
    """A person objects to a use, or to all marketing: it lets go of them (GDPR art. 21)."""
    _asked(session, "objection", kind, identifiers, yes, activity=activity, **decides)


@command()
@person
@identifiers
@click.option("--from", "activity", required=True, help="The activity that rests on the consent.")
@yes
@decides
def withdraw(session: Session, kind: str, identifiers: tuple[str, ...], activity: str, yes: bool, **decides: Any) -> None:
    """A person withdraws consent: what rests on it lets go (GDPR art. 7(3))."""
    _asked(session, "withdrawal", kind, identifiers, yes, activity=activity, **decides)


@cli.group()
def hold() -> None:
    """Claims, incidents and open requests that hold data."""


@hold.command("add")
@person
@identifiers
@click.option("--reason", required=True)
@click.option("--responsible", required=True, help="Who answers for it.")
@click.option(
    "--review", required=True, type=click.DateTime(["%Y-%m-%d"]), help="When somebody looks whether it is still needed."
)
@click.option("--table", "tables", multiple=True, help="Only what is in this table: store.table.")
@pass_session
def hold_add(
    session: Session, kind: str, identifiers: tuple[str, ...], reason: str, responsible: str, review: Any, tables: tuple[str, ...]
) -> None:
    """Hold what a person has: nothing of it goes until the hold is lifted."""
    from gestand import rights

    with _told():
        context = session.context()
        for name in rights.hold(
            context,
            _person(context, kind, identifiers),
            reason=reason,
            responsible=responsible,
            review=review.date(),
            tables=tables,
        ):
            click.echo(t("hold {name} is in force, to be reviewed on {day}", name=name, day=review.date().isoformat()))


@hold.command("list")
@pass_session
def hold_list(session: Session) -> None:
    """The holds in force."""
    from gestand import rights
    from gestand.cli import show

    with _told():
        click.echo(show.holds(rights.holds_now(session.context()), date.today()))


@hold.command("lift")
@click.argument("name")
@pass_session
def hold_lift(session: Session, name: str) -> None:
    """Lift a hold: what it alone held goes with the next sweep."""
    from gestand import rights

    with _told():
        rights.lift_hold(session.context(), name, session.by)
        click.echo(t("hold {name} is lifted; what it alone held goes with the next sweep", name=name))


@command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--key",
    "keys",
    multiple=True,
    help="The public key of the log (gestand+…), or a file with such keys; by default `vkeys` beside the log.",
)
@click.option(
    "--continues",
    "older",
    type=click.File("r"),
    default=None,
    help="A `checkpoint` that was kept earlier: the log must continue it, or it was set back.",
)
def verify(session: Session, files: tuple[Path, ...], keys: tuple[str, ...], older: Any) -> None:
    """Verify receipts and published logs, from the files alone: no database and no secret is needed."""
    from gestand import accountability

    good = True
    earlier = older.read() if older else None
    for file in files:
        result = accountability.verify(file, keys, session.home, earlier)
        click.echo(result.text)
        good = good and result.ok
    if not good:
        sys.exit(EXIT_EVIDENCE)


@command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def publish(session: Session, folder: Path | None) -> None:
    """Write the evidence log as files that anyone can verify (C2SP tlog-tiles), by default to HOME/log."""
    from gestand import accountability
    from gestand.state import State

    place, size = accountability.publish(State(session.home, session.state), folder or session.home / "log")
    click.echo(t("{n} entries published in {folder}; verify them with: gestand verify {folder}", n=size, folder=place))


@command()
@click.argument("entry", type=int)
@person
@identifiers
def receipt(session: Session, entry: int, kind: str, identifiers: tuple[str, ...]) -> None:
    """A receipt for a person: proof that ENTRY of the log concerns them."""
    from gestand import accountability

    context = session.context()
    click.echo(accountability.receipt(context, entry, _person(context, kind, identifiers)), nl=False)


@command("rotate-key")
def rotate_key(session: Session) -> None:
    """Let a new key sign the log from now on; the old one vouches for it."""
    from gestand import accountability
    from gestand.state import State

    old, new = accountability.rotate(State(session.home, session.state), session.by)
    click.echo(t("the log is signed by {new} from now on; back up {folder}", new=new, folder=session.home / "keys"))
    click.echo(t("publish this key beside the older ones: {old}", old=old))


@cli.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Where the sample is made."
)
@click.option("--database", default="", help="URL of an empty PostgreSQL database for the sample; without it, an SQLite file.")
def demo(folder: Path, database: str) -> None:
    """A telecom company, its policy and 12,000 rows: checked, swept, asked, erased and proved in two minutes."""
    from gestand.cli import demonstration

    with _told():
        demonstration.demonstrate(folder, database)


@cli.command()
@click.argument("name", required=False)
@click.option("--folder", type=click.Path(path_type=Path), default=None, help="Where it is made; without it, a folder NAME here.")
@click.option(
    "--database",
    default="",
    help="URL of an empty database; {store} in it stands for the name of each store. Without it, SQLite files.",
)
def example(name: str | None, folder: Path | None, database: str) -> None:
    """Make a sample organisation: its databases filled, its files, its policy. Without NAME: which there are."""
    from gestand.cli import show
    from gestand.examples import sample

    with _told():
        if name is None:
            click.echo(show.examples({one: sample.title(one) for one in sample.names()}))
        else:
            click.echo(show.example(name, sample.make(name, folder or Path(name), date.today(), database)))


@command()
@click.option("--address", default="http://localhost:8000", show_default=True, help="Where people find it, as letters say it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Pages only: another process does the work (state on PostgreSQL).")
def serve(session: Session, address: str, host: str, port: int, no_worker: bool) -> None:
    """Serve the portal, the console and the API, and go on with requests."""
    from gestand.web import serve as serving

    click.echo(t("serving at {address}; stop with Ctrl-C", address=address))
    serving.run(session.context(), address, host=host, port=port, worker=not no_worker)


@command()
@click.option("--name", default="", help="The name of this worker; by default of the machine and the process.")
def work(session: Session, name: str) -> None:
    """Go on with requests, without pages: one of several workers on one state on PostgreSQL."""
    import signal
    import threading

    from gestand.web import serve as serving

    stopped = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: stopped.set())
    worker = serving.work(session.context(), name)
    click.echo(t("worker {name} goes on with requests; stop with Ctrl-C", name=worker.name))
    stopped.wait()
    worker.stop()


assert staff and papers  # their commands are there once they are imported
