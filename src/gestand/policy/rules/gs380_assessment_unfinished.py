"""An assessment with questions that nobody answered

## What
A balancing test, an impact assessment or a transfer assessment that has a head (`gestand new` writes one) says the day and by whom it
was made, and answers each of its questions.

## Why
An empty answer is a question that nobody thought about. It shows on the day that somebody asks for the assessment.

## Law
GDPR art. 5(2), 6(1)(f), 35(7) and 46.

## Example
```yaml
activities:
  preventing fraud:
    purpose: {en: noticing fraud}
    basis: {legitimate interest: {en: no fraud}, balancing: balancing/begun.md}
    for: orders
    keep: 30 days after ordered_at
```
```markdown balancing/begun.md
---
activities: preventing fraud
date: 2026-11-02
by: head of sales
review: 2028-11-02
---
# Balancing test: noticing fraud

### What is the interest, and whose is it?
We lose money when an order is never paid.

### Why is this data needed for it?
…
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

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS380", "assessment-unfinished", "error", False
LAW = "GDPR art. 5(2)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for one in filed(policy):
        made = one.read
        if made is None or not made.headed or made.broken:
            continue
        if made.made is None:
            message = t("`{file}` does not say on which day it was made", file=one.file)
            help = t("write the day in its head: `date: YEAR-MONTH-DAY`")
            yield Diagnostic(CODE, NAME, message, (help,), made.place("date"), SEVERITY, one.kind.law, one.file)
        if not made.by:
            message = t("`{file}` does not say who made it", file=one.file)
            help = t("write who decided in its head: `by: …`")
            yield Diagnostic(CODE, NAME, message, (help,), made.place("by"), SEVERITY, one.kind.law, one.file)
        for question in one.kind.questions:
            if not made.answers.get(question):
                asked = t(question.asks)
                message = (
                    t("`{file}` does not answer: {question}", file=one.file, question=asked)
                    if question.asks in made.places
                    else t("`{file}` does not ask: {question}", file=one.file, question=asked)
                )
                help = t("answer under the heading `## {question}`: {hint}", question=asked, hint=_small(t(question.hint)))
                yield Diagnostic(CODE, NAME, message, (help,), made.place(question.asks), SEVERITY, one.kind.law, one.file)


def _small(hint: str) -> str:
    """A hint as the end of a help: it begins small and has no full stop."""
    return hint[:1].lower() + hint[1:].rstrip(".")
