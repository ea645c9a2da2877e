"""A record with at least one row in every table, and each outcome among its publications."""

from dataclasses import dataclass

from articles.models import Article
from cms.publishing import actions
from cms.publishing.models import Publication, Release, Revision, SealRequest
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
    builders.sign(in_review, "medical", clock)
    clock.forward(hours=1)
    return Rich(clock, leg_pain, veins, in_review, scheduled, sealed)
