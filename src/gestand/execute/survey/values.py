"""Values that say more than the policy does: identifiers of several people, numbers of identity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import WARNING, Diagnostic, Place
from gestand.execute.survey.rows import count, declared
from gestand.holding import ownership
from gestand.policy.catalog import SeenTable
from gestand.policy.model import Kind, Name
from gestand.policy.rules.asking import written_hop
from gestand.stores.work import Work
from gestand.words import number, t, tn

SAMPLE = 10_000  # rows of a table that are looked at for numbers
_NINE = re.compile(r"(?<![\w.])(?:\d{9}|\d{4}\.\d{2}\.\d{3})(?![\w.])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")


def folded(work: Work, source: Any, table: Name, column: str) -> Any:
    return work.sql.folded(table, source, column)


def _twice(work: Work, kind: Kind, column: str) -> Any:
    """The folded values of an identifier that more than one person has: value, people, spellings."""
    assert kind.table is not None
    source = work.sql.table(kind.table)
    value = folded(work, source, kind.table, column)
    return (
        sa.select(
            value.label("value"), sa.func.count().label("people"), sa.func.count(sa.distinct(source.c[column])).label("spellings")
        )
        .where(source.c[column].is_not(None), value != "", work.where(ownership.condition(kind.when), kind.table))
        .group_by(value)
        .having(sa.func.count() > 1)
    )


def shared(work: Work) -> Iterator[Diagnostic]:
    """GS443 and GS444: identifiers that several people have, and rows that lead to several people by them."""
    for kind in work.policy.kinds.values():
        if kind.table is None or kind.table.store != work.store.name or kind.table not in work.policy.tables:
            continue
        for identifier, column in kind.known_by.items():
            twice = _twice(work, kind, column).subquery()
            sums = [sa.func.count(), sa.func.sum(twice.c.people), sa.func.sum(sa.case((twice.c.spellings > 1, 1), else_=0))]
            values, people, spelt = (int(n or 0) for n in work.execute(sa.select(*sums)).one())
            if not values:
                continue
            help = [
                t(
                    "such a person must give another identifier as well; correct the data, or take `{identifier}` out of "
                    "`known by`",
                    identifier=identifier,
                )
            ]
            if spelt:
                help.append(
                    tn(
                        "{n} of these values differs only in letter case or outer space",
                        "{n} of these values differ only in letter case or outer space",
                        spelt,
                    )
                )
            yield Diagnostic(
                "GS443",
                "identifier-of-two",
                tn(
                    "{n} value of `{column}` is shared by {people} people ({kind})",
                    "{n} values of `{column}` are shared by {people} people ({kind})",
                    values,
                    column=kind.table.column(column),
                    people=number(people),
                    kind=kind.name,
                ),
                tuple(help),
                kind.place,
                WARNING,
                about=f"{kind.name}.{identifier}",
            )
            yield from _led_astray(work, kind, column)


def _led_astray(work: Work, kind: Kind, column: str) -> Iterator[Diagnostic]:
    for table in declared(work):
        for hop in table.hops:
            if (
                hop.parent != kind.table
                or hop.kind != kind.name
                or hop.link.parent != (column,)
                or not hop.link.folded
                or hop.link.inside
            ):
                continue
            source = work.sql.table(table.name)
            several = sa.select(_twice(work, kind, column).subquery().c.value)
            rows = count(
                work,
                table.name,
                ownership.condition(hop.link.when),
                folded(work, source, table.name, hop.link.child[0]).in_(several),
            )
            if rows:
                yield Diagnostic(
                    "GS444",
                    "value-leads-to-two",
                    tn(
                        "{n} row of `{table}` leads by `{hop}` to more than one person",
                        "{n} rows of `{table}` lead by `{hop}` to more than one person",
                        rows,
                        table=table.name,
                        hop=written_hop(work.policy, hop),
                    ),
                    (t("they are shown to nobody and erased for nobody: correct the shared values, or link by a key"),),
                    hop.place or table.place,
                    WARNING,
                    about=table.name.column(hop.link.child[0]),
                )


def _catalogued(work: Work) -> Iterator[tuple[Name, SeenTable]]:
    """All tables of the store, declared or not; views show the same rows again."""
    return (
        (Name(work.store.name, s.name), s) for s in work.policy.catalogs[work.store.name].tables.values() if s.kind == "table"
    )


def numbers(work: Work) -> Iterator[Diagnostic]:
    """GS445: what passes the test of a BSN or an IBAN, where it is not declared."""
    for name, seen in _catalogued(work):
        columns = [c.name for c in seen.columns.values() if c.type == "text"]
        if not columns:
            continue
        source = work.sql.table(name)
        tally: dict[tuple[str, str], Counter[bool]] = {}
        for row in work.execute(sa.select(*(source.c[c] for c in columns)).limit(SAMPLE)):
            for column, value in zip(columns, row, strict=True):
                for kind, passes in _tested(value) if isinstance(value, str) else ():
                    tally.setdefault((column, kind), Counter())[passes] += 1
        for (column, kind), counts in sorted(tally.items()):
            category = "national number" if kind == "BSN" else "bank account"
            known = work.policy.tables[name].columns.get(column) if name in work.policy.tables else None
            # One in eleven numbers of nine digits passes by chance, one IBAN in a hundred: a few hits among many are none.
            if (
                counts[True] < (2 if kind == "BSN" else 1)
                or counts[True] < counts[False]
                or known is not None
                and known.category == category
            ):
                continue
            yield Diagnostic(
                "GS445",
                "number-in-text",
                tn(
                    "`{column}` holds {n} text that passes the {kind} test",
                    "`{column}` holds {n} texts that pass the {kind} test",
                    counts[True],
                    column=name.column(column),
                    kind=kind,
                ),
                (
                    t(
                        "declare it `{category}: {column}`, or see to it that such numbers are not written there",
                        category=category,
                        column=column,
                    ),
                ),
                (known.place if known else None) or _place(work, name),
                WARNING,
                "UAVG art. 46" if kind == "BSN" else "",
                name.column(column),
            )


def _tested(value: str) -> Iterator[tuple[str, bool]]:
    from stdnum import iban
    from stdnum.nl import bsn

    for found in _NINE.findall(value):
        yield "BSN", bool(bsn.is_valid(found.replace(".", "")))
    for found in _IBAN.findall(value):
        yield "IBAN", bool(iban.is_valid(found))


def _place(work: Work, name: Name) -> Place | None:
    table = work.policy.tables.get(name)
    return table.place if table else work.policy.stores[name.store].place
