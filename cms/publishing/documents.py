"""The published form of a signed document: what publishing adds, and how it is encoded. Pure."""

import calendar
from datetime import date, datetime

from cms import canonical, instant

ADDED = ("publication", "json_ld")


def content_of(document: dict) -> dict:
    """The part of a published document that was signed."""
    return {name: value for name, value in document.items() if name not in ADDED}


def published(content: dict, publication: dict, json_ld) -> bytes:
    """The bytes readers are served: the signed content, the `publication` part, and `json_ld(document)`."""
    document = {**content, "publication": publication}
    data = json_ld(document)
    if data is not None:
        document["json_ld"] = data
    return canonical.encode(document)


def publication_part(
    *,
    effective_at: datetime,
    day: date,
    first_published_at: datetime | None,
    revision: int,
    release: str,
    content_digest: str,
    previous: dict | None,
    moves_dates: bool,
    reviewers: list[dict],
    reviewed_on: date | None,
    review_interval_months: int | None,
) -> dict:
    """What a document says of its own publication; `day` is the day of its effect as readers count days.

    An editorial change (`moves_dates` False) keeps the dates of `previous`, the `publication` part that is
    live: `updated_at`, the reviewers and both review dates. A confirmed review keeps `updated_at` too;
    the action sees to that.
    """
    now = instant.to_text(effective_at)
    part = {
        "first_published_at": instant.to_text(first_published_at or effective_at),
        "published_at": now,
        "updated_at": now,
        "revision": revision,
        "release": release,
        "content_digest": content_digest,
        "reviewed_by": reviewers,
        "last_reviewed": reviewed_on.isoformat() if reviewed_on else None,
        "review_due": None,
    }
    if review_interval_months:
        begins = reviewed_on or day
        part["review_due"] = add_months(begins, review_interval_months).isoformat()
    if previous and not moves_dates:
        for name in ("updated_at", "reviewed_by", "last_reviewed", "review_due"):
            part[name] = previous[name]
    return part


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
