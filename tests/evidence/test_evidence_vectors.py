"""The vectors of docs/spec/evidence.md, which a second implementation could run, and the examples in that page."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from make_vectors import make

from gestand.evidence.entry import decode
from gestand.evidence.errors import EvidenceError
from gestand.evidence.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    nodes_of,
    root,
    verify_consistency,
    verify_inclusion,
)
from gestand.evidence.note import open_note_exactly, parse_checkpoint, parse_vkey
from gestand.evidence.people import commitments, people_root
from gestand.evidence.receipts import verify_receipt
from gestand.evidence.strict import from_base64
from gestand.evidence.verify import verify_log

HERE = Path(__file__).parent
VECTORS = HERE / "vectors"
PAGE = HERE.parents[1] / "docs" / "spec" / "evidence.md"


def read(path: Path) -> tuple[dict[str, str], str]:
    head, _, body = path.read_bytes().decode().partition("\n\n")
    return dict(line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in head.split("\n")), body


def check(headers: dict[str, str], body: str) -> None:
    """Does what the vector's kind says, and compares; an EvidenceError is a refusal."""
    match headers["kind"]:
        case "base64":
            assert from_base64(body).hex() == headers["hex"]
        case "vkey":
            verifier = parse_vkey(body)
            assert (verifier.name, verifier.id.hex(), verifier.vkey) == (headers["name"], headers["id"], body)
        case "checkpoint":
            checkpoint = parse_checkpoint(open_note_exactly(body, [parse_vkey(headers["vkey"])]))
            found = [checkpoint.origin, str(checkpoint.size), checkpoint.root.hex()]
            assert found == [headers[name] for name in ("origin", "size", "root")]
        case "entry":
            decode(body.encode())
            assert leaf_hash(body.encode()).hex() == headers["leaf"]
        case "commitment":
            people = [bytes.fromhex(line) for line in body.splitlines()]
            assert people_root(commitments(bytes.fromhex(headers["secret"]), people)).hex() == headers["root"]
        case "tree":
            check_tree(headers, [leaf_hash(bytes.fromhex(line)) for line in body.splitlines()])
        case "receipt":
            verified = verify_receipt(body, headers["vkey"])
            assert (str(verified.index), verified.person.hex()) == (headers["index"], headers["person"])
        case "log":
            older = (VECTORS / headers["older"]).read_bytes().decode() if "older" in headers else None
            report = verify_log(VECTORS / body, [headers["vkey"]], older)
            if report.problems:
                raise EvidenceError(report.problems[0].message, "")
            assert report.checkpoint
            assert (str(report.checkpoint.size), report.checkpoint.root.hex()) == (headers["size"], headers["root"])
        case other:
            pytest.fail(f"unknown kind {other}")


def check_tree(headers: dict[str, str], leaves: list[bytes]) -> None:
    size, top, node = len(leaves), root(leaves), nodes_of(leaves)
    assert top.hex() == headers["root"]
    for name, value in headers.items():
        kind, _, number = name.partition(" ")
        proof = [bytes.fromhex(hash) for hash in value.split()] if number else []
        if kind == "inclusion":
            assert inclusion_proof(int(number), size, node) == proof
            verify_inclusion(proof, int(number), size, leaves[int(number)], top)
        elif kind == "consistency":
            assert consistency_proof(int(number), size, node) == proof
            verify_consistency(proof, int(number), root(leaves[: int(number)]), size, top)


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.txt")), ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    headers, body = read(path)
    if headers["expect"] == "ok":
        check(headers, body)
    else:
        with pytest.raises(EvidenceError):
            check(headers | {"hex": "", "name": "", "leaf": ""}, body)


def test_there_are_vectors_of_every_kind() -> None:
    kinds = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(), re.M))
    assert {read(path)[0]["kind"] for path in VECTORS.glob("*.txt")} == kinds
    assert len(kinds) == 8


def test_the_program_still_writes_these_vectors(tmp_path: Path) -> None:
    make(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {path.relative_to(VECTORS): path.read_bytes() for path in VECTORS.rglob("*") if path.is_file()}


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\n(.*?)```\n", PAGE.read_text(), re.S)
    assert found
    return found[1]


def test_the_examples_of_the_page_are_the_vectors() -> None:
    assert example("checkpoint") == (VECTORS / "log" / "checkpoint").read_text()
    assert example("receipt") == read(VECTORS / "receipt-ok.txt")[1]
    assert example("entry").replace("\n", "") == read(VECTORS / "entry-ok.txt")[1]


def test_the_roots_of_rfc_6962_test_data() -> None:
    """Roots that other implementations agree on (the well-known leaves of Certificate Transparency's test data)."""
    data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [leaf_hash(bytes.fromhex(one)) for one in data]
    assert root([]) == sha256(b"").digest()
    assert root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
