"""Rows of the live table put there directly, for tests of what reads it."""

import itertools
import json
from datetime import UTC, datetime, timedelta

from cms import canonical
from cms.publishing.models import Content, Facet, Live
from cms.search import index

NOW = datetime(2041, 5, 6, 7, 8, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

_numbers = itertools.count(1)


def document(
    slug="leg-pain",
    *,
    kind="articles",
    item="",
    locale="en-US",
    title="Leg pain",
    start=NOW - DAY,
    until=None,
    published=None,
    updated=None,
    review_due="",
    facets=None,
    text=None,
    synonyms=(),
    tags="",
    words="",
):
    """A live document, or one that will be or was."""
    href = f"/read/{slug}"
    body = canonical.encode({"slug": slug, "locale": locale, "title": title, "words": words})
    etag = canonical.digest(body)
    if not Content.objects.filter(pk=etag).exists():
        Content(digest=etag, body=body.decode(), entry=1).save()
    card = {"id": item or f"itm_{slug}", "slug": slug, "locale": locale, "href": href, "title": title}
    live = Live.objects.create(
        publication=next(_numbers),
        key=f"{kind}/{slug}",
        locale=locale,
        kind=kind,
        slug=slug,
        item=item or f"itm_{slug}",
        outcome="document",
        live_from=start,
        live_until=until,
        etag=etag,
        title=title,
        first_published_at=published or start,
        updated_at=updated or start,
        review_due=review_due,
        tags=tags,
        card=canonical.encode(card).decode(),
    )
    for name, values in (facets or {}).items():
        for value in values:
            Facet.objects.create(live=live, name=name, value=value)
    index.add(live, {"title": title, **(text or {})}, list(synonyms))
    return live


def moved(slug, *, kind="articles", item, start=NOW - DAY, until=None, locale="en-US"):
    """An old address of an item."""
    return _without_bytes("moved", kind, slug, item, start, until, locale)


def gone(slug, *, kind="articles", item="", start=NOW - DAY, until=None, locale="en-US", **said):
    """An address whose page was taken down."""
    return _without_bytes("gone", kind, slug, item or f"itm_{slug}", start, until, locale, **said)


def _without_bytes(outcome, kind, slug, item, start, until, locale, title="", note="", successor=""):
    return Live.objects.create(
        publication=next(_numbers),
        key=f"{kind}/{slug}",
        locale=locale,
        kind=kind,
        slug=slug,
        item=item,
        outcome=outcome,
        live_from=start,
        live_until=until,
        title=title,
        note=note,
        successor=successor,
    )


def stored(live) -> bytes:
    return Content.objects.get(pk=live.etag).body.encode()


def slugs(response) -> list[str]:
    return [item["slug"] for item in json.loads(response.content)["items"]]
