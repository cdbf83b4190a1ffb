"""Periods, bases and steps as sentences, in the language of the moment. The same declaration that acts is what is said here."""

from __future__ import annotations

from gestand.policy import quoting
from gestand.policy.grammar import After, Clause, Condition, Length, Ref, UntilWithdrawn, While, WhileRowExists, WhileRows
from gestand.policy.model import Activity, Name, Policy
from gestand.policy.quoting import written
from gestand.words import addressing, enumeration, said, t, tn
from gestand.words.articles import cited


def plain_name(name: str) -> str:
    """A name of a table or column as words: last_login_at becomes last login at."""
    return name.replace("_", " ").strip()


def called(policy: Policy, table: str, rest: str = "") -> str:
    """What the organisation calls a table, a column or a condition (`called` in the policy); '' where it calls it nothing."""
    short = table_name(table)
    names = [
        f"{where}.{what}" if where else what for what in (rest, written(rest)) for where in (table, written(short), short, "")
    ]
    if not rest:
        names = [table, written(short), short]
    return next((said(policy.called[name]) for name in names if name in policy.called), "")


def table_name(table: str) -> str:
    """The bare name of a table, from how the policy writes it."""
    return quoting.names(table)[-1] if table else ""


def moment(policy: Policy, ref: Ref) -> str:
    """What the organisation calls the moment in this column, else the column's name as words."""
    return called(policy, ref.table, ref.column) or plain_name(ref.column)


def length(value: Length) -> str:
    """30 days, 30 dagen, 30 días."""
    match value.unit:
        case "minutes":
            return tn("{n} minute", "{n} minutes", value.count)
        case "hours":
            return tn("{n} hour", "{n} hours", value.count)
        case "days":
            return tn("{n} day", "{n} days", value.count)
        case "weeks":
            return tn("{n} week", "{n} weeks", value.count)
        case "months":
            return tn("{n} month", "{n} months", value.count)
        case _:
            return tn("{n} year", "{n} years", value.count)


def clause(policy: Policy, one: Clause) -> str:
    """One clause of a period, to follow "we keep this"."""
    match one:
        case UntilWithdrawn():
            return t("until you withdraw your consent")
        case WhileRowExists():
            return t("as long as you have it with us")
        case WhileRows():
            return t(
                "as long as you have {things} with us",
                things=called(policy, one.table) or plain_name(table_name(one.table)),
            )
        case While():
            return t("as long as {condition}", condition=condition(policy, one.condition))
        case After(length=None):
            return t("as long as our customer decided, counted from {moment}", moment=moment(policy, one.anchors[0]))
        case After():
            assert one.length is not None
            what = (
                moment(policy, one.anchors[0])
                if len(one.anchors) == 1
                else t("the last of {moments}", moments=enumeration([moment(policy, a) for a in one.anchors]))
            )
            if one.year_end:
                year = t("the financial year") if one.year_end == "financial" else t("the year")
                return t("until {length} after the end of {year} of {moment}", length=length(one.length), year=year, moment=what)
            if one.length.count == 0:
                return t("until {moment}", moment=what)
            return t("until {length} after {moment}", length=length(one.length), moment=what)


def condition(policy: Policy, one: Condition) -> str:
    """A condition as words: what is written, with the names as words."""
    parts = []
    for test in one.tests:
        whole = called(policy, test.ref.table, " ".join([written(test.ref.column), test.op, ", ".join(test.values)]).strip())
        if whole:
            parts.append(whole)
            continue
        name = moment(policy, test.ref)
        match test.op:
            case "is empty":
                parts.append(t("{moment} is not known", moment=name))
            case "is not empty":
                parts.append(t("{moment} is known", moment=name))
            case "is":
                parts.append(t("{name} is {value}", name=name, value=test.values[0]))
            case "is not":
                parts.append(t("{name} is not {value}", name=name, value=test.values[0]))
            case _:
                parts.append(t("{name} is one of {values}", name=name, values=", ".join(test.values)))
    return enumeration(parts)


def kept(policy: Policy, activity: Activity) -> str:
    """How long an activity keeps what it uses, without a full stop."""
    return t(", and ").join(clause(policy, c) for c in told(activity)) or t("no period is known")


def told(activity: Activity) -> list[Clause]:
    """The clauses of a period that are said: "while ended_on is empty" says nothing that "2 years after ended_on" doesn't."""
    anchors = {a for c in activity.keep if isinstance(c, After) for a in c.anchors}
    return [
        c
        for c in activity.keep
        if not (
            isinstance(c, While)
            and len(c.condition.tests) == 1
            and c.condition.tests[0].op == "is empty"
            and c.condition.tests[0].ref in anchors
        )
    ]


def promise(policy: Policy, activity: Activity) -> str:
    """The sentence of the statement: for what, and how long."""
    purpose = said(activity.purpose, activity.name)
    with addressing(policy.organisation.form_of_address):
        return t("{Purpose}: we keep this {period}.", Purpose=purpose[:1].upper() + purpose[1:], period=kept(policy, activity))


def basis(activity: Activity) -> str:
    """The legal basis in plain words, with its article or interest."""
    if activity.for_customers and activity.basis == "contract":
        return t("a customer of ours has us do this, and decides about it")
    reference = cited(said(activity.reference_texts, activity.reference))
    match activity.basis:
        case "contract":
            return t("we need it for our contract with you")
        case "consent":
            return t("you gave your consent")
        case "legal obligation":
            return t("the law says so ({article})", article=reference)
        case "legitimate interest":
            return t("we have an interest: {interest}", interest=reference)
        case "vital interest":
            return t("somebody's life depends on it")
        case "public task":
            return t("it is our public task ({article})", article=reference)
    return t("no basis is known")


def store(policy: Policy, name: str) -> str:
    """What people call a store: as the organisation does (`called`), else by its name."""
    return said(policy.called[name]) if name in policy.called else t("our system “{name}”", name=plain_name(name))


def heading(policy: Policy, table: Name) -> str:
    """The heading above rows of a table: what the organisation calls it, else its name as words; with a capital."""
    name = called(policy, str(table)) or plain_name(table.table)
    return name[:1].upper() + name[1:]


def label(policy: Policy, table: Name, column: str) -> str:
    """The label of a value."""
    return called(policy, str(table), column) or plain_name(column)


def columns(policy: Policy, table: Name, names: tuple[str, ...]) -> str:
    """The categories of columns, in words, each once."""
    one = policy.tables[table]
    return enumeration(
        list(dict.fromkeys(t(one.columns[c].category) for c in names if c in one.columns and one.columns[c].personal))
    )
