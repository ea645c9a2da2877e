"""Publishing what was signed, and taking it down, calling it off or bringing it back."""

from datetime import date, datetime, timedelta

from django.db.models import Max

from cms import canonical
from cms.audit import trail

from .. import composing, documents, kinds, live_table, record, sight, standings
from ..models import (
    Change,
    Content,
    Key,
    Meaning,
    Member,
    Outcome,
    Publication,
    Publishable,
    Release,
    Role,
    Snapshot,
)
from .bases import call_off_dependents, call_off_release, refuse_overtaken, refuse_stale_bases
from .errors import NotPossible, NotReady, refuse_unseen, require, require_reason

#: In the last minute before it goes live, a page may already be on its way to readers: retire it instead.
CALL_OFF_UNTIL = timedelta(seconds=60)

_EMBEDDED = ("replaces", Role.EMBEDS, Role.CITES)
_MENTIONED = (*_EMBEDDED, Role.LINKS)


def publish(*, release: Release, by, clock: trail.Clock, at: datetime | None = None) -> list[Publication]:
    """Put a signed release before readers, at once or from `at` on."""
    require(by, "publish")
    refuse_unseen(by, sight.kinds_in(release))
    action = "release.schedule" if at else "release.publish"
    with trail.entry(action=action, by=by, clock=clock, subject=release.uid) as entry:
        if not record.open_releases(entry.at).filter(pk=release.pk).exists():
            raise NotPossible("This is not in review any more. Reload the page to see what happened.")
        if record.scheduled_publications(entry.at).filter(release=release).exists():
            raise NotPossible("It is scheduled already.")
        missing = record.missing_signatures(release)
        if missing:
            raise NotPossible(f"It still needs {len(missing)} signature{'s' * (len(missing) > 1)}.")
        if at is not None and at <= entry.at:
            raise NotPossible("A moment to go live must lie ahead.")
        return put_live(entry, release, at)


def put_live(entry: trail.OpenEntry, release: Release, at: datetime | None) -> list[Publication]:
    """Write what publishing a fully signed release writes, inside the caller's entry."""
    effective_at = max(at, entry.at) if at else entry.at
    refuse_stale_bases(release, effective_at, entry.at)
    refuse_overtaken(release)
    members = list(release.members.all())
    publications = []
    for member in members:
        publications += _publish_member(entry, release, member, effective_at)
    entry.detail["effective_at"] = Publication._meta.get_field("effective_at").get_prep_value(effective_at)
    call_off_dependents(
        entry,
        items=[member.item for member in members],
        from_=effective_at,
        because=f"“{members[-1].title}” was published.",
        roles=_EMBEDDED,
        but=release,
    )
    _settle(entry, publications)
    return publications


def retire(
    *,
    item: Publishable,
    by,
    clock: trail.Clock,
    reason: str,
    note: str,
    successor: Publishable | None = None,
) -> list[str]:
    """Take a page down at once. Readers get the public note and the successor; the reason stays inside.

    Returns the titles of scheduled pages that this called off.
    """
    require(by, "retire")
    refuse_unseen(by, [item.kind])
    with trail.entry(action="item.retire", by=by, clock=clock, subject=item.uid) as entry:
        entry.reason = require_reason(reason, "taking a page down")
        return take_down(entry, item, note, successor)


def take_down(entry: trail.OpenEntry, item: Publishable, note: str, successor=None) -> list[str]:
    """Write what ends a live page, inside the caller's entry; returns the titles that this called off."""
    note = note.strip()
    if not note:
        raise NotPossible("Write what readers are told.")
    live = record.live_publication(item.uid, entry.at)
    if not live:
        raise NotPossible("It is not live.")
    if successor and (successor.uid == item.uid or not record.live_publication(successor.uid, entry.at)):
        raise NotPossible("What readers are led to instead must be another page that is live.")
    called_off = call_off_dependents(
        entry,
        items=[item.uid],
        from_=entry.at,
        because=f"“{item}” was taken down.",
        roles=_MENTIONED,
    )
    gone = entry.add(
        Publication(
            number=_next_number(),
            key=live.key,
            locale=live.locale,
            item=item.uid,
            kind=item.kind,
            outcome=Outcome.GONE,
            effective_at=entry.at,
            at=entry.at,
            note=note,
            successor=successor.uid if successor else "",
        )
    )
    _settle(entry, [gone])
    return called_off


def call_off(*, release: Release, by, clock: trail.Clock, reason: str) -> None:
    """Take back what is scheduled, before its last minute."""
    require(by, "publish")
    refuse_unseen(by, sight.kinds_in(release))
    with trail.entry(action="release.call_off", by=by, clock=clock, subject=release.uid) as entry:
        entry.reason = reason = require_reason(reason, "calling off")
        planned = (
            record.scheduled_publications(entry.at).filter(release=release).order_by("effective_at").first()
        )
        if not planned:
            raise NotPossible("It is not scheduled.")
        if planned.effective_at - entry.at < CALL_OFF_UNTIL:
            raise NotPossible("It goes live in less than a minute. Let it, and take the page down then.")
        call_off_release(entry, release, reason)


def restore(*, publication: Publication, by, clock: trail.Clock, reason: str) -> list[str]:
    """Bring back, byte for byte, a page that was signed and live before.

    Returns the titles of scheduled pages that this called off.
    """
    require(by, "restore")
    refuse_unseen(by, [publication.kind])
    with trail.entry(action="item.restore", by=by, clock=clock, subject=publication.item) as entry:
        entry.reason = require_reason(reason, "bringing a page back")
        stood = record.standing_publications().filter(pk=publication.pk, effective_at__lte=entry.at)
        if publication.outcome != Outcome.DOCUMENT or not stood.exists():
            raise NotPossible("Only a page that was live can be brought back.")
        live = record.live_publication(publication.item, entry.at)
        if live and live.snapshot_id == publication.snapshot_id:
            raise NotPossible("That is what is live.")
        body = record.bytes_of(publication.snapshot_id)
        if not body:
            raise NotPossible("Its bytes were sealed; it cannot be brought back.")
        obstacles = kinds.model(publication.kind).obstacles(canonical.decode(body))
        if obstacles:
            raise NotReady(obstacles)
        member = record.member_of(publication.release, publication.item)
        called_off = call_off_dependents(
            entry,
            items=[publication.item],
            from_=entry.at,
            because=f"“{member.title}” was brought back.",
            roles=_EMBEDDED,
        )
        written = _put(
            entry,
            member,
            key=publication.key,
            release=publication.release,
            snapshot=publication.snapshot,
            effective_at=entry.at,
            live=live,
        )
        entry.detail |= {"publication": publication.number, "snapshot": publication.snapshot_id}
        _settle(entry, written)
        return called_off


def _publish_member(entry, release: Release, member: Member, effective_at: datetime) -> list[Publication]:
    model = kinds.model(member.kind)
    owner = Key.objects.filter(key=member.key, locale=member.locale).values_list("item", flat=True).first()
    if owner not in (None, member.item):
        raise NotPossible(
            f"The address {member.key} belongs to another page since this was submitted. Choose another."
        )
    content = canonical.decode(record.bytes_of(member.content))
    live = record.live_publication(member.item, effective_at)
    part = _publication_part(release, member, content, effective_at, live)
    data = documents.published(content, part, model.json_ld)
    digest = Content.keep(entry, data)
    snapshot = entry.add(
        Snapshot(digest=digest, content=member.content, release=release, item=member.item, kind=member.kind)
    )
    if owner is None:
        entry.add(Key(key=member.key, locale=member.locale, item=member.item, kind=member.kind))
    return _put(
        entry,
        member,
        key=member.key,
        release=release,
        snapshot=snapshot,
        effective_at=effective_at,
        live=live,
    )


def _put(
    entry,
    member: Member,
    *,
    key: str,
    release,
    snapshot,
    effective_at: datetime,
    live: Publication | None,
) -> list[Publication]:
    """The document under its key in place of `live`, and the item's earlier address leading to it."""
    common = {"item": member.item, "kind": member.kind, "effective_at": effective_at, "at": entry.at}
    written = [
        entry.add(
            Publication(
                number=_next_number(),
                key=key,
                locale=member.locale,
                outcome=Outcome.DOCUMENT,
                release=release,
                revision=member.revision,
                snapshot=snapshot,
                **common,
            )
        )
    ]
    for old in _documents_elsewhere(member, key, effective_at):
        written.append(
            entry.add(
                Publication(
                    number=_next_number(),
                    key=old[0],
                    locale=old[1],
                    outcome=Outcome.MOVED,
                    release=release,
                    **common,
                )
            )
        )
    if live:
        entry.detail.setdefault("replaces", []).append(live.number)
    return written


def _documents_elsewhere(member: Member, key: str, at: datetime) -> list[tuple[str, str]]:
    """The item's other addresses that do not lead to it yet, at that moment."""
    owned = Key.objects.filter(item=member.item).exclude(key=key, locale=member.locale)
    found = []
    for other in owned.order_by("pk"):
        newest = (
            record.standing_publications()
            .filter(key=other.key, locale=other.locale, effective_at__lte=at)
            .order_by("-effective_at", "-number")
            .first()
        )
        if newest and newest.outcome != Outcome.MOVED:
            found.append((other.key, other.locale))
    return found


def _publication_part(release, member: Member, content: dict, effective_at: datetime, live) -> dict:
    model = kinds.model(member.kind)
    previous = record.document_of(live)["publication"] if live else None
    reviewed_on, reviewers = _review(release, model, content)
    part = documents.publication_part(
        effective_at=effective_at,
        day=composing.local_day(effective_at),
        first_published_at=record.first_published_at(member.item),
        revision=member.revision,
        release=release.uid,
        content_digest=member.content,
        previous=previous,
        moves_dates=release.change != Change.EDITORIAL,
        reviewers=reviewers,
        reviewed_on=reviewed_on,
        review_interval_months=model.review_interval_months(content),
    )
    if release.change == Change.REVIEW and previous:
        # A confirmed review renews the review, not the text.
        part["updated_at"] = previous["updated_at"]
    return part


def _review(release: Release, model, content: dict) -> tuple[date | None, list[dict]]:
    """When the whole page was reviewed, and by whom that readers may know."""
    if release.change == Change.ATTESTED:
        return None, []
    signatures = list(release.signatures.order_by("entry"))
    medical = [s for s in signatures if s.meaning == Meaning.MEDICAL]
    last = (medical or signatures)[-1]
    reviewed_on = composing.local_day(last.at)
    shown = [s for s in medical if s.profile] if model.signers_shown(content) else []
    return reviewed_on, [
        {**canonical.decode(s.profile), "date": composing.local_day(s.at).isoformat()} for s in shown
    ]


def _next_number() -> int:
    return (Publication.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _settle(entry, publications: list[Publication]) -> None:
    """Bring live table and standings in step with what was just written."""
    live_table.refresh([(p.key, p.locale) for p in publications], entry.at)
    standings.refresh([(p.item, p.kind) for p in publications], entry.at)
    entry.detail["publications"] = [p.number for p in publications]
