"""Writes vectors/ anew, always the same bytes: run it after a change of the format, and read the difference.

.venv/bin/python tests/evidence/make_vectors.py
"""

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine

from gestand.evidence import log, receipts
from gestand.evidence.entry import Entry
from gestand.evidence.merkle import consistency_proof, inclusion_proof, leaf_hash, nodes_of, root
from gestand.evidence.note import Checkpoint, SigningKey, sign_note
from gestand.evidence.people import commitments, people_root
from gestand.evidence.publish import publish
from gestand.evidence.strict import to_base64

HERE = Path(__file__).parent / "vectors"
ORIGIN = "voorbeeld.example/evidence"
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SIZE = 300


def key(seed: str) -> SigningKey:
    return SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest()))


FIRST, SECOND = key("first"), key("second")


def entry(number: int) -> Entry:
    erasure = "erasure applied", ["B3"], {"crm.customers": 1, "crm.orders": 4}
    sweep = "sweep applied", ["C1"], {"crm.sessions": 120}
    what, promises, counts = [erasure, sweep][number % 2]
    people = [b"customer-%d" % (number + i) for i in range(1 + number % 5)] if number % 2 == 0 else None
    digests = {"plan": sha256(b"plan %d" % number).hexdigest()}
    policy = sha256(b"policy").hexdigest()
    time = START + timedelta(minutes=number)
    return Entry(time, "staff-7f3a", what, promises, policy, counts, digests, people, date(2033, 1, 1))


def vector(directory: Path, stem: str, body: str, /, **headers: object) -> None:
    lines = [f"{header.replace('_', ' ')}: {value}\n" for header, value in headers.items()]
    (directory / f"{stem}.txt").write_bytes(("".join(lines) + "\n" + body).encode())


def make(directory: Path) -> None:
    """Write all vectors into an empty directory."""
    small(directory)
    trees(directory)
    logs(directory)


def small(directory: Path) -> None:
    vector(directory, "base64-ok", "AAEC/w==", kind="base64", expect="ok", hex="000102ff")
    for name, text, why in [
        ("unpadded", "AAEC/w", "the padding is absent"),
        ("padded-twice", "AAEC/w====", "the padding is superfluous"),
        ("unused-bits", "AAEC/x==", "the unused bits are not zero"),
        ("line-end", "AAEC/w==\n", "white space is not base64"),
        ("space", "AAEC /w==", "white space is not base64"),
        ("url", "AAEC_w==", "another alphabet"),
    ]:
        vector(directory, f"base64-{name}", text, kind="base64", expect="refused", comment=why)

    vkey = FIRST.vkey
    name, id, public = vkey.split("+", 2)
    vector(directory, "vkey-ok", vkey, kind="vkey", expect="ok", name=ORIGIN, id=FIRST.verifier.id.hex())
    for bad, text, why in [
        ("wrong-id", f"{name}+{SECOND.verifier.id.hex()}+{public}", "the ID is another key's"),
        ("uppercase", f"{name}+{id.upper()}+{public}", "the ID is not lowercase"),
        ("no-name", f"+{id}+{public}", "the name is empty"),
        ("space", f"{name} x+{id}+{public}", "the name has a space"),
        ("ecdsa", f"{name}+{id}+{to_base64(bytes([2]) + FIRST.verifier.public)}", "the type is not Ed25519"),
        ("short", f"{name}+{id}+{to_base64(bytes([1]) + FIRST.verifier.public[:-1])}", "the key has 31 bytes"),
    ]:
        vector(directory, f"vkey-{bad}", text, kind="vkey", expect="refused", comment=why)

    good = Checkpoint(ORIGIN, 3, leaf_hash(b"root"))
    note = sign_note(good.text(), [FIRST])
    headers = {"kind": "checkpoint", "vkey": vkey}
    vector(directory, "checkpoint-ok", note, **headers, expect="ok", origin=ORIGIN, size=3, root=good.root.hex())
    raw = {
        "leading-zero": (f"{ORIGIN}\n03\n{to_base64(good.root)}\n", "the size has a leading zero"),
        "sign": (f"{ORIGIN}\n+3\n{to_base64(good.root)}\n", "the size has a sign"),
        "short-root": (f"{ORIGIN}\n3\n{to_base64(good.root[:-1])}\n", "the root has 31 bytes"),
        "extension": (good.text() + "more\n", "it has an extension line"),
        "no-origin": (f"\n3\n{to_base64(good.root)}\n", "the origin is empty"),
    }
    for name, (text, why) in raw.items():
        vector(directory, f"checkpoint-{name}", sign_note(text, [FIRST]), **headers, expect="refused", comment=why)
    two = sign_note(good.text(), [FIRST, SECOND])
    vector(directory, "checkpoint-unknown-signature", two, **headers, expect="refused", comment="another key signed too")
    other = sign_note(good.text(), [SECOND])
    vector(directory, "checkpoint-other-key", other, **headers, expect="refused", comment="only another key signed")
    vector(directory, "checkpoint-cut", note[:-1], **headers, expect="refused", comment="the last line end is absent")
    spaced = note.replace("\u2014 ", "\u2014  ")
    vector(directory, "checkpoint-space", spaced, **headers, expect="refused", comment="two spaces after the dash")

    identifiers = [b"customer-1", b"customer-2", b"\x00\xff"]
    secret = sha256(b"secret").digest()
    expected = people_root(commitments(secret, identifiers)).hex()
    body = "".join(one.hex() + "\n" for one in identifiers)
    vector(directory, "commitment-ok", body, kind="commitment", expect="ok", secret=secret.hex(), root=expected)


def trees(directory: Path) -> None:
    for size in (0, 1, 2, 3, 7, 8, 13):
        contents = [b"leaf %d" % number for number in range(size)]
        leaves = [leaf_hash(content) for content in contents]
        node = nodes_of(leaves)
        headers = {f"inclusion {i}": " ".join(h.hex() for h in inclusion_proof(i, size, node)) for i in range(size)}
        headers |= {f"consistency {m}": " ".join(h.hex() for h in consistency_proof(m, size, node)) for m in range(1, size + 1)}
        body = "".join(content.hex() + "\n" for content in contents)
        vector(directory, f"tree-{size}", body, kind="tree", expect="ok", root=root(leaves).hex(), **headers)


def secrets() -> Iterator[bytes]:
    number = 0
    while True:
        yield sha256(b"secret %d" % number).digest()
        number += 1


def logs(directory: Path) -> None:
    engine = create_engine("sqlite://")
    log.metadata.create_all(engine)
    with patch("gestand.evidence.people.token_bytes", side_effect=secrets()), engine.connect() as connection:
        log.append(connection, [entry(number) for number in range(100)], FIRST)
        log.rotate(connection, FIRST, SECOND, time=START + timedelta(minutes=100), actor="staff-7f3a", promises=["I1"])
        connection.commit()
        rotation = log.head(connection)
        assert rotation
        (directory / "log-older.note").write_bytes(rotation.note.encode())
        log.append(connection, [entry(number) for number in range(101, SIZE)], SECOND)
        connection.commit()
        proof = receipts.receipt(connection, 14, b"customer-16")
        connection.rollback()
        head = log.head(connection)
        assert head
        first, body = log.bodies(connection, 0, 2)
        connection.rollback()
    publish(engine, directory / "log")
    shutil.rmtree(directory / "log" / ".tmp")
    engine.dispose()

    root = head.checkpoint.root.hex()
    shared = {"kind": "log", "size": SIZE, "root": root}
    for name, vkey in {"first": FIRST.vkey, "second": SECOND.vkey}.items():
        vector(directory, f"log-{name}-key", "log", **shared, expect="ok", vkey=vkey, older="log-older.note")
    vector(directory, "log-other-key", "log", **shared, expect="refused", vkey=key("third").vkey)

    headers = {"kind": "receipt", "vkey": SECOND.vkey}
    vector(directory, "receipt-ok", proof, **headers, expect="ok", index=14, person=b"customer-16".hex())
    for name, text, why in [
        ("line-end", proof.replace("\n", "\r\n"), "the line ends were changed"),
        ("longer", proof + "\n", "something follows the checkpoint"),
        ("other-person", proof.replace(to_base64(b"customer-16"), to_base64(b"customer-17")), "it is another's"),
        ("no-proof", proof.partition("c2sp.org")[0], "the proof is absent"),
    ]:
        vector(directory, f"receipt-{name}", text, **headers, expect="refused", comment=why)
    headers["vkey"] = FIRST.vkey
    vector(directory, "receipt-old-key", proof, **headers, expect="refused", comment="another key signed it")

    vector(directory, "entry-ok", first.decode(), kind="entry", expect="ok", leaf=leaf_hash(first).hex())
    text = body.decode()
    keys = f'"keys":{{"new":"{SECOND.vkey}","old":"{FIRST.vkey}"}}'
    for name, changed, why in [
        ("space", text.replace(",", ", ", 1), "white space between tokens"),
        ("order", text.replace(',"v":1,"what"', ',"what"').replace("}", '},"v":1', 1), "the members are in another order"),
        ("twice", text.replace('{"actor"', '{"actor":"staff-7f3a","actor"'), "a name occurs twice"),
        ("escaped", text.replace("staff", "\\u0073taff"), "an escape that is not needed"),
        ("float", text.replace(":120", ":120.0"), "a number with a fraction"),
        ("negative", text.replace(":120", ":-120"), "a number below zero"),
        ("great", text.replace(":120", ":9007199254740992"), "a number that not every reader keeps exact"),
        ("zone", text.replace("00Z", "00+00:00"), "the zone is spelled otherwise"),
        ("seconds", text.replace(".000000Z", "Z"), "the time has no decimals"),
        ("uppercase-digest", text.replace('"plan":"', '"plan":"AA'), "a digest is not lowercase"),
        ("unknown", text.replace('"v":1', '"v":1,"w":1'), "a member that is not known"),
        ("version", text.replace('"v":1', '"v":2'), "another version"),
        ("empty-actor", text.replace("staff-7f3a", ""), "an empty text"),
        ("line-end", text + "\n", "something follows the object"),
        ("keys", text.replace('"policy"', keys + ',"policy"'), "keys in an entry that does not change the key"),
    ]:
        assert changed != text, name
        vector(directory, f"entry-{name}", changed, kind="entry", expect="refused", comment=why)


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    make(HERE)
    sys.stdout.write(f"{len(list(HERE.rglob('*')))} files in {HERE}\n")
