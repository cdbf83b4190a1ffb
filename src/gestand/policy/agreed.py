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
