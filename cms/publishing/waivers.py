"""Which finding a waiver accepts, and what was accepted before: of an item, and in a release.

A finding is the same one again when the same rule says the same sentence about the same words of the same
item. So a reason that was given once can be proposed again, and never covers another sentence.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .models import Finding, Member, Release, Waiver

_AT_ONCE = 500


class Key(NamedTuple):
    """Names one finding of one item."""

    item: str
    rule: str
    sentence: str
    quote: str


def key(item: str, finding: Finding | Waiver) -> Key:
    return Key(item, finding.rule, finding.sentence, finding.quote)


def wanted(found: Mapping[str, Iterable[Finding]]) -> dict[Key, Finding]:
    """Of the findings by item: those that must be mended or accepted, each once."""
    return {
        key(item, finding): finding
        for item, findings in found.items()
        for finding in findings
        if finding.waivable
    }


def earlier(items: Iterable[str]) -> dict[Key, Waiver]:
    """What was accepted last of each finding of these items, in whatever release."""
    items = sorted(set(items))
    found = {}
    for begin in range(0, len(items), _AT_ONCE):
        rows = Waiver.objects.filter(item__in=items[begin : begin + _AT_ONCE])
        found |= {key(row.item, row): row for row in rows.order_by("entry", "pk")}
    return found


def of_release(release: str) -> dict[str, list[Waiver]]:
    """By item, what was accepted of each finding last: in the release of this uid, or before it."""
    ours = Release.objects.filter(pk=release)
    members = Member.objects.filter(release_id=release)
    known = Waiver.objects.filter(item__in=members.values("item"), entry__lte=ours.values("entry")[:1])
    newest = {key(row.item, row): row for row in known.order_by("entry", "pk")}
    found: dict[str, list[Waiver]] = {}
    for row in newest.values():
        found.setdefault(row.item, []).append(row)
    return found
