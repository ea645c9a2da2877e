"""Submitting a draft: what kind of change it is, what goes along, and all that still stands against it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from .. import actions, composing, kinds, record, standings, waivers, wording
from ..actions import submitting
from ..forms_workflow import EXPLAINED, SubmitForm
from ..models import Change, Finding, Publishable
from ..models.standing import State
from . import addresses
from .pages import ItemPage


@dataclass
class Choice:
    """One kind of change on the page; `why_not` says why it cannot be chosen."""

    value: str
    label: str
    explanation: str
    why_not: str = ""
    checked: bool = False


@dataclass
class Found:
    """What was found in one of the items that go together."""

    item: Publishable
    url: str
    blocking: list[Finding] = field(default_factory=list)
    #: (finding, the field that says why it may stay)
    waivable: list[tuple] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)


class SubmitPage(ItemPage):
    verb = "submit"
    permission = "submit"
    title = "Submit for review"
    button = "Submit"
    template = "publishing/submit.html"
    form_class = SubmitForm

    def __init__(self, request, admin, item):
        super().__init__(request, admin, item)
        self.open = record.open_release_of(item.uid, self.now)
        self.live = record.live_publication(item.uid, self.now)
        self.together = composing.gather(item)
        self._composed = {}

    def why_not(self):
        if said := super().why_not():
            return said
        try:
            self._preview(self._default_change())
        except composing.CompositionCycle as error:
            return f"Two items embed each other: {error}. Take one out of the other."
        return ""

    def form(self, data=None):
        initial = {
            "change": self._default_change(),
            "reason": self._reasons(),
            "seen": self.open.uid if self.open else "",
        }
        return SubmitForm(data, initial=initial, also=self.offered, waivable=self._waivable(data))

    def _waivable(self, data) -> list[tuple]:
        """(key, what was accepted before) of what must be mended or accepted, in what would be submitted."""
        try:
            composed = self._preview(*self._chosen(data))
        except composing.CompositionCycle:
            return []
        wanted = waivers.wanted(submitting.found_in(composed))
        before = waivers.earlier(key.item for key in wanted)
        return [(key, before.get(key)) for key in wanted]

    def _chosen(self, data) -> tuple[str, tuple[Publishable, ...]]:
        """The kind of change, and what goes along, as the form says it so far."""
        change = data.get("change", "") if data else ""
        if change not in EXPLAINED:
            change = self._default_change()
        ticked = set(data.getlist("also")) if data else set()
        return change, tuple(item for item in self.offered if item.uid in ticked)

    def act(self, said):
        if said["seen"] != (self.open.uid if self.open else ""):
            raise actions.NotPossible(
                "It was submitted or taken out of review while this page was open. Look at where it stands,"
                " then submit again if it is still needed."
            )
        release = actions.submit(
            item=self.item,
            change=said["change"],
            reason=said["reason"],
            public_line=said["public_line"],
            also=[kinds.item(uid) for uid in said["also"]],
            when_signed=said["when_signed"],
            publish_at=said["publish_at"],
            waivers=said["waivers"],
            **self.by,
        )
        sentence = f"Sent to review: waits for {wording.awaited(record.missing_signatures(release))}."
        if release.when_signed and release.publish_at:
            return f"{sentence} It goes live on {wording.moment(release.publish_at)}."
        return f"{sentence} It goes live with the last signature." if release.when_signed else sentence

    def context(self, form):
        change, also = self._chosen(form.data if form.is_bound else None)
        found = [self._found(one, form) for one in self._preview(change, also)]
        return {
            **super().context(form),
            "choices": self._choices(change),
            "along": [one for one in self.together if one.uid != self.item.uid],
            "found": [one for one in reversed(found) if one.blocking or one.others],
            "waivable": [one for one in reversed(found) if one.waivable],
            "blocking": sum(len(one.blocking) for one in found),
            "open_release": self.open,
            "review_url": reverse("review:release", args=[self.open.uid]) if self.open else "",
        }

    def _found(self, one: composing.Composed, form) -> Found:
        found = Found(one.item, addresses.change_form(one.item), one.blocking)
        found.others = [finding for finding in one.findings if not (finding.blocks or finding.waivable)]
        wanted = waivers.wanted({one.item.uid: one.findings})
        found.waivable = [(finding, form[form.waived[key]]) for key, finding in wanted.items()]
        return found

    def _preview(self, change, also=()):
        key = (change, tuple(one.uid for one in also))
        if key not in self._composed:
            self._composed[key] = submitting.preview(self.item, at=self.now, change=change, also=also)
        return self._composed[key]

    def _editorial_findings(self) -> list[Finding]:
        """Why this cannot be an editorial change."""
        composed = self._preview(Change.EDITORIAL)
        return [finding for one in composed for finding in one.findings if finding.rule == "editorial"]

    def _default_change(self) -> str:
        if not self.live or self._editorial_findings():
            return Change.SUBSTANTIVE.value
        return Change.EDITORIAL.value

    def _choices(self, chosen) -> list[Choice]:
        first = "" if self.live else "Its first publication is a substantive change."
        found = self._editorial_findings() if self.live else []
        why_not = {Change.EDITORIAL: first or " ".join(f.sentence for f in found[:3])}
        why_not |= {Change.CORRECTION: first, Change.SAFETY: first}
        return [
            Choice(change.value, label, explanation, why_not.get(change, ""), change.value == chosen)
            for change, (label, explanation) in EXPLAINED.items()
        ]

    def _reasons(self) -> str:
        """What was said at the saves since it was last published, as a beginning."""
        newest = record.newest_revision(self.item.uid)
        after = record.grown_from(self.item.uid, newest.number, self.now) if newest else 0
        said = record.draft_revisions().filter(item=self.item.uid, number__gt=after).exclude(reason="")
        return "\n".join(dict.fromkeys(said.order_by("number").values_list("reason", flat=True)))[:2000]

    @cached_property
    def offered(self) -> list[Publishable]:
        """What it refers to that is live and has unpublished changes: it may go along, if ticked."""
        inside = {one.uid for one in self.together}
        offered = {}
        for one in self.together:
            for reference in one.references():
                target = reference.item
                if target.uid in inside or target.uid in offered:
                    continue
                if wording.state_of(standings.of(target.uid), self.now) == State.CHANGED:
                    offered[target.uid] = target
        return list(offered.values())
