"""The period that a register is about: days as clocks here count them, and the entries that they hold."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from cms.audit.models import GENESIS, Entry


class Wrong(ValueError):
    """A part of the period cannot be meant; the message stands beside `field`."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Days:
    """From the first day to the last one, both included."""

    begins: date
    ends: date

    @property
    def since(self) -> datetime:
        return _midnight(self.begins)

    @property
    def until(self) -> datetime:
        """The moment just after the last day."""
        return _midnight(self.ends + timedelta(days=1))


@dataclass(frozen=True)
class Period:
    """Days, and which entries of the trail they hold: those from `first` to `last`, none if it is lower."""

    days: Days
    #: When the register was made: what a period that goes on will still hold, nobody knows.
    now: datetime
    first: int
    last: int
    #: Hash of the newest entry at the end of the period; it decides the sample.
    head: str

    @property
    def since(self) -> datetime:
        return self.days.since

    @property
    def until(self) -> datetime:
        """The end of the period, or of what has happened in it up to now."""
        return min(self.days.until, self.now + timedelta(microseconds=1))

    @property
    def goes_on(self) -> bool:
        return self.days.until > self.now

    def entries(self):
        return Entry.objects.filter(sequence__gte=self.first, sequence__lte=self.last)

    def counts(self) -> dict[str, int]:
        """How often each action was taken."""
        rows = self.entries().order_by("action").values_list("action").annotate(number=Count("pk"))
        return dict(rows)


def last_quarter(today: date) -> Days:
    """The last quarter of the calendar that is over."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    ends = first - timedelta(days=1)
    return Days(date(ends.year, ends.month - 2, 1), ends)


def checked(begins: date, ends: date, now: datetime) -> Days:
    """These days, where there can be a register of them. Raises Wrong."""
    today = timezone.localtime(now).date()
    for field, day in (("begins", begins), ("ends", ends)):
        if not 1000 <= day.year < 9999:
            raise Wrong(field, f"The record knows nothing of {day.isoformat()}.")
    if begins > ends:
        raise Wrong("ends", "The period ends before it begins.")
    for field, day in (("begins", begins), ("ends", ends)):
        if day > today:
            raise Wrong(field, "That day has not come yet.")
    return Days(begins, ends)


def of(days: Days, now: datetime) -> Period:
    """The entries of these days, found by two look-ups."""
    before = Entry.objects.filter(at__lt=days.until).order_by("-at", "-sequence")
    last, head = before.values_list("sequence", "hash").first() or (0, GENESIS)
    after = Entry.objects.filter(at__gte=days.since).order_by("at", "sequence")
    first = after.values_list("sequence", flat=True).first() or last + 1
    return Period(days, now, first, last, head)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
