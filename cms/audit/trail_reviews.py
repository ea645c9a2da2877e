"""Reviews of the trail: what nobody has reviewed yet, what is unusual in it, and who reviewed when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from .models import Entry

ACTION = "trail.review"
#: A review is due when the last one is older than this.
DUE_DAYS = 90

#: What a reviewer looks at first: label → which entries.
UNUSUAL = {
    "Lock-outs at sign-in": Q(action="person.locked_out"),
    "Accounts let in again": Q(action="person.let_in"),
    "Passwords or second factors reset, and signing suspended": Q(action="person.reset_second_factor")
    | Q(action="person.change", detail__contains='"signing":"suspended"'),
    "Signers confirmed": Q(action="person.confirm_signer"),
    "Roles given or taken": Q(action__in=["person.permissions", "group.permissions", "group.delete"])
    | Q(action="person.change", detail__contains='"roles":['),
    "People added": Q(action="person.add"),
    "Drafts changed outside the application": Q(
        action__startswith="draft.", detail__contains='"outside":['
    ),
    "Sealings": Q(action__startswith="seal."),
    "Attestations": Q(action="release.attest"),
    "Exports": Q(action__in=["evidence.export", "content.export"])
    | Q(action="record.read", detail__contains='"export":'),
    "Tokens made": Q(action="token.make"),
    "Backups restored": Q(action="backup.restore"),
    "Reviews that found the chain broken": Q(action=ACTION, detail__contains='"holds":false'),
}  # fmt: skip


@dataclass(frozen=True)
class Review:
    """One review that was recorded."""

    entry: Entry

    @property
    def said(self) -> dict:
        try:
            return self.entry.detail_document
        except ValueError:
            return {}  # tampered with, as verification tells

    @property
    def at(self) -> datetime:
        return self.entry.at


@dataclass(frozen=True)
class Unusual:
    """Entries of one unusual sort: how many, and the newest of them."""

    label: str
    count: int
    entries: list[Entry]


def recorded(most: int = 20) -> list[Review]:
    """The last reviews, the newest first."""
    return [Review(entry) for entry in Entry.objects.filter(action=ACTION).order_by("-sequence")[:most]]


def last() -> Review | None:
    return next(iter(recorded(1)), None)


def begins() -> int:
    """The first entry that no review has covered; a gap between two reviews is not skipped."""
    reached = 0
    said = (Review(entry).said for entry in Entry.objects.filter(action=ACTION).iterator())
    for first, last in sorted((one["from"], one["to"]) for one in said if one):
        if first > reached + 1:
            break
        reached = max(reached, last)
    return reached + 1


def first_moment() -> datetime | None:
    """When the trail began; None where it is empty."""
    return Entry.objects.order_by("sequence").values_list("at", flat=True).first()


def newest() -> int:
    return Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def between(first: int, last: int):
    return Entry.objects.filter(sequence__gte=first, sequence__lte=last)


def counts(first: int, last: int) -> list[tuple[str, int]]:
    """How often each action was taken in these entries."""
    rows = between(first, last).order_by("action").values_list("action").annotate(number=Count("pk"))
    return list(rows)


def unusual(first: int, last: int, most: int = 10) -> list[Unusual]:
    """What to look at first in these entries; a sort without any is left out."""
    rows = between(first, last)
    wanted = {f"n{index}": Count("pk", filter=which) for index, which in enumerate(UNUSUAL.values())}
    numbers = rows.order_by().aggregate(**wanted)
    found = []
    for index, (label, which) in enumerate(UNUSUAL.items()):
        if count := numbers[f"n{index}"]:
            found.append(Unusual(label, count, list(rows.filter(which).order_by("-sequence")[:most])))
    return found


def signatures_of(person: str, first: int, last: int) -> int:
    """How many signatures this person gave in these entries."""
    acts = ("release.sign", "release.attest", "release.confirm_review")
    return between(first, last).filter(actor=person, action__in=acts).count()
