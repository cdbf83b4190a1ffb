"""Words: every text a person sees, in Dutch, English and Spanish.

The English text stands in the code and is its own key; `nl.po` and `es.po` beside this file hold the others, in the format
translators know (gettext). A text is looked up with `t`, in the language of the moment (`use`), which a door sets.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from importlib import resources

LANGUAGES = ("nl", "en", "es")
INFORMAL = {"nl": "nl-je", "es": "es-tu"}  # catalogues for who says je and tú instead of u and usted
_language: ContextVar[str] = ContextVar("language", default="en")
_form: ContextVar[str] = ContextVar("form", default="u")


def language() -> str:
    """The language of the moment."""
    return _language.get()


@contextmanager
def use(name: str) -> Iterator[None]:
    """Speak `name` (one of LANGUAGES) within the block."""
    if name not in LANGUAGES:
        raise ValueError(f"no language {name!r}: there are {', '.join(LANGUAGES)}")
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


@contextmanager
def addressing(form: str) -> Iterator[None]:
    """Address people with `u` (and usted), or with `je` (and tú), within the block."""
    token = _form.set(form)
    try:
        yield
    finally:
        _form.reset(token)


@contextmanager
def speaking(name: str, form: str) -> Iterator[None]:
    """Speak `name` to people, addressed with `form`, within the block."""
    with use(name), addressing(form):
        yield


@functools.cache
def catalogue(name: str) -> Mapping[str, str | tuple[str, ...]]:
    """English text to the text in language `name`; a tuple where number decides. An informal one says the rest as the formal does."""
    if name == "en":
        return {}
    if name in INFORMAL.values():
        return {**catalogue(name[:2]), **_read(name)}
    return _read(name)


def _read(name: str) -> dict[str, str | tuple[str, ...]]:
    from babel.messages.pofile import read_po  # costs 0.1 s, and English never needs it

    with resources.files(__name__).joinpath(f"{name}.po").open("rb") as file:
        messages = read_po(file, locale=name[:2])
    return {
        m.id if isinstance(m.id, str) else m.id[0]: m.string if isinstance(m.string, str) else tuple(m.string)
        for m in messages
        if m.id and m.string
    }


def mark(text: str) -> str:
    """Marks a text that is looked up elsewhere, by its value, so that the catalogues have it."""
    return text


def _catalogue() -> Mapping[str, str | tuple[str, ...]]:
    """The texts of the moment: its language, and how people are addressed."""
    return catalogue(INFORMAL.get(language(), language()) if _form.get() == "je" else language())


def t(text: str, /, **values: object) -> str:
    """`text` in the language of the moment, its `{names}` filled in."""
    found = _catalogue().get(text, text)
    return _joined((found if isinstance(found, str) else found[0]).format(**values))


def _joined(text: str) -> str:
    """Spanish joins `de el` and `a el`, which meet where a name is filled in."""
    return re.sub(r"\b(de|a) el\b", lambda m: "del" if m[1] == "de" else "al", text) if language() == "es" else text


def tn(one: str, many: str, n: int, /, **values: object) -> str:
    """`one` or `many` in the language of the moment, after the number `n` (available as `{n}`)."""
    found = _catalogue().get(one, (one, many))
    forms = (found, found) if isinstance(found, str) else found
    return forms[0 if n == 1 else 1].format(n=number(n), **values)


def number(n: int) -> str:
    """A whole number with the separators of the language: 1.204 or 1,204."""
    text = f"{n:,}"
    return text if language() == "en" else text.replace(",", ".")


_MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}


def day(when: date) -> str:
    """A date in words: 22 november 2026, 22 November 2026, 22 de noviembre de 2026."""
    of = " de " if language() == "es" else " "
    return f"{when.day}{of}{_MONTHS[language()][when.month - 1]}{of}{when.year}"


_WEEKDAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}


def weekday(when: date) -> str:
    """A date with its day of the week: dinsdag 22 december 2026, Tuesday 22 December 2026, martes 22 de diciembre de 2026."""
    return f"{_WEEKDAYS[language()][when.weekday()]} {day(when)}"


def moment(when: datetime) -> str:
    """A date and time in words, to the minute."""
    return f"{day(when.date())}, {when:%H:%M}"


def enumeration(parts: list[str]) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    if language() == "es" and re.match(r"[«\"]?h?i(?![aeo])", parts[-1], re.IGNORECASE):
        return f"{', '.join(parts[:-1])} e {parts[-1]}"  # "y" would be swallowed by the sound that follows
    return t("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])


def country(code: str) -> str:
    """A country (ISO 3166 two-letter code) as it stands in the middle of a sentence: de Verenigde Staten, the United States."""
    special = _COUNTRIES.get((language(), code))
    if special:
        return special
    from babel import Locale

    return str(Locale(language()).territories.get(code, code))


_COUNTRIES = {  # those with an article, which no list of names has
    ("nl", "US"): "de Verenigde Staten",
    ("nl", "GB"): "het Verenigd Koninkrijk",
    ("nl", "AE"): "de Verenigde Arabische Emiraten",
    ("nl", "PH"): "de Filipijnen",
    ("en", "NL"): "the Netherlands",
    ("en", "US"): "the United States",
    ("en", "GB"): "the United Kingdom",
    ("en", "AE"): "the United Arab Emirates",
    ("en", "PH"): "the Philippines",
    ("en", "CZ"): "the Czech Republic",
    ("es", "NL"): "los Países Bajos",
    ("es", "US"): "los Estados Unidos",
    ("es", "GB"): "el Reino Unido",
    ("es", "AE"): "los Emiratos Árabes Unidos",
    ("es", "PH"): "Filipinas",
    ("es", "IN"): "la India",
}


def said(texts: Mapping[str, str], fallback: str = "") -> str:
    """What an organisation wrote, in the language of the moment, else in any language it has."""
    return texts.get(language()) or next((texts[name] for name in LANGUAGES if name in texts), fallback)
