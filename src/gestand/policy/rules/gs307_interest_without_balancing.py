"""A legitimate interest was not weighed

## What
An activity on legitimate interest says which interest, and names the file in the policy folder where it was weighed
against the interests of the people. The file exists and is not empty. `gestand new balancing ACTIVITY` writes one with the questions;
what is missing in it, GS380 to GS382 find.

## Why
The interest counts only if it outweighs theirs. Whoever relies on it must be able to show the weighing.

## Law
GDPR art. 6(1)(f) and 5(2).

## Example
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}}
    for: orders
    keep: 30 days after ordered_at
```

## Use instead
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}, balancing: balancing/fraud.md}
    for: orders
    keep: 30 days after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gestand.diagnostics import Diagnostic
from gestand.policy.assessments import BALANCING, Unreadable, read, short
from gestand.policy.model import Activity, Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS307", "interest-without-balancing", "error", False
LAW = "GDPR art. 6(1)(f)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.basis == "legitimate interest" and (wrong := _wrong(policy, activity)):
            file = activity.balancing or f"balancing/{short(activity.name)}.md"
            help = t("write {file}: `gestand new balancing {name}` asks the questions", file=file, name=short(activity.name))
            name_it = () if activity.balancing else (t("then name it: `balancing: {file}`", file=file),)
            yield Diagnostic(CODE, NAME, wrong, (help, *name_it), activity.place, SEVERITY, LAW, activity.name)


def _wrong(policy: Policy, activity: Activity) -> str:
    if not activity.reference.strip():
        return t("`{name}` rests on a legitimate interest and does not say which", name=activity.name)
    if not activity.balancing:
        return t("`{name}` rests on a legitimate interest, and no balancing test is recorded", name=activity.name)
    try:
        made = read(BALANCING, Path(policy.folder), activity.balancing)
    except Unreadable:
        return t(
            "the balancing test of `{name}` can't be read: `{file}` is not in the policy folder",
            name=activity.name,
            file=activity.balancing,
        )
    return (
        t("the balancing test of `{name}` is empty: `{file}`", name=activity.name, file=activity.balancing) if made.empty else ""
    )
