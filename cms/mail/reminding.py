"""Reminders of reviews: once for each page, due date and stage, in one mail for each person and day.

The row of the stage is written first, in one transaction with its letters: however often a worker is killed
and however many run, a stage is dealt with exactly once. The mail itself then leaves at least once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from cms.audit import trail
from cms.publishing import composing, reviews
from cms.publishing.models import Live

from . import letters, recipients, stages
from .following import item_path
from .letters import News
from .models import Event, Progress, Reminder

NAME = "reminding"
AT_ONCE = 200


def remind(clock: trail.Clock) -> str:
    """Write today's reminders, once a day."""
    now = clock()
    today = composing.local_day(now)
    if Progress.objects.filter(pk=NAME, done_on__gte=today).exists():
        return ""
    last = (today.fromordinal(today.toordinal() + stages.FIRST)).isoformat()
    rows = list(reviews.falling_due(now).filter(review_due__lte=last))
    given = set(Reminder.objects.filter(due__lte=last).values_list("item", "due", "stage"))
    waiting = []
    for row in rows:
        reached = stages.stage(date.fromisoformat(row.review_due), today)
        if reached and (row.item, row.review_due, reached) not in given:
            waiting.append((row, reached))
    written = 0
    for begin in range(0, len(waiting), AT_ONCE):
        written += _deal_with(waiting[begin : begin + AT_ONCE], now)
    Progress.objects.update_or_create(pk=NAME, defaults={"done_on": today})
    return f"{len(waiting)} reviews to remind of, {written} letters" if waiting else ""


def _deal_with(waiting: list[tuple[Live, str]], now: datetime) -> int:
    groups = Groups(waiting)
    with transaction.atomic():
        new = take(((row.item, row.review_due, stage) for row, stage in waiting), now)
        news = [
            News(
                f"review:{row.item}:{row.review_due}:{stage}",
                Event.REVIEW_OVERDUE if stage.startswith("+") else Event.REVIEW_DUE,
                item_path(row.item),
                groups.told(row, stage),
                row.kind,
                daily=True,
            )
            for row, stage in waiting
            if (row.item, row.review_due, stage) in new
        ]
        return letters.write(news, now)


def take(found: Iterable[tuple[str, str, str]], now: datetime) -> set[tuple[str, str, str]]:
    """Write the rows of these stages; those that were not there before are the caller's to deal with.

    Call inside a transaction. Two workers meet at the lock on one row, so the second finds the first's.
    """
    if not Progress.objects.select_for_update().filter(pk=NAME).exists():
        Progress.objects.get_or_create(pk=NAME)
        Progress.objects.select_for_update().get(pk=NAME)
    found = set(found)
    known = Reminder.objects.filter(item__in={item for item, _, _ in found})
    new = found - set(known.values_list("item", "due", "stage"))
    Reminder.objects.bulk_create(
        [Reminder(item=item, due=due, stage=stage, at=now) for item, due, stage in sorted(new)],
        batch_size=500,
    )
    return new


class Groups:
    """Who is told of the reviews of these pages, found with a few queries for all of them."""

    def __init__(self, waiting: Iterable[tuple[Live, str]]):
        rows = [row for row, _ in waiting]
        self.writers = recipients.last_writers(row.item for row in rows)
        self.reachable = recipients.reachable(self.writers.values())
        self.medical = recipients.with_permissions("publishing.sign_medical")
        self.publishers = recipients.with_permissions("publishing.publish")
        self.compliance = recipients.with_permissions("publishing.sign_compliance")
        self.viewers = defaultdict(set) | {kind: recipients.viewers(kind) for kind in {r.kind for r in rows}}

    def told(self, row: Live, stage: str) -> frozenset[str]:
        """The last writer and medical reviewers; a week before publishers too, from the day on compliance."""
        persons = {self.writers.get(row.item, "")} & self.reachable | self.medical
        if stage not in ("60", "30"):
            persons |= self.publishers
        if stages.loud(stage) or stage.startswith("retire"):
            persons |= self.compliance
        return frozenset(persons & self.viewers[row.kind])
