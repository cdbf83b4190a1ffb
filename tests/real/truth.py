"""Other people's schemas with synthetic people in them, loaded by their own program, and what their reader found to be true."""

import csv
import importlib.util
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Hop = tuple[str, str, str, str]  # table, column (or place in JSON), table, column


def load(shared: Path, application: str, url: str) -> None:
    """Create and fill the tables in an empty database."""
    spec = importlib.util.spec_from_file_location("load", shared / "schemas" / "load.py")
    assert spec and spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(str(shared / "schemas" / f"{application}.json"), url)


def schema(shared: Path, application: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((shared / "schemas" / f"{application}.json").read_text("utf-8"))
    return made


def hops(shared: Path, application: str) -> set[Hop]:
    """The hops by which rows lead to people."""
    found = set()
    for row in csv.DictReader((shared / "schemas" / f"{application}.truth.csv").open(encoding="utf-8")):
        for hop in row["subject_path"].split(" > "):
            if m := re.match(r"(\w+)\.(\w+)(?:->>'(\w+)')?[=~](\w+)\.(\w+)", hop):
                found.add((m[1], "->".join(filter(None, (m[2], m[3]))), m[4], m[5]))
    return found


def said(lines: Iterable[tuple[str, str]], people: Mapping[str, str], keys: Mapping[str, str]) -> set[Hop]:
    """The hops that lines of a policy say: (table, hop) each. `people`: kind → table; `keys`: table → primary key."""
    found = set()
    for table, line in lines:
        m = re.fullmatch(r"(with )?(.+?) by ([\w>-]+)(?: = (\w+))?(?: when .+)?", line)
        assert m, line
        parent = m[2] if m[1] else people[m[2]]
        found.add((table, m[3], parent, m[4] or keys[parent]))
    return found


def keys(schema: Mapping[str, Any]) -> dict[str, str]:
    return {t["name"]: t["primary_key"][0] for t in schema["tables"] if len(t["primary_key"]) == 1}


def declared(schema: Mapping[str, Any]) -> set[Hop]:
    """The keys that the database itself declares: nothing to be proposed."""
    return {
        (t["name"], k["columns"][0], k["table"], k["references"][0])
        for t in schema["tables"]
        for k in t.get("foreign_keys", ())
        if len(k["columns"]) == 1
    }
