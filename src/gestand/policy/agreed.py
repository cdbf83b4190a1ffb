"""What papers need besides what the engine carries out: measures, and when somebody last looked at the register. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gestand.diagnostics import Place
from gestand.policy.grammar import Length

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    """How data is protected (GDPR art. 32): in words, or by the promise that says it."""

    name: str
    said: Texts
    promise: str
    place: Place


@dataclass(frozen=True)
class Review:
    """When somebody last went through the register, and how long that is good for."""

    on: date | None
    by: str
    again: Length
    place: Place


@dataclass(frozen=True)
class Promised:
    """What an agreement promises in numbers; None where it says nothing."""

    breaches: Length | None = None  # a breach is told within, after it was noticed
    new_suppliers: Length | None = None  # a change of suppliers is told so long before
    at_the_end: Length | None = None  # data is given back or deleted within


@dataclass(frozen=True)
class Agreements:
    """What our agreements with customers say (GDPR art. 28(3)). `lasts` None: as long as we work for the customer."""

    subject: Texts
    promised: Promised
    requests: str  # what people ask us is passed on within
    audits: Length
    lasts: Length | None
    reminder: Length
    signs: Mapping[str, str]  # who signs for us: name, function
    place: Place


@dataclass(frozen=True)
class Agreement:
    """The agreement with a supplier who works on our instructions. `checklist`: the file in which a person checked what the law wants in it."""

    signed: date | None
    until: date | None
    file: str
    checklist: str
    promised: Promised
    place: Place

    def over(self, on: date) -> bool:
        """It has ended on this day."""
        return self.until is not None and self.until < on
