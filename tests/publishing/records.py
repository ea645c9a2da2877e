"""A record with at least one row in every table, and each outcome among its publications."""

from dataclasses import dataclass

from articles.models import Article, Citation, SourceEvent
from cms.audit import trail
from cms.publishing import actions
from cms.publishing.models import (
    Decision,
    Notice,
    NoticeEnd,
    NoticeKind,
    NoticePlace,
    Publication,
    Recall,
    RecallPlace,
    Release,
    Revision,
    SealRequest,
    Severity,
    Waiver,
)
from tests import people

from . import builders


@dataclass
class Rich:
    """What a test may want to lay hands on. The publications of `leg_pain` tell the whole story."""

    clock: builders.Clock
    leg_pain: Article
    veins: Article
    in_review: Release
    scheduled: Release
    sealed: SealRequest


def rich() -> Rich:
    clock = builders.Clock()
    mila = people.mila()
    byline = builders.author(clock, slug="dana", name="Dana Dahl", person=people.ada())

    # Live, corrected under another address, retired and brought back.
    leg_pain = builders.article(clock, authors=[byline], title="Leg pain 12")
    builders.go_live(leg_pain, clock)
    clock.forward(days=1)
    builders.edit(leg_pain, clock, title="Leg pain 13", slug="leg-pains")
    sent_back = builders.submit(leg_pain, clock, change="correction")
    actions.send_back(release=sent_back, by=mila, note="Which number?", clock=clock)
    builders.go_live(leg_pain, clock, change="correction")
    clock.forward(days=1)
    builders.retire(leg_pain, clock)
    clock.forward(days=1)
    builders.restore(Publication.objects.get(outcome="document", key="articles/leg-pains"), clock)

    # Scheduled, and called off because the topic that it embeds was published.
    veins = builders.article(clock, slug="veins", title="Veins", picks=[leg_pain])
    builders.schedule(veins, clock, clock.after(days=7))
    builders.edit(leg_pain.topic, clock, name="Arteries of the leg")
    builders.go_live(leg_pain.topic, clock)
    builders.go_live(veins, clock)
    clock.forward(hours=1)

    # Taken down, its text sealed by two people.
    clots = builders.article(clock, slug="clots", title="Clots", words="Call Jane Doe, born 1950.")
    builders.go_live(clots, clock)
    clock.forward(hours=1)
    builders.retire(clots, clock, successor=veins)
    builders.edit(clots, clock, body=builders.body("Call your clinic."))
    first = Revision.objects.get(item=clots.uid, number=1)
    sealed = actions.request_seal(
        item=clots.uid, digests=[first.digest], by=people.otto(), clock=clock, reason="It names a patient."
    )
    actions.confirm_seal(request=sealed, by=people.pia(), clock=clock)

    # On their way: one in review, one scheduled.
    builders.edit(leg_pain, clock, dek="When to walk, and when to rest.")
    scheduled = builders.schedule(leg_pain, clock, clock.after(days=3))
    builders.edit(veins, clock, dek="Why they swell.")
    in_review = builders.submit(veins, clock)
    _warned(in_review, clock)
    builders.sign(in_review, "medical", clock)
    clock.forward(hours=1)
    return Rich(clock, leg_pain, veins, in_review, scheduled, sealed)


def _warned(release, clock) -> None:
    """A waiver, a retracted source, the recall of a page that rests on it, a notice put and lifted."""
    mila = people.mila()
    by = {"by": mila.uid, "by_name": mila.printed_name}
    member = release.members.get()
    page = Publication.objects.filter(item=member.item, outcome="document").latest("number")
    place = {"item": member.item, "title": member.title}
    with trail.entry(action="tests.waive", by=mila, clock=clock, subject=member.item) as entry:
        said = {"rule": "reading_age", "sentence": "It is hard to read.", "reason": "The names are long."}
        entry.add(Waiver(release=release, item=member.item, at=entry.at, **said, **by))
    with trail.entry(action="tests.recall", by=mila, clock=clock, subject="cit_old") as entry:
        said = {"title": "A guideline", "reason": "Its figures were wrong.", "since": "2040-03-01"}
        status = Citation.Status.RETRACTED
        entry.add(SourceEvent(citation="cit_old", status=status, at=entry.at, **said, **by))
        recall = Recall(
            cause="cit_old", cause_title="A guideline", because=status, reason="It has to be read anew.",
            deadline="2040-04-01", at=entry.at, **by,
        )  # fmt: skip
        entry.add(recall)
        entry.add(
            RecallPlace(
                recall=recall,
                publication=page.number,
                decision=Decision.BY_HAND,
                release=release,
                assignee=mila.uid,
                assignee_name=mila.printed_name,
                **place,
            )
        )
    with trail.entry(action="tests.notice", by=mila, clock=clock, subject=member.item) as entry:
        said = {"text": "The figures of one source are in doubt.", "reason": "Until it is read anew."}
        kind = {"kind": NoticeKind.EVIDENCE, "severity": Severity.WARNING}
        notice = entry.add(Notice(cause=recall.uid, at=entry.at, **kind, **said, **by))
        shown = entry.add(NoticePlace(notice=notice, **place))
    with trail.entry(action="tests.lift", by=mila, clock=clock, subject=member.item) as entry:
        entry.add(NoticeEnd(place=shown, at=entry.at, reason="It was read anew.", **by))
