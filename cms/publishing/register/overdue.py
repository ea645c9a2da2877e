"""Which pages stood before readers with a review overdue in a period, and for how long."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from cms import canonical

from .. import record, timeline
from ..models import Content, Live, Outcome, Publication
from .period import Period
from .sections import AT_ONCE, Section, Title, lasted, titles_of

_COLUMNS = {
    "title": "Page",
    "due": "Review was due",
    "since": "Overdue from",
    "until": "Overdue until",
    "lasted": "Within the period",
}


@dataclass
class Span:
    """One page with one due date, before readers past it from `since` to `until` (None: still)."""

    item: str
    due: date
    since: datetime
    until: datetime | None


def overdue(period: Period, most) -> Section:
    found = sorted(spans(period), key=lambda one: (one.due, one.item, one.since))
    section = Section(
        "overdue",
        "Reviews overdue",
        _COLUMNS,
        len(found),
        help="Pages that readers saw after their review was due, without one that was confirmed.",
    )
    shown = found[:most]
    titles = titles_of({one.item for one in shown})
    for one in shown:
        begins = max(one.since, period.since)
        ends = min(one.until or period.until, period.until)
        section.rows.append(
            {
                "title": titles.get(one.item, Title(one.item, one.item)),
                "due": one.due,
                "since": one.since,
                "until": one.until,
                "lasted": lasted(ends - begins),
            }
        )
    return section


def spans(period: Period) -> list[Span]:
    """Every span of the period in which a page's review was overdue, by the due date that readers got."""
    shown = _shown(period)
    due = _due_dates({one.number for one, _ in shown}, {one.snapshot_id for one, _ in shown})
    found: list[Span] = []
    for publication, times in shown:
        day = due.get(publication.number) or due.get(publication.snapshot_id)
        if not day:
            continue
        # A day is over at midnight here.
        begins = max(times.begins, _midnight_after(date.fromisoformat(day)))
        ends = times.ends
        if begins >= period.until or (ends is not None and (ends <= period.since or ends <= begins)):
            continue
        last = found[-1] if found else None
        if last and (last.item, last.due.isoformat(), last.until) == (publication.item, day, begins):
            last.until = ends  # a small change goes on with the due date of the text before it
        else:
            found.append(Span(publication.item, date.fromisoformat(day), begins, ends))
    return found


def _shown(period: Period) -> list[tuple[Publication, timeline.Period]]:
    """The documents that readers saw at some moment of the period, each with its time, by address."""
    rows = record.standing_publications().filter(effective_at__lt=period.until, at__lt=period.until)
    rows = rows.only("number", "key", "locale", "item", "outcome", "effective_at", "snapshot")
    by_key: dict[tuple[str, str], dict[int, Publication]] = {}
    for one in rows.order_by("key", "locale", "number"):
        by_key.setdefault((one.key, one.locale), {})[one.number] = one
    found = []
    for publications in by_key.values():
        decisions = (timeline.Decision(p.number, p.effective_at) for p in publications.values())
        for times in timeline.periods(decisions):
            one = publications[times.number]
            if one.outcome == Outcome.DOCUMENT and (times.ends is None or times.ends > period.since):
                found.append((one, times))
    return found


def _due_dates(numbers: set[int], digests: set[str]) -> dict:
    """Due dates by the publication's number, or by the digest of its bytes where it is not live any more."""
    found: dict = {}
    known = set()
    for number, etag, due in Live.objects.documents().values_list("publication", "etag", "review_due"):
        if number in numbers:
            found[number] = due
            known.add(etag)
    missing = sorted(digests - known)
    for begin in range(0, len(missing), AT_ONCE):
        bodies = Content.objects.filter(pk__in=missing[begin : begin + AT_ONCE]).values_list("pk", "body")
        for digest, body in bodies:
            if body:  # sealed bytes say nothing any more
                found[digest] = canonical.decode(body)["publication"].get("review_due") or ""
    return found


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)).astimezone(UTC)
