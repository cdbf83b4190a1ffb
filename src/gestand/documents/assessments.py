"""A balancing test, a DPIA or a transfer assessment to fill in: what the policy knows of the use, then the questions as headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gestand.documents import sentences
from gestand.documents.paper.tree import capital
from gestand.documents.statement.parts import called, described, listed
from gestand.law.months import add_months
from gestand.policy.assessments import Kind
from gestand.policy.model import Activity, Policy, Recipient
from gestand.policy.rules.risk import categories, data_of, people, risky, risky_together
from gestand.words import country, enumeration, said, t


def blank(policy: Policy, kind: Kind, about: Sequence[str], today: date) -> str:
    """The text of the file, in the language of the moment. `about`: the activities, or the recipient. Made and reviewed are filled in as
    days; who made it and the answers are not."""
    names = [_purpose(policy.activities[n]) if kind.about == "activities" else _recipient(policy.recipients[n]) for n in about]
    lines = ["---", f"{kind.about}:"]
    lines += [f"  {_quoted(name)}: {_known(policy, kind, name)}" for name in about]
    review = add_months(today, 12 * kind.years)
    lines += [f"date: {today.isoformat()}", "by:", f"review: {review.isoformat()}", "---"]
    lines += [f"# {t(kind.title)}: {_line(enumeration(names))}", ""]
    for name in about:
        lines += _facts(policy, kind, name)
    for question in kind.questions:
        lines += [f"## {t(question.asks)}", f"_{t(question.hint)}_", "", "…", ""]
    return "\n".join(lines)


def empty(kind: Kind, today: date) -> str:
    """The questions alone, for a paper that is about nothing in the policy."""
    lines = ["---", f"date: {today.isoformat()}", "by:", "---", f"# {t(kind.title)}", ""]
    for question in kind.questions:
        lines += [f"## {t(question.asks)}", f"_{t(question.hint)}_", "", "…", ""]
    return "\n".join(lines)


def _line(text: str) -> str:
    """A text of the organisation in one line."""
    return " ".join(text.split())


def _purpose(activity: Activity) -> str:
    return said(activity.purpose, activity.name)


def _recipient(recipient: Recipient) -> str:
    return called(recipient)


def _quoted(name: str) -> str:
    """A name of the policy as a key of YAML."""
    plain = all(c.isalnum() or c in " -_'" for c in name) and name[:1].isalpha()
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _known(policy: Policy, kind: Kind, name: str) -> str:
    """What is known now, for `check` to compare with later."""
    if kind.about == "recipients":
        return f"{{country: {_quoted(policy.recipients[name].country)}, data: [{', '.join(data_of(policy, name))}]}}"
    activity = policy.activities[name]
    kept = activity.keep_said.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{keep: "{kept}", data: [{", ".join(categories(policy, activity))}]}}'


def _facts(policy: Policy, kind: Kind, name: str) -> Iterator[str]:
    """What the policy says of it, as a quotation: no answer, but what the answers are about."""
    rows = _of_recipient(policy, name) if kind.about == "recipients" else _of_activity(policy, kind, policy.activities[name])
    for label, text in rows:
        if text:
            yield f"> **{label}** {_line(text)}  "
    yield ""


def _of_activity(policy: Policy, kind: Kind, activity: Activity) -> Iterator[tuple[str, str]]:
    yield t("What for:"), f"{capital(_purpose(activity))}."
    yield t("Basis:"), f"{capital(sentences.basis(activity))}."
    yield t("Whose:"), listed(said(policy.kinds[k].called, k) for k in people(policy, activity))
    yield t("Which data:"), ", ".join(described(c) for c in categories(policy, activity))
    yield t("How long:"), f"{capital(sentences.kept(policy, activity))}."
    yield t("To whom:"), listed(called(policy.recipients[r]) for r in activity.recipients if r in policy.recipients)
    if kind.name == "dpia":
        yield t("Why this is risky:"), enumeration([*risky(policy, activity), *risky_together(policy, activity)])


def _of_recipient(policy: Policy, name: str) -> Iterator[tuple[str, str]]:
    recipient = policy.recipients[name]
    yield t("What for:"), said(recipient.purpose)
    yield t("Where:"), country(recipient.country)
    yield t("Safeguard:"), said(recipient.safeguard_texts)
    yield t("Which data:"), ", ".join(described(c) for c in data_of(policy, name))
    using = [a for a in policy.activities.values() if name in a.recipients]
    yield t("Used for:"), "; ".join(map(_purpose, using))
