"""Customers of ours, read from the stores at the moment they are needed (`customers of ours` in the policy)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gestand.diagnostics import fail, near
from gestand.documents.customers import Customer
from gestand.execute import bind, facts
from gestand.execute.context import Context
from gestand.holding import customers as holding
from gestand.holding.ownership import condition
from gestand.holding.predicate import NO, Predicate, every
from gestand.plan import planner
from gestand.plan.questions import Key
from gestand.policy.model import Name, OurCustomers, Policy, Told
from gestand.stores import SqlStore
from gestand.stores.work import Work
from gestand.words import t


def customers(policy: Policy, stores: Mapping[str, SqlStore]) -> list[Customer]:
    """Every customer of ours, in the order of their numbers; none where the policy has no such section."""
    ours = policy.customers
    if ours is None or ours.table not in policy.tables:
        return []
    key = policy.tables[ours.table].key
    near_columns = [c for told in ours.told.values() if told.table is None for c in told.columns]
    rows = _rows(policy, stores, ours.table, [*key, *near_columns], None)
    far = {name: _far(policy, stores, told) for name, told in ours.told.items() if told.table is not None}
    return [_customer(ours, key, row, far) for row in rows]


def customer(policy: Policy, stores: Mapping[str, SqlStore], said: str) -> Customer:
    """The customer with this number or name. Raises GestandError GS360."""
    known = customers(policy, stores)
    wanted = said.strip().casefold()
    found = [c for c in known if c.key == said.strip()] or [c for c in known if c.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise fail(
            "GS360",
            "unknown-customer",
            t("`{name}` is the name of several customers", name=said),
            t("say its number: {numbers}", numbers=", ".join(c.key for c in found)),
        )
    guess = near(said, [c.name for c in known])
    if policy.customers is None:
        help = t("the policy has no `customers of ours`")
    elif guess:
        help = t("did you mean `{guess}`?", guess=guess)
    else:
        help = t("say the number or the whole name, as the table `{table}` has it", table=policy.customers.table)
    raise fail("GS360", "unknown-customer", t("there is no customer `{name}`", name=said), help)


@dataclass(frozen=True)
class Deciding:
    """Who decides about what is held of somebody: customers of ours, and (`ours`) we ourselves."""

    customers: tuple[Customer, ...]
    ours: bool


def deciding(context: Context, people: Mapping[str, Sequence[Key]]) -> Deciding:
    """Whose it is to decide about these people's data (GDPR art. 28(3)(a)): every customer of ours of whose rows some are theirs."""
    policy, ours = context.policy, context.policy.customers
    if ours is None or ours.table not in policy.tables:
        return Deciding((), True)
    kinds = tuple(people)
    with context.state.begin(write=False) as connection:
        known = facts.read(connection, policy)
    tables = {name: planner.scope(policy, name, kinds) for name in policy.tables}
    keys: set[str] = set()
    mine = False
    with bind.working(context, ours.table.store, known, people) as work:
        for name, scope in tables.items():
            where = holding.rows_of(policy, name, scope)
            if where != NO:
                keys |= {"-".join(_text(k) for k in key) for key in work.keys(ours.table, where)}
    for store in policy.stores:
        with bind.working(context, store, known, people) as work:
            for name, scope in tables.items():
                where = every((scope, holding.decided_by(policy, name, "")))
                mine = mine or name.store == store and where != NO and bool(work.keys(name, where, 1) or _any(work, name, where))
    return Deciding(tuple(c for c in customers(policy, context.stores) if c.key in keys), mine)


def _any(work: Work, table: Name, where: Predicate) -> bool:
    """There is a row, in a table whose rows no key tells apart."""
    return not work.key_columns(table) and work.count(table, where) > 0


def _rows(policy: Policy, stores: Mapping[str, SqlStore], table: Name, columns: list[str], where: Any) -> list[dict[str, Any]]:
    wanted = list(dict.fromkeys(columns))
    with stores[table.store].session() as connection:
        work = Work(policy, stores[table.store], connection)
        return [dict(zip(wanted, row, strict=True)) for row in work.stream(table, wanted, condition(where))]


def _far(policy: Policy, stores: Mapping[str, SqlStore], told: Told) -> dict[str, list[str]]:
    """What stands in another table, by the number of the customer: the first row counts."""
    assert told.table is not None
    found: dict[str, list[str]] = {}
    for row in _rows(policy, stores, told.table, [told.by, *told.columns], told.when):
        values = [_text(row[c]) for c in told.columns]
        if row[told.by] is not None and any(values):
            found.setdefault(_text(row[told.by]), values)
    return found


def _customer(
    ours: OurCustomers, key: tuple[str, ...], row: Mapping[str, Any], far: Mapping[str, dict[str, list[str]]]
) -> Customer:
    number = "-".join(_text(row[k]) for k in key)

    def values(name: str) -> list[str]:
        told = ours.told.get(name)
        if told is None:
            return []
        return far[name].get(number, []) if told.table is not None else [_text(row[c]) for c in told.columns]

    def one(name: str) -> str:
        return " ".join(v for v in values(name) if v)

    def day(name: str) -> date | None:
        said = one(name)[:10]
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            return None

    return Customer(
        number,
        one("called") or number,
        one("contact"),
        one("language")[:2].lower(),
        tuple(v for v in values("address") if v),
        one("officer"),
        one("representative"),
        day("since"),
        day("ended"),
    )


def _text(value: Any) -> str:
    """A value in one line."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, (date, datetime)) else " ".join(str(value).split())
