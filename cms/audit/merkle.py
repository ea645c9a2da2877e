"""The Merkle tree of RFC 9162, section 2.1: one hash for a list, and short proofs that something is in it.

A leaf is hashed with 0x00 in front, a node with 0x01, so that no node can pass for a leaf. The tree over n
leaves splits at the largest power of two below n. Here the leaves are the hashes of the audit entries, as
the 32 bytes they stand for, in the order of their sequence: entry 1 is leaf 0. Pure.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash of the whole tree (RFC 9162, 2.1.1); 32 bytes."""
    return _fold([leaf_hash(leaf) for leaf in leaves]) if leaves else EMPTY


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` up to the root (RFC 9162, 2.1.3.1), nearest first.

    Raises IndexError where there is no such leaf.
    """
    return inclusion_proofs(leaves, [index])[0]


def inclusion_proofs(leaves: Sequence[bytes], indexes: Sequence[int]) -> list[list[bytes]]:
    """The same for many leaves, with the tree built once."""
    for index in indexes:
        if not 0 <= index < len(leaves):
            raise IndexError(f"there is no leaf {index} among {len(leaves)}")
    hashes = [leaf_hash(leaf) for leaf in leaves]
    places, paths = list(indexes), [[] for _ in indexes]
    while len(hashes) > 1:
        for place, path in zip(places, paths, strict=True):
            if place ^ 1 < len(hashes):
                path.append(hashes[place ^ 1])
        hashes = _level_above(hashes)
        places = [place // 2 for place in places]
    return paths


class Growing:
    """A tree that leaves are appended to; its root may be asked for after each of them."""

    def __init__(self):
        self._size = 0
        #: The roots of the full trees it consists of, the largest first: one for each 1 in its size.
        self._full: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        found, size = leaf_hash(leaf), self._size
        while size % 2:
            found, size = node_hash(self._full.pop(), found), size // 2
        self._full.append(found)
        self._size += 1

    def root(self) -> bytes:
        if not self._full:
            return EMPTY
        *others, found = self._full
        for full in reversed(others):
            found = node_hash(full, found)
        return found


def root_from_proof(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to (RFC 9162, 2.1.3.2); None where it cannot be a proof for this place."""
    if not 0 <= index < size:
        return None
    found, place, last = leaf_hash(leaf), index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, sibling)
        place, last = place // 2, last // 2
    return found if last == 0 else None


def _fold(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = _level_above(hashes)
    return hashes[0]


def _level_above(hashes: list[bytes]) -> list[bytes]:
    """Pair from the left; an odd last one moves up as it is, which is the split at a power of two."""
    paired = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
    return paired + hashes[len(paired) * 2 :]
