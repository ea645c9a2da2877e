"""What rests on an item: each live page that mentions or embeds it, by sentence, and what is on its way.

A page is found by its cache tags, which name everything it shows something of, under every address that the
item ever had: an address belongs to one item for ever, so this survives a change of address, and no edge
table can fall behind the bytes. Then the document itself is read. (Bases do not tell enough: what was
published together has none, and those of a release do not say which of its members they are of.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery

from cms import canonical

from . import kinds, record
from .models import Change, Content, Key, Live, Member, Mention, Publishable, Release, Revision, Standing
from .recalls import open_places, open_recalls

__all__ = [
    "Affected",
    "OnItsWay",
    "live_items",
    "of",
    "on_their_way",
    "open_places",
    "open_recalls",
    "purge_tags",
]

#: So many documents are read with one query.
_AT_ONCE = 300


@dataclass(frozen=True)
class Affected:
    """One live page that rests on the item, with every place where it does."""

    item: str
    kind: str
    title: str
    key: str
    locale: str
    publication: int
    organization: str
    mentions: tuple[Mention, ...]

    @property
    def tag(self) -> str:
        """The page's own cache tag."""
        return f"{kinds.model(self.kind).type}:{self.key.partition('/')[2]}"

    @property
    def inside(self) -> list[str]:
        """uids of the items whose text, shown on this page, mentions it."""
        return sorted({mention.inside for mention in self.mentions} - {""})


@dataclass(frozen=True)
class OnItsWay:
    """A page in review, scheduled or being written whose text mentions the item."""

    item: str
    kind: str
    title: str
    #: "in review", "scheduled" or "draft".
    stage: str
    release: str = ""
    at: datetime | None = None


def of(item: Publishable, now: datetime) -> list[Affected]:
    """The live documents that mention or embed the item, by kind and title."""
    wanted = _names(item)
    if not wanted:
        return []
    found = []
    candidates = list(_tagged(wanted, now, but=item.uid))
    for begin in range(0, len(candidates), _AT_ONCE):
        rows = candidates[begin : begin + _AT_ONCE]
        bodies = dict(Content.objects.filter(pk__in={row["etag"] for row in rows}).values_list("pk", "body"))
        for row in rows:
            affected = _read(row, bodies[row["etag"]], wanted)
            if affected.mentions:
                found.append(affected)
    return sorted(found, key=lambda one: (one.kind, one.title, one.item, one.locale))


def purge_tags(item: Publishable, now: datetime) -> list[str]:
    """The cache tags of exactly the live documents that rest on the item: what a purge has to name."""
    return sorted({one.tag for one in of(item, now)})


def live_items(item: Publishable, now: datetime) -> bool:
    """Whether any live document carries a tag of the item; one cheap query, for a link to the whole view."""
    wanted = _names(item)
    return bool(wanted) and next(_tagged(wanted, now, but=item.uid), None) is not None


def on_their_way(item: Publishable, now: datetime, affected: Iterable[Affected] = ()) -> list[OnItsWay]:
    """What mentions the item and is not live yet: in review, scheduled, or only written."""
    live = {one.item: one.publication for one in affected}
    releases = list(_releases(item, now, live))
    inside = {one.item for one in releases}
    return [*releases, *(one for one in _drafts(item) if one.item not in inside)]


def _names(item: Publishable) -> frozenset[tuple[str, str]]:
    """(type, slug) of every address that the item ever had."""
    keys = Key.objects.filter(item=item.uid).values_list("key", flat=True)
    return frozenset((item.type, key.partition("/")[2]) for key in keys)


def _tagged(wanted, now: datetime, but: str) -> Iterator[dict]:
    """Live documents that carry one of these as a tag."""
    tags = {f"{type_}:{slug}" for type_, slug in wanted}
    condition = Q()
    for tag in sorted(tags):
        condition |= Q(tags__contains=tag)
    rows = Live.objects.at(now).documents().filter(condition).exclude(item=but).order_by("publication")
    names = ("item", "kind", "title", "key", "locale", "publication", "etag", "tags")
    for row in rows.values(*names).iterator(chunk_size=2000):
        # The database was asked for a part of the text; a tag is a whole word of it.
        if tags & set(row["tags"].split()):
            yield row


def _read(row: dict, body: str, wanted) -> Affected:
    model, document = kinds.model(row["kind"]), canonical.decode(body)
    names = ("item", "kind", "title", "key", "locale", "publication")
    return Affected(
        **{name: row[name] for name in names},
        organization=model.organization_of(document),
        mentions=tuple(model.mentions(document, wanted)),
    )


def _releases(item: Publishable, now: datetime, live: dict[str, int]) -> Iterator[OnItsWay]:
    """Members of open releases whose composed document mentions the item."""
    wanted = _names(item) | {(item.type, item.slug)}
    resting = Q(bases__item=item.uid, bases__role__in=("embeds", "cites", "links"))
    # A confirmed review has no such bases: its document is the one that is live.
    resting |= Q(members__item=item.uid) | Q(change=Change.REVIEW, members__item__in=list(live))
    releases = record.open_releases(now).filter(pk__in=Release.objects.filter(resting).values("pk"))
    starts = record.scheduled_publications(now).filter(release=OuterRef("release"), item=OuterRef("item"))
    members = (
        Member.objects.filter(release__in=releases)
        .exclude(item=item.uid)
        .annotate(begins=Subquery(starts.order_by("effective_at").values("effective_at")[:1]))
        .order_by("title", "pk")
    )
    for member in members:
        body = record.bytes_of(member.content)
        if body and kinds.model(member.kind).mentions(canonical.decode(body), wanted):
            stage = "scheduled" if member.begins else "in review"
            yield OnItsWay(member.item, member.kind, member.title, stage, member.release_id, member.begins)


def _drafts(item: Publishable) -> list[OnItsWay]:
    """Drafts that say something no live revision says, and name the item."""
    changed = Standing.objects.filter(Q(gone=True) | ~Q(published_revision=F("revision")))
    revision = Revision.objects.filter(item=OuterRef("item"), number=OuterRef("revision")).values("digest")
    rows = changed.exclude(item=item.uid).annotate(state=Subquery(revision[:1]))
    states = {row.state: row for row in rows.order_by("title", "item")}
    naming = []
    digests = list(states)
    for begin in range(0, len(digests), _AT_ONCE):
        # States name items by uid.
        said = Content.objects.filter(
            pk__in=digests[begin : begin + _AT_ONCE], body__contains=f'"{item.uid}"'
        )
        naming += [states[digest] for digest in said.values_list("pk", flat=True)]
    return [
        OnItsWay(row.item, row.kind, row.title, "draft")
        for row in sorted(naming, key=lambda r: (r.title, r.item))
    ]
