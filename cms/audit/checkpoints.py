"""Checkpoints: signed statements of how far the trail had come, kept where the database does not reach.

A chain shows a change to itself, but not that somebody recomputed all of it or cut off its end. A checkpoint
does: it is a file that says, signed with Ed25519, which hash the entry of a certain number had. The file is
canonical JSON (cms.canonical), shown here on several lines:

    {"format": "checkpoint/1", "sequence": 41, "hash": "…", "root": "…", "at": "2026-07-01T02:00:00.000000Z",
     "key": "9f2c…", "public_key": "…", "signature": "…"}

`hash` is that of entry 41, `root` the Merkle root (RFC 9162) over the hashes of entries 1 to 41 as 32 bytes
each, `key` the first 16 hex digits of the SHA-256 of the raw public key. The signature is over the canonical
bytes of everything else. This format is frozen: auditors keep such files for years.

Reading and comparing them is this module's; their keys are in cms.audit.keys, making one is an action below.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from cms import canonical, instant

from . import keys, merkle
from .models import Entry

FORMAT = "checkpoint/1"
MEMBERS = frozenset({"format", "sequence", "hash", "root", "at", "key", "public_key", "signature"})
#: The action of the entry that says a checkpoint was made.
ACTION = "checkpoint.make"


class Broken(Exception):
    """A file is no checkpoint; the message ends the sentence that begins with its name."""


@dataclass(frozen=True)
class Head:
    """How far the trail has come: the number and hash of an entry, and the Merkle root up to it."""

    sequence: int
    hash: str
    root: str


@dataclass(frozen=True)
class Loaded:
    """What a folder holds. `broken` are (file name, what is wrong with it)."""

    checkpoints: dict[str, dict] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    handovers: dict[str, dict] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)

    def by_sequence(self) -> list[tuple[str, dict]]:
        return sorted(self.checkpoints.items(), key=lambda found: found[1]["sequence"])

    def trusted(self, roots: Iterable[str] | None = None) -> keys.Trusted:
        """The keys that may have signed these: the configured ones, and those they were handed over to."""
        return keys.trusted(keys.roots() if roots is None else roots, self.handovers.values())


# The trail's side.


def hashes(connection, size: int | None = None) -> Iterator[tuple[int, str]]:
    """(sequence, hash) of the entries, the first `size` of them or all."""
    table = Entry._meta.db_table
    upto, values = ("", []) if size is None else (" WHERE sequence <= %s", [size])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sequence, hash FROM {table}{upto} ORDER BY sequence", values)
        while chunk := cursor.fetchmany(5000):
            yield from chunk


def head(connection, size: int | None = None) -> Head | None:
    """The head of the trail, or what it was at entry `size`; None where there is no such entry."""
    tree, last = merkle.Growing(), None
    for sequence, found in hashes(connection, size):
        tree.append(bytes.fromhex(found))
        last = (sequence, found)
    if last is None or (size is not None and last[0] != size):
        return None
    return Head(*last, tree.root().hex())


def proof(sequence: int, size: int) -> list[str]:
    """What leads from entry `sequence` to the root over the first `size` entries: hashes in hex."""
    return proofs([sequence], size)[sequence]


def proofs(sequences: Iterable[int], size: int) -> dict[int, list[str]]:
    """The same for many entries with one walk over the tree. Raises IndexError for one that is not in it."""
    from django.db import connection

    leaves = [bytes.fromhex(found) for _, found in hashes(connection, size)]
    if len(leaves) < size:
        raise IndexError(f"the trail has {len(leaves)} entries, not {size}")
    wanted = sorted(set(sequences))
    found = merkle.inclusion_proofs(leaves, [sequence - 1 for sequence in wanted])
    return {sequence: [one.hex() for one in path] for sequence, path in zip(wanted, found, strict=True)}


# The files' side.


def file_name(sequence: int) -> str:
    return f"checkpoint-{sequence:012}.json"


def folder() -> Path | None:
    """Where checkpoints are kept; None when that is not configured."""
    return Path(settings.CHECKPOINT_DIR) if settings.CHECKPOINT_DIR else None


def sign(of: Head, *, key: keys.Key, at) -> dict:
    """The checkpoint of a head."""
    return key.sign(
        {
            "format": FORMAT,
            "sequence": of.sequence,
            "hash": of.hash,
            "root": of.root,
            "at": instant.to_text(at),
        }
    )


def read(data: bytes) -> dict:
    """The checkpoint that these bytes hold. Raises Broken; whether its signature holds is check()'s."""
    try:
        document = canonical.decode(data)
        intact = canonical.encode(document) == data.rstrip(b"\n")
    except (ValueError, RecursionError) as error:
        raise Broken("cannot be read") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT or set(document) != MEMBERS:
        raise Broken("is not a checkpoint of a known format")
    texts = [document[name] for name in MEMBERS - {"sequence"}]
    whole = type(document["sequence"]) is int and document["sequence"] > 0
    if not intact or not whole or not all(isinstance(text, str) for text in texts):
        raise Broken("is not written as checkpoints are")
    return document


def load(place: Path | str) -> Loaded:
    """Every checkpoint and hand-over of a folder. Other files are left alone; a missing folder holds none."""
    found = Loaded()
    for path in sorted(Path(place).glob("*.json")):
        name = path.name
        if not name.startswith(("checkpoint-", "handover-")):
            continue
        try:
            data = path.read_bytes()
            if name.startswith("handover-"):
                found.handovers[name] = keys.read_handover(data)
                continue
            document = read(data)
            if name != file_name(document["sequence"]):
                raise Broken("bears another number than it says inside")
        except OSError as error:
            found.broken.append((name, f"cannot be read: {error.strerror}"))
        except (Broken, keys.NotAHandover) as error:
            found.broken.append((name, str(error)))
        else:
            found.checkpoints[name] = document
            found.digests[name] = canonical.digest(data)
    return found


def latest() -> dict | None:
    """The newest checkpoint of the configured folder whose signature holds; None when there is none."""
    place = folder()
    if place is None:
        return None
    loaded = load(place)
    trusted = loaded.trusted()
    return next((d for _, d in reversed(loaded.by_sequence()) if not check(d, trusted)), None)


def check(document: dict, trusted: keys.Trusted) -> str:
    """What is wrong with a checkpoint by itself, ending a sentence; empty when it is well signed."""
    public = document["public_key"]
    if not keys.signature_holds(document):
        return "was altered: its signature does not hold"
    if public not in trusted:
        return f"is signed by a key that is not trusted here ({document['key']})"
    last = trusted[public]
    if last is not None and document["sequence"] > last:
        return f"is signed by a key that was handed over at entry {last} ({document['key']})"
    return ""


def write(document: dict, place: Path) -> Path:
    """Put the file there in one step; FileExistsError where there is one of that name already."""
    place.mkdir(parents=True, exist_ok=True)
    return put(place / file_name(document["sequence"]), canonical.encode(document) + b"\n")


def write_handover(document: dict, place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    name = f"handover-{document['sequence']:012}-{keys.name_of(document['next_public_key'])}.json"
    return put(place / name, canonical.encode(document) + b"\n")


def put(path: Path, data: bytes, mode: int = 0o444) -> Path:
    """Write a new file whole, or not at all, and never over another one."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # unlike a rename, this refuses where something stands already
    finally:
        fresh.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return path
