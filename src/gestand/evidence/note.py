"""Signed notes, vkeys and checkpoints (C2SP signed-note and tlog-checkpoint, Ed25519 only), read strictly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gestand.evidence.errors import EncodingError, NoteError
from gestand.evidence.strict import from_base64, from_base64_hash, from_decimal, has_control_characters, is_unicode, to_base64

ED25519 = b"\x01"  # signature type, C2SP signed-note "Signature types"
MOST_SIGNATURES = 64
MOST_BYTES = 100_000
FORGED = "do not rely on it: get it again from its source, and ask who changed it if it still fails"


def _check_name(name: str) -> None:
    if not name or re.search(r"[\s+]", name) or has_control_characters(name) or not is_unicode(name):
        raise NoteError(f"`{name}` cannot be the name of a key", "use a name like `example.org/evidence`, without spaces and `+`")


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A public key by its name (C2SP signed-note, "Verifier keys")."""

    name: str
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""
        return _key_id(self.name, self.public)

    @cached_property
    def vkey(self) -> str:
        """The key as text: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{to_base64(ED25519 + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text (RFC 8032)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def parse_vkey(vkey: str) -> Verifier:
    """The key that a vkey spells; NoteError if it is malformed, of another type, or its ID is not that of the key."""
    help = "copy the whole vkey, from a place where the log's keeper published it"
    name, _, rest = vkey.partition("+")
    id, _, key = rest.partition("+")
    _check_name(name)
    try:
        data = from_base64(key, "the key")
    except EncodingError as error:
        raise NoteError(f"`{vkey}` is not a vkey: {error.message}", help) from error
    if data[:1] != ED25519 or len(data) != 33:
        raise NoteError(f"`{vkey}` is not the vkey of an Ed25519 key", help)
    verifier = Verifier(name, data[1:])
    if id != verifier.id.hex():
        raise NoteError(f"`{vkey}` is not a vkey: its ID is not that of its key", help)
    return verifier


@dataclass(frozen=True)
class SigningKey:
    """A private key by its name, which is the origin of the log that it signs. Its representation never shows it."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)

    @classmethod
    def make(cls, name: str) -> "SigningKey":
        """A new random key; NoteError if the name can't be one."""
        return cls(name, Ed25519PrivateKey.generate())

    @cached_property
    def verifier(self) -> Verifier:
        """Its public half."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """Its public half as text."""
        return self.verifier.vkey

    def sign(self, text: str) -> str:
        """The signature line, with its line end, for a note of this text (C2SP signed-note, "Format")."""
        return f"\u2014 {self.name} {to_base64(self.verifier.id + self.private.sign(text.encode()))}\n"

    def secret_text(self) -> str:
        """The private key as text, as Go's sumdb/note spells it. Only for a key file."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{to_base64(ED25519 + self.private.private_bytes_raw())}"

    @classmethod
    def from_secret_text(cls, text: str) -> "SigningKey":
        """The key that `secret_text` gave; NoteError, which never holds the text, if it is damaged."""
        damaged = NoteError("this is not a private key, or it is damaged", "restore the key file from its backup")
        if not text.startswith("PRIVATE+KEY+") or text.count("+") < 4:
            raise damaged
        name, id, secret = text.removeprefix("PRIVATE+KEY+").split("+", 2)
        try:
            data = from_base64(secret)
        except EncodingError:
            raise damaged from None
        if data[:1] != ED25519 or len(data) != 33:
            raise damaged
        key = cls(name, Ed25519PrivateKey.from_private_bytes(data[1:]))
        if key.verifier.id.hex() != id:
            raise damaged
        return key


@dataclass(frozen=True)
class Signature:
    """One signature line of a note, not yet verified."""

    name: str
    id: bytes
    signature: bytes


def sign_note(text: str, keys: Sequence[SigningKey]) -> str:
    """The note: the text, which must end with a line end, and one signature line per key."""
    return text + "\n" + "".join(key.sign(text) for key in keys)


def split_note(note: str) -> tuple[str, list[Signature]]:
    """The text of a note and its signatures (C2SP signed-note, "Format"); nothing is verified yet.

    NoteError if the note is malformed in any way.
    """

    def malformed(reason: str) -> NoteError:
        return NoteError(f"the signed note is malformed: {reason}", FORGED)

    if len(note) > MOST_BYTES or has_control_characters(note, allowed="\n\x7f") or not is_unicode(note):
        raise malformed("it is too long, or has characters that it may not have")
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not text or not lines.endswith("\n"):
        raise malformed("it must be a text, an empty line and signature lines")
    signatures = []
    for line in lines[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            data = from_base64(encoded, "a signature")
            _check_name(name)
        except (EncodingError, NoteError) as error:
            raise malformed(error.message) from error
        if dash != "\u2014" or len(data) < 5:
            raise malformed("a signature line must be a dash, a name and a signature")
        signatures.append(Signature(name, data[:4], data[4:]))
    if len(signatures) > MOST_SIGNATURES:
        raise malformed(f"it has more than {MOST_SIGNATURES} signatures")
    return text + "\n", signatures


def open_note(note: str, verifiers: Sequence[Verifier]) -> tuple[str, list[Verifier]]:
    """The text of a note and the given keys that signed it, as a general reader does it (C2SP signed-note, "Signatures").

    Signatures of unknown keys are passed over. NoteError if a known key's signature is wrong, or no known key signed.
    """
    text, signatures = split_note(note)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    signers = []
    for signature in signatures:
        verifier = known.get((signature.name, signature.id))
        if verifier is None:
            continue
        if not verifier.verifies(text, signature.signature):
            raise NoteError(f"the signature by `{verifier.name}` ({verifier.id.hex()}) is wrong", FORGED)
        signers.append(verifier)
    if not signers:
        raise NoteError("none of the trusted keys signed the note", "check that the vkey is that of this log")
    return text, signers


def open_note_exactly(note: str, verifiers: Sequence[Verifier]) -> str:
    """The text of a note that has one signature by each of these keys and no other (docs/spec/evidence.md, "Checkpoints").

    NoteError for any other signature, so that no byte of the note can change unseen.
    """
    text, signers = open_note(note, verifiers)
    if len(split_note(note)[1]) != len(verifiers) or set(signers) != set(verifiers):
        raise NoteError("the note is not signed by exactly the keys that must sign it", FORGED)
    return text


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log's tree (C2SP tlog-checkpoint, "Note text")."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note; NoteError if it is malformed or has extension lines."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise NoteError("a checkpoint must be three lines: origin, size and root", FORGED)
    try:
        return Checkpoint(lines[0], from_decimal(lines[1], "the size"), from_base64_hash(lines[2], "the root"))
    except EncodingError as error:
        raise NoteError(f"the checkpoint is malformed: {error.message}", FORGED) from error
