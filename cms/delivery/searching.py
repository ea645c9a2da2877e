"""`GET /api/v1/search?q=`: published documents of every kind, best first.

    {"items": [{"type": "article", …card…}], "page": {…}, "query": {"match": "all", "words": ["leg", "pain"]}}

`match` is "any" when nothing has all the words and the items have some of them. `words` are the stems that
were looked for: an empty list when the question held nothing but words such as "the".
"""

from datetime import datetime

from django.conf import settings

from cms import instant
from cms.publishing import kinds
from cms.search import finding
from cms.search.expression import Match

from . import caching, cursors, describing, filters, pages, parameters, state
from .cursors import Cursor

PATH = "/api/v1/search"


def takes() -> list[parameters.Parameter]:
    return [
        parameters.text("q", "What to look for.", longest=200, required=True),
        parameters.choice("kind", "Only documents of this kind.", [model.kind for model in kinds.all()]),
        parameters.slug("topic", filters.FACETS["topic"]),
        parameters.locale("Locale of the content; the installation's own when it is left out."),
        parameters.whole(
            "limit", "Entries on a page.", least=1, most=filters.MOST, default=filters.DEFAULT_LIMIT
        ),
        parameters.text("cursor", "Where the page begins: from `page.next`.", longest=1000),
    ]


class Search(pages.PublicView):
    def get(self, request):
        given = parameters.read(request.META.get("QUERY_STRING", ""), takes())
        present = state.read(instant.to_text(self.now))
        etag = present.etag(PATH, pages.encoded(given))
        known = caching.tags_named(request.META.get("HTTP_IF_NONE_MATCH"))
        return pages.answer(
            None if etag in known else _body(given, self.now),
            # Weak: the state was read just before the hits, not with them.
            etag=f'W/"{etag}"',
            state=present,
            now=self.now,
            tags=" ".join(model.kind for model in kinds.all()),
        )

    @classmethod
    def describe(cls) -> dict:
        return describing.search(takes())


def _body(given: dict, now: datetime) -> bytes:
    locale = given.get("locale", settings.DEFAULT_LOCALE)
    limit = given.get("limit", filters.DEFAULT_LIMIT)
    narrowed = {name: given.get(name, "") for name in ("kind", "topic")}
    bound = cursors.fingerprint(PATH, given["q"], locale, *narrowed.values())
    match = after = following = None
    if cursor := pages.cursor_of(given, bound):
        match, after = Match(cursor.edge[0]), tuple(cursor.edge[1:])
    found = finding.search(
        given["q"], now=now, locale=locale, limit=limit, after=after, match=match, **narrowed
    )
    if found.more:
        edge = Cursor(False, [found.match.value, *found.hits[-1].place])
        following = pages.address(PATH, given, edge, bound)
    return pages.envelope(
        pages.Page([_item(hit) for hit in found.hits], limit, following),
        query={"match": found.match.value, "words": found.words},
    )


def _item(hit: finding.Hit) -> str:
    """The card as it is stored, with the word for what it is put in front."""
    return f'{{"type":"{kinds.model(hit.kind).type}",{hit.card[1:]}'
