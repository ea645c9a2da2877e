"""Comparing the trail with its checkpoints: what each says of an entry, and what the trail says of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import DatabaseError, transaction

from cms import canonical

from . import checkpoints, keys, merkle, trail
from .models import Entry

MISSING = "the checkpoint that was made then is missing"
UNNAMED = "no entry says that this checkpoint was made: the trail was cut off after it"


class Trail:
    """What has to be remembered of the trail, while it goes by once, to compare it with checkpoints."""

    def __init__(self, loaded: Iterable[checkpoints.Loaded], roots: Iterable[str]):
        self._roots = list(roots)
        self.loaded = list(loaded)
        self.last = 0
        #: Entry → (hash, root up to it), for the entries that a checkpoint speaks of.
        self._heads = {d["sequence"]: ("", "") for found in self.loaded for d in found.checkpoints.values()}
        self._tree = merkle.Growing()
        #: Entry that a checkpoint was made of → (the entry that says so, digests its file may have).
        self.made: dict[int, tuple[int, set[str]]] = {}
        #: Entries whose checkpoints agree with the trail.
        self.agreeing: set[int] = set()

    def goes_on(self, row: dict) -> None:
        """Take the next entry, as raw columns."""
        sequence = row["sequence"]
        if not isinstance(sequence, int):
            return
        self.last = sequence
        if self._heads:
            try:
                self._tree.append(bytes.fromhex(row["hash"]))
            except (TypeError, ValueError):
                self._tree.append(b"")
            if sequence in self._heads:
                self._heads[sequence] = (row["hash"], self._tree.root().hex())
        if row["action"] == checkpoints.ACTION:
            for made, digest in _made_by(row["detail"]):
                self.made.setdefault(made, (sequence, set()))[1].add(digest)

    def contradictions(self, connection, folders: list[Path]) -> Iterator[tuple[str, str, int]]:
        """(where, sentence, entry) of everything in which checkpoints and trail differ."""
        handovers = [one for found in self.loaded for one in found.handovers.values()]
        trusted, forked = keys.trusted(self._roots, handovers), keys.forked(handovers)
        for found in self.loaded:
            for name, document in found.handovers.items():
                if document["public_key"] in forked:
                    yield name, f"the key {document['key']} was handed over to more than one other", 0
            for name, wrong in found.broken:
                yield name, f"the file {wrong}", 0
            for name, document in found.by_sequence():
                wrong = checkpoints.check(document, trusted) or self._differs(document)
                if wrong:
                    yield name, f"the checkpoint {wrong}", 0
                    continue
                sequence, digest = document["sequence"], found.digests[name]
                self.agreeing.add(sequence)
                by, digests = self.made.get(sequence, (0, set()))
                if not by and sequence not in _made_meanwhile(connection):
                    yield name, UNNAMED, 0
                elif by and digest not in digests:
                    yield name, "this is not the file that was made then", by
        yield from self._missing(folders)

    def _differs(self, document: dict) -> str:
        sequence = document["sequence"]
        if sequence > self.last:
            return f"signed entry {sequence}, but the trail ends at entry {self.last}: its end was cut off"
        found, root = self._heads[sequence]
        if found != document["hash"]:
            return f"signed another entry {sequence}: the trail was recomputed"
        if root != document["root"]:
            return f"signed other entries before entry {sequence}: the trail was recomputed"
        return ""

    def _missing(self, folders: list[Path]) -> Iterator[tuple[str, str, int]]:
        there = {document["sequence"] for found in self.loaded for document in found.checkpoints.values()}
        for sequence, (by, _) in sorted(self.made.items()):
            name = checkpoints.file_name(sequence)
            # Looked for once more: it may have been made while the trail was read.
            if sequence not in there and not any((folder / name).exists() for folder in folders):
                yield name, MISSING, by


def _made_by(detail) -> Iterator[tuple[int, str]]:
    """(entry, digest of its file) of each checkpoint that the entry with this detail speaks of."""
    try:
        said = canonical.decode(detail)
        for sequence, digest in [(said["sequence"], said["digest"]), *said.get("found", [])]:
            yield int(sequence), str(digest)
    except (AttributeError, KeyError, TypeError, ValueError):
        return


def made(connection) -> set[int]:
    """The entries of which a checkpoint was made, as the trail says."""
    rows = Entry.objects.using(connection.alias).filter(action=checkpoints.ACTION)
    return {sequence for detail in rows.values_list("detail", flat=True) for sequence, _ in _made_by(detail)}


def _made_meanwhile(connection) -> set[int]:
    """The same, asked when nobody is just making one."""
    try:
        with transaction.atomic(using=connection.alias):
            trail.lock()
            return made(connection)
    except DatabaseError:  # a database that may only be read
        return made(connection)
