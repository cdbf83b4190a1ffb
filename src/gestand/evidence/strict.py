"""Spellings with exactly one form: base64, numbers and lines (docs/spec/evidence.md, "Conventions")."""

import binascii
from base64 import b64decode, b64encode

from gestand.evidence.errors import EncodingError
from gestand.evidence.merkle import HASH_SIZE

HELP = "the text was changed on its way, for example by an editor or a mail program: get it again as a file"


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return b64encode(data).decode()


def from_base64(text: str, what: str = "this text") -> bytes:
    """The bytes of a base64 text in its one canonical form.

    EncodingError, naming `what`, for all others: white space, absent or superfluous padding, other alphabets, and
    unused bits that are not zero (RFC 4648, section 3.5).
    """
    try:
        data = b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        data = None
    if data is None or to_base64(data) != text:
        raise EncodingError(f"{what} is not canonical base64", HELP)
    return data


def from_base64_hash(text: str, what: str = "a hash") -> bytes:
    """The 32 bytes of a SHA-256 hash in base64; EncodingError for anything else."""
    data = from_base64(text, what)
    if len(data) != HASH_SIZE:
        raise EncodingError(f"{what} has {len(data)} bytes, not {HASH_SIZE}", HELP)
    return data


def from_decimal(text: str, what: str = "this number") -> int:
    """The number in ASCII decimals without sign and leading zeroes, below 2^63; EncodingError for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and str(int(text)) == text and int(text) < 1 << 63):
        raise EncodingError(f"{what} is not a plain decimal number", HELP)
    return int(text)


def has_control_characters(text: str, allowed: str = "") -> bool:
    """Whether the text has an ASCII control character (below U+0020, or U+007F) other than the allowed ones."""
    return any((character < " " or character == "\x7f") and character not in allowed for character in text)


def is_unicode(text: str) -> bool:
    """Whether the text can be written as UTF-8, that is, has no half of a surrogate pair."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
