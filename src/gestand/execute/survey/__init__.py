"""`gestand check --data`: what only the rows show. Set by set, in each store; it changes nothing.

INVARIANT NO-TRACE: a finding holds places, counts and percentages, never a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from gestand.diagnostics import Diagnostic, GestandError
from gestand.execute.survey import links, listed, rows, values
from gestand.policy.model import Policy
from gestand.stores import SqlStore
from gestand.stores.work import Work


def check_data(policy: Policy, stores: Mapping[str, SqlStore], today: date) -> list[Diagnostic]:
    """What the rows of the connected stores show. A store that fails is a finding, and the others are looked at."""
    found: list[Diagnostic] = []
    failed: set[str] = set()
    for name in stores:
        try:
            with _working(policy, stores, name) as work:
                for part in (listed.oddities, rows.pointers, rows.nobody, values.shared, values.numbers):
                    found += part(work)
                found += rows.anchors(work, today)
        except GestandError as error:
            found += error.diagnostics
            failed.add(name)
    try:
        found += links.links(policy, {name: one for name, one in stores.items() if name not in failed})
    except GestandError as error:
        found += error.diagnostics
    return found


@contextmanager
def _working(policy: Policy, stores: Mapping[str, SqlStore], name: str) -> Iterator[Work]:
    with stores[name].session() as connection:
        elsewhere = (lambda other: _working(policy, stores, other)) if len(stores) > 1 else None
        work = Work(policy, stores[name], connection, elsewhere)
        yield work
        work.close()
