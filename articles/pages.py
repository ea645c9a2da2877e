"""The reference page: what is live, drawn from published documents with plain templates.

What a page holds, and whether it is there, moved or gone, is decided by cms.delivery.detail as for the API.
"""

import hashlib
import json
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Min
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from cms import canonical
from cms.delivery import caching, detail, status
from cms.publishing import kinds
from cms.publishing.models import Facet, Live

ARTICLES = "articles"
PER_PAGE = 12
#: Headers of the API's answer that are as true of the page. (Last-Modified is not: a template may be newer.)
KEPT = ("Cache-Control", "Surrogate-Key", "Content-Language")


@require_safe
def index(request):
    """Live articles, newest first; `topic` and `page` narrow them."""
    now = timezone.now()
    live = (
        Live.objects.at(now)
        .documents()
        .filter(kind=ARTICLES, locale=settings.DEFAULT_LOCALE)
        .order_by("-first_published_at", "-publication")
    )
    topic = request.GET.get("topic", "")
    context = {"topic": topic, "topics": _topics(live)}
    context["topic_name"] = next((one["name"] for one in context["topics"] if one["slug"] == topic), "")
    chosen = live
    if topic:
        # Only what is known reaches the database: PostgreSQL refuses some text.
        known = bool(context["topic_name"])
        chosen = live.filter(facets__name="topic", facets__value=topic) if known else live.none()
    try:
        page = Paginator(chosen, PER_PAGE).page(request.GET.get("page", "1"))
    except (EmptyPage, PageNotAnInteger):
        return _missing(request, 404, "There is no such page of the list.")
    context |= {"page": page, "cards": [canonical.decode(row.card) for row in page]}
    context["around"] = {
        name: "?" + urlencode({**({"topic": topic} if topic else {}), "page": number()})
        for name, there, number in (
            ("previous", page.has_previous(), page.previous_page_number),
            ("next", page.has_next(), page.next_page_number),
        )
        if there
    }
    response = _drawn(request, "site/index.html", context)
    response["Cache-Control"] = caching.cache_control(now, _next_change(now))
    response["Surrogate-Key"] = ARTICLES
    return conditional(request, response)


def _next_change(now):
    """The first moment at which a list may look different without anybody doing anything."""
    begins = Live.objects.filter(live_from__gt=now).aggregate(first=Min("live_from"))["first"]
    ends = Live.objects.filter(live_until__gt=now).aggregate(first=Min("live_until"))["first"]
    return min((moment for moment in (begins, ends) if moment), default=None)


def _topics(live):
    """The topics of live articles, by name: only those lead to something."""
    slugs = Facet.objects.filter(live__in=live, name="topic").values("value").distinct()
    found = {}
    for row in Live.objects.filter(pk__in=live.values("pk"), facets__name="topic", facets__value__in=slugs):
        topic = canonical.decode(row.card).get("topic")
        if topic:
            found[topic["slug"]] = topic["name"]
    return [{"slug": slug, "name": name} for slug, name in sorted(found.items(), key=lambda one: one[1])]


@require_safe
def document(request, kind, slug):
    """One live document of any kind."""
    return conditional(request, drawn_live(request, kind, slug))


def drawn_live(request, kind, slug, template="site/document.html", more=lambda found: {}):
    """What stands under this key now, drawn; `more` tells what its template needs besides the document."""
    now = timezone.now()
    locale = request.GET.get("locale")
    query = urlencode({"locale": locale}) if locale else ""
    answer = detail.answer(kind=kind, slug=slug, query=query, now=now)
    headers = dict(answer.headers)
    if answer.status == 308:
        response = HttpResponse(status=308)
        response["Location"] = _page_of(headers["Location"])
    elif answer.status == 200:
        beside = status.beside(kind, answer, [], now)
        # The page shows both, so it is kept no longer than what changes faster.
        headers["Cache-Control"] = dict(beside.headers)["Cache-Control"]
        context = _context(kind, canonical.decode(answer.body), canonical.decode(beside.body), now)
        response = _drawn(request, template, context | more(context["document"]))
    else:
        problem = json.loads(answer.body)
        response = _missing(request, answer.status, problem.get("detail", ""), problem)
    for name in KEPT:
        if name in headers:
            response[name] = headers[name]
    if answer.status == 200 and kinds.model(kind).type == "topic":
        # This page lists articles too, so it changes with them.
        response["Surrogate-Key"] += f" {ARTICLES}"
    return response


def _context(kind, found, beside, now):
    model = kinds.model(kind)
    standing = {one["key"]: one for one in beside["references"]}
    if "references" in found:
        # For drawing only: each source with what became of it since.
        found["references"] = [{**one, "now": standing.get(one["key"])} for one in found["references"]]
    context = {
        "document": found,
        "beside": beside,
        "now": standing.get(found.get("key")),
        "title": model.title_of(found),
        "description": found.get("seo", {}).get("description") or found.get("description", ""),
        "reader_template": f"site/reader/{model.type}.html",
        "canonical": _canonical(found),
    }
    if model.type == "topic":
        live = Live.objects.at(now).documents().filter(kind=ARTICLES, locale=found["locale"])
        live = live.filter(facets__name="topic", facets__value=found["slug"])
        rows = live.order_by("-first_published_at", "-publication")[:PER_PAGE]
        context["cards"] = [canonical.decode(row.card) for row in rows]
    return context


def _canonical(found):
    """The page on the organisation's own site, when its address is known."""
    if found["href"].startswith(("https://", "http://")):
        return found["href"]
    site = urlsplit((found.get("organization") or {}).get("url") or found.get("url") or "")
    return f"{site.scheme}://{site.netloc}{found['href']}" if site.scheme and site.netloc else ""


def _page_of(api):
    """/api/v1/articles/leg-pain?locale=… → the page of the same document on this site."""
    parts = urlsplit(api)
    locale = parse_qs(parts.query).get("locale")
    return parts.path.removeprefix("/api/v1") + (f"?{urlencode({'locale': locale[0]})}" if locale else "")


def _missing(request, status, sentence, problem=None):
    problem = problem or {}
    context = {"status": status, "sentence": sentence, "problem": problem}
    successor = problem.get("replaced_by")
    if successor:
        context["successor"] = {**successor, "address": _page_of(successor["api"])}
    return _drawn(request, "site/missing.html", context, status)


def _drawn(request, template, context, status=200):
    return HttpResponse(render_to_string(template, context, request), status=status)


def conditional(request, response):
    """The page is named by what it says, so it is new when either the document or a template changed."""
    if response.status_code != 200:
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    return get_conditional_response(request, etag=etag, response=response)
