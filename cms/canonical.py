"""The one way from a document to bytes to a digest.

A document is made of dicts with text keys, lists, text, whole numbers, booleans and None. Its canonical
bytes are JSON in UTF-8 with sorted keys and no white space:

    >>> encode({"b": [1, None], "a": "é"})
    b'{"a":"\\xc3\\xa9","b":[1,null]}'
    >>> digest(b"")[:8]
    'e3b0c442'

Floats are refused because two programs may print one float differently. Text that no database can hold
(NUL, lone surrogates) is refused too, so a document that was encoded can always be stored. Changing this
module changes every digest ever signed: it may only grow by a new function with a new name.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache

#: NUL, and halves of a pair that stand alone.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

#: A database column as a cursor returns it.
Raw = str | int | bytes | None


class NotCanonical(ValueError):
    """The value holds something that has no canonical form; the message says where."""


def encode(document) -> bytes:
    """Canonical bytes of a document. Raises NotCanonical with the path of what has no canonical form."""
    _check(document, "$")
    return json.dumps(
        document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def decode(data: bytes | str):
    """The document that these canonical bytes hold."""
    return json.loads(data)


def digest(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of(document) -> str:
    return digest(encode(document))


def columns_digest(version: str, columns: Iterable[tuple[str, Raw]]) -> str:
    """Digest of named database columns, each length-prefixed and marked with its type.

    A column that is NULL is left out. So a column that a later version adds, NULL in all older rows, leaves
    their digests as they were; and NULL turned into a value, or a value into NULL, still shows.
    """
    said = [version.encode() + b"\n"]
    for name, value in sorted(columns):
        if value is None:
            continue
        kind = _KINDS.get(type(value))
        if kind is None:
            raise NotCanonical(f"a column of type {type(value).__name__} has no canonical form")
        # A tampered database may hold text that is not valid; it must still have a digest to be compared.
        data = value if kind == b"bytes" else str(value).encode("utf-8", "surrogatepass")
        said += (_prefixed(name.encode()), _prefixed(kind), len(data).to_bytes(8, "big"), data)
    return digest(b"".join(said))


#: Columns have few names and few kinds, and a record has many rows.
_KINDS = {str: b"text", int: b"whole", bytes: b"bytes"}


@lru_cache(maxsize=1000)
def _prefixed(part: bytes) -> bytes:
    return len(part).to_bytes(8, "big") + part


def storable(text: str) -> str:
    """The text with `�` for whatever cannot be stored: for what somebody sent, not for content."""
    return _UNSTORABLE.sub("�", text)


def _check(value, path: str) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise NotCanonical(f"{path}: the text holds a character that cannot be stored")
    elif isinstance(value, dict):
        for key, child in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"{path}: the key {key!r} is not text")
            _check(key, path)
            _check(child, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            _check(child, f"{path}[{index}]")
    else:
        raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form")
