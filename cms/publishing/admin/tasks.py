"""What the workflow has waiting for somebody: the engine's own groups of the start page."""

from datetime import date, datetime, timedelta

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.text import capfirst

from .. import kinds, recalls, reviews, sight, waiting, wording
from ..models import Closing, End, Release, Revision, Standing
from ..models.standing import State
from ..waiting import Group, Row
from . import addresses, sealing
from .panel import closing_line

MEANINGS = ("medical", "compliance")


def standings(person):
    """Where those items stand that the person may look at, without what was archived."""
    models = sight.seen(person)
    archived = Q(pk__in=[])
    for model in models:
        rows = model.objects.filter(uid=OuterRef("item"), archived_at__isnull=False)
        archived |= Q(Exists(rows), kind=model.kind)
    return Standing.objects.filter(kind__in=[model.kind for model in models]).exclude(archived)


@waiting.register("to-sign", order=10)
def to_sign(person, now: datetime, window: slice) -> Group | None:
    releases = wanted_from(person, now)
    if releases is None:
        return None
    rows = list(releases.order_by("at", "pk").prefetch_related("members")[window])
    waits_for = dict(
        Standing.objects.filter(release__in=[r.pk for r in rows]).values_list("release", "waits_for")
    )
    found = Group("For your signature", releases.count())
    for release in rows:
        row = _of_release(release)
        awaited = wording.awaited(waits_for.get(release.pk, "").split())
        row.said = f"Waits {since(release.at, now)} for {awaited}; {release.by_name} asked."
        found.rows.append(row)
    return found


def wanted_from(person, now: datetime):
    """Releases that this person may sign and has not; None for somebody who never signs."""
    mine = [meaning for meaning in MEANINGS if person.has_perm(f"publishing.sign_{meaning}")]
    if not mine or not person.has_perm("publishing.view_release"):
        return None
    any_will_do = [model.kind for model in kinds.all() if set(mine) & set(model.policy)]
    wanted = Q(waits_for="any", kind__in=any_will_do)
    for meaning in mine:
        wanted |= Q(waits_for__contains=meaning)
    awaited = standings(person).in_state(State.IN_REVIEW, now).filter(wanted)
    return (
        sight.releases(Release.objects, person)
        .filter(pk__in=awaited.values("release"))
        .exclude(barred__person=person.uid)
        .exclude(signatures__signer=person.uid)
    )


@waiting.register("sent-back", order=20)
def sent_back(person, now: datetime, window: slice) -> Group | None:
    """What came back and was not submitted again since: one's own first."""
    if not person.has_perm("publishing.submit"):
        return None
    closings = _ended(person).filter(end__in=[End.SENT_BACK, End.REPLACED])
    own = Case(When(release__by=person.uid, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = closings.annotate(others=own).order_by("others", "at", "pk")
    return Group("Sent back", closings.count(), [_of_closing(one, person) for one in rows[window]])


@waiting.register("recalls", order=25)
def recalled(person, now: datetime, window: slice) -> Group | None:
    """Pages of recalls that this person is asked to edit by hand, by deadline."""
    if not person.has_perm("publishing.submit"):
        return None
    seen = sight.seen(person)
    places = [one for one in recalls.open_places(person, now) if kinds.by_uid(one.item) in seen]
    places.sort(key=lambda place: (place.recall.deadline, place.recall.at, place.pk))
    today = wording.local_date(now).isoformat()
    found = Group("Recalled, for you to edit", len(places))
    for place in places[window]:
        late = place.recall.deadline < today
        said = (
            f"{'Overdue since' if late else 'Until'} {wording.day(date.fromisoformat(place.recall.deadline))}"
        )
        said += f": “{place.recall.cause_title}” {place.recall.because}."
        kind = kinds.by_uid(place.item).kind
        found.rows.append(Row(place.title, of_item(place.item), _type_name(kind), said, late=late))
        found.late |= late
    return found


@waiting.register("reviews-overdue", order=30)
def reviews_overdue(person, now: datetime, window: slice) -> Group | None:
    return _reviews(person, now, window, "overdue", "Reviews overdue")


@waiting.register("reviews-due", order=35)
def reviews_due(person, now: datetime, window: slice) -> Group | None:
    return _reviews(person, now, window, str(reviews.AHEAD), f"Reviews due within {reviews.AHEAD} days")


def _reviews(person, now, window, within, title) -> Group | None:
    if not person.has_perm("publishing.view_release"):
        return None
    underway = Standing.objects.exclude(release="").exclude(scheduled_at__lte=now)
    rows = (
        reviews.falling_due(now, within)
        .filter(kind__in=[model.kind for model in sight.seen(person)])
        .exclude(Exists(underway.filter(item=OuterRef("item"))))
    )
    late = within == "overdue"
    found = Group(title, rows.count(), late=late, all_url=f"{reverse('review:reviews')}?due={within}")
    found.rows = [review_row(one, person) for one in reviews.read(rows[window], now)]
    return found


def review_row(review: reviews.Review, person) -> Row:
    last = f"last reviewed on {wording.day(review.last)}" if review.last else "never reviewed here"
    row = Row(
        review.title,
        of_item(review.item),
        _type_name(review.kind),
        f"{capfirst(review.words)}; {last}.",
        late=review.overdue,
    )
    if person.has_perm("publishing.submit"):
        row.act = ("Confirm review", of_item(review.item, "confirm_review"))
    return row


@waiting.register("drafts", order=50)
def drafts(person, now: datetime, window: slice) -> Group | None:
    """Drafts whose last writer this person is, and which nobody was asked to review."""
    if not person.has_perm("publishing.submit"):
        return None
    newest = Revision.objects.filter(item=OuterRef("item"), number=OuterRef("revision"), by=person.uid)
    found = standings(person)
    found = found.in_state(State.DRAFT, now) | found.in_state(State.CHANGED, now)
    found = found.filter(Exists(newest), ended_release="")
    rows = found.annotate(saved=Subquery(newest.values("at")[:1])).order_by("saved", "item")
    group = Group("Your drafts, not submitted", found.count())
    for standing in rows[window]:
        group.rows.append(
            Row(
                standing.title,
                of_item(standing.item),
                _type_name(standing.kind),
                f"You saved it {since(standing.saved, now)} ago.",
                act=("Submit", of_item(standing.item, "submit")),
            )
        )
    return group


@waiting.register("to-publish", order=60)
def to_publish(person, now: datetime, window: slice) -> Group | None:
    if not person.has_perm("publishing.publish"):
        return None
    signed = standings(person).in_state(State.SIGNED, now)
    releases = sight.releases(Release.objects, person).filter(pk__in=signed.values("release"))
    found = Group("Signed, for you to publish", releases.count())
    for release in releases.order_by("at", "pk").prefetch_related("members")[window]:
        row = _of_release(release)
        row.url = reverse("review:publish", args=[release.pk])
        row.said = f"{release.by_name} submitted it {since(release.at, now)} ago."
        row.act = ("Schedule", reverse("review:schedule", args=[release.pk]))
        found.rows.append(row)
    return found


@waiting.register("scheduled", order=70)
def scheduled(person, now: datetime, window: slice) -> Group | None:
    if not person.has_perm("publishing.view_release"):
        return None
    planned = standings(person).in_state(State.SCHEDULED, now)
    planned = planned.filter(scheduled_at__lte=now + timedelta(days=7))
    begins = planned.filter(release=OuterRef("pk")).order_by("scheduled_at").values("scheduled_at")[:1]
    releases = sight.releases(Release.objects, person).filter(pk__in=planned.values("release"))
    found = Group("Going live within 7 days", releases.count())
    today = wording.local_date(now)
    rows = releases.annotate(begins=Subquery(begins)).order_by("begins", "pk").prefetch_related("members")
    for release in rows[window]:
        row = _of_release(release)
        when = "Today, " if wording.local_date(release.begins) == today else ""
        row.said = f"{when}{wording.moment(release.begins)}."
        found.rows.append(row)
    return found


@waiting.register("called-off", order=80)
def called_off(person, now: datetime, window: slice) -> Group | None:
    """Schedules that ended before they began, and nobody submitted again since."""
    publishes = person.has_perm("publishing.publish")
    if not publishes and not person.has_perm("publishing.submit"):
        return None
    closings = _ended(person).filter(end=End.CALLED_OFF)
    if not publishes:
        closings = closings.filter(release__by=person.uid)
    rows = [_of_closing(one, person) for one in closings.order_by("at", "pk")[window]]
    return Group("Called off before it went live", closings.count(), rows, late=True)


@waiting.register("sealing", order=90)
def to_seal(person, now: datetime, window: slice) -> Group | None:
    if not person.has_perm("publishing.seal"):
        return None
    asked = sealing.requests_for(person).exclude(by=person.uid)
    rows = list(asked.order_by("at", "pk")[window])
    titles = dict(Standing.objects.filter(pk__in=[one.item for one in rows]).values_list("item", "title"))
    return Group(
        "Sealing that needs a second person",
        asked.count(),
        [
            Row(
                titles.get(one.item) or one.item,
                reverse("review:confirm_seal", args=[one.pk]),
                said=f"{one.by_name} asked {since(one.at, now)} ago: {one.reason}",
            )
            for one in rows
        ],
    )


def _ended(person):
    """How releases ended of which some item was not submitted again since."""
    ended = standings(person).exclude(ended_release="").values("ended_release")
    return (
        sight.releases(Closing.objects, person, "release__members")
        .filter(release__in=ended)
        .select_related("release")
        .prefetch_related("release__members")
    )


def _of_closing(closing: Closing, person) -> Row:
    row = _of_release(closing.release)
    main = max(closing.release.members.all(), key=lambda member: member.position)
    row.url = of_item(main.item)
    whose = "" if closing.release.by == person.uid else f" Submitted by {closing.release.by_name}."
    row.said = f"{closing_line(closing)}{': ' if closing.note else '.'}{closing.note}{whose}"
    return row


def _of_release(release: Release) -> Row:
    """A release as a row that leads to it; its members are prefetched."""
    members = sorted(release.members.all(), key=lambda member: member.position)
    return Row(
        members[-1].title,
        reverse("review:release", args=[release.pk]),
        _type_name(members[-1].kind),
        also=len(members) - 1,
    )


def of_item(item: str, page: str = "") -> str:
    """The address that leads to an item's form or page by its uid, without a query."""
    return addresses.by_uid(item, page)


def _type_name(kind: str) -> str:
    model = kinds.model(kind)
    return capfirst(model._meta.verbose_name) if model else ""


def since(at: datetime, now: datetime) -> str:
    """How long ago, roughly: “3 days”."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}{'s' * (count != 1)}"
    return "less than a minute"


def waits_for_signature(person, now: datetime) -> int:
    """How much waits for this person's signature."""
    releases = wanted_from(person, now)
    return releases.count() if releases is not None else 0
