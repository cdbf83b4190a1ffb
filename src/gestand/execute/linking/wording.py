"""A proposal in words: how many of how many values are there, and what in the name agrees. Names and counts, never a value."""

from __future__ import annotations

from gestand.execute.linking.proposals import Proposal
from gestand.words import number, t, tn


def evidence(p: Proposal) -> str:
    """What speaks for a proposal, as one sentence."""
    child = f"{p.child}.{p.place}"
    parent = ", ".join(f"{p.parent}.{c}" for c in p.to)
    if not p.of:
        return t("`{child}` has no values yet; {names}", child=child, names=names(p, parent))
    return f"{values(p, child, parent)}; {names(p, parent)}"


def values(p: Proposal, child: str, parent: str) -> str:
    """How many of the values that were looked at are there."""
    return tn(
        "{found} of {n} value of `{child}` is in `{parent}`",
        "{found} of {n} values of `{child}` are in `{parent}`",
        p.of,
        found=number(p.found),
        child=child,
        parent=parent,
    )


def names(p: Proposal, parent: str) -> str:
    """What in the names agrees."""
    match p.agreement.how:
        case "declared":
            return t("the database has this key")
        case "same":
            return t("it is called like the key of `{table}`", table=p.parent)
        case "extended":
            return t("its name has that of `{key}` in it", key=parent)
        case "called" | "part":
            return t("its name says `{words}`", words=p.agreement.words)
        case "ends":
            return t("its name says `{words}`, with something beside it", words=p.agreement.words)
        case "role":
            return t("`{words}` in its name says what somebody is to the row", words=p.agreement.words)
        case "type":
            return t("`{column}` says of which table the key is", column=p.agreement.words)
        case "text":
            return t("`{words}` stands before it", words=p.agreement.words)
        case _:
            return t("the names say nothing, the values do")


def line(p: Proposal) -> str:
    """The line to write."""
    return f"{'whose' if p.owner else 'mentions'}: {p.written}"
