"""Sealed files: what a file holds, encrypted in pieces in a folder of ours, while somebody's data is restricted (GDPR art. 18).

Each piece is AES-256-GCM under its number, with its place and whether it is the last: a file that was cut short, whose pieces were
exchanged, or that belongs elsewhere is refused. Memory stays flat whatever the size."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from gestand.diagnostics import GestandError, fail
from gestand.state import State
from gestand.words import t

PIECE = 1 << 20
_HEAD = b"gestand file 1\n"


def _folder(state: State) -> Path:
    return state.home / "sealed"


def keep(state: State, name: str, pieces: Iterable[bytes]) -> None:
    """Keep these bytes under `name` (letters and digits). They are on the disk when this returns; what was there before is replaced."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    folder = _folder(state)
    folder.mkdir(mode=0o700, exist_ok=True)
    part = folder / f".{name}.{secrets.token_hex(4)}"
    cipher, prefix = AESGCM(state.file_key()), secrets.token_bytes(8)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(_HEAD + prefix)
            for number, (piece, last) in enumerate(_evenly(pieces)):
                out.write(cipher.encrypt(prefix + number.to_bytes(4, "big"), piece, _place(name, last)))
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, folder / name)
        _safe(folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise fail(
                "GS611",
                "state-disk-full",
                t("the disk of our own state is full: nothing was done"),
                t("make room and start again: what was done stays done"),
            ) from error
        raise fail(
            "GS610",
            "state-unusable",
            t("our own state can't be read or written ({reason})", reason=error.strerror or "?"),
            t("check GESTAND_STATE and the rights on `{home}`", home=state.home),
        ) from error
    finally:
        part.unlink(missing_ok=True)


def pieces(state: State, name: str) -> Iterator[bytes]:
    """What is kept under `name`. Raises GestandError GS616 where it is gone or was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(state.file_key())
    try:
        with (_folder(state) / name).open("rb") as file:
            if file.read(len(_HEAD)) != _HEAD:
                raise _damaged()
            prefix, number = file.read(8), 0
            sealed = file.read(PIECE + 16)
            while True:
                following = file.read(PIECE + 16)
                yield cipher.decrypt(prefix + number.to_bytes(4, "big"), sealed, _place(name, last=not following))
                if not following:
                    return
                sealed, number = following, number + 1
    except (OSError, InvalidTag, ValueError) as error:
        raise _damaged() from error


def destroy(state: State, names: Iterable[str]) -> None:
    """They are not needed any more."""
    for name in names:
        (_folder(state) / name).unlink(missing_ok=True)


def destroy_others(state: State, wanted: set[str]) -> None:
    """What a killed process left, which nothing refers to."""
    with suppress(FileNotFoundError):
        destroy(state, [p.name for p in _folder(state).iterdir() if p.name not in wanted])


def _place(name: str, last: bool) -> bytes:
    return f"{name} {'last' if last else 'more'}".encode()


def _evenly(pieces_: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in pieces of one size, each with whether it is the last; nothing is one empty piece."""
    held = bytearray()
    for piece in pieces_:
        held += piece
        while len(held) > PIECE:
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True


def _safe(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged() -> GestandError:
    return fail(
        "GS616",
        "sealed-value-damaged",
        t("a sealed value was changed or is sealed with another key"),
        t("put back state and keys from the same backup"),
    )
