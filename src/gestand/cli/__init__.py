"""The command line: words in, text out. Each command translates to one function of a room and has no logic of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gestand import words

if TYPE_CHECKING:
    from gestand.diagnostics import Diagnostic
    from gestand.execute.context import Context, Opened

EXIT_FINDINGS, EXIT_REFUSED, EXIT_STORE, EXIT_EVIDENCE, EXIT_BUG = 1, 2, 3, 4, 5
EXITS = "Exit codes: 0 done; 1 findings; 2 refused, nothing was done; 3 a store or our state failed, start again; 4 evidence does not verify; 5 a fault of ours."


def _language() -> str:
    said = (os.environ.get("GESTAND_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")[:2].lower()
    return said if said in words.LANGUAGES else "en"


@click.group(epilog=EXITS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name=None, version="0.1.0", prog_name="gestand")
@click.option(
    "--policy",
    "policy",
    type=click.Path(path_type=Path),
    envvar="GESTAND_POLICY",
    default=Path("policy"),
    show_default=True,
    help="The folder of the policy.",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    envvar="GESTAND_HOME",
    default=Path(".gestand"),
    show_default=True,
    help="Where our own state, keys and evidence are.",
)
@click.option("--state", envvar="GESTAND_STATE", default="", help="URL of our own database; without it, an SQLite file in HOME.")
@click.option("--language", type=click.Choice(words.LANGUAGES), default=_language, help="The language of the answers.")
@click.option("--by", envvar="GESTAND_BY", default="", help="Who acts: for the log, where only a pseudonym of it stands.")
@click.pass_context
def cli(ctx: click.Context, policy: Path, home: Path, state: str, language: str, by: str) -> None:
    """Keeps the promises of a privacy statement on real databases, and proves it."""
    ctx.obj = Session(policy, home, state, by or os.environ.get("USER", "cli"))
    ctx.with_resource(words.use(language))


class Session:
    """What the options say, opened when a command needs it."""

    def __init__(self, policy: Path, home: Path, state: str, by: str) -> None:
        self.policy, self.home, self.state, self.by = policy, home, state, by

    def open(self) -> Opened:
        """The policy with its stores, whatever is wrong with it."""
        from gestand.execute.context import open_policy

        return open_policy(self.policy)

    def published(self, opened: Opened) -> list[Diagnostic]:
        """What is wrong with the stores and the statement, seen beside what was done and published: where there is a state that knows of it.
        `check` makes none."""
        from gestand.execute import restored
        from gestand.execute.context import today_of
        from gestand.state import State
        from gestand.telling import versions

        if not opened.usable or not (self.state or (self.home / "state.db").exists()):
            return []
        state = State(self.home, self.state)
        try:
            return [
                *restored.findings(opened.policy, opened.stores, state),
                *versions.outdated(opened.policy, state, today_of(opened.policy)),
            ]
        finally:
            state.engine.dispose()

    def context(self) -> Context:
        """Everything an act needs. Raises GestandError with all findings when the policy can't be used."""
        from gestand.diagnostics import GestandError
        from gestand.execute.context import Context
        from gestand.state import State

        opened = self.open()
        if not opened.usable:
            raise GestandError(*[d for d in opened.findings if d.severity == "error"])
        return Context(opened.policy, opened.stores, State(self.home, self.state), self.by)


pass_session = click.make_pass_decorator(Session)


@contextmanager
def _told() -> Iterator[None]:
    """Errors as sentences, with the exit code of their kind: the only place where they become text and a number."""
    from gestand.diagnostics import GestandError

    try:
        yield
    except GestandError as error:
        from gestand.diagnostics.report import as_text

        for diagnostic in error.diagnostics:
            click.echo(as_text(diagnostic), err=True)
        code = error.diagnostics[0].code
        sys.exit(
            EXIT_EVIDENCE if code.startswith("GS7") else EXIT_STORE if code.startswith("GS6") or code == "GS410" else EXIT_REFUSED
        )
    except KeyboardInterrupt:
        click.echo(words.t("stopped: what was done stays done, the same command goes on"), err=True)
        sys.exit(EXIT_STORE)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  the last door: a fault of ours is one sentence too, without anybody's data in it
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(
            f"GS901 {words.t('a fault of ours: {kind} at {place}', kind=type(error).__name__, place=f'{Path(where.filename).name}:{where.lineno}')}\n"
            f"   = {words.t('help')}: {words.t('please report this line; nothing that was not reported as done was done')}",
            err=True,
        )
        if os.environ.get("GESTAND_TRACE"):
            traceback.print_exc()
        sys.exit(EXIT_BUG)


def command(*names: str, **options: Any) -> Callable[[Callable[..., None]], click.Command]:
    """A command of ours: with the session, and with errors told."""

    def made(function: Callable[..., None]) -> click.Command:
        def run(*args: Any, **kwargs: Any) -> None:
            with _told():
                function(*args, **kwargs)

        run.__doc__, run.__name__ = function.__doc__, function.__name__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        return cli.command(*names, **options)(pass_session(run))

    return made


def main() -> None:
    """The entry point."""
    from gestand.cli import commands

    assert commands
    cli(prog_name="gestand")
