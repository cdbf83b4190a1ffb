"""A way for a value to go that its column can't take

## What
How a value goes fits the type and the length of its column.

## Why
The database refuses what does not fit, and the whole step with it.

## Law
GDPR art. 17(1): what can't be carried out is not erased.

## Example
```yaml
data:
  shop:
    customers: {name: {name: then year}, contact: email, plain: [created_at, ended_on]}
```

## Use instead
```yaml
data:
  shop:
    customers: {name: {name: then empty}, contact: email, plain: [created_at, ended_on]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import ERROR, WARNING, Diagnostic
from gestand.policy.model import Column, Policy, Table
from gestand.policy.rules.asking import real
from gestand.policy.rules.gs431_blank_not_null import fitting
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS434", "way-does-not-fit", "error", False
LAW = ""
_FITS = {
    "empty": ("text", "json", "binary", "array"),
    "year": ("date", "moment", "zoned"),
    "month": ("date", "moment", "zoned"),
    "network": ("text", "network"),
    "region": ("text",),
    "without query": ("text",),
    "without key": ("text",),
    "stand-in": ("text", "uuid"),
    "stand-in address": ("text",),
    "number": ("integer", "number", "boolean"),
    "text": ("text", "enum"),
}
_AROUND = {"stand-in": len("gone-"), "stand-in address": len("gone-@gone.invalid")}
_KEYS = {"uuid": 36, "date": 10, "moment": 26, "zoned": 32}


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        for column in table.columns.values():
            if column.way.kind == "null":
                continue
            full = name.column(column.name)
            wrong, severity = _wrong(table, column, full)
            if wrong:
                yield Diagnostic(
                    CODE,
                    NAME,
                    wrong,
                    _help(table, column),
                    column.place or table.place,
                    severity,
                    LAW,
                    full,
                )


def _help(table: Table, column: Column) -> tuple[str, ...]:
    if not column.personal:
        return (t("leave out `then {way}`", way=column.way),)
    if column.way.kind == "without key" and column.type == "text":
        return (
            t("say it with `whose` or `mentions`: `{example}`", example=f'customer by {column.name} as "*/account/{{id}}/*"'),
        )
    return (fitting(table, column),)


def _wrong(table: Table, column: Column, full: str) -> tuple[str, str]:
    way = column.way
    if not column.personal:
        return t(
            "`{column}` is {category}: it does not go, and `then {way}` is never done",
            column=full,
            category=t(column.category),
            way=way,
        ), WARNING
    several = table.seen is not None and table.seen.columns[column.name].native.startswith("set(")  # none of its values is one
    if column.type != "other" and column.type not in _FITS.get(way.kind, ()) and not (several and way.kind == "empty"):
        return t("`then {way}` does not fit `{column}`, whose type is {type}", way=way, column=full, type=t(column.type)), ERROR
    if way.kind == "without key" and not way.inside:
        return t("nothing says where in `{column}` a key stands, so none can be taken out of it", column=full), ERROR
    values = table.seen.columns[column.name].values if table.seen else ()
    if way.kind == "text" and values and way.text not in values:
        return t("`{value}` is no value that `{column}` can have", value=way.text, column=full), ERROR
    if way.kind == "text" and column.length is not None and len(way.text) > column.length:
        return t(
            "`{value}` is longer than `{column}` can be ({length} characters)", value=way.text, column=full, length=column.length
        ), ERROR
    return _stand_in(table, column, full) if way.kind in _AROUND else ("", "")


def _stand_in(table: Table, column: Column, full: str) -> tuple[str, str]:
    """A stand-in is made from the key: there must be one, and room for it."""
    if not table.key or table.seen is None:
        return t(
            "a stand-in for `{column}` is made from the row's key, and `{table}` has none", column=full, table=table.name
        ), ERROR
    if column.name in table.key or column.length is None:
        return "", ""
    room = column.length - _AROUND[column.way.kind] - (len(table.key) - 1)
    keys = [table.seen.columns[k] for k in table.key]
    whole = sum(1 for k in keys if k.type in ("integer", "number"))
    rest = sum(_KEYS.get(k.type, k.length or 0) for k in keys if k.type not in ("integer", "number"))
    digits = (room - rest) // whole if whole else room - rest
    if digits < (1 if whole else 0):
        return t(
            "a stand-in does not fit `{column}`, which has room for {length} characters", column=full, length=column.length
        ), ERROR
    if whole and digits < 5:
        return t("a stand-in fits `{column}` only while keys are below {limit}", column=full, limit=10**digits), WARNING
    return "", ""
