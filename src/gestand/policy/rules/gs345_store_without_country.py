"""The statement does not say where the data lies

## What
In a policy with a `statement`, each store says the `country` where its data lies, and who keeps it (`kept by`) where that is
a recipient. Outside the European Economic Area that recipient has a safeguard, or the country is found adequate.

## Why
People must be told whether their data leaves the Union, and what protects it there.

## Law
GDPR art. 13(1)(f), 14(1)(f) and 44.

## Example
```yaml
stores:
  shop: {url: "${SHOP_URL}", times: UTC}
```

## Use instead
```yaml
stores:
  shop: {url: "${SHOP_URL}", times: UTC, country: NL}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gestand.diagnostics import Diagnostic
from gestand.law.transfers import adequacy, in_eea
from gestand.policy.model import Policy, Store
from gestand.policy.rules.asking import informs
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS345", "store-without-country", "error", False
LAW = "GDPR art. 13(1)(f)"


def check(policy: Policy, today: date) -> Iterator[Diagnostic]:
    if not informs(policy):
        return
    for store in policy.stores.values():
        if not any(name.store == store.name and table.personal for name, table in policy.tables.items()):
            continue
        message, help = _wrong(policy, store, today)
        if message:
            yield Diagnostic(CODE, NAME, message, (help,), store.place, SEVERITY, LAW, store.name)


def _wrong(policy: Policy, store: Store, today: date) -> tuple[str, str]:
    if not store.country:
        message = t("the statement can't say where the data of `{store}` lies", store=store.name)
        return message, t("add `country: NL`, and `kept by: RECIPIENT` if a supplier keeps it")
    if in_eea(store.country, today):
        return "", ""
    decision = adequacy(store.country, today)
    keeper = policy.recipients.get(store.kept_by)
    if decision is not None and decision.value != "partial" or keeper is not None and keeper.safeguard.strip():
        return "", ""
    message = t("`{store}` lies in {country}, and nothing protects it there", store=store.name, country=store.country)
    return message, t("say who keeps it (`kept by`), and give that recipient a `safeguard`")
