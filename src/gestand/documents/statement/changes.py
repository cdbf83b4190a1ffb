"""What changed between two versions of the statement, in words, and for whom (promise A3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gestand.documents.statement.tree import Said, Statement, said
from gestand.words import t

_BESIDE = ("words.", "uses.group.", "versions")  # an explanation and a list of links change nothing for anybody


@dataclass(frozen=True)
class Change:
    """One thing that is different. `is_`: new, gone or other. `people`: the kinds of people it concerns; all, where none is named.
    `where`: the heading it stands under; `label`: of the one line that changed."""

    is_: str
    section: str
    people: tuple[str, ...]
    where: str
    label: str = ""
    before: str = ""
    after: str = ""

    def concerns(self, kind: str) -> bool:
        return not self.people or kind in self.people


def changes(old: Statement, new: Statement) -> list[Change]:
    """The differences of two versions in one language, in the order of the new one; what is gone comes last."""
    before, after = _sections(old), _sections(new)
    found: list[Change] = []
    for id, there in after.items():
        if id in before:
            found += _within(before[id], there)
        else:
            found.append(Change("new", id, there[0].people, there[0].where[-1], after=_whole(there)))
    for id, there in before.items():
        if id not in after:
            found.append(Change("gone", id, there[0].people, there[0].where[-1], before=_whole(there)))
    return found


def _sections(statement: Statement) -> dict[str, list[Said]]:
    """What each section says by itself."""
    found: dict[str, list[Said]] = {}
    for one in said(statement):
        if not one.id.startswith(_BESIDE) and ".also." not in one.id:
            found.setdefault(one.section, []).append(one)
    return found


def _whole(there: list[Said]) -> str:
    """A section in one text, its labels before what they label."""
    return " ".join(f"{s.label} {s.text}{'' if s.text.endswith(('.', '?', '!', '”', '»', ':')) else '.'}".strip() for s in there)


def _within(before: list[Said], after: list[Said]) -> Iterator[Change]:
    """The differences in a section that both versions have."""
    old, new = {s.id: s for s in before}, {s.id: s for s in after}
    people = tuple(dict.fromkeys([*before[0].people, *after[0].people])) if before[0].people and after[0].people else ()
    section, where = after[0].section, after[0].where[-1]
    if before[0].where[-1] != where:
        yield Change("other", section, people, where, "", before[0].where[-1], where)
    for id, one in new.items():
        if id not in old:
            yield Change("other", section, people, where, one.label, "", one.text)
        elif old[id].text != one.text:
            yield Change("other", section, people, where, one.label, old[id].text, one.text)
    for id, one in old.items():
        if id not in new:
            yield Change("other", section, people, where, one.label, one.text, "")


def in_words(change: Change) -> str:
    """A change as sentences, in the language of the moment, which is that of the statements."""
    match change.is_:
        case "new":
            return t("New: {where}. {text}", where=change.where, text=change.after)
        case "gone":
            return t("This is gone: {where}.", where=change.where)
    where = f"{change.where}: {change.label}" if change.label else change.where
    where = where if where.endswith(("?", ".")) else f"{where}."
    if not change.before:
        return t("{where} New: {after}", where=where, after=_stop(change.after))
    if not change.after:
        return t("{where} This is gone: {before}", where=where, before=_stop(change.before))
    return t("{where} First: {before} Now: {after}", where=where, before=_stop(change.before), after=_stop(change.after))


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!", "”", "»")) else f"{text}."
