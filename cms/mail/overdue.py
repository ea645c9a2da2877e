"""The policy for pages that nobody reviews: warn twice, then take down. Off unless a number of days is set.

A page is never taken down before both warnings were written in time, also when the policy is switched on
over pages that are long overdue, or when no worker ran for weeks.
"""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cms.audit import trail
from cms.publishing import composing, kinds, record, reviews
from cms.publishing.actions import overdue
from cms.publishing.actions.errors import Refused

from . import letters, reminding, stages
from .following import item_path
from .letters import News
from .models import Event, Progress, Reminder

NAME = "retiring"
log = logging.getLogger("cms.worker")


def warn_and_retire(clock: trail.Clock) -> str:
    """Once a day: write the warnings that are due, and take down what was warned of in time."""
    now = clock()
    policy = reviews.policy()
    today = composing.local_day(now)
    if policy is None or Progress.objects.filter(pk=NAME, done_on__gte=today).exists():
        return ""
    warned = retired = 0
    # What is retired on the day that the first warning names is overdue by then.
    horizon = today + timedelta(days=stages.WARNINGS[0][1]) - timedelta(days=policy.after_days + 1)
    rows = list(reviews.falling_due(now).filter(review_due__lte=horizon.isoformat()))
    groups = reminding.Groups([(row, "") for row in rows])
    given = _warnings(rows)
    for row in rows:
        if not policy.also_in_review and record.open_release_of(row.item, now):
            continue
        days = given.get((row.item, row.review_due), {})
        warning = _next_warning(row, policy, days, today)
        if warning:
            warned += _warn(row, warning, groups, now)
        elif len(days) == len(stages.WARNINGS) and _day(row, policy, days) <= today:
            retired += _retire(row, clock)
    Progress.objects.update_or_create(pk=NAME, defaults={"done_on": today})
    return f"{warned} warnings, {retired} pages taken down" if warned or retired else ""


def _day(row, policy, days) -> date:
    return stages.retires_on(date.fromisoformat(row.review_due), policy.after_days, days)


def _next_warning(row, policy, days, today) -> str | None:
    """The next warning that was not given yet, if its day has come."""
    for name, ahead in stages.WARNINGS:
        if name not in days:
            return name if _day(row, policy, days) - timedelta(days=ahead) <= today else None
    return None


def _warnings(rows) -> dict[tuple[str, str], dict[str, date]]:
    """On which day each warning was given: (item, due) → {stage: day}."""
    found: dict[tuple[str, str], dict[str, date]] = {}
    said = Reminder.objects.filter(stage__startswith="retire-", item__in=[row.item for row in rows])
    for item, due, stage, at in said.values_list("item", "due", "stage", "at"):
        found.setdefault((item, due), {})[stage] = timezone.localtime(at).date()
    return found


def _warn(row, warning: str, groups: reminding.Groups, now: datetime) -> int:
    with transaction.atomic():
        if not reminding.take([(row.item, row.review_due, warning)], now):
            return 0
        news = News(
            f"review:{row.item}:{row.review_due}:{warning}",
            Event.RETIRES,
            item_path(row.item),
            groups.told(row, warning),
            row.kind,
            daily=True,
        )
        letters.write([news], now)
        return 1


def _retire(row, clock: trail.Clock) -> int:
    item = kinds.item(row.item)
    if item is None:
        return 0
    try:
        overdue.retire_overdue(item=item, by=overdue.carrier(), clock=clock)
    except Refused as error:
        # Another worker was faster, or somebody has just submitted it.
        log.info("not taken down: %s: %s", row.item, error)
        return 0
    return 1
