"""The facts, from our own state, as named key sets: what let go, who is held, who is restricted.

INVARIANT: facts that can't be read stop the act. An empty answer is only ever an empty table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.holding.holders import Facts, Hold
from gestand.plan.questions import Key, plain_key
from gestand.policy.model import Policy
from gestand.state.tables import holds, let_gos, restrictions
from gestand.words import t


def key_text(key: Sequence[object]) -> str:
    """A key as our tables keep it: JSON, so that 1 and "1" stay different."""
    return json.dumps(list(plain_key(key)))


@dataclass(frozen=True)
class Known:
    """Facts, with the values of their key sets (name → keys of people of a kind)."""

    facts: Facts
    sets: Mapping[str, tuple[str, list[Key]]] = field(default_factory=dict)  # name → (kind, keys)

    def digest(self, people: Mapping[str, Sequence[Key]] | None = None) -> str:
        """SHA-256 over all facts, or over those that concern these people."""
        wanted = None if people is None else {kind: set(keys) for kind, keys in people.items()}
        said = []
        for name, (kind, keys) in sorted(self.sets.items()):
            concerned = sorted(key_text(k) for k in keys if wanted is None or k in wanted.get(kind, ()))
            if concerned or wanted is None:
                said.append([name, concerned])
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _known(policy: Policy, kind: str) -> str:
    """A kind of people that somebody is held or restricted as. What it now is called can't be guessed: raises GestandError GS510."""
    if kind not in policy.kinds:
        raise fail(
            "GS510",
            "unknown-people",
            t("people are held or restricted as `{name}`, and the policy has no such people: nothing was done", name=kind),
            t("give the people their old name again, or lift the hold or restriction first"),
        )
    return kind


def read(connection: sa.Connection, policy: Policy) -> Known:
    """All facts as they are now."""
    sets: dict[str, tuple[str, list[Key]]] = {}
    gone: dict[tuple[str, str, str | None], str] = {}
    wanted = sa.select(let_gos.c.kind, let_gos.c.key, let_gos.c.activities, let_gos.c.customer)
    for kind, key, activities, customer in connection.execute(wanted):
        if kind not in policy.kinds:
            continue
        for activity in json.loads(activities):
            name = f"let go {kind} {activity}" + (f" of {customer}" if customer else "")
            gone[kind, activity, customer] = name
            sets.setdefault(name, (kind, []))[1].append(tuple(json.loads(key)))
    held = []
    for row in connection.execute(sa.select(holds).where(holds.c.lifted_at.is_(None))):
        name = f"hold {row.id}"
        sets[name] = (_known(policy, row.kind), [tuple(k) for k in json.loads(row.keys)])
        held.append(Hold(row.id, row.kind, name, tuple(json.loads(row.tables))))
    restricted: dict[str, str] = {}
    for kind, key in connection.execute(sa.select(restrictions.c.kind, restrictions.c.key)):
        restricted[_known(policy, kind)] = f"restricted {kind}"
        sets.setdefault(f"restricted {kind}", (kind, []))[1].append(tuple(json.loads(key)))
    return Known(Facts(gone, tuple(held), restricted), sets)


def add_let_gos(
    connection: sa.Connection,
    people: Mapping[str, Sequence[Key]],
    activities: Sequence[str],
    plan: str,
    at: datetime,
    customer: str | None = None,
) -> None:
    """These activities let go of these people, of the rows of one customer of ours or of all. Said twice by the same plan, it is said once."""
    listed = json.dumps(list(activities))
    done = connection.execute(sa.select(sa.func.count()).select_from(let_gos).where(let_gos.c.plan == plan)).scalar_one()
    rows = [
        {"kind": kind, "key": key_text(key), "plan": plan, "activities": listed, "since": at, "customer": customer}
        for kind, keys in people.items()
        for key in keys
    ]
    if rows and not done:
        connection.execute(sa.insert(let_gos), rows)
