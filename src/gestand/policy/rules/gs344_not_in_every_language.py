"""Something the statement says is not there in every language

## What
What the statement says exists in each language of the organisation: what people, recipients, cookies, platforms and words are
called, what they are for, where data comes from, and what happens without it. Purposes and bases have rules of their own.

## Why
A sentence in another language, in the middle of a statement, is a sentence that people can't read.

## Law
GDPR art. 12(1).

## Example
```yaml
organisation: {languages: [en, nl]}
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
activities:
  selling:
    purpose: {en: delivering orders, nl: bestellingen leveren}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```

## Use instead
```yaml
organisation: {languages: [en, nl]}
people:
  customer: {called: {en: customers, nl: klanten}, found in: shop.customers, known by: {email: email}}
activities:
  selling:
    purpose: {en: delivering orders, nl: bestellingen leveren}
    basis: {contract: while ended_on is empty}
    for: customers
    uses: {customers: all, orders: all}
    keep: while ended_on is empty and 2 years after ended_on
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gestand.diagnostics import Diagnostic, Place
from gestand.policy.model import Policy
from gestand.policy.rules.asking import informs, not_said_in, quoted
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS344", "not-in-every-language", "error", False
LAW = "GDPR art. 12(1)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    if not informs(policy):
        return
    for about, texts, place in _texts(policy):
        if texts and (missing := not_said_in(policy, texts)):
            yield Diagnostic(
                CODE,
                NAME,
                t("`{what}` is not said in {languages}", what=about, languages=quoted(missing)),
                (t("add it: {languages}", languages=", ".join(f"`{language}: …`" for language in missing)),),
                place,
                SEVERITY,
                LAW,
                about,
            )


def _texts(policy: Policy) -> Iterator[tuple[str, Mapping[str, str], Place | None]]:
    """Every text of the organisation that the statement prints: what it is, the text, where it stands."""
    for kind in policy.kinds.values():
        yield f"people.{kind.name}.called", kind.called, kind.place
    for r in policy.recipients.values():
        yield f"recipients.{r.name}.called", r.called, r.place
        yield f"recipients.{r.name}.for", r.purpose, r.place
        if policy.organisation.country != r.country:
            yield f"recipients.{r.name}.safeguard", r.safeguard_texts, r.place
    for a in policy.activities.values():
        yield f"activities.{a.name}.without it", a.without, a.place
        yield f"activities.{a.name}.profiling", a.profiling, a.place
        if a.decision:
            yield f"activities.{a.name}.automated decision.logic", a.decision.logic, a.place
            yield f"activities.{a.name}.automated decision.consequences", a.decision.consequences, a.place
    if policy.agreements:
        yield "agreements.subject", policy.agreements.subject, policy.agreements.place
    for measure in (policy.measures or {}).values():
        yield f"measures.{measure.name}", measure.said, measure.place
    for cookie in (policy.cookies or {}).values():
        yield f"cookies.{cookie.name}.purpose", cookie.purpose, cookie.place
    for platform in policy.platforms.values():
        for what, texts in (("called", platform.called), ("sees", platform.sees), ("opt out", platform.opt_out)):
            yield f"outside platforms.{platform.name}.{what}", texts, platform.place
    for table in policy.tables.values():
        yield f"data.{table.name}.from", table.source_called, table.place
    for partner in policy.organisation.partners:
        yield f"together with.{partner.name}.agreement", partner.agreement, policy.organisation.place
    if policy.cameras:
        yield "cameras.where", policy.cameras.where, policy.cameras.place
    assert policy.statement is not None
    yield "statement.introduction", policy.statement.introduction, policy.statement.place
    for term in policy.statement.glossary:
        word = term.called.get("en") or next(iter(term.called.values()), "?")
        yield f"statement.glossary.{word}.called", term.called, policy.statement.place
        yield f"statement.glossary.{word}.means", term.means, policy.statement.place
