"""People who were never asked would not be told

## What
A table `from: others` says when its rows were `collected`, so that it is known by when the people must be told, and leads to
people with an identifier `email`, so that they can be. Where the law does not ask it, `not told` says why: `known already`,
`disproportionate`, `law` or `secrecy`, with the reason.

## Why
Who did not give their data themselves must hear of it within a month, at the first contact, or when it is first passed on.

## Law
GDPR art. 14(3) and 14(5).

## Example
```yaml
data:
  shop:
    customers: {name: name, contact: email, plain: [created_at, ended_on], from: {others: {en: your employer}}}
```

## Use instead
```yaml
data:
  shop:
    customers: {name: name, contact: email, plain: [created_at, ended_on], from: {others: {en: your employer}}, not told: {known already: their employer gives them our statement}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Kind, Name, Policy
from gestand.policy.rules.asking import informs, kinds_of
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS351", "never-asked-and-never-told", "error", False
LAW = "GDPR art. 14(3)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    if not informs(policy):
        return
    for name, table in policy.tables.items():
        if table.source != "others" or table.not_told or not (kinds := _kinds(policy, name)):
            continue
        message, help = "", ""
        if not table.collected:
            message = t("`{table}` comes from others, and by when they must be told can't be known", table=name)
            help = t("say in which column it stands when a row was collected: `collected: COLUMN`")
        elif not any(policy.kinds[k].table == name or any(h.kind == k for h in table.hops) for k in kinds):
            message = t(
                "`{table}` comes from others, and leads to its people over other tables: they would not be told", table=name
            )
            help = t("say by which column it leads to them, or `not told: {{disproportionate: WHY}}`")
        elif not any(_reachable(policy.kinds[kind]) for kind in kinds):
            message = t("`{table}` comes from others, and its people have no e-mail address to tell them at", table=name)
            help = t("add `email` to what they are `known by`, or say `not told: {{disproportionate: WHY}}`")
        if message:
            yield Diagnostic(CODE, NAME, message, (help,), table.place, SEVERITY, LAW, str(name))


def _kinds(policy: Policy, name: Name) -> list[str]:
    """Whom the rows are about: where people are found, those people and not the ones they belong to."""
    return [k.name for k in policy.kinds.values() if k.table == name] or kinds_of(policy, name)


def _reachable(kind: Kind) -> bool:
    return "email" in kind.known_by or kind.found_by is not None and kind.found_by[0] == "email"
