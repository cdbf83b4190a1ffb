"""Values of PostgreSQL that Python has no value for: days after the year 9999 and before the year 1, infinity, 24 o'clock, months of an
interval, texts that are no UTF-8 (a database in SQL_ASCII checks nothing). Each is read as the text that the database writes, so that one
such row stops no statement about the others, and goes back as it was."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import adapt
from psycopg.types import datetime as moments
from psycopg.types import string

from gestand.stores.spelling import text_of

Data = Any


class _Written(adapt.Loader):
    """As the database writes it."""

    def load(self, data: Data) -> str:
        return text_of(bytes(data))


class _Date(moments.DateLoader):
    def load(self, data: Data) -> Any:
        try:
            return super().load(data)
        except (psycopg.DataError, ValueError):
            return bytes(data).decode()


class _Timestamp(moments.TimestampLoader):
    def load(self, data: Data) -> Any:
        try:
            return super().load(data)
        except (psycopg.DataError, ValueError):
            return bytes(data).decode()


class _Timestamptz(moments.TimestamptzLoader):
    def load(self, data: Data) -> Any:
        try:
            return super().load(data)
        except (psycopg.DataError, ValueError, OverflowError):
            return bytes(data).decode()


class _Time(moments.TimeLoader):
    def load(self, data: Data) -> Any:
        try:
            return super().load(data)
        except (psycopg.DataError, ValueError):
            return bytes(data).decode()


class _Timetz(moments.TimetzLoader):
    def load(self, data: Data) -> Any:
        try:
            return super().load(data)
        except (psycopg.DataError, ValueError):
            return bytes(data).decode()


class _Text(string.TextLoader):
    def load(self, data: Data) -> Any:
        try:
            found = super().load(data)
        except UnicodeDecodeError:
            return text_of(bytes(data))
        return text_of(found) if isinstance(found, bytes) else found


_LOADERS: dict[str, type[adapt.Loader]] = {
    "date": _Date,
    "timestamp": _Timestamp,
    "timestamptz": _Timestamptz,
    "time": _Time,
    "timetz": _Timetz,
    "interval": _Written,
    **dict.fromkeys(("text", "varchar", "bpchar", "name"), _Text),
}


def register(raw: psycopg.Connection[Any]) -> None:
    """Read values so on this connection."""
    for name, loader in _LOADERS.items():
        raw.adapters.register_loader(name, loader)
