"""From a question to steps: the same holders, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gestand.diagnostics import fail, near
from gestand.holding import customers, holders, ownership
from gestand.holding.holders import Facts, Lens
from gestand.holding.predicate import NO, YES, Among, Compare, Gone, Missing, Predicate, either, every, negate
from gestand.plan.questions import Plan, Question
from gestand.plan.steps import (
    CorrectValue,
    CutPerson,
    DeleteRows,
    ExportRows,
    ReplaceValues,
    SealValues,
    Step,
    TellRecipient,
    UnsealValues,
)
from gestand.policy import quoting
from gestand.policy.grammar import NULL, Way
from gestand.policy.model import Hop, Name, Policy, Table
from gestand.words import said, t


def people_set(kind: str) -> str:
    """The name of the key set of the people in question."""
    return f"people {kind}"


def owned_set(table: Name, kinds: Iterable[str]) -> str:
    """The name of the key set of the rows of `table` that are theirs."""
    return f"owned {table} {' '.join(kinds)}"


def value_set(kind: str, column: str) -> str:
    """The name of the set of folded values by which rows elsewhere lead to them."""
    return f"value {kind} {column}"


def order(policy: Policy, store: str) -> list[Name]:
    """The tables of a store, those that point before those they point to; in a cycle, by name."""
    if ("order", store) not in policy.made:
        policy.made["order", store] = _order(policy, store)
    found: list[Name] = policy.made["order", store]
    return found


def _order(policy: Policy, store: str) -> list[Name]:
    pending = sorted(n for n in policy.tables if n.store == store)
    points: dict[Name, set[Name]] = {n: set() for n in pending}
    for n in pending:
        for child, columns, _, hop in ownership.pointers_to(policy, n):
            cut = hop is None and holders.nullable(child, columns) and ownership.goes_round(policy, child.name, n)
            if child.name.store == store and child.name != n and not cut:  # what is cut before anything goes does not bind
                points[n].add(child.name)
    done: list[Name] = []
    while pending:
        free = [n for n in pending if not (points[n] - set(done))] or pending[:1]
        done += free
        pending = [n for n in pending if n not in free]
    return done


def store_order(policy: Policy) -> list[str]:
    """The stores, those whose rows lead to people of another store before that one: once the people are gone, nothing leads there."""
    pending = list(policy.stores)
    leads = {
        s: {h.parent.store for n, one in policy.tables.items() if n.store == s for h in (*one.hops, *one.mentions) if h.parent}
        for s in pending
    }
    done: list[str] = []
    while pending:
        free = [s for s in pending if not any(s in leads[other] for other in pending if other != s)] or pending[:1]
        done += free
        pending = [s for s in pending if s not in free]
    return done


def scope(policy: Policy, table: Name, kinds: tuple[str, ...]) -> Predicate:
    """Of a row: it belongs to the people in question. Said with key sets of the tables on the way, so that a store can choose how to
    bind them: nested queries for a few people, temporary tables for many."""
    return either(_scope(policy, table, kind) for kind in kinds)


def _scope(policy: Policy, table: Name, kind: str) -> Predicate:
    root = policy.kinds[kind].table
    if table == root:
        return Among(policy.tables[table].key, people_set(kind))
    if not ownership.own_hops(policy, table):
        return either(hop_scope(policy, hop, kind) for hop in policy.tables[table].hops if hop.parent != table)
    known = Among(policy.tables[table].key, owned_set(table, (kind,)))
    return family(policy, table, kind, known) if kind in ownership.kinds_of(policy, table) else NO


def family(policy: Policy, table: Name, kind: str, known: Predicate = NO) -> Predicate:
    """Of a row of a table whose rows go with others of it: it is theirs, or goes with one that is. `known`: those that are known to be."""
    out = (hop_scope(policy, hop, kind) for hop in policy.tables[table].hops if hop.parent != table)
    return ownership.along(ownership.above(policy, table), either((known, *out)))


def hop_scope(policy: Policy, hop: Hop, kind: str) -> Predicate:
    """Of a row: its owner along `hop` is one of the people in question."""
    link, root = hop.link, policy.kinds[kind].table
    when = ownership.condition(link.when)
    if hop.parent is None:
        return every((when, Among(link.child, people_set(kind), folded=True, inside=link.inside))) if hop.kind == kind else NO
    if hop.parent == root:
        key = policy.tables[root].key
        if set(link.parent) == set(key) and not link.folded:
            return every(
                (when, Among(tuple(link.child[link.parent.index(k)] for k in key), people_set(kind), inside=link.inside))
            )
        return every((when, Among(link.child, value_set(kind, link.parent[0]), folded=link.folded, inside=link.inside)))
    if hop.kind or kind not in ownership.kinds_of(policy, hop.parent):
        return NO
    key = policy.tables[hop.parent].key
    if key and set(link.parent) == set(key) and not link.folded:
        return every(
            (
                when,
                Among(tuple(link.child[link.parent.index(k)] for k in key), owned_set(hop.parent, (kind,)), inside=link.inside),
            )
        )
    return every((when, ownership.along((ownership.up(hop),), _scope(policy, hop.parent, kind))))


def mine(policy: Policy, table: Name, kinds: tuple[str, ...], customer: str | None) -> Predicate:
    """Of a row: it belongs to the people in question (no kinds: to anybody), and `customer` decides about it (see Question)."""
    return every((scope(policy, table, kinds) if kinds else YES, customers.decided_by(policy, table, customer)))


def theirs_alone(policy: Policy, table: Name, kinds: tuple[str, ...]) -> Predicate:
    """Of a row that can have several owners, itself or over the row it goes with: it belongs to the people in question and to nobody
    else."""
    leaving = tuple((kind, people_set(kind)) for kind in kinds)
    return every((scope(policy, table, kinds), negate(ownership.somebody_else(policy, table, leaving))))


def _why(policy: Policy, table: Name, columns: Iterable[str] = ()) -> tuple[str, ...]:
    wanted = set(columns)
    return tuple(a.name for a in policy.activities.values() if table in a.uses and (not wanted or wanted & set(a.uses[table])))


def _cuts(policy: Policy, table: Table) -> tuple[str, ...]:
    """The pointers to an owner that a row kept without the person loses: those that may be empty."""
    if not table.keep_row:
        return ()
    return tuple(
        c
        for hop in table.hops
        for c in hop.link.child
        if not table.columns[c].personal and holders.nullable(table, (c,)) and c not in table.key and not hop.link.inside
    )


Leaving = DeleteRows | ReplaceValues | CutPerson


def leaving_steps(lens: Lens, store: str, kinds: tuple[str, ...] = ()) -> list[Leaving]:
    """What goes from a store: for the people in question, for a customer of ours whose agreement ends, or of everybody (the sweep)."""
    policy = lens.policy
    first: list[Leaving] = []
    then: list[Leaving] = []
    for name in order(policy, store):
        table = policy.tables[name]
        if table.seen is None or table.seen.kind != "table":
            continue
        first += _mention_cuts(lens, table, kinds)  # of rows that are nobody's too: an event has a host, and stays without
        if not holders.subject(policy, name):
            continue
        theirs = mine(policy, name, kinds, lens.customer or None)
        if theirs == NO:
            continue
        shared = ownership.shared(policy, name)
        here = replace(lens, within=lens.leaves)  # of shared rows, only those that are nobody else's are looked at below
        if shared:
            first += _owner_cuts(lens, table, kinds)
            if kinds:
                theirs = every((theirs_alone(policy, name, kinds), theirs))
        stays = holders.stays(here, name)
        if not table.keep_row:
            goes = every((theirs, negate(stays)))
            if goes != NO:
                then.append(DeleteRows(name, goes, _why(policy, name)))
        cut = _cuts(policy, table)
        row_gone = negate(holders.row_held(here, name)) if cut else NO
        first += _pointer_cuts(here, table, theirs)
        for group in holders.groups(here, name):
            if stays == group.held:
                continue  # whatever stays of these rows stays for these columns
            values = tuple((c, table.columns[c].way) for c in group.columns)
            where = every((theirs, stays, negate(group.held), holders.not_gone(table, group.columns)))
            if where != NO:
                then.append(ReplaceValues(name, values, where, _why(policy, name, group.columns)))
        if cut and row_gone != NO:
            where = every((theirs, row_gone, either(Missing(c, negated=True) for c in cut)))
            then.append(ReplaceValues(name, (), where, _why(policy, name), cut))
    settled = [replace(s, where=holders.settle(policy, s.table, s.where)) for s in (*first, *then)]
    return [s for s in settled if s.where != NO]


def _pointer_cuts(lens: Lens, table: Table, mine: Predicate) -> list[Leaving]:
    """Pointers that must be gone before the rows they point to can go: those that say something about a person, and in a circle those
    of rows that nobody holds."""
    assert table.seen is not None
    owner = {h.link.child for h in table.hops}
    steps: list[Leaving] = []
    for key in table.seen.foreign_keys:
        parent = Name(table.name.store, key.table)
        if parent not in lens.policy.tables or key.columns in owner or not holders.nullable(table, key.columns):
            continue
        present = either(Missing(c, negated=True) for c in key.columns)
        if holders.value_pointer(table, key.columns):
            personal = [c for c in key.columns if table.columns[c].personal]
            where = every((mine, negate(every(holders.value_held(lens, table.name, c) for c in personal)), present))
            step = ReplaceValues(table.name, tuple((c, NULL) for c in personal), where, _why(lens.policy, table.name, personal))
        elif ownership.goes_round(lens.policy, table.name, parent) and not set(key.columns) & set(table.key):
            where = every((mine, negate(holders.row_held(lens, table.name)), present))
            step = ReplaceValues(table.name, (), where, _why(lens.policy, table.name), key.columns)
        else:
            continue
        if where != NO:
            steps.append(step)
    return steps


def _about(table: Table, hop: Hop) -> tuple[tuple[str, Way], ...]:
    return tuple((c, table.columns[c].way if c in table.columns else NULL) for c in hop.about)


def _owner_cuts(lens: Lens, table: Table, kinds: tuple[str, ...]) -> list[Leaving]:
    """Rows with several owners, one of whom leaves while another stays: that one is cut at once."""
    policy = lens.policy
    steps: list[Leaving] = []
    for hop in table.hops:
        others = [h for h in table.hops if h is not hop]
        pointer = hop.link.child if holders.nullable(table, hop.link.child) and not hop.link.inside else ()
        about = _about(table, hop)
        remains = either(negate(ownership.absent(h)) for h in others)
        if kinds:
            leaving = tuple((kind, people_set(kind)) for kind in kinds)
            others_too = ownership.somebody_else_along(policy, hop, leaving)  # the row it goes with says who is left, itself
            leaves = every((either(hop_scope(policy, hop, kind) for kind in kinds), negate(others_too)))
            surviving = holders.row_held(replace(lens, within=True, by=hop), table.name)  # for this owner's sake, or for a duty's
            decided = customers.decided_by(policy, table.name, lens.customer or None)
            where = every((leaves, decided, negate(theirs_alone(policy, table.name, kinds)), remains, negate(surviving)))
        else:
            where = every((_owner_left(lens, hop), remains))
        changed = either([*(Missing(c, negated=True) for c in pointer), holders.not_gone(table, hop.about) if hop.about else NO])
        where = every((where, changed))
        if where != NO:
            steps.append(CutPerson(table.name, pointer, about, where, _why(policy, table.name)))
    return steps


def _owner_left(lens: Lens, hop: Hop) -> Predicate:
    """The person at the end of `hop` is in our tables, and nothing of that row is held any more."""
    if hop.parent is None or hop.parent not in lens.policy.kind_tables:
        return NO
    return ownership.along((ownership.up(hop),), negate(holders.stays(replace(lens, within=False), hop.parent)))


def _mention_cuts(lens: Lens, table: Table, kinds: tuple[str, ...]) -> list[Leaving]:
    """Rows that speak of somebody who goes: the pointer and what speaks of them change, the row stays its owner's."""
    policy = lens.policy
    steps: list[Leaving] = []
    for hop in table.mentions:
        pointer = (
            hop.link.child
            if holders.nullable(table, hop.link.child)
            and not hop.link.inside
            and not any(table.columns[c].personal for c in hop.link.child)
            else ()
        )
        about = _about(table, hop)
        personal = tuple((c, table.columns[c].way) for c in hop.link.child if table.columns[c].personal)
        columns = tuple(dict.fromkeys((*personal, *about)))
        goes: Predicate = NO
        if hop.parent is not None and hop.parent in policy.kind_tables:
            unheld = negate(holders.row_held(replace(lens, within=False), hop.parent))
            goes = ownership.along((ownership.up(hop),), unheld)
            if kinds:
                goes = every((either(hop_scope(policy, hop, kind) for kind in kinds), goes))
        elif kinds:
            spoken_of = either(hop_scope(policy, hop, kind) for kind in kinds)
            goes = every((spoken_of, customers.decided_by(policy, table.name, lens.customer or None)))
        changed = either(
            [*(Missing(c, negated=True) for c in pointer), holders.not_gone(table, [c for c, _ in columns]) if columns else NO]
        )
        where = every((goes, changed))
        if where != NO:
            steps.append(CutPerson(table.name, pointer, columns, where, _why(policy, table.name)))
    return steps


STANDS = ("legal obligation", "public task")  # GDPR art. 17(3)(b): what a request for erasure does not end


def let_go(policy: Policy, question: Question) -> tuple[str, ...]:
    """The activities that let go of the people in question (DESIGN section 1, the table): of those that the customer decides about who
    instructs us, or of ours. Raises GestandError GS513, GS514."""
    activities = [a for a in policy.activities.values() if question.customer is None or a.for_customers == bool(question.customer)]
    match question.kind:
        case "ending":
            return tuple(a.name for a in activities)
        case "erasure":
            return tuple(a.name for a in activities if a.basis not in STANDS)
        case "objection" if question.activity == "marketing":
            return tuple(a.name for a in activities if a.marketing)
        case "objection" | "withdrawal":
            known = [a.name for a in activities]
            if question.activity not in known:
                guess = near(question.activity, [*known, "marketing"])
                raise fail(
                    "GS513",
                    "unknown-activity",
                    t("`{name}` is no activity of the policy", name=question.activity),
                    t("did you mean `{guess}`?", guess=guess)
                    if guess
                    else t("the activities are: {names}", names=", ".join(known)),
                )
            basis = policy.activities[question.activity].basis
            wanted = (
                ("legitimate interest", "public task")
                if question.kind == "objection" and not policy.activities[question.activity].marketing
                else ("consent", "legitimate interest")
                if question.kind == "objection"
                else ("consent",)
            )
            if basis not in wanted:
                raise fail(
                    "GS514",
                    "right-not-here",
                    t("`{name}` rests on {basis}: this right does not end it", name=question.activity, basis=t(basis)),
                    t(
                        "objection is against an interest or a public task (GDPR art. 21), withdrawal is of consent (art. 7); ask `erasure` for what may go"
                    ),
                )
            return (question.activity,)
    return ()


def plan(policy: Policy, question: Question, today: date, facts: Facts, facts_digest: str, salt: str = "") -> Plan:
    """The plan that answers `question` on `today`. Pure: it looks at no store."""
    kinds = tuple(question.people)
    leaving = tuple((k, people_set(k)) for k in kinds)
    going = let_go(policy, question)
    lens = Lens(policy, today, facts, leaving, frozenset(going), customer=question.customer)
    steps: list[Step] = []
    match question.kind:
        case "sweep":
            for store in policy.stores:
                steps += leaving_steps(Lens(policy, today, facts), store)
        case "erasure" | "objection" | "withdrawal" | "ending":
            for store in policy.stores:
                steps += leaving_steps(lens, store, kinds)
            told = [r for r in policy.recipients if any(r in a.recipients for a in policy.activities.values() if a.name in going)]
            steps += [
                TellRecipient(r, tuple(a.name for a in policy.activities.values() if r in a.recipients and a.name in going))
                for r in told
            ]
        case "access" | "portability":
            steps += export_steps(policy, kinds, question.kind == "portability", question.customer)
        case "restriction" | "lifting":
            steps += _sealing(policy, kinds, question.kind == "lifting", question.customer)
        case "rectification":
            steps += _corrections(lens, question, kinds)
    return Plan(question, today, policy.digest, facts_digest, tuple(steps), going, salt)


def export_steps(policy: Policy, kinds: tuple[str, ...], portable: bool, customer: str | None = None) -> list[Step]:
    """Everything of theirs (art. 15), or what they gave on consent or contract (art. 20). Of rows that belong to others and mention them,
    what speaks of them: the rest is somebody else's (art. 15(4))."""
    steps: list[Step] = []
    for name, table in policy.tables.items():
        theirs = mine(policy, name, kinds, customer)
        if table.seen is None:
            continue
        decided = customers.decided_by(policy, name, customer)
        spoken_of = either(hop_scope(policy, hop, kind) for hop in table.mentions for kind in kinds)
        about = {c for hop in table.mentions for c in (*hop.about, *hop.link.child)}
        others = {c.name: t("it is somebody else's") for c in table.personal if c.name not in about}
        for only, withheld in _withheld(table):
            shown = tuple(c for c in table.seen.columns if c not in withheld)
            if portable:
                allowed = {
                    c for a in policy.activities.values() if a.basis in ("contract", "consent") for c in a.uses.get(name, ())
                }
                given = tuple(c for c in shown if c in allowed) if table.source in ("person", "observed") else ()
                if theirs != NO and given:
                    steps.append(ExportRows(name, given, (), every((theirs, only)), only=every((decided, only))))
                continue
            if theirs != NO:
                where = every((theirs, only))
                steps.append(ExportRows(name, shown, tuple(withheld.items()), where, only=every((decided, only))))
            if spoken_of != NO:
                kept = {**others, **withheld}
                columns = tuple(c for c in table.seen.columns if c not in kept)
                where = every((spoken_of, negate(scope(policy, name, kinds)), decided, only))
                if where != NO:
                    steps.append(ExportRows(name, columns, tuple(kept.items()), where, mentions=True, only=every((decided, only))))
    return steps


def _withheld(table: Table) -> list[tuple[Predicate, dict[str, str]]]:
    """What is withheld of the rows of a table, with the reason: all rows alike, or apart by the conditions that the policy says."""
    always = {c.name: t("a secret that protects the account") for c in table.columns.values() if c.category == "credential"}
    always.update({column: said(reason) for column, reason in table.withheld.items()})
    found: list[tuple[Predicate, dict[str, str]]] = [(YES, always)]
    for one in table.withheld_when:
        when = ownership.condition(one.when)
        more = dict.fromkeys(one.columns, said(one.reason))
        found = [
            (every((only, holds)), {**more, **kept} if holds == when else kept) for only, kept in found for holds in (negate(when), when)
        ]
    return found


def _sealing(policy: Policy, kinds: tuple[str, ...], lifting: bool, customer: str | None) -> list[Step]:
    steps: list[Step] = []
    for store in policy.stores:
        for name in order(policy, store):
            table = policy.tables[name]
            linked = (
                {c for other in policy.tables.values() for h in other.hops if h.parent == name for c in h.link.parent}
                | {c for h in table.hops for c in h.link.child}
                | set(table.key)
            )
            values = tuple((c.name, holders.placeholder(c)) for c in table.personal if c.name not in linked and not c.generated)
            where = mine(policy, name, kinds, customer)
            if where == NO or not values or table.seen is None or table.seen.kind != "table":
                continue
            steps.append(
                UnsealValues(name, values)
                if lifting
                else SealValues(name, values, every((where, either(Gone(c, way, negated=True) for c, way in values))))
            )
    return steps


def fitting(policy: Policy, name: Name, column: str, said: str) -> Any:
    """A corrected value as its column takes it. Raises GestandError GS518 when it does not fit."""
    catalog = policy.catalogs[name.store]
    kind = catalog.tables[name.table].columns[column].type
    try:
        match kind:
            case "date":
                return date.fromisoformat(said)
            case "moment" | "zoned" if catalog.dialect != "sqlite":
                return datetime.fromisoformat(said)
            case "moment" | "zoned":
                return str(datetime.fromisoformat(said))
            case "integer":
                return int(said)
            case "number":
                return float(said) if catalog.dialect == "sqlite" else Decimal(said)
    except (ValueError, ArithmeticError):
        raise fail(
            "GS518",
            "value-does-not-fit",
            t(
                "`{value}` does not fit `{table}.{column}`, which is a {kind}",
                value=said,
                table=name,
                column=column,
                kind=t(kind),
            ),
            t("write a date as 1980-12-31"),
        ) from None
    return said


def corrected(policy: Policy, said: str) -> tuple[str, list[Name]]:
    """The column that `store.table.column` or `table.column` names, and the tables that it can be of."""
    *at, column = quoting.names(said)
    whole = quoting.path(*at)
    return column, [n for n in policy.tables if whole and whole in (str(n), quoting.written(n.table))]


def _corrections(lens: Lens, question: Question, kinds: tuple[str, ...]) -> list[Step]:
    policy = lens.policy
    held = replace(lens, facts=replace(lens.facts, restricted={}))  # what is sealed may be corrected; what is held stays as it is
    steps: list[Step] = []
    for where_said, value in question.corrections.items():
        column, names = corrected(policy, where_said)
        if len(names) != 1 or column not in policy.tables[names[0]].columns:
            known = [n.column(c.name) for n, one in policy.tables.items() for c in one.personal]
            guess = near(where_said, known)
            raise fail(
                "GS515",
                "unknown-value",
                t("`{name}` is no column of the policy", name=where_said),
                t("did you mean `{guess}`?", guess=guess) if guess else t("write `store.table.column`"),
            )
        name, table = names[0], policy.tables[names[0]]
        if column in table.key or any(column in h.link.child for h in table.hops) and not table.columns[column].personal:
            raise fail(
                "GS516",
                "key-not-a-value",
                t("`{name}` is a key: changing it would give the row to somebody else", name=where_said),
                t("correct the personal columns; keys belong to the system that made them"),
            )
        if table.columns[column].generated or table.seen and table.seen.listed and table.columns[column].type == "binary":
            raise fail(
                "GS519",
                "not-written-by-us",
                t("`{name}` can't be corrected: it is a file, or follows from something else", name=where_said),
                t("correct what it comes from, in the system that made it"),
            )
        where = every((mine(policy, name, kinds, question.customer), negate(holders.fixed(held, name))))
        if where == NO:
            raise fail(
                "GS517",
                "not-theirs",
                t("rows of `{table}` can't belong to these people", table=name),
                t("correct it in a table of theirs"),
            )
        steps.append(
            CorrectValue(
                name,
                column,
                every((where, either((Missing(column), Compare(column, "!=", fitting(policy, name, column, value), null=True))))),
            )
        )
    return steps
