"""How long caches may keep an answer, and whether the one that a client has is still good. Pure.

    Cache-Control: public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=3600

Browsers ask each time and mostly hear 304. Shared caches keep the answer, and are purged by Surrogate-Key
when something is published. A scheduled change purges nothing when it begins, so no cache may promise past
it: the fresh time and the longest stale extension together end before the next one.
"""

import re
from datetime import datetime
from email.utils import format_datetime

FRESH = 300
#: For what is not there: it may appear at any moment.
FRESH_WHEN_MISSING = 30
REVALIDATE = 60
ON_ERROR = 3600

#: Of one If-None-Match header. A client has one or two; nobody needs more.
MOST_TAGS = 50

_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def cache_control(now: datetime, next_change: datetime | None = None, *, fresh: int = FRESH) -> str:
    """The header's value. Freshness comes first; the stale extensions take what time is left."""
    left = None if next_change is None else max(0, int((next_change - now).total_seconds()))
    shared = fresh if left is None else min(fresh, left)
    parts = ["public", "max-age=0", f"s-maxage={shared}"]
    for name, longest in (("stale-while-revalidate", REVALIDATE), ("stale-if-error", ON_ERROR)):
        stale = longest if left is None else min(longest, left - shared)
        if stale:
            parts.append(f"{name}={stale}")
    return ", ".join(parts)


def tags_named(if_none_match: str | None) -> list[str]:
    """The tags that the client has, without quotes and weakness: on a GET they are compared weakly.

    A server in front that compresses turns our strong tags into weak ones; they must still match. `*` is
    given as it is: it means any document at all.
    """
    if not if_none_match:
        return []
    if if_none_match.strip() == "*":
        return ["*"]
    return list(dict.fromkeys(_TAG.findall(if_none_match)))[:MOST_TAGS]


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
