"""How agreements stand: which customer has none, which ended or ends soon, which say something else than the policy does now. Those whom it
concerns are reminded by mail, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from gestand.diagnostics import Diagnostic
from gestand.documents.agreement.letters import ends
from gestand.documents.customers import Customer
from gestand.documents.letters import as_html, as_text
from gestand.execute.context import Context
from gestand.execute.customers import customers
from gestand.policy.model import Policy
from gestand.policy.papers import REMINDER
from gestand.policy.rules.asking import days
from gestand.post import Mail, queue
from gestand.state import State
from gestand.state.post import mails
from gestand.stores import SqlStore
from gestand.telling.agreements import kept
from gestand.telling.agreements.kept import Kept, party_of
from gestand.telling.agreements.making import language_of, now, terms_of
from gestand.telling.people import ADDRESSED
from gestand.words import day, number, t, tn, use


@dataclass(frozen=True)
class Standing:
    """How the agreement with one customer stands. `state`: none, offered, in force, ends soon, over, other text. `kept`: the one in force;
    `offered`: the one that waits to be accepted."""

    customer: Customer
    state: str
    kept: Kept | None
    offered: Kept | None


def standing(policy: Policy, state: State, stores: Mapping[str, SqlStore], on: date) -> list[Standing]:
    """Each customer whose agreement did not end, in the order of their numbers."""
    if policy.agreements is None:
        return []
    there: dict[str, list[Kept]] = {}
    for one in kept.every(state):
        there.setdefault(one.party, []).append(one)
    return [_standing(policy, c, there.get(party_of(c.key), []), on) for c in customers(policy, stores) if not c.over(on)]


def _standing(policy: Policy, one: Customer, versions: Sequence[Kept], on: date) -> Standing:
    offered = versions[-1] if versions and versions[-1].state == "offered" else None
    force = next((v for v in reversed(versions) if v.in_force(on)), None)
    if force is None:
        return Standing(one, "offered" if offered else "none", None, offered)
    assert policy.agreements is not None
    if force.until and force.until < on:
        return Standing(one, "over", force, offered)
    if force.until and force.until <= on + timedelta(days=days(policy.agreements.reminder)):
        return Standing(one, "ends soon", force, offered)
    if force.state != "own form" and force.terms != terms_of(now(policy, one, on, 0, force.language)):
        return Standing(one, "other text", force, offered)
    return Standing(one, "in force", force, offered)


def findings(policy: Policy, state: State, stores: Mapping[str, SqlStore], on: date) -> list[Diagnostic]:
    """What is wrong with the agreements that our state knows: one finding a matter, with the numbers of the customers."""
    found: dict[str, list[Standing]] = {}
    for one in standing(policy, state, stores, on):
        found.setdefault(one.state, []).append(one)
    return [*_findings(policy, found), *_files(policy, state)]


def _findings(policy: Policy, found: Mapping[str, list[Standing]]) -> Iterator[Diagnostic]:
    place = policy.agreements.place if policy.agreements else None

    def diagnostic(code: str, name: str, message: str, help: str, severity: str = "warning") -> Diagnostic:
        return Diagnostic(code, name, message, (help,), place, severity, "GDPR art. 28(3)", "agreements")

    if none := [*found.get("none", []), *found.get("offered", [])]:
        message = tn(
            "{n} customer has no processor agreement: {numbers}",
            "{n} customers have no processor agreement: {numbers}",
            len(none),
            numbers=_numbers(none),
        )
        yield diagnostic("GS370", "customer-without-agreement", message, t("offer it: gestand agreement offer --all"))
    if over := found.get("over", []):
        message = tn(
            "the agreement with {n} customer had to be made anew: {numbers}",
            "the agreements with {n} customers had to be made anew: {numbers}",
            len(over),
            numbers=_numbers(over),
        )
        yield diagnostic("GS371", "customer-agreement-over", message, t("offer a new version: gestand agreement offer CUSTOMER"))
    if soon := found.get("ends soon", []):
        message = tn(
            "the agreement with {n} customer ends soon: {numbers}",
            "the agreements with {n} customers end soon: {numbers}",
            len(soon),
            numbers=_numbers(soon),
        )
        yield diagnostic(
            "GS371", "customer-agreement-ends-soon", message, t("offer a new version: gestand agreement offer CUSTOMER")
        )
    if other := found.get("other text", []):
        message = tn(
            "the agreement with {n} customer no longer says what the policy does: {numbers}",
            "the agreements with {n} customers no longer say what the policy does: {numbers}",
            len(other),
            numbers=_numbers(other),
        )
        yield diagnostic(
            "GS372", "customer-agreement-outdated", message, t("offer a new version: gestand agreement offer CUSTOMER")
        )


def _numbers(some: Sequence[Standing]) -> str:
    """The numbers of customers; the names of some are those of people."""
    shown = [one.customer.key for one in some[:8]]
    return ", ".join(shown) + (f" … ({number(len(some))})" if len(some) > len(shown) else "")


def _files(policy: Policy, state: State) -> Iterator[Diagnostic]:
    """Signed agreements with suppliers whose file is another one than was kept."""
    import hashlib
    from pathlib import Path

    newest = {one.key: one for one in kept.every(state) if one.party.startswith("recipient ")}
    for name, version in newest.items():
        recipient = policy.recipients.get(name)
        declared = recipient.agreement if recipient else None
        if declared is None or not declared.file:
            continue
        try:
            digest = hashlib.sha256((Path(policy.folder) / declared.file).read_bytes()).hexdigest()
        except OSError:
            continue  # GS378 says so
        if digest != version.file_digest:
            yield Diagnostic(
                "GS372",
                "agreement-file-changed",
                t("`{file}` is another file than the agreement with `{name}` that was kept", file=declared.file, name=name),
                (t("is it the new agreement? then keep it: gestand agreement keep {name}", name=f'"{name}"'),),
                declared.place,
                "warning",
                "GDPR art. 28(9)",
                name,
            )


def remind(context: Context) -> int:
    """Queue a mail about each agreement that ends soon, or is over: to the customer where there is one, and to ourselves. Each is reminded
    once. Returns how many were queued."""
    policy, on = context.policy, context.today()
    queued = 0
    for one in standing(policy, context.state, context.stores, on):
        if one.state in ("ends soon", "over") and one.kept and one.kept.until:
            about = f"agreement {one.kept.party}/{one.kept.number} ends"
            language = language_of(policy, one.customer)
            queued += _remind(context, about, one.customer.contact, language, one.customer.name, one.kept.until)
            queued += _remind(
                context, about, policy.organisation.contact, policy.organisation.languages[0], one.customer.name, one.kept.until
            )
    before = on + timedelta(days=days(policy.agreements.reminder if policy.agreements else REMINDER))
    for name, recipient in policy.recipients.items():
        until = recipient.agreement.until if recipient.agreement and not recipient.ended else None
        if until and until <= before:
            about = f"agreement recipient {name} until {until.isoformat()}"
            queued += _remind(context, about, policy.organisation.contact, policy.organisation.languages[0], name, until)
    return queued


def _remind(context: Context, about: str, to: str, language: str, name: str, until: date) -> int:
    if not ADDRESSED.fullmatch(to) or to.lower().endswith(".invalid"):
        return 0
    organisation = context.policy.organisation
    with use(language):
        letter = ends(context.policy, name, until)
        mail = Mail(to, letter.subject, as_text(letter, organisation), as_html(letter, organisation), language, key="ends")
    with context.state.begin() as connection:
        counted = sa.select(sa.func.count()).select_from(mails).where(mails.c.about == about)
        before = connection.execute(counted).scalar() or 0
        queue(connection, context.state, mail, about, at=context.now())
        return (connection.execute(counted).scalar() or 0) - before


def until_said(one: Kept) -> str:
    """Until when an agreement is good, in words; '' where it has no end."""
    return day(one.until) if one.until else ""
