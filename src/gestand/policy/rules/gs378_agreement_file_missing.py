"""The file of an agreement is not there

## What
The `file` of a supplier's `agreement` is in the policy folder: the signed paper itself.

## Why
Who can't show an agreement has none: it must be in writing, and the authority may ask for it.

## Law
GDPR art. 28(9) and 5(2).

## Example
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2026-01-15, file: agreements/printer.pdf}}
```

## Use instead
```yaml
recipients:
  printer: {called: {en: the printing office, nl: de drukker}, country: NL, role: processor, agreement: {signed: 2026-01-15}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy
from gestand.words import t

CODE, NAME, SEVERITY, NEVER_ACCEPTED = "GS378", "agreement-file-missing", "error", False
LAW = "GDPR art. 28(9)"


def check(policy: Policy) -> Iterator[Diagnostic]:
    for one in policy.recipients.values():
        if one.agreement is None or not one.agreement.file or _there(Path(policy.folder), one.agreement.file):
            continue
        yield Diagnostic(
            CODE,
            NAME,
            t("`{file}`, the agreement with `{name}`, is not in the policy folder", file=one.agreement.file, name=one.name),
            (t("put the signed agreement there, or take `file` out"),),
            one.agreement.place,
            SEVERITY,
            LAW,
            one.name,
        )


def _there(folder: Path, file: str) -> bool:
    """The file is in the folder, and nowhere else."""
    path = folder / file
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):
        return False
