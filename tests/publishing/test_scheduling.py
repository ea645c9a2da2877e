"""What is scheduled goes live with its time, unless it, or what it rests on, is called off before."""

import pytest

from articles.models import RelatedPick
from cms.publishing import actions, record, standings
from cms.publishing.actions import NotPossible
from cms.publishing.models import CallOff, Closing

from . import builders, checks


@pytest.fixture
def leg_pain(clock):
    """Live; the page that others embed from, link to, or are replaced by."""
    return builders.changed()


@pytest.fixture
def veins(leg_pain):
    return builders.fresh()


def tomorrow(clock):
    return clock.after(days=1)


class TestAMoment:
    def test_lies_ahead(self, leg_pain, clock):
        release = builders.signed(leg_pain, clock)
        for at in (clock(), clock.after(seconds=-1)):
            with pytest.raises(NotPossible, match="must lie ahead"):
                builders.publish(release, clock, at=at)

    def test_lies_ahead_at_submit_too(self, leg_pain, clock):
        with pytest.raises(NotPossible, match="must lie ahead"):
            builders.submit(leg_pain, clock, when_signed=True, publish_at=clock())

    def test_needs_publishing_when_signed(self, leg_pain, clock):
        with pytest.raises(NotPossible, match="must lie ahead"):
            builders.submit(leg_pain, clock, publish_at=tomorrow(clock))

    def test_is_set_by_the_last_signature(self, leg_pain, clock):
        at = tomorrow(clock)
        release = builders.submit(leg_pain, clock, when_signed=True, publish_at=at)

        builders.sign_all(release, clock)

        assert standings.of(leg_pain.uid).scheduled_at == at
        assert record.live_publication(leg_pain.uid, at).release == release

    def test_that_passed_before_the_last_signature_is_now(self, leg_pain, clock):
        release = builders.submit(leg_pain, clock, when_signed=True, publish_at=tomorrow(clock))
        clock.forward(days=2)

        builders.sign_all(release, clock)

        assert builders.live(leg_pain, clock).effective_at == clock()


class TestCallingOff:
    def test_leaves_what_is_live(self, leg_pain, clock):
        before = builders.live_bytes(leg_pain, clock)
        release = builders.schedule(leg_pain, clock, tomorrow(clock))
        builders.call_off(release, clock)
        clock.forward(days=2)

        assert builders.live_bytes(leg_pain, clock) == before
        assert release.closing.end == "called_off"
        checks.the_live_table_is_the_record(clock())

    @pytest.mark.parametrize(("seconds", "possible"), [(61, True), (60, True), (59, False), (1, False)])
    def test_is_possible_until_the_last_minute(self, leg_pain, clock, seconds, possible):
        release = builders.schedule(leg_pain, clock, tomorrow(clock))
        clock.now = tomorrow(clock) - builders.timedelta(seconds=seconds)

        if possible:
            builders.call_off(release, clock)
            assert standings.of(leg_pain.uid).state(clock()) == "changed"
        else:
            with pytest.raises(NotPossible, match="less than a minute"):
                builders.call_off(release, clock)

    def test_takes_down_nothing_in_the_last_minute_but_retiring_does(self, leg_pain, clock):
        release = builders.schedule(leg_pain, clock, tomorrow(clock))
        clock.forward(days=1, seconds=-1)

        builders.retire(leg_pain, clock)

        clock.forward(seconds=1)
        assert record.live_publication(leg_pain.uid, clock()) is None
        assert release.closing.end == "called_off"

    def test_ends_every_part_of_the_release(self, clock, veins):
        topic = builders.topic(clock, slug="veins", name="Veins", inline_label="veins")
        builders.edit(veins, clock, topic=topic)
        release = builders.schedule(veins, clock, tomorrow(clock))
        assert release.publications.count() == 2

        builders.call_off(release, clock)

        assert CallOff.objects.filter(publication__release=release).count() == 2
        clock.forward(days=2)
        assert record.live_publication(topic.uid, clock()) is None
        assert standings.of(topic.uid).state(clock()) == "draft"

    def test_lets_the_item_be_submitted_again(self, leg_pain, clock):
        builders.call_off(builders.schedule(leg_pain, clock, tomorrow(clock)), clock)

        assert builders.go_live(leg_pain, clock)


def embeds(veins, leg_pain, clock):
    return leg_pain.topic


def links(veins, leg_pain, clock):
    RelatedPick.objects.create(article=veins, pick=leg_pain)
    builders.save(veins, clock)
    return leg_pain


ROLES = pytest.mark.parametrize("rests_on", [embeds, links], ids=lambda role: role.__name__)


@ROLES
def test_retiring_what_a_scheduled_page_rests_on_calls_it_off(rests_on, veins, leg_pain, clock):
    base = rests_on(veins, leg_pain, clock)
    release = builders.schedule(veins, clock, tomorrow(clock))

    told = builders.retire(base, clock)

    assert told == ["Veins"]
    assert Closing.objects.get(release=release).note == f"“{base}” was taken down."
    assert record.live_publication(veins.uid, clock.after(days=2)) is None
    assert standings.of(veins.uid).state(clock()) == "draft"
    checks.the_live_table_is_the_record(clock.after(days=2))


def test_publishing_what_a_scheduled_page_embeds_calls_it_off(veins, leg_pain, clock):
    release = builders.schedule(veins, clock, tomorrow(clock))

    builders.edit(leg_pain.topic, clock, name="Arteries of the leg")
    builders.go_live(leg_pain.topic, clock)

    assert Closing.objects.get(release=release).note == "“Arteries of the leg” was published."
    assert record.live_publication(veins.uid, clock.after(days=2)) is None


def test_publishing_what_a_scheduled_page_only_links_to_leaves_it(veins, leg_pain, clock):
    links(veins, leg_pain, clock)
    release = builders.schedule(veins, clock, tomorrow(clock))

    builders.go_live(leg_pain, clock)

    assert not Closing.objects.filter(release=release).exists()
    assert record.live_publication(veins.uid, clock.after(days=2))


def test_scheduling_what_a_later_page_embeds_calls_that_off_and_an_earlier_one_not(veins, leg_pain, clock):
    soon = builders.schedule(leg_pain, clock, clock.after(days=1))
    late = builders.schedule(veins, clock, clock.after(days=5))

    builders.edit(leg_pain.topic, clock, name="Arteries of the leg")
    builders.schedule(leg_pain.topic, clock, clock.after(days=3))

    assert not Closing.objects.filter(release=soon).exists()
    assert Closing.objects.filter(release=late).exists()


def test_bringing_back_what_a_scheduled_page_replaces_calls_it_off(leg_pain, clock):
    release = builders.schedule(leg_pain, clock, tomorrow(clock))

    builders.restore(leg_pain_first(leg_pain), clock)

    assert Closing.objects.filter(release=release).exists()


def leg_pain_first(leg_pain):
    return record.standing_publications().filter(item=leg_pain.uid, outcome="document").earliest("number")


@pytest.mark.parametrize("moment", ["sign", "publish"])
class TestAStaleBase:
    """What changed since the submission is named, at the signature and at publishing."""

    def refused(self, moment, item, release, clock, sentence):
        with pytest.raises(NotPossible, match=sentence):
            builders.sign(release, "medical", clock) if moment == "sign" else builders.publish(release, clock)

    def submitted(self, moment, item, clock):
        return builders.submit(item, clock) if moment == "sign" else builders.signed(item, clock)

    def test_of_what_it_embeds(self, moment, veins, leg_pain, clock):
        release = self.submitted(moment, veins, clock)
        builders.edit(leg_pain.topic, clock, name="Arteries of the leg")
        builders.go_live(leg_pain.topic, clock)

        self.refused(moment, veins, release, clock, "has changed since this was submitted")

    def test_of_what_it_replaces(self, moment, leg_pain, clock):
        release = self.submitted(moment, leg_pain, clock)
        builders.restore(leg_pain_first(leg_pain), clock)

        self.refused(moment, leg_pain, release, clock, "“Leg pain” has changed")

    def test_of_what_it_links_to(self, moment, veins, leg_pain, clock):
        links(veins, leg_pain, clock)
        release = self.submitted(moment, veins, clock)
        builders.retire(leg_pain, clock)

        self.refused(moment, veins, release, clock, "It links to “Leg pain”, which is not live")


def test_a_base_that_moved_while_the_wished_moment_passed_is_noticed_at_the_first_signature(
    veins, leg_pain, clock
):
    release = builders.submit(veins, clock, when_signed=True, publish_at=tomorrow(clock))
    clock.forward(days=2)
    builders.edit(leg_pain.topic, clock, name="Arteries of the leg")
    builders.go_live(leg_pain.topic, clock)

    with pytest.raises(NotPossible, match="has changed since this was submitted"):
        builders.sign(release, "medical", clock)


def test_a_page_is_not_planned_for_after_what_it_embeds_changes(veins, leg_pain, clock):
    """Submitting it again would not help, so the sentence says what does."""
    release = builders.signed(veins, clock)
    builders.edit(leg_pain.topic, clock, name="Arteries of the leg")
    builders.schedule(leg_pain.topic, clock, clock.after(days=1))

    with pytest.raises(NotPossible, match=r"changes on 2040-.* before this goes live"):
        builders.publish(release, clock, at=clock.after(days=2))
    builders.publish(release, clock, at=clock.after(hours=1))


def test_what_is_embedded_may_not_be_scheduled_for_later_than_what_embeds_it(veins, leg_pain, clock):
    """A page that embeds a draft takes it along; one whose part is planned for later has to wait."""
    topic = builders.topic(clock, slug="veins", name="Veins", inline_label="veins")
    builders.schedule(topic, clock, clock.after(days=5))
    builders.edit(veins, clock, topic=topic)

    with pytest.raises(actions.NotReady, match="“Veins” is not live"):
        builders.submit(veins, clock)


class TestSharedRecords:
    """Editing a shared record changes no live page: readers see it when somebody signed it."""

    @pytest.mark.parametrize(
        ("shared", "field"),
        [("topic", "name"), ("topic", "inline_label"), ("organization", "name"), ("author", "name")],
    )
    def test_editing_it_changes_no_byte(self, leg_pain, clock, shared, field):
        draft = leg_pain.authors.get() if shared == "author" else getattr(leg_pain, shared)
        before = builders.live_bytes(leg_pain, clock)

        builders.edit(draft, clock, **{field: "A CANARY"})
        builders.submit(draft, clock)
        clock.forward(days=1)
        assert builders.live_bytes(leg_pain, clock) == before
        builders.sign_all(record.open_release_of(draft.uid, clock()), clock)
        builders.publish(record.open_release_of(draft.uid, clock()), clock)

        assert builders.live_bytes(leg_pain, clock) == before
