"""What a column seems to be about."""

import pytest

from gestand.policy.catalog import SeenColumn
from gestand.policy.rules.looks import guess


@pytest.mark.parametrize(("name", "kind", "category"), [
    ("sender_email", "text", "contact"), ("Email", "text", "contact"),
    ("workEmail", "text", "contact"), ("telefoon", "text", "contact"),
    ("ip", "text", "online identifier"), ("seen_from", "network", "online identifier"),
    ("body", "text", "content"), ("bsn", "text", "national number"),
    ("birth_date", "date", "date of birth"), ("geboortedatum", "date", "date of birth"),
    ("first_name", "text", "name"), ("apellido", "text", "name"),
    ("password_hash", "text", "credential"), ("iban", "text", "bank account"),
    ("twofa_key", "text", "credential"), ("user_psalt", "text", "credential"),
    ("calle", "text", "address"), ("address2", "text", "address"),
    ("email_sent", "boolean", ""), ("id", "integer", ""),
    ("shipped_at", "moment", ""), ("total", "number", ""),
    ("recipe", "text", ""), ("equipment", "text", ""),
])  # fmt: skip
def test_guess(name: str, kind: str, category: str) -> None:
    assert guess(SeenColumn(name, kind)) == category
