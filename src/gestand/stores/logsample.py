"""Which fields the lines of a JSON log have: those of today's lines, and those that the policy speaks of. What else a line says is in the
column `other`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gestand.policy.model import Logs
from gestand.stores import logfiles
from gestand.stores.folder import Folder
from gestand.stores.loglines import OTHER
from gestand.stores.spelling import text_of

PIECE = 1 << 18  # bytes of a file that are looked at
FILES = 4  # the newest ones
_NAME = re.compile(r"[A-Za-z_]\w{0,60}", re.ASCII)
_TAKEN = frozenset({"line", "modified", OTHER, "rest", "all"})  # words of our own


def columns(root: Path, logs: Logs) -> tuple[str, ...]:
    """The columns of a JSON log, in an order that does not depend on the lines."""
    said = {c.lower(): c for c in (*logs.fields, *sorted(logs.columns))}
    taken = {place.split("->")[0].strip() for place in logs.fields.values()}
    found: set[str] = set()
    with suppress(OSError):  # a folder that can't be read is told when it is looked at
        for line in _lines(root, logs):
            with suppress(ValueError, RecursionError):
                read = json.loads(line)
                found |= set(read) if isinstance(read, dict) else set()
    usable = (n for n in sorted(found - taken) if _NAME.fullmatch(n) and n.lower() not in _TAKEN and not n.startswith("gs_"))
    made = {c: None for c in said.values() if c.lower() not in _TAKEN}
    for name in usable:
        if name.lower() not in said:
            said[name.lower()] = name
            made[name] = None
    return tuple(made)


def _lines(root: Path, logs: Logs) -> Iterator[bytes]:
    with Folder(root) as folder:
        there = [e for e in folder.entries() if e.kind == "file" and logfiles.fits(logs.named, text_of(e.path))]
        for entry in sorted(there, key=lambda e: (bool(logfiles.packing(e.path)), -e.mtime, e.path))[:FILES]:
            with suppress(*logfiles.UNREADABLE), folder.opened(entry.path) as descriptor:
                packed = logfiles.packing(entry.path)
                with logfiles.opened(descriptor, packed) as file:
                    if not packed and entry.size > PIECE:
                        file.seek(-PIECE, os.SEEK_END)
                        file.readline()
                    yield from file.read(PIECE).splitlines()
