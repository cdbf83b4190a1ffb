"""Which uses of data the law wants assessed, as far as a policy can tell, and the files in which that was done.

GDPR art. 35(3) and the list of the authority (art. 35(4)) name uses that are risky by themselves; for others, two of the criteria of
the European guidelines are enough (WP 248). How many people it concerns, and what is new about it, no policy says: so a DPIA may also be
declared not needed, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from gestand.diagnostics import Place
from gestand.law.errors import LawError
from gestand.law.transfers import adequacy, in_eea
from gestand.policy.assessments import BALANCING, DPIA, TRANSFER, Assessment, Kind, Unreadable, read
from gestand.policy.model import Activity, Column, Policy, Recipient, Table
from gestand.policy.rules.asking import kinds_of
from gestand.policy.tables import CATEGORIES, SPECIAL
from gestand.words import enumeration, t

SEEN = ("voice", "image", "location", "traffic", "behaviour", "online identifier", "content")  # what observation notes of people


def used(policy: Policy, activity: Activity) -> Iterator[tuple[Table, Column]]:
    """The personal columns that an activity uses, with their tables."""
    for name, columns in activity.uses.items():
        table = policy.tables[name]
        yield from ((table, table.columns[c]) for c in columns if c in table.columns and table.columns[c].personal)


def categories(policy: Policy, activity: Activity) -> tuple[str, ...]:
    """The categories of data that an activity uses, in their own order."""
    found = {column.category for _, column in used(policy, activity)}
    return tuple(c for c in CATEGORIES if c in found)


def people(policy: Policy, activity: Activity) -> list[str]:
    """The kinds of people whose data an activity uses: whose rows they are, and whom those rows mention."""
    found = [kind for name in activity.uses for kind in kinds_of(policy, name)]
    found += [hop.kind for name in activity.uses for hop in policy.tables[name].mentions if hop.kind]
    return [kind for kind in dict.fromkeys(found) if kind in policy.kinds]


def risky(policy: Policy, activity: Activity) -> list[str]:
    """What makes an activity risky by itself, to follow "because"."""
    words = categories(policy, activity)
    found = []
    if activity.decision:
        found.append(t("a computer decides alone"))
    if activity.profiling:
        found.append(t("it makes profiles of people"))
    if special := [t(c) for c in words if c in SPECIAL]:
        found.append(t("it uses special data ({categories})", categories=", ".join(special)))
    if policy.cameras is not None and policy.cameras.activity == activity.name:
        found.append(t("cameras watch people"))
    if where := [t(c) for c in words if c in ("location", "traffic")]:
        found.append(t("it shows where people were or with whom they spoke ({categories})", categories=", ".join(where)))
    return found


def risky_together(policy: Policy, activity: Activity) -> list[str]:
    """What makes an activity risky where two of it meet, to follow "because"."""
    found = []
    weak = [kind for kind in people(policy, activity) if policy.kinds[kind].vulnerable]
    if weak:
        found.append(t("it is about people who can't easily say no ({people})", people=", ".join(weak)))
    columns = list(used(policy, activity))
    if any(table.source == "observed" and column.category in SEEN for table, column in columns):
        found.append(t("it notes what people do or say"))
    return found


def needs_dpia(policy: Policy, activity: Activity) -> str:
    """Why an activity needs an impact assessment, to follow "because"; '' where it needs none."""
    if policy.organisation.roles == ("processor",) or activity.for_customers:  # customers decide, and they assess
        return ""
    found, together = risky(policy, activity), risky_together(policy, activity)
    return enumeration([*found, *together]) if found or len(together) > 1 else ""


def needs_transfer_assessment(recipient: Recipient, today: date) -> bool:
    """A recipient outside the EEA where no decision covers the whole country: what its safeguard is worth there is to be assessed."""
    if not recipient.country:
        return False
    try:
        if in_eea(recipient.country, today):
            return False
    except LawError:
        return True
    decision = adequacy(recipient.country, today)
    return decision is None or decision.value == "partial"


@dataclass(frozen=True)
class Filed:
    """A file that the policy names as an assessment: of what kind, of which activities or recipient, and where it is named first."""

    policy: Policy
    kind: Kind
    file: str
    about: tuple[str, ...]
    place: Place | None

    @cached_property
    def read(self) -> Assessment | None:
        """What stands in it; None where it can't be read."""
        try:
            return read(self.kind, Path(self.policy.folder), self.file)
        except Unreadable:
            return None


def filed(policy: Policy) -> Iterator[Filed]:
    """Every file that the policy names as an assessment, each once."""
    named: dict[tuple[Kind, str], list[str]] = {}
    places: dict[tuple[Kind, str], Place | None] = {}

    def name(kind: Kind, file: str, about: str, place: Place | None) -> None:
        if file:
            named.setdefault((kind, file), []).append(about)
            places.setdefault((kind, file), place)

    for activity in policy.activities.values():
        name(BALANCING, activity.balancing, activity.name, activity.place)
        if activity.dpia:
            name(DPIA, activity.dpia.file, activity.name, activity.dpia.place)
    for recipient in policy.recipients.values():
        if recipient.assessment:
            name(TRANSFER, recipient.assessment.file, recipient.name, recipient.assessment.place)
    for (kind, file), about in named.items():
        yield Filed(policy, kind, file, tuple(about), places[kind, file])


def data_of(policy: Policy, recipient: str) -> tuple[str, ...]:
    """The categories of data that a recipient receives, or keeps for us."""
    kept = {store.name for store in policy.stores.values() if store.kept_by == recipient}
    found = {c for a in policy.activities.values() if recipient in a.recipients for c in categories(policy, a)} | {
        c.category for name, table in policy.tables.items() if name.store in kept for c in table.personal
    }
    return tuple(c for c in CATEGORIES if c in found)
