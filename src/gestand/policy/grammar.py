"""The small languages inside the policy: periods, hops to an owner, conditions, ways to go. Text in, frozen values out.

Grammar in docs/periods.md and docs/policy.md. Each parser raises `NotSaid` with a sentence when the text is not of its language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gestand.policy.quoting import NAME, Said, advice, name, written
from gestand.words import t

_REF = rf"(?:{NAME}\.){{0,2}}{NAME}"
_UNITS = ["day", "week", "month", "year"]


class NotSaid(ValueError):
    """The text can't be read; the message says why, `help` what can stand there."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True)
class Ref:
    """A column, of a named table (as the policy writes it) or of the one that is spoken of."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{written(self.column)}" if self.table else written(self.column)


@dataclass(frozen=True)
class Test:
    """`column op values`; op is one of is, is not, is empty, is not empty, is one of."""

    ref: Ref
    op: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """Tests that must all hold."""

    tests: tuple[Test, ...]
    said: str = ""


@dataclass(frozen=True)
class Length:
    """A number of days, weeks, months or years."""

    count: int
    unit: str  # days, weeks, months, years

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


@dataclass(frozen=True)
class After:
    """Until `length` after the last of `anchors`; None is the customer's own period. `year_end`: '', 'calendar' or 'financial'. Without
    any anchor `otherwise` counts; without that too, the value is held (`held`: the policy says that this is meant)."""

    length: Length | None
    anchors: tuple[Ref, ...]
    year_end: str = ""
    otherwise: Ref | None = None
    held: bool = False


@dataclass(frozen=True)
class UntilWithdrawn:
    """Until consent is withdrawn."""


@dataclass(frozen=True)
class WhileRowExists:
    """As long as the row itself is there."""


@dataclass(frozen=True)
class WhileRows:
    """As long as rows of another table (of the same family) exist, under a condition."""

    table: str
    when: Condition | None


@dataclass(frozen=True)
class While:
    """As long as a condition on the row holds."""

    condition: Condition


Clause = After | UntilWithdrawn | WhileRowExists | WhileRows | While


@dataclass(frozen=True)
class Way:
    """How a value goes: null, empty, year, month, network, region, stand-in, stand-in address, number, text."""

    kind: str = "null"
    text: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.text}".strip()


NULL = Way()


@dataclass(frozen=True)
class InJson:
    """The key stands inside JSON, at a path of names: a text or a whole number there."""

    path: tuple[str, ...]

    def written(self, column: str, to: str) -> str:
        """As a person writes it, after `by`."""
        return "->".join(map(written, (column, *self.path))) + (f" = {written(to)}" if to else "")


@dataclass(frozen=True)
class InText:
    """The key stands inside a text, where `{}` stands in `pattern`; `*` is anything, all else is literal. The key ends where the first
    character of what follows it stands; `uuid`: it has the form of one, whatever follows."""

    pattern: str
    uuid: bool = False

    def written(self, column: str, to: str) -> str:
        pattern = self.pattern.replace("{}", "{" + written(to) + "}").replace('"', '""')
        return f'{written(column)} as "{pattern}"'

    @property
    def expression(self) -> tuple[str, str, str]:
        """The regular expression of a whole text in three parts: before the key, the key, after it. Said so that Python, PostgreSQL and
        PCRE read it alike, where a dot is any character; without its ends."""
        before, _, after = self.pattern.partition("{}")
        key = f"[^{_escaped(after[0])}]+" if after else ".+"
        key = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" if self.uuid else key
        return _anything(before), key, _anything(after)


def _anything(pattern: str) -> str:
    return ".*?".join("".join(map(_escaped, literal)) for literal in pattern.split("*"))


def _escaped(character: str) -> str:
    return "\\" + character if character.isascii() and not character.isalnum() and character not in "_\n" else character


Inside = InJson | InText


@dataclass(frozen=True)
class HopText:
    """A hop as written: to `target` (a kind of people, or with a table), by columns, to columns, under a condition. `inside`: where in
    the one column the key stands."""

    target: str
    with_table: bool
    by: tuple[str, ...] = ()
    inside: Inside | None = None
    to: tuple[str, ...] = ()
    when: Condition | None = None


def ref(text: str) -> Ref:
    """A column as written: `column`, `table.column` or `store.table.column`."""
    return _ref(Said(text.strip()), Said(text.strip()).text)


def _ref(said: Said, part: str) -> Ref:
    part = part.strip()
    if not re.fullmatch(_REF, part):
        text = said.spelled(part)
        raise NotSaid(
            t("`{text}` is not the name of a column", text=text), _quotes(text) or t("write `column` or `table.column`")
        )
    *table, column = part.split(".")
    return Ref(".".join(written(said.name(one)) if not _word(one) else one for one in table), said.name(column))


def _word(part: str) -> bool:
    """A word of the language that stands for a table."""
    return part in ("row", "parent")


def _quotes(text: str) -> str:
    """What to do about a name that stands in other quotes, or in none."""
    if guess := advice(text):
        return t("a name with spaces or signs stands in double quotes: `{name}`", name=guess)
    if text.count('"') % 2:
        return t('a double quote is opened and not closed: write `""` for one in a name')
    if re.fullmatch(r"[\w$]+(?:[ .-][\w$]+)+", text):
        return t("a name with spaces or signs stands in double quotes: `{name}`", name=written(text))
    return ""


def length(text: str) -> Length:
    found = re.fullmatch(r"(\d+) (day|week|month|year)s?", text.strip())
    if not found:
        raise NotSaid(
            t("`{text}` is not a length of time", text=text), t("write a number and days, weeks, months or years: `30 days`")
        )
    return Length(int(found[1]), found[2] + "s")


def condition(text: str) -> Condition:
    said = Said(text.strip())
    return _condition(said, said.text)


def _condition(said: Said, text: str) -> Condition:
    tests = []
    for part in re.split(r"\s+and\s+", text.strip()):
        found = re.fullmatch(rf"({_REF})\s+is(\s+not)?(?:\s+(empty)|\s+one of\s+(.+)|\s+(.+))", part)
        if not found:
            shown = said.spelled(part)
            raise NotSaid(
                t("`{text}` is not a condition", text=shown),
                _quotes(re.split(r"\s+is\b", shown)[0])
                or t("write `column is value`, `is not value`, `is empty`, `is not empty` or `is one of a, b`"),
            )
        negated = bool(found[2])
        column = _ref(said, found[1])
        if found[3]:
            tests.append(Test(column, "is not empty" if negated else "is empty"))
        elif found[4]:
            if negated:
                raise NotSaid(
                    t(
                        "`is not one of` can't be said",
                    ),
                    t("write `a is not x and a is not y`"),
                )
            tests.append(Test(column, "is one of", tuple(_value(said, v) for v in found[4].split(","))))
        else:
            tests.append(Test(column, "is not" if negated else "is", (_value(said, found[5]),)))
    return Condition(tuple(tests), said.spelled(text.strip()))


def _value(said: Said, text: str) -> str:
    """A value: in double quotes it is taken as it stands."""
    return said.name(text) if said.quoted(text) else said.spelled(text.strip()).strip("'\"")


def keep(text: str) -> tuple[Clause, ...]:
    """The clauses of a period; the longest counts."""
    said = Said(text)
    whole = " ".join(said.text.split())
    pieces = re.split(r"\s+and\s+(?=(?:until |as long as |while |per customer |\d+ (?:day|week|month|year)))", whole)
    return tuple(_clause(said, piece) for piece in pieces)


_ANCHOR_HELP = "30 days after date · 7 years after the end of the year of issued_on · until consent is withdrawn · as long as the row exists · while ended_on is empty"


def _clause(said: Said, text: str) -> Clause:
    if text == "until consent is withdrawn":
        return UntilWithdrawn()
    if re.fullmatch(r"as long as (the|its) row exists", text):
        return WhileRowExists()
    if found := re.fullmatch(rf"as long as ((?:{NAME}\.)?{NAME}) exists?(?: when (.+))?", text):
        table = ".".join(written(said.name(part)) for part in found[1].split("."))
        return WhileRows(table, _condition(said, found[2]) if found[2] else None)
    if found := re.fullmatch(r"while (.+)", text):
        return While(_condition(said, found[1]))
    if found := re.fullmatch(r"(?:until )?(\d+ \w+|per customer) after (.+?)(?: otherwise (\S+))?", text):
        if re.search(r"\bbefore\b", found[2]):
            raise NotSaid(
                t("`{text}` counts backwards", text=said.spelled(text)), t("a period counts from a moment: `30 days after date`")
            )
        anchors, year_end = _anchors(said, found[2])
        return After(None if found[1] == "per customer" else length(found[1]), anchors, year_end, *_otherwise(said, found[3]))
    if found := re.fullmatch(rf"until ({_REF})(?: otherwise (\S+))?", text):
        return After(Length(0, "days"), (_ref(said, found[1]),), "", *_otherwise(said, found[2]))
    raise NotSaid(
        t("`{text}` is not a period", text=said.spelled(text)),
        _quotes(said.spelled(text)) or t("examples: {examples}", examples=_ANCHOR_HELP),
    )


def _otherwise(said: Said, text: str | None) -> tuple[Ref | None, bool]:
    return (None, True) if text == "held" else (_ref(said, text) if text else None, False)


def _anchors(said: Said, text: str) -> tuple[tuple[Ref, ...], str]:
    year_end = ""
    if found := re.fullmatch(r"the end of the (financial )?year of (.+)", text):
        year_end, text = ("financial" if found[1] else "calendar"), found[2]
    if found := re.fullmatch(r"the last of \[?(.+?)\]?", text):
        return tuple(_ref(said, part) for part in found[1].split(",")), year_end
    return (_ref(said, text),), year_end


def way(text: str) -> Way:
    text = text.strip()
    if not text.startswith("then "):
        raise NotSaid(
            t("`{text}` does not say how the value goes", text=text),
            t("write `then year`, `then network`, `then region`, `then stand-in`, `then empty`, `then 0` or `then text …`"),
        )
    said = text[5:].strip()
    if said in ("empty", "year", "month", "network", "region", "stand-in", "stand-in address"):
        return Way(said)
    if said in ("nothing", "blank", "null"):
        return NULL
    if re.fullmatch(r"-?\d+(\.\d+)?", said):
        return Way("number", said)
    if said.startswith("text ") and said[5:].strip():
        return Way("text", said[5:].strip())
    raise NotSaid(
        t("`{text}` is not a way for a value to go", text=said),
        t("write `then year`, `then network`, `then region`, `then stand-in`, `then empty`, `then 0` or `then text …`"),
    )


_AS = re.compile(
    rf"""(?P<hop>.+?) as (?:(?P<name>{NAME})|'(?P<pattern>.*?)')(?P<rest>.*)""", re.DOTALL
)  # a pattern in double quotes was put aside


def hop(text: str) -> HopText:
    inside: Inside | None = None
    to: tuple[str, ...] = ()
    said = Said(text.strip())
    text = said.text
    if (found := _AS.fullmatch(text)) and (found["name"] is None or said.quoted(found["name"])):
        pattern = said.spelled(found["pattern"]) if found["name"] is None else said.name(found["name"])
        inside, named = in_text(pattern)
        text, to = f"{found['hop']} {found['rest']}", (named,)
    text = " ".join(text.split())
    main, _, when = text.partition(" when ")
    found = re.fullmatch(rf"(with )?((?:\w|{NAME})(?:[\w .-]|{NAME})*?)(?: by (.+))?", main)
    if not found:
        shown = said.spelled(text)
        raise NotSaid(
            t("`{text}` does not lead to anybody", text=shown),
            _quotes(shown) or t("write `customer by customer_id` or `with orders`"),
        )
    by: tuple[str, ...] = ()
    if found[3]:
        left, _, right = (part.strip() for part in found[3].partition("="))
        columns, others = _columns(left), _columns(right) if right else ()
        if len(columns) == 1 and "->" in columns[0]:
            column, *path = [part if said.quoted(part) else part.strip(" >'") for part in columns[0].split("->")]
            if inside is not None or not all(path) or any(part.endswith("]") for part in path):
                raise NotSaid(
                    t("`{text}` is not a place inside JSON", text=said.spelled(columns[0])),
                    t("write the names on the way to the key: `customer by data->user->id`"),
                )
            columns, inside = (column,), InJson(tuple(said.name(part) for part in path))
        for one in (*columns, *others):
            if not re.fullmatch(NAME, one):
                shown = said.spelled(one)
                raise NotSaid(
                    t("`{text}` is not the name of a column", text=shown),
                    _quotes(shown) or t("write `customer by customer_id`, or several columns as `by (a, b)`"),
                )
        by, to = tuple(map(said.name, columns)), tuple(map(said.name, others)) or to
        if to and len(to) != len(by) or inside is not None and len(by) != 1 or isinstance(inside, InText) and right:
            raise NotSaid(
                t("`{text}` has not as many columns on both sides", text=said.spelled(text)), t("write `by (a, b) = (c, d)`")
            )
    elif not found[1] or inside is not None:
        raise NotSaid(
            t("`{text}` does not say by which column", text=said.spelled(text)),
            t("write `{text} by COLUMN`", text=said.spelled(text)),
        )
    target = said.spelled(found[2].strip())
    return HopText(target if found[1] else name(target), bool(found[1]), by, inside, to, _condition(said, when) if when else None)


def withheld(text: str) -> tuple[str, Condition | None]:
    """What is withheld: a column, `column when CONDITION`, or `all`: every column that says something about a person ('' here)."""
    said = Said(text.strip())
    column, _, when = said.text.partition(" when ")
    named = said.name(column) if when or said.quoted(column) else name(text.strip())
    return "" if column == "all" else named, _condition(said, when) if when else None


_BRACES = r"""\{((?:"(?:[^"]|"")*"|[^{}"])*)\}"""


def in_text(said: str) -> tuple[InText, str]:
    """`user:{id}:*`: where in a text the key stands, and the name of what it is compared with."""
    names = re.findall(_BRACES, said)
    pattern = re.sub(_BRACES, "{}", said)
    if len(names) != 1 or not names[0].strip() or pattern.count("{") + pattern.count("}") != 2:
        raise NotSaid(
            t("`{text}` does not say where in the text the key stands", text=said),
            t('name the column of the person once, in braces: `customer by cache_key as "user:{{id}}:*"`'),
        )
    if re.search(r"\*\{\}|\{\}\*", pattern):
        raise NotSaid(
            t("`{text}` does not say where the key begins or ends: a star stands beside it", text=said),
            t("write what stands between them: `user:{{id}}:*`"),
        )
    if pattern == "{}":
        raise NotSaid(
            t("`{text}` is the whole column", text=said), t("write `by COLUMN` alone, or `by COLUMN = {name}`", name=names[0])
        )
    return InText(pattern), name(names[0].strip())


def _columns(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.strip("() ").split(","))
