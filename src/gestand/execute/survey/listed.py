"""Stores that are no databases: names and lines that don't fit, files that can't be read, and files with other names."""

from __future__ import annotations

from collections.abc import Iterator

from gestand.diagnostics import WARNING, Diagnostic
from gestand.policy.model import Name
from gestand.stores.work import Work
from gestand.words import t, tn


def oddities(work: Work) -> Iterator[Diagnostic]:
    """GS461 to GS468: counted by the store while it listed itself."""
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
        case "broken lines":
            return (
                "GS463",
                "line-does-not-fit",
                tn("{n} line of `{store}` is not of its format", "{n} lines of `{store}` are not of its format", n, store=store),
                t("they are nobody's and have no moment: mend `format`, or say `otherwise modified` in `keep`"),
            )
        case "unread":
            return (
                "GS464",
                "file-not-read",
                tn(
                    "{n} file of `{store}` can't be read to its end",
                    "{n} files of `{store}` can't be read to their end",
                    n,
                    store=store,
                ),
                t("each counts as one line, which goes with the whole file: unpack it yourself, or delete it"),
            )
        case "no files":
            return (
                "GS466",
                "no-log-there",
                t("no file of `{store}` is there", store=store),
                t("look whether the folder and `named` are right"),
            )
        case "links":
            return (
                "GS467",
                "log-is-a-link",
                tn(
                    "{n} name in `{store}` is a link to elsewhere, and is not read",
                    "{n} names in `{store}` are links to elsewhere, and are not read",
                    n,
                    store=store,
                ),
                t("name the folder that the logs really stand in"),
            )
        case "making":
            return (
                "GS468",
                "file-being-packed",
                tn(
                    "{n} file of `{store}` is being packed or written now, and is not read yet",
                    "{n} files of `{store}` are being packed or written now, and are not read yet",
                    n,
                    store=store,
                ),
                t("look again later; packed files are looked at when they are whole"),
            )
    raise AssertionError(kind)
