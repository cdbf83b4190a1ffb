"""A value as a person reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

import markupsafe

from gestand.words import day, language, moment, number, t


class Beside(str):
    """The name of a file that comes with an answer. `reading` opens it."""

    reading: Callable[[], AbstractContextManager[IO[bytes]]]


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?([+-]\d\d:\d\d)?)?)?")  # as SQLite keeps them


def shown(value: Any) -> str:
    """A value in words; of a file, a link to it."""
    if isinstance(value, Beside):
        return markupsafe.Markup('<a href="{}">{}</a>').format(quote(value), value.rpartition("/")[2])
    return plain(value)


def plain(value: Any) -> str:
    """A value in words, without markup; '–' where there is none."""
    match value:
        case Beside():
            return _printable(value.rpartition("/")[2])
        case None | "":
            return "–"
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case bool():
            return t("yes") if value else t("no")
        case bytes() | memoryview():
            return t("a file of {n} bytes", n=number(len(bytes(value))))
        case Decimal() if language() != "en":
            return str(value).replace(".", ",")
        case Mapping() | list() | tuple():
            return _nested(value)
        case str() if _MOMENT.fullmatch(value):
            return plain(date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value))
        case str() if value[:1] in "{[" and value[-1:] in "}]":
            return _json(value)
    return _printable(str(value))


def _printable(text: str) -> str:
    """A text with every sign that would do something instead of showing as its code."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text.replace("\r\n", "\n"))


def empty(value: Any) -> bool:
    """There is nothing to show."""
    return value is None or isinstance(value, str) and not value.strip() and not isinstance(value, Beside)


def _json(text: str) -> str:
    try:
        return _nested(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _nested(value: Any, depth: int = 0) -> str:
    """What is nested, one line a value."""
    if depth > 5:
        return str(value)
    match value:
        case Mapping():
            return "\n".join(f"{name}: {_nested(one, depth + 1)}" for name, one in value.items())
        case list() | tuple():
            return "\n".join(_nested(one, depth + 1) for one in value)
    return plain(value) if not isinstance(value, str) else _printable(value)
