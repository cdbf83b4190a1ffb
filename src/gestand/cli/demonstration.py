"""The demonstration: a sample organisation made, checked, swept, asked, erased and proved, and told in plain words."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from gestand import accountability, retention, rights
from gestand.cli import show
from gestand.diagnostics import GestandError
from gestand.examples import sample
from gestand.execute import checking
from gestand.execute.context import Context, open_policy
from gestand.state import State
from gestand.words import number, t, tn

PERSON = "fatima.el-amrani@example.nl"


def _say(title: str, text: str = "") -> None:
    click.echo(f"\n\033[1m{title}\033[0m" if os.isatty(1) else f"\n== {title}")
    if text:
        click.echo(text)


def _indent(text: str, most: int = 0) -> str:
    lines = text.splitlines()
    if most and len(lines) > most:
        lines = [*lines[:most], t("… and {n} lines more", n=number(len(lines) - most))]
    return "\n".join(f"  {line}" for line in lines)


def demonstrate(folder: Path, database: str = "") -> None:
    """Make the sample in `folder` and go through it. Raises GestandError GS530 when the folder holds something else."""
    _make(folder, database)
    opened = open_policy(folder / "policy")
    findings, summary = checking.check(opened, folder / "policy")
    _say(t("2. The policy is compared with the law and with the database"), t("  gestand check"))
    click.echo(_indent(show.findings(findings, summary, "text").splitlines()[-1]))
    context = Context(opened.policy, opened.stores, State(folder / ".gestand"), "demo")
    _say(t("3. What was promised, and what is true"), t("  gestand board"))
    click.echo(_indent(show.board(context, retention.board(context)), 12))
    _say(t("4. What must go today, and why. Nothing is changed yet"), t("  gestand plan"))
    seen, digest = retention.plan(context)
    click.echo(_indent(show.sweep(context, seen, digest), 14))
    _say(
        t("5. Nothing happens before a person signs the policy off, and a brake stops what looks too much"),
        "  gestand apply " + digest[:12],
    )
    for act in (
        lambda: retention.sweep(context, digest),
        lambda: (retention.sign_off(context, "A. de Vries"), retention.sweep(context, digest)),
    ):
        try:
            act()
        except GestandError as error:
            click.echo(_indent(f"{error.diagnostics[0].code} {error.diagnostics[0].message}"))
    done = retention.sweep(context, digest, beyond_brake="the first sweep of an old database")
    click.echo(_indent(show.swept(done).splitlines()[-1]))
    click.echo(
        _indent(t("The board now: {n} promises with overdue rows.", n=sum(1 for r in retention.board(context) if r.overdue)))
    )
    _person(context, folder)
    _say(
        t("8. The proof: files that anyone can verify, without this database and without us"),
        "  gestand publish && gestand verify .gestand/log",
    )
    place, size = accountability.publish(context.state, folder / ".gestand" / "log")
    receipts = sorted((folder / ".gestand" / "receipts").glob("*.proof"))
    for file in (place, *receipts):
        click.echo(_indent(accountability.verify(file, (), folder / ".gestand").text))
    _next(folder)


def _make(folder: Path, database: str) -> None:
    made = sample.make("telecom", folder, date.today(), database)
    os.environ |= made.environment
    _say(
        t("1. A sample: Voorbeeld Telecom B.V., its customers, staff, applicants and suppliers"),
        t(
            "  {folder} holds a database of {rows} and the policy: what it promises, in {lines} lines.",
            folder=folder,
            rows=tn("{n} row", "{n} rows", made.rows),
            lines=sum(len(p.read_text().splitlines()) for p in (folder / "policy").glob("*.yaml")),
        ),
    )


def _person(context: Context, folder: Path) -> None:
    people = rights.find(context, "customer", {"email": PERSON})
    _say(t("6. Fatima asks what is held about her"), f"  gestand access customer email={PERSON}")
    files, counts, _entry = rights.answer(context, people, folder / "answer")
    click.echo(
        _indent(
            t(
                "{rows} in {tables}; a page to read and a file to take along: {files}",
                rows=tn("{n} row", "{n} rows", sum(counts.values())),
                tables=tn("{n} table", "{n} tables", len(counts)),
                files=", ".join(str(f) for f in files),
            )
        )
    )
    _say(t("7. Fatima asks to be erased"), f"  gestand erase customer email={PERSON}")
    seen, digest = rights.ask(context, "erasure", people)
    click.echo(_indent(show.asked(context, people, seen, digest)))
    click.echo(_indent(show.outcome(context, rights.do(context, digest))))


def _next(folder: Path) -> None:
    _say(t("What to try next"))
    lines = [
        f". {folder}/environment",
        "gestand board                                  # " + t("every promise, kept"),
        "gestand access customer email=maria.jansen@example.nl",
        "gestand restrict customer email=maria.jansen@example.nl --ground 'accuracy contested'",
        "gestand hold add customer email=mark.jansen@example.nl --reason claim --responsible 'J. Vermeer' --review 2027-03-01",
        "gestand --language nl plan                     # " + t("in Dutch; es for Spanish"),
        t("edit {file}: shorten a period, drop a column, and run `gestand check`", file=folder / "policy" / "activities.yaml"),
    ]
    click.echo("\n".join(f"  {line}" for line in lines))
