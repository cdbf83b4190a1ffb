"""What a plan does, in words: the same on the command line, in the console and in what a second person approves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gestand.documents import sentences
from gestand.plan.steps import CorrectValue, CutPerson, DeleteRows, ExportRows, ReplaceValues, SealValues, UnsealValues
from gestand.policy.model import Files, Logs, Name, Policy
from gestand.words import said, t, tn


def verb(step: object) -> str:
    """What a step does to rows, in one word."""
    match step:
        case DeleteRows():
            return t("delete")
        case ReplaceValues(columns=columns):
            kinds = {w.kind for _, w in columns}
            return t("unlink") if not columns else t("blank") if kinds <= {"null", "empty"} else t("anonymise")
        case CutPerson():
            return t("unlink")
        case SealValues():
            return t("seal")
        case UnsealValues():
            return t("unseal")
        case CorrectValue():
            return t("correct")
        case ExportRows():
            return t("show")
        case _:
            return t("tell")


def what(policy: Policy, step: Any) -> str:
    """Which columns a step is about; nothing where whole rows go."""
    if isinstance(step, DeleteRows):
        return ""
    names = [c for c, _ in getattr(step, "columns", ())]
    return sentences.columns(policy, step.table, tuple(names)) if names else ""


def reason(policy: Policy, step: Any) -> str:
    """Why a step's rows go: the periods that have ended."""
    activities = [policy.activities[a] for a in getattr(step, "why", ())]
    if not activities:
        return t("the person it speaks of goes") if isinstance(step, CutPerson) else t("no activity holds it")
    names = "; ".join(said(a.purpose, a.name) for a in activities[:2]) + (" …" if len(activities) > 2 else "")
    ids = sorted({p for a in activities for p in a.promises})
    return f"{'/'.join(ids)}  {names}" if ids else names


def amount(policy: Policy, table: Name, n: int) -> str:
    """So many rows, as what they are."""
    match policy.stores[table.store].lists:
        case Files():
            return tn("{n} file", "{n} files", n)
        case Logs():
            return tn("{n} line", "{n} lines", n)
    return tn("{n} row", "{n} rows", n)


@dataclass(frozen=True)
class Line:
    """One step as people read it. Nothing in it tells of a person: only names of the policy and counts."""

    table: str
    verb: str
    rows: int
    amount: str
    of: int
    what: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def line(policy: Policy, step: Any, rows: int, of: int) -> Line:
    """A counted step as a line, in the language of the moment."""
    return Line(str(step.table), verb(step), rows, amount(policy, step.table, rows), of, what(policy, step), reason(policy, step))
