"""`check`: the findings about a policy and its stores, and the counts beside them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gestand.diagnostics import Diagnostic
from gestand.execute.context import Opened, today_of
from gestand.policy import check as checks


def check(
    opened: Opened, folder: Path, data: bool = False, more: Iterable[Diagnostic] = ()
) -> tuple[list[Diagnostic], dict[str, Any]]:
    """All findings, those accepted marked so, and how much was looked at. `data`: look at the rows too. `more`: what was found
    elsewhere."""
    started = time.perf_counter()
    today = today_of(opened.policy)
    found = [*opened.findings, *more]
    if data and opened.usable:
        from gestand.execute import survey

        found += survey.check_data(opened.policy, opened.stores, today)
    findings = checks.check(opened.policy, found, today)
    tables = [t for catalog in opened.policy.catalogs.values() for t in catalog.tables.values()]
    summary = {
        "tables": len(tables),
        "columns": sum(len(t.columns) for t in tables),
        "activities": len(opened.policy.activities),
        "digest": opened.policy.digest,
        "seconds": opened.seconds + time.perf_counter() - started,
    }
    return findings, summary
