"""The files of a log: which belong together, which one the server may still be writing to, how each is packed, and its lines.

A server holds the file open that it writes to: what is put in its place by name, it never sees. So a file that may still be written to
is changed in its place, in lines of equal length; one that is quiet is written anew beside it and takes its place. Which files are
quiet is asked carefully: one taken for active by mistake is changed well all the same."""

from __future__ import annotations

import bz2
import fnmatch
import functools
import gzip
import io
import lzma
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

LONGEST = 1 << 20  # bytes: what is longer is no line of a web server
CALM = 3600.0  # seconds that a file must not have been changed to be quiet
_PACKED = {b".gz": "gzip", b".bz2": "bzip2", b".xz": "xz", b".zst": "zstd"}
_DAY, _TIME = rb"\d{4}-?\d\d-?\d\d", rb"(?:[-T_.]\d[\d\-]*(?:\.\d+)?)?"
_TURNED = re.compile(
    rb"[-._](?:%b%b|\d{10})(?=$|\.)|\.\d{1,4}$" % (_DAY, _TIME)
)  # what rotation adds: a date, a moment, a number
_RECORD = struct.Struct(">QI")
UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)


@functools.cache
def _compiled(pattern: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(fnmatch.translate(part), re.DOTALL) for part in pattern.split("/"))


def fits(pattern: str, path: str) -> bool:
    """Whether a path has a name of this pattern, in which `*` is any text without `/`."""
    parts, names = _compiled(pattern), path.split("/")
    return len(parts) == len(names) and all(p.match(n) for p, n in zip(parts, names, strict=True))


def packing(path: bytes) -> str:
    """How a file is packed, by its name; '' where it is not."""
    return next((kind for ending, kind in _PACKED.items() if path.endswith(ending)), "")


def family(path: bytes) -> bytes:
    """What all the files of one log are called: the path without what rotation and packing added. In doubt, another log: the newest file
    of each is taken for the one that is written to."""
    for ending in _PACKED:
        path = path.removesuffix(ending)
    folder, slash, name = path.rpartition(b"/")
    return folder + slash + (_TURNED.sub(b"", name) or name)


@contextmanager
def opened(descriptor: int, packed: str) -> Iterator[IO[bytes]]:
    """What a file holds, unpacked, to be read. Raises ValueError for a packing that this Python does not know."""
    with os.fdopen(os.dup(descriptor), "rb", 1 << 18) as file:
        file.seek(0)
        yield _unpacked(file, packed)


def _unpacked(file: IO[bytes], packed: str) -> IO[bytes]:
    match packed:
        case "gzip":
            return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
        case "bzip2":
            return bz2.BZ2File(file)
        case "xz":
            return lzma.LZMAFile(file)
        case "zstd":
            return _zstd(file)
    return file


def _zstd(file: IO[bytes]) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise ValueError("this Python does not know zstd") from error
    made: IO[bytes] = zstd.ZstdFile(file)
    return made


def lines(file: IO[bytes], start: int = 0, until: int | None = None) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, each with where it starts; of one that is too long, its pieces. `until`: only those that start before: whoever
    reads a file that others write to must come to an end."""
    at = start
    while (until is None or at < until) and (raw := file.readline(LONGEST)):
        yield at, raw
        at += len(raw)


def whole(pieces: Iterable[tuple[int, bytes]], ended: bool) -> Iterator[tuple[int, int, bytes]]:
    """The lines: where each starts, how long it is, and the line (of one that is too long, its first piece). `ended`: nobody writes any
    more, so that a last line without an end is one too."""
    first, start, length = b"", 0, 0
    for at, raw in pieces:
        if not length:
            first, start = raw, at
        length += len(raw)
        if raw.endswith(b"\n"):
            yield start, length, first
            length = 0
    if length and ended:
        yield start, length, first


def packed(kind: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same, packed again."""
    if not kind:
        yield from pieces
        return
    made = _packer(kind)
    for piece in pieces:
        if data := made.compress(piece):
            yield data
    yield made.flush()


def _packer(kind: str) -> Any:
    makers: dict[str, Callable[[], Any]] = {
        "gzip": lambda: zlib.compressobj(6, zlib.DEFLATED, 31),
        "bzip2": bz2.BZ2Compressor,
        "xz": lzma.LZMACompressor,
    }
    if kind == "zstd":
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]

        return zstd.ZstdCompressor()
    return makers[kind]()


def gathered(pieces: Iterable[bytes], size: int = 1 << 18) -> Iterator[bytes]:
    """The same in larger pieces."""
    held = io.BytesIO()
    for piece in pieces:
        held.write(piece)
        if held.tell() >= size:
            yield held.getvalue()
            held = io.BytesIO()
    yield held.getvalue()


# changing in place


def record(at: int, old: bytes, new: bytes) -> bytes:
    """One change of equal length, as it is kept beside the file until it is done."""
    assert len(old) == len(new)
    return _RECORD.pack(at, len(old)) + old + new


def patch(kept: IO[bytes], descriptor: int) -> bool:
    """Do the changes that were kept; done before, or in part, they are done once more. False where the file says something else at a
    place, and that one was left alone: it was cut short or written anew meanwhile."""
    whole = True
    while head := kept.read(_RECORD.size):
        at, length = _RECORD.unpack(head)
        old, new = kept.read(length), kept.read(length)
        now = os.pread(descriptor, length, at)
        if now == new:
            continue
        if len(now) != length or any(n not in (a, b) for n, a, b in zip(now, old, new, strict=True)):
            whole = False
            continue
        while new:
            done = os.pwrite(descriptor, new, at)
            at, new = at + done, new[done:]
    os.fsync(descriptor)
    return whole
