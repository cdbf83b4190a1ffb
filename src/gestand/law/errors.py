"""What goes wrong in this room: a message that says what, a help that says how to go on."""

from __future__ import annotations

from datetime import date


class LawError(Exception):
    """Any error of this room. `message` says what is wrong, `help` what to do (empty when there is nothing to add)."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(f"{message}; {help}" if help else message)
        self.message = message
        self.help = help


class UnknownRule(LawError, LookupError):
    """The table has no row with this key. `near` holds the keys that look like it, best first."""

    def __init__(self, key: str, near: tuple[str, ...]) -> None:
        help = "did you mean " + " or ".join(f"`{name}`" for name in near) if near else ""
        super().__init__(f"the law table has no rule `{key}`", help)
        self.key = key
        self.near = near


class NoRuleOnDay(LawError, LookupError):
    """The key exists, but no row of it is valid on this day."""

    def __init__(self, key: str, on: date, validities: str) -> None:
        super().__init__(f"the law table has no value for `{key}` on {on.isoformat()}", f"it has one {validities}")
        self.key = key
        self.on = on


class WrongUnit(LawError, TypeError):
    """A row was asked for something its unit can't give, such as a period from a row in words."""


class TableError(LawError, ValueError):
    """The table itself is wrong: a missing field, an unknown unit, two values for one key on one day."""


class NaiveMoment(LawError, ValueError):
    """A moment without a time zone was given where hours are counted."""


class BadEvents(LawError, ValueError):
    """The events of a case contradict each other."""
