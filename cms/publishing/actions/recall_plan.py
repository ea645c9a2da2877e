"""What a recall would do, worked out without writing: where each page starts from, and what it ends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Max

from cms import canonical

from .. import impact, kinds, record
from ..composing import remembered
from ..models import (
    Decision,
    Member,
    Outcome,
    Publication,
    Publishable,
    RecallPlace,
    Release,
    Revision,
)
from .drafts import says_the_same
from .errors import NotPossible
from .publishing import CALL_OFF_UNTIL

_AT_ONCE = 500
_UID = re.compile(r"[a-z]{2,10}_[0-9A-Za-z-]{1,29}")


@dataclass
class Page:
    """One live page of a recall: where it stands, and what it is to say."""

    affected: impact.Affected
    decision: str
    item: Publishable
    live: Publication
    #: The revision it starts from: what is live, or what an earlier recall made of that and has in review.
    revision: int
    newest: Revision
    last_number: int
    #: Who wrote a later revision may not sign: where the words change, and where they stay.
    after: int
    after_unchanged: int
    title: str
    #: Names the composed document that is live.
    content: str
    state: dict
    #: What the frozen revision of the draft says.
    draft: dict
    edited: dict = field(default_factory=dict)
    stated: Publishable | None = None

    @property
    def uid(self) -> str:
        return self.item.uid

    @property
    def edits_draft(self) -> bool:
        """Whether the draft itself says what the page starts from."""
        return self.newest.number == self.revision

    @cached_property
    def is_frozen(self) -> bool:
        """Whether the draft rows say what was last saved here."""
        return says_the_same(self.draft, self.item.state())


@dataclass
class Plan:
    """Everything one recall would do."""

    cause: Publishable
    because: str
    successor: Publishable | None
    at: datetime
    pages: dict[str, Page] = field(default_factory=dict)
    #: Pages of an earlier recall whose release this one takes the place of; they stay in review.
    carried: dict[str, Page] = field(default_factory=dict)
    #: The cause and its successor, where they have changes that readers have not seen.
    along: dict[str, Publishable] = field(default_factory=dict)
    #: Open releases that end, by uid, and which of them are scheduled.
    ending: dict[str, Release] = field(default_factory=dict)
    scheduled: set[str] = field(default_factory=set)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def mechanical(self) -> dict[str, Page]:
        return {uid: page for uid, page in self.pages.items() if page.decision != Decision.BY_HAND}

    @property
    def by_hand(self) -> list[Page]:
        return [page for page in self.pages.values() if page.decision == Decision.BY_HAND]

    def leave_out(self, uid: str, why: str) -> None:
        self.left_out.append((self.pages.pop(uid).title, why))

    def release_nothing(self) -> None:
        """No page is left that needs no person, so nothing goes into review and nothing there ends."""
        self.along, self.carried, self.ending = {}, {}, {}


def of(cause: Publishable, because: str, places: list[tuple[str, str]], at: datetime) -> Plan:
    """What a recall of these pages would do. Raises NotPossible."""
    allowed = cause.after().get(because)
    if allowed is None:
        raise NotPossible("Say what became of it.")
    plan = Plan(cause, because, cause.replacement(), at)
    chosen = dict(places)
    _refuse_decisions(plan, chosen, allowed)
    # What is embedded comes first, and a page that readers know comes last: it names the release.
    affected = {one.item: one for one in reversed(impact.of(cause, at))}
    live = record.live_publications(chosen, at)
    for uid in chosen:
        if uid not in affected:
            why = "It does not use it any more." if uid in live else "It is not live."
            plan.left_out.append((_title(uid), why))
    chosen = {uid: chosen[uid] for uid in affected if uid in chosen}
    if not chosen:
        raise NotPossible("None of these pages uses it any more. Reload the page.")
    _read_open(plan, [uid for uid in chosen if chosen[uid] != Decision.BY_HAND])
    earlier = _recalled_already(plan)
    plan.pages = _pages(chosen, affected, live, earlier, at)
    _carry(plan, earlier)
    _refuse_what_is_said_elsewhere(plan)
    for page in plan.pages.values():
        _edit(plan, page)
    for page in plan.carried.values():
        page.edited = page.state
        page.stated = page.item.as_stated(page.state, _item)
    return plan


def is_uid(text: str) -> bool:
    """Whether this may be an item's uid: what is none is not looked up, and some of it cannot be."""
    return _UID.fullmatch(text) is not None


def _refuse_decisions(plan: Plan, chosen: dict[str, str], allowed: tuple[str, ...]) -> None:
    if not chosen:
        raise NotPossible("Choose at least one page.")
    if not all(is_uid(uid) for uid in chosen):
        raise NotPossible("What was chosen is no page. Reload the page and choose again.")
    for decision in set(chosen.values()):
        if decision not in allowed:
            raise NotPossible("That is nothing that can be done with a page after this.")
    if Decision.SUCCESSOR in chosen.values() and plan.successor is None:
        raise NotPossible("There is no successor to move the mentions to. Say first what takes its place.")


def _item(uid: str) -> Publishable | None:
    return remembered(("item", uid), lambda: kinds.item(uid))


def _title(uid: str) -> str:
    return str(kinds.item(uid) or uid)[:300]


# Where the pages stand.


def _pages(chosen, affected, live, earlier: dict[str, Member], at) -> dict[str, Page]:
    starts = {uid: earlier[uid].revision if uid in earlier else live[uid].revision for uid in chosen}
    items, newest, last = _items(starts), _newest(starts), _last_numbers(starts)
    revisions = _revisions(starts)
    bodies = record.bodies_of(
        {row.digest for row in revisions.values()} | {row.digest for row in newest.values()}
    )
    members = _live_members(live)
    below = _published_below(live, at)
    found = {}
    for uid, number in starts.items():
        row = revisions[uid]
        if not bodies[row.digest] or not bodies[newest[uid].digest]:
            raise NotPossible(f"The stored text of “{row.title}” was sealed. Choose another way for it.")
        found[uid] = Page(
            affected=affected[uid],
            decision=chosen[uid],
            item=items[uid],
            live=live[uid],
            revision=number,
            newest=newest[uid],
            last_number=last[uid],
            after=live[uid].revision,
            after_unchanged=live[uid].revision if number != live[uid].revision else below[uid],
            title=row.title,
            content=members[uid],
            state=canonical.decode(bodies[row.digest]),
            draft=canonical.decode(bodies[newest[uid].digest]),
        )
    return found


def _chunks(values: Iterable[str]):
    values = list(values)
    for begin in range(0, len(values), _AT_ONCE):
        yield values[begin : begin + _AT_ONCE]


def _items(uids) -> dict[str, Publishable]:
    by_kind: dict[type[Publishable], list[str]] = {}
    for uid in uids:
        by_kind.setdefault(kinds.by_uid(uid), []).append(uid)
    found = {}
    for model, of_kind in by_kind.items():
        for chunk in _chunks(of_kind):
            found |= model.in_whole(chunk)
    return found


def _newest(uids) -> dict[str, Revision]:
    found = {}
    for chunk in _chunks(uids):
        found |= {row.item: row for row in record.draft_revisions().filter(item__in=chunk).order_by("number")}
    return found


def _last_numbers(uids) -> dict[str, int]:
    found = {}
    for chunk in _chunks(uids):
        rows = Revision.objects.filter(item__in=chunk).order_by().values_list("item")
        found |= dict(rows.annotate(last=Max("number")))
    return found


def _revisions(starts: dict[str, int]) -> dict[str, Revision]:
    found = {}
    for chunk in _chunks(starts):
        for row in Revision.objects.filter(item__in=chunk):
            if starts[row.item] == row.number:
                found[row.item] = row
    return found


def _live_members(live: dict[str, Publication]) -> dict[str, str]:
    found = {}
    for chunk in _chunks(live):
        for member in Member.objects.filter(item__in=chunk):
            if live[member.item].release_id == member.release_id:
                found[member.item] = member.content
    return found


def _published_below(live: dict[str, Publication], at: datetime) -> dict[str, int]:
    """The newest revision that was public before the live one: who wrote that does not vouch for it again."""
    found = dict.fromkeys(live, 0)
    for chunk in _chunks(live):
        rows = record.standing_publications().filter(
            item__in=chunk, outcome=Outcome.DOCUMENT, effective_at__lte=at
        )
        for item, number in rows.values_list("item", "revision"):
            if number < live[item].revision:
                found[item] = max(found[item], number)
    return found


# What is in the way.


def _read_open(plan: Plan, uids: list[str]) -> None:
    """The open releases that hold a page, the cause or its successor: all of them end."""
    for one in (plan.cause, plan.successor):
        if one is not None and _has_news(one, plan.at, first=one is plan.successor):
            plan.along[one.uid] = one
    wanted = [*uids, *(uid for uid in plan.along if uid not in uids)]
    plan.along = {uid: one for uid, one in plan.along.items() if uid not in uids}
    for chunk in _chunks(wanted):
        rows = record.open_releases(plan.at).filter(members__item__in=chunk).distinct()
        plan.ending |= {row.uid: row for row in rows.prefetch_related("members")}
    planned = record.scheduled_publications(plan.at).filter(release__in=list(plan.ending))
    for publication in planned.order_by("effective_at"):
        plan.scheduled.add(publication.release_id)
        if publication.effective_at - plan.at < CALL_OFF_UNTIL:
            raise NotPossible(
                "One of these pages goes live in less than a minute. Wait for that, then recall it."
            )


def _has_news(one: Publishable, at: datetime, first: bool) -> bool:
    """Whether the draft says what readers have not seen; `first`: only if they have seen nothing of it."""
    newest = record.newest_revision(one.uid)
    live = record.live_publication(one.uid, at)
    if newest is None or one.archived_at:
        return False
    if live is None:
        return first and not record.was_ever_decided(one.uid)
    return not first and live.revision != newest.number


def _recalled_already(plan: Plan) -> dict[str, Member]:
    """The members of releases that an earlier recall has in review and this one ends."""
    releases = RecallPlace.objects.filter(release__in=list(plan.ending)).values("release")
    return {member.item: member for member in Member.objects.filter(release__in=releases)}


def _carry(plan: Plan, earlier: dict[str, Member]) -> None:
    """What an earlier recall had in review and is not chosen now goes on in the new release."""
    rest = {
        uid: member for uid, member in earlier.items() if uid not in plan.along and uid not in plan.mechanical
    }
    live = record.live_publications(rest, plan.at)
    for uid in [uid for uid in rest if uid not in live]:
        member = rest.pop(uid)
        if not record.was_ever_decided(uid):
            plan.along[uid] = kinds.item(uid)
        else:
            plan.left_out.append((member.title, "It is not live."))
    if not rest:
        return
    affected = {
        uid: impact.Affected(uid, one.kind, rest[uid].title, one.key, one.locale, one.number, "", ())
        for uid, one in live.items()
    }
    chosen = dict.fromkeys(rest, Decision.REFRESH)
    plan.carried = _pages(chosen, affected, live, earlier, plan.at)


def _refuse_what_is_said_elsewhere(plan: Plan) -> None:
    """A page that only shows another item's text changes with that item, so that one has to come too."""
    moving = (Decision.SUCCESSOR, Decision.AS_RETRACTED)
    mechanical = plan.mechanical
    for page in mechanical.values():
        if page.decision not in moving:
            continue
        for uid in page.affected.inside:
            if uid not in mechanical or mechanical[uid].decision != page.decision:
                raise NotPossible(
                    f"“{page.title}” says it in the answer to “{_title(uid)}”. Choose the same for that, or"
                    " have the page edited by hand."
                )


def _edit(plan: Plan, page: Page) -> None:
    if page.decision == Decision.BY_HAND:
        return
    page.edited = page.item.dealt_with(page.state, page.decision, plan.cause, plan.successor)
    try:
        page.stated = page.item.as_stated(page.edited, _item)
    except ValueError as error:
        raise NotPossible(f"“{page.title}”: {error} Have the page edited by hand.") from error
