"""The check of a policy: all rules, what is accepted for now, and the manual page of each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from gestand.diagnostics import ERROR, WARNING, Diagnostic, fail, near
from gestand.policy import rules
from gestand.policy.model import Accepted, Policy
from gestand.words import t

# A file that could not be read: all else may follow from it, and a person mends it first.
_UNREAD = ("GS100", "GS101")
# Errors in reading and binding after which part of the policy is missing: a rule that concludes from absence would cascade.
_PARTIAL = ("GS1", "GS2", "GS401", "GS402", "GS405", "GS410", "GS450")


def check(policy: Policy, earlier: Iterable[Diagnostic], today: date) -> list[Diagnostic]:
    """Everything that is wrong with a policy, in the order of its files: the `earlier` findings (of reading and binding, and of
    the rows where they were looked at) and those of the rules. What the policy accepts on `today` carries its reason."""
    found = list(earlier)
    if any(d.code in _UNREAD for d in found):
        return sorted((d for d in found if d.code.startswith("GS10")), key=_order)
    whole = not any(d.severity == ERROR and d.code.startswith(_PARTIAL) for d in found)
    for rule in rules.rules():
        if whole or not rule.needs_whole:
            found += rule.check(policy, today)
    return sorted(_accepted(policy, _with_evidence(found), today), key=_order)


def failing(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that make a check fail: errors that nobody accepted."""
    return [d for d in findings if d.severity == ERROR and not d.accepted]


def _order(d: Diagnostic) -> tuple[object, ...]:
    return (d.place.file, d.place.line, d.place.column, d.code, d.about) if d.place else ("", 0, 0, d.code, d.about)


_EVIDENCE, _WANTING = ("GS446", "GS449"), ("GS412", "GS415")


def _with_evidence(found: list[Diagnostic]) -> list[Diagnostic]:
    """What the rows show is told as a help where its table is found wanting; by itself only where nothing else is."""
    wanting = {d.about for d in found if d.code in _WANTING}

    def table(d: Diagnostic) -> str:
        return next((name for name in wanting if d.about == name or d.about.startswith(f"{name}.")), "")

    told: dict[str, list[str]] = {}
    for d in found:
        if d.code in _EVIDENCE and (name := table(d)):
            told.setdefault(name, []).extend(f"{d.message}: {h}" for h in d.help)
    return [
        replace(d, help=(*d.help, *told.get(d.about, ()))) if d.code in _WANTING else d
        for d in found
        if not (d.code in _EVIDENCE and table(d))
    ]


def _covers(accepted: Accepted, d: Diagnostic) -> bool:
    """The finding has this code, and is about the accepted thing or a part of it."""
    if accepted.code != d.code:
        return False
    at = accepted.about
    return not at or d.about == at or d.about.startswith((f"{at}.", f"{at}:", f"{at} "))


def _accepted(policy: Policy, found: Sequence[Diagnostic], today: date) -> list[Diagnostic]:
    pages = rules.pages()
    reasons: dict[int, str] = {}
    more: list[Diagnostic] = []
    for one in policy.accepted:
        covered = [i for i, d in enumerate(found) if _covers(one, d)]
        where = one.about or one.code
        if one.code not in pages:
            guess = _near(one.code)
            more.append(
                Diagnostic(
                    "GS392",
                    "acceptance-of-unknown-code",
                    t("there is no finding `{code}` to accept", code=one.code),
                    (t("did you mean `{guess}`?", guess=guess) if guess else t("docs/findings.md lists all findings"),),
                    one.place,
                    about=where,
                )
            )
        elif pages[one.code].never_accepted:
            more.append(
                Diagnostic(
                    "GS393",
                    "acceptance-not-allowed",
                    t("`{code}` ({name}) can't be accepted, not even for now", code=one.code, name=pages[one.code].names[0]),
                    (t("solve it, and take this acceptance out"),),
                    one.place,
                    law=pages[one.code].law,
                    about=where,
                )
            )
        elif (end := _day(one.until)) is None or end < today:
            message = (
                t("`{until}` is no day of the calendar: nothing is accepted", until=one.until)
                if end is None
                else t("the acceptance of `{code}` ended on {until}", code=one.code, until=one.until)
            )
            more.append(
                Diagnostic(
                    "GS390",
                    "acceptance-over",
                    message,
                    (t("solve the finding, or decide anew with a new date"),),
                    one.place,
                    WARNING,
                    about=where,
                )
            )
        elif not covered:
            message = (
                t("`{code}` is accepted at `{about}`, and not found there", code=one.code, about=one.about)
                if one.about
                else t("`{code}` is accepted, and not found", code=one.code)
            )
            more.append(
                Diagnostic(
                    "GS391",
                    "acceptance-unused",
                    message,
                    (t("if it was solved, take this acceptance out; else correct `at`"),),
                    one.place,
                    WARNING,
                    about=where,
                )
            )
        else:
            reasons |= {i: f"{one.reason} ({t('until {day}', day=one.until)})" for i in covered}
    return [replace(d, accepted=reasons.get(i, "")) for i, d in enumerate(found)] + more


def _near(code: str) -> str | None:
    """The code that has most characters in the same places; none where it doesn't begin like one."""
    same = {known: sum(a == b for a, b in zip(code, known, strict=False)) for known in rules.pages()}
    best = max(same, key=lambda known: (same[known], known[:3] == code[:3]))
    return best if same[best] > 2 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def explain(code: str) -> str:
    """The manual page of a code, or of the name of a finding. Raises GestandError GS119 for what does not exist."""
    pages = rules.pages()
    by_name = {name: page for page in pages.values() for name in page.names}
    page = pages.get(code.strip().upper()) or by_name.get(code.strip().lower())
    if page is None:
        guess = near(code.strip().lower(), by_name) or _near(code.strip().upper())
        raise fail(
            "GS119",
            "unknown-code",
            t("there is no finding `{code}`", code=code),
            t("did you mean `{guess}`?", guess=guess) if guess else t("docs/findings.md lists all findings"),
        )
    can = t("can't be accepted") if page.never_accepted else t("can be accepted for now, with a reason and a date")
    return f"{page.code} {', '.join(page.names)} ({t(page.severity)}; {can})\n\n{page.text}\n"


def index() -> str:
    """docs/findings.md: every code, its names and what it means."""
    lines = [
        "# Findings",
        "",
        "Every code that Gestand can print. `gestand explain GS302` shows the page of one. Made from the rules",
        "(`python -m gestand.policy.check > docs/findings.md`); a test keeps it current.",
        "",
        "*e* is an error, *w* a warning; *!* can't be accepted.",
        "",
        "| code | name | | what it means | law |",
        "|---|---|---|---|---|",
    ]
    for page in rules.pages().values():
        mark = page.severity[0] + ("!" if page.never_accepted else "")
        lines.append(f"| {page.code} | {', '.join(page.names)} | {mark} | {page.title} | {page.law} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(index(), end="")
