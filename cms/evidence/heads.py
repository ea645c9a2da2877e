"""The head of the trail that a pack's proofs lead to, and the key that signs for this installation."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from cms import instant
from cms.audit import checkpoints, keys
from cms.publishing.actions.errors import NotPossible


@dataclass(frozen=True)
class Head:
    """`document` is what trail/checkpoint.json says; `source` says where it came from."""

    document: dict
    source: str

    @property
    def is_signed(self) -> bool:
        return "signature" in self.document

    @property
    def sentence(self) -> str:
        return {
            "checkpoint": "a checkpoint that was kept outside the database before this pack was made",
            "signed": "a head of the trail that was signed when this pack was made, because no kept"
            " checkpoint covers all of its entries yet",
            "unsigned": "a head of the trail that nobody signed, because no key is configured here",
        }[self.source]


def signing_key() -> keys.Key | None:
    """The key of this installation, if it has one. Raises NotPossible where it cannot be used."""
    if not settings.CHECKPOINT_KEY:
        return None
    try:
        return keys.Key.read(settings.CHECKPOINT_KEY)
    except keys.Unusable as error:
        raise NotPossible(f"The pack cannot be signed: {error}.") from error


def head_over(sequence: int, *, key: keys.Key | None, at: datetime) -> Head:
    """The newest kept checkpoint where it covers this entry, else the trail's own head of now."""
    kept = checkpoints.latest()
    if kept and kept["sequence"] >= sequence:
        return Head(kept, "checkpoint")
    head = checkpoints.head(connection)
    if head is None:
        raise NotPossible("The trail has no entry yet.")
    if key:
        return Head(checkpoints.sign(head, key=key, at=at), "signed")
    unsigned = {"format": checkpoints.FORMAT, "sequence": head.sequence, "hash": head.hash}
    return Head({**unsigned, "root": head.root, "at": instant.to_text(at)}, "unsigned")


def proofs(sequences: list[int], head: Head) -> dict[int, list[str]]:
    try:
        return checkpoints.proofs(sequences, head.document["sequence"])
    except IndexError as error:
        raise NotPossible(
            "A checkpoint vouches for more entries than the trail has: its end was cut off. Run verify_audit."
        ) from error
