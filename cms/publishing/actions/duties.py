"""Who may not sign a release: whoever wrote part of its text, and whoever stands in a byline in it."""

from collections.abc import Iterable
from datetime import datetime

from cms.audit import trail

from .. import kinds, record
from ..models import Barred, Member, Publishable, Release, Revision
from .errors import NotAllowed


def bar(
    entry: trail.OpenEntry,
    release: Release,
    members: Iterable[Member],
    byline: Iterable[str],
    wrote: Iterable[str] = (),
) -> None:
    """Write down who may not sign: these people of the bylines, and all who wrote what the members say."""
    barred = {(person, "byline") for person in byline} | {(person, "wrote") for person in wrote}
    for member in members:
        found = writers(member.item, after=member.after, upto=member.revision, at=entry.at)
        barred |= {(person, "wrote") for person in found}
    for person, because in sorted(barred):
        entry.add(Barred(release=release, person=person, because=because))


def writers(item: str, *, after: int, upto: int, at: datetime) -> set[str]:
    """Who wrote the text of revision `upto` since revision `after`, which was published.

    A restored draft brings older words back, and with them whoever wrote those that nobody signed.
    """
    rows = Revision.objects.filter(item=item, number__lte=upto).values_list("number", "parent", "by")
    parents = {number: (parent, by) for number, parent, by in rows}
    found = {by for number, (_, by) in parents.items() if number > after}
    public = record.published_revisions(item, at)
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
