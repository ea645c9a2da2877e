"""The verifier by itself: its mathematics against others', and that it is one file for an old Python."""

import ast
import random
import sys

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cms import canonical
from cms.audit import merkle
from cms.evidence import verifier
from cms.evidence.verifier import digests, ed25519

#: RFC 8032, section 7.1: public key, message, signature.
RFC_8032 = {
    "1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "sha(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("vector", RFC_8032.values(), ids=RFC_8032.keys())
def test_the_signatures_of_the_standard_hold_and_no_other(vector):
    public, message, signature = map(bytes.fromhex, vector)

    assert ed25519.signature_holds(public, signature, message)
    assert not ed25519.signature_holds(public, signature, message + b"x")
    assert not ed25519.signature_holds(public, signature[:-1], message)
    assert not ed25519.signature_holds(public[:-1], signature, message)


def test_it_agrees_with_a_library_on_random_keys_messages_and_changes():
    rng = random.Random(8032)
    for _ in range(60):
        key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        message = rng.randbytes(rng.randrange(200))
        parts = [key.public_key().public_bytes_raw(), key.sign(message), message or b"x"]
        assert ed25519.signature_holds(parts[0], parts[1], message)
        parts[2] = message
        which = rng.randrange(2)
        changed = bytearray(parts[which])
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        parts[which] = bytes(changed)
        assert ed25519.signature_holds(*parts) == _by_library(*parts)


def _by_library(public, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_a_signature_has_one_form():
    """S plus the order of the group would be the same number again: RFC 8032 refuses it."""
    public, message, signature = map(bytes.fromhex, RFC_8032["2"])
    s = int.from_bytes(signature[32:], "little") + ed25519.ORDER

    assert not ed25519.signature_holds(public, signature[:32] + s.to_bytes(32, "little"), message)


@pytest.mark.parametrize(
    "document",
    [{}, {"b": [1, None, True], "a": "é\u2028“”\x7f"}, {"": {"ä": -3}}, {"z": "\U0001f9b5", "\uffff": 1}],
)
def test_canonical_bytes_are_those_of_the_software(document):
    assert digests.canonical(document) == canonical.encode(document)


@pytest.mark.parametrize(
    ("row", "raw"),
    [
        ({"a": "x", "b": 3, "c": None}, {"a": "x", "b": 3, "c": None}),
        ({"n": -1, "t": "é"}, {"n": -1, "t": "é"}),
        ({"a": {"bytes": "ff00"}}, {"a": b"\xff\x00"}),
    ],
)
def test_rows_have_the_digest_of_the_software(row, raw):
    assert digests.columns_digest("row/1", row) == canonical.columns_digest("row/1", raw.items())


def test_proofs_lead_where_those_of_the_software_lead():
    leaves = [bytes([n]) * 32 for n in range(21)]
    for size in range(1, len(leaves) + 1):
        for index in range(size):
            path = merkle.inclusion_proof(leaves[:size], index)
            root = digests.root_from_proof(leaves[index], index, size, path)
            assert root == merkle.root(leaves[:size])
            assert digests.root_from_proof(leaves[index], index, size, [*path, b"\0" * 32]) is None
            if path:
                assert digests.root_from_proof(leaves[index], index, size, path[:-1]) != root


# One file.


@pytest.fixture(scope="module")
def tree():
    return ast.parse(verifier.source(), feature_version=(3, 8))


def test_it_imports_nothing_but_the_standard_library(tree):
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]

    assert all(isinstance(node, ast.Import) for node in imports)
    names = {alias.name for node in imports for alias in node.names}
    assert names <= sys.stdlib_module_names
    assert not names & {"socket", "urllib", "http", "subprocess", "ctypes"}


def test_no_name_of_one_part_hides_one_of_another(tree):
    names = [
        name
        for node in tree.body
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [target.id for target in node.targets]
            if isinstance(node, ast.Assign)
            else []
        )
    ]

    assert len(names) == len(set(names)) > 40


def test_it_uses_no_method_that_came_after_python_3_8(tree):
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert not attributes & {
        "removeprefix",
        "removesuffix",
        "bit_count",
        "is_relative_to",
        "randbytes",
        "UTC",
    }
    assert not [
        n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.BitOr) and _type(n)
    ]


def _type(node):
    return isinstance(node.left, ast.Name) and node.left.id in ("int", "str", "dict", "list", "None")


def test_it_ends_as_a_program_does():
    assert verifier.source().startswith(b"#!/usr/bin/env python3\n")
    assert verifier.source().endswith(b'if __name__ == "__main__":\n    sys.exit(main())\n')
