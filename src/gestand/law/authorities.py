"""The supervisory authority of a country: who watches over the law there, and how people reach it (GDPR art. 13(2)(d), 51, 77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from gestand.law.errors import TableError
from gestand.law.packaged import parse, read

_FIELDS: Final = {"country", "nl", "en", "es", "website", "address", "telephone", "certainty"}


@dataclass(frozen=True)
class Authority:
    """An authority. `called`: in each language, to stand in the middle of a sentence."""

    country: str
    called: Mapping[str, str]
    website: str
    address: str
    telephone: str
    certainty: str


def authority(country: str) -> Authority | None:
    """The authority of a country (ISO 3166 two-letter code); None where this table has none."""
    return _all().get(country)


@cache
def _all() -> Mapping[str, Authority]:
    found = {}
    for row in parse(read("authorities.yaml")):
        if set(row) != _FIELDS or not all(row.values()):
            raise TableError(f"an authority lacks {', '.join(sorted(_FIELDS - set(row)))}, or has something unknown")
        called = {language: row[language] for language in ("nl", "en", "es")}
        found[row["country"]] = Authority(
            row["country"], called, row["website"], row["address"], row["telephone"], row["certainty"]
        )
    return found
