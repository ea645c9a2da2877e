"""An article in each state of the table, with two writers, somebody in its byline and a source under it."""

from dataclasses import dataclass

from articles import citations
from articles.models import Article, Citation
from cms.people import actions as people_actions
from cms.publishing import actions, record
from cms.publishing.models import Decision, Member, Publication, Release, Revision, SealRequest, Snapshot
from tests import people
from tests.publishing import builders, recalls

from . import cast, rules


@dataclass
class Stage:
    """What stands before the state is reached, and the item that is brought into it."""

    clock: builders.Clock
    item: Article
    source: Citation
    successor: Citation
    #: Of another item, ended long ago: what an action is given where the item has none of its own.
    other: Release
    #: The state asks for these.
    sealing: SealRequest | None = None
    places: tuple = ()

    @property
    def release(self) -> Release:
        found = Release.objects.filter(members__item=self.item.uid).order_by("-entry").first()
        return found or self.other

    @property
    def publication(self) -> Publication:
        """The first of the item, else one of another item that readers see now."""
        mine = Publication.objects.filter(item=self.item.uid, outcome="document").order_by("number").first()
        return mine or Publication.objects.filter(release=self.other, outcome="document").latest("number")

    @property
    def first(self) -> Revision:
        return Revision.objects.filter(item=self.item.uid).earliest("number")


def wes():
    """Holds every permission, and wrote the second revision of every item."""
    return cast._all_powerful("Wes Wordy")


def bea():
    """Holds every permission, and stands in every byline."""
    return cast._all_powerful("Bea Byline")


def sim():
    """Holds every permission, and somebody reset their password."""
    found = cast._all_powerful("Sim Suspended")
    if found.signing_suspended_at is None:
        found.set_password("another-long-one-9")
        people_actions.change_person(
            person=found, roles=[], by=cast._all_powerful("Sue Sovereign"), clock=builders.Clock(), reason="X"
        )
    return found


def build(state: str) -> Stage:
    clock = builders.Clock()
    cast.everybody()
    byline = builders.author(clock, slug="bea", name="Bea Byline", person=bea())
    source, successor = recalls.source(clock, "old"), recalls.source(clock, "new")
    builders.go_live(successor, clock)
    other = builders.article(clock, slug="other", title="Other", authors=[byline])
    builders.edit(other, clock, body=recalls.citing(source))
    ended = builders.go_live(other, clock)
    by = people_actions.system_person("import") if state == "imported" else people.wanda()
    item = builders.article(clock, slug="zebra", title="Zebra", authors=[byline], by=by)
    if state != "imported":
        builders.edit(item, clock, by=wes(), body=recalls.citing(source))
        builders.submit(item, clock)
        actions.withdraw(release=record.open_release_of(item.uid, clock()), by=people.wanda(), clock=clock)
    clock.forward(hours=1)
    stage = Stage(clock, item, source, successor, ended)
    if state in rules.WAS_LIVE:
        builders.go_live(item, clock)
        clock.forward(hours=1)
        builders.edit(item, clock, by=wes(), dek="When to rest.")
        builders.go_live(item, clock)
        clock.forward(hours=1)
    REACH[state](stage)
    clock.forward(minutes=5 if state != "last minute" else 0)
    item.refresh_from_db()
    return stage


def _nothing(stage):
    pass


def _changed(stage):
    builders.edit(stage.item, stage.clock, by=wes(), dek="When to walk again.")


def _changed_in_review(stage):
    _changed(stage)
    builders.submit(stage.item, stage.clock)


def _retired(stage):
    builders.retire(stage.item, stage.clock)
    _changed(stage)


def _sealing_asked(stage):
    _retired(stage)
    first = stage.first
    member = Member.objects.filter(item=stage.item.uid, revision=stage.publication.revision).latest("pk")
    wanted = {first.digest, member.content, stage.publication.snapshot_id}
    wanted |= {Revision.objects.get(item=stage.item.uid, number=member.revision).digest}
    wanted &= {
        *actions.sealing.stored_digests(stage.item.uid),
        *Snapshot.objects.values_list("pk", flat=True),
    }
    stage.sealing = actions.request_seal(
        item=stage.item.uid, digests=sorted(wanted), by=people.otto(), clock=stage.clock, reason="A patient."
    )


def _sealed(stage):
    _sealing_asked(stage)
    actions.confirm_seal(request=stage.sealing, by=people.pia(), clock=stage.clock)


def _noticed(stage):
    notice = actions.show_notice(
        items=[stage.item.uid], kind="safety", severity="warning", text="Do not stop.", reason="A call.",
        by=people.mila(), clock=stage.clock,
    )  # fmt: skip
    stage.places = tuple(notice.places.all())


def _in_a_recall(stage):
    citations.supersede(
        citation=stage.source,
        successor=stage.successor,
        by=people.pia(),
        clock=stage.clock,
        reason="A new one.",
    )
    stage.source.refresh_from_db()
    recalls.recall(stage.source, [(stage.item, Decision.PIN)], stage.clock)


#: State → how it is reached from the article that was saved, or is live in its second revision.
REACH = {
    "draft": _nothing,
    "in review": lambda stage: builders.submit(stage.item, stage.clock),
    "half signed": lambda stage: builders.sign(
        builders.submit(stage.item, stage.clock), "medical", stage.clock
    ),
    "signed": lambda stage: builders.signed(stage.item, stage.clock),
    "scheduled": lambda stage: builders.schedule(stage.item, stage.clock, stage.clock.after(days=3)),
    "last minute": lambda stage: builders.schedule(stage.item, stage.clock, stage.clock.after(seconds=30)),
    "live": _nothing,
    "changed": _changed,
    "changed, in review": _changed_in_review,
    "retired": _retired,
    "archived": lambda stage: actions.archive(item=stage.item, by=people.wanda(), clock=stage.clock),
    "sealed": _sealed,
    "sealing asked": _sealing_asked,
    "noticed": _noticed,
    "in a recall": _in_a_recall,
    "imported": _nothing,
}
