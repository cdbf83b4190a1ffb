"""Steps: everything that Gestand can do to a store, as a closed set of frozen values. Explaining, doing and checking a plan all match
on this set, so none of them can forget a kind of step."""

from __future__ import annotations

from dataclasses import dataclass

from gestand.holding.predicate import YES, Predicate
from gestand.policy.grammar import Way
from gestand.policy.model import Name


@dataclass(frozen=True)
class DeleteRows:
    """Rows that nobody holds and nothing points to go whole. `why`: the activities that let go."""

    table: Name
    where: Predicate
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReplaceValues:
    """Values that nobody holds go, each in its way; the row stays. `cut`: nullable pointers to the owner that go with them."""

    table: Name
    columns: tuple[tuple[str, Way], ...]
    where: Predicate
    why: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


@dataclass(frozen=True)
class CutPerson:
    """A row that goes on with its other owners, or that merely speaks of the person: the pointer (where it may be empty) and what
    speaks of this person go. `pointer` is empty where the column may not be."""

    table: Name
    pointer: tuple[str, ...]
    columns: tuple[tuple[str, Way], ...]
    where: Predicate
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class SealValues:
    """Values move, encrypted, to our own state (GDPR art. 18); what their way to go leaves stands in their place."""

    table: Name
    columns: tuple[tuple[str, Way], ...]
    where: Predicate


@dataclass(frozen=True)
class UnsealValues:
    """Sealed values go back, where the placeholder still stands."""

    table: Name
    columns: tuple[tuple[str, Way], ...]


@dataclass(frozen=True)
class CorrectValue:
    """A value becomes right (GDPR art. 16). The new value itself is in the question, not in the step."""

    table: Name
    column: str
    where: Predicate


@dataclass(frozen=True)
class ExportRows:
    """Rows are shown (GDPR art. 15, 20): the columns with their categories, and those withheld with the reason. `mentions`: rows of
    others that mention the people; only what speaks of them is shown. `only`: what sets these rows apart from others of the table, of
    which something else is withheld."""

    table: Name
    columns: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    where: Predicate
    mentions: bool = False
    only: Predicate = YES


@dataclass(frozen=True)
class TellRecipient:
    """A recipient must be told of what was done (GDPR art. 19): a task for a person."""

    recipient: str
    activities: tuple[str, ...]


Step = DeleteRows | ReplaceValues | CutPerson | SealValues | UnsealValues | CorrectValue | ExportRows | TellRecipient
Writing = DeleteRows | ReplaceValues | CutPerson | CorrectValue
