"""The Merkle tree against its definition, and every proof of every small tree."""

import hashlib

import pytest

from cms.audit import merkle


def by_definition(leaves):
    """RFC 9162, 2.1.1, word for word: split at the largest power of two smaller than n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaves_of(size):
    return [hashlib.sha256(str(i).encode()).digest() for i in range(size)]


@pytest.mark.parametrize("size", range(70))
def test_the_root_is_that_of_the_definition(size):
    assert merkle.root(leaves_of(size)) == by_definition(leaves_of(size))


def test_a_growing_tree_has_the_root_of_its_definition_after_each_leaf():
    leaves, tree = leaves_of(150), merkle.Growing()

    for size in range(151):
        assert tree.root() == by_definition(leaves[:size])
        if size < 150:
            tree.append(leaves[size])


def test_many_proofs_at_once_are_those_of_each():
    leaves = leaves_of(37)

    assert merkle.inclusion_proofs(leaves, [36, 0, 5]) == [
        merkle.inclusion_proof(leaves, index) for index in (36, 0, 5)
    ]


@pytest.mark.parametrize("size", range(1, 40))
def test_every_leaf_proves_its_place_and_no_other(size):
    leaves = leaves_of(size)
    root = merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle.inclusion_proof(leaves, index)

        places = [i for i in range(size) if merkle.root_from_proof(leaf, i, size, path) == root]

        assert places == [index]
        assert merkle.root_from_proof(b"another", index, size, path) != root
        assert merkle.root_from_proof(leaf, index, size, [*path, leaf]) != root
        assert not path or merkle.root_from_proof(leaf, index, size, path[:-1]) != root


def test_a_leaf_outside_the_tree_has_no_proof():
    with pytest.raises(IndexError):
        merkle.inclusion_proof(leaves_of(3), 3)

    assert merkle.root_from_proof(b"", 3, 3, []) is None
