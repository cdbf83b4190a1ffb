"""A customer of ours whose data we work with (GDPR art. 28): who it is, and the policy as it holds for that customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gestand.policy.grammar import After, Clause, length
from gestand.policy.model import Activity, Policy


@dataclass(frozen=True)
class Customer:
    """A controller for whom we work. `key` is its number, as the file with periods writes it. Empty: not known."""

    key: str
    name: str
    contact: str = ""
    language: str = ""
    address: str = ""
    officer: str = ""
    representative: str = ""
    since: date | None = None
    ended: date | None = None

    def over(self, on: date) -> bool:
        """It is no customer any more on this day."""
        return self.ended is not None and self.ended <= on


def for_customers(policy: Policy) -> Mapping[str, Activity]:
    """What we do for customers, who decide about it."""
    return {name: a for name, a in policy.activities.items() if a.for_customers}


def theirs(policy: Policy, customer: Customer) -> Policy:
    """The policy as it holds for one customer: what we do for it, with its own periods."""
    mine = {name: replace(a, keep=_periods(policy, a, customer.key), on_behalf=True) for name, a in for_customers(policy).items()}
    return replace(policy, activities=mine, made={})


def differing(policy: Policy, customer: Customer) -> Mapping[str, str]:
    """The periods that this customer set itself: activity → length, as the file says it."""
    if policy.customers is None:
        return {}
    said = {name: periods.get(customer.key, "") for name, periods in policy.customers.periods.items()}
    return {name: period for name, period in said.items() if period and name in policy.activities}


def _periods(policy: Policy, activity: Activity, key: str) -> tuple[Clause, ...]:
    ours = policy.customers
    if ours is None:
        return activity.keep
    said = ours.periods.get(activity.name, {}).get(key) or ours.otherwise
    return tuple(
        replace(c, length=length(said)) if isinstance(c, After) and c.length is None and said else c for c in activity.keep
    )
