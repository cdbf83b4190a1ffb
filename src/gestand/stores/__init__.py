"""Stores: the databases, folders of files and logs that an organisation already has. One adapter a kind; `connect` picks it."""

from __future__ import annotations

from gestand.policy.model import Files, Logs, Store
from gestand.stores.sql import SqlStore

__all__ = ["SqlStore", "connect"]


def connect(store: Store) -> SqlStore:
    """A store to inspect, read and change. Raises GestandError GS410 when the URL is of no known kind; connects when first used."""
    if isinstance(store.lists, Files):  # imported when needed: a policy of databases does without
        from gestand.stores.files import FileStore

        return FileStore(store)
    if isinstance(store.lists, Logs):
        from gestand.stores.logs import LogStore

        return LogStore(store)
    return SqlStore(store)
