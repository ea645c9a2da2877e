"""Working out where an item stands, from the record alone."""

from datetime import datetime

from . import record
from .models import Closing, Outcome, Release, Revision, Standing


def refresh(item: str, kind: str, at: datetime) -> Standing:
    """Write anew where this item stands at this moment. The caller is inside an action."""
    newest = Revision.objects.filter(item=item).order_by("-number").first()
    begun = (
        record.standing_publications()
        .filter(item=item, effective_at__lte=at)
        .exclude(outcome=Outcome.MOVED)
        .order_by("-effective_at", "-number")
        .first()
    )
    release = record.open_release_of(item, at)
    scheduled = (
        record.scheduled_publications(at)
        .filter(item=item)
        .exclude(outcome=Outcome.MOVED)
        .order_by("effective_at", "number")
        .first()
    )
    # A release that was replaced is replaced in one entry, for the items that the new one holds.
    ended = (
        Closing.objects.filter(release__members__item=item)
        .order_by("-entry")
        .values_list("release_id", "entry")
        .first()
    )
    submitted_later = ended and Release.objects.filter(members__item=item, entry__gte=ended[1]).exists()
    standing, _ = Standing.objects.update_or_create(
        item=item,
        defaults={
            "kind": kind,
            "title": newest.title if newest else "",
            "revision": newest.number if newest else 0,
            "release": release.uid if release else "",
            "waits_for": " ".join(record.missing_signatures(release)) if release else "",
            "scheduled_at": scheduled.effective_at if scheduled else None,
            "scheduled_revision": scheduled.revision if scheduled else 0,
            "published_revision": begun.revision if begun and begun.outcome == Outcome.DOCUMENT else 0,
            "gone": bool(begun and begun.outcome == Outcome.GONE),
            "ended_release": ended[0] if ended and not submitted_later else "",
        },
    )
    return standing


def of(item: str) -> Standing | None:
    return Standing.objects.filter(pk=item).first()
