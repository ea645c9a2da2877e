"""GET and HEAD of `/api/v1/<kind>/<slug>`: one function decides the whole answer with one database query.

`answer()` looks at nothing of Django's request, so a wrapper may call it before any middleware; the plain
view at the end only carries it. It sets its own headers for the same reason. Bytes are sent as they are
stored.
"""

import base64
import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from cms import instant
from cms.publishing import kinds
from cms.publishing.models import Outcome

from . import caching, pages, parameters, problems

LOCALE = parameters.locale("Locale of the content, such as en-US.")
METHODS = "GET, HEAD, OPTIONS"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LONGEST_SLUG = 120

#: Sent with every answer. What is public is public to every site, and no cookie is ever looked at.
_ALWAYS = (
    ("Vary", "Accept-Encoding"),
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", ", ".join(settings.CORS_EXPOSE_HEADERS)),
)


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Row(NamedTuple):
    """A decision about the key that is not over yet, and where it leads: one line of the query."""

    publication: int
    outcome: str
    live_from: str
    live_until: str | None = None
    etag: str = ""
    tags: str = ""
    title: str = ""
    note: str = ""
    # The same item under its newer address, for a key that has moved.
    item_outcome: str | None = None
    item_from: str | None = None
    item_until: str | None = None
    item_slug: str | None = None
    item_kind: str | None = None
    item_locale: str | None = None
    item_title: str | None = None
    item_note: str | None = None
    # What to read instead of a page that is gone.
    next_from: str | None = None
    next_until: str | None = None
    next_kind: str | None = None
    next_slug: str | None = None
    next_locale: str | None = None
    next_title: str | None = None
    next_card: str | None = None
    body: str | None = None

    def begun(self, moment: str) -> bool:
        return self.live_from <= moment

    def item_begun(self, moment: str) -> bool:
        return self.item_from is not None and self.item_from <= moment

    def next_begun(self, moment: str) -> bool:
        return self.next_from is not None and self.next_from <= moment


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
    if method not in ("GET", "HEAD"):
        found = _other_method(method)
    else:
        found = _answer(kind, slug, query, if_none_match, now)
    if method == "HEAD":
        return Answer(found.status, found.headers, b"")
    return found


def _answer(kind, slug, query, if_none_match, now) -> Answer:
    try:
        given = parameters.read(query, [LOCALE])
    except parameters.BadQuery as error:
        return _problem(problems.of_query(error), 400, "no-store")
    if kinds.model(kind) is None:
        return _problem(problems.body("unknown_route"), 404, _missing(now))
    if len(slug) > _LONGEST_SLUG or not _SLUG.match(slug):
        return _problem(problems.body("unknown_page"), 404, _missing(now), kind)
    locale = given.get("locale", settings.DEFAULT_LOCALE)
    known = caching.tags_named(if_none_match)
    rows = _read(f"{kind}/{slug}", locale, instant.to_text(now), known)
    return decided(rows, kind=kind, slug=slug, locale=locale, chosen="locale" in given, known=known, now=now)


def decided(
    rows: list[Row],
    *,
    kind: str,
    slug: str,
    locale: str,
    chosen: bool,
    known: Sequence[str] = (),
    now: datetime,
) -> Answer:
    """The answer that follows from these rows. `chosen`: whether the client named the locale."""
    moment = instant.to_text(now)
    current = max((row for row in rows if row.begun(moment)), key=_newest, default=None)
    change = _next_change(rows, moment)
    own_tags = _with_own_tags(current.tags if current else "", kind, f"{kinds.model(kind).type}:{slug}")
    if current is None:
        return _problem(problems.body("unknown_page"), 404, _missing(now, change), own_tags)
    if current.outcome == Outcome.DOCUMENT:
        return _document(current, known, locale, own_tags, caching.cache_control(now, change))
    # Several lines say the same about the key and differ in where it leads.
    lines = [row for row in rows if row.publication == current.publication]
    target = next((row for row in lines if row.item_begun(moment)), None)
    if current.outcome == Outcome.MOVED and target and target.item_outcome == Outcome.DOCUMENT:
        location = f"/api/v1/{target.item_kind}/{target.item_slug}"
        if chosen or target.item_locale != locale:
            location += f"?locale={quote(target.item_locale)}"
        headers = [("Location", location), *_shared(own_tags, caching.cache_control(now, change))]
        return Answer(308, [*headers, ("Content-Length", "0")], b"")
    if current.outcome == Outcome.MOVED and target is None:
        # The item has another address from a later moment on, and none now.
        return _problem(problems.body("unknown_page"), 404, _missing(now, change), own_tags)
    return _gone(current, target, lines, moment, own_tags, _missing(now, change))


def _document(row: Row, known, locale, tags, cache) -> Answer:
    headers = [
        ("ETag", f'"{row.etag}"'),
        ("Last-Modified", caching.http_date(instant.from_text(row.live_from))),
        ("Content-Language", locale),
        *_shared(tags, cache),
    ]
    if row.etag in known or known == ["*"]:
        return Answer(304, headers, b"")
    if not row.body:
        # Sealed, or about to be: the bytes are blank, and the digest alone remains.
        text = problems.body("gone", "The text of this page is no longer available.", replaced_by=None)
        return _problem(text, 410, cache, tags)
    body = row.body.encode()
    headers += [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Repr-Digest", f"sha-256=:{base64.b64encode(bytes.fromhex(row.etag)).decode()}:"),
    ]
    return Answer(200, headers, body)


def _gone(row: Row, target: Row | None, lines, moment, tags, cache) -> Answer:
    """The page was taken down; under an old address the notice is that of the item's last address."""
    successor = next((line for line in lines if line.next_begun(moment)), None)
    members = {
        "page_title": (target.item_title if target else row.title) or None,
        "retired_at": (target.item_from if target else row.live_from),
        "replaced_by": _link(successor) if successor else None,
    }
    note = target.item_note if target else row.note
    return _problem(problems.body("gone", note or "", **members), 410, cache, tags)


def _link(row: Row) -> dict:
    """What to read instead: its address on the site as its card has it, and in this API."""
    card = json.loads(row.next_card) if row.next_card else {}
    api = f"/api/v1/{row.next_kind}/{row.next_slug}"
    if row.next_locale != settings.DEFAULT_LOCALE:
        api += f"?locale={quote(row.next_locale)}"
    return {
        "type": kinds.model(row.next_kind).type,
        "slug": row.next_slug,
        "title": row.next_title or row.next_slug,
        "href": card.get("href") or api,
        "api": api,
    }


def _other_method(method: str) -> Answer:
    if method == "OPTIONS":
        return Answer(204, [("Allow", METHODS), *_ALWAYS], b"")
    found = _problem(problems.body("method_not_allowed"), 405, "no-store")
    return found._replace(headers=[("Allow", METHODS), *found.headers])


def _problem(body: bytes, status: int, cache: str, tags: str = "") -> Answer:
    headers = [
        ("Content-Type", problems.CONTENT_TYPE),
        ("Content-Length", str(len(body))),
        *_shared(tags, cache),
    ]
    return Answer(status, headers, body)


def _shared(tags: str, cache: str) -> list[tuple[str, str]]:
    return [("Cache-Control", cache), *([("Surrogate-Key", tags)] if tags else []), *_ALWAYS]


def _missing(now: datetime, change: datetime | None = None) -> str:
    return caching.cache_control(now, change, fresh=caching.FRESH_WHEN_MISSING)


def _with_own_tags(tags: str, *own: str) -> str:
    """The stored tags and the page's own, so that a purge finds it also while there is no document."""
    return " ".join(dict.fromkeys([*tags.split(), *own]))


def _newest(row: Row):
    return (row.live_from, row.publication)


def _next_change(rows: list[Row], moment: str) -> datetime | None:
    """The first moment at which any of what the query saw begins or ends."""
    times = (
        time
        for row in rows
        for time in (
            row.live_from,
            row.live_until,
            row.item_from,
            row.item_until,
            row.next_from,
            row.next_until,
        )
        if time and time > moment
    )
    first = min(times, default=None)
    return instant.from_text(first) if first else None


def _read(key: str, locale: str, moment: str, known: list[str]) -> list[Row]:
    any_will_do = known == ["*"]
    known = [tag for tag in known if len(tag) == 64 and tag.isascii()]
    with connection.cursor() as cursor:
        cursor.execute(_sql(len(known), any_will_do), [moment, *known, moment, moment, key, locale, moment])
        return [Row(*row) for row in cursor.fetchall()]


@lru_cache
def _sql(known: int, any_will_do: bool) -> str:
    """The query. The column of bytes is read for what is live and new to the client, and for nothing else."""
    wanted = "l.outcome = 'document' AND l.live_from <= %s"
    if known:
        wanted += f" AND l.etag NOT IN ({', '.join(['%s'] * known)})"
    if any_will_do:
        wanted += " AND l.etag = ''"
    return f"""
        SELECT l.publication, l.outcome, l.live_from, l.live_until, l.etag, l.tags, l.title, l.note,
            i.outcome, i.live_from, i.live_until, i.slug, i.kind, i.locale, i.title, i.note,
            n.live_from, n.live_until, n.kind, n.slug, n.locale, n.title, n.card,
            CASE WHEN {wanted} THEN (SELECT c.body FROM publishing_content c WHERE c.digest = l.etag) END
        FROM publishing_live l
        LEFT JOIN publishing_live i ON l.outcome = 'moved' AND i.item = l.item
            AND i.outcome <> 'moved' AND (i.live_until IS NULL OR i.live_until > %s)
        LEFT JOIN publishing_live n ON n.outcome = 'document' AND n.item <> ''
            AND n.item = CASE WHEN l.outcome = 'gone' THEN l.successor ELSE i.successor END
            AND (n.live_until IS NULL OR n.live_until > %s)
        WHERE l.key = %s AND l.locale = %s AND (l.live_until IS NULL OR l.live_until > %s)
    """


@csrf_exempt
def view(request, kind: str, slug: str) -> HttpResponse:
    return carried(
        answer(
            kind=kind,
            slug=slug,
            query=request.META.get("QUERY_STRING", ""),
            if_none_match=request.META.get("HTTP_IF_NONE_MATCH"),
            method=request.method,
            now=timezone.now(),
        )
    )


def carried(found: Answer) -> HttpResponse:
    """An answer as a response of Django's."""
    if found.status == 304:
        response = pages.NotModified()
    else:
        response = HttpResponse(found.body, status=found.status)
        del response["Content-Type"]
    for name, value in found.headers:
        response[name] = value
    return response
