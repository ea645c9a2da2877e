"""What an address showed at any moment, from the record alone: its decisions, bytes, signatures and periods.

The live table forgets what has ended; the record does not. A moment is exact to the microsecond: a decision
is in effect from its `effective_at` on, that microsecond included, until just before the next one's. Nothing
that is written later changes the answer for a moment that lies behind the newest entry: what takes effect is
never decided afterwards, and what has begun is not called off.
"""

from dataclasses import dataclass, field
from datetime import datetime

from cms.audit.models import Entry

from . import companion, record, timeline
from .models import Content, Key, Outcome, Publication, Release, Seal, Signature


@dataclass(frozen=True)
class Showing:
    """That one key led to what `publication` says from `begins` until just before `ends` (None: for good)."""

    publication: Publication
    begins: datetime
    ends: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.begins <= moment and (self.ends is None or moment < self.ends)


def in_effect(key: str, locale: str, moment: datetime) -> Publication | None:
    """The decision about a key that was in effect at this moment."""
    decided = record.standing_publications().filter(key=key, locale=locale, effective_at__lte=moment)
    return decided.order_by("-effective_at", "-number").first()


def home(item: str, moment: datetime) -> Publication | None:
    """Where the item itself stood at this moment, with a document or taken down; None before it ever did."""
    decided = record.standing_publications().filter(item=item, effective_at__lte=moment)
    return decided.exclude(outcome=Outcome.MOVED).order_by("-effective_at", "-number").first()


def showings(key: str, locale: str, *, until: datetime) -> list[Showing]:
    """Everything a key led to up to this moment, oldest first, with what ends it even if that is later."""
    decided = {p.number: p for p in record.standing_publications().filter(key=key, locale=locale)}
    found = timeline.periods(timeline.Decision(p.number, p.effective_at) for p in decided.values())
    return [
        Showing(decided[period.number], period.begins, period.ends)
        for period in found
        if period.begins <= until
    ]


def owner(key: str, locale: str) -> str | None:
    """uid of the item that an address belongs to, now and for ever; None when it was never given."""
    return Key.objects.filter(key=key, locale=locale).values_list("item", flat=True).first()


def seal_of(digest: str) -> Seal | None:
    """The sealing that blanked these bytes; None when they are there, or never were."""
    return Seal.objects.filter(request__digests__digest=digest).order_by("entry").first()


@dataclass(frozen=True)
class Page:
    """One document as it was shown, with everything that stands behind it. `body` is empty once sealed."""

    publication: Publication
    body: str
    seal: Seal | None
    release: Release
    content_digest: str
    signatures: list[Signature] = field(default_factory=list)
    #: The entries that made it: submitted, signed, published, in their order.
    entries: list[Entry] = field(default_factory=list)
    #: The status document of that moment; None once the bytes are sealed.
    companion: dict | None = None


def page(publication: Publication, moment: datetime) -> Page:
    """What stands behind a published document, and what was said beside it at this moment."""
    digest = publication.snapshot_id
    body = Content.objects.values_list("body", flat=True).get(pk=digest)
    release = publication.release
    signatures = list(release.signatures.filter(at__lte=moment).order_by("entry"))
    numbers = {release.entry, publication.entry, *(signature.entry for signature in signatures)}
    return Page(
        publication=publication,
        body=body,
        seal=None if body else seal_of(digest),
        release=release,
        content_digest=publication.snapshot.content,
        signatures=signatures,
        entries=list(Entry.objects.filter(pk__in=numbers).order_by("sequence")),
        companion=companion.companion(publication, moment) if body else None,
    )
