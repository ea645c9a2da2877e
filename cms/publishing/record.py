"""Questions to the record that several actions ask: what is live, what is open, what was published."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from cms import canonical

from . import kinds
from .models import Closing, Content, Key, Member, Outcome, Publication, Release, Revision

#: So many items are asked for with one query; databases take a limited number of values.
_AT_ONCE = 500


def standing_publications():
    """Publications that were not called off."""
    return Publication.objects.filter(call_off__isnull=True)


def live_publication(item: str, at: datetime) -> Publication | None:
    """The publication that shows the item's document at this moment; None when it is not live."""
    newest = (
        standing_publications()
        .filter(item=item, effective_at__lte=at)
        .exclude(outcome=Outcome.MOVED)
        .order_by("-effective_at", "-number")
        .first()
    )
    return newest if newest and newest.outcome == Outcome.DOCUMENT else None


def live_publications(items: Iterable[str], at: datetime) -> dict[str, Publication]:
    """The same for many items with few queries; what is not live is left out."""
    items = list(dict.fromkeys(items))
    newest: dict[str, Publication] = {}
    for begin in range(0, len(items), _AT_ONCE):
        found = (
            standing_publications()
            .filter(item__in=items[begin : begin + _AT_ONCE], effective_at__lte=at)
            .exclude(outcome=Outcome.MOVED)
        )
        newest |= {one.item: one for one in found.order_by("effective_at", "number")}
    return {item: one for item, one in newest.items() if one.outcome == Outcome.DOCUMENT}


def titles_of(publications: Iterable[Publication]) -> dict[str, str]:
    """The titles under which these documents were submitted, by item."""
    releases = {one.item: one.release_id for one in publications}
    items = list(releases)
    found = {}
    for begin in range(0, len(items), _AT_ONCE):
        members = Member.objects.filter(item__in=items[begin : begin + _AT_ONCE])
        for release, item, title in members.values_list("release", "item", "title"):
            if releases[item] == release:
                found[item] = title
    return found


def own_tags(items: Iterable[str]) -> list[str]:
    """The cache tag of each item under every address that it ever had, such as `article:leg-pain`."""
    items = list(dict.fromkeys(items))
    found = set()
    for begin in range(0, len(items), _AT_ONCE):
        keys = Key.objects.filter(item__in=items[begin : begin + _AT_ONCE]).values_list("kind", "key")
        found |= {f"{kinds.model(kind).type}:{key.partition('/')[2]}" for kind, key in keys}
    return sorted(found)


def was_ever_decided(item: str) -> bool:
    """Whether the item was ever published or is scheduled to be."""
    return standing_publications().filter(item=item).exists()


def bytes_of(digest: str) -> str:
    return Content.objects.values_list("body", flat=True).get(pk=digest)


def bodies_of(digests: Iterable[str]) -> dict[str, str]:
    """The same for many, with few queries."""
    digests, found = sorted(set(digests)), {}
    for begin in range(0, len(digests), _AT_ONCE):
        rows = Content.objects.filter(pk__in=digests[begin : begin + _AT_ONCE])
        found |= dict(rows.values_list("pk", "body"))
    return found


def document_of(publication: Publication) -> dict:
    """The published document; raises Content.DoesNotExist, never for a live one."""
    return canonical.decode(bytes_of(publication.snapshot_id))


def live_document(item: str, at: datetime) -> dict | None:
    publication = live_publication(item, at)
    return document_of(publication) if publication else None


def open_releases(at: datetime):
    """Releases on their way to readers: not ended, and nothing of them has begun."""
    begun = Publication.objects.filter(release=OuterRef("pk"), effective_at__lte=at)
    ended = Closing.objects.filter(release=OuterRef("pk"))
    return Release.objects.filter(~Exists(ended), ~Exists(begun))


def open_release_of(item: str, at: datetime) -> Release | None:
    return open_releases(at).filter(members__item=item).first()


def scheduled_publications(at: datetime):
    """Publications that have not begun at this moment."""
    return standing_publications().filter(effective_at__gt=at)


def published_revisions(item: str, at: datetime) -> set[int]:
    """Numbers of the revisions that were ever public."""
    numbers = standing_publications().filter(item=item, outcome=Outcome.DOCUMENT, effective_at__lte=at)
    return set(numbers.values_list("revision", flat=True))


def published_revision(item: str, at: datetime) -> int:
    """Number of the newest revision that was ever public; 0 when none was."""
    return max(published_revisions(item, at), default=0)


def draft_revisions():
    """Revisions that draft rows once said; not those that were made beside a draft that had moved on."""
    return Revision.objects.filter(beside__isnull=True)


def newest_revision(item: str) -> Revision | None:
    """The revision that the draft of the item was last frozen as."""
    return draft_revisions().filter(item=item).order_by("-number").first()


def grown_from(item: str, revision: int, at: datetime) -> int:
    """Number of the published revision that this one was written on; who wrote a later one may not sign it.

    A revision made beside the draft grew from what was live then. Any other grew from the newest that was
    public and no side revision: what was written before that one went live is still in it, unsigned.
    """
    rows = Revision.objects.filter(item=item, number__lte=revision).values_list("number", "parent", "beside")
    known = {number: (parent, beside) for number, parent, beside in rows}
    public = published_revisions(item, at)
    if known[revision][1] is None:
        return max((n for n in public if n in known and known[n][1] is None), default=0)
    older = known[revision][0]
    while older in known and older not in public:
        older = known[older][0]
    return older


def was_published(item: str, at: datetime) -> bool:
    """Whether readers have seen the item, at this moment or before."""
    first = first_published_at(item)
    return first is not None and first <= at


def first_published_at(item: str) -> datetime | None:
    return (
        standing_publications()
        .filter(item=item, outcome=Outcome.DOCUMENT)
        .order_by("effective_at", "number")
        .values_list("effective_at", flat=True)
        .first()
    )


def missing_signatures(release: Release) -> list[str]:
    """Meanings that the release still needs, in order."""
    signed = set(release.signatures.values_list("meaning", flat=True))
    required = release.requirements.values_list("meaning", flat=True)
    return still_missing(required, signed)


def still_missing(required: Iterable[str], signed: set[str]) -> list[str]:
    """Those of the required meanings that nobody signed with; `any` is met by every meaning."""
    return sorted(m for m in required if not (m in signed or (m == "any" and signed)))


def member_of(release: Release, item: str) -> Member:
    return release.members.get(item=item)


def dependents(items: Iterable[str], roles: Iterable[str]) -> Q:
    """A condition on releases: they hold one of these items, or rest on one in one of these roles."""
    items = list(items)
    return Q(members__item__in=items) | Q(bases__item__in=items, bases__role__in=list(roles))
