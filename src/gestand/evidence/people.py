"""Whom an entry concerns, without saying so: salted commitments (docs/spec/evidence.md, "The people concerned")."""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from secrets import token_bytes

from gestand.evidence.errors import EntryError
from gestand.evidence.merkle import HASH_SIZE, leaf_hash, root

DOMAIN = b"gestand/person/v1\x00"
LONGEST = 1024


def new_secret() -> bytes:
    """The secret of one entry: 32 random bytes."""
    return token_bytes(HASH_SIZE)


def salt_of(secret: bytes, person: bytes) -> bytes:
    """The salt of one person in the entry with this secret. Showing it tells nothing about anybody else's."""
    return hmac.digest(secret, person, "sha256")


def commitment(salt: bytes, person: bytes) -> bytes:
    """The commitment that this salt opens; the salt has 32 bytes, so nothing can move between the two."""
    return sha256(DOMAIN + salt + person).digest()


def commitments(secret: bytes, people: Sequence[bytes]) -> list[bytes]:
    """One commitment per person, in the given order.

    EntryError if an identifier is empty, too long, or there twice (a receipt would be ambiguous).
    """
    if len(set(people)) != len(people):
        raise EntryError("a person is named twice in one entry", "give each person's identifier once")
    if any(not 1 <= len(person) <= LONGEST for person in people):
        raise EntryError(f"the identifier of a person must have 1 to {LONGEST} bytes", "give the identifier that your state uses")
    return [commitment(salt_of(secret, person), person) for person in people]


def people_root(commitments: Sequence[bytes]) -> bytes:
    """The root of the RFC 6962 tree over the commitments."""
    return root(leaf_hash(one) for one in commitments)
