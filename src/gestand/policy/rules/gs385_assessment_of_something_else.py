"""Something else was assessed than what is done now

## What
The head of an assessment names the activities or the recipient that it is about, and may say what was known of them then: how long
they `keep`, which categories of `data`, in which `country`. All of it is still so.

## Why
Thirty days were weighed, and now it is a year: then nobody weighed what is done.

## Law
GDPR art. 5(2) and 35(11).

## Example
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}, balancing: balancing/month.md}
    for: orders
    keep: 1 year after ordered_at
```
```markdown balancing/month.md
---
activities:
  preventing fraud: {keep: 30 days after ordered_at, data: [content]}
date: 2026-11-02
by: head of sales
review: 2028-11-02
---
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
from typing import Any

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.policy.rules.risk import Filed, categories, data_of, filed
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS385", "assessment-of-something-else", "warning", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for one in filed(policy):
        made = one.read
        if made is None or not made.headed or made.broken:
            continue
        for about in one.about:
            wrong = _wrong(policy, one, about, made.weighed)
            if wrong:
                help = t("look whether the answers still hold; then write in its head what was weighed now")
                yield Diagnostic(CODE, NAME, wrong, (help,), made.place(one.kind.about), SEVERITY, LAW, one.file)


def _wrong(policy: Policy, one: Filed, about: str, weighed: Any) -> str:
    if about not in weighed:
        return t("`{file}` is named by `{name}`, and does not say that it is about it", file=one.file, name=about)
    known = weighed[about]
    now = _now(policy, one, about)
    for what in ("keep", "country"):
        if what in known and what in now and _plain(known[what]) != now[what]:
            return t(
                "`{file}` assessed `{name}` with `{before}`, and the policy says `{now}`",
                file=one.file,
                name=about,
                before=_plain(known[what]),
                now=now[what],
            )
    if "data" in known:
        before = known["data"] if isinstance(known["data"], list) else [known["data"]]
        if more := [c for c in now["data"] if c not in before]:
            return t("`{file}` assessed `{name}` without this data: {data}", file=one.file, name=about, data=quoted(more))
    return ""


def _now(policy: Policy, one: Filed, about: str) -> dict[str, Any]:
    if one.kind.about == "activities":
        activity = policy.activities[about]
        return {"keep": activity.keep_said, "data": categories(policy, activity)}
    return {"country": policy.recipients[about].country, "data": data_of(policy, about)}


def _plain(said: object) -> str:
    return ", ".join(map(str, said)) if isinstance(said, list) else str(said)
