"""A process of its own that carries out a plan and is killed (SIGKILL) just before its nth COMMIT: killed.py FOLDER DIGEST N.

What it had done before stays done; what it was doing is undone by the database. A restart must end where an uninterrupted run ends."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from gestand import rights
from gestand.execute import run
from gestand.execute.context import Context, open_policy
from gestand.state import State


def main() -> None:
    folder, digest, n = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    opened = open_policy(folder / "policy")
    context = Context(
        opened.policy, opened.stores, State(folder / "home"), clock=lambda: datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    )
    commits = 0

    def committing(connection: sa.Connection) -> None:
        nonlocal commits
        commits += 1
        if commits == n:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(sa.Engine, "commit", committing)
    if run.kept(context, digest).kind == "sweep":
        run.apply(context, digest, beyond_brake="a test")
    else:
        rights.do(context, digest)


if __name__ == "__main__":
    main()
