"""Where data may go without a safeguard of its own: the European Economic Area and the countries found adequate."""

from __future__ import annotations

from datetime import date

from gestand.law.errors import NoRuleOnDay, UnknownRule
from gestand.law.rules import Rule, find


def in_eea(country: str, on: date) -> bool:
    """Whether a country (ISO 3166 two-letter code, either case) is in the EEA on a day. Raises NoRuleOnDay before July 2018."""
    return country.upper() in find("eea.countries", on).countries


def adequacy(country: str, on: date) -> Rule | None:
    """The adequacy decision (GDPR art. 45) for a country, or `EPO`, on a day; None when there is none.

    A rule whose value is `partial` covers only part of the importers there: its note says which, and each importer
    must be checked (the United States: only organisations certified under the Data Privacy Framework).
    """
    try:
        return find(f"adequacy.{country.lower()}", on)
    except (UnknownRule, NoRuleOnDay):
        return None
