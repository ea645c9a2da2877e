"""Where recalls stand: which of their pages are settled, what is overdue, and whose task the rest is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from . import record
from .models import Live, Outcome, Recall, RecallPlace, Release

_AT_ONCE = 500


@dataclass
class Progress:
    """One recall as it stands: how much of it is settled, and since when all of it."""

    recall: Recall
    total: int
    settled: int
    overdue: bool
    #: When the last page was settled; None while one is open.
    settled_at: datetime | None = None
    places: list["Place"] = field(default_factory=list)

    @property
    def open(self) -> int:
        return self.total - self.settled


@dataclass
class Place:
    """One page of a recall as it stands. `release` is the open release that holds the page now."""

    row: RecallPlace
    settled: bool
    settled_at: datetime | None = None
    gone: bool = False
    release: Release | None = None


def of(recall: Recall, now: datetime) -> Progress:
    """One recall with each of its pages."""
    return _progress([recall], now)[0]


def all_of(now: datetime) -> list[Progress]:
    """Every recall there ever was, the newest first."""
    return _progress(list(Recall.objects.order_by("-at", "-uid")), now)


def open_recalls(now: datetime) -> list[Progress]:
    """The recalls that still have an open page, the earliest deadline first."""
    found = [one for one in all_of(now) if one.open]
    return sorted(found, key=lambda one: (one.recall.deadline, one.recall.at, one.recall.uid))


def open_places(person, now: datetime) -> list[RecallPlace]:
    """The pages that this person is asked to edit by hand: their own, and those that are any writer's."""
    if not person.has_perm("publishing.submit"):
        return []
    found = []
    for progress in open_recalls(now):
        for place in progress.places:
            row = place.row
            if not place.settled and row.release_id is None and row.assignee in ("", person.uid):
                found.append(row)
    return found


def refusal(release: Release | None) -> str:
    """Why a page of this release is not submitted alone; empty where it is in no recall."""
    if release is None or not release.recalled.exists():
        return ""
    others = release.members.count() - 1
    along = f" together with {others} more" if others else ""
    return (
        f"It was recalled and is in review{along}. Submit your change once that is live; it keeps what the"
        " recall changed."
    )


def _progress(recalls: list[Recall], now: datetime) -> list[Progress]:
    rows = list(
        RecallPlace.objects.filter(recall__in=recalls).select_related("recall", "release").order_by("pk")
    )
    shown = _shown_now({row.item for row in rows}, now)
    decided = _decided({row.item for row in rows}, now)
    releases = _open_releases({row.item for row in rows}, now)
    by_recall = defaultdict(list)
    for row in rows:
        settled = shown.get(row.item) != row.publication
        since = next((at for at in decided[row.item] if at > row.recall.at), None)
        by_recall[row.recall_id].append(
            Place(row, settled, since if settled else None, row.item not in shown, releases.get(row.item))
        )
    today = timezone.localtime(now).date()
    return [_of(recall, by_recall[recall.uid], today) for recall in recalls]


def _of(recall: Recall, places: list[Place], today: date) -> Progress:
    settled = sum(place.settled for place in places)
    done = settled == len(places)
    return Progress(
        recall,
        len(places),
        settled,
        overdue=not done and recall.deadline < today.isoformat(),
        settled_at=max((place.settled_at for place in places if place.settled_at), default=None)
        if done
        else None,
        places=places,
    )


def _chunks(items: Iterable[str]):
    items = sorted(items)
    for begin in range(0, len(items), _AT_ONCE):
        yield items[begin : begin + _AT_ONCE]


def _shown_now(items, now: datetime) -> dict[str, int]:
    """The publication that readers see of each item; an item that is gone is not in it."""
    found = {}
    for chunk in _chunks(items):
        live = Live.objects.at(now).documents().filter(item__in=chunk)
        found |= dict(live.values_list("item", "publication"))
    return found


def _decided(items, now: datetime) -> dict[str, list[datetime]]:
    """When something about each item took effect, up to now, in order."""
    found = defaultdict(list)
    for chunk in _chunks(items):
        rows = record.standing_publications().filter(item__in=chunk, effective_at__lte=now)
        rows = rows.exclude(outcome=Outcome.MOVED).order_by("effective_at", "number")
        for item, at in rows.values_list("item", "effective_at"):
            found[item].append(at)
    return found


def _open_releases(items, now: datetime) -> dict[str, Release]:
    found = {}
    for chunk in _chunks(items):
        rows = record.open_releases(now).filter(members__item__in=chunk).annotate(holds=F("members__item"))
        found |= {row.holds: row for row in rows}
    return found
