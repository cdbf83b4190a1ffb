"""The predicate: a small tree that says of a row whether something holds. It is read as SQL (stores), as Python (`evaluate`) and as
a sentence (documents), and the three agree.

INVARIANT TWO-VALUED: a predicate is true or false of every row, never unknown. Each leaf says what a NULL gives, and `negate`
turns each leaf into its exact complement; so `not` never meets SQL's third value.
"""

from __future__ import annotations

import functools
import json
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from gestand.policy.grammar import InJson, Inside, InText, Way
from gestand.policy.model import Name


@dataclass(frozen=True)
class Always:
    """True of every row, or of none."""

    value: bool


@dataclass(frozen=True)
class Compare:
    """`column op value`; `null` is the answer where the column is NULL. op: < >= = != in, not in. A `date` value against a column
    with a time means the first moment of that day in the organisation's time zone."""

    column: str
    op: str
    value: Any
    null: bool = False


@dataclass(frozen=True)
class Missing:
    """The column is NULL."""

    column: str
    negated: bool = False


@dataclass(frozen=True)
class Every:
    """All parts hold."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Either:
    """At least one part holds."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Join:
    """From a row to rows of `table`: equal columns, pairwise. `folded`: without letter case and outer space. `inside`: where the key
    stands in the one column of the side `inside_of` ('from' or 'to')."""

    table: Name
    pairs: tuple[tuple[str, str], ...]
    folded: bool = False
    inside: Inside | None = None
    inside_of: str = "from"


@dataclass(frozen=True)
class Related:
    """There is a related row of which `where` holds."""

    join: Join
    where: Predicate
    negated: bool = False


@dataclass(frozen=True)
class Next:
    """From a row to another of its own table: by `join`, where `here` holds of the one and `there` of the other."""

    join: Join
    here: Predicate
    there: Predicate


@dataclass(frozen=True)
class Chain:
    """Over any number of `links`, none included, a row leads to a row of its own table of which `where` holds. Circles are ordinary.
    `key`: the columns by which rows of the table are told apart."""

    key: tuple[str, ...]
    links: tuple[Next, ...]
    where: Predicate
    negated: bool = False


@dataclass(frozen=True)
class Among:
    """The columns, together, are one of the keys of the named set. False where one of them is NULL. `folded` and `inside` as in Join; `text`:
    compared as texts, for keys that stood inside something."""

    columns: tuple[str, ...]
    keys: str
    negated: bool = False
    folded: bool = False
    inside: Inside | None = None
    text: bool = False


@dataclass(frozen=True)
class Gone:
    """The value is what its way to go leaves of it: NULL, or x = f(x)."""

    column: str
    way: Way
    negated: bool = False


Predicate = Always | Compare | Missing | Every | Either | Related | Chain | Among | Gone

YES, NO = Always(True), Always(False)
_COMPLEMENT = {"<": ">=", ">=": "<", "=": "!=", "!=": "=", "in": "not in", "not in": "in"}


def negate(p: Predicate) -> Predicate:
    """The exact complement of `p`."""
    match p:
        case Always():
            return Always(not p.value)
        case Compare():
            return Compare(p.column, _COMPLEMENT[p.op], p.value, not p.null)
        case Every():
            return either(negate(part) for part in p.parts)
        case Either():
            return every(negate(part) for part in p.parts)
        case Missing() | Related() | Chain() | Among() | Gone():
            return replace(p, negated=not p.negated)


def every(parts: Iterable[Predicate]) -> Predicate:
    """All of `parts`, simplified."""
    flat: list[Predicate] = []
    for part in parts:
        for one in part.parts if isinstance(part, Every) else (part,):
            if one == NO:
                return NO
            if one != YES and one not in flat:
                if not isinstance(one, (Every, Either)) and negate(one) in flat:
                    return NO
                flat.append(one)
    return flat[0] if len(flat) == 1 else Every(tuple(flat)) if flat else YES


def either(parts: Iterable[Predicate]) -> Predicate:
    """Any of `parts`, simplified."""
    flat: list[Predicate] = []
    for part in parts:
        for one in part.parts if isinstance(part, Either) else (part,):
            if one == YES:
                return YES
            if one != NO and one not in flat:
                if not isinstance(one, (Every, Either)) and negate(one) in flat:
                    return YES
                flat.append(one)
    if len(flat) == 1:
        return flat[0]
    return Either(tuple(flat)) if flat else NO


def related(join: Join, where: Predicate) -> Predicate:
    """There is a related row of which `where` holds; nothing is, where `where` never does."""
    return NO if where == NO else Related(join, where)


def chain(key: tuple[str, ...], links: tuple[Next, ...], where: Predicate) -> Predicate:
    """Over any number of `links`, none included, there is a row of which `where` holds."""
    return where if isinstance(where, Always) else Chain(key, links, where)


def key_sets(p: Predicate) -> set[str]:
    """The names of the key sets that `p` asks about."""
    match p:
        case Every() | Either():
            return {name for part in p.parts for name in key_sets(part)}
        case Related() | Chain():
            return key_sets(p.where)
        case Among():
            return {p.keys}
        case _:
            return set()


def tables_read(p: Predicate) -> set[Name]:
    """The other tables that `p` looks at."""
    match p:
        case Every() | Either():
            return {name for part in p.parts for name in tables_read(part)}
        case Related():
            return {p.join.table} | tables_read(p.where)
        case Chain():
            return {one.join.table for one in p.links} | tables_read(p.where)
        case _:
            return set()


def depth(p: Predicate) -> int:
    """How deep `p` is nested: what a parser needs to hold at once."""
    match p:
        case Every() | Either():
            return 1 + max((depth(part) for part in p.parts), default=0)
        case Related():
            return 2 + depth(p.where)
        case Chain():
            return 3 + depth(p.where)
        case _:
            return 1


Row = Mapping[str, Any]
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
    "in": lambda value, listed: value in listed,
    "not in": lambda value, listed: value not in listed,
}


@dataclass(frozen=True)
class World:
    """What `evaluate` needs beside the row: the rows of other tables, the key sets, how a value goes, and where a day begins."""

    rows: Callable[[Name], Sequence[Row]]
    keys: Mapping[str, set[tuple[Any, ...]]]
    goes: Callable[[Any, Way, Row], Any]
    begin: Callable[[date, Any], Any]  # (day, a value of the column) → the first moment of that day, comparable with the value


def fold(value: Any) -> Any:
    """A text without letter case and outer space."""
    return value.strip(" ").lower() if isinstance(value, str) else value


def key_inside(value: Any, inside: Inside) -> str | None:
    """The key inside a value, as text; None where there is none. JSON is a Python value here, or its text."""
    if isinstance(inside, InJson):
        value = _parsed(value) if isinstance(value, str) else value
        for step in inside.path:
            value = value.get(step) if isinstance(value, dict) else None
        return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    found = _expression(inside).fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


@functools.cache
def _expression(inside: InText) -> re.Pattern[str]:
    before, key, after = inside.expression
    return re.compile(f"{before}({key}){after}", re.DOTALL)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # what is no JSON leads to nobody
        return None


def evaluate(p: Predicate, row: Row, world: World) -> bool:
    """Whether `p` holds of `row`: the same answer as the database gives."""
    match p:
        case Always():
            return p.value
        case Compare():
            value = row[p.column]
            if value is None:
                return p.null
            bound = world.begin(p.value, value) if isinstance(p.value, date) and not isinstance(p.value, datetime) else p.value
            return bool(_OPERATORS[p.op](value, bound))
        case Missing():
            return (row[p.column] is None) != p.negated
        case Every():
            return all(evaluate(part, row, world) for part in p.parts)
        case Either():
            return any(evaluate(part, row, world) for part in p.parts)
        case Related():
            return (
                any(_joined(p.join, row, other) and evaluate(p.where, other, world) for other in world.rows(p.join.table))
                != p.negated
            )
        case Chain():
            return _leads(p, row, world) != p.negated
        case Among():
            key = tuple(key_inside(row[c], p.inside) if p.inside else row[c] for c in p.columns)
            key = tuple(str(k) if p.text and k is not None else k for k in key)
            key = tuple(fold(k) for k in key) if p.folded else key
            return (None not in key and key in world.keys.get(p.keys, set())) != p.negated
        case Gone():
            value = row[p.column]
            return (value is None or value == world.goes(value, p.way, row)) != p.negated


def _leads(p: Chain, row: Row, world: World) -> bool:
    seen: list[tuple[Any, ...]] = []
    pending = [row]
    while pending:
        one = pending.pop()
        key = tuple(one[k] for k in p.key)
        if key in seen:
            continue
        seen.append(key)
        if evaluate(p.where, one, world):
            return True
        for link in p.links:
            if evaluate(link.here, one, world):
                rows = world.rows(link.join.table)
                pending += [r for r in rows if _joined(link.join, one, r) and evaluate(link.there, r, world)]
    return False


def _joined(join: Join, row: Row, other: Row) -> bool:
    for left, right in join.pairs:
        a, b = row[left], other[right]
        if join.inside:
            a, b = (
                (key_inside(a, join.inside), None if b is None else str(b))
                if join.inside_of == "from"
                else (None if a is None else str(a), key_inside(b, join.inside))
            )
        if join.folded:
            a, b = fold(a), fold(b)
        if a is None or b is None or a != b:
            return False
    return True
