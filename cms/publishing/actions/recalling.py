"""Recall: everything live that rests on something goes back to review at once, in one release.

Each page starts from its live revision, also while a rewrite is under way. Where the draft says what is live
the draft itself is changed; where it has moved on, a revision is made beside it, and the same change is made
to the rewrite, so that publishing the rewrite later does not undo the recall.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from cms import canonical
from cms.audit import trail
from cms.people.models import User

from .. import composing, kinds, sight
from ..models import Change, Decision, End, Finding, Publishable, Recall, RecallPlace, Release, Revision
from . import accepting, recall_plan
from .bases import call_off_release
from .drafts import write_revision
from .errors import NotPossible, NotReady, refuse_unseen, require, require_reason
from .recall_plan import Page, Plan
from .submitting import (
    Held,
    close,
    found_in,
    freeze_release,
    member_findings,
    public_line_of,
    requirements,
)

#: The changes that a recall may be: a word about a source is never only wording.
CHANGES = (Change.SUBSTANTIVE, Change.CORRECTION, Change.SAFETY)


class PagesNotReady(NotReady):
    """Some pages cannot be changed without a person; `by_item` says which and why."""

    def __init__(self, by_item: dict[str, list[Finding]], titles: dict[str, str]):
        said = []
        for item, found in by_item.items():
            for one in found:
                sentence = f"“{titles.get(item, item)}”: {one.sentence}"
                said.append(Finding(one.rule, sentence, "", quote=one.quote))
        super().__init__(said)
        self.by_item = by_item


@dataclass
class Recalled:
    """What a recall did, for the person who asked for it."""

    recall: Recall
    release: Release | None = None
    #: (title, why) of pages that were chosen and are not in it.
    left_out: list[tuple[str, str]] = field(default_factory=list)
    #: Titles of what was taken out of review, or off the schedule.
    ended: list[str] = field(default_factory=list)
    #: (title, why) of rewrites that stay as they are.
    untouched: list[tuple[str, str]] = field(default_factory=list)


def recall(
    *,
    cause: Publishable,
    because: str,
    places: Iterable[tuple[str, str]],
    reason: str,
    deadline: date,
    by,
    clock: trail.Clock,
    change: str = Change.SUBSTANTIVE,
    public_line: str = "",
    when_signed: bool = True,
) -> Recalled:
    """Bring live pages back to review because of what became of `cause`; `places` are (item uid, decision).

    One release holds every page whose decision needs no person, with the cause and its successor where they
    have changes that readers have not seen. Raises PagesNotReady when a page stands against that.
    """
    require(by, "recall")
    places = list(places)
    refuse_unseen(by, {cause.kind, *sight.kinds_of(uid for uid, _ in places)})
    with trail.entry(action="recall.open", by=by, clock=clock, subject=cause.uid) as entry:
        entry.reason = reason = require_reason(reason, "a recall")
        if change not in CHANGES:
            raise NotPossible("Say what kind of change it is: substantive, a correction, or safety.")
        public_line = public_line_of(change, public_line)
        if deadline < composing.local_day(entry.at):
            raise NotPossible("The deadline has passed. Choose a day that lies ahead.")
        cause = type(cause).objects.get(pk=cause.pk)
        with composing.one_moment():
            plan = recall_plan.of(cause, because, places, entry.at)
            library, composed = _composed(plan, entry, change, public_line)
        return _write(
            entry,
            plan,
            library,
            composed,
            Recall(
                cause=cause.uid,
                cause_title=str(cause)[:300],
                because=because,
                reason=reason,
                deadline=deadline.isoformat(),
                at=entry.at,
                by=by.uid,
                by_name=by.printed_name,
            ),
            Release(change=change, reason=reason, public_line=public_line, when_signed=int(when_signed)),
        )


# Composing, before anything is written.


def _composed(plan: Plan, entry, change: str, public_line: str):
    """The documents of the release, without the pages in which nothing would change."""
    while plan.mechanical:
        members = _gathered(plan)
        refuse_unseen(entry.by, [member.kind for member in members])
        library, composed = composing.compose_all(
            members, at=entry.at, day=composing.local_day(entry.at), change=change, public_line=public_line
        )
        _refuse_findings(plan, composed, entry.at)
        contents = {one.item.uid: one.content for one in composed}
        idle = [page for page in plan.mechanical.values() if _says_it_already(page, contents[page.uid])]
        if not idle:
            return library, composed
        for page in idle:
            plan.leave_out(page.uid, "What readers see already says it.")
    if not plan.pages:
        raise NotPossible("There is nothing to do: what readers see already says it on each of these pages.")
    plan.release_nothing()
    return None, []


def _gathered(plan: Plan) -> list[Publishable]:
    """What goes along, then the pages as their revisions say them."""
    items = [
        *plan.along.values(),
        *(page.stated for page in [*plan.carried.values(), *plan.mechanical.values()]),
    ]
    if not items:
        return []
    return composing.gather(items[-1], items[:-1])


def _says_it_already(page: Page, content: bytes) -> bool:
    if page.decision == Decision.PIN or page.edited != page.state:
        return False
    return canonical.digest(content) == page.content


def _refuse_findings(plan: Plan, composed, at) -> None:
    found: dict[str, list[Finding]] = {}
    inside = {*plan.mechanical, *plan.carried}
    for one in composed:
        findings = list(one.blocking)
        if one.item.uid not in inside:
            findings += member_findings(one, at, ended=plan.ending)
        if findings:
            found[one.item.uid] = findings
    for page in plan.mechanical.values():
        if page.edits_draft and not page.is_frozen:
            sentence = "The draft was changed outside the application. Open it, read it and save it."
            found.setdefault(page.uid, []).append(Finding("unrecorded", sentence))
    if found:
        raise PagesNotReady(found, {one.item.uid: str(one.item) for one in composed})


# Writing.


def _write(entry, plan: Plan, library, composed, row: Recall, draft: Release) -> Recalled:
    done = Recalled(row, left_out=plan.left_out)
    _end_what_is_open(entry, plan, done)
    held = {page.uid: _freeze(entry, plan, page, done) for page in plan.mechanical.values()}
    held |= {
        page.uid: Held(page.title, page.revision, page.after_unchanged) for page in plan.carried.values()
    }
    if composed:
        models = [type(one.item) for one in composed]
        done.release = freeze_release(
            entry, library, composed, draft, requirements(draft.change, models), held, wrote={entry.by.uid}
        )
        accepting.carry(entry, found_in(composed))
    entry.add(row)
    assignees = _assignees(plan)
    for page in plan.pages.values():
        mechanical = page.uid in plan.mechanical
        person = None if mechanical else assignees.get(page.uid)
        entry.add(
            RecallPlace(
                recall=row,
                item=page.uid,
                title=page.title,
                publication=page.live.number,
                decision=page.decision,
                release=done.release if mechanical else None,
                assignee=person.uid if person else "",
                assignee_name=person.printed_name if person else "",
            )
        )
    entry.detail |= {
        "recall": row.uid,
        "because": row.because,
        "pages": len(plan.pages),
        "purge": sorted({page.affected.tag for page in plan.pages.values()}),
    }
    entry.detail |= {
        name: [list(one) for one in said]
        for name, said in (("left_out", done.left_out), ("untouched", done.untouched))
        if said
    }
    return done


def _end_what_is_open(entry, plan: Plan, done: Recalled) -> None:
    because = f"“{str(plan.cause)[:200]}” was recalled ({plan.because}). Submit this again."
    for release in plan.ending.values():
        done.ended += [member.title for member in release.members.all()]
        if release.pk in plan.scheduled:
            call_off_release(entry, release, because)
        else:
            close(entry, release, End.REPLACED, because)
    if done.ended:
        entry.detail["ended"] = sorted(plan.ending)


def _freeze(entry, plan: Plan, page: Page, done: Recalled) -> Held:
    """The revision of the page that the release holds; made now where its words change."""
    if page.edited == page.state:
        return Held(page.title, page.revision, page.after_unchanged)
    encoded = canonical.encode(page.edited)
    if page.edits_draft:
        page.item.take_over(page.state, page.edited)
        made = write_revision(
            entry, page.item, encoded, number=page.last_number + 1, parent=page.newest.number
        )
        return Held(made.title, made.number, page.after)
    side = write_revision(
        entry, page.stated, encoded, number=page.last_number + 1, parent=page.revision, beside=1
    )
    _change_rewrite(entry, plan, page, done)
    return Held(side.title, side.number, page.after)


def _change_rewrite(entry, plan: Plan, page: Page, done: Recalled) -> None:
    """The same change in the draft that has moved on, where it still says what is recalled."""
    if not page.is_frozen:
        done.untouched.append((page.title, "The rewrite was changed outside the application."))
        return
    edited = page.item.dealt_with(page.draft, page.decision, plan.cause, plan.successor)
    if edited == page.draft:
        done.untouched.append((page.title, "The rewrite does not mention it any more."))
        return
    page.item.take_over(page.draft, edited)
    write_revision(
        entry,
        page.item,
        canonical.encode(edited),
        number=page.last_number + 2,
        parent=page.newest.number,
    )


def _assignees(plan: Plan) -> dict[str, User]:
    """By page that is edited by hand: who wrote what is live, if that is somebody who may still write."""
    wrote = {
        (row.item, row.number): row.by
        for row in Revision.objects.filter(item__in=[page.uid for page in plan.by_hand])
    }
    people = {person.uid: person for person in User.objects.filter(uid__in=set(wrote.values()))}
    found = {}
    for page in plan.by_hand:
        person = people.get(wrote.get((page.uid, page.live.revision)))
        if person and _may_write(person, kinds.model(page.affected.kind)):
            found[page.uid] = person
    return found


def _may_write(person, model) -> bool:
    opts = model._meta
    return (
        person.is_active
        and not person.is_system
        and person.has_perm(f"{opts.app_label}.change_{opts.model_name}")
        and person.has_perm("publishing.submit")
    )
