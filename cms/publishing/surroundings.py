"""What else readers can reach at a moment: from the live table for now, from the record for any time.

Both answer the same questions in the same words, so what is said of today and of a day long past is worked
out by one piece of code.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from cms import canonical, instant

from . import kinds, live_table, record, timeline
from .models import Facet, Live, Outcome, Publication


class Shown(NamedTuple):
    """What one key led to at the moment. `card` is the document's entry in lists; empty without one."""

    number: int
    key: str
    locale: str
    kind: str
    item: str
    outcome: str
    successor: str
    card: dict

    @property
    def is_document(self) -> bool:
        return self.outcome == Outcome.DOCUMENT

    @property
    def link(self) -> dict:
        """What a link to the document shows."""
        model = kinds.model(self.kind)
        return {
            "type": model.type,
            "slug": self.card["slug"],
            "title": model.title_of(self.card),
            "href": self.card["href"],
        }


class Now:
    """The surroundings at a moment that the live table still knows: this one, or one ahead."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def rows(self, *, keys: Iterable[str] = (), items: Iterable[str] = (), locale: str) -> list[Shown]:
        """What these keys led to in this locale, and whatever these items showed in it."""
        live = Live.objects.at(self.moment).filter(locale=locale)
        return [_shown(row) for row in live.filter(Q(key__in=set(keys)) | Q(item__in=set(items)))]

    def elsewhere(self, key: str, locale: str) -> list[Shown]:
        """The documents under the same key in other locales, by locale."""
        rows = Live.objects.at(self.moment).documents().filter(key=key).exclude(locale=locale)
        return [_shown(row) for row in rows.order_by("locale")]

    def newest(self, kind: str, locale: str, facet: tuple[str, str], but: set[str], most: int) -> list[Shown]:
        """The documents of a kind with this facet that were first published last, some items left out."""
        rows = Live.objects.at(self.moment).documents().filter(kind=kind, locale=locale)
        rows = rows.filter(facets__name=facet[0], facets__value=facet[1]).exclude(item__in=but)
        return [_shown(row) for row in rows.order_by("-first_published_at", "-publication")[:most]]


def _shown(row: Live) -> Shown:
    card = canonical.decode(row.card) if row.card else {}
    return Shown(row.publication, row.key, row.locale, row.kind, row.item, row.outcome, row.successor, card)


class Then:
    """The same at any moment, past ones too: slower, because the record keeps no cards and no facets."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def rows(self, *, keys: Iterable[str] = (), items: Iterable[str] = (), locale: str) -> list[Shown]:
        wanted = Q(key__in=set(keys)) | Q(item__in=set(items))
        # A key belongs to one item for ever, so nothing but the item's own decisions decides its keys.
        found = self._in_effect(record.standing_publications().filter(wanted, locale=locale))
        return [self._shown(one) for one in found]

    def elsewhere(self, key: str, locale: str) -> list[Shown]:
        found = self._in_effect(record.standing_publications().filter(key=key).exclude(locale=locale))
        return sorted(
            (self._shown(one) for one in found if one.outcome == Outcome.DOCUMENT), key=lambda s: s.locale
        )

    def newest(self, kind: str, locale: str, facet: tuple[str, str], but: set[str], most: int) -> list[Shown]:
        of_kind = record.standing_publications().filter(kind=kind, locale=locale).exclude(item__in=but)
        found = [one for one in self._in_effect(of_kind) if one.outcome == Outcome.DOCUMENT]
        rows = Live.objects.filter(kind=kind, locale=locale)
        known = dict(rows.values_list("publication", "first_published_at"))
        facets = Facet.objects.filter(live__kind=kind, live__locale=locale, name=facet[0], value=facet[1])
        having = set(facets.values_list("live", flat=True))
        ranked = []
        for one in found:
            if one.number in known:
                # What a publication shows never changes, so the table is right about days past as well.
                first = known[one.number] if one.number in having else None
            else:
                first = self._first_published(one, facet)
            if first:
                ranked.append((first, one.number, one))
        ranked.sort(key=lambda rank: rank[:2], reverse=True)
        return [self._shown(one) for _, _, one in ranked[:most]]

    def _first_published(self, one: Publication, facet: tuple[str, str]) -> datetime | None:
        """When the document was first published; None when it lacks the facet, or was sealed."""
        body = record.bytes_of(one.snapshot_id)
        document = canonical.decode(body) if body else None
        if document is None or facet not in live_table.facets(one.kind, document):
            return None
        return instant.from_text(document["publication"]["first_published_at"])

    def _in_effect(self, publications) -> list[Publication]:
        """Those of the publications that their keys led to at the moment."""
        by_key: dict[tuple[str, str], list[Publication]] = {}
        for one in publications.filter(effective_at__lte=self.moment):
            by_key.setdefault((one.key, one.locale), []).append(one)
        found = []
        for decisions in by_key.values():
            number = timeline.in_effect(
                (timeline.Decision(one.number, one.effective_at) for one in decisions), self.moment
            )
            found += [one for one in decisions if one.number == number]
        return found

    def _shown(self, one: Publication) -> Shown:
        body = record.bytes_of(one.snapshot_id) if one.snapshot_id else ""
        card = kinds.model(one.kind).card(canonical.decode(body)) if body else {}
        # As the live table keeps it.
        card = canonical.decode(canonical.encode(card)) if card else {}
        return Shown(one.number, one.key, one.locale, one.kind, one.item, one.outcome, one.successor, card)
