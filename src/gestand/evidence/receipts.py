"""Receipts: a text file that shows one person that one entry concerns them (docs/spec/evidence.md, "Receipts")."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gestand.evidence import log
from gestand.evidence.entry import Record, decode
from gestand.evidence.errors import ReceiptError
from gestand.evidence.merkle import inclusion_proof, leaf_hash, nodes_of, verify_inclusion
from gestand.evidence.note import Checkpoint, open_note_exactly, parse_checkpoint, parse_vkey, split_note
from gestand.evidence.people import commitment, salt_of
from gestand.evidence.strict import from_base64, from_base64_hash, from_decimal, is_unicode, to_base64
from gestand.evidence.tables import entries, salts
from gestand.evidence.tiles import hashes_of

HEADER = "gestand/receipt/v1"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
GENUINE = "the receipt is not genuine: ask for a new one"


@dataclass(frozen=True)
class Verified:
    """What a receipt shows: entry `index` says `record`, concerns `person`, and stands under `checkpoint`, signed by `vkey`."""

    index: int
    record: Record
    person: bytes
    checkpoint: Checkpoint
    vkey: str


def receipt(connection: Connection, index: int, person: bytes) -> str:
    """The receipt that entry `index` concerns this person, up to the newest checkpoint.

    ReceiptError if there is no such entry, if it doesn't concern the person, or if the link was destroyed.
    """
    body = connection.execute(select(entries.c.body).where(entries.c.index == index)).scalar()
    head = log.head(connection)
    if body is None or head is None:
        raise ReceiptError(f"the log has no entry {index}", "give the number of an entry")
    people = decode(body).people
    opening = connection.execute(select(salts).where(salts.c.index == index)).first()
    if people is None:
        raise ReceiptError(f"entry {index} does not concern people", "give the number of an entry that does")
    if opening is None:
        message = f"what linked entry {index} to people was destroyed, as its time was over"
        raise ReceiptError(message, "nothing can be done: whoever still has a receipt can use it")
    salt = salt_of(opening.secret, person)
    committed = hashes_of(opening.commitments)
    try:
        position = committed.index(commitment(salt, person))
    except ValueError:
        raise ReceiptError(f"entry {index} does not concern this person", "give the number of an entry that does") from None
    inner = inclusion_proof(position, len(committed), nodes_of([leaf_hash(one) for one in committed]))
    outer = log.prove_inclusion(connection, index, head.checkpoint.size)
    lines = [HEADER, f"entry {body.decode()}", f"person {to_base64(person)}", f"salt {to_base64(salt)}", f"position {position}"]
    lines += [*map(to_base64, inner), "", PROOF_HEADER, f"index {index}", *map(to_base64, outer), ""]
    return "\n".join(lines) + "\n" + _signed_once(head)


def _signed_once(head: log.Head) -> str:
    """The note with one signature: at a change of key, that of the key that takes over."""
    text, separator, lines = head.note.rpartition("\n\n")
    return text + separator + lines.splitlines(keepends=True)[-1] if head.rotation else head.note


def verify_receipt(text: str, *vkeys: str) -> Verified:
    """What the receipt shows, given the log's vkeys (all that it ever had may be given, as the receipt may be old).

    Pure: no database, no network. An EvidenceError says what does not hold, and then the receipt shows nothing.
    """
    # The steps of docs/spec/evidence.md, "Verifying a receipt":
    #   0. the text has the grammar, and ends where the checkpoint ends
    #   1. the entry is canonical, and has people
    #   2. salt and person give the commitment
    #   3. the commitment is included in the entry's list
    #   4. the checkpoint is well-formed, and signed once, by a trusted key whose name is the origin
    #   5. the entry is included in the checkpoint's tree

    # (0)
    first, middle, note = _three_parts(text)
    lines = iter(first)
    _expect(next(lines), HEADER)
    body = _value(lines, "entry").encode()
    person = from_base64(_value(lines, "person"), "the person")
    salt = from_base64_hash(_value(lines, "salt"), "the salt")
    position = from_decimal(_value(lines, "position"), "the position")
    inner = [from_base64_hash(line, "a hash of the first proof") for line in lines]
    lines = iter(middle)
    _expect(next(lines), PROOF_HEADER)
    index = from_decimal(_value(lines, "index"), "the index")
    outer = [from_base64_hash(line, "a hash of the second proof") for line in lines]

    # (1)
    record = decode(body)
    if record.people is None:
        raise ReceiptError("the entry of the receipt does not concern people", GENUINE)

    # (2)
    committed = commitment(salt, person)

    # (3)
    verify_inclusion(inner, position, record.people.count, leaf_hash(committed), record.people.root)

    # (4)
    signers = {(signature.name, signature.id) for signature in split_note(note)[1]}
    trusted = [verifier for verifier in map(parse_vkey, vkeys) if (verifier.name, verifier.id) in signers][:1]
    if not trusted:
        raise ReceiptError("the receipt is not signed by a key that you trust", "give all vkeys that the log has had")
    checkpoint = parse_checkpoint(open_note_exactly(note, trusted))
    if checkpoint.origin != trusted[0].name:
        raise ReceiptError("the receipt's checkpoint is of another log than its key", GENUINE)

    # (5)
    verify_inclusion(outer, index, checkpoint.size, leaf_hash(body), checkpoint.root)

    return Verified(index, record, person, checkpoint, trusted[0].vkey)


def _malformed() -> ReceiptError:
    return ReceiptError("this is not a receipt, or it was changed on its way", "get it again as a file, and do not edit it")


def _three_parts(text: str) -> tuple[list[str], list[str], str]:
    """The lines before the first empty line, those before the second, and the note."""
    parts = text.split("\n\n", 2)
    if len(parts) != 3 or not is_unicode(text):
        raise _malformed()
    return parts[0].split("\n"), parts[1].split("\n"), parts[2]


def _expect(line: str, header: str) -> None:
    if line != header:
        raise _malformed()


def _value(lines: Iterator[str], name: str) -> str:
    found, _, value = next(lines, "").partition(" ")
    if found != name:
        raise _malformed()
    return value
