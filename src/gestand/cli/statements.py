"""Commands about the statement: show, publish, compare, announce it, and tell people who were never asked. Each calls one function."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gestand import words
from gestand.cli import Session, command
from gestand.words import number, said, t, tn

if TYPE_CHECKING:
    from gestand.execute.context import Context
    from gestand.telling.announcement import Announcement
    from gestand.telling.never_asked import Due, Row
    from gestand.telling.versions import Version


@command()
@click.option("--language", "language", type=click.Choice(words.LANGUAGES), default=None, help="The language of the statement.")
@click.option("--format", "form", type=click.Choice(["html", "md", "pdf", "tilt", "dpv"]), default="md", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="A file; with --site a folder.")
@click.option("--style", type=click.Path(exists=True, path_type=Path), default=None, help="A stylesheet of your own, after ours.")
@click.option("--with-proof", "proof", is_flag=True, help="Beside each promise what is known of it; for who may see that (html).")
@click.option("--publish", is_flag=True, help="Publish what it says now: kept with its day, for ever.")
@click.option("--minor", default="", metavar="WHY", help="With --publish: nobody needs to hear of this change; say why.")
@click.option("--versions", is_flag=True, help="The versions that were published.")
@click.option("--version", "version", type=int, default=None, help="This version, instead of what it says now.")
@click.option(
    "--diff", nargs=2, default=None, metavar="OLD NEW", help="What changed between two versions, for whom; NEW can be `now`."
)
@click.option("--section", "sections", multiple=True, metavar="ID", help="Only this section, to reuse elsewhere; may be said more than once.")
@click.option("--site", is_flag=True, help="Write all published versions as files for a website.")
def statement(session: Session, language: str | None, form: str, out: Path | None, style: Path | None, proof: bool, publish: bool,
              minor: str, versions: bool, version: int | None, diff: tuple[str, str] | None, sections: tuple[str, ...], site: bool) -> None:  # fmt: skip
    """The privacy statement, from the policy that is carried out."""
    from gestand.telling import versions as telling

    context = session.context()
    spoken = context.policy.organisation.languages
    language = language or (words.language() if words.language() in spoken else spoken[0])
    house = style.read_text("utf-8") if style else ""
    if publish:
        made, fresh = telling.publish(context, session.by, minor)
        click.echo(_published(made, fresh))
    elif versions:
        click.echo(_versions(telling.published(context.state, context.policy.organisation.time_zone)))
    elif diff:
        click.echo("\n".join(_difference(context, diff[0], diff[1], language)))
    elif site:
        files = telling.write(context, out or session.home / "statement", house)
        click.echo(
            t(
                "{files} written in {folder}",
                files=tn("{n} file", "{n} files", len(files)),
                folder=out or session.home / "statement",
            )
        )
    else:
        content = telling.shown(
            context, telling.of(context, version) if version else None, language, form, house=house, proof=proof, sections=sections
        )
        if out:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(content)
            click.echo(str(out))
        else:
            sys.stdout.buffer.write(content)


@command()
@click.argument("version", type=int, required=False)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option(
    "--list", "listed", type=click.Path(path_type=Path), default=None, help="Write who has no address to FILE: kind and key."
)
def announce(session: Session, version: int | None, yes: bool, listed: Path | None) -> None:
    """Tell everybody whom a new version of the statement concerns what changes for them: one mail each, in their language."""
    from gestand.telling import announcement, word

    context = session.context()
    spoken = context.policy.organisation.languages
    seen = announcement.look(context, version, words.language() if words.language() in spoken else spoken[0])
    click.echo("\n".join(_announcement(context, seen)))
    if listed:
        listed.write_text("".join(f"{p.kind},{'-'.join(map(str, p.key))}\n" for p in seen.unreachable), "utf-8")
        click.echo(str(listed))
    if not any(r.people - r.without_address - r.told for r in seen.reaches):
        click.echo(_went(word.send(context)))
        return
    if not (yes or sys.stdin.isatty() and click.confirm(t("send these?"), default=False)):
        click.echo(t("nothing was sent; to send them: gestand announce {number} --yes", number=seen.version.number))
        return
    queued = announcement.announce(context, seen)
    click.echo(t("queued: {mails}", mails=tn("{n} mail", "{n} mails", queued)))
    click.echo(_went(word.send(context)))


@command()
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option(
    "--otherwise", default="", metavar="EVIDENCE", help="They were told in another way, such as a letter; say what shows it."
)
@click.option(
    "--since-before", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Only those whose data came in before this day."
)
@click.option(
    "--list", "listed", type=click.Path(path_type=Path), default=None, help="Write who has no address to FILE: kind, key, day."
)
def tell(session: Session, yes: bool, otherwise: str, since_before: Any, listed: Path | None) -> None:
    """Tell people whose data came from somebody else, within a month or at the first contact (GDPR art. 14)."""
    from gestand.telling import never_asked, word

    context = session.context()
    who = [d for d in never_asked.due(context) if since_before is None or d.since < since_before.date()]
    click.echo("\n".join(_due(context, who)))
    if listed:
        lines = (f"{d.person.kind},{'-'.join(map(str, d.person.key))},{d.by}\n" for d in who if not d.person.address)
        listed.write_text("".join(lines), "utf-8")
        click.echo(str(listed))
    if otherwise:
        entry = never_asked.told_otherwise(context, who, otherwise)
        click.echo(
            t("recorded: {people} told otherwise; entry {entry} of the evidence log", people=_persons(len(who)), entry=entry)
        )
        return
    reachable = [d for d in who if d.person.address]
    if reachable and not (yes or sys.stdin.isatty() and click.confirm(t("send these?"), default=False)):
        click.echo(t("nothing was sent; to send them: gestand tell --yes"))
        return
    if reachable:
        click.echo(t("queued: {mails}", mails=tn("{n} mail", "{n} mails", never_asked.tell(context, reachable))))
    click.echo(_went(word.send(context)))


# as text


def _persons(n: int) -> str:
    return tn("{n} person", "{n} people", n)


def _published(made: Version, fresh: bool) -> str:
    if not fresh:
        return t("version {number} of {day} says the same: nothing was published", number=made.number, day=made.on.isoformat())
    lines = [
        t("version {number} is published; entry {entry} of the evidence log", number=made.number, entry=made.entry),
        t("as files for a website: gestand statement --site --out FOLDER"),
    ]
    if made.number > 1 and not made.minor:
        lines.append(t("tell those it concerns: gestand announce {number}", number=made.number))
    return "\n".join(lines)


def _versions(found: list[Version]) -> str:
    from gestand.cli import show

    if not found:
        return t("no version of the statement was published yet")
    rows = [[t("version"), t("published"), t("languages"), t("announced"), t("digest")]]
    for one in found:
        announced = one.minor or (
            one.announced.date().isoformat() if one.announced else t("first") if one.number == 1 else t("not yet")
        )
        rows.append([str(one.number), one.on.isoformat(), " ".join(one.texts), announced, one.digest[:12]])
    return "\n".join(show.table(rows))


def _difference(context: Context, old: str, new: str, language: str) -> Iterator[str]:
    from gestand.diagnostics import fail
    from gestand.documents.statement.changes import in_words
    from gestand.telling import versions as telling

    def texts(name: str) -> Any:
        if name == "now":
            return telling.now(context.policy, context.today())
        if not name.isdecimal():
            raise fail("GS560", "unknown-version", t("`{name}` is no version", name=name), t("write its number, or `now`"))
        return telling.of(context, int(name)).texts

    found = telling.difference(texts(old), texts(new), language)
    if not found:
        yield t("Nothing changed.")
    with words.use(language), words.addressing(context.policy.organisation.form_of_address):
        for people, changes in _grouped(found):
            names = words.enumeration([said(context.policy.kinds[k].called, k) for k in people if k in context.policy.kinds])
            yield f"{names[:1].upper()}{names[1:]}:" if names else t("Everybody:")
            yield from (f"  - {in_words(change)}" for change in changes)


def _grouped(found: Any) -> list[tuple[tuple[str, ...], list[Any]]]:
    groups: dict[tuple[str, ...], list[Any]] = {}
    for change in found:
        groups.setdefault(change.people, []).append(change)
    return list(groups.items())


def _announcement(context: Context, seen: Announcement) -> Iterator[str]:
    from gestand.cli import show

    if not seen.changes:
        yield t("Nothing changed in version {number}: there is nobody to tell.", number=seen.version.number)
        return
    changed = tn("{n} change", "{n} changes", len(seen.changes))
    yield t("Version {number} of {day}: {changes}.", number=seen.version.number, day=seen.version.on.isoformat(), changes=changed)
    rows = [[t("who"), t("changes"), t("people"), t("told"), t("no address")]]
    for reach in seen.reaches:
        name = said(context.policy.kinds[reach.kind].called, reach.kind)
        rows.append([name, number(len(reach.changes)), number(reach.people), number(reach.told), number(reach.without_address)])
    yield from show.table(rows, right=(1, 2, 3, 4))
    if seen.unreachable:
        yield t("who has no address gets a letter by post: gestand announce --list FILE says who")


def _due(context: Context, who: list[Due]) -> Iterator[str]:
    from gestand.cli import show

    if not who:
        yield t("Nobody has to be told now.")
        return
    today = context.today()
    rows = [[t("source"), t("people"), t("first by"), t("overdue"), t("no address")]]
    for table in dict.fromkeys(d.table for d in who):
        mine = [d for d in who if d.table == table]
        late, without = sum(d.by < today for d in mine), sum(not d.person.address for d in mine)
        rows.append([str(table), number(len(mine)), min(d.by for d in mine).isoformat(), number(late), number(without)])
    yield from show.table(rows, right=(1, 3, 4))


def _went(counts: dict[str, int]) -> str:
    if not counts:
        return t("what is queued goes out when a mail server is named: GESTAND_SMTP=smtp://user:password@host:587")
    named = {"sent": t("sent"), "refused": t("refused"), "given up": t("given up"), "waiting": t("waiting")}
    return ", ".join(f"{named.get(k, k)}: {number(n)}" for k, n in sorted(counts.items()))


def board(rows: list[Row]) -> list[tuple[tuple[str, ...], list[str]]]:
    """The lines of the board about people who were never asked."""
    lines: list[tuple[tuple[str, ...], list[str]]] = []
    for row in rows:
        sentence = t("Who did not give their data themselves hears of it within a month: {source}.", source=row.table)
        state = t("kept") if not row.overdue else t("overdue")
        if row.queued:
            state += " · " + t("{n} queued", n=number(row.queued))
        told = row.oldest.isoformat() if row.oldest else "–"
        lines.append((("A",), ["art. 14", sentence, state, number(row.told), number(row.overdue), told, "–"]))
    return lines
