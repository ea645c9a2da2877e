"""What happened to one item: every row of the record that is about it, and every entry, newest first.

Each event stands under the entry of the audit trail that wrote it, so `entry` and `number` order events for
ever: what happens later comes in front and moves nothing. The number of queries does not grow with the
history; what only the entry says (its hash, what it found) is read for the events that are shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from cms.audit.models import Entry

from .models import (
    Base,
    Closing,
    Member,
    NoticePlace,
    Outcome,
    Publication,
    RecallPlace,
    Release,
    Revision,
    SealRequest,
    Signature,
    Waiver,
)

#: What an event can be, with what it means.
TYPES = {
    "revision": "A state of the draft was frozen. `outside`: it was changed outside the application before.",
    "undone": "What was written to the draft outside the application was undone.",
    "archive": "The draft was put out of the way.",
    "unarchive": "The draft was brought back into the lists.",
    "submission": "A revision was submitted for review, in a release. `findings` is what the checks found.",
    "waiver": "A finding was accepted by name, with a reason.",
    "signature": "Somebody signed the release.",
    "closing": "The release ended without going live, or was called off: `end` says how.",
    "publication": "A document was put under an address, from `effective_at` on.",
    "move": "An address leads to the item's newer one, from `effective_at` on.",
    "retirement": "The page was taken down: `note` is what readers are told.",
    "call_off": "A publication that had not begun was taken back.",
    "seal_request": "Somebody asked to blank stored bytes.",
    "seal": "A second person agreed; the bytes are blank.",
    "notice": "A notice was put on the live page.",
    "notice_end": "The notice was lifted.",
    "recall": "The page was brought back to review, because something it rests on changed.",
    "source": "Something was said of a source that the item is, or that its releases rested on.",
    "evidence": "An evidence pack was made of the item, or of a release that holds it.",
}
#: Actions that leave no row of the record about the item → what they are called here.
_OF_ENTRIES = {
    "draft.archive": "archive",
    "draft.unarchive": "unarchive",
    "evidence.export": "evidence",
}


@dataclass
class Event:
    """One thing that happened. `facts` are what else the record says of it, by type."""

    type: str
    at: datetime
    entry: int
    by: str = ""
    by_name: str = ""
    reason: str = ""
    facts: dict = field(default_factory=dict)
    #: Within the entry, in the order in which things follow from each other.
    number: int = 0
    #: Told by complete().
    action: str = ""
    entry_hash: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return (self.entry, self.number)


def of_item(uid: str) -> list[Event]:
    """The events of an item, newest first."""
    found = list(_all(uid))
    counted: dict[int, int] = {}
    for event in found:
        event.number = counted[event.entry] = counted.get(event.entry, -1) + 1
    return sorted(found, key=lambda event: event.place, reverse=True)


def complete(events: Iterable[Event]) -> None:
    """Add what only their entries say to the events that are going to be shown."""
    events = list(events)
    entries = Entry.objects.defer("rows", "detail").in_bulk({event.entry for event in events})
    submitted = {event.entry for event in events if event.type == "submission"}
    details = Entry.objects.filter(sequence__in=submitted).only("detail")
    findings = {one.sequence: one.detail_document.get("findings", []) for one in details}
    for event in events:
        entry = entries[event.entry]
        event.action, event.entry_hash = entry.action, entry.hash
        event.by, event.by_name = event.by or entry.actor, event.by_name or entry.actor_name
        event.reason = event.reason or entry.reason
        if event.type == "submission":
            event.facts["findings"] = [
                {"rule": rule, "sentence": sentence, "quote": quote, "became": became}
                for item, rule, sentence, quote, became in findings.get(event.entry, [])
                if item == event.facts["item"]
            ]
            del event.facts["item"]


def _all(uid: str) -> Iterator[Event]:
    releases = {release.pk: release for release in Release.objects.filter(members__item=uid)}
    yield from _revisions(uid)
    yield from _reviews(uid, releases)
    yield from _publications(uid)
    yield from _sealings(uid)
    yield from _notices(uid)
    yield from _sources(uid)
    yield from _entries(uid)


def _event(type_: str, row, **facts) -> Event:
    """An event as its row tells it."""
    said = {name: getattr(row, name, "") for name in ("by", "by_name", "reason")}
    return Event(type_, row.at, row.entry, **said, facts=facts)


def _revisions(uid: str) -> Iterator[Event]:
    rows = list(Revision.objects.filter(item=uid).order_by("number"))
    frozen = {row.entry for row in rows}
    outside = {}
    for entry in _about_outside(uid):
        if uid in entry.detail_document["outside"]:
            outside[entry.sequence] = entry
    for row in rows:
        yield _event(
            "revision",
            row,
            revision=row.number,
            parent=row.parent,
            title=row.title,
            digest=row.digest,
            beside=bool(row.beside),
            outside=row.entry in outside,
        )
    for entry in outside.values():
        if entry.sequence not in frozen:
            yield _of_entry("undone", entry, revision=entry.detail_document.get("restored"))


def _about_outside(uid: str):
    frozen = Revision.objects.filter(item=uid).values("entry")
    about = Entry.objects.filter(Q(subject=uid) | Q(sequence__in=frozen), action__startswith="draft.")
    return about.filter(detail__contains='"outside":').defer("rows").order_by("sequence")


def _reviews(uid: str, releases: dict[str, Release]) -> Iterator[Event]:
    # Sub-queries: a long history would be more values than a database takes.
    ours = Release.objects.filter(members__item=uid).values("pk")
    for member in Member.objects.filter(item=uid).order_by("release__entry"):
        one = releases[member.release_id]
        yield _event(
            "submission",
            one,
            item=uid,
            release=one.pk,
            change=one.change,
            public_line=one.public_line,
            revision=member.revision,
            key=member.key,
            locale=member.locale,
            release_digest=one.digest,
            content_digest=member.content,
        )
    for one in Waiver.objects.filter(release__in=ours, item=uid).order_by("pk"):
        yield _event(
            "waiver",
            one,
            release=one.release_id,
            rule=one.rule,
            sentence=one.sentence,
            quote=one.quote,
        )
    for one in Signature.objects.filter(release__in=ours).order_by("entry"):
        event = _event(
            "signature",
            one,
            release=one.release_id,
            meaning=one.meaning,
            means=one.means,
            signed_digest=one.signed_digest,
            binding=one.binding,
        )
        event.by, event.by_name = one.signer, one.printed_name
        yield event
    for one in Closing.objects.filter(release__in=ours).order_by("entry"):
        yield _event("closing", one, release=one.release_id, end=one.end, note=one.note)


def _publications(uid: str) -> Iterator[Event]:
    types = {Outcome.DOCUMENT: "publication", Outcome.MOVED: "move", Outcome.GONE: "retirement"}
    found = Publication.objects.filter(item=uid).select_related("call_off").order_by("number")
    # The row says what was decided; who decided it, and why, says its entry.
    decided = Entry.objects.filter(sequence__in=Publication.objects.filter(item=uid).values("entry"))
    entries = {entry.sequence: entry for entry in decided.defer("rows", "detail")}
    for one in found:
        entry = entries[one.entry]
        event = _of_entry(
            types[Outcome(one.outcome)],
            entry,
            publication=one.number,
            key=one.key,
            locale=one.locale,
            effective_at=one.effective_at,
        )
        if one.outcome == Outcome.GONE:
            event.facts |= {"note": one.note, "successor": one.successor or None}
        else:
            event.facts |= {"release": one.release_id}
        if one.outcome == Outcome.DOCUMENT:
            event.facts |= {"revision": one.revision, "digest": one.snapshot_id}
        yield event
        call_off = getattr(one, "call_off", None)
        if call_off:
            yield _event("call_off", call_off, publication=one.number, effective_at=one.effective_at)


def _sealings(uid: str) -> Iterator[Event]:
    asked = SealRequest.objects.filter(item=uid).select_related("seal").prefetch_related("digests")
    for one in asked.order_by("pk"):
        digests = [row.digest for row in one.digests.all()]
        yield _event("seal_request", one, request=one.pk, digests=digests)
        seal = getattr(one, "seal", None)
        if seal:
            event = _event("seal", seal, request=one.pk, digests=digests)
            event.reason = one.reason
            yield event


def _notices(uid: str) -> Iterator[Event]:
    places = NoticePlace.objects.filter(item=uid).select_related("notice", "end").order_by("pk")
    for place in places:
        notice = place.notice
        yield _event(
            "notice",
            notice,
            notice=notice.pk,
            kind=notice.kind,
            severity=notice.severity,
            text=notice.text,
        )
        end = getattr(place, "end", None)
        if end:
            yield _event("notice_end", end, notice=notice.pk)
    for place in RecallPlace.objects.filter(item=uid).select_related("recall").order_by("pk"):
        recall = place.recall
        yield _event(
            "recall",
            recall,
            recall=recall.pk,
            cause=recall.cause,
            cause_title=recall.cause_title,
            because=recall.because,
            deadline=recall.deadline,
            decision=place.decision,
            release=place.release_id,
        )


def _sources(uid: str) -> Iterator[Event]:
    """What the trail says of sources. Their rows belong to a content application; their entries do not."""
    bases = Base.objects.filter(release__members__item=uid)
    together = Member.objects.filter(release__members__item=uid)
    around = Q(subject=uid) | Q(subject__in=bases.values("item")) | Q(subject__in=together.values("item"))
    said = Entry.objects.filter(around, action__startswith="source.").defer("rows").order_by("sequence")
    said = list(said)
    if not said:
        return
    named = {entry.subject for entry in said}
    titles = dict(Member.objects.filter(item__in=named).order_by("pk").values_list("item", "title"))
    for entry in said:
        detail = entry.detail_document
        yield _of_entry(
            "source",
            entry,
            source=entry.subject,
            title=titles.get(entry.subject, ""),
            status=detail.get("status"),
            successor=detail.get("successor") or None,
            since=detail.get("since") or None,
        )


def _entries(uid: str) -> Iterator[Event]:
    """What left no row of the record about the item, only an entry."""
    ours = Release.objects.filter(members__item=uid).values("pk")
    about = Entry.objects.filter(Q(subject=uid) | Q(subject__in=ours), action__in=list(_OF_ENTRIES))
    for entry in about.defer("rows", "detail").order_by("sequence"):
        yield _of_entry(_OF_ENTRIES[entry.action], entry)


def _of_entry(type_: str, entry: Entry, **facts) -> Event:
    return Event(type_, entry.at, entry.sequence, entry.actor, entry.actor_name, entry.reason, facts)
