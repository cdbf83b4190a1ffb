"""What a plan does to what is held of one person, in words for them: what goes, what is corrected, what stays and why, who is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from gestand.documents import sentences
from gestand.documents.statement.parts import categories
from gestand.plan.steps import CorrectValue, CutPerson, DeleteRows, ReplaceValues, Step, TellRecipient
from gestand.policy.model import Name, Policy
from gestand.words import day, number, said, t


class Counted(Protocol):
    """A step, and how many rows it fits."""

    @property
    def step(self) -> Step: ...
    @property
    def rows(self) -> int: ...


class Staying(Protocol):
    """Rows that stay, held by which activity, until when."""

    @property
    def table(self) -> Name: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def activity(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def until(self) -> str: ...
    @property
    def shared(self) -> bool: ...


@dataclass(frozen=True)
class Summary:
    """Lines for people; `rows`: how many rows the steps fit."""

    gone: tuple[str, ...]
    stays: tuple[str, ...]
    told: tuple[str, ...]
    rows: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def summarise(policy: Policy, counted: Iterable[Counted], staying: Iterable[Staying]) -> Summary:
    """The summary of a plan, in the language of the moment."""
    counted = list(counted)
    gone = [*_gone(policy, counted), *_corrected(policy, counted)]
    told = [
        said(policy.recipients[c.step.recipient].called, c.step.recipient) for c in counted if isinstance(c.step, TellRecipient)
    ]
    rows = sum(c.rows for c in counted if not isinstance(c.step, TellRecipient))
    stays = [_stays(policy, one) for one in staying]
    return Summary(tuple(gone), tuple(dict.fromkeys(stays)), tuple(dict.fromkeys(told)), rows)


def _gone(policy: Policy, counted: Iterable[Counted]) -> list[str]:
    """One line a table: how many of it, or which data of it."""
    rows: dict[Name, int] = {}
    columns: dict[Name, list[str]] = {}
    for one in counted:
        if not one.rows or not isinstance(one.step, (DeleteRows, ReplaceValues, CutPerson)):
            continue
        rows[one.step.table] = max(rows.get(one.step.table, 0), one.rows)
        if not isinstance(one.step, DeleteRows):
            columns.setdefault(one.step.table, []).extend(c for c, _ in one.step.columns if isinstance(c, str))
    found = []
    for table, n in rows.items():
        words = categories(policy, [(table, columns.get(table, ()))])
        what = f"{sentences.heading(policy, table)} ({number(n)})" if n > 1 else sentences.heading(policy, table)
        found.append(f"{what}: {', '.join(words)}" if words else what)
    return found


def _corrected(policy: Policy, counted: Iterable[Counted]) -> list[str]:
    """Each value that is corrected, by its label; never the value."""
    found = []
    for one in counted:
        if isinstance(one.step, CorrectValue) and one.rows:
            found.append(
                f"{sentences.heading(policy, one.step.table)}: {sentences.label(policy, one.step.table, one.step.column)}"
            )
    return list(dict.fromkeys(found))


def _stays(policy: Policy, one: Staying) -> str:
    """What stays, why, and until when."""
    activity = policy.activities.get(one.activity)
    if one.shared:
        why = t("it is somebody else's too, and what speaks of you is gone")
    else:
        why = sentences.basis(activity) if activity else t("a claim or a request keeps it")
    until = f", {t('until {day}', day=day(date.fromisoformat(one.until)))}" if one.until else ""
    return f"{sentences.heading(policy, one.table)}: {why}{until}"
