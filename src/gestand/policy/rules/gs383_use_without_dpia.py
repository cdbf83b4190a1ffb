"""A risky use of data without an impact assessment

## What
A use that is risky by itself names its `dpia`, a file in the policy folder: profiles, a computer that decides, special data, cameras,
location, who spoke with whom. So does one that notes what people do or say who can't easily say no (`vulnerable`). How many people it concerns, and
whether it is new, no policy says: where a DPIA is not needed, say why, as `dpia: {not needed: …}`. What is done for customers who set the period, they assess.

## Why
Whoever begins without looking finds out what can go wrong when it has.

## Law
GDPR art. 35(1), (3) and (4), with the list of the authority; for two criteria together: WP 248.

## Example
```yaml
activities:
  choosing offers:
    purpose: {en: choosing offers that suit you}
    basis: {consent: {en: "Yes, choose offers for me."}}
    profiling: {en: From what you buy we derive what interests you.}
    for: orders
    keep: 30 days after ordered_at
```

## Use instead
```yaml
activities:
  choosing offers:
    purpose: {en: choosing offers that suit you}
    basis: {consent: {en: "Yes, choose offers for me."}}
    profiling: {en: From what you buy we derive what interests you.}
    dpia: {not needed: "two hundred customers of one shop, and only what they bought here; looked at on 2 November 2026"}
    for: orders
    keep: 30 days after ordered_at
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.assessments import short
from gestand.policy.model import Policy
from gestand.policy.rules.risk import filed, needs_dpia
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS383", "use-without-dpia", "error", False
LAW = "GDPR art. 35"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        if activity.dpia is None and (why := needs_dpia(policy, activity)):
            yield Diagnostic(
                CODE,
                NAME,
                t("`{name}` needs an impact assessment (DPIA), because {why}", name=activity.name, why=why),
                (
                    t(
                        "`gestand new dpia {name}` asks the questions; then name the file: `dpia: dpia/{name}.md`",
                        name=short(activity.name),
                    ),
                    t("or say why it is not needed: `dpia: {{not needed: …}}`"),
                ),
                activity.place,
                SEVERITY,
                LAW,
                activity.name,
            )
    for one in filed(policy):
        if one.kind.name == "dpia" and (one.read is None or one.read.empty):
            message = t("the impact assessment of `{name}` is not there or empty: `{file}`", name=one.about[0], file=one.file)
            help = t("`gestand new dpia …` writes it with the questions to answer")
            yield Diagnostic(CODE, NAME, message, (help,), one.place, SEVERITY, LAW, one.about[0])
