"""A period that may never begin

## What
A period counts from a moment that each row has, or says what counts where it is missing: `otherwise COLUMN`, or
`otherwise held` if the value is to be held until it comes.

## Why
A missing moment means that the period has not begun: the value is held, without end. Often that is meant; often it is an
import that left a column empty.

## Law
GDPR art. 5(1)(e).

## Example
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: 2 years after ended_on
```

## Use instead
```yaml
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: 2 years after ended_on otherwise held
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.grammar import After, Ref, While, WhileRowExists
from gestand.policy.model import Activity, Policy
from gestand.policy.rules.asking import asks_empty, chains, named, quoted
from gestand.policy.rules.gs429_anchor_cut_loose import cut_loose
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS426", "anchor-may-be-missing", "warning", False
LAW = "GDPR art. 5(1)(e)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if any(isinstance(c, WhileRowExists) for c in activity.keep):
            continue  # held anyway
        for clause in activity.keep:
            if isinstance(clause, After) and never_begins(policy, activity, clause) and not cut_loose(policy, activity, clause):
                seen = policy.tables[activity.table].seen
                sure = (
                    next((c.name for c in seen.columns.values() if c.type in ("date", "moment", "zoned") and not c.nullable), "")
                    if seen
                    else ""
                )
                help = (
                    t("say what counts then: `otherwise {column}`, or `otherwise held` if that is meant", column=sure)
                    if sure
                    else t("say `otherwise COLUMN`, or `otherwise held` if that is meant")
                )
                yield Diagnostic(
                    CODE,
                    NAME,
                    t(
                        "`{name}` counts from {anchors}, which may be empty: then the period never begins",
                        name=activity.name,
                        anchors=quoted(clause.anchors),
                    ),
                    (help,),
                    activity.keep_place,
                    SEVERITY,
                    LAW,
                    activity.name,
                )


def never_begins(policy: Policy, activity: Activity, clause: After) -> bool:
    """Nothing says what counts where all anchors are missing."""
    if clause.held or clause.otherwise is not None or not clause.anchors:
        return False
    said = [c.condition for c in activity.keep if isinstance(c, While)] + ([activity.when] if activity.when else [])
    for anchor in clause.anchors:
        if not _may_miss(policy, activity, anchor) or any(asks_empty(s, anchor) for s in said):
            return False
        if activity.when and any(test.op == "is not empty" and test.ref.column == anchor.column for test in activity.when.tests):
            return False
    return True


def _may_miss(policy: Policy, activity: Activity, anchor: Ref) -> bool:
    table = named(policy, anchor.table)
    seen = policy.tables[table].seen if table else None
    if table is None or seen is None or anchor.column not in seen.columns:
        return False
    if seen.columns[anchor.column].nullable:
        return True
    if table == activity.table:
        return False
    for chain in chains(policy, activity.table):
        if chain and chain[-1].parent == table:  # its parent: there, if the pointers must be filled and lead somewhere
            here = policy.tables[activity.table].seen
            return not (
                len(chain) == 1
                and here is not None
                and chain[0].link.declared
                and not any(here.columns[c].nullable for c in chain[0].link.child)
            )
    return True  # children: there may be none
