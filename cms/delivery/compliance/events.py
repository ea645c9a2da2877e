"""What happened to one item, as data: every row of the record that is about it, newest first.

Each event stands under the entry of the audit trail that wrote it, so `entry` and `number` order events for
ever: what happens later comes in front and moves nothing.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cms import instant
from cms.audit.models import Entry
from cms.publishing.models import (
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
    "revision": "A state of the draft was frozen.",
    "submission": "A revision was submitted for review, in a release.",
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
}


class Event(NamedTuple):
    entry: int
    #: Within the entry, in the order in which things follow from each other.
    number: int
    document: dict

    @property
    def place(self) -> tuple[int, int]:
        return (self.entry, self.number)


def of_item(uid: str, types: Iterable[str] = ()) -> list[Event]:
    """The events of an item, newest first; only these types when any are named."""
    wanted = set(types) or set(TYPES)
    found = [event for event in _all(uid) if event["type"] in wanted]
    entries = Entry.objects.in_bulk({event["entry"] for event in found})
    counted: dict[int, int] = {}
    events = []
    for event in found:
        entry = entries[event["entry"]]
        number = counted[entry.pk] = counted.get(entry.pk, -1) + 1
        # Where the row itself names nobody, the entry does.
        who = {"by": entry.actor, "by_name": entry.actor_name, "reason": entry.reason}
        document = {**who, **event, "action": entry.action, "entry_hash": entry.hash}
        events.append(Event(entry.pk, number, document))
    return sorted(events, key=lambda event: event.place, reverse=True)


def _all(uid: str) -> Iterator[dict]:
    releases = list(Release.objects.filter(members__item=uid).order_by("entry"))
    pks = [release.pk for release in releases]
    yield from _revisions(uid)
    yield from _reviews(uid, releases, pks)
    yield from _publications(uid)
    yield from _sealings(uid)
    yield from _notices(uid)
    yield from _sources(uid, pks)


def _event(type_: str, row, at=None, **more) -> dict:
    event = {"type": type_, "at": instant.to_text(at or row.at), "entry": row.entry, **more}
    if hasattr(row, "by"):
        event |= {"by": row.by, "by_name": row.by_name}
    if getattr(row, "reason", None):
        event["reason"] = row.reason
    return event


def _revisions(uid: str) -> Iterator[dict]:
    for one in Revision.objects.filter(item=uid).order_by("number"):
        yield _event(
            "revision", one, revision=one.number, parent=one.parent, title=one.title, digest=one.digest
        )


def _reviews(uid: str, releases: list[Release], pks: list[str]) -> Iterator[dict]:
    members = {m.release_id: m for m in Member.objects.filter(release__in=pks, item=uid)}
    for one in releases:
        member = members[one.pk]
        yield _event(
            "submission",
            one,
            release=one.pk,
            change=one.change,
            public_line=one.public_line,
            revision=member.revision,
            key=member.key,
            locale=member.locale,
            release_digest=one.digest,
            content_digest=member.content,
        )
    for one in Waiver.objects.filter(release__in=pks, item=uid).order_by("pk"):
        yield _event(
            "waiver", one, release=one.release_id, rule=one.rule, sentence=one.sentence, quote=one.quote
        )
    for one in Signature.objects.filter(release__in=pks).order_by("entry"):
        yield _event(
            "signature",
            one,
            release=one.release_id,
            by=one.signer,
            by_name=one.printed_name,
            meaning=one.meaning,
            means=one.means,
            signed_digest=one.signed_digest,
            binding=one.binding,
        )
    for one in Closing.objects.filter(release__in=pks).order_by("entry"):
        yield _event("closing", one, release=one.release_id, end=one.end, note=one.note)


def _publications(uid: str) -> Iterator[dict]:
    types = {Outcome.DOCUMENT: "publication", Outcome.MOVED: "move", Outcome.GONE: "retirement"}
    found = Publication.objects.filter(item=uid).select_related("call_off").order_by("number")
    for one in found:
        event = _event(
            types[Outcome(one.outcome)],
            one,
            publication=one.number,
            key=one.key,
            locale=one.locale,
            effective_at=instant.to_text(one.effective_at),
        )
        if one.outcome == Outcome.GONE:
            event |= {"note": one.note, "successor": one.successor or None}
        else:
            event |= {"release": one.release_id}
        if one.outcome == Outcome.DOCUMENT:
            event |= {"revision": one.revision, "digest": one.snapshot_id}
        yield event
        call_off = getattr(one, "call_off", None)
        if call_off:
            yield _event("call_off", call_off, publication=one.number)


def _sealings(uid: str) -> Iterator[dict]:
    for asked in SealRequest.objects.filter(item=uid).prefetch_related("digests").order_by("pk"):
        digests = [one.digest for one in asked.digests.all()]
        yield _event("seal_request", asked, request=asked.pk, digests=digests)
        seal = getattr(asked, "seal", None)
        if seal:
            yield _event("seal", seal, request=asked.pk, digests=digests, reason=asked.reason)


def _notices(uid: str) -> Iterator[dict]:
    places = NoticePlace.objects.filter(item=uid).select_related("notice", "end").order_by("pk")
    for place in places:
        notice = place.notice
        said = {"kind": notice.kind, "severity": notice.severity, "text": notice.text}
        yield _event("notice", notice, notice=notice.pk, **said)
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


def _sources(uid: str, releases: list[str]) -> Iterator[dict]:
    """What the trail says of sources. Their rows belong to a content application; their entries do not."""
    around = set(Base.objects.filter(release__in=releases).values_list("item", flat=True))
    around |= set(Member.objects.filter(release__in=releases).values_list("item", flat=True))
    said = Entry.objects.filter(subject__in={uid, *around}, action__startswith="source.")
    for entry in said.order_by("sequence"):
        detail = entry.detail_document
        yield {
            "type": "source",
            "at": instant.to_text(entry.at),
            "entry": entry.sequence,
            "source": entry.subject,
            "status": detail.get("status"),
            "successor": detail.get("successor") or None,
            "since": detail.get("since") or None,
        }
