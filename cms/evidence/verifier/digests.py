"""Digests as the software makes them, and the proof that an entry stands in the trail."""

import hashlib
import json


def digest(data):
    return hashlib.sha256(data).hexdigest()


def canonical(document):
    """JSON in UTF-8 with sorted keys and no white space."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def columns_digest(version, columns):
    """Name, type and value of each column that is not NULL, each length-prefixed, in the order of names.

    Bytes, which no untouched record holds, stand in JSON as {"bytes": "hexadecimal digits"}.
    """
    sha = hashlib.sha256(version.encode() + b"\n")
    for name, value in sorted(columns.items()):
        if value is None:
            continue
        if isinstance(value, dict):
            kind, raw = b"bytes", bytes.fromhex(value["bytes"])
        elif isinstance(value, str):
            kind, raw = b"text", value.encode()
        else:
            kind, raw = b"whole", str(value).encode()
        for part in (name.encode(), kind, raw):
            sha.update(len(part).to_bytes(8, "big"))
            sha.update(part)
    return sha.hexdigest()


def node_above(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_proof(leaf, index, size, path):
    """The Merkle root that a proof of inclusion leads to (RFC 9162, 2.1.3.2); None where it is no proof."""
    if not 0 <= index < size:
        return None
    found, place, last = hashlib.sha256(b"\x00" + leaf).digest(), index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if place % 2 or place == last:
            found = node_above(sibling, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = node_above(found, sibling)
        place, last = place // 2, last // 2
    return found if last == 0 else None
