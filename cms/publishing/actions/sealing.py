"""Sealing: two people blank stored bytes for a reason; what speaks about them stays."""

from collections.abc import Iterable

from cms.audit import trail

from .. import record, sight
from ..models import Content, Member, Revision, Seal, SealedDigest, SealRequest, Snapshot
from .errors import NotAllowed, NotPossible, refuse_unseen, require, require_reason
from .reviewing import refuse_suspended


def request_seal(*, item: str, digests: Iterable[str], by, clock: trail.Clock, reason: str) -> SealRequest:
    """Ask for certain bytes of one item to be blanked; somebody else has to agree."""
    require(by, "seal")
    refuse_unseen(by, sight.kinds_of([item]))
    with trail.entry(action="seal.request", by=by, clock=clock, subject=item) as entry:
        refuse_suspended(by)
        entry.reason = reason = require_reason(reason, "sealing")
        digests = sorted(set(digests))
        known = stored_digests(item)
        if not digests or not set(digests) <= known:
            raise NotPossible("Choose which stored texts of this item to seal.")
        _refuse_in_use(item, digests, entry.at)
        request = entry.add(
            SealRequest(item=item, reason=reason, at=entry.at, by=by.uid, by_name=by.printed_name)
        )
        for digest in digests:
            entry.add(SealedDigest(request=request, digest=digest))
        entry.detail["digests"] = digests
        return request


def confirm_seal(*, request: SealRequest, by, clock: trail.Clock) -> Seal:
    """Agree to a sealing as the second person; the bytes are gone with this."""
    require(by, "seal")
    refuse_unseen(by, sight.kinds_of([request.item]))
    with trail.entry(
        action="seal.confirm", by=by, clock=clock, subject=request.item, reason=request.reason
    ) as entry:
        refuse_suspended(by)
        if request.by == by.uid:
            raise NotAllowed("Sealing takes two people; somebody else has to agree.")
        if Seal.objects.filter(pk=request.pk).exists():
            raise NotPossible("It is sealed already.")
        digests = list(request.digests.values_list("digest", flat=True))
        _refuse_in_use(request.item, digests, entry.at)
        seal = entry.add(Seal(request=request, at=entry.at, by=by.uid, by_name=by.printed_name))
        Content.objects.filter(pk__in=digests).update(body="")
        entry.detail["digests"] = digests
        return seal


def stored_digests(item: str) -> set[str]:
    """Every digest under which bytes of this item are stored: revisions, signed and served documents."""
    return (
        set(Revision.objects.filter(item=item).values_list("digest", flat=True))
        | set(Member.objects.filter(item=item).values_list("content", flat=True))
        | set(Snapshot.objects.filter(item=item).values_list("digest", flat=True))
    )


def _refuse_in_use(item: str, digests: list[str], at) -> None:
    """Bytes that readers see, or are about to, are taken down before they are sealed."""
    in_use = set()
    live = record.live_publication(item, at)
    planned = record.scheduled_publications(at).filter(item=item, snapshot__isnull=False)
    for publication in [*([live] if live else []), *planned]:
        in_use |= {publication.snapshot_id, publication.snapshot.content}
    if in_use & set(digests):
        raise NotPossible("Readers see that text, or soon will. Take the page down or call it off first.")
    open_release = record.open_release_of(item, at)
    if open_release and open_release.members.filter(content__in=digests).exists():
        raise NotPossible("That text is in review. Withdraw it first.")
    newest = record.newest_revision(item)
    if newest and newest.digest in digests:
        raise NotPossible("The draft still says that. Change it and save it first.")
