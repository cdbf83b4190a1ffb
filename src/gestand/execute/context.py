"""What every act needs: the policy, its stores, our state, who acts, and a clock."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gestand.diagnostics import Diagnostic, GestandError
from gestand.policy import resolve, source
from gestand.policy.catalog import Catalog
from gestand.policy.model import Policy
from gestand.policy.tables import Findings
from gestand.state import State, now
from gestand.stores import SqlStore, connect


@dataclass
class Opened:
    """A policy as read and bound, its connected stores, and what was wrong with it so far."""

    policy: Policy
    stores: dict[str, SqlStore]
    findings: list[Diagnostic]
    tree: source.Node
    seconds: float = 0.0  # how long reading and looking took

    @property
    def usable(self) -> bool:
        return not [d for d in self.findings if d.severity == "error"]


def open_policy(folder: Path) -> Opened:
    """Read the policy, connect its stores, look at what is really there, and bind the one to the other.

    Everything wrong is collected; raises GestandError only where there is no policy at all."""
    started = time.perf_counter()
    tree, problems = source.read(folder)
    found = Findings(list(problems))
    declared = resolve.stores(tree, found)
    stores: dict[str, SqlStore] = {}
    catalogs: dict[str, Catalog] = {}
    for name, store in declared.items():
        try:
            stores[name] = connect(store)
            catalogs[name] = stores[name].inspect()
        except GestandError as error:
            found.all += error.diagnostics
            stores.pop(name, None)
    base = folder if folder.is_dir() else folder.parent
    policy = resolve.resolve(tree, catalogs, base, declared, found)
    return Opened(policy, stores, found.all, tree, time.perf_counter() - started)


def today_of(policy: Policy) -> date:
    """The day it is in the organisation's time zone, where nothing else gives a clock."""
    return now().astimezone(ZoneInfo(policy.organisation.time_zone)).date()


@dataclass
class Context:
    """Who acts, on what, when. Made once a process; holds no transaction."""

    policy: Policy
    stores: Mapping[str, SqlStore]
    state: State
    actor: str = "cli"
    clock: Callable[[], datetime] = now
    made: dict[Any, Any] = field(default_factory=dict)  # plans and statements that would be built the same again

    def now(self) -> datetime:
        return self.clock()

    def today(self) -> date:
        """The day it is in the organisation's time zone."""
        return self.clock().astimezone(ZoneInfo(self.policy.organisation.time_zone)).date()

    def pseudonym(self, text: str) -> str:
        """A name for an actor or a person that means nothing to who hasn't our key."""
        return hmac.new(self.state.digest_key(), text.encode(), hashlib.sha256).hexdigest()[:32]

    def promises(self, activities: object) -> list[str]:
        """The promises that these activities keep."""
        return sorted({p for a in activities for p in self.policy.activities[a].promises})  # type: ignore[attr-defined]
