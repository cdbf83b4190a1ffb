"""Gestand's own data: requests of people, how they showed who they are, mail to them, looks of staff, accounts. It is in the policy like
any other: with a purpose, a basis, and periods (`own data`), and so in the statement and the register."""

from __future__ import annotations

from dataclasses import replace

from gestand.policy.grammar import Length, NotSaid, length
from gestand.policy.model import Own
from gestand.policy.source import Node
from gestand.policy.tables import Findings
from gestand.words import mark

REQUESTS = Own(
    "requests",
    mark("answering requests about data, and showing that we did"),
    "GDPR art. 12",
    (
        mark("name and address"),
        mark("what was asked, and in which words"),
        mark("how we saw who asked"),
        mark("our letters, and the answer until its time is over"),
        mark("which of our people looked at it, when and why"),
    ),
    mark("everybody who asks us something"),
    mark("the request was closed"),
    Length(5, "years"),
)
ACCOUNTS = Own(
    "accounts",
    mark("letting only our own people handle requests, each with an account of their own"),
    "GDPR art. 32",
    (mark("name and address at work"), mark("roles"), mark("the secrets to sign in, which nobody can read")),
    mark("our people who handle requests"),
    mark("the account was ended"),
    Length(1, "years"),
)

BACKUPS = Length(35, "days")  # how old a backup can become, where no store says it
JOURNAL = Own(
    "journal",
    mark("doing again what you asked us, after a backup was put back"),
    "GDPR art. 32",
    (
        mark("what was done, and a code that only we can match with a person"),
        mark("what was corrected, encrypted"),
    ),
    mark("everybody for whom we did something with their data"),
    mark("it was done"),
    BACKUPS,
)


def own(tree: Node, found: Findings) -> tuple[Own, ...]:
    """Our own uses, with the periods of the section `own data` where it says others."""
    section = tree.child("own data")
    made = []
    for one in (REQUESTS, ACCOUNTS):
        keep, node = one.keep, section.get(one.name)
        if node is not None:
            try:
                keep = length(node.text)
            except NotSaid as error:
                found.unread(error, node.place, one.name)
        made.append(replace(one, keep=keep))
    return (*made, replace(JOURNAL, keep=_oldest_backup(tree, found)))


def _oldest_backup(tree: Node, found: Findings) -> Length:
    """How old a backup of any store can become."""
    ages = []
    for name, store in tree.child("stores").items.items():
        node = store.get("backups")
        if node is not None and isinstance(node.value, str):
            try:
                ages.append(length(node.text))
            except NotSaid as error:
                found.unread(error, node.place, name)
    return max(ages, key=lambda one: one.count * _DAYS[one.unit], default=BACKUPS)


_DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366}
