"""The state panel above the form: where the item stands, in words, and what can be done now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from .. import impact, possible, record, reviews, sight, wording
from ..actions import submitting
from ..composing import CompositionCycle
from ..models import Change, Closing, End, Finding, Publishable
from ..models.standing import State
from . import addresses
from .notices import InForce, of_items


@dataclass
class Panel:
    """What the panel says. `lines` are sentences; `note` is what somebody wrote when it last came back."""

    state: str
    label: str
    lines: list[str] = field(default_factory=list)
    note: Closing | None = None
    href: str = ""
    api: str = ""
    review_url: str = ""
    #: Where everything that rests on it is told, sentence by sentence; empty when nothing live does.
    impact_url: str = ""
    compare_url: str = ""
    members: list = field(default_factory=list)
    moves: list[possible.Move] = field(default_factory=list)
    #: What has to be mended before it can be submitted.
    findings: list[Finding] = field(default_factory=list)
    #: What readers are told now, above the text.
    notices: list[InForce] = field(default_factory=list)

    @property
    def note_line(self) -> str:
        return closing_line(self.note)

    @property
    def can(self):
        return [move for move in self.moves if move.enabled]

    @property
    def cannot(self) -> list[tuple[str, list[possible.Move]]]:
        """What cannot be done, by the reason."""
        by_reason: dict[str, list[possible.Move]] = {}
        for move in self.moves:
            if not move.enabled:
                by_reason.setdefault(move.why_not, []).append(move)
        return list(by_reason.items())


def of(admin, item: Publishable, person, now: datetime) -> Panel:
    here = possible.Situation.of(item, person, now)
    state = wording.state_of(here.standing, now)
    panel = Panel(state=state.value, label="Archived" if item.archived_at else _label(state))
    panel.moves = possible.moves(
        item, person, now, situation=here, url=lambda verb, release: addresses.page(verb, item, release)
    )
    panel.lines = list(_lines(here, state))
    if here.release:
        if person.has_perm("publishing.view_release") and sight.may_see_release(person, here.release):
            panel.review_url = reverse("review:release", args=[here.release.uid])
        hidden = sight.unseen(person)
        others = here.release.members.exclude(item=item.uid)
        panel.members = [member for member in others if member.kind not in hidden]
    if here.live:
        panel.href = record.document_of(here.live).get("href") or ""
        panel.api = f"/api/v1/{here.live.key}"
        panel.notices = of_items([item.uid], now)
    if here.standing and here.standing.revision > 1:
        panel.compare_url = addresses.compare(item)
    if impact.live_items(item, now):
        panel.impact_url = addresses.item_page(item, "impact")
    panel.findings = _findings(here, state)
    if here.standing and here.standing.ended_release:
        panel.note = Closing.objects.filter(pk=here.standing.ended_release).first()
    return panel


def _findings(here: possible.Situation, state: State) -> list[Finding]:
    """What stands in the way of submitting, while somebody works on the draft."""
    if state not in (State.DRAFT, State.CHANGED) or here.item.archived_at or here.standing is None:
        return []
    if not here.may_change:
        return []
    try:
        composed = submitting.preview(here.item, at=here.now, change=Change.SUBSTANTIVE)
    except CompositionCycle:
        return []
    return [finding for one in composed if one.item.uid == here.item.uid for finding in one.blocking]


def _label(state: State) -> str:
    return {State.CHANGED: "Live", State.SIGNED: "Signed"}.get(state, state.label)


def _lines(here: possible.Situation, state: State):
    standing, live = here.standing, here.live
    if standing is None:
        yield "This draft was never saved here, so it has no history yet."
        return
    if here.planned:
        yield (
            f"Revision {here.planned.revision} is signed and goes live on"
            f" {wording.moment(here.planned.effective_at)}."
        )
    elif here.release and here.missing:
        yield f"Waits for {wording.awaited(here.missing)}."
        if here.release.when_signed:
            at = here.release.publish_at
            yield f"Goes live {'on ' + wording.moment(at) if at else 'with the last signature'}."
    elif here.release:
        yield "Signed by everybody it needs. Waits for somebody to publish it."
    yield from _draft_beside_review(here)
    if live:
        yield f"Readers see revision {live.revision}, live since {wording.moment(live.effective_at)}."
        if not here.release and live.revision != standing.revision:
            yield f"There are unpublished changes: the draft is revision {standing.revision}."
        yield from _review(here)
    elif state == State.RETIRED:
        yield "It was taken down; readers are told that it is gone."
    elif not here.release:
        yield "Readers have not seen it."


def _review(here: possible.Situation):
    review = reviews.of(here.item.uid, here.now) if reviews.falls_due(type(here.item)) else None
    if review:
        last = (
            f"Last reviewed as a whole on {wording.day(review.last)}"
            if review.last
            else "Not reviewed here yet"
        )
        yield f"{last}; the next review falls due on {wording.day(review.due)} ({review.words})."


def _draft_beside_review(here: possible.Situation):
    """The draft moved on after it was submitted: what is reviewed is not what the form shows."""
    if not here.release:
        return
    member = here.release.members.filter(item=here.item.uid).first()
    if here.release.recalled.exists():
        yield f"It was recalled by {here.release.by_name}: {here.release.reason}"
        if member and member.revision != here.standing.revision:
            yield f"The form shows a later text, revision {here.standing.revision}; it goes on as it is."
    elif member and member.revision != here.standing.revision:
        yield (
            f"What is reviewed is revision {member.revision}; the form shows revision"
            f" {here.standing.revision}. Submit again to have that reviewed instead."
        )


def closing_line(closing: Closing) -> str:
    """How a submission ended, for its writer: “Changes requested by Mila Moreau, MD, on …”."""
    verb = {
        End.SENT_BACK: "Changes requested",
        End.WITHDRAWN: "Withdrawn",
        End.CALLED_OFF: "Called off",
        End.REPLACED: "Submitted again",
    }[End(closing.end)]
    return f"{verb} by {closing.by_name} on {wording.moment(closing.at)}"
