"""Who may not sign a release: whoever wrote part of its text, and whoever stands in a byline in it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from cms.audit import trail

from .. import kinds, record
from ..models import Barred, Member, Outcome, Publishable, Release, Revision
from .errors import NotAllowed

#: So many members are looked at with one set of queries.
_AT_ONCE = 500


def bar(
    entry: trail.OpenEntry,
    release: Release,
    members: Iterable[Member],
    byline: Iterable[str],
    wrote: Iterable[str] = (),
) -> None:
    """Write down who may not sign: these people of the bylines, and all who wrote what the members say."""
    barred = {(person, "byline") for person in byline} | {(person, "wrote") for person in wrote}
    members = list(members)
    for begin in range(0, len(members), _AT_ONCE):
        some = members[begin : begin + _AT_ONCE]
        written, public = _written([m.item for m in some]), _public([m.item for m in some], entry.at)
        for member in some:
            found = _writers(written[member.item], public[member.item], member.after, member.revision)
            barred |= {(person, "wrote") for person in found}
    for person, because in sorted(barred):
        entry.add(Barred(release=release, person=person, because=because))


def writers(item: str, *, after: int, upto: int, at: datetime) -> set[str]:
    """Who wrote the text of revision `upto` since revision `after`, which was published.

    A restored draft brings older words back, and with them whoever wrote those that nobody signed.
    """
    return _writers(_written([item])[item], _public([item], at)[item], after, upto)


def _written(items: list[str]) -> dict[str, dict[int, tuple[int, str]]]:
    """By item, the revisions there are: number → (parent, by)."""
    found = defaultdict(dict)
    rows = Revision.objects.filter(item__in=items).values_list("item", "number", "parent", "by")
    for item, number, parent, by in rows:
        found[item][number] = (parent, by)
    return found


def _public(items: list[str], at: datetime) -> dict[str, set[int]]:
    """By item, the revisions that were ever public."""
    found = defaultdict(set)
    rows = record.standing_publications().filter(item__in=items, effective_at__lte=at)
    for item, number in rows.filter(outcome=Outcome.DOCUMENT).values_list("item", "revision"):
        found[item].add(number)
    return found


def _writers(written: dict[int, tuple[int, str]], public: set[int], after: int, upto: int) -> set[str]:
    parents = {number: row for number, row in written.items() if number <= upto}
    found = {by for number, (_, by) in parents.items() if number > after}
    for number in range(after + 1, upto + 1):
        older = parents[number][0] if number in parents else 0
        while older in parents and older <= after and older not in public:
            older, by = parents[older]
            found.add(by)
    return found


def live_byline(release: Release, item: Publishable) -> set[str]:
    """Who stands in the byline of what this release made live, and of the draft as it is now."""
    then = release.barred.filter(because="byline").values_list("person", flat=True)
    return {*then, *item.byline_people()}


def refuse_the_barred(release: Release, by) -> None:
    """Raise NotAllowed, with the reason, when this person may not sign the release."""
    barred = release.barred.filter(person=by.uid).order_by("-because")
    because = barred.values_list("because", flat=True).first()
    if because == "wrote":
        raise NotAllowed("You wrote part of this, so somebody else must sign it.")
    if because or by.uid in _byline_now(release):
        raise NotAllowed("You stand in its byline, so somebody else must sign it.")


def _byline_now(release: Release) -> set[str]:
    """People in the bylines as they are linked now, in case an account was linked after the submission."""
    drafts = (kinds.item(member.item) for member in release.members.all())
    return {person for draft in drafts if draft for person in draft.byline_people()}
