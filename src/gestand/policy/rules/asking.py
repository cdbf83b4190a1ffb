"""What several rules ask of a policy. The only place of this package that looks into the room of the holders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gestand.holding.ownership import Step, chains, kinds_of, pointers_to, to_people, ways
from gestand.policy.grammar import After, Clause, Condition, InJson, Length, Ref
from gestand.policy.model import Activity, Column, Hop, Name, Policy, Table
from gestand.policy.quoting import written as spelled

__all__ = ["Step", "chains", "kinds_of", "pointers_to", "to_people", "ways"]


def quoted(names: Iterable[object]) -> str:
    """`a`, `b`, `c`."""
    return ", ".join(f"`{n}`" for n in names)


def real(policy: Policy) -> Iterator[tuple[Name, Table]]:
    """The declared tables that can be changed: no views."""
    for name, table in policy.tables.items():
        if table.seen is not None and table.seen.kind == "table":
            yield name, table


def about_people(policy: Policy, name: Name) -> bool:
    """Rows of the table belong to somebody, are somebody, or hold something personal."""
    table = policy.tables[name]
    return bool(table.hops or table.personal or name in policy.kind_tables)


def written(table: Table, column: str) -> bool:
    """The column is named in the policy, not merely taken along by `rest`."""
    found = table.columns.get(column)
    return found is not None and found.place is not None and found.place != table.place


def users(policy: Policy, name: Name, column: str = "") -> list[Activity]:
    """The activities that use the table, or this column of it."""
    return [a for a in policy.activities.values() if name in a.uses and (not column or column in a.uses[name])]


def named(policy: Policy, text: str) -> Name | None:
    """The table with this whole name."""
    return next((n for n in policy.tables if str(n) == text), None)


def keeping_children(policy: Policy, name: Name) -> list[Table]:
    """Tables whose rows, as long as they stay, keep the row of `name` they point to as an empty shell."""
    found = []
    for child, columns, _, hop in pointers_to(policy, name):
        if child.name == name or not about_people(policy, child.name):
            continue
        empty = all(child.seen is not None and c in child.seen.columns and child.seen.columns[c].nullable for c in columns)
        if not (hop is not None and hop in child.mentions and empty):
            found.append(child)
    return found


def stays_without(policy: Policy, table: Table, column: Column) -> str:
    """Why a row can stay when the value of this column goes: the activity, table or setting that keeps it; '' if nothing."""
    mine = {a.name for a in users(policy, table.name, column.name)}
    for activity in users(policy, table.name):
        if activity.name not in mine:
            return activity.name
    if table.keep_row:
        return "in the end: keep without the person"
    children = keeping_children(policy, table.name)
    return str(children[0].name) if children else ""


def clauses(activity: Activity, kind: type[Clause]) -> list[Clause]:
    """The clauses of this kind of the activity's period."""
    return [c for c in activity.keep if isinstance(c, kind)]


def anchors(activity: Activity) -> list[tuple[After, Ref]]:
    """Each moment that the activity counts from, with its clause."""
    return [(c, a) for c in activity.keep if isinstance(c, After) for a in c.anchors]


def days(length: Length) -> float:
    """About how many days a length is: to compare, never to count."""
    return length.count * {"days": 1.0, "weeks": 7.0, "months": 30.44, "years": 365.25}[length.unit]


def asks_empty(said: Condition, ref: Ref) -> bool:
    """The condition asks whether this very column is empty."""
    return any(
        test.op == "is empty" and test.ref.column == ref.column and test.ref.table in ("", ref.table) for test in said.tests
    )


def written_hop(policy: Policy, hop: Hop) -> str:
    """A hop as a person writes it."""
    target = hop.kind or (f"with {spelled(hop.parent.table)}" if hop.parent else "")
    if hop.link.inside:
        to = "" if isinstance(hop.link.inside, InJson) else hop.link.parent[0]
        return f"{target} by {hop.link.inside.written(hop.link.child[0], to)}"
    by = [spelled(c) for c in hop.link.child]
    return f"{target} by {by[0] if len(by) == 1 else '(' + ', '.join(by) + ')'}"


def not_said_in(policy: Policy, texts: Mapping[str, str]) -> list[str]:
    """The languages of the organisation that a text lacks."""
    return [language for language in policy.organisation.languages if not texts.get(language, "").strip()]


def informs(policy: Policy) -> bool:
    """The policy makes a statement for the public: the rules about what must be in it apply."""
    return policy.statement is not None


def keeps_register(policy: Policy) -> bool:
    """The policy is that of an organisation whose papers come from it: the rules about registers and agreements apply."""
    return bool(policy.activities) and (policy.statement is not None or policy.organisation.roles == ("processor",))
