"""A national number without the law that allows it

## What
An activity that uses a national number (BSN) names the law that prescribes it, and does not rest on consent or on an interest.

## Why
Such a number may be used only to carry out the law that prescribes it, or for purposes that a law sets. Consent does not
cure its absence. This can't be accepted for now.

## Law
UAVG art. 46; GDPR art. 87.

## Example
```sql
create table staff (id integer primary key, name varchar(80), bsn varchar(9), left_on date);
```
```yaml
people:
  colleague: {called: {en: staff}, found in: shop.staff}
data:
  shop:
    staff: {name: name, national number: bsn, plain: left_on}
activities:
  payroll:
    purpose: {en: paying wages}
    basis: {legal obligation: AWR art. 52}
    for: staff
    keep: while left_on is empty and 7 years after the end of the year of left_on
```

## Use instead
```yaml
people:
  colleague: {called: {en: staff}, found in: shop.staff}
data:
  shop:
    staff: {name: name, national number: bsn, plain: left_on}
activities:
  payroll:
    purpose: {en: paying wages}
    basis: {legal obligation: AWR art. 52}
    ground: {law: 'UAVG art. 46, Wet LB 1964 art. 28'}
    for: staff
    keep: while left_on is empty and 7 years after the end of the year of left_on
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS313", "national-number-without-law", "error", True
LAW = "UAVG art. 46"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        numbers = [
            table.column(c)
            for table, used in activity.uses.items()
            for c in used
            if c in policy.tables[table].columns and policy.tables[table].columns[c].category == "national number"
        ]
        if not numbers:
            continue
        if not activity.ground.get("law", "").strip():
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` uses a national number ({columns}) and names no law that prescribes it",
                    name=activity.name,
                    columns=quoted(numbers),
                ),
                (t("name the law: `ground: {{law: 'UAVG art. 46, Wet LB 1964 art. 28'}}`; without one, don't use the number"),),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
        elif activity.basis in ("consent", "legitimate interest"):
            yield Diagnostic(
                CODE,
                NAME,
                t(
                    "`{name}` uses a national number ({columns}) on {basis}, which does not allow it",
                    name=activity.name,
                    columns=quoted(numbers),
                    basis=t(activity.basis),
                ),
                (
                    t(
                        "only a law allows it: make an activity of its own for what that law asks, with `basis: {{legal "
                        "obligation: …}}`"
                    ),
                ),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
