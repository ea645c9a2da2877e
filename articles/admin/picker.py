"""What the body editor searches: sources to cite and content to link to, as JSON for signed-in staff.

GET ?type=citation&q=pad 2016     the twenty best sources
GET ?type=entity&q=pad            of articles, topics, treatments, assessments and authors together
GET ?type=entity&added=topic:12   the same as with no words, the topic with that primary key first
GET ?uids=cit_…,asm_…             those records, for the editor to paint what is out of date or gone

{"results": [{"uid", "pk", "type", "slug", "title", "label", "detail", "status"}], "add": [{"type",
"label", "url"}]}
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import JsonResponse
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_safe

MOST = 20
MOST_UIDS = 100
MOST_WORDS = 8


@dataclass(frozen=True)
class Source:
    """How one kind of record is searched and shown; the model is named by string and found when asked for."""

    kind: str
    model: str
    title: str
    searched: tuple[str, ...]
    label: Callable[[object], str]
    detail: Callable[[object], str] = lambda record: record.slug
    status: Callable[[object], str] = lambda record: ""
    related: tuple[str, ...] = ()

    def get_model(self):
        return apps.get_model(self.model)

    def find(self, words, added):
        """One query: every word somewhere, titles that begin with them first, then the newest."""
        records = (
            self.get_model()._default_manager.filter(archived_at__isnull=True).select_related(*self.related)
        )
        for word in words:
            one = Q()
            for name in self.searched:
                one |= Q(**{f"{name}__icontains": word})
            records = records.filter(one)
        rank = [When(pk=added, then=Value(0))] if added else []
        if words:
            rank.append(When(**{f"{self.title}__istartswith": " ".join(words)}, then=Value(1)))
        if rank:
            records = records.annotate(rank=Case(*rank, default=Value(2), output_field=IntegerField()))
        return records.order_by(*(["rank"] if rank else []), "-pk")[:MOST]

    def shown(self, record):
        return {
            "uid": record.uid,
            "pk": record.pk,
            "type": self.kind,
            "slug": record.slug,
            "title": getattr(record, self.title) or record.slug,
            "label": self.label(record) or record.slug,
            "detail": self.detail(record),
            "status": "archived" if record.archived_at else self.status(record),
        }


def _source_detail(citation):
    return " · ".join(part for part in (citation.container_title, citation.issued[:4], citation.slug) if part)


SOURCES = {
    source.kind: source
    for source in (
        Source(
            "citation",
            "articles.Citation",
            "title",
            ("title", "short_title", "slug", "authors", "issued", "container_title", "doi", "pmid"),
            label=lambda citation: citation.short_title or citation.title,
            detail=_source_detail,
            status=lambda citation: citation.status,
        ),
        Source(
            "assessment", "assessments.Assessment", "title", ("title", "slug"), label=lambda item: item.title
        ),
        Source("treatment", "articles.Treatment", "name", ("name", "slug"), label=lambda item: item.name),
        Source(
            "topic", "articles.Topic", "name", ("name", "slug", "abbreviation"), label=lambda item: item.name
        ),
        Source("article", "articles.Article", "title", ("title", "slug"), label=lambda item: item.title),
        Source("author", "articles.Author", "name", ("name", "slug"), label=lambda item: item.name),
    )
}
ENTITIES = tuple(kind for kind in SOURCES if kind != "citation")


def urls(site: admin.AdminSite = admin.site) -> list:
    """The route, for the `get_urls()` of one of our admins; the editor looks for its name."""
    return [path("picker/", site.admin_view(picker), name="articles_picker")]


@require_safe
def picker(request):
    kinds = [kind for kind in SOURCES if _may(request.user, "view", SOURCES[kind])]
    if "uids" in request.GET:
        return _answer(_by_uid(_plain(request.GET["uids"]).split(","), kinds))
    kind = request.GET.get("type", "")
    wanted = {"citation": ("citation",), "entity": ENTITIES}.get(kind, (kind,))
    if not set(wanted) <= set(SOURCES):
        return JsonResponse(
            {"detail": f"type is citation, entity or one of {', '.join(ENTITIES)}."}, status=400
        )
    words = _plain(request.GET.get("q", ""))[:200].split()[:MOST_WORDS]
    # A primary key alone would name one record of every kind.
    added_kind, _, added = request.GET.get("added", "").partition(":")
    added = int(added) if added.isascii() and added.isdigit() and len(added) < 19 else None
    found = [
        (getattr(record, "rank", 2), place, SOURCES[kind].shown(record))
        for kind in wanted
        if kind in kinds
        for place, record in enumerate(SOURCES[kind].find(words, added if kind == added_kind else None))
    ]
    found.sort(key=lambda one: one[:2])
    return _answer([shown for _rank, _place, shown in found[:MOST]], _adds(request.user, wanted))


def _by_uid(uids, kinds):
    """One query for each kind that may be meant; the uid alone says which record it is."""
    uids = [uid for uid in uids if uid][:MOST_UIDS]
    found = []
    for kind in kinds if uids else ():
        source = SOURCES[kind]
        records = source.get_model()._default_manager.filter(uid__in=uids).select_related(*source.related)
        found += [source.shown(record) for record in records.order_by("pk")]
    return found


def _adds(user, kinds):
    adds = []
    for kind in kinds:
        source = SOURCES[kind]
        options = source.get_model()._meta
        if not _may(user, "add", source):
            continue
        try:
            url = reverse(f"admin:{options.app_label}_{options.model_name}_add")
        except NoReverseMatch:
            continue
        adds.append({"type": kind, "label": f"Add new {options.verbose_name}…", "url": f"{url}?_popup=1"})
    return adds


def _may(user, action, source):
    options = source.get_model()._meta
    return user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")


def _plain(text):
    """What a database can compare with: PostgreSQL refuses NUL, and no driver takes half a character."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _answer(results, add=()):
    response = JsonResponse({"results": results, "add": list(add), "add_url": add[0]["url"] if add else ""})
    response["Cache-Control"] = "private, no-store"
    return response
