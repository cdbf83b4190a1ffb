"""Questions: what can be asked of Gestand, and the plan that answers it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from gestand.plan.steps import Step

Key = tuple[Any, ...]
KINDS = (
    "sweep",
    "access",
    "portability",
    "rectification",
    "erasure",
    "restriction",
    "lifting",
    "objection",
    "withdrawal",
    "ending",
)


@dataclass(frozen=True)
class Question:
    """What is asked, and for whom: per kind of people the keys of those in question. `activity`: to which use is objected, or for which
    consent is withdrawn ('' is all). `corrections`: store.table.column → new value. `ground`, `until`: of a restriction. `customer`: the
    number of the customer of ours who decides, whose rows alone it is about; '' for what we decide about ourselves, None whoever does. An
    `ending` is of the agreement with that customer."""

    kind: str
    people: Mapping[str, Sequence[Key]] = field(default_factory=dict)
    activity: str = ""
    corrections: Mapping[str, str] = field(default_factory=dict)
    ground: str = ""
    until: str = ""
    customer: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "people": {k: [list(key) for key in keys] for k, keys in self.people.items()},
            "activity": self.activity,
            "corrections": dict(self.corrections),
            "ground": self.ground,
            "until": self.until,
            **({} if self.customer is None else {"customer": self.customer}),
        }

    @staticmethod
    def from_dict(said: Mapping[str, Any]) -> Question:
        return Question(
            said["kind"],
            {k: [tuple(key) for key in keys] for k, keys in said["people"].items()},
            said["activity"],
            said["corrections"],
            said["ground"],
            said["until"],
            said.get("customer"),
        )


@dataclass(frozen=True)
class Plan:
    """The steps that answer a question on a day, under a policy, given the facts. `salt` keeps the digest from telling whom it is about."""

    question: Question
    today: date
    policy: str
    facts: str
    steps: tuple[Step, ...]
    let_go: tuple[str, ...] = ()  # the activities that let go of these people
    salt: str = ""
    made: str = ""  # a name for these very steps, by which what is derived from them is kept

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over policy, question, day, people, steps and facts: not over counts, so that rows which come in between and
        fit the steps go too. Everything in it is a sorted, plain value, so that the same plan has the same digest on any machine."""
        return self.digest_with(outline(self.steps))

    def digest_with(self, steps: str) -> str:
        """The digest, given that of the steps."""
        said = {
            "question": self.question.as_dict(),
            "today": self.today.isoformat(),
            "policy": self.policy,
            "facts": self.facts,
            "steps": steps,
            "let go": sorted(self.let_go),
        }
        return hashlib.sha256(
            (self.salt + json.dumps(said, sort_keys=True, default=str, separators=(",", ":"))).encode()
        ).hexdigest()


def plain_key(key: Sequence[Any]) -> Key:
    """A key as JSON can say it, so that it is the same wherever it came from: numbers and texts stay, bytes are spelled `\\x00ff`, the
    rest becomes text."""
    return tuple(
        value
        if isinstance(value, (int, str))
        else f"\\x{bytes(value).hex()}"
        if isinstance(value, (bytes, bytearray, memoryview))
        else str(value)
        for value in key
    )


def outline(steps: Sequence[Step]) -> str:
    """SHA-256 (hex) of steps."""
    return hashlib.sha256(json.dumps([plain(s) for s in steps], default=str, separators=(",", ":")).encode()).hexdigest()


def plain(value: Any) -> Any:
    """A frozen value as lists, texts and numbers, with the names of its classes."""
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(plain(getattr(value, f.name)) for f in fields(value))]
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value
