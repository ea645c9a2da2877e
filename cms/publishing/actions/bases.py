"""Bases: what a release was composed on must still hold, and what moves calls off what rests on it."""

from collections.abc import Iterable
from datetime import datetime

from cms import canonical
from cms.audit import trail

from .. import kinds, live_table, record, sight
from ..models import CallOff, End, Publication, Release, Role
from .errors import NotPossible, NotReady
from .submitting import close


class StaleBase(NotPossible):
    """Something the release replaces, embeds or links to is not what it was."""


def refuse_stale_bases(release: Release, at: datetime, now: datetime) -> None:
    """Raise StaleBase, naming the base, unless everything the release rests on is live at that moment."""
    for base in release.bases.order_by("pk"):
        live = record.live_publication(base.item, at)
        if base.role == Role.LINKS:
            if live is None:
                raise StaleBase(f"It links to “{base.title}”, which is not live. Submit it again without it.")
        elif live is not None and live.effective_at > now:
            # Submitting again would help nothing: it would be composed on what is live today.
            raise StaleBase(
                f"“{base.title}” changes on {live.effective_at:%Y-%m-%d %H:%M} UTC, before this goes live."
                " Choose an earlier moment, or submit it again once that is live."
            )
        elif live is None or live.number != base.publication:
            raise StaleBase(f"“{base.title}” has changed since this was submitted. Submit it again.")


def refuse_overtaken(release: Release) -> None:
    """Raise NotReady when something stands against a document since it was submitted or signed."""
    found = []
    for member in release.members.all():
        body = record.bytes_of(member.content)
        if body:
            found += kinds.model(member.kind).obstacles(canonical.decode(body))
    if found:
        raise NotReady(list(dict.fromkeys(found)))


def call_off_dependents(
    entry: trail.OpenEntry,
    *,
    items: Iterable[str],
    from_: datetime,
    because: str,
    roles: Iterable[str],
    but: Release | None = None,
) -> list[str]:
    """Call off what is scheduled for `from_` or later and contains one of these items or rests on one.

    Returns the titles of what was called off, as the person who caused it may read them.
    """
    condition = record.dependents(items, roles)
    releases = Release.objects.filter(condition).exclude(pk=but.pk if but else "").distinct()
    planned = record.scheduled_publications(entry.at).filter(release__in=releases, effective_at__gte=from_)
    titles, told = [], []
    for release in Release.objects.filter(pk__in=planned.values("release")).order_by("pk"):
        call_off_release(entry, release, because)
        members = list(release.members.all())
        titles += [member.title for member in members]
        told += sight.titles(entry.by, members)
    if titles:
        entry.detail["called_off"] = titles
    return told


def call_off_release(entry: trail.OpenEntry, release: Release, reason: str) -> list[Publication]:
    """Take back every publication of the release that has not begun, and end the release."""
    planned = list(record.scheduled_publications(entry.at).filter(release=release).order_by("number"))
    for publication in planned:
        entry.add(
            CallOff(
                publication=publication,
                at=entry.at,
                by=entry.by.uid,
                by_name=entry.by.printed_name,
                reason=reason,
            )
        )
    close(entry, release, End.CALLED_OFF, reason)
    live_table.refresh([(p.key, p.locale) for p in planned], entry.at)
    return planned
