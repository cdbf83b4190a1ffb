"""What is known of a promise: measured by the engine, declared by a person, or not shown at all. No sentence claims more than is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gestand.documents.statement.tree import Sentence
from gestand.policy import promises
from gestand.policy.model import Policy
from gestand.words import day, said, t, tn


@dataclass(frozen=True)
class Measure:
    """What was measured of an activity and written into the evidence log: rows too late, when, and the entry."""

    overdue: int
    at: datetime
    entry: int


@dataclass(frozen=True)
class Standing:
    """How a sentence stands, and the words that say so. `state`: kept, overdue, attested, enforced (by Gestand itself, each time) or
    unproven."""

    state: str
    text: str


def standing(policy: Policy, sentence: Sentence, measures: Mapping[str, Measure], on: date) -> Standing | None:
    """What is known of a sentence; None where it promises nothing."""
    names = list(policy.activities) if sentence.activity == "*" else [sentence.activity] if sentence.activity else []
    if names:
        return _measured(names, measures)
    if not sentence.promise:
        return None
    declared = policy.promises.get(sentence.promise)
    if carriers := promises.carriers(policy, sentence.promise):
        if declared is None or declared.state == "enforced":
            return _measured(carriers, measures)
    if declared is None:
        return Standing("unproven", t("nobody has shown this"))
    match promises.state_on(declared, on):
        case "attested":
            given = day(date.fromisoformat(declared.date)) if declared.date else "?"
            text = t("declared by {by} on {day}: {evidence}", by=declared.by, day=given, evidence=declared.evidence)
            return Standing("attested", text)
        case "enforced":
            return Standing("enforced", t("Gestand does this itself, each time, and records it"))
        case "not yet":
            return Standing("unproven", t("not done yet: {because}", because=said(declared.because)))
    because = said(declared.because) or (t("it had to be declared again") if declared.state == "attested" else "")
    return Standing("unproven", t("not shown: {because}", because=because) if because else t("nobody has shown this"))


def _measured(names: list[str], measures: Mapping[str, Measure]) -> Standing:
    """The measure of activities together: the oldest of them, and all that is too late."""
    found = [measures[n] for n in names if n in measures]
    if len(found) < len(names):
        return Standing("unproven", t("not measured yet: `gestand board --prove`"))
    late = sum(m.overdue for m in found)
    oldest = min(found, key=lambda m: m.at)
    where = t("measured on {day}, entry {entry} of the evidence log", day=day(oldest.at.date()), entry=oldest.entry)
    if late:
        return Standing("overdue", f"{tn('{n} row is too late', '{n} rows are too late', late)}, {where}")
    return Standing("kept", f"{t('nothing is too late')}, {where}")
