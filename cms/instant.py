"""Moments as text of one fixed width: UTC to the microsecond, such as `2026-07-01T00:00:00.000000Z`.

The record stores moments in this form. Both databases then hold the same bytes, a hash can be recomputed
from what a cursor returns, and the order of the text is the order of time.
"""

import re
from datetime import UTC, datetime

WIDTH = 27
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def to_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    moment = moment.astimezone(UTC)
    # strftime does not pad years below 1000 on every platform; such a year is a mistake anyway.
    if moment.year < 1000:
        raise ValueError("a moment before the year 1000 is a mistake")
    return moment.strftime(_FORMAT)


def from_text(text: str) -> datetime:
    """The moment that the text says; ValueError when it isn't exactly of the fixed form."""
    # A moment has one spelling: strptime would take digits of other scripts, and a blank for a zero.
    if not _FORM.fullmatch(text):
        raise ValueError(f"{text!r} is not a moment of the form YYYY-MM-DDTHH:MM:SS.ffffffZ")
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
