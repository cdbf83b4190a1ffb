"""The supervisory authority that people complain to."""

from __future__ import annotations

from gestand.law.authorities import authority as known_authority
from gestand.policy.model import Contact, Organisation


def authority(organisation: Organisation) -> Contact | None:
    """As the policy says, else that of the country; None where neither is known."""
    if organisation.authority:
        return organisation.authority
    known = known_authority(organisation.country)
    return Contact(known.called, "", known.telephone, (known.address,), known.website) if known else None
