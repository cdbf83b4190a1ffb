"""RFC 6962 Merkle trees: hashes, inclusion and consistency proofs, and their verification.

Pure functions on 32-byte hashes. A *leaf* is always a leaf hash here, never the entry itself. A *node* is addressed by
its height (0 = leaves) and its index within that height; only complete subtrees have an address.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from gestand.evidence.errors import ProofError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""(height, index) → the hash of the complete subtree over leaves index·2^height … (index+1)·2^height."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf: SHA-256(0x00 || entry) (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right) (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, the largest first.

    There is one for every 1 in the binary size, so a tree of a million leaves can be extended knowing 20 hashes.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Go on from a tree of `size` leaves with these hashes; ProofError if their number is not that of the size."""
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count() or any(len(one) != HASH_SIZE for one in self.hashes):
            raise ProofError(f"the edge of the tree of {size} entries is damaged", "restore the state database")

    def push(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf; gives (height, index, hash) of each subtree that it completes, the leaf itself first."""
        index, height = self.size, 0
        completed = [(0, index, leaf)]
        while index & 1:
            index, height = index >> 1, height + 1
            leaf = node_hash(self.hashes.pop(), leaf)
            completed.append((height, index, leaf))
        self.hashes.append(leaf)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The Merkle Tree Hash of all leaves so far (RFC 6962, section 2.1)."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, root = self.hashes
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle Tree Hash of a list of leaf hashes (RFC 6962, section 2.1)."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.push(leaf)
    return frontier.root()


def nodes_of(leaves: Sequence[bytes]) -> Node:
    """The nodes of a tree whose leaf hashes are all at hand."""
    return lambda height, index: root(leaves[index << height : (index + 1) << height])


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (RFC 6962, section 2.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _range(node: Node, start: int, stop: int) -> bytes:
    """MTH(D[start:stop]) (RFC 6962, section 2.1), where `start` is as RFC 6962 splits, so complete parts are nodes."""
    size = stop - start
    if size & (size - 1) == 0:
        return node(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(_range(node, start, middle), _range(node, middle, stop))


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) (RFC 6962, section 2.1.1): the hashes from the leaf's sibling up to the root's child.

    ProofError if there is no such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        raise ProofError(f"there is no entry {index} in a tree of {size} entries", "ask for an entry that the tree holds")
    start, stop = 0, size
    proof: list[bytes] = []
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(_range(node, middle, stop))
            stop = middle
        else:
            proof.append(_range(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, node: Node) -> list[bytes]:
    """PROOF(old, D[size]) (RFC 6962, section 2.1.2); empty when `old` is 0 or the size itself.

    ProofError if `old` is greater than the size.
    """
    if not 0 <= old <= size:
        raise ProofError(f"a tree of {size} entries cannot continue one of {old}", "give the smaller tree first")
    if old in (0, size):
        return []
    start, stop = 0, size
    whole = True  # the b of SUBPROOF: the old tree is the range itself, and its hash is known to the verifier
    proof: list[bytes] = []
    while stop != old:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(_range(node, middle, stop))
            stop = middle
        else:
            proof.append(_range(node, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(_range(node, start, stop))
    return proof[::-1]


def verify_inclusion(proof: Sequence[bytes], index: int, size: int, leaf: bytes, root: bytes) -> None:
    """Check that `leaf` is leaf `index` of the tree (RFC 9162, section 2.1.3.2); ProofError if it isn't shown."""
    if not 0 <= index < size:
        raise ProofError(f"there is no entry {index} in a tree of {size} entries", "the proof is not genuine: ask for a new one")
    position, last, computed = index, size - 1, leaf
    for hash in proof:
        if last == 0:
            raise _unproved("the inclusion proof is too long")
        if position & 1 or position == last:
            computed = node_hash(hash, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, hash)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise _unproved("the inclusion proof is too short")
    if computed != root:
        raise _unproved("the inclusion proof leads to another root")


def verify_consistency(proof: Sequence[bytes], old: int, old_root: bytes, size: int, root: bytes) -> None:
    """Check that the first tree is a prefix of the second (RFC 9162, section 2.1.4.2); ProofError if it isn't shown."""
    if not 0 <= old <= size:
        raise _unproved("the older tree is greater than the newer one")
    if old in (0, size):
        if proof:
            raise _unproved("the consistency proof is too long")
        if old_root != (root if old else EMPTY_ROOT):
            raise _unproved("the consistency proof leads to another root")
        return
    hashes = list(proof)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        raise _unproved("the consistency proof is too short")
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    computed_old = computed = hashes[0]
    for hash in hashes[1:]:
        if last == 0:
            raise _unproved("the consistency proof is too long")
        if position & 1 or position == last:
            computed_old, computed = node_hash(hash, computed_old), node_hash(hash, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, hash)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise _unproved("the consistency proof is too short")
    if computed_old != old_root or computed != root:
        raise _unproved("the consistency proof leads to another root")


def _unproved(message: str) -> ProofError:
    return ProofError(message, "the proof is not genuine, or belongs to another log: ask for a new one")
