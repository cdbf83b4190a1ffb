"""Customers of ours, read from the stores at the moment they are needed (`customers of ours` in the policy)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gestand.diagnostics import fail, near
from gestand.documents.customers import Customer
from gestand.holding.ownership import condition
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
        one("address"),
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
