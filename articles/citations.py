"""What became of a source, said by an authorised person: one verb each, one entry each.

    citations.supersede(citation=old, successor=new, by=mila, clock=timezone.now, reason="…", since=day)

From that moment `/status` of every live page that cites the source says so. The draft of the source takes the
status over as its next revision, so that its own next release carries it; no live page changes by itself.
"""

from dataclasses import dataclass, field
from datetime import date

from articles.models import Citation, SourceEvent
from articles.sources import said
from cms import canonical
from cms.audit import trail
from cms.publishing import kinds, record, sight
from cms.publishing.actions.bases import call_off_release
from cms.publishing.actions.drafts import freeze, is_frozen
from cms.publishing.actions.errors import NotPossible, refuse_unseen, require, require_reason
from cms.publishing.composing import local_day
from cms.publishing.models import Release, Revision, Role

__all__ = [
    "Said",
    "correct",
    "expire",
    "raise_concern",
    "reinstate",
    "retract",
    "said",
    "supersede",
]

Status = Citation.Status

#: A source may be succeeded by another in these statuses; to be superseded means that one is named.
WITH_SUCCESSOR = (Status.SUPERSEDED, Status.RETRACTED, Status.EXPIRED)
_RESTING = ("replaces", *Role.values)


@dataclass
class Said:
    """What an action wrote, and what it stopped: titles of scheduled pages, and of pages in review."""

    event: SourceEvent
    revision: Revision | None = None
    called_off: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)


def correct(*, citation, by, clock: trail.Clock, reason: str, since: date | None = None) -> Said:
    """The publisher corrected the source; it still stands."""
    return _say("source.correct", Status.CORRECTED, citation, by, clock, reason, since)


def raise_concern(*, citation, by, clock: trail.Clock, reason: str, since: date | None = None) -> Said:
    """The publisher expressed concern about the source."""
    return _say("source.raise_concern", Status.OF_CONCERN, citation, by, clock, reason, since)


def supersede(*, citation, successor, by, clock: trail.Clock, reason: str, since: date | None = None) -> Said:
    """A newer edition, the successor, takes the place of the source."""
    return _say("source.supersede", Status.SUPERSEDED, citation, by, clock, reason, since, successor)


def retract(
    *, citation, by, clock: trail.Clock, reason: str, since: date | None = None, successor=None
) -> Said:
    """The source was retracted. Nothing that cites it as if it stood is published any more."""
    return _say("source.retract", Status.RETRACTED, citation, by, clock, reason, since, successor)


def expire(
    *, citation, by, clock: trail.Clock, reason: str, since: date | None = None, successor=None
) -> Said:
    """The source says of itself that it no longer holds, such as a guideline past its date."""
    return _say("source.expire", Status.EXPIRED, citation, by, clock, reason, since, successor)


def reinstate(*, citation, by, clock: trail.Clock, reason: str, since: date | None = None) -> Said:
    """The source stands again; what was said of it was wrong, or was taken back."""
    return _say("source.reinstate", Status.CURRENT, citation, by, clock, reason, since)


def standing(citation: Citation) -> tuple[str, str]:
    """The status of a source and the uid of its successor: what was said of it, else what its draft says."""
    event = said([citation.uid]).get(citation.uid)
    if event:
        return event.status, event.successor
    return citation.status, citation.superseded_by.uid if citation.superseded_by else ""


def _say(action, status, citation, by, clock, reason, since, successor=None) -> Said:
    require(by, "recall")
    refuse_unseen(by, [citation.kind])
    with trail.entry(action=action, by=by, clock=clock, subject=citation.uid) as entry:
        entry.reason = reason = require_reason(reason, "what became of a source")
        # What was read before the lock may have changed since.
        citation = Citation.objects.select_related("superseded_by").get(pk=citation.pk)
        _refuse(citation, status, successor)
        if since is not None and since > local_day(entry.at):
            raise NotPossible("The day it happened cannot lie ahead.")
        event = entry.add(
            SourceEvent(
                citation=citation.uid,
                title=str(citation)[:300],
                status=status,
                successor=successor.uid if successor else "",
                since=since.isoformat() if since else "",
                reason=reason,
                at=entry.at,
                by=by.uid,
                by_name=by.printed_name,
            )
        )
        entry.detail |= {
            "event": event.pk,
            "status": str(status),
            "successor": event.successor,
            "since": event.since,
            # Every document that cites it carries this tag, and its /status does too.
            "purge": record.own_tags([citation.uid]),
        }
        found = Said(event, revision=_take_over(entry, citation, event, successor))
        _stop(entry, citation, found)
        return found


def _refuse(citation: Citation, status: str, successor: Citation | None) -> None:
    if citation.archived_at:
        raise NotPossible("It is archived. Bring it back first.")
    if not Revision.objects.filter(item=citation.uid).exists():
        raise NotPossible("It was never saved here. Open it, read it and save it first.")
    if status == Status.SUPERSEDED and successor is None:
        raise NotPossible("Name the source that takes its place.")
    if successor is not None:
        _refuse_successor(citation, successor)
    if standing(citation) == (status, successor.uid if successor else ""):
        raise NotPossible("That is what is said of it already.")


def _refuse_successor(citation: Citation, successor: Citation) -> None:
    if successor.pk == citation.pk:
        raise NotPossible("A source cannot take its own place. Name another one.")
    if successor.archived_at:
        raise NotPossible(f"“{successor}” is archived. Bring it back first, or name another source.")
    if successor.locale != citation.locale:
        raise NotPossible(f"“{successor}” is of another language. Name one of {citation.locale}.")
    if standing(successor)[0] == Status.RETRACTED:
        raise NotPossible(f"“{successor}” was retracted itself. Name another source.")
    seen, next_ = {successor.uid}, successor
    while next_ is not None and (uid := standing(next_)[1]):
        if uid == citation.uid:
            raise NotPossible(f"“{successor}” itself leads to this source. Name another one.")
        if uid in seen:
            return
        seen.add(uid)
        next_ = Citation.objects.filter(uid=uid).first()


def _take_over(entry: trail.OpenEntry, citation: Citation, event: SourceEvent, successor) -> Revision | None:
    """The draft says what was said, as its next revision."""
    if not is_frozen(citation):
        # Freezing it would pass off as saved here what somebody wrote past the application.
        entry.detail["draft"] = "left as it was, because it was changed outside the application"
        return None
    citation.status = event.status
    citation.superseded_by = successor
    citation.status_reason = "" if event.status == Status.CURRENT else event.reason
    citation.save()
    revision = freeze(entry, citation)
    if revision:
        entry.detail["revisions"] = [[revision.item, revision.number]]
    return revision


def _stop(entry: trail.OpenEntry, citation: Citation, found: Said) -> None:
    """Call off what is scheduled and may not go live any more; name what is in review and may not either."""
    resting = record.open_releases(entry.at).filter(record.dependents([citation.uid], _RESTING)).distinct()
    planned = set(record.scheduled_publications(entry.at).values_list("release", flat=True))
    for release in Release.objects.filter(pk__in=resting.values("pk")).order_by("at", "pk"):
        members = list(release.members.all())
        if not any(_obstructed(member) for member in members):
            continue
        titles, told = [member.title for member in members], sight.titles(entry.by, members)
        if release.pk in planned:
            because = f"“{found.event.title}” is said to be {found.event.get_status_display().lower()}."
            call_off_release(entry, release, because)
            entry.detail["called_off"] = [*entry.detail.get("called_off", []), *titles]
            found.called_off += told
        else:
            entry.detail["blocked"] = [*entry.detail.get("blocked", []), *titles]
            found.blocked += told


def _obstructed(member) -> bool:
    body = record.bytes_of(member.content)
    return bool(body) and bool(kinds.model(member.kind).obstacles(canonical.decode(body)))
