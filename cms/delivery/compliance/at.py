"""`GET /api/v1/compliance/<kind>/{slug}/at?time=`: exactly what the public address answered at that moment.

Status, bytes and digest are those of then. `Memento-Datetime` (RFC 7089) says since when the address answered
so, and tells an answer of the past from an error of today, which has none. HTTP dates have whole seconds, so
it leaves the fraction out; `time` and the addresses in `Link` are exact to the microsecond. A page that had
moved leads on, to where it led readers, at the same moment.
"""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse

from cms import instant
from cms.audit.models import Entry
from cms.publishing import asof
from cms.publishing.asof import Showing

from .. import caching, detail, problems
from ..parameters import BadQuery, Fault, Parameter
from . import access, describing, then

ROOT = "/api/v1/compliance"
KEPT = ("ETag", "Content-Type", "Content-Language", "Last-Modified", "Repr-Digest")

_ADVICE = "give a moment with its offset, such as 2026-03-14T09:00:00Z or 2026-03-14T09:00:00%2B01:00."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")


def _read_time(text: str) -> datetime:
    text = text.upper()
    if _DAY.fullmatch(text):
        raise ValueError("a day holds many moments; /history lists what was shown when, and here " + _ADVICE)
    if _LOCAL.fullmatch(text):
        raise ValueError("without an offset it is not known which moment that is; " + _ADVICE)
    try:
        if not (_MOMENT.fullmatch(text) and text.isascii()):
            raise ValueError
        moment = datetime.fromisoformat(text).astimezone(UTC)
        if moment.year < 1000:
            raise ValueError
        return moment
    except (ValueError, OverflowError):
        raise ValueError(_ADVICE) from None


TIME = Parameter(
    "time",
    "The moment: RFC 3339 with an offset, up to microseconds.",
    _read_time,
    {"type": "string", "format": "date-time"},
    required=True,
)
TAKES = [TIME, detail.LOCALE]


class At(access.ComplianceView):
    what = "as of"

    def get(self, request, kind, slug):
        self.model(kind)
        given = self.given(TAKES)
        moment = given["time"]
        self._refuse_beyond_the_record(moment)
        locale = given.get("locale", settings.DEFAULT_LOCALE)
        key = f"{kind}/{slug}"
        self.note(asof.owner(key, locale) or "", key=key, locale=locale, time=instant.to_text(moment))
        shown = asof.showings(key, locale, until=self.now)
        current = next((one for one in shown if one.covers(moment)), None)
        answer = then.of_publication(
            current.publication if current else None,
            kind=kind,
            slug=slug,
            locale=locale,
            chosen="locale" in given,
            moment=moment,
        )
        response = self._sealed(current) if answer.status == 410 else None
        response = response or _response(answer, moment)
        response["Memento-Datetime"] = caching.http_date(current.begins if current else moment)
        response["Link"] = _links(kind, slug, given.get("locale"), shown, current)
        return response

    @classmethod
    def describe(cls) -> dict:
        return describing.at(TAKES)

    def _refuse_beyond_the_record(self, moment: datetime) -> None:
        if moment > self.now:
            sentence = "“time”: that moment lies ahead; what is shown then may still be decided."
            raise BadQuery([Fault("time", "in_the_future", sentence)])
        begins = Entry.objects.order_by("sequence").values_list("at", flat=True).first()
        if begins is None or moment < begins:
            since = f"begins at {instant.to_text(begins)}" if begins else "is empty"
            sentence = f"“time”: the record here {since}; it knows nothing of that moment."
            raise BadQuery([Fault("time", "before_the_record", sentence)])

    @staticmethod
    def _sealed(current: Showing | None) -> HttpResponse | None:
        """410 for bytes that readers got then and that nobody gets any more; None when it is not that."""
        digest = current.publication.snapshot_id if current else None
        seal = asof.seal_of(digest) if digest else None
        return sealed(digest, seal) if seal else None


def sealed(digest: str, seal) -> HttpResponse:
    sentence = f"These bytes were sealed under entry {seal.entry}. Their digest, signatures and entries stay."
    return problems.response(
        "sealed", sentence, digest=digest, sealed_under=seal.entry, sealed_at=instant.to_text(seal.at)
    )


def address(kind: str, slug: str, locale: str | None, moment: datetime) -> str:
    """Where this API answers for that moment, to the microsecond."""
    query = {"time": instant.to_text(moment)} | ({"locale": locale} if locale else {})
    return f"{ROOT}/{kind}/{slug}/at?{urlencode(query, safe=':')}"


def _response(answer: detail.Answer, moment: datetime) -> HttpResponse:
    headers = dict(answer.headers)
    response = HttpResponse(answer.body, status=answer.status)
    del response["Content-Type"]
    for name in KEPT:
        if name in headers:
            response[name] = headers[name]
    if answer.status == 308:
        path, _, query = headers["Location"].partition("?")
        place = path.removeprefix("/api/v1")
        joined = f"time={instant.to_text(moment)}" + (f"&{query}" if query else "")
        response["Location"] = f"{ROOT}{place}/at?{joined}"
    return response


def _links(kind, slug, locale, shown: list[Showing], current: Showing | None) -> str:
    """The original, the history, and the states of this address before and after (RFC 7089, RFC 8288)."""
    original = f"/api/v1/{kind}/{slug}" + (f"?locale={locale}" if locale else "")
    history = f"{ROOT}/{kind}/{slug}/history" + (f"?locale={locale}" if locale else "")
    links = [f'<{original}>; rel="original"', f'<{history}>; rel="describedby"; type="application/json"']
    relations: dict[Showing, list[str]] = {}
    if shown:
        relations.setdefault(shown[0], []).append("first")
        relations.setdefault(shown[-1], []).append("last")
    if current:
        place = shown.index(current)
        if place > 0:
            relations.setdefault(shown[place - 1], []).append("prev")
        if place + 1 < len(shown):
            relations.setdefault(shown[place + 1], []).append("next")
        relations.setdefault(current, [])
    for one, names in relations.items():
        where = address(kind, slug, locale, one.begins)
        links.append(f'<{where}>; rel="{" ".join([*names, "memento"])}"; datetime="{_date(one.begins)}"')
    return ", ".join(links)


def _date(moment: datetime) -> str:
    return caching.http_date(moment)
