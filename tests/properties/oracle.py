"""What must go and what must stay, by the rules of the design in the plainest Python: no plan, no SQL, row by row. It shares no code
with the program. A world before and a world after are looked at; every rule that was broken is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from worlds import PERSONAL, TODAY, Activity, Clause, Pointer, Row, World

Place = tuple[str, tuple[object, ...]]  # a row: its table and key
Person = tuple[str, object]  # a row of customers or staff: its table and id
STANDS = ("legal obligation",)


def fold(text: object) -> object:
    return text.strip().lower() if isinstance(text, str) else text


class State:
    """The rows of all tables at one moment."""

    def __init__(self, world: World, rows: Mapping[str, Iterable[Row]]) -> None:
        self.world = world
        self.at: dict[Place, Row] = {
            (t, tuple(r[k] for k in world.tables[t].key)): r for t, listed in rows.items() for r in listed
        }

    def of(self, table: str) -> list[Place]:
        return [p for p in self.at if p[0] == table]

    def pointed(self, place: Place, p: Pointer) -> list[Place]:
        """The rows that a pointer of this row leads to."""
        row = self.at[place]
        mine = [fold(row[c]) if p.folded else row[c] for c in p.columns]
        if None in mine:
            return []
        return [q for q in self.of(p.parent) if [fold(self.at[q][c]) if p.folded else self.at[q][c] for c in p.to] == mine]

    def above(self, place: Place) -> set[Place]:
        """The row, and those of its own table that it goes with."""
        found, pending = set[Place](), [place]
        while pending:
            one = pending.pop()
            if one not in found:
                found.add(one)
                pending += [q for p in self.world.tables[one[0]].owners if p.parent == one[0] for q in self.pointed(one, p)]
        return found

    def along(self, place: Place, chain: tuple[Pointer, ...]) -> set[Place]:
        here = {place}
        for p in chain:
            here = {q for one in here for up in self.above(one) for q in self.pointed(up, p)}
        return here

    def family(self, place: Place, other: str) -> set[Place]:
        """The rows of another table that share the nearest ancestor with this one."""
        found = set()
        for up, down in self.world.ways(place[0], other):
            mine = self.ends(place, up)
            found |= {q for q in self.of(other) if self.ends(q, down) & mine}
        return found

    def ends(self, place: Place, chain: tuple[Pointer, ...]) -> set[object]:
        """Where a chain ends: the rows, and for a value the value itself, which may be of somebody who is in no table."""
        found: set[object] = set(self.along(place, chain))
        for q in self.along(place, chain[:-1]) if chain and chain[-1].folded else ():
            found |= {fold(self.at[up][c]) for up in self.above(q) for c in chain[-1].columns} - {None}
        return found

    def owners(self, place: Place) -> set[Person]:
        """Everybody whose row it is, over every chain."""
        if place[0] in ("customers", "staff"):
            return {(place[0], place[1][0])}
        out = [p for p in self.world.tables[place[0]].owners if p.parent != place[0]]
        return {person for one in self.above(place) for p in out for up in self.pointed(one, p) for person in self.owners(up)}


def ends(day: date, clause: Clause) -> date:
    """The first day on which it is no longer held."""
    if clause.year_end:
        day = date(day.year + 1, 1, 1)
    return day + timedelta(days=clause.length) if clause.kind == "days" else day.replace(year=day.year + clause.length)


class Oracle:
    """The rules, for a question about people (erasure) or about nobody (the sweep)."""

    def __init__(self, world: World, before: State, after: State, leaving: set[Person] | None) -> None:
        self.world, self.before, self.after, self.leaving = world, before, after, leaving
        self.broken: list[str] = []

    # holders

    def runs(self, state: State, activity: Activity, place: Place, support: set[Place] | None = None) -> bool:
        """The period of a row of the activity's own table runs. `support`: only these rows can make it run."""
        row = state.at[place]
        for clause in activity.keep:
            if clause.kind == "exists" or clause.kind == "open" and row["state"] == "open":
                return True
            if clause.kind == "rows":
                children = state.family(place, clause.child)
                if any(
                    (support is None or q in support) and (not clause.year_end or state.at[q]["state"] == "open")
                    for q in children
                ):
                    return True
            if clause.kind in ("days", "years"):
                if clause.child:
                    children = {q: state.at[q]["happened"] for q in state.family(place, clause.child)}
                    if any(d and ends(d, clause) > TODAY and (support is None or q in support) for q, d in children.items()):
                        return True
                    if any(children.values()):
                        continue
                    if not clause.otherwise:
                        return True
                if row["happened"] is None or ends(row["happened"], clause) > TODAY:
                    return True
        return False

    def holding(self, state: State, place: Place, support: set[Place] | None = None) -> list[tuple[Activity, set[Place]]]:
        """The activities that hold something of a row, each with the rows of its own table that make it so."""
        found = []
        gone = self.leaving is not None and self.left(place)
        for a in self.world.activities:
            if place[0] not in a.uses:
                continue
            family = state.family(place, a.table)
            alive = {q for q in family if self.runs(state, a, q, support)}
            if gone and a.basis not in STANDS and not (a.while_open and any(state.at[q]["state"] == "open" for q in family)):
                continue
            if alive:
                found.append((a, alive))
        return found

    def left(self, place: Place) -> bool:
        """Everybody whose row it is leaves."""
        owners = self.before.owners(place)
        return bool(owners) and self.leaving is not None and owners <= self.leaving

    def has_value(self, state: State, activity: Activity, place: Place) -> bool:
        used = activity.uses[place[0]]
        return (
            not used
            or "label" in used
            or set(used) >= set(self.personal(place[0]))
            or any(state.at[place][c] is not None for c in used)
        )

    def _only_about(self, activity: Activity, place: Place) -> bool:
        """All that it holds of this row speaks of somebody, and goes when that person does."""
        used = activity.uses[place[0]]
        spoken = {c for p in self.world.tables[place[0]].pointers for c in p.about}
        return bool(used) and not any(self.before.at[place][c] for c in used if c not in spoken)

    def personal(self, table: str) -> list[str]:
        more = (
            ["email"] if table == "customers" else [c for p in self.world.tables[table].pointers if p.folded for c in p.columns]
        )
        return [*PERSONAL, *more]

    def surely_held(self) -> tuple[set[Place], set[tuple[Place, str]]]:
        """Rows and cells that must be there afterwards: held, by rows that must be there themselves."""
        rows: set[Place] = set()
        cells: set[tuple[Place, str]] = set()
        while True:
            size = len(rows) + len(cells)
            for place in self.before.at:
                for a, alive in self.holding(self.before, place, rows | {place}):
                    if any(p.folded for up, down in self.world.ways(place[0], a.table) for p in (*up, *down)):
                        continue  # a value that leads there may itself be held by nobody: then what it led to is on its own
                    if place in alive or alive & rows:
                        if self.has_value(self.before, a, place) and not self._only_about(a, place):
                            rows.add(place)
                        cells |= {(place, c) for c in a.uses[place[0]]}
            if len(rows) + len(cells) == size:
                return rows, cells

    # how a value goes

    def is_gone(self, place: Place, column: str, value: object) -> bool:
        if value is None:
            return True
        if column == "born":
            return isinstance(value, date) and (value.month, value.day) == (1, 1)
        if column == "label":
            return value == ""
        if column == "email":
            return value == f"gone-{place[1][0]}@gone.invalid"
        if column == "their_email":
            return value == "gone-" + "-".join(map(str, place[1]))
        return False

    # the invariants

    def check(self) -> list[str]:
        self._nobody_else()
        self._must_stay()
        self._nothing_left()
        self._cut()
        self._keys_whole()
        return self.broken

    def changed(self) -> list[tuple[Place, str]]:
        found = []
        for place, row in self.before.at.items():
            new = self.after.at.get(place)
            found += [(place, c) for c, v in row.items() if new is None or new[c] != v]
        return found

    def _nobody_else(self) -> None:
        self.broken += [f"a row appeared: {p}" for p in self.after.at if p not in self.before.at]
        for place, column in self.changed():
            table = self.world.tables[place[0]]
            if self.leaving is None or self.left(place):
                continue
            spoken = [p for p in table.pointers if p.role != "elsewhere" and (column in p.columns or column in p.about)]
            if place in self.after.at and any(self.reach(p, place) & self.leaving for p in spoken):
                continue
            self.broken.append(f"NOBODY-ELSE: {place} {column} is of {self.before.owners(place)}")

    def reach(self, p: Pointer, place: Place) -> set[Person]:
        return {person for up in self.before.pointed(place, p) for person in self.before.owners(up)}

    def _must_stay(self) -> None:
        rows, cells = self.surely_held()
        self.broken += [f"held and gone: {p}" for p in rows if p not in self.after.at]
        changed = set(self.changed())
        for place, column in cells & changed:
            if place in self.after.at:
                spoken = [p for p in self.world.tables[place[0]].pointers if column in p.about]
                if not spoken:  # what speaks of somebody who goes, goes with them
                    self.broken.append(f"held and changed: {place} {column}")
        for place, column in changed:
            if place in self.after.at and column in ("state", "happened", *self.world.tables[place[0]].key):
                self.broken.append(f"not personal and changed: {place} {column}")

    def _nothing_left(self) -> None:
        """Afterwards: what is theirs and nobody holds has gone."""
        mine = [p for p in self.after.at if self.leaving is None or self.left(p)]
        for place in mine:
            held = {c for state in (self.before, self.after) for a, _ in self.holding(state, place) for c in a.uses[place[0]]}
            for column in self.personal(place[0]):
                if column not in held and not self.is_gone(place, column, self.after.at[place][column]):
                    self.broken.append(f"NOTHING-LEFT: {place} {column} is held by nobody and still there")
        marked = {
            p
            for p in self.after.at
            if p not in mine
            or self.world.tables[p[0]].keep_row
            or any(self.has_value(s, a, p) for s in (self.before, self.after) for a, _ in self.holding(s, p))
        }
        pending = list(marked)
        while pending:
            place = pending.pop()
            for p in self.world.tables[place[0]].pointers:
                for q in self.after.pointed(place, p) if not p.folded else []:
                    if q not in marked:
                        marked.add(q)
                        pending.append(q)
        for place in mine:
            if place not in marked:
                self.broken.append(
                    f"NOTHING-LEFT: {place} is held by nobody, nothing that stays points to it, and it is still there"
                )

    def _cut(self) -> None:
        """Afterwards: who left is cut from a row that somebody else still owns, unless something holds it for their sake."""
        for place in self.after.at if self.leaving is not None else ():
            table = self.world.tables[place[0]]
            standing = [a for a in self.world.activities if place[0] in a.uses and (a.basis in STANDS or a.while_open)]
            if self.left(place) or standing:
                continue
            for p in table.owners:
                others = [q for q in table.owners if q is not p and self.after.pointed(place, q)]
                theirs = self.reach(p, place)
                if p.nullable and not p.folded and others and theirs and self.leaving is not None and theirs <= self.leaving:
                    if any(self.after.at[place][c] is not None for c in p.columns):
                        self.broken.append(f"NOTHING-LEFT: {place} still points by {p.columns} to {theirs}, who left")

    def _keys_whole(self) -> None:
        for place in self.after.at:
            for p in self.world.tables[place[0]].pointers:
                row = self.after.at[place]
                if p.folded or any(row[c] is None for c in p.columns) or self.after.pointed(place, p):
                    continue
                self.broken.append(f"KEYS-WHOLE: {place} points by {p.columns} to a row of {p.parent} that is gone")
