"""Writing down who is to be told what: one letter for each person and cause, or none where there is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from .models import Event, Letter, Preference


@dataclass(frozen=True)
class News:
    """Something to tell these people, because of `cause`; `daily` goes with the next daily mail."""

    cause: str
    event: Event
    path: str
    persons: frozenset[str]
    kind: str = ""
    daily: bool = False


def write(news: Iterable[News], now: datetime) -> int:
    """Write the letters; what was written before stays as it is. Returns how many are new at most."""
    news = list(news)
    modes = dict(
        Preference.objects.filter(person__in={p for one in news for p in one.persons}).values_list(
            "person", "mode"
        )
    )
    found = []
    for one in news:
        for person in sorted(one.persons):
            mode = modes.get(person, Preference.Mode.AT_ONCE)
            if mode == Preference.Mode.OFF:
                continue
            wait = one.daily or mode == Preference.Mode.DAILY
            found.append(
                Letter(
                    cause=one.cause,
                    person=person,
                    event=one.event,
                    kind=one.kind,
                    path=one.path,
                    made_at=now,
                    due_at=next_daily(now) if wait else now,
                )
            )
    Letter.objects.bulk_create(found, ignore_conflicts=True, batch_size=500)
    return len(found)


def next_daily(now: datetime) -> datetime:
    """The next moment at which daily mails leave; within an hour of it, at once."""
    local = timezone.localtime(now)
    moment = timezone.make_aware(datetime.combine(local.date(), time(settings.MAIL_DIGEST_HOUR)))
    if moment <= now < moment + timedelta(hours=1):
        return now
    if moment < now:
        tomorrow = local.date() + timedelta(days=1)
        moment = timezone.make_aware(datetime.combine(tomorrow, time(settings.MAIL_DIGEST_HOUR)))
    return moment
