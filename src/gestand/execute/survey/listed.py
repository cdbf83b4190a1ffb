"""Stores that are no databases: names that don't fit, and files with other names."""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import WARNING, Diagnostic
from gestand.policy.model import Name
from gestand.stores.work import Work
from gestand.words import t, tn


def oddities(work: Work) -> Iterator[Diagnostic]:
    """GS461, GS462: counted by the store while it listed itself."""
    store = work.policy.stores[work.store.name]
    for kind, n in work.store.oddities(work.connection).items():
        if n:
            code, name, message, *help_ = _said(kind, n, str(Name(store.name, store.name)))
            yield Diagnostic(code, name, message, tuple(help_), store.place, WARNING, about=store.name)


def _said(kind: str, n: int, store: str) -> tuple[str, ...]:
    match kind:
        case "misfits":
            return (
                "GS461",
                "name-does-not-fit",
                tn(
                    "the name of {n} file of `{store}` does not fit the pattern",
                    "the names of {n} files of `{store}` do not fit the pattern",
                    n,
                    store=store,
                ),
                t("they are nobody's and have no date: widen `named`, or say `otherwise modified` in `keep`"),
            )
        case "linked":
            return (
                "GS462",
                "other-names",
                tn(
                    "{n} file of `{store}` has other names too (hard links)",
                    "{n} files of `{store}` have other names too (hard links)",
                    n,
                    store=store,
                ),
                t("when it goes here, its content stays under the other names: take those away too"),
            )
    raise AssertionError(kind)
