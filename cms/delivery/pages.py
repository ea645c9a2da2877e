"""What every list shares: the envelope, addresses of neighbouring pages, and the headers.

    {"items": [card, …], "page": {"limit": 20, "next": "/api/v1/articles?cursor=…", "previous": null}}

Cards are stored as canonical JSON with each publication, so a page is put together as text.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from cms import canonical, instant

from . import caching, cursors, describing
from .cursors import Cursor
from .parameters import BadQuery, Fault
from .state import State


class OneRepresentation(BaseContentNegotiation):
    """What a client accepts makes no difference: there is one form, and one cache entry for it."""

    def select_parser(self, request, parsers):
        return next((parser for parser in parsers if parser.media_type == request.content_type), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class PublicView(APIView):
    """An endpoint that anybody may read; `now` is the one moment that the whole answer is about."""

    content_negotiation_class = OneRepresentation
    http_method_names = ["get", "head", "options"]
    schema = describing.Described()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.now = timezone.now()

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


class Page(NamedTuple):
    cards: list[str]
    limit: int
    next: str | None = None
    previous: str | None = None


def envelope(page: Page, fields: tuple[str, ...] | None = None, **more) -> bytes:
    """The body. Cards go in as they are stored; only `fields` makes it necessary to open them."""
    cards = page.cards
    if fields:
        cards = [_only(fields, canonical.decode(card)) for card in cards]
    rest = {"page": {"limit": page.limit, "next": page.next, "previous": page.previous}} | more
    return f'{{"items":[{",".join(cards)}],{canonical.encode(rest).decode()[1:]}'.encode()


def _only(fields, card: dict) -> str:
    return canonical.encode({name: card[name] for name in fields if name in card}).decode()


class NotModified(StreamingHttpResponse):
    """304 without a Content-Length: for a body that is at hand the middleware would state its length, 0."""

    status_code = 304

    def __init__(self):
        super().__init__(())
        del self["Content-Type"]


def answer(body: bytes | None, *, etag: str, state: State, now: datetime, tags: str) -> HttpResponseBase:
    """200 with this body, or 304 without one."""
    response = NotModified() if body is None else HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = caching.cache_control(now, state.next_change)
    response["Surrogate-Key"] = tags
    response["Vary"] = "Accept-Encoding"
    return response


def plain(value) -> str:
    """The value of a parameter as an address has it, normalised."""
    if isinstance(value, datetime):
        return instant.to_text(value)
    return ",".join(value) if isinstance(value, tuple) else str(value)


def encoded(given: dict, *without: str) -> str:
    """The parameters as a query string in one order, so that equal requests are equal text."""
    kept = sorted((name, plain(value)) for name, value in given.items() if name not in without)
    return urlencode(kept, safe=",:~")


def address(path: str, given: dict, cursor: Cursor, bound: str) -> str:
    return f"{path}?{encoded(given | {'cursor': cursors.write(cursor, bound)})}"


def cursor_of(given: dict, bound: str) -> Cursor | None:
    """The cursor that was given; BadQuery when it is not for this request."""
    if "cursor" not in given:
        return None
    try:
        return cursors.read(given["cursor"], bound)
    except cursors.BadCursor as error:
        raise BadQuery([Fault("cursor", "invalid", f"“cursor”: {error}")]) from error
