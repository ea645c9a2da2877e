"""`GET /api/v1/compliance/<kind>/{slug}/history`: everything that happened to an item, newest first."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from rest_framework import exceptions

from cms import canonical, instant
from cms.publishing import asof, chronicle
from cms.publishing.chronicle import Event

from .. import cursors, detail, pages, parameters
from ..cursors import Cursor
from . import access, describing
from .at import ROOT

DEFAULT_LIMIT, MOST = 50, 200
TAKES = [
    parameters.names("type", "Only events of these types, with commas between them.", tuple(chronicle.TYPES)),
    detail.LOCALE,
    parameters.whole("limit", "Events on a page.", least=1, most=MOST, default=DEFAULT_LIMIT),
    parameters.text("cursor", "Where the page begins: from `page.next`.", longest=1000),
]


class ItemView(access.ComplianceView):
    """A read about the item that an address belongs to, or whose draft has it."""

    def item(self, kind: str, slug: str, locale: str) -> str:
        model = self.model(kind)
        uid = asof.owner(f"{kind}/{slug}", locale)
        if uid is None:
            drafts = model.objects.filter(slug=slug, locale=locale).order_by("pk")
            uid = drafts.values_list("uid", flat=True).first()
        if not uid:
            raise exceptions.NotFound(f"No item has, or ever had, the address {kind}/{slug} in {locale}.")
        return uid


class History(ItemView):
    what = "history"

    def get(self, request, kind, slug):
        self.model(kind)
        given = self.given(TAKES)
        locale = given.get("locale", settings.DEFAULT_LOCALE)
        uid = self.item(kind, slug, locale)
        path = f"{ROOT}/{kind}/{slug}/history"
        bound = cursors.fingerprint(path, pages.encoded(given, "cursor", "limit"))
        cursor = pages.cursor_of(given, bound)
        self.note(uid, **{name: pages.plain(given[name]) for name in ("type", "limit") if name in given})
        types = set(given.get("type", chronicle.TYPES))
        found = [event for event in chronicle.of_item(uid) if event.type in types]
        limit = given.get("limit", DEFAULT_LIMIT)
        page, following, previous = _page(found, limit, cursor)
        body = {
            "item": uid,
            "kind": kind,
            "items": _documents(page),
            "page": {
                "limit": limit,
                "next": pages.address(path, given, following, bound) if following else None,
                "previous": pages.address(path, given, previous, bound) if previous else None,
            },
        }
        return HttpResponse(canonical.encode(body), content_type="application/json")

    @classmethod
    def describe(cls) -> dict:
        return describing.history(TAKES)


def _documents(events: list[Event]) -> list[dict]:
    chronicle.complete(events)
    return [
        {
            "type": event.type,
            "at": instant.to_text(event.at),
            "entry": event.entry,
            "by": event.by,
            "by_name": event.by_name,
            "reason": event.reason,
            "action": event.action,
            "entry_hash": event.entry_hash,
            **{name: _plain(value) for name, value in event.facts.items()},
        }
        for event in events
    ]


def _plain(value):
    return instant.to_text(value) if isinstance(value, datetime) else value


def _page(found: list[Event], limit: int, cursor: Cursor | None):
    """The events of one page, and the cursors of its neighbours. Newest first: later is in front."""
    edge = tuple(cursor.edge) if cursor else None
    if cursor is None:
        page = found[:limit]
    elif cursor.backwards:
        page = [event for event in found if event.place > edge][-limit:]
    else:
        page = [event for event in found if event.place < edge][:limit]
    if not page:
        return [], None, None
    more = found[-1].place < page[-1].place
    newer = found[0].place > page[0].place
    return (
        page,
        Cursor(False, list(page[-1].place)) if more else None,
        Cursor(True, list(page[0].place)) if newer else None,
    )
