"""The numbers of an assessment's published versions: 1, 2, 3 …, one for each content that was published."""

from collections.abc import Iterable

from cms import canonical
from cms.publishing import record
from cms.publishing.models import Outcome, Snapshot

from .earlier import whole
from .kept import Kept


def next_number(uid: str, content: dict, previous: dict | None) -> int:
    """The version that this content would be: the live one's if it says the same, else a new number.

    A number is never used for two contents: what was scheduled and called off keeps its own.
    """
    if previous and previous["version"] and _without_number(whole(previous)) == content:
        return previous["version"]
    known = numbers(uid)
    sealed = 0 in known.values()
    # A sealed snapshot tells no number; there are at most as many numbers as snapshots.
    return 1 + max([*known.values(), len(known) if sealed else 0], default=0)


def numbers(uid: str) -> dict[str, int]:
    """The version of every snapshot of an item that asks something, by digest; 0 for sealed bytes."""
    digests = Snapshot.objects.filter(item=uid, publications__outcome=Outcome.DOCUMENT)
    told = _told(set(digests.values_list("digest", flat=True)))
    return {digest: number for digest, number in told.items() if number is not None}


def _told(digests: Iterable[str]) -> dict[str, int | None]:
    """The version that each of these bytes tells: 0 when they are sealed, None when there is no definition.

    What is named by its digest never changes, so it is remembered; the rest is read with few queries.
    """
    found = {digest: _remembered.get(digest) for digest in digests}
    unknown = [digest for digest, told in found.items() if told is None]
    bodies = record.bodies_of(unknown)
    for digest in unknown:
        body = bodies.get(digest)
        found[digest] = _remembered.put(digest, (canonical.decode(body)["version"] if body else 0,))
    return {digest: number for digest, (number,) in found.items()}


#: Each number in a tuple of its own: None is a number here, and not one that is missing.
_remembered = Kept(2048)


def _without_number(document: dict) -> dict:
    return {name: value for name, value in document.items() if name not in _NUMBERED}


#: What tells the number, beside the content itself.
_NUMBERED = ("version", "questionnaire")
