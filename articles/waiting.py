"""What content adds to the start page: fallen sources that live pages still rest on, and how to find one."""

from django.db.models import Exists, OuterRef, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cms.publishing import waiting, wording
from cms.publishing.admin import addresses
from cms.publishing.models import Facet, Live, Recall

from .models import Citation, SourceEvent

Status = Citation.Status
#: A source in one of these no longer carries a sentence as it did when it was cited.
FALLEN = (Status.RETRACTED, Status.SUPERSEDED, Status.EXPIRED, Status.OF_CONCERN)


@waiting.register("sources", order=40)
def fallen_sources(person, now, window):
    """Sources that fell and were not recalled since, while live pages cite them; the longest ago first."""
    if not person.has_perm("articles.view_citation") or not person.has_perm("publishing.view_release"):
        return None
    newer = SourceEvent.objects.filter(citation=OuterRef("citation"), entry__gt=OuterRef("entry"))
    recalled = Recall.objects.filter(cause=OuterRef("citation"), entry__gt=OuterRef("entry"))
    key = Citation.objects.filter(uid=OuterRef("citation")).values("slug")[:1]
    live = Live.objects.at(now).documents()
    citing = Facet.objects.filter(name="cites", value=OuterRef("key"), live__in=live.values("pk"))
    events = SourceEvent.objects.filter(~Exists(newer), ~Exists(recalled), status__in=FALLEN)
    events = events.annotate(key=Subquery(key)).filter(Exists(citing)).order_by("at", "pk")
    found = waiting.Group("Sources that fell, in live pages", events.count(), late=True)
    rows = list(events[window])
    counts = _pages_citing([row.key for row in rows], live)
    sources = {one.uid: one for one in Citation.objects.filter(uid__in=[row.citation for row in rows])}
    for row in rows:
        pages = counts.get(row.key, 0)
        since = f"since {wording.day(timezone.localdate(row.at))}"
        found.rows.append(
            waiting.Row(
                row.title,
                impact(sources[row.citation]),
                "Citation",
                f"{row.get_status_display()} {since}; in {pages} live page{'s' * (pages != 1)}.",
                late=True,
            )
        )
    return found


def _pages_citing(keys: list[str], live) -> dict[str, int]:
    found: dict[str, int] = {}
    rows = Facet.objects.filter(name="cites", value__in=keys, live__in=live.values("pk"))
    for key in rows.values_list("value", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def impact(citation: Citation) -> str:
    """The page that lists what rests on a source."""
    try:
        return addresses.item_page(citation, "impact")
    except NoReverseMatch:
        return addresses.change_form(citation)


@waiting.register_question
def which_pages_rest_on_it(person):
    """For whoever reads the record: begins with finding the source."""
    if not person.has_perm("publishing.read_record") or not person.has_perm("articles.view_citation"):
        return None
    return waiting.Question(
        "Which pages rest on it?", "Source: title, key or DOI", reverse("admin:articles_citation_changelist")
    )
