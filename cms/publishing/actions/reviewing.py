"""Signing, sending back and withdrawing."""

from cms import canonical
from cms.audit import trail
from cms.people.credentials import Proof
from cms.people.models import User

from .. import kinds, record, sight, standings
from ..models import End, Meaning, Release, Signature
from . import duties
from .bases import refuse_overtaken, refuse_stale_bases
from .errors import NotAllowed, NotPossible, refuse_unseen, require, require_reason
from .publishing import put_live
from .submitting import close

_PERMISSION = {Meaning.MEDICAL: "sign_medical", Meaning.COMPLIANCE: "sign_compliance"}


def sign(*, release: Release, meaning: str, by, proof: Proof, clock: trail.Clock) -> Signature:
    """Approve the release's digest. The last signature publishes it, where the writer asked for that."""
    with trail.entry(action="release.sign", by=by, clock=clock, subject=release.uid) as entry:
        refuse_to_sign(release, meaning, by, entry.at)
        if proof.person != by.uid:
            raise NotAllowed("Prove who you are before you sign.")
        signature = add_signature(entry, release, meaning, proof)
        if not record.missing_signatures(release) and release.when_signed:
            put_live(entry, release, release.publish_at)
            entry.detail["published"] = True
            return signature
        standings.refresh(release.members.values_list("item", "kind"), entry.at)
        return signature


def refuse_to_sign(release: Release, meaning: str, by, at) -> None:
    """Raise NotAllowed or NotPossible with the reason why this person may not give this signature now."""
    if meaning not in _PERMISSION:
        raise NotPossible("That is no meaning a signature can have here.")
    require(by, _PERMISSION[meaning])
    refuse_unseen(by, sight.kinds_in(release))
    refuse_suspended(by)
    refuse_ended(release, at)
    duties.refuse_the_barred(release, by)
    if release.signatures.filter(signer=by.uid).exists():
        raise NotAllowed("You have signed this already; one person gives one signature.")
    if meaning not in wanted_meanings(release):
        raise NotPossible("That signature is not needed any more.")
    # Where the moment asked for has passed, it goes live at once.
    refuse_stale_bases(release, max(release.publish_at or at, at), at)
    refuse_overtaken(release)


def refuse_suspended(by) -> None:
    """Raise NotAllowed when the account was switched off, or signs nothing until compliance confirms it."""
    # The person in hand may be as old as the request.
    now = User.objects.filter(pk=by.pk, is_active=True).values_list("signing_suspended_at", flat=True)
    if not now:
        raise NotAllowed("This account is not active any more.")
    if now[0] is not None:
        raise NotAllowed(
            "Your signing is suspended: somebody reset your password or second factor. A compliance officer"
            " confirms on your page under People that it is you; then you can sign again."
        )


def wanted_meanings(release: Release) -> list[str]:
    """The meanings that a signature given now could have."""
    missing = record.missing_signatures(release)
    if "any" in missing:
        policies = {m for member in release.members.all() for m in kinds.model(member.kind).policy}
        return sorted(policies)
    return missing


def meanings_for(release: Release, by) -> list[str]:
    """Those of the wanted meanings that this person's roles allow."""
    return [
        meaning
        for meaning in wanted_meanings(release)
        if by.has_perm(f"publishing.{_PERMISSION.get(meaning, 'attest')}")
    ]


def add_signature(entry: trail.OpenEntry, release: Release, meaning: str, proof: Proof) -> Signature:
    signature = Signature(
        release=release,
        signer=entry.by.uid,
        meaning=meaning,
        printed_name=entry.by.printed_name,
        means=proof.means,
        at=entry.at,
        signed_digest=release.digest,
    )
    profile = _public_profile(entry.by.uid) if meaning == Meaning.MEDICAL else None
    signature.profile = canonical.encode(profile).decode() if profile else ""
    signature.binding = signature.compute_binding()
    entry.add(signature)
    entry.detail |= {"meaning": str(meaning), "means": proof.means}
    entry.detail |= {"digest": release.digest, "binding": signature.binding}
    return signature


def send_back(*, release: Release, by, note: str, clock: trail.Clock) -> None:
    """Ask the writer for changes. The release ends; the next submission is a new one."""
    require(by, "send_back")
    refuse_unseen(by, sight.kinds_in(release))
    with trail.entry(action="release.send_back", by=by, clock=clock, subject=release.uid) as entry:
        entry.reason = note = require_reason(note, "sending back")
        refuse_ended(release, entry.at)
        close(entry, release, End.SENT_BACK, note)


def withdraw(*, release: Release, by, clock: trail.Clock, reason: str = "") -> None:
    """Take a release out of review."""
    require(by, "submit")
    refuse_unseen(by, sight.kinds_in(release))
    with trail.entry(
        action="release.withdraw", by=by, clock=clock, subject=release.uid, reason=reason.strip()
    ) as entry:
        refuse_ended(release, entry.at)
        close(entry, release, End.WITHDRAWN, reason.strip())


def refuse_ended(release: Release, at) -> None:
    """Raise NotPossible unless the release is still in review or waits to be published."""
    if not record.open_releases(at).filter(pk=release.pk).exists():
        raise NotPossible("This is not in review any more. Reload the page to see what happened.")
    if record.scheduled_publications(at).filter(release=release).exists():
        raise NotPossible("It is scheduled already. To stop it, call it off.")


def _public_profile(person: str) -> dict | None:
    """What readers may know of this signer, from whichever content type knows people."""
    for model in kinds.all():
        profile = model().public_profile(person)
        if profile:
            return profile
    return None
