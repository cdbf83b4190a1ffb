"""Killed at the nth thing that leaves a trace on disk, in a process of its own."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from databases import House
from gestand.execute import run
from gestand.state import State, sealed_files
from gestand.stores.folder import Folder
from gestand.stores.ledger import Ledger
from gestand.stores.listed import ListedStore
from gestand.stores.sql import SqlStore


def patched(reached: Callable[[], None]) -> None:
    """`reached` is called before and after each step that changes a database, a file or our state."""

    def around(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def both(*args: Any, **more: Any) -> Any:
            reached()
            result = real(*args, **more)
            reached()
            return result

        setattr(owner, name, both)

    def within(owner: type, name: str) -> None:
        real = getattr(owner, name)

        @contextmanager
        def both(*args: Any, **more: Any) -> Iterator[Any]:
            reached()
            with real(*args, **more) as given:
                yield given
                reached()  # before the end
            reached()

        setattr(owner, name, both)

    within(State, "begin")
    within(SqlStore, "session")
    within(ListedStore, "session")
    for name in ("begin", "done"):
        around(Ledger, name)
    for name in ("delete", "empty", "stage", "replace", "remove"):
        around(Folder, name)
    around(sealed_files, "keep")
    around(os, "unlink")


def killed_at(house: House, digest: str, n: int) -> bool:
    """Apply in a process that is killed at its nth step; whether it came that far."""
    house.close()
    child = os.fork()
    if child == 0:
        count = 0

        def reached() -> None:
            nonlocal count
            count += 1
            if count == n:
                os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        try:
            context = house.reopen()
            patched(reached)
            run.apply(context, digest, beyond_brake="a test")
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, "the plan failed by itself"
    return os.WIFSIGNALED(ended)
