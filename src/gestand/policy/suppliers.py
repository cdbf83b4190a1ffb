"""The chain of suppliers: who stores, processes and carries data on our instructions, and on theirs (promise E3; GDPR art. 28(2), (4))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gestand.policy.model import Activity, Policy, Recipient


def used(policy: Policy, activities: Iterable[Activity]) -> list[Recipient]:
    """The suppliers that these activities use: who keeps the stores, who receives the data to work with it, and who works for them."""
    names: dict[str, None] = {}
    for activity in activities:
        keep = [policy.stores[table.store].kept_by for table in activity.uses if table.store in policy.stores]
        names |= dict.fromkeys([*keep, *activity.recipients])
    direct = [policy.recipients[n] for n in names if n in policy.recipients and policy.recipients[n].role == "processor"]
    found: dict[str, Recipient] = {}
    for one in direct:
        found[one.name] = one
        found |= {below.name: below for below in _below(policy, one, {one.name})}
    return list(found.values())


def _below(policy: Policy, one: Recipient, seen: set[str]) -> Iterator[Recipient]:
    for other in policy.recipients.values():
        if other.under == one.name and other.name not in seen:
            yield other
            yield from _below(policy, other, seen | {other.name})


def working(listed: Sequence[Recipient], on: date) -> list[Recipient]:
    """Those of them that work on this day: begun, and not ended."""
    return [r for r in listed if (r.since is None or r.since <= on) and (r.ended is None or r.ended > on)]


def coming(listed: Sequence[Recipient], on: date) -> list[Recipient]:
    """Those of them that begin later."""
    return [r for r in listed if r.since is not None and r.since > on]


def of_customers(policy: Policy) -> list[Recipient]:
    """The suppliers with which we work for customers."""
    return used(policy, [a for a in policy.activities.values() if a.for_customers])
