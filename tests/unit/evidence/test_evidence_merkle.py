"""Trees and proofs against RFC 6962 as it is written: naively, recursively, from the leaves."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.evidence.errors import ProofError
from gestand.evidence.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    nodes_of,
    root,
    verify_consistency,
    verify_inclusion,
)
from gestand.evidence.tiles import WIDTH, nodes_from, tile_width


def k_of(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = k_of(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(d) == 1:
        return []
    k = k_of(len(d))
    return path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if m == len(d):
        return [] if b else [mth(d)]
    k = k_of(len(d))
    return subproof(m, d[:k], b) + [mth(d[k:])] if m <= k else subproof(m - k, d[k:], False) + [mth(d[:k])]


def leaves(size: int) -> list[bytes]:
    return [b"%d" % number for number in range(size)]


@pytest.mark.parametrize("size", range(40))
def test_every_proof_of_every_small_tree(size: int) -> None:
    d = leaves(size)
    hashed = [leaf_hash(one) for one in d]
    node = nodes_of(hashed)
    assert root(hashed) == mth(d)
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        assert proof == path(index, d)
        verify_inclusion(proof, index, size, hashed[index], mth(d))
        for other in range(size):
            if other != index:
                with pytest.raises(ProofError):
                    verify_inclusion(proof, other, size, hashed[index], mth(d))
    for old in range(size + 1):
        proof = consistency_proof(old, size, node)
        assert proof == (subproof(old, d, True) if old else [])
        verify_consistency(proof, old, mth(d[:old]), size, mth(d))
        for other in range(size + 1):
            if other != old:
                with pytest.raises(ProofError):
                    verify_consistency(proof, other, mth(d[:old]), size, mth(d))


def read_tile_of(hashed: list[bytes]) -> object:
    def read(level: int, index: int, width: int) -> bytes:
        assert width == tile_width(level, index, len(hashed)) > 0
        span = 256**level
        first = index * WIDTH
        return b"".join(root(hashed[at * span : (at + 1) * span]) for at in range(first, first + width))

    return read


@given(size=st.integers(1, 1500), data=st.data())
def test_proofs_of_greater_trees_from_tiles(size: int, data: st.DataObject) -> None:
    d = leaves(size)
    hashed = [leaf_hash(one) for one in d]
    node = nodes_from(read_tile_of(hashed), size)  # type: ignore[arg-type]
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    assert inclusion_proof(index, size, node) == path(index, d)
    assert consistency_proof(old, size, node) == subproof(old, d, True)


@given(size=st.integers(1, 300), data=st.data())
def test_a_changed_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    hashed = [leaf_hash(one) for one in leaves(size)]
    node, top = nodes_of(hashed), root(hashed)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    before = root(hashed[:old])

    def changed(proof: list[bytes]) -> list[bytes]:
        where = data.draw(st.integers(0, len(proof)))
        kind = data.draw(st.sampled_from(["flip", "drop", "add"]))
        if kind == "add" or where == len(proof):
            return [*proof[:where], data.draw(st.sampled_from([top, before, hashed[0]])), *proof[where:]]
        if kind == "drop":
            return proof[:where] + proof[where + 1 :]
        at = data.draw(st.integers(0, 31))
        one = bytearray(proof[where])
        one[at] ^= data.draw(st.integers(1, 255))
        return [*proof[:where], bytes(one), *proof[where + 1 :]]

    with pytest.raises(ProofError):
        verify_inclusion(changed(inclusion_proof(index, size, node)), index, size, hashed[index], top)
    with pytest.raises(ProofError):
        verify_consistency(changed(consistency_proof(old, size, node)), old, before, size, top)


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_frontier_can_be_put_down_and_taken_up(first: int, more: int) -> None:
    hashed = [leaf_hash(one) for one in leaves(first + more)]
    one = Frontier()
    for leaf in hashed[:first]:
        one.push(leaf)
    other = Frontier(one.size, one.hashes)
    for leaf in hashed[first:]:
        for height, index, hash in other.push(leaf):
            assert hash == nodes_of(hashed)(height, index)
    assert other.root() == root(hashed)


def test_a_damaged_frontier_is_refused() -> None:
    with pytest.raises(ProofError, match="damaged"):
        Frontier(3, [bytes(32)])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        inclusion_proof(index, size, nodes_of([]))
    with pytest.raises(ProofError):
        verify_inclusion([], index, size, bytes(32), bytes(32))


def test_a_tree_does_not_continue_a_greater_one() -> None:
    with pytest.raises(ProofError):
        consistency_proof(4, 3, nodes_of([]))
    with pytest.raises(ProofError):
        verify_consistency([], 4, bytes(32), 3, bytes(32))
