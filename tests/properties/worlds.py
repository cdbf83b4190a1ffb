"""Small random organisations: tables, rows, and a policy about them as a person would write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

TODAY = date(2026, 11, 22)
DATES = [
    date(2015, 6, 15),
    date(2019, 12, 31),
    date(2023, 11, 22),
    date(2024, 11, 22),
    date(2024, 11, 23),
    date(2026, 10, 23),
    date(2026, 10, 24),
    date(2026, 11, 22),
]
PERSONAL = ("note", "label", "born")  # nullable, NOT NULL, a date of which the year stays
Row = dict[str, Any]


@dataclass
class Pointer:
    """Columns of a table that lead to another: to an owner, to somebody it mentions, or just elsewhere."""

    table: str
    columns: tuple[str, ...]
    parent: str
    to: tuple[str, ...]
    role: str  # owner, mention, elsewhere
    declared: bool = True
    nullable: bool = True
    on_delete: str = ""
    folded: bool = False
    about: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """As the policy says it."""
        if self.folded:
            text = f"customer by {self.columns[0]} = email"
        elif self.parent == self.table:
            text = f"with {self.parent} by ({', '.join(self.columns)})"
        elif self.parent in ("customers", "staff"):
            text = f"{'customer' if self.parent == 'customers' else 'worker'} by {self.columns[0]}"
        else:
            by = self.columns[0] if len(self.columns) == 1 else f"({', '.join(self.columns)})"
            text = f"with {self.parent} by {by}"
        return f"{{{text}: [{', '.join(self.about)}]}}" if self.about else f'"{text}"'


@dataclass
class Table:
    name: str
    key: tuple[str, ...]
    pointers: list[Pointer] = field(default_factory=list)
    keep_row: bool = False
    inferred: bool = False  # the policy does not say whose: it follows from the one declared key
    trigger: bool = False

    @property
    def owners(self) -> list[Pointer]:
        return [p for p in self.pointers if p.role == "owner"]

    @property
    def mentions(self) -> list[Pointer]:
        return [p for p in self.pointers if p.role == "mention"]

    @property
    def columns(self) -> list[str]:
        pointing = [c for p in self.pointers for c in p.columns]
        return list(
            dict.fromkeys(
                [*self.key, *pointing, *(["email"] if self.name == "customers" else []), "happened", "state", *PERSONAL]
            )
        )


@dataclass
class Clause:
    """One period: `days` or `years` after a date of the row or of children; as long as it exists; while open; as long as children exist."""

    kind: str
    length: int = 0
    child: str = ""
    year_end: bool = False
    otherwise: bool = False

    @property
    def said(self) -> str:
        anchor = ("the end of the year of " if self.year_end else "") + (f"{self.child}.happened" if self.child else "happened")
        match self.kind:
            case "days" | "years":
                return f"{self.length} {self.kind} after {anchor}" + (" otherwise happened" if self.otherwise else "")
            case "exists":
                return "as long as the row exists"
            case "open":
                return "while state is open"
            case _:
                return f"as long as {self.child} exist" + (" when state is open" if self.year_end else "")


@dataclass
class Activity:
    name: str
    table: str
    basis: str
    uses: dict[str, tuple[str, ...]]
    keep: list[Clause]
    while_open: bool = False  # a contract that runs while the row of its table is open


@dataclass(repr=False)
class World:
    tables: dict[str, Table]
    activities: list[Activity]
    rows: dict[str, list[Row]]

    def __repr__(self) -> str:
        rows = "\n".join(
            f"{name} {', '.join(f'{c}={v}' for c, v in row.items())}" for name, listed in self.rows.items() for row in listed
        )
        return "\n".join([self.policy, rows, *self.ddl(False)])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("a world")

    def chains(self, table: str, seen: tuple[str, ...] = ()) -> list[tuple[Pointer, ...]]:
        """Every row of pointers to owners upward from a table, those to rows of the same table left out."""
        found: list[tuple[Pointer, ...]] = [()]
        for p in self.tables[table].owners:
            if p.parent == table:
                continue
            found += [(p, *rest) for rest in self.chains(p.parent)]
        return found

    def ways(self, one: str, other: str) -> list[tuple[tuple[Pointer, ...], tuple[Pointer, ...]]]:
        """How two tables hang together: through the nearest table that both belong to."""
        if one == other:
            return [((), ())]
        both = [
            (a, b)
            for a in self.chains(one)
            for b in self.chains(other)
            if (a[-1].parent if a else one) == (b[-1].parent if b else other)
        ]
        nearest = min((len(a) + len(b) for a, b in both), default=0)
        return [(a, b) for a, b in both if len(a) + len(b) == nearest]

    # as SQL

    def ddl(self, pg: bool) -> list[str]:
        made, later = [], []
        for table in self.tables.values():
            parts = []
            null = {c: p.nullable for p in table.pointers for c in p.columns}
            for column in table.columns:
                kind = (
                    "date"
                    if column in ("happened", "born")
                    else "text"
                    if column in ("state", "note", "label", "email", "their_email")
                    else "integer"
                )
                needed = column in table.key or column == "label" or not null.get(column, True)
                parts.append(f"{column} {kind}{' not null' if needed else ''}")
            parts.append(f"primary key ({', '.join(table.key)})")
            for p in table.pointers:
                if p.declared:
                    said = f"foreign key ({', '.join(p.columns)}) references {p.parent} ({', '.join(p.to)})" + (
                        f" on delete {p.on_delete}" if p.on_delete else ""
                    )
                    if pg:
                        later.append(f"alter table {table.name} add {said}")
                    else:
                        parts.append(said)
            made.append(f"create table {table.name} ({', '.join(parts)})")
        made.append("create table counts (id integer primary key, n integer)")
        made.append("insert into counts values (1, 0)")
        for table in self.tables.values():
            if table.trigger and pg:
                later += [
                    "create or replace function counted() returns trigger language plpgsql as $$ begin update counts set n = n + 1; return null; end $$",
                    f"create trigger {table.name}_counted after delete or update on {table.name} for each row execute function counted()",
                ]
            elif table.trigger:
                later += [
                    f"create trigger {table.name}_{verb} after {verb} on {table.name} for each row begin update counts set n = n + 1; end"
                    for verb in ("update", "delete")
                ]
        self.late = later
        return made

    @property
    def policy(self) -> str:
        lines = ["people:", "  customer: {found in: shop.customers, known by: {email: email}}"]
        if "staff" in self.tables:
            lines.append("  worker: {found in: shop.staff, known by: {number: id}}")
        lines += ["data:", "  shop:", "    counts: {rest: plain}"]
        for t in self.tables.values():
            parts = [
                "content: {note: then nothing, label: then empty}",
                "date of birth: {born: then year}",
                "plain: [happened, state]",
            ]
            if t.name == "customers":
                parts.append("contact: {email: then stand-in address}")
            value = [c for p in t.pointers if p.folded for c in p.columns]
            if value:
                parts.append(
                    f"contact: {{{value[0]}: then nothing}}"
                    if next(p for p in t.pointers if p.folded).nullable
                    else f"contact: {{{value[0]}: then stand-in}}"
                )
            if t.owners and not t.inferred:
                parts.append(f"whose: [{', '.join(p.said for p in t.owners)}]")
            if t.mentions:
                parts.append(f"mentions: [{', '.join(p.said for p in t.mentions)}]")
            if t.keep_row:
                parts.append("in the end: keep without the person")
            rest = [
                c
                for c in t.columns
                if c not in (*PERSONAL, "happened", "state", "email", *value)
                and c not in t.key
                and not any(c in p.columns for p in t.pointers)
            ]
            assert not rest
            lines.append(f"    {t.name}: {{{', '.join(parts)}}}")
        lines.append("activities:" if self.activities else "activities: {}")
        for a in self.activities:
            basis = {
                "contract": "{contract: while state is open}" if a.while_open else "contract",
                "consent": "{consent: {nl: mag het}}",
                "legal obligation": "{legal obligation: AWR art. 52}",
                "legitimate interest": "{legitimate interest: {nl: belang}}",
            }[a.basis]
            uses = ", ".join(f"{t}: [{', '.join(c or ('plain',))}]" for t, c in a.uses.items())
            lines += [
                f"  {a.name}:",
                f"    basis: {basis}",
                f"    for: {a.table}",
                f"    uses: {{{uses}}}",
                f"    keep: [{', '.join(c.said for c in a.keep)}]",
            ]
        return "\n".join(lines)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of 2 to 6 tables, that of counts included."""
    tables: dict[str, Table] = {"customers": Table("customers", ("id",), keep_row=draw(st.integers(0, 4)) == 0)}
    if draw(st.booleans()):
        tables["staff"] = Table("staff", ("id",))
    for n in range(draw(st.integers(1, 3))):
        name = f"t{n}"
        composite = draw(st.integers(0, 3)) == 0
        table = Table(
            name,
            ("a", "b") if composite else ("id",),
            keep_row=draw(st.integers(0, 3)) == 0,
            trigger=draw(st.integers(0, 3)) == 0,
        )
        parent = tables[draw(st.sampled_from([k for k in tables if k != "staff"]))]
        nullable = draw(st.booleans())
        if parent.name == "customers" and draw(st.integers(0, 3)) == 0:
            table.pointers.append(Pointer(name, ("their_email",), "customers", ("email",), "owner", False, nullable, folded=True))
        else:
            declared = draw(st.integers(0, 2)) > 0
            on_delete = draw(st.sampled_from(["", "", "cascade", *(["set null"] if nullable else [])])) if declared else ""
            table.pointers.append(
                Pointer(
                    name, tuple(f"up_{k}" for k in parent.key), parent.name, parent.key, "owner", declared, nullable, on_delete
                )
            )
        if "staff" in tables and (second := draw(st.sampled_from(["", "", "owner", "mention"]))):
            table.pointers.append(
                Pointer(
                    name,
                    ("staff_id",),
                    "staff",
                    ("id",),
                    second,
                    draw(st.booleans()),
                    draw(st.booleans()),
                    about=draw(st.sampled_from([(), ("note",), ("note", "label")])),
                )
            )
        elif draw(st.integers(0, 4)) == 0:
            table.pointers.append(
                Pointer(name, ("about_id",), "customers", ("id",), "mention", draw(st.booleans()), True, about=("note",))
            )
        if draw(st.integers(0, 3)) == 0:  # whose a row is, these are too: replies to replies, in circles and in lines
            own = tuple(f"own_{k}" for k in table.key)
            rule = draw(st.sampled_from(["", "", "cascade"]))
            table.pointers.append(Pointer(name, own, name, table.key, "owner", draw(st.booleans()), draw(st.booleans()), rule))
        if not composite and draw(st.integers(0, 3)) == 0:
            table.pointers.append(
                Pointer(name, ("prev_id",), name, ("id",), "elsewhere", True, True, draw(st.sampled_from(["", "set null"])))
            )
        declared_keys = [p for p in table.pointers if p.declared and p.parent != name]
        table.inferred = len(table.owners) == 1 and declared_keys == table.owners and draw(st.booleans())
        tables[name] = table
    single = [t for t in tables if t.startswith("t") and tables[t].key == ("id",)]
    if single and draw(st.integers(0, 3)) == 0:  # round: a customer's last something
        last = draw(st.sampled_from(single))
        tables["customers"].pointers.append(Pointer("customers", ("last_id",), last, ("id",), "elsewhere", True, True))
    world = World(tables, [], {})
    for n in range(draw(st.integers(0, 4))):
        world.activities.append(draw(_activity(world, f"use{n}")))
    _rows(draw, world)
    return world


@st.composite
def _activity(draw: st.DrawFn, world: World, name: str) -> Activity:
    table = draw(st.sampled_from(list(world.tables)))
    one_way = [t for t in world.tables if len(world.ways(t, table)) == 1]
    used = (
        {table, *draw(st.lists(st.sampled_from(one_way), max_size=2))}
        if draw(st.integers(0, 4))
        else set(draw(st.lists(st.sampled_from(one_way), min_size=1, max_size=2)))
    )
    uses = {
        t: tuple(draw(st.lists(st.sampled_from([*PERSONAL, *(["email"] if t == "customers" else [])]), unique=True, max_size=4)))
        for t in world.tables
        if t in used
    }
    linking = {"customers": "email", **{p.table: p.columns[0] for t in world.tables.values() for p in t.pointers if p.folded}}
    uses = {
        t: tuple(dict.fromkeys((*c, *([linking[t]] if t in linking else [])))) for t, c in uses.items()
    }  # who holds a row by a value holds that value
    children = [t for t in world.tables if t != table and len(world.ways(table, t)) == 1]
    clauses = st.one_of(
        st.builds(Clause, st.just("days"), st.just(30)),
        st.builds(Clause, st.just("years"), st.sampled_from([2, 7]), st.just(""), st.booleans()),
        st.just(Clause("exists")),
        st.just(Clause("open")),
        *(
            [
                st.builds(Clause, st.just("rows"), st.just(0), st.sampled_from(children), st.booleans()),
                st.builds(Clause, st.just("days"), st.just(30), st.sampled_from(children), st.just(False), st.booleans()),
            ]
            if children
            else []
        ),
    )
    basis = draw(st.sampled_from(["contract", "consent", "legal obligation", "legal obligation", "legitimate interest"]))
    return Activity(
        name, table, basis, uses, draw(st.lists(clauses, min_size=1, max_size=2)), basis == "contract" and draw(st.booleans())
    )


def _rows(draw: st.DrawFn, world: World) -> None:
    emails = ["a@x.nl", "B@x.nl", "c@x.nl", "d@x.nl", " A@x.nl"]
    for table in world.tables.values():
        rows: list[Row] = []
        for n in range(1, draw(st.integers(2, 4) if table.name in ("customers", "staff") else st.integers(0, 4)) + 1):
            row: Row = dict.fromkeys(table.columns)
            row |= {"id": n} if table.key == ("id",) else {"a": n % 2, "b": n}
            row |= {
                "happened": draw(st.none() | st.sampled_from(DATES)),
                "state": draw(st.sampled_from(["open", "closed", None])),
                "note": draw(st.sampled_from([None, f"note {n}", f"note {n}"])),
                "label": draw(st.sampled_from(["", f"label {n}", f"label {n}"])),
                "born": draw(st.sampled_from([None, date(1980, 5, 17), date(1980, 1, 1)])),
            }
            if table.name == "customers":
                row["email"] = emails[n - 1] if draw(st.integers(0, 5)) else emails[4]
            missing = False
            for p in table.pointers:
                if p.parent == table.name and p.role == "owner":
                    continue
                there = [
                    r
                    for r in (rows if p.parent == table.name else world.rows.get(p.parent, []))
                    if p.role != "elsewhere" or p.parent == table.name
                ]
                if p.folded:
                    their = draw(st.sampled_from([*emails, "nobody@x.nl", *([None] if p.nullable else [])]))
                    row[p.columns[0]] = their
                elif p.nullable and (not there or draw(st.integers(0, 4)) == 0):
                    continue
                elif not there:
                    missing = True
                else:
                    to = draw(st.sampled_from(there))
                    row |= {c: to[k] for c, k in zip(p.columns, p.to, strict=True)}
            if not missing:
                rows.append(row)
        for p in table.owners:
            for n, row in enumerate(rows if p.parent == table.name else ()):
                if p.nullable and draw(st.integers(0, 2)) == 0:
                    continue
                to = draw(st.sampled_from(rows if p.nullable else rows[: n + 1]))  # where it may not be empty: itself, or one before
                row |= {c: to[k] for c, k in zip(p.columns, p.to, strict=True)}
        world.rows[table.name] = rows
    for p in world.tables["customers"].pointers:  # round
        for row in world.rows["customers"]:
            if world.rows[p.parent] and draw(st.booleans()):
                row[p.columns[0]] = draw(st.sampled_from(world.rows[p.parent]))["id"]
