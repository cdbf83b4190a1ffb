"""What can be read in a file, for the search: its bytes as they are, and the text inside the formats that pack it.

Looked into: ZIP with all that is one (Word, Excel, PowerPoint, OpenDocument, EPUB), PDF, e-mail with its attachments, gzip, bzip2 and
xz, UTF-16, XML and HTML; one in the other, a few deep. Not looked into: what is drawn or spoken (images, scans, sound, video), what is
encrypted, and formats that pack text in ways of their own. What can't be read, or never ends, is counted (`Reader.unread`)."""

from __future__ import annotations

import bz2
import gzip
import html
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from typing import IO, Protocol

PIECE = 1 << 20
OVERLAP = 1 << 10  # no identifier is longer: what stands across the edge of two pieces is found in the second
DEEP = 4  # a file in a ZIP in an attachment of a message in a ZIP
MOST = 256 << 20  # bytes that one file may unpack to, or a hundred times its own size
WHOLE = 64 << 20  # bytes of a message or a PDF that are read at once
PAGES = 5_000
_TAG = re.compile(rb"<[^<>]{0,4000}>")
_HEADER = re.compile(
    rb"(?:From |Return-Path:|Received:|Delivered-To:|MIME-Version:|X-[\w-]+:|Subject:|From:|To:|Date:|Message-ID:)", re.I
)
_BROKEN = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, RuntimeError, NotImplementedError, RecursionError)
_BROKEN += (zipfile.BadZipFile, zlib.error, lzma.LZMAError, AttributeError, AssertionError, UnicodeError)  # type: ignore[assignment]


class _Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _TooMuch(Exception):
    """It unpacks to more than a file of its size can hold in good faith."""


class Reader:
    """Reads one file after the other; counts those of which some part could not be read."""

    def __init__(self) -> None:
        self.unread = 0
        self._left = 0

    def texts(self, file: IO[bytes], size: int) -> Iterator[bytes]:
        """What can be read in a file, in pieces of a few MB at most, in UTF-8 where it is text."""
        self._left = max(MOST, 100 * size)
        try:
            yield from self._texts(file, DEEP, raw=True)
        except _TooMuch:
            self.unread += 1
        except _BROKEN:
            self.unread += 1

    def _texts(self, file: IO[bytes], deep: int, raw: bool = False) -> Iterator[bytes]:
        """`raw`: what is read is the file itself, which unpacks nothing."""
        start = file.read(512)
        file.seek(0)
        yield from self._plain(file, start, raw)
        if not deep:
            return
        file.seek(0)
        if start.startswith(b"PK\x03\x04"):
            yield from self._zip(file, deep)
        elif start.startswith(b"%PDF"):
            yield from _pdf(file)
        elif start.startswith(b"\x1f\x8b"):
            yield from self._stream(gzip.GzipFile(fileobj=file), deep)
        elif start.startswith(b"BZh"):
            yield from self._stream(bz2.BZ2File(file), deep)
        elif start.startswith(b"\xfd7zXZ\0"):
            with lzma.open(file) as inner:
                yield from self._stream(inner, deep)
        elif _HEADER.match(start):
            yield from self._message(file, deep)

    def _plain(self, file: _Source, start: bytes, raw: bool) -> Iterator[bytes]:
        """The bytes as they are; as UTF-8 where they are UTF-16; without their tags where they have any."""
        wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(start[:2])
        packed = start.startswith(b"\xd0\xcf\x11\xe0")  # old Office: letters with zeros between
        before = b""
        while piece := file.read(PIECE):
            if not raw:
                self._left -= len(piece)
                if self._left < 0:
                    raise _TooMuch
            data = before + piece
            before = data[-OVERLAP:]
            yield data
            if wide:
                yield data[: len(data) // 2 * 2].decode(wide, "replace").encode()
            elif packed:
                yield data.replace(b"\0", b"")
            if b"<" in data:
                bare = _TAG.sub(b"", data)
                yield from (bare, _TAG.sub(b" ", data))
                if b"&" in bare:
                    yield html.unescape(bare.decode("utf-8", "replace")).encode()

    def _zip(self, file: IO[bytes], deep: int) -> Iterator[bytes]:
        with zipfile.ZipFile(file) as packed:
            for member in packed.infolist():
                yield member.filename.encode("utf-8", "replace")
                if member.is_dir():
                    continue
                if member.flag_bits & 1:  # encrypted
                    self.unread += 1
                    continue
                with packed.open(member) as inner:
                    yield from self._stream(inner, deep)

    def _stream(self, inner: _Source, deep: int) -> Iterator[bytes]:
        """What unpacks as it is read: small things are looked into, others are read as they come."""
        start = inner.read(min(WHOLE, self._left + 1))
        self._left -= len(start)
        if self._left < 0:
            raise _TooMuch
        yield from self._texts(io.BytesIO(start), deep - 1, raw=True)
        if rest := inner.read(PIECE):
            yield from self._plain(_Joined(start[-OVERLAP:] + rest, inner), b"", raw=False)

    def _message(self, file: IO[bytes], deep: int) -> Iterator[bytes]:
        text = file.read(WHOLE + 1)
        if len(text) > WHOLE:
            self.unread += 1
        for one in re.split(rb"(?m)^From (?=.*\d{4}$)", text[:WHOLE]) if text.startswith(b"From ") else (text[:WHOLE],):
            message = message_from_bytes(one, policy=policy.default)
            for part in message.walk():
                yield from self._part(part, deep)

    def _part(self, part: Message, deep: int) -> Iterator[bytes]:
        for name, value in part.items():
            yield f"{name}: {value}".encode("utf-8", "replace")
        if part.is_multipart():
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            charset = part.get_content_charset() or "utf-8"
            if part.get_content_maintype() == "text" and charset.lower() not in ("utf-8", "us-ascii"):
                content = content.decode(charset, "replace").encode()
            self._left -= len(content)
            if self._left < 0:
                raise _TooMuch
            yield from self._texts(io.BytesIO(content), deep - 1, raw=True)


class _Joined:
    """What was read already, and what still comes."""

    def __init__(self, first: bytes, rest: _Source) -> None:
        self.first, self.rest = first, rest

    def read(self, size: int = -1) -> bytes:
        piece, self.first = (self.first, b"") if self.first else (self.rest.read(size), b"")
        return piece


def _pdf(file: IO[bytes]) -> Iterator[bytes]:
    """The text of a PDF, page by page, what it says about itself, and what its forms hold."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote what it stumbles over (NO-TRACE)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > WHOLE:
        raise ValueError("too large")
    try:
        read = pypdf.PdfReader(file, strict=False)
        if read.is_encrypted and not read.decrypt(""):
            raise ValueError("encrypted")
        for value in (read.metadata or {}).values():
            yield str(value).encode("utf-8", "replace")
        for value in (read.get_form_text_fields() or {}).values():
            yield str(value).encode("utf-8", "replace")
        if len(read.pages) > PAGES:
            raise ValueError("too many pages")
        for page in read.pages:
            yield page.extract_text().encode("utf-8", "replace")
            for note in page.get("/Annots") or ():
                yield str(note.get_object().get("/Contents", "")).encode("utf-8", "replace")
    except pypdf.errors.PyPdfError as error:
        raise ValueError("no PDF") from error
