"""Special or criminal data without the exception that allows it

## What
Every activity that uses health, religion, ethnicity, politics, trade union, sexual life, genetic or biometric data names
its exception of art. 9(2) under `ground`; one that uses criminal data names art. 10 or its law.

## Why
Using such data is forbidden unless an exception applies. A legal basis alone is not enough. This can't be accepted for now.

## Law
GDPR art. 9 and 10; UAVG art. 22 to 33.

## Example
```sql
create table meals (id integer primary key, customer_id integer not null references customers (id), allergies text,
                    at date not null);
create index meals_customer on meals (customer_id);
```
```yaml
data:
  shop:
    meals: {health: allergies, plain: at}
activities:
  cooking:
    purpose: {en: cooking what people can eat}
    basis: {contract: while customers.ended_on is empty}
    dpia: {not needed: twelve guests at one table}
    for: meals
    keep: 30 days after at
```

## Use instead
```yaml
data:
  shop:
    meals: {health: allergies, plain: at}
activities:
  cooking:
    purpose: {en: cooking what people can eat}
    basis: {contract: while customers.ended_on is empty}
    ground: {art. 9(2)(a): explicit consent in the order form}
    dpia: {not needed: twelve guests at one table}
    for: meals
    keep: 30 days after at
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.policy.rules.asking import quoted
from gestand.policy.tables import SPECIAL
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS311", "special-data-without-ground", "error", True
LAW = "GDPR art. 9(1)"
_NINE = re.compile(r"art\. ?9\(2\)\([a-j]\)")
_TEN = re.compile(r"art\. ?10|UAVG art\. ?3[1-3]|law")


def check(policy: Policy) -> Iterator[Diagnostic]:
    for activity in policy.activities.values():
        for table, used in activity.uses.items():
            columns = [policy.tables[table].columns[c] for c in used if c in policy.tables[table].columns]
            for criminal, pattern, help in (
                (
                    False,
                    _NINE,
                    t("name the exception: `ground: {{art. 9(2)(b): UAVG art. 30}}`; without one, don't use these columns"),
                ),
                (True, _TEN, t("name the law: `ground: {{art. 10: UAVG art. 32}}`; without one, don't use these columns")),
            ):
                found = [c for c in columns if c.category in SPECIAL and (c.category == "criminal") == criminal]
                if found and not any(pattern.match(key) and reason.strip() for key, reason in activity.ground.items()):
                    yield Diagnostic(
                        CODE,
                        NAME,
                        t(
                            "`{name}` uses {categories} data ({columns}) and names no exception that allows it",
                            name=activity.name,
                            categories=", ".join(dict.fromkeys(t(c.category) for c in found)),
                            columns=quoted(table.column(c.name) for c in found),
                        ),
                        (help,),
                        activity.place,
                        SEVERITY,
                        "GDPR art. 10" if criminal else LAW,
                        activity.name,
                    )
