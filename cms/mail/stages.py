"""When a reminder is due: sixty, thirty and seven days before, on the day, then each week. Pure."""

from datetime import date, timedelta

#: Stage → so many days before the review falls due, from the first to the last.
BEFORE = (("60", 60), ("30", 30), ("7", 7), ("0", 0))
FIRST = 60
#: Warnings before the policy takes a page down: stage → days ahead.
WARNINGS = (("retire-14", 14), ("retire-3", 3))


def stage(due: date, today: date) -> str | None:
    """The stage that was reached last, None before the first: "30", "0", and "+2" two weeks after the day.

    A worker that slept through some stages sends the last one only.
    """
    days = (due - today).days
    if days < 0 and (weeks := -days // 7):
        return f"+{weeks}"
    reached = [name for name, before in BEFORE if days <= before]
    return reached[-1] if reached else None


def loud(stage: str) -> bool:
    """Whether the stage is one at which compliance hears of it too."""
    return stage == "0" or stage.startswith("+")


def retires_on(due: date, after_days: int, warned: dict[str, date]) -> date:
    """The day on which the policy takes a page down: never before each warning was given in time.

    `warned` says on which day each warning was given; where one was not given yet, it would be today's.
    """
    day = due + timedelta(days=after_days + 1)
    for name, ahead in WARNINGS:
        if name in warned:
            day = max(day, warned[name] + timedelta(days=ahead))
    return day
