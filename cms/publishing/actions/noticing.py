"""Notices: what readers must know now is put on live pages at once, by one person, and lifted again."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from cms.audit import trail

from .. import kinds, record, sight
from ..models import Notice, NoticeEnd, NoticeKind, NoticePlace, Severity
from .errors import NotPossible, refuse_unseen, require, require_reason

LONGEST = 600
#: So many pages in one entry; more than any house has.
MOST = 5000

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
#: The loudest first: so front ends and pages show them.
_LOUDNESS = (Severity.URGENT, Severity.WARNING, Severity.INFO)


def show_notice(
    *,
    items: Iterable[str],
    kind: str,
    severity: str,
    text: str,
    reason: str,
    by,
    clock: trail.Clock,
    cause: str = "",
) -> Notice:
    """Tell readers of these items, given by uid, something at once. All of them have to be live.

    `cause` is the uid of the item or recall that it follows from, if any.
    """
    require(by, "notice")
    items = list(dict.fromkeys(items))
    refuse_unseen(by, sight.kinds_of(items))
    with trail.entry(action="notice.show", by=by, clock=clock) as entry:
        entry.reason = reason = require_reason(reason, "a notice")
        text = _plain(text)
        if kind not in NoticeKind.values:
            raise NotPossible("Say what the notice is about.")
        if severity not in Severity.values:
            raise NotPossible("Say how urgent the notice is.")
        if not items:
            raise NotPossible("Choose at least one live page.")
        if len(items) > MOST:
            raise NotPossible(f"Put it on at most {MOST} pages at a time.")
        titles = _titles_of_live(items, entry.at)
        notice = entry.add(
            Notice(
                kind=kind,
                severity=severity,
                text=text,
                reason=reason,
                cause=cause,
                at=entry.at,
                by=by.uid,
                by_name=by.printed_name,
            )
        )
        for item in items:
            entry.add(NoticePlace(notice=notice, item=item, title=titles[item]))
        entry.subject = items[0] if len(items) == 1 else notice.uid
        entry.detail |= {"notice": notice.uid, "items": items, "purge": record.own_tags(items)}
        return notice


def lift_notice(*, places: Iterable[NoticePlace], reason: str, by, clock: trail.Clock) -> list[NoticePlace]:
    """Take notices away from these places; those that are lifted already stay as they are."""
    require(by, "notice")
    places = list(places)
    refuse_unseen(by, sight.kinds_of(place.item for place in places))
    places = {place.pk for place in places}
    with trail.entry(action="notice.lift", by=by, clock=clock) as entry:
        entry.reason = reason = require_reason(reason, "lifting a notice")
        waiting = _still_shown(places)
        if not waiting:
            raise NotPossible("That notice is not shown there any more.")
        end_for(entry, waiting, reason)
        items = {place.item for place in waiting}
        entry.subject = items.pop() if len(items) == 1 else waiting[0].notice_id
        return waiting


def end_for(entry: trail.OpenEntry, places: Iterable[NoticePlace], reason: str) -> list[NoticePlace]:
    """End notices at these places within an action that is under way; returns those that it ended."""
    ended = _still_shown({place.pk for place in places})
    for place in ended:
        entry.add(
            NoticeEnd(place=place, at=entry.at, by=entry.by.uid, by_name=entry.by.printed_name, reason=reason)
        )
    if ended:
        lifted = entry.detail.setdefault("lifted", [])
        lifted += [[place.notice_id, place.item] for place in ended]
        tags = [*entry.detail.get("purge", []), *record.own_tags(place.item for place in ended)]
        entry.detail["purge"] = list(dict.fromkeys(tags))
    return ended


def in_force(items: Iterable[str] | None, moment: datetime) -> list[NoticePlace]:
    """Where notices are shown at the moment, on these items or on all: the loudest first, then the newest."""
    shown = Q(end__isnull=True) | Q(end__at__gt=moment)
    places = NoticePlace.objects.filter(shown, notice__at__lte=moment).select_related("notice")
    if items is not None:
        places = places.filter(item__in=set(items))
    return sorted(
        places.order_by("pk"),
        key=lambda place: (_LOUDNESS.index(place.notice.severity), -place.notice.at.timestamp(), place.pk),
    )


def _still_shown(places: set[int]) -> list[NoticePlace]:
    found = NoticePlace.objects.filter(pk__in=places, end__isnull=True)
    return list(found.select_related("notice").order_by("pk"))


def _plain(text: str) -> str:
    """The text as one paragraph; NotPossible when it is not plain text that readers can be shown."""
    text = " ".join(text.split())
    if not text:
        raise NotPossible("Write what readers are told.")
    if len(text) > LONGEST:
        raise NotPossible(f"Say it in at most {LONGEST} characters; it has {len(text)}.")
    if not text.isprintable():
        raise NotPossible("The text holds a character that cannot be shown. Type it again.")
    if _TAG.search(text):
        raise NotPossible("Write plain text: readers would see the tags as they stand.")
    return text


def _titles_of_live(items: list[str], at: datetime) -> dict[str, str]:
    live = record.live_publications(items, at)
    missing = [item for item in items if item not in live]
    if missing:
        gone = [str(kinds.item(item) or item) for item in missing[:5]]
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise NotPossible(f"Not live, so nobody would see it there: {', '.join(gone)}{more}.")
    return record.titles_of(live.values())
