"""An assessment in a form of its own

## What
A file that the policy names as an assessment has a head that Gestand can read: what was weighed, when, by whom, and when somebody
looks again. Without it nobody checks whether it is complete and of today.

## Why
A weighing grows old: the use changes, and the paper stays as it was.

## Law
GDPR art. 5(2) and 24(1).

## Example
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}, balancing: balancing/own.md}
    for: orders
    keep: 30 days after ordered_at
```
```markdown balancing/own.md
# Fraud
We weighed it in the meeting of 3 March, and our interest weighs more.
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

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.risk import filed
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS381", "assessment-without-head", "warning", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for one in filed(policy):
        made = one.read
        if made is None or made.empty or made.headed and not made.broken:
            continue
        message = (
            t("the head of `{file}` can't be read: {reason}", file=one.file, reason=made.broken)
            if made.broken
            else t("`{file}` has no head: nobody checks whether it is complete and of today", file=one.file)
        )
        help = t("`gestand new {kind} …` writes a file with a head and the questions; move your text there", kind=one.kind.name)
        yield Diagnostic(CODE, NAME, message, (help,), made.place(""), SEVERITY, LAW, one.file)
