"""The chain of suppliers in words (promise E3; GDPR art. 28(2), (4))."""

from __future__ import annotations

from gestand.policy.model import Policy, Recipient
from gestand.words import enumeration, t


def does(one: Recipient, policy: Policy) -> str:
    """What a supplier does with data: as the policy says, else what follows from it."""
    words = one.does or (("stores",) if any(s.kept_by == one.name for s in policy.stores.values()) else ("processes",))
    said = {"stores": t("stores"), "processes": t("processes"), "carries": t("carries")}
    return enumeration([said[w] for w in words])
