"""Reviews: when a live page was last reviewed as a whole, when the next review falls due, and the policy
for what stays overdue. Both dates are the served document's own, so an editorial change never moves them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from cms import canonical

from . import composing, kinds
from .models import Content, Live, Publishable

#: How far ahead lists and the start page look.
AHEAD = 30
WINDOWS = (("overdue", "Overdue"), ("30", "Due within 30 days"), ("90", "Due within 90 days"))


@dataclass(frozen=True)
class Review:
    """The review of one live page; `days` until it falls due, below zero when it is overdue."""

    item: str
    kind: str
    title: str
    last: date | None
    due: date
    days: int

    @property
    def overdue(self) -> bool:
        return self.days < 0

    @property
    def words(self) -> str:
        """How soon, for somebody who has to see to it: “12 days overdue”."""
        if self.days == 0:
            return "due today"
        count = f"{abs(self.days)} day{'s' * (abs(self.days) != 1)}"
        return f"{count} overdue" if self.overdue else f"due in {count}"


@dataclass(frozen=True)
class Policy:
    """What is overdue for more than `after_days` is taken down, for this reason, with this public note."""

    after_days: int
    reason: str
    note: str
    also_in_review: bool = False


def policy() -> Policy | None:
    """The installation's policy for overdue pages; None when there is none."""
    if settings.RETIRE_OVERDUE_AFTER_DAYS is None:
        return None
    return Policy(
        after_days=settings.RETIRE_OVERDUE_AFTER_DAYS,
        reason=settings.RETIRE_OVERDUE_REASON,
        note=settings.RETIRE_OVERDUE_NOTE,
        also_in_review=settings.RETIRE_OVERDUE_IN_REVIEW,
    )


def falls_due(model: type[Publishable]) -> bool:
    """Whether documents of this type have a review that falls due."""
    return model.review_interval_months.__func__ is not Publishable.review_interval_months.__func__


def falling_due(now: datetime, window: str = ""):
    """Rows of the live table with a review date, the oldest first: all of them, or those of a window."""
    rows = Live.objects.at(now).documents().exclude(review_due="").order_by("review_due", "publication")
    today = composing.local_day(now)
    if window == "overdue":
        return rows.filter(review_due__lt=today.isoformat())
    if window:
        last = today + timedelta(days=int(window))
        return rows.filter(review_due__gte=today.isoformat(), review_due__lte=last.isoformat())
    return rows


def of(item: str, now: datetime) -> Review | None:
    """The review of this item's live page; None when it has none, or none that falls due."""
    rows = Live.objects.at(now).documents().filter(item=item).exclude(review_due="")
    return next(iter(read(rows.order_by("-publication")[:1], now)), None)


def read(rows: Iterable[Live], now: datetime) -> list[Review]:
    """The reviews of these rows of the live table, with one query for all their documents."""
    rows = list(rows)
    bodies = dict(Content.objects.filter(pk__in=[row.etag for row in rows]).values_list("pk", "body"))
    today = composing.local_day(now)
    found = []
    for row in rows:
        body = bodies.get(row.etag)
        last = canonical.decode(body)["publication"]["last_reviewed"] if body else None
        due = date.fromisoformat(row.review_due)
        found.append(
            Review(
                item=row.item,
                kind=row.kind,
                title=row.title,
                last=date.fromisoformat(last) if last else None,
                due=due,
                days=(due - today).days,
            )
        )
    return found


def kinds_with_reviews() -> list[str]:
    return [model.kind for model in kinds.all() if falls_due(model)]
