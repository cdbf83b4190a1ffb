"""Virtual tables of SQLite: full-text tables and their like, and the tables in which they keep what they keep."""

from __future__ import annotations

import re

import sqlalchemy as sa

from gestand.stores.dialects.dialect import Details

_INSIDE = {
    "fts5": ("data", "idx", "content", "docsize", "config"),
    "fts4": ("content", "segments", "segdir", "docsize", "stat"),
    "fts3": ("content", "segments", "segdir"),
    "rtree": ("node", "rowid", "parent"),
    "geopoly": ("node", "rowid", "parent"),
}
_MADE = re.compile(r"create\s+virtual\s+table\s.*?\busing\s+(\w+)\s*(?:\((.*)\))?", re.I | re.S)
_CONTENT = re.compile(r"""(?:^|,)\s*content\s*=\s*(?:'([^']*)'|"([^"]*)"|(\w*))\s*(?:,|$)""", re.I)


def details(connection: sa.Connection) -> Details:
    """Kinds, traits, parts and sources of virtual tables. A full-text table keeps its rows itself, or is an index of another table's; one
    that keeps only words can't be made anew, because nobody knows of what."""
    made = connection.exec_driver_sql(
        "select name, sql from sqlite_master where type = 'table' and sql like 'create virtual table%'"
    )
    kinds: dict[str, str] = {}
    traits: dict[str, frozenset[str]] = {}
    parts: dict[str, str] = {}
    made_from: dict[str, tuple[str, ...]] = {}
    for name, sql in made.all():
        found = _MADE.match(sql)
        module = found[1].lower() if found else ""
        parts |= {f"{name}_{suffix}": name for suffix in _INSIDE.get(module, ())}
        if not module.startswith("fts"):
            continue
        content = _CONTENT.search(found[2] or "") if found else None
        if content is None:
            traits[name] = frozenset({"words"})
            continue
        kinds[name] = "full-text index"
        source = next((part for part in content.groups() if part), "")
        made_from[name] = (source,)
        if not source:
            traits[name] = frozenset({"no content"})
    return Details(kinds=kinds, traits=traits, parts=parts, made_from=made_from)
