"""The numbers of an assessment's published versions: 1, 2, 3 …, one for each content that was published."""

from functools import lru_cache

from cms import canonical
from cms.publishing import record
from cms.publishing.models import Outcome, Snapshot


def next_number(uid: str, content: dict, previous: dict | None) -> int:
    """The version that this content would be: the live one's if it says the same, else a new number.

    A number is never used for two contents: what was scheduled and called off keeps its own.
    """
    if previous and previous["version"] and _without_number(previous) == content:
        return previous["version"]
    known = numbers(uid)
    sealed = 0 in known.values()
    # A sealed snapshot tells no number; there are at most as many numbers as snapshots.
    return 1 + max([*known.values(), len(known) if sealed else 0], default=0)


def numbers(uid: str) -> dict[str, int]:
    """The version of every snapshot of an item, by digest; 0 where the bytes are sealed or asked nothing."""
    digests = Snapshot.objects.filter(item=uid, publications__outcome=Outcome.DOCUMENT)
    found = {digest: number_of(digest) for digest in set(digests.values_list("digest", flat=True))}
    return {digest: number for digest, number in found.items() if number is not None}


@lru_cache(maxsize=2048)
def number_of(digest: str) -> int | None:
    """The version that these bytes tell: 0 when they are sealed, None when there is no definition.

    What is named by its digest never changes, so it is remembered.
    """
    body = record.bodies_of([digest]).get(digest)
    return canonical.decode(body)["version"] if body else 0


def _without_number(document: dict) -> dict:
    return {name: value for name, value in document.items() if name not in _NUMBERED}


#: What tells the number, beside the content itself.
_NUMBERED = ("version", "questionnaire")
