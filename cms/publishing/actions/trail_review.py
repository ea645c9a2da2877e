"""Recording that somebody reviewed the audit trail: which entries, what was looked at, what was found.

Before the entry is opened the chain is recomputed and compared with the checkpoints, so that the review says
of which trail it speaks. A trail that does not hold is reviewed all the same: then that is what was found.
"""

from dataclasses import dataclass

from django.db import connection

from cms.audit import checkpoints, keys, trail, trail_reviews, verification
from cms.audit.models import Entry

from .errors import NotPossible, require

#: So many findings are named in the entry; the others are counted.
NAMED = 20
LONGEST = 5000


@dataclass(frozen=True)
class Recorded:
    """The review that was recorded. `findings` are what the verification of the chain reported."""

    entry: int
    findings: list[verification.Finding]


def review_trail(
    *, first: int, last: int, looked_at: str, findings: str, by, clock: trail.Clock, seed: str = ""
) -> Recorded:
    """Record a review of the entries `first` to `last`; without `findings` it found nothing."""
    require(by, "review_trail")
    looked_at, findings = _text(looked_at, "what was looked at"), _text(findings, "", optional=True)
    _refuse_range(first, last)
    checked = verification.Checked()
    found = _verify(checked)
    subject = f"entries-{first}-{last}"
    with trail.entry(
        action=trail_reviews.ACTION, by=by, clock=clock, subject=subject, reason=looked_at
    ) as entry:
        hashes = dict(Entry.objects.filter(pk__in=[first, last]).values_list("sequence", "hash"))
        if hashes.keys() != {first, last}:
            raise NotPossible("These entries are not there.")
        entry.detail = {
            "from": first,
            "to": last,
            "from_hash": hashes[first],
            "to_hash": hashes[last],
            "looked_at": looked_at,
            "findings": findings,
            "seed": seed,
            "own_signatures": trail_reviews.signatures_of(by.uid, first, last),
            "verification": {
                "holds": not found,
                "entries": checked.entries,
                "checkpoints": checked.checkpoints,
                "vouched_for_until": checked.covered,
                "findings": len(found),
                "named": [str(one)[:300] for one in found[:NAMED]],
            },
        }
        return Recorded(entry.sequence, found)


def _verify(checked: verification.Checked) -> list[verification.Finding]:
    place = checkpoints.folder()
    folders = [place] if place and place.is_dir() else []
    return list(verification.verify_chain(connection, folders, keys.roots(), checked))


def _refuse_range(first: int, last: int) -> None:
    if first < 1 or last < first:
        raise NotPossible("The last entry comes before the first one.")
    newest = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    if last > newest:
        raise NotPossible(f"The trail ends at entry {newest}.")


def _text(said: str, what: str, *, optional: bool = False) -> str:
    said = said.replace("\0", "").strip()
    if not said and not optional:
        raise NotPossible(f"Say {what}.")
    if len(said) > LONGEST:
        raise NotPossible(f"That is longer than {LONGEST} characters.")
    return said
