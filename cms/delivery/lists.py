"""`GET /api/v1/<kind>`: the entries of what is live, filtered, in order, page by page.

One query reads the page and the state it belongs to, so the ETag is that of these very rows. A client that
names an ETag costs one small query more, and nothing else when it is still good.
"""

from datetime import datetime

from django.conf import settings
from django.db import connection

from cms import instant
from cms.publishing.models import Outcome, Publishable

from . import caching, cursors, describing, filters, pages, parameters, state
from .cursors import Cursor
from .state import State


class KindList(pages.PublicView):
    """The list of one kind; urls.py makes one of these for each."""

    model: type[Publishable]

    def get(self, request):
        given = parameters.read(request.META.get("QUERY_STRING", ""), filters.of_list(self.model))
        asked = Asked(self.model, given)
        body = None
        known = caching.tags_named(request.META.get("HTTP_IF_NONE_MATCH"))
        present = state.read(instant.to_text(self.now), self.model.kind) if known else None
        if present is None or not (known == ["*"] or present.etag(asked.identity) in known):
            present, page = read(asked, self.now)
            body = pages.envelope(page, given.get("fields"))
        return pages.answer(
            body,
            etag=f'"{present.etag(asked.identity)}"',
            state=present,
            now=self.now,
            tags=self.model.kind,
        )

    @classmethod
    def describe(cls) -> dict:
        return describing.kind_list(cls.model, filters.of_list(cls.model))


class Asked:
    """A request for a page, with what was left out filled in."""

    def __init__(self, model: type[Publishable], given: dict):
        self.path = f"/api/v1/{model.kind}"
        self.kind = model.kind
        self.given = given
        self.locale = given.get("locale", settings.DEFAULT_LOCALE)
        self.limit = given.get("limit", filters.DEFAULT_LIMIT)
        self.sort = filters.SORTS[given.get("sort", filters.DEFAULT_SORT)]
        #: The normalised request: what decides the answer, together with the state.
        self.identity = f"{self.path} {self.locale} {pages.encoded(given)}"
        self._bound = cursors.fingerprint(
            self.path, self.locale, pages.encoded(given, "cursor", "limit", "fields")
        )
        self.cursor = pages.cursor_of(given, self._bound)

    def address(self, cursor: Cursor) -> str:
        return pages.address(self.path, self.given, cursor, self._bound)


def read(asked: Asked, now: datetime) -> tuple[State, pages.Page]:
    """One page and the state of everything it depends on, from one query and so of one moment."""
    moment = instant.to_text(now)
    backwards = asked.cursor is not None and asked.cursor.backwards
    descending = asked.sort.descending != backwards
    where = [
        "l.kind = %s AND l.outcome = %s AND l.locale = %s",
        "l.live_from <= %s AND (l.live_until IS NULL OR l.live_until > %s)",
    ]
    values = [asked.kind, Outcome.DOCUMENT.value, asked.locale, moment, moment]
    for condition in filters.conditions(asked.given):
        where.append(condition.sql)
        values += condition.values
    if asked.cursor:
        where.append(f"({asked.sort.expression}, l.item) {'<' if descending else '>'} (%s, %s)")
        values += asked.cursor.edge
    order = "DESC" if descending else "ASC"
    sql = (
        f"WITH s AS ({state.sql(asked.kind)}), r AS (SELECT {asked.sort.expression} AS edge, l.item, l.card"
        f" FROM publishing_live l WHERE {' AND '.join(where)} ORDER BY 1 {order}, 2 {order} LIMIT %s)"
        f" SELECT s.*, r.* FROM s LEFT JOIN r ON 1 = 1 ORDER BY r.edge {order}, r.item {order}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*state.values(moment, asked.kind), *values, asked.limit + 1])
        rows = cursor.fetchall()
    width = len(State._fields)
    # Without any entry there is still one row: the state, and nothing beside it.
    found = [row[width:] for row in rows if row[-1] is not None]
    return State(*rows[0][:width]), _page(asked, found, backwards)


def _page(asked: Asked, rows: list[tuple], backwards: bool) -> pages.Page:
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    if backwards:
        rows.reverse()
    came_from = asked.cursor is not None and bool(rows)
    before, after = (more, came_from) if backwards else (came_from, more)
    return pages.Page(
        cards=[card for _, _, card in rows],
        limit=asked.limit,
        next=asked.address(Cursor(False, list(rows[-1][:2]))) if after else None,
        previous=asked.address(Cursor(True, list(rows[0][:2]))) if before else None,
    )
