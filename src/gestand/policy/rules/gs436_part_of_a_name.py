"""Part of a file's name that would have to go without the file

## What
What a file's name says about somebody is held by the same activities as the file: it goes with the file and not before.

## Why
A name is the key of a file: others find it by it, so it is not changed. A value in it that nobody holds any more would stay.

## Law
GDPR art. 17(1): what can't be carried out is not erased.

## Example
```yaml
stores:
  letters: {country: NL, files: /usr, named: "{customer_id:number}/{written:date} {subject}.pdf"}
data:
  letters: {whose: customer by customer_id, content: subject, document: content}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {contract: while customers.ended_on is empty}
    for: letters
    keep: 1 year after written otherwise modified
  looking back:
    purpose: {en: knowing what we wrote}
    basis: {contract: while customers.ended_on is empty}
    for: letters
    uses: {letters: document}
    keep: 2 years after written otherwise modified
```

## Use instead
```yaml
stores:
  letters: {country: NL, files: /usr, named: "{customer_id:number}/{written:date} {subject}.pdf"}
data:
  letters: {whose: customer by customer_id, content: subject, document: content}
activities:
  answering:
    purpose: {en: answering letters}
    basis: {contract: while customers.ended_on is empty}
    for: letters
    keep: 1 year after written otherwise modified
```
"""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import real, stays_without
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS436", "part-of-a-name", "error", False
LAW = ""


def check(policy: Policy) -> Iterator[Diagnostic]:
    for name, table in real(policy):
        for column in table.personal if table.seen and table.seen.listed else ():
            if column.generated and (why := stays_without(policy, table, column)):
                full = name.column(column.name)
                yield Diagnostic(
                    CODE,
                    NAME,
                    t("`{column}` can't go without its row, and the row can stay: {why}", column=full, why=why),
                    (t("let every activity that holds the row use it, or say `plain: {column}`", column=column.name),),
                    column.place or table.place,
                    SEVERITY,
                    LAW,
                    full,
                )
