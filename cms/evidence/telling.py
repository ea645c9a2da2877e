"""What a pack tells people: versions with their texts, signatures and differences, in plain values."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from cms import canonical
from cms.publishing import diff, kinds, timeline
from cms.publishing.diff import known
from cms.publishing.documents import content_of
from cms.publishing.models import (
    Base,
    Change,
    Closing,
    Content,
    Member,
    Notice,
    NoticeEnd,
    NoticePlace,
    Outcome,
    Publication,
    Release,
    Revision,
    Seal,
    Signature,
    Waiver,
)

from . import comparing, raw
from .gathering import Gathered, documents_shown


@dataclass
class Version:
    """One text that readers saw, or that a release holds, and who stands for it."""

    number: int
    item: str
    title: str
    release: Release
    revision: int
    digest: str
    publication: Publication | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    #: What was served, or what was signed; None where it was sealed.
    document: dict | None = None
    difference: diff.Difference | None = None
    #: Number of the publication that it came after; 0: none.
    before: int = 0
    signatures: list[Signature] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"comparison/{self.number:04}-{self.after_what.replace(' ', '-')}"

    @property
    def after_what(self) -> str:
        return f"after publication {self.before}" if self.before else "the first"

    @property
    def change(self) -> str:
        return Change(self.release.change).label


@dataclass
class Period:
    """One line of “what readers saw when”."""

    key: str
    locale: str
    begins: datetime
    ends: datetime | None
    what: str
    called_off: str = ""


@dataclass
class Story:
    versions: list[Version] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    #: Releases that ended without being published, with their end.
    ended: list[Closing] = field(default_factory=list)
    #: (notice, until when it was shown)
    notices: list[tuple[Notice, NoticeEnd | None]] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)


def tell(found: Gathered) -> Story:
    """Everything that is said in words, with one set of queries."""
    story = Story(periods=_periods(found))
    story.versions = _of_release(found) if found.subject.release else _of_item(found, story.periods)
    signatures, waivers = defaultdict(list), defaultdict(list)
    for signature in found.of(Signature).order_by("entry"):
        signatures[signature.release_id].append(signature)
    for waiver in found.of(Waiver):
        waivers[waiver.release_id, waiver.item].append(waiver)
    for version in story.versions:
        version.signatures = signatures[version.release.pk]
        version.waivers = waivers[version.release.pk, version.item]
    _compare(story.versions)
    story.revisions = list(found.of(Revision).filter(item__in=found.subject.items).order_by("item", "number"))
    story.ended = list(found.of(Closing).order_by("entry"))
    ends = {end.place_id: end for end in found.of(NoticeEnd)}
    places = found.of(NoticePlace).select_related("notice").order_by("notice__at", "pk")
    story.notices = [(place.notice, ends.get(place.pk)) for place in places]
    story.seals = list(found.of(Seal).select_related("request").order_by("entry"))
    return story


def _periods(found: Gathered) -> list[Period]:
    rows = found.of(Publication).select_related("call_off").order_by("effective_at", "number")
    by_place = defaultdict(list)
    for row in rows:
        by_place[row.key, row.locale].append(row)
    periods = []
    for (key, locale), decided in sorted(by_place.items()):
        by_number = {row.number: row for row in decided}
        called_off = {row.number: row.call_off for row in decided if getattr(row, "call_off", None)}
        stood = [timeline.Decision(r.number, r.effective_at) for r in decided if r.number not in called_off]
        for period in timeline.periods(stood):
            what = _in_words(by_number[period.number])
            periods.append(Period(key, locale, period.begins, period.ends, what))
        for number, call_off in called_off.items():
            row = by_number[number]
            said = f"Called off by {call_off.by_name}: {call_off.reason}"
            periods.append(Period(key, locale, row.effective_at, None, _in_words(row), said))
    return periods


def _in_words(row: Publication) -> str:
    if row.outcome == Outcome.DOCUMENT:
        return f"Revision {row.revision} (publication {row.number})"
    if row.outcome == Outcome.MOVED:
        return "The way to its newer address"
    return f"That it is gone: “{row.note}”"


def _of_item(found: Gathered, periods: list[Period]) -> list[Version]:
    publications = documents_shown(found)
    releases = Release.objects.in_bulk({row.release_id for row in publications})
    titles = {row.release_id: row.title for row in found.of(Member).filter(item=found.subject.uid)}
    texts = _documents([row.snapshot_id for row in publications])
    before = [0, *(row.number for row in publications)]
    return [
        Version(
            number=number,
            item=row.item,
            title=titles.get(row.release_id, found.subject.title),
            release=releases[row.release_id],
            revision=row.revision,
            digest=row.snapshot_id,
            publication=row,
            begins=row.effective_at,
            ends=_end(periods, row),
            document=texts.get(row.snapshot_id),
            before=before[number - 1],
        )
        for number, row in enumerate(publications, 1)
    ]


def _end(periods: list[Period], row: Publication) -> datetime | None:
    """When readers stopped seeing this: at the next decision for the same address."""
    same = [p for p in periods if (p.key, p.locale, p.begins) == (row.key, row.locale, row.effective_at)]
    return next((p.ends for p in same if not p.called_off), None)


def _of_release(found: Gathered) -> list[Version]:
    release = found.subject.release
    published = {row.item: row for row in documents_shown(found)}
    members = list(found.of(Member).order_by("position"))
    texts = _documents([m.content for m in members] + [p.snapshot_id for p in published.values()])
    versions = []
    for number, member in enumerate(members, 1):
        row = published.get(member.item)
        digest = row.snapshot_id if row else member.content
        versions.append(
            Version(
                number=number,
                item=member.item,
                title=member.title,
                release=release,
                revision=member.revision,
                digest=digest,
                publication=row,
                begins=row.effective_at if row else None,
                document=texts.get(digest),
                before=_replaced(found, member.item),
            )
        )
    return versions


def _replaced(found: Gathered, item: str) -> int:
    base = found.of(Base).filter(role="replaces", item=item).first()
    return base.publication if base else 0


def _documents(digests) -> dict[str, dict]:
    """Stored documents by digest; those that were sealed are not among them."""
    return {digest: canonical.decode(body) for digest, body in raw.bodies(Content, digests) if body}


def _compare(versions: list[Version]) -> None:
    """Each version with the one that it came after, wherever both still can be read."""
    earlier = dict(
        Publication.objects.filter(pk__in={version.before for version in versions}).values_list(
            "number", "snapshot_id"
        )
    )
    texts = {version.digest: version.document for version in versions}
    texts |= _documents(set(earlier.values()) - texts.keys())
    for version in versions:
        old = texts.get(earlier.get(version.before))
        if version.document is None or (version.before and old is None):
            continue
        old, new = old and content_of(old), content_of(version.document)
        version.difference = diff.compare(old, new, known.wording(kinds.by_uid(version.item), old, new))


def comparison_files(versions: list[Version]):
    """(name, content, what it is) of the comparisons, as pages and as text."""
    for version in versions:
        if version.difference is None:
            continue
        title = f"“{version.title}”, revision {version.revision}"
        if version.publication:
            title += f", publication {version.publication.number}"
        title += f", {version.after_what}"
        what = f"What changed: {version.difference.summary}"[:300]
        yield f"{version.name}.txt", comparing.as_text(title, version.difference), what
        yield f"{version.name}.html", comparing.as_page(title, version.difference), what
