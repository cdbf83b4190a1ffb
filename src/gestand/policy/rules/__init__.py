"""The rules of `gestand check`, one a file. Each file is also its own manual page: `gestand explain GS302` prints its docstring.

A rule has CODE, NAME (reads after "accept"), SEVERITY, LAW, NEVER_ACCEPTED and `check(policy)`. One whose answer depends on the
day (which adequacy decisions are in force) takes the day as well. One that concludes from what is absent says NEEDS_WHOLE: it
keeps still while parts of the policy could not be read.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from types import ModuleType

from gestand.diagnostics import Diagnostic
from gestand.policy.model import Policy


@dataclass(frozen=True)
class Page:
    """What the manual says about a code."""

    code: str
    names: tuple[str, ...]
    text: str  # Markdown, its first line the title
    law: str = ""
    severity: str = "error"
    never_accepted: bool = False

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True)
class Rule:
    """A rule and its page."""

    page: Page
    module: ModuleType
    needs_whole: bool
    dated: bool

    @property
    def code(self) -> str:
        return self.page.code

    def check(self, policy: Policy, today: date) -> Iterator[Diagnostic]:
        """What this rule finds in the policy on this day."""
        yield from self.module.check(policy, today) if self.dated else self.module.check(policy)


def _rule(module: ModuleType) -> Rule:
    page = Page(
        module.CODE, (module.NAME,), inspect.cleandoc(module.__doc__ or ""), module.LAW, module.SEVERITY, module.NEVER_ACCEPTED
    )
    return Rule(page, module, getattr(module, "NEEDS_WHOLE", False), "today" in inspect.signature(module.check).parameters)


@functools.cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__) if m.name.startswith("gs"))
    return tuple(sorted(map(_rule, modules), key=lambda r: r.code))


def _fixed() -> Iterator[Page]:
    """The pages of the codes that no rule gives: what stops reading, planning, doing and proving. They stand in pages.md."""
    text = resources.files(__name__).joinpath("pages.md").read_text("utf-8")
    for piece in text.split("\n# ")[1:]:
        head, _, body = piece.strip().partition("\n")
        code, _, names = head.partition(" ")
        title, _, rest = body.strip().partition("\n")
        severity = "warning" if rest.rstrip().endswith("(a warning)") else "error"
        yield Page(
            code,
            tuple(n.strip() for n in names.split(",")),
            f"{title}\n\n{rest.strip().removesuffix('(a warning)').strip()}",
            "",
            severity,
            never_accepted=code[2] != "4" or code in ("GS401", "GS402", "GS405", "GS410", "GS450"),
        )


@functools.cache
def pages() -> dict[str, Page]:
    """Every code that Gestand can print, with its page."""
    found = {page.code: page for page in _fixed()}
    found.update({rule.code: rule.page for rule in rules()})
    return dict(sorted(found.items()))
