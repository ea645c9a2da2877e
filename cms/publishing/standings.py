"""Working out where items stand, from the record alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from . import record
from .models import Closing, Outcome, Release, Requirement, Signature, Standing

#: So many items are worked out with one set of queries; SQLite takes a limited number of values.
_AT_ONCE = 500


def refresh(items: Iterable[tuple[str, str]], at: datetime) -> list[Standing]:
    """Write anew where these items, given as (uid, kind), stand now. The caller is inside an action."""
    found = list(worked_out(items, at))
    columns = [field.name for field in Standing._meta.concrete_fields if not field.primary_key]
    Standing.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["item"], update_fields=columns, batch_size=_AT_ONCE
    )
    return found


def worked_out(items: Iterable[tuple[str, str]], at: datetime) -> Iterator[Standing]:
    """Where these items stand at this moment; nothing is written."""
    items = sorted(set(items))
    for begin in range(0, len(items), _AT_ONCE):
        yield from _worked_out(dict(items[begin : begin + _AT_ONCE]), at)


def _worked_out(kinds: dict[str, str], at: datetime) -> Iterator[Standing]:
    newest = _newest_revisions(kinds)
    decided = _decisions(kinds)
    open_ = dict(record.open_releases(at).filter(members__item__in=kinds).values_list("members__item", "pk"))
    waits_for = _waits_for(set(open_.values()))
    ended = _ended(kinds)
    for item, kind in kinds.items():
        number, title = newest.get(item, (0, ""))
        begun = next((d for d in reversed(decided[item]) if d["effective_at"] <= at), None)
        planned = next((d for d in decided[item] if d["effective_at"] > at), None)
        yield Standing(
            item=item,
            kind=kind,
            title=title,
            revision=number,
            release=open_.get(item, ""),
            waits_for=" ".join(waits_for.get(open_.get(item), [])),
            scheduled_at=planned["effective_at"] if planned else None,
            scheduled_revision=planned["revision"] if planned else 0,
            published_revision=begun["revision"] if begun and begun["outcome"] == Outcome.DOCUMENT else 0,
            gone=bool(begun and begun["outcome"] == Outcome.GONE),
            ended_release=ended.get(item, ""),
        )


def _newest_revisions(items) -> dict[str, tuple[int, str]]:
    drafts = record.draft_revisions()
    newer = drafts.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    rows = drafts.filter(~Exists(newer), item__in=items)
    return {item: (number, title) for item, number, title in rows.values_list("item", "number", "title")}


def _decisions(items) -> dict[str, list[dict]]:
    """What was decided of each item and not called off, in the order in which it takes effect."""
    found = defaultdict(list)
    rows = record.standing_publications().filter(item__in=items).exclude(outcome=Outcome.MOVED)
    for row in rows.order_by("effective_at", "number").values("item", "outcome", "effective_at", "revision"):
        found[row["item"]].append(row)
    return found


def _waits_for(releases) -> dict[str, list[str]]:
    required, signed = defaultdict(list), defaultdict(set)
    for release, meaning in Signature.objects.filter(release__in=releases).values_list("release", "meaning"):
        signed[release].add(meaning)
    rows = Requirement.objects.filter(release__in=releases).values_list("release", "meaning")
    for release, meaning in rows:
        required[release].append(meaning)
    return {release: record.still_missing(required[release], signed[release]) for release in required}


def _ended(items) -> dict[str, str]:
    """The release of each item that ended last, unless the item was submitted later.

    A release that was replaced is replaced in one entry, for the items that the new one holds.
    """
    last = dict(
        Release.objects.filter(members__item__in=items)
        .values_list("members__item")
        .annotate(last=Max("entry"))
        .order_by()
    )
    rows = Closing.objects.filter(release__members__item__in=items).order_by("entry")
    ended = {
        item: (release, entry)
        for item, release, entry in rows.values_list("release__members__item", "release", "entry")
    }
    return {item: release for item, (release, entry) in ended.items() if last[item] < entry}


def of(item: str) -> Standing | None:
    return Standing.objects.filter(pk=item).first()
