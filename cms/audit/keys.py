"""The Ed25519 keys that sign checkpoints: made, kept, trusted, and handed over to the next one.

A private key is a PEM file that only its owner may read, kept apart from the database. Which public keys are
trusted is configured (`CHECKPOINT_TRUSTED`). To change keys, the old and the new one both sign a hand-over,
so that trust in either is trust in the other; from the entry it names on, the old key signs nothing any more:

    {"format": "handover/1", "sequence": 41, "at": "…", "key": "<old>", "public_key": "<old>",
     "next_public_key": "<new>", "accepted": "<signature by new>", "signature": "<signature by old>"}

`accepted` is over the canonical bytes without both signatures, `signature` over everything but itself.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from cms import canonical, instant

HANDOVER = "handover/1"
HANDOVER_MEMBERS = frozenset(
    {"format", "sequence", "at", "key", "public_key", "next_public_key", "accepted", "signature"}
)
#: Public key in hex → the last entry it may sign for; None: it has not been handed over.
Trusted = dict[str, int | None]


class Unusable(Exception):
    """The key file cannot be used; the message says why."""


class NotAHandover(Exception):
    """A file is no hand-over; the message ends the sentence that begins with its name."""


@dataclass(frozen=True)
class Key:
    """A private key and the public half that everybody may know."""

    private: Ed25519PrivateKey

    @classmethod
    def new(cls) -> "Key":
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, path: Path | str) -> "Key":
        """The key of a PEM file. Raises Unusable, also where others may read the file."""
        path = Path(path)
        try:
            mode = path.stat().st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise Unusable(f"{path} may be read by others: chmod 600 {path}")
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except OSError as error:
            raise Unusable(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, TypeError) as error:
            raise Unusable(f"{path} is not a private key in PEM without a password") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise Unusable(f"{path} is not an Ed25519 key")
        return cls(private)

    @property
    def public(self) -> str:
        """The raw public key in hex."""
        return self.private.public_key().public_bytes_raw().hex()

    @property
    def pem(self) -> bytes:
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def sign(self, document: dict) -> dict:
        """The document with `key`, `public_key` and the signature over everything else."""
        document = {**document, "key": name_of(self.public), "public_key": self.public}
        return {**document, "signature": self.private.sign(canonical.encode(document)).hex()}

    def keep(self, path: Path) -> None:
        """Write the key where only its owner may read it. FileExistsError where there is a file already."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(self.pem)
            file.flush()
            os.fsync(file.fileno())


def name_of(public: str) -> str:
    """What a key is called: the first 16 hex digits of the SHA-256 of the raw public key."""
    return canonical.digest(bytes.fromhex(public))[:16]


def signature_holds(document: dict, public: str = "", name: str = "signature") -> bool:
    """Whether the signature is over the rest of the document, by the key that it names or the one given."""
    rest = {key: value for key, value in document.items() if key != name}
    public = public or document["public_key"]
    try:
        if name_of(document["public_key"]) != document["key"]:
            return False
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        signature = bytes.fromhex(document[name])
        if signature.hex() != document[name]:
            return False  # a signature has one spelling
        key.verify(signature, canonical.encode(rest))
    except (InvalidSignature, ValueError):
        return False
    return True


def roots() -> list[str]:
    """The public keys that this installation trusts: the configured ones, and that of its own private key."""
    found = list(settings.CHECKPOINT_TRUSTED)
    if settings.CHECKPOINT_KEY and Path(settings.CHECKPOINT_KEY).exists():
        try:
            found.append(Key.read(settings.CHECKPOINT_KEY).public)
        except Unusable:
            return found
    return found


def trusted(roots: Iterable[str], handovers: Iterable[dict]) -> Trusted:
    """The roots, and whatever they were handed over to or from; nothing that a forked key was handed to."""
    found: Trusted = dict.fromkeys(roots)
    links = [one for one in handovers if handover_holds(one)]
    forks = forked(links)

    def is_news(one) -> bool:
        old, new = one["public_key"], one["next_public_key"]
        return (old not in found and new in found) or (new not in found and old in found.keys() - forks)

    while joined := [one for one in links if is_news(one)]:
        for one in joined:
            found.setdefault(one["public_key"], None)
            found.setdefault(one["next_public_key"], None)
    for one in links:
        if one["public_key"] in found:
            earlier = found[one["public_key"]]
            found[one["public_key"]] = one["sequence"] if earlier is None else min(earlier, one["sequence"])
    return found


def forked(handovers: Iterable[dict]) -> set[str]:
    """Keys that were handed over to more than one: whoever stole a key can do that, and which is right?"""
    followed: dict[str, set[str]] = {}
    for one in handovers:
        followed.setdefault(one["public_key"], set()).add(one["next_public_key"])
    return {key for key, following in followed.items() if len(following) > 1}


def hand_over(*, old: Key, new: Key, sequence: int, at) -> dict:
    """The statement by both keys that from this entry on the new one signs."""
    document = {
        "format": HANDOVER,
        "sequence": sequence,
        "at": instant.to_text(at),
        "key": name_of(old.public),
        "public_key": old.public,
        "next_public_key": new.public,
    }
    accepted = new.private.sign(canonical.encode(document)).hex()
    return old.sign({**document, "accepted": accepted})


def handover_holds(document: dict) -> bool:
    without = {key: value for key, value in document.items() if key != "signature"}
    return signature_holds(document) and signature_holds(without, document["next_public_key"], "accepted")


def read_handover(data: bytes) -> dict:
    """The hand-over that these bytes hold. Raises NotAHandover, also where a signature does not hold."""
    try:
        document = canonical.decode(data)
    except (ValueError, RecursionError) as error:
        raise NotAHandover("cannot be read") from error
    if (
        not isinstance(document, dict)
        or document.get("format") != HANDOVER
        or set(document) != HANDOVER_MEMBERS
    ):
        raise NotAHandover("is not a hand-over of a known format")
    texts = [document[name] for name in HANDOVER_MEMBERS - {"sequence"}]
    if type(document["sequence"]) is not int or not all(isinstance(text, str) for text in texts):
        raise NotAHandover("is not written as hand-overs are")
    if not handover_holds(document):
        raise NotAHandover("was altered: its signatures do not hold")
    return document
