"""The workflow in an editor's words: moments with their zone, what is waited for, where an item stands."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from .models.standing import State

SIGNATURES = {
    "medical": "medical review",
    "compliance": "compliance",
    "any": "one signature, medical or compliance",
}


def moment(at: datetime | None) -> str:
    """A moment as people here read their clocks: “1 Jul 2026, 14:05 EDT”."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{date_format(local, 'j M Y, H:i')} {local.tzname()}"


def both_times(at: datetime | None) -> str:
    """A moment of the record for a print: local time and UTC, “1 Jul 2026, 14:05 EDT (18:05 UTC)”."""
    if at is None:
        return ""
    here, utc = moment(at), at.astimezone(UTC)
    if here.endswith(" UTC"):
        return here
    same_day = utc.date() == timezone.localtime(at).date()
    return f"{here} ({date_format(utc, 'H:i' if same_day else 'j M Y, H:i')} UTC)"


def day(on: date | None) -> str:
    """A day: “1 Jul 2026”."""
    return date_format(on, "j M Y") if on else ""


def local_date(at: datetime) -> date:
    """The day that clocks here show at this moment."""
    return timezone.localtime(at).date()


def zone() -> str:
    """The time zone that forms read and pages show: “America/New_York”."""
    return timezone.get_current_timezone_name()


def joined(words) -> str:
    """“a”, “a and b”, “a, b and c”."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def awaited(meanings) -> str:
    """What a release still waits for: “medical review and compliance”."""
    return joined(SIGNATURES.get(meaning, meaning) for meaning in meanings)


def state_of(standing, now: datetime) -> State:
    """Where an item stands; without any revision it is a draft."""
    return standing.state(now) if standing else State.DRAFT


def state_line(standing, now: datetime, archived_at: datetime | None = None) -> str:
    """The state of an item in a few words, for lists."""
    if archived_at:
        return "Archived"
    state = state_of(standing, now)
    if state == State.IN_REVIEW:
        return f"In review: {awaited(standing.waits_for.split())}"
    if state == State.SCHEDULED:
        return f"Scheduled for {moment(standing.scheduled_at)}"
    return state.label


def and_more(titles: list[str], most: int = 5) -> str:
    """A list of titles that may be long: “A”, “B” and 3 more."""
    quoted = [f"“{title}”" for title in titles[:most]]
    if len(titles) > most:
        quoted.append(f"{len(titles) - most} more")
    return joined(quoted)
