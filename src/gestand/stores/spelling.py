"""Bytes as text and back, without loss: names of files and lines of logs are bytes, and not all of them are UTF-8.

A byte that is no UTF-8 becomes one of the last 128 characters of Unicode, which nobody uses; a text that really has one of these is
spelled by its bytes. So each text stands for one sequence of bytes, and each sequence of bytes for one text."""

from __future__ import annotations

import codecs
import re

__all__ = ["bytes_of", "shown", "spelled", "text_of"]

_FIRST = 0x10FF00
_RESERVED = re.compile(rb"\xf4\x8f[\xbe\xbf][\x80-\xbf]")  # U+10FF80 to U+10FFFF in UTF-8
_SPELLED = re.compile("[\U0010ff80-\U0010ffff]+")


def _spell(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(_FIRST + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("gestand", _spell)


def text_of(data: bytes) -> str:
    """The text that stands for these bytes."""
    if b"\xf4\x8f" not in data:
        return data.decode("utf-8", "gestand")
    pieces, at = [], 0
    for found in _RESERVED.finditer(data):
        pieces += [data[at : found.start()].decode("utf-8", "gestand"), *(chr(_FIRST + byte) for byte in found[0])]
        at = found.end()
    return "".join([*pieces, data[at:].decode("utf-8", "gestand")])


def bytes_of(text: str) -> bytes:
    """The bytes that a text stands for."""
    if max(text, default="") < "\U0010ff80":
        return text.encode("utf-8")
    pieces, at = [], 0
    for found in _SPELLED.finditer(text):
        pieces += [text[at : found.start()].encode("utf-8"), bytes(ord(c) - _FIRST for c in found[0])]
        at = found.end()
    return b"".join([*pieces, text[at:].encode("utf-8")])


def spelled(text: object) -> bool:
    """A text that stands for bytes that are no UTF-8."""
    return isinstance(text, str) and not text.isascii() and _SPELLED.search(text) is not None


def shown(text: str) -> str:
    """A text as a person reads it: a byte that is no UTF-8 as `\\xff`."""
    return bytes_of(text).decode("utf-8", "backslashreplace") if spelled(text) else text
