"""Making a checkpoint: look whether the trail holds, sign its head, keep the file, leave an entry.

The entry comes after the head that was signed, and names the file by its digest. So a checkpoint that
somebody takes away or exchanges later is missed, and a trail cut off right behind it shows too.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from cms import canonical

from . import checkpoints, comparing, keys, trail, verification
from .models import Entry


class DoesNotHold(Exception):
    """The trail is broken or contradicts an earlier checkpoint, so nobody signs it. `findings` say how."""

    def __init__(self, findings: list[verification.Finding]):
        super().__init__("The trail does not hold, so it was not signed.")
        self.findings = findings


class NothingNew(Exception):
    """Nothing has happened since the last checkpoint."""

    def __init__(self, path: Path):
        super().__init__(f"Nothing has happened since {path.name}, so there is no new checkpoint.")


class NothingThere(Exception):
    """The trail has no entry yet."""

    def __init__(self):
        super().__init__("The trail has no entry yet, so there is nothing to sign.")


class NotTrusted(Exception):
    """Verification would not trust what this key signs."""

    def __init__(self, key: keys.Key):
        super().__init__(
            f"The key {keys.name_of(key.public)} is not trusted here, or was handed over to another one. Sign"
            " with a key that CHECKPOINT_TRUSTED names or that took over from it; `--hand-over` makes another"
            " one follow."
        )


@dataclass(frozen=True)
class Made:
    path: Path
    document: dict
    #: Checkpoints that stood there without an entry that says so.
    found: list[str] = field(default_factory=list)


def make(*, key: keys.Key, place: Path, by, clock: trail.Clock) -> Made:
    """Sign the head of the trail. Raises DoesNotHold, NothingNew, NothingThere, NotTrusted."""
    roots = keys.roots() or [key.public]
    loaded = checkpoints.load(place)
    unnamed = _without_entry(loaded)
    broken = [
        finding
        for finding in verification.verify_chain(connection, [place], roots)
        # Neither of these says anything against the trail of today; verify_audit tells them.
        if finding.sentence not in (comparing.UNNAMED, comparing.MISSING)
    ]
    if broken:
        raise DoesNotHold(broken)
    head = checkpoints.head(connection)
    if head is None:
        raise NothingThere
    # What is signed now has to be good later: by a known key, and not by one that was handed over.
    last = loaded.trusted(roots).get(key.public, 0)
    if last is not None and head.sequence > last:
        raise NotTrusted(key)
    _refuse_nothing_new(loaded, unnamed, place)
    written = None
    try:
        with trail.entry(action=checkpoints.ACTION, by=by, clock=clock) as entry:
            # The one file that is written inside a transaction: it is small, and nobody may compare with it
            # before its entry is there.
            document = checkpoints.sign(head, key=key, at=entry.at)
            path = place / checkpoints.file_name(head.sequence)
            if path.name in unnamed:
                document = loaded.checkpoints[path.name]
            else:
                path = written = checkpoints.write(document, place)
            entry.subject = path.stem
            entry.detail |= {
                "sequence": document["sequence"],
                "key": document["key"],
                "digest": canonical.digest(path.read_bytes()),
            }
            if unnamed:
                entry.detail["found"] = sorted([s, loaded.digests[name]] for name, s in unnamed.items())
    except BaseException:
        if written:
            written.unlink(missing_ok=True)
        raise
    return Made(path, document, sorted(unnamed))


def _without_entry(loaded: checkpoints.Loaded) -> dict[str, int]:
    """Checkpoints that no entry speaks of, by name: making them was interrupted, or the trail was cut off."""
    made = comparing.made(connection)
    return {
        name: document["sequence"]
        for name, document in loaded.checkpoints.items()
        if document["sequence"] not in made
    }


def _refuse_nothing_new(loaded, unnamed, place) -> None:
    newest = max((d["sequence"] for d in loaded.checkpoints.values()), default=0)
    since = Entry.objects.filter(sequence__gt=newest).exclude(action=checkpoints.ACTION)
    if newest and not unnamed and not since.exists():
        raise NothingNew(place / checkpoints.file_name(newest))
