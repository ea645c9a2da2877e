"""Moving in: content that was approved before it came here is published on one person's attestation."""

from cms.audit import trail
from cms.people.credentials import Proof
from cms.people.models import User

from .. import composing, record
from ..models import Change, Meaning, Publishable, Release, Revision
from . import accepting, duties
from .errors import NotAllowed, NotPossible, NotReady, refuse_unseen, require, require_reason
from .publishing import put_live
from .reviewing import add_signature, refuse_suspended
from .submitting import found_in, freeze_release, release_findings


def attest(*, items: list[Publishable], by, proof: Proof, clock: trail.Clock, reason: str) -> Release:
    """Publish imported items, none with an earlier revision, under the frozen policy “attested”."""
    require(by, "attest")
    refuse_unseen(by, [item.kind for item in items])
    with trail.entry(action="release.attest", by=by, clock=clock) as entry:
        entry.reason = reason = require_reason(reason, "an attestation")
        if proof.person != by.uid:
            raise NotAllowed("Prove who you are before you attest.")
        refuse_suspended(by)
        if not items:
            raise NotPossible("There is nothing to attest.")
        for item in items:
            _refuse_with_history(item, by)
        ordered = composing.gather(items[-1], items[:-1])
        if len(ordered) != len({item.uid for item in items}):
            extra = next(one for one in ordered if one.uid not in {item.uid for item in items})
            raise NotPossible(f"“{extra}” is needed too, but is not part of the import.")
        library, composed = composing.compose_all(
            ordered, at=entry.at, day=composing.local_day(entry.at), change=Change.ATTESTED
        )
        findings = [finding for one in composed for finding in one.blocking]
        findings += release_findings(items[-1], composed, Change.SUBSTANTIVE, entry.at)
        if findings:
            raise NotReady(findings)
        release = freeze_release(
            entry, library, composed, Release(change=Change.ATTESTED, reason=reason), requires=["attested"]
        )
        entry.subject = release.uid
        accepting.carry(entry, found_in(composed))
        duties.refuse_the_barred(release, by)
        add_signature(entry, release, Meaning.ATTESTED, proof)
        put_live(entry, release, None)
        return release


def _refuse_with_history(item: Publishable, by) -> None:
    """What people wrote here is reviewed here; only what an import brought may be attested."""
    systems = User.objects.filter(is_system=True).values("uid")
    here = Revision.objects.filter(item=item.uid).exclude(number=1, by__in=systems)
    if here.exists() or record.was_ever_decided(item.uid):
        raise NotPossible(f"“{item}” has a history here already; it takes the ordinary way.")
