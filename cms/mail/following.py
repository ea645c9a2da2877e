"""Following the audit trail: who has to be told of each entry, by the rows that it wrote.

The cursor moves in the transaction that writes the letters, under a lock on its row: each entry becomes
letters exactly once, whatever is killed and however many workers there are. Entries are committed in the
order of their numbers, so nothing can appear behind the cursor.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import NoReverseMatch, reverse

from cms.audit import trail
from cms.audit.models import Entry
from cms.publishing import record
from cms.publishing.models import (
    Closing,
    End,
    Member,
    Notice,
    Outcome,
    Publication,
    RecallPlace,
    Release,
    Signature,
)

from . import letters, recipients
from .letters import News
from .models import Event, Progress

NAME = "following"
AT_ONCE = 200
#: What is older was overtaken by the start page long ago.
TOO_OLD = timedelta(days=7)

_ENDS = {
    End.SENT_BACK: Event.SENT_BACK,
    End.WITHDRAWN: Event.WITHDRAWN,
    End.REPLACED: Event.REPLACED,
    End.CALLED_OFF: Event.CALLED_OFF,
}


def follow(clock: trail.Clock) -> str:
    """Write the letters of every entry since the last time."""
    now = clock()
    entries = written = 0
    while batch := _follow_some(now):
        entries += batch[0]
        written += batch[1]
    return f"{entries} entries, {written} letters" if entries else ""


def _follow_some(now: datetime) -> tuple[int, int] | None:
    with transaction.atomic():
        cursor = _cursor()
        entries = list(Entry.objects.filter(sequence__gt=cursor.cursor).order_by("sequence")[:AT_ONCE])
        if not entries:
            return None
        news = [one for entry in entries if now - entry.at < TOO_OLD for one in news_of(entry, now)]
        written = letters.write(news, now)
        cursor.cursor = entries[-1].sequence
        cursor.save(update_fields=["cursor"])
    return len(entries), written


def _cursor() -> Progress:
    """The row of the cursor, locked. A first worker begins with what happens from now on."""
    row = Progress.objects.select_for_update().filter(pk=NAME).first()
    if row is None:
        last = Entry.objects.aggregate(last=Max("sequence"))["last"] or 0
        Progress.objects.get_or_create(pk=NAME, defaults={"cursor": last})
        row = Progress.objects.select_for_update().get(pk=NAME)
    return row


def news_of(entry: Entry, now: datetime) -> Iterator[News]:
    """Who is to be told what of one entry."""
    keys: dict[str, list[str]] = {}
    for table, key, _ in json.loads(entry.rows):
        keys.setdefault(table, []).append(key)
    for model, tell in _TELLERS:
        found = keys.get(model._meta.db_table)
        if found:
            yield from tell(entry, found, now)


def _of_releases(entry, keys, now):
    """A submission: whoever may sign what it needs."""
    for release in Release.objects.filter(pk__in=keys).order_by("pk"):
        if _is_open(release, now) and record.missing_signatures(release):
            yield _about(entry, release, Event.TO_SIGN, recipients.who_may_sign(release))


def _of_signatures(entry, keys, now):
    """The last signature, where nobody asked to publish with it: whoever publishes."""
    for release in Release.objects.filter(signatures__in=keys).order_by("pk").distinct():
        if not _is_open(release, now) or record.missing_signatures(release):
            continue
        if not record.scheduled_publications(now).filter(release=release).exists():
            able = recipients.with_permissions("publishing.publish")
            yield _about(entry, release, Event.TO_PUBLISH, able - {entry.actor})


def _of_closings(entry, keys, now):
    """A submission that ended: whoever made it."""
    for closing in Closing.objects.filter(pk__in=keys).select_related("release").order_by("pk"):
        event = _ENDS[End(closing.end)]
        yield _about(entry, closing.release, event, {closing.release.by} - {entry.actor})


def _of_publications(entry, keys, now):
    """What went live, or will: whoever submitted it. What was taken down: whoever wrote it last."""
    told = set()
    rows = Publication.objects.filter(pk__in=keys).select_related("release").order_by("number")
    for row in rows:
        if row.outcome == Outcome.GONE:
            writer = recipients.last_writers([row.item]).get(row.item, "")
            persons = recipients.reachable({writer} - {entry.actor})
            yield News(
                f"entry:{entry.sequence}:{row.item}",
                Event.TAKEN_DOWN,
                item_path(row.item),
                frozenset(recipients.who_may_see(persons, row.kind)),
                row.kind,
            )
        elif row.outcome == Outcome.DOCUMENT and row.release_id not in told:
            told.add(row.release_id)
            event = Event.SCHEDULED if row.effective_at > entry.at else Event.PUBLISHED
            yield _about(entry, row.release, event, {row.release.by} - {entry.actor})


def _of_recalls(entry, keys, now):
    """Pages of a recall: each person whose task some of them are, once."""
    tasks: dict[tuple[str, str], str] = {}
    for place in RecallPlace.objects.filter(pk__in=keys).exclude(assignee="").order_by("pk"):
        tasks.setdefault((place.recall_id, place.assignee), place.item)
    for (recall, person), _ in tasks.items():
        path = _path("review:recall", recall)
        persons = recipients.reachable({person})
        yield News(f"entry:{entry.sequence}:{recall}", Event.RECALLED, path, frozenset(persons))


def _of_notices(entry, keys, now):
    """A notice on live pages: publishers and compliance."""
    for notice in Notice.objects.filter(pk__in=keys).order_by("pk"):
        able = recipients.with_permissions("publishing.publish", "publishing.sign_compliance")
        path = _path("review:notices")
        yield News(f"entry:{entry.sequence}:{notice.pk}", Event.NOTICE, path, frozenset(able - {entry.actor}))


_TELLERS = (
    (Closing, _of_closings),
    (Release, _of_releases),
    (Signature, _of_signatures),
    (Publication, _of_publications),
    (RecallPlace, _of_recalls),
    (Notice, _of_notices),
)


def _about(entry: Entry, release: Release, event: Event, persons: set[str]) -> News:
    """News of a release: of what kind its main item is, and where to look at it."""
    kind = Member.objects.filter(release=release).order_by("-position").values_list("kind", flat=True).first()
    return News(
        f"entry:{entry.sequence}:{event}:{release.pk}",
        event,
        reverse("review:release", args=[release.pk]),
        frozenset(recipients.reachable(persons)),
        kind or "",
    )


def _is_open(release: Release, now: datetime) -> bool:
    return record.open_releases(now).filter(pk=release.pk).exists()


def item_path(item: str) -> str:
    return reverse("review:item", args=[item])


def _path(name: str, *args) -> str:
    """The address of a page that another part of the house may bring; else the start page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("admin:index")
