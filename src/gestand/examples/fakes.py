"""Values that look right and belong to nobody."""

import base64
import unicodedata
from random import Random

BANK = "VBNK"  # no bank has this code


def ascii_only(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ş", "s"))
    return "".join(letter for letter in plain if letter.isascii() and (letter.isalnum() or letter in "-."))


def address_of(first: str, infix: str, last: str, domain: str = "example.nl") -> str:
    local = f"{first}.{infix}{last}".lower().replace(" ", "-").replace("'", "")
    return f"{ascii_only(local)}@{domain}"


def mobile(rng: Random) -> str:
    """06-0 is given to no operator: the Dutch plan has no range for fiction."""
    return f"+3160{rng.randrange(10**7):07d}"


def iban(rng: Random) -> str:
    account = f"{rng.randrange(10**9):010d}"
    figures = "".join(str(int(letter, 36)) for letter in f"{BANK}{account}NL00")
    return f"NL{98 - int(figures) % 97:02d}{BANK}{account}"


def bsn(rng: Random) -> str:
    """A number that passes the test of eleven, in the 9999 range that is used for testing."""
    while True:
        head = f"9999{rng.randrange(10**4):04d}"
        check = sum((9 - place) * int(figure) for place, figure in enumerate(head)) % 11
        if check < 10:
            return f"{head}{check}"


def postal_code(rng: Random, region: int) -> str:
    letters = "ABCDEGHJKLMNPRSTVWXZ"
    while (pair := rng.choice(letters) + rng.choice(letters)) in ("SA", "SD", "SS"):
        pass
    return f"{region}{rng.randrange(100):02d} {pair}"


def ip_address(rng: Random) -> str:
    """From the ranges kept for documentation (RFC 5737 and RFC 3849)."""
    if rng.random() < 0.15:
        return f"2001:db8:{rng.randrange(1, 65535):x}::{rng.randrange(1, 65535):x}"
    return f"{rng.choice(['192.0.2', '198.51.100', '203.0.113'])}.{rng.randrange(1, 255)}"


def password_hash(rng: Random) -> str:
    salt, digest = (base64.b64encode(rng.randbytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m=65536,t=3,p=4${salt}${digest}"
