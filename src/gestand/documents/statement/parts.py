"""What several parts of the statement ask of a policy."""

from __future__ import annotations

from collections.abc import Iterable

from gestand.holding.ownership import kinds_of
from gestand.law.deadlines import Within
from gestand.policy.model import Activity, Name, Policy, Recipient
from gestand.policy.tables import CATEGORIES
from gestand.words import enumeration, said, t, tn

EVERYBODY = "everybody"  # who belongs to no kind of people


def carried(policy: Policy, *through: str) -> str:
    """The promise that Gestand itself carries out in one of these ways; '' where there is none."""
    return next((p.id for p in policy.promises.values() if set(p.through) & set(through)), "")


def subjects_of(policy: Policy, table: Name) -> list[str]:
    """The kinds of people whom rows of a table are about: where people are found, those people and not the ones they belong to."""
    return [k.name for k in policy.kinds.values() if k.table == table] or kinds_of(policy, table)


def people_of(policy: Policy, activity: Activity) -> tuple[str, ...]:
    """The kinds of people whose data an activity is about."""
    found = subjects_of(policy, activity.table)
    for table in activity.uses if not found else ():
        found += [k for k in subjects_of(policy, table) if k not in found]
    for table in activity.uses if not found else ():  # rows that are nobody's are about the people they mention
        found += [hop.kind for hop in policy.tables[table].mentions if hop.kind and hop.kind not in found]
    return tuple(found)


def keepers(policy: Policy) -> list[Recipient]:
    """Who keeps the stores for us: they have everything that lies there."""
    names = dict.fromkeys(store.kept_by for store in policy.stores.values())
    return [policy.recipients[n] for n in names if n in policy.recipients]


def recipients_of(policy: Policy, activity: Activity) -> list[Recipient]:
    """Who receives what an activity uses, besides who keeps the stores."""
    kept = keepers(policy)
    return [policy.recipients[n] for n in activity.recipients if n in policy.recipients and policy.recipients[n] not in kept]


def received(policy: Policy, recipient: Recipient) -> tuple[str, ...]:
    """The categories of data that a recipient receives."""
    activities = [a for a in policy.activities.values() if recipient in recipients_of(policy, a)]
    return categories(policy, (item for a in activities for item in a.uses.items()))


DESCRIBED = {  # the categories that people would not know by their name
    "contact": lambda: t("contact details"),
    "identifier": lambda: t("numbers that belong to you"),
    "traffic": lambda: t("traffic data"),
    "financial": lambda: t("financial details"),
    "credential": lambda: t("log-in details"),
    "online identifier": lambda: t("IP address and device"),
    "behaviour": lambda: t("how you use our services"),
    "preference": lambda: t("your preferences"),
    "content": lambda: t("messages and notes"),
    "voice": lambda: t("recordings of your voice"),
    "image": lambda: t("images of you"),
    "document": lambda: t("documents"),
    "opinion": lambda: t("assessments"),
    "relation": lambda: t("people close to you"),
    "bank account": lambda: t("bank account number"),
    "employment": lambda: t("work and position"),
}


def described(category: str) -> str:
    """A category in words that people know."""
    return DESCRIBED[category]() if category in DESCRIBED else t(category)


def categories(policy: Policy, used: Iterable[tuple[Name, Iterable[str]]]) -> tuple[str, ...]:
    """The categories of columns in words, each once; what names a person comes first."""
    found: set[str] = set()
    for table, columns in used:
        one = policy.tables[table]
        found |= {one.columns[c].category for c in columns if c in one.columns and one.columns[c].personal}
    return tuple(described(category) for category in CATEGORIES if category in found)


def called(recipient: Recipient) -> str:
    """What a recipient is called, with its own name where people should know it."""
    name = said(recipient.called, recipient.name)
    return f"{name} ({recipient.company})" if recipient.company else name


def listed(names: Iterable[str]) -> str:
    """Names as a list in a sentence."""
    return enumeration(list(names))


def months(count: int) -> str:
    """A number of months, to follow "within"."""
    return tn("one month", "{n} months", count)


def time(promised: Within) -> str:
    """A time in which something is done, to follow "within"."""
    match promised.unit:
        case "days":
            length = tn("one day", "{n} days", promised.count)
        case "working days":
            length = tn("one working day", "{n} working days", promised.count)
        case "weeks":
            length = tn("one week", "{n} weeks", promised.count)
        case "months":
            length = months(promised.count)
    if promised.after == "identification":
        return t("{length} after we know who you are", length=length)
    return length
