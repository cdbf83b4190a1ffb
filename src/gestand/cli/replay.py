"""The command for a backup that was put back, and what it says."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import click

from gestand.cli import Session, command
from gestand.words import enumeration, t, tn


@command()
@click.argument("stores", nargs=-1, metavar="[STORE]...")
@click.option(
    "--since",
    default="",
    metavar="MOMENT",
    help="The moment of the backup, where the store itself does not tell: 2026-11-20 03:00.",
)
@click.option(
    "--nothing-added", is_flag=True, help="Nothing was added since the backup was put back: every row in it is an old one."
)
@click.option("--leave-unclear", is_flag=True, help="Leave what can't be told to be old, for a person to judge.")
@click.option(
    "--beyond-backups", default="", metavar="WHY", help="Go on though some acts are older than the oldest backup; say why."
)
@click.option("--yes", is_flag=True, help="Do it without asking; what will be done is shown all the same.")
def replay(
    session: Session,
    stores: tuple[str, ...],
    since: str,
    nothing_added: bool,
    leave_unclear: bool,
    beyond_backups: str,
    yes: bool,
) -> None:
    """A backup was put back: do again what was done since its moment, in all stores or in some."""
    from gestand.execute import replay as again

    context = session.context()
    seen = again.look(context, stores, _moment(context, since) if since else None, nothing_added)
    click.echo(looked(context, seen))
    if not seen.acts:
        return
    if not (yes or sys.stdin.isatty() and click.confirm(t("do this?"), default=False)):
        click.echo(t("nothing has been changed · to do it: gestand replay --yes"))
        return
    click.echo(replayed(again.do(context, seen, leave=leave_unclear, beyond=beyond_backups, by=session.by)))


def _moment(context: Any, text: str) -> Any:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from gestand.diagnostics import fail

    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise fail("GS545", "moment-unclear", t("`{text}` is no moment", text=text), t("write it as 2026-11-20 03:00")) from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(context.policy.organisation.time_zone))


def looked(context: Any, seen: Any) -> str:
    """What a replay would do: per store and kind how many acts, and how many of their people are there."""
    from gestand.cli.show import table

    if not seen.acts:
        return t("nothing is lacking: each store knows of everything that was done in it")
    lines = [t("a replay was interrupted: this goes on with it")] if seen.resumed else []
    rows, of, there = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for act in seen.acts:
        whole, found = seen.people(act)
        for store in act.stores:
            rows[store, act.kind] += 1
            of[store, act.kind] += whole
            there[store, act.kind] += found
    cells = []
    for (store, kind), n in rows.items():
        about = (
            t("{found} of {people} found", found=there[store, kind], people=tn("{n} person", "{n} people", of[store, kind]))
            if kind
            else t("goes again with the next sweep, where it is due")
        )
        cells.append([store, t(kind) if kind else t("sweep"), str(n), about])
    lines += table(cells, right=(2,))
    if seen.unclear or seen.unclear_rows:
        lines += ["", t("it can't be told whether these were in the backup, or were added since:")]
        lines += table(_listed(seen.unclear, seen.unclear_rows))
    return "\n".join(lines)


def replayed(done: Any) -> str:
    """What was done again."""
    from gestand.cli.show import table

    lines = [
        t(
            "done again: {acts}, {people}, {rows}; entry {entry} of the evidence log",
            acts=tn("{n} act", "{n} acts", done.acts),
            people=tn("{n} person", "{n} people", done.found),
            rows=tn("{n} row", "{n} rows", sum(done.counts.values())),
            entry=done.entry,
        )
    ]
    if done.judge or done.rows:
        lines += [t("left as it is, for you to judge:"), *table(_listed(done.judge, done.rows))]
    if done.edited:
        edited = enumeration([f"{name}: {tn('{n} row', '{n} rows', n)}" for name, n in sorted(done.edited.items())])
        lines.append(t("not corrected again, because somebody wrote another value since: {rows}", rows=edited))
    return "\n".join([*lines, t("what was swept since is due again: gestand plan")])


def _listed(people: Any, rows: Any) -> list[list[str]]:
    from gestand.cli.show import in_letters

    def keys(some: Any) -> str:
        shown = [in_letters("-".join(map(str, key))) for key in some[:10]]
        return ", ".join(shown) + (" …" if len(some) > 10 else "")

    kinds = dict.fromkeys(kind for kind, _ in people)
    made = [[kind, keys([key for k, key in people if k == kind])] for kind in kinds]
    return made + [[str(name), keys(some)] for name, some in rows.items()]
