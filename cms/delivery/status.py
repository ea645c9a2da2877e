"""GET and HEAD of `/api/v1/<kind>/<slug>/status`: what changes about a document without a signature.

The one companion of a document (see cms.publishing.companion). Whether there is a document, whether it moved
or is gone, is decided as for the document itself. The answer is named by its own bytes, kept by shared caches
for half a minute and never past the next moment at which something changes by itself. Its surrogate keys are
those of the document: a purge of a page, or of a source that it cites, reaches both.
"""

import base64
import json
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from cms import canonical, instant
from cms.publishing.companion import companion_now

from . import caching, detail, state
from .detail import Answer

FRESH = 30

EXAMPLE = {
    "schema": "status/1",
    "type": "article",
    "slug": "leg-pain-when-you-walk",
    "locale": "en-US",
    "document": "3f1c9c1f0e6d4f6f8a2b7c5d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b",
    "notices": [
        {
            "kind": "evidence",
            "severity": "warning",
            "text": "A guideline that this page cites was replaced. We are looking at what changes.",
            "since": "2026-07-01T08:00:00.000000Z",
        }
    ],
    "references": [
        {
            "number": 1,
            "key": "aha-acc-pad-2016",
            "status": "superseded",
            "since": "2024-05-14",
            "successor": {
                "key": "acc-aha-pad-2024",
                "title": "2024 Guideline for Lower Extremity Peripheral Artery Disease",
                "href": "/citations/acc-aha-pad-2024",
            },
        }
    ],
    "targets": [{"type": "article", "slug": "old-page", "href": "/articles/old-page", "replaced_by": None}],
    "alternates": [
        {
            "locale": "es-US",
            "slug": "leg-pain-when-you-walk",
            "title": "Dolor en las piernas al caminar",
            "href": "/articles/leg-pain-when-you-walk",
        }
    ],
    "related": [
        {"type": "article", "slug": "walking", "title": "A walking plan", "href": "/articles/walking"}
    ],
    "review_overdue": False,
}


@cache
def schema() -> dict:
    return json.loads((Path(__file__).parent / "schemas" / "status.json").read_text())


def answer(
    *,
    kind: str,
    slug: str,
    query: str = "",
    if_none_match: str | None = None,
    method: str = "GET",
    now: datetime,
) -> Answer:
    """The whole answer. `query` is the raw query string, `if_none_match` the raw header."""
    asked = "GET" if method == "HEAD" else method
    found = detail.answer(kind=kind, slug=slug, query=query, method=asked, now=now)
    if found.status == 200:
        found = beside(kind, found, caching.tags_named(if_none_match), now)
    elif found.status == 308:
        found = found._replace(headers=[_led(header) for header in found.headers])
    return found._replace(body=b"") if method == "HEAD" else found


def beside(kind: str, found: Answer, known: list[str], now: datetime) -> Answer:
    """The answer that goes with a document that was found."""
    document = canonical.decode(found.body)
    given = dict(found.headers)
    digest = given["ETag"].strip('"')
    body = canonical.encode(
        companion_now(kind=kind, item=document["id"], digest=digest, document=document, moment=now)
    )
    etag = canonical.digest(body)
    own = {
        "ETag": f'"{etag}"',
        "Cache-Control": caching.cache_control(now, _next_change(document, now), fresh=FRESH),
    }
    # When the document went live says nothing about this.
    headers = [
        (name, own.get(name, value))
        for name, value in found.headers
        if name not in ("Last-Modified", "Content-Type", "Content-Length", "Repr-Digest")
    ]
    if etag in known or known == ["*"]:
        return Answer(304, headers, b"")
    headers += [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Repr-Digest", f"sha-256=:{base64.b64encode(bytes.fromhex(etag)).decode()}:"),
    ]
    return Answer(200, headers, body)


def _next_change(document: dict, now: datetime) -> datetime | None:
    """The next moment at which anything begins or ends by itself, or the review falls overdue."""
    moments = [state.read(instant.to_text(now)).next_change]
    if due := document["publication"]["review_due"]:
        after = datetime.combine(date.fromisoformat(due) + timedelta(days=1), time())
        moments.append(timezone.make_aware(after))
    return min((moment for moment in moments if moment and moment > now), default=None)


def _led(header: tuple[str, str]) -> tuple[str, str]:
    """A redirect leads to the status of the document's new address."""
    name, value = header
    if name != "Location":
        return header
    parts = urlsplit(value)
    return name, parts._replace(path=f"{parts.path}/status").geturl()


@csrf_exempt
def view(request, kind: str, slug: str):
    return detail.carried(
        answer(
            kind=kind,
            slug=slug,
            query=request.META.get("QUERY_STRING", ""),
            if_none_match=request.META.get("HTTP_IF_NONE_MATCH"),
            method=request.method,
            now=timezone.now(),
        )
    )
