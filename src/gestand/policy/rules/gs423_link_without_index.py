"""A link or an identifier without an index

## What
The columns by which Gestand goes from a person to their rows, and by which a person is found, are indexed as they are
compared: texts without letter case and outer space, so with an index on that expression. MariaDB has no such indexes; there one on the
column itself serves, where its collation takes letter case and space at the end for nothing (`utf8mb4_general_ci`).

## Why
Without the index each request, each sweep and each reading of the board reads the whole table.

## Law
None; GDPR art. 12(3) asks for an answer in time.

## Example
```sql
create table letters (id integer primary key, email varchar(100), at timestamp not null);
```
```yaml
data:
  shop:
    letters: {whose: customer by email, contact: email, plain: at}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {public task: Ombudsman Act art. 1}
    for: letters
    keep: 1 year after at
```

## Use instead
```sql
create table letters (id integer primary key, email varchar(100), at timestamp not null);
create index letters_email on letters (lower(trim(email)));
```
```yaml
data:
  shop:
    letters: {whose: customer by email, contact: email, plain: at}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {public task: Ombudsman Act art. 1}
    for: letters
    keep: 1 year after at
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gestand.diagnostics import Diagnostic
from gestand.policy.catalog import SeenTable
from gestand.policy.grammar import InJson, Inside, InText
from gestand.policy.model import Name, Policy
from gestand.policy.rules.asking import about_people, quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS423", "link-without-index", "warning", False
LAW = ""


@dataclass(frozen=True)
class Wanted:
    """Columns of a table that are looked up together, and how they are compared. `beside`: columns of a condition, which may
    stand in the same index."""

    table: Name
    columns: tuple[str, ...]
    folded: bool = False
    inside: Inside | None = None
    beside: frozenset[str] = frozenset()


def check(policy: Policy) -> Iterator[Diagnostic]:
    for wanted, why in _wanted(policy).items():
        table = policy.tables.get(wanted.table)
        if table is None or table.seen is None or table.seen.kind != "table":
            continue
        dialect = policy.catalogs[wanted.table.store].dialect
        bare = dialect == "mariadb"  # it indexes columns, and no expressions
        if _indexed(table.seen, wanted, bare):
            continue
        if policy.stores[wanted.table.store].lists:
            continue  # files have no index: they are listed
        if wanted.inside and dialect != "postgresql":
            continue  # no index serves what is read from inside a column there
        columns = quoted(f"{wanted.table.table}.{c}" for c in wanted.columns)
        message = t("{columns} has no index, and {why} by it", columns=columns, why=why)
        if wanted.folded:
            message = t("{columns} has no index without letter case and outer space, and {why} by it", columns=columns, why=why)
        yield Diagnostic(
            CODE,
            NAME,
            message,
            (t("make it: `{statement}`", statement=_statement(table.seen, wanted, bare)),),
            table.place,
            SEVERITY,
            LAW,
            f"{wanted.table}.{', '.join(wanted.columns)}",
        )


def _wanted(policy: Policy) -> dict[Wanted, str]:
    found: dict[Wanted, str] = {}
    for kind in policy.kinds.values():
        for column in kind.known_by.values() if kind.table else ():
            found.setdefault(Wanted(kind.table, (column,), True), t("{kind} are found", kind=kind.name))  # type: ignore[arg-type]
        if kind.found_by:
            found.setdefault(Wanted(kind.found_by[1], (kind.found_by[2],), True), t("{kind} are found", kind=kind.name))
    for name, table in policy.tables.items():
        for hop in (*table.hops, *table.mentions):
            beside = frozenset(test.ref.column.lower() for test in (hop.link.when.tests if hop.link.when else ()))
            found.setdefault(Wanted(name, hop.link.child, hop.link.folded, hop.link.inside, beside), t("its rows lead to people"))
            if hop.parent is not None:
                found.setdefault(
                    Wanted(hop.parent, hop.link.parent, hop.link.folded), t("rows of `{table}` lead to it", table=name)
                )
        for key in table.seen.foreign_keys if table.seen else ():
            parent = Name(name.store, key.table)
            if parent in policy.tables and about_people(policy, parent) and not policy.tables[parent].keep_row:
                found.setdefault(
                    Wanted(name, key.columns), t("the database looks for each row of `{table}` that goes", table=key.table)
                )
    return found


def _indexed(seen: SeenTable, wanted: Wanted, bare: bool) -> bool:
    if isinstance(wanted.inside, InText):
        column, literal = wanted.columns[0].lower(), max(re.split(r"[*{}]", wanted.inside.pattern), key=len).lower()
        spelled = [index[0].replace("\\", "") for index in seen.indexes if index]  # as our own statement spells it: account\:
        return any(part.startswith(column) or column in part and literal in part for part in spelled)
    if wanted.inside:
        column, key = wanted.columns[0].lower(), wanted.inside.path[-1].lower()
        return any(
            column in part and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", part) for index in seen.indexes for part in index
        )
    parts = {c.lower() for c in wanted.columns}
    if wanted.folded and bare:
        return all(_forgiving(seen, c) and any(index[0].lower() == c for index in seen.indexes if index) for c in parts)
    if wanted.folded:
        return all(any(_folds(index[0], c) for index in seen.indexes if index) for c in parts)
    for index in seen.indexes:
        first: set[str] = set()
        for part in (p.lower() for p in index):
            if part not in parts | wanted.beside:
                break
            first.add(part)
        if parts <= first:
            return True
    return False


def _forgiving(seen: SeenTable, column: str) -> bool:
    """A column that is compared without regard to letter case and outer space by its own collation."""
    collation = next((c.collation for c in seen.columns.values() if c.name.lower() == column), "")
    return collation.endswith("_ci") and "nopad" not in collation


def _folds(part: str, column: str) -> bool:
    """The first expression of an index is this column, folded. Catalogues spell it without brackets and casts."""
    return part.split(",")[0] in (f"lowertrim{column}", f"lowertrimcast{column}astext")


def _statement(seen: SeenTable, wanted: Wanted, bare: bool) -> str:
    path = wanted.inside.path if isinstance(wanted.inside, InJson) else ("key",) if wanted.inside else ()
    name = "_".join((seen.name, *wanted.columns, *path, *(("folded",) if wanted.folded else ())))
    inside = ", ".join(wanted.columns)
    if isinstance(wanted.inside, InText):
        before, key, after = wanted.inside.expression
        expression = f"^{before}({key}){after}$".replace("'", "''")
        inside = f"substring({inside}, '{expression}')"
    elif wanted.inside:
        said = ", ".join(f"'{p}'" for p in path)
        inside = f"jsonb_extract_path_text({inside}, {said})"
    elif wanted.folded and not bare:
        inside = ", ".join(
            f"lower(trim({c if seen.columns[c].type in ('text', 'enum') else f'cast({c} as text)'}))" for c in wanted.columns
        )
    return f"CREATE INDEX {name} ON {seen.name} ({inside})"
