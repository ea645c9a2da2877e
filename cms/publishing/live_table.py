"""Keeping the live table in step with the record, in the transaction that changes the record.

Rows are worked out from publications alone, so the table can be thrown away and built again. Apps above
follow through hooks: the modules in `settings.LIVE_HOOKS`, each with `add(live, text, synonyms)` and
`remove(publications)`.
"""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from django.conf import settings

from cms import canonical, instant

from . import kinds, record, timeline
from .models import Facet, Live, Outcome, Publication


def refresh(keys: Iterable[tuple[str, str]], at: datetime) -> None:
    """Bring the rows of these (key, locale) pairs to what is in effect at `at` or will be later."""
    for key, locale in sorted(set(keys)):
        _refresh_key(key, locale, at)


def rebuild(at: datetime) -> int:
    """Build the whole table anew from the record; returns the number of its rows."""
    for hook in _hooks():
        hook.remove(list(Live.objects.values_list("publication", flat=True)))
    Live.objects.all().delete()
    refresh(Publication.objects.values_list("key", "locale").distinct().order_by(), at)
    return Live.objects.count()


def _refresh_key(key: str, locale: str, at: datetime) -> None:
    publications = {
        publication.number: publication
        for publication in record.standing_publications().filter(key=key, locale=locale)
    }
    wanted = {
        period.number: period
        for period in timeline.periods(
            timeline.Decision(p.number, p.effective_at) for p in publications.values()
        )
        if period.ends is None or period.ends > at
    }
    present = {live.publication: live for live in Live.objects.filter(key=key, locale=locale)}
    gone = [number for number in present if number not in wanted]
    if gone:
        for hook in _hooks():
            hook.remove(gone)
        Live.objects.filter(publication__in=gone).delete()
    for number, period in wanted.items():
        if number in present:
            # What a publication shows never changes; only its end may.
            Live.objects.filter(publication=number).update(live_until=period.ends)
        else:
            _add(publications[number], period)


def _add(publication: Publication, period: timeline.Period) -> None:
    live, document = drawn(publication, period)
    live.save(force_insert=True)
    if document is None:
        return
    model = kinds.model(publication.kind)
    Facet.objects.bulk_create(
        Facet(live=live, name=name, value=value) for name, value in facets(publication.kind, document)
    )
    for hook in _hooks():
        hook.add(live, model.search_text(document), model.synonyms(document))


def drawn(publication: Publication, period: timeline.Period) -> tuple[Live, dict | None]:
    """The row that shows a publication, and its document if it has one; nothing is written."""
    live = Live(
        publication=publication.number,
        key=publication.key,
        locale=publication.locale,
        kind=publication.kind,
        slug=publication.key.partition("/")[2],
        item=publication.item,
        outcome=publication.outcome,
        live_from=period.begins,
        live_until=period.ends,
        note=publication.note,
        successor=publication.successor,
    )
    if publication.outcome != Outcome.DOCUMENT:
        if publication.outcome == Outcome.GONE:
            live.title = last_title(publication)
        return live, None
    model = kinds.model(publication.kind)
    document = record.document_of(publication)
    part = document["publication"]
    live.etag = publication.snapshot_id
    live.title = model.title_of(document)[:300]
    live.first_published_at = instant.from_text(part["first_published_at"])
    live.updated_at = instant.from_text(part["updated_at"])
    live.review_due = part["review_due"] or ""
    live.tags = " ".join(model.tags(document))
    live.card = canonical.encode(model.card(document)).decode()
    return live, document


def facets(kind: str, document: dict) -> list[tuple[str, str]]:
    """What a document can be filtered by, each once: (name, value)."""
    said = kinds.model(kind).facets(document).items()
    return [(name, value) for name, values in said for value in dict.fromkeys(values)]


def last_title(publication: Publication) -> str:
    """Title of the document that was live before the page was taken down."""
    earlier = (
        record.standing_publications()
        .filter(item=publication.item, outcome=Outcome.DOCUMENT, effective_at__lte=publication.effective_at)
        .exclude(number__gt=publication.number)
        .order_by("-effective_at", "-number")
        .first()
    )
    if not earlier or not record.bytes_of(earlier.snapshot_id):
        return ""
    document = record.document_of(earlier)
    return kinds.model(publication.kind).title_of(document)[:300]


def _hooks():
    return [import_module(name) for name in settings.LIVE_HOOKS]
