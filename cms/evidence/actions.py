"""Exporting evidence: one action, one entry that names the digest of what was handed out."""

import logging
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from cms.audit import trail
from cms.audit.models import Entry
from cms.publishing import sight
from cms.publishing.actions.errors import NotAllowed, NotPossible, require, require_reason
from cms.publishing.models import Publishable, Release, Seal

from . import gathering, packing, telling
from .gathering import Subject

ACTION = "evidence.export"
_log = logging.getLogger(__name__)


def export(
    *,
    item: Publishable | None = None,
    release: Release | None = None,
    by,
    clock: trail.Clock,
    reason: str,
    file,
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> packing.Packed:
    """Write the pack of an item or of a release into an open binary file that can be read back.

    The pack is made first, from what was recorded up to one entry, while others go on writing; the entry
    follows once its digest is known.
    """
    require(by, "export_evidence")
    reason = require_reason(reason, "an export")
    subject = gathering.release_subject(release) if release else gathering.item_subject(item)
    _refuse_unseen(subject, by)
    now = clock()
    _refuse_period(begins, ends, now)
    if ends and ends > now:
        ends = None  # nobody can say yet what will be recorded until then
    order = packing.Order(at=now, by=by.uid, by_name=by.printed_name, reason=reason, begins=begins, ends=ends)
    try:
        found = gathering.gather(subject, last=packing.newest_entry(ends), begins=begins)
        if not found.entries:
            raise NotPossible("Nothing about it was recorded in that time.")
        story = telling.tell(found)
    except (ValueError, LookupError, ObjectDoesNotExist) as error:
        # A record that was tampered with may not even be readable.
        _log.exception("evidence of %s", subject.uid)
        raise NotPossible("The record of this cannot be read any more. Run verify_audit.") from error
    packed = packing.pack(file, found, story, order)
    with trail.entry(action=ACTION, by=by, clock=clock, subject=subject.uid, reason=reason) as entry:
        _refuse_sealed_meanwhile(found)
        entry.detail = {
            "manifest": packed.manifest,
            "pack": packed.sha256,
            "files": packed.files,
            "holds": packed.holds,
            "head": {"source": packed.head.source, "sequence": packed.head.document["sequence"]},
            "from": packing.said(begins),
            "to": packing.said(ends),
        }
    return packed


def _refuse_unseen(subject: Subject, by) -> None:
    for kind in sorted(gathering.kinds_shown(subject)):
        if not sight.may_see_kinds(by, [kind]):
            raise NotAllowed(f"{by.printed_name} may not see {kind}, which are part of this.")


def _refuse_period(begins: datetime | None, ends: datetime | None, now: datetime) -> None:
    if begins and ends and begins >= ends:
        raise NotPossible("The period ends before it begins.")
    if begins and begins > now:
        raise NotPossible("The period has not begun yet.")


def _refuse_sealed_meanwhile(found: gathering.Gathered) -> None:
    """Half a pack would be worse than none: some of its texts may have been read, others not."""
    known = found.keys[Seal]
    if Seal.objects.filter(request__item__in=found.subject.items).exclude(pk__in=known).exists():
        raise NotPossible("A text of it was sealed just now. Export it again.")


def earlier_exports(uid: str):
    """Entries of packs that were made of an item or a release, the newest first."""
    return Entry.objects.filter(subject=uid, action=ACTION).order_by("-sequence")
