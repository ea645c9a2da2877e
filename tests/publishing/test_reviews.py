"""Reviews: what moves the dates and what never does, how soon one falls due, the policy for the overdue."""

from datetime import date, timedelta

import pytest

from cms.audit.models import Entry
from cms.people.actions import system_person
from cms.publishing import actions, documents, record, reviews
from cms.publishing.actions import overdue
from cms.publishing.models import Live, Publication
from tests import people

from . import builders

pytestmark = pytest.mark.django_db
INTERVAL = 18  # months


@pytest.fixture
def page(clock):
    """A live article, just reviewed as a whole, on a topic whose reviews hold for INTERVAL."""
    item = builders.changed()
    builders.edit(item.topic, clock, review_months=INTERVAL)
    builders.go_live(item.topic, clock)
    builders.go_live(item, clock)
    return item


def dates(item, clock):
    review = reviews.of(item.uid, clock())
    return review.last, review.due


def an_interval_after(day):
    return documents.add_months(day, INTERVAL)


def test_a_full_review_moves_both_dates(page, clock):
    before = dates(page, clock)
    clock.forward(days=40)
    builders.edit(page, clock, dek="Walk every day.")

    builders.go_live(page, clock, change="substantive")

    today = clock().date()
    assert before == (today - timedelta(days=40), an_interval_after(today - timedelta(days=40)))
    assert dates(page, clock) == (today, an_interval_after(today))


@pytest.mark.parametrize("change", ["correction", "safety"])
def test_what_readers_are_told_about_is_a_full_review(page, clock, change):
    clock.forward(days=40)
    builders.edit(page, clock, dek="Walk every day.")

    builders.go_live(page, clock, change=change)

    assert dates(page, clock)[0] == clock().date()


def test_a_confirmed_review_moves_both_dates(page, clock):
    clock.forward(days=40)
    release = actions.confirm_review(item=page, by=people.wanda(), clock=clock, reason="Yearly.")

    builders.sign(release, "medical", clock)

    assert dates(page, clock) == (clock().date(), an_interval_after(clock().date()))


def test_no_number_of_small_edits_ever_moves_them(page, clock):
    before = dates(page, clock)

    for dek in (
        "Rest whenever walking hurts.",
        "Do rest whenever walking hurts.",
        "Rest when walking hurts.",
    ):
        clock.forward(days=40)
        builders.edit(page, clock, dek=dek)
        builders.go_live(page, clock, change="editorial")
        assert dates(page, clock) == before


def test_releasing_a_shared_record_never_moves_them(page, clock):
    before, live = dates(page, clock), builders.live(page, clock).number
    clock.forward(days=40)
    builders.edit(page.topic, clock, name="Arteries of the leg")

    builders.go_live(page.topic, clock)

    assert builders.live(page, clock).number == live
    assert dates(page, clock) == before


def test_a_shorter_interval_counts_from_the_next_review_on(page, clock):
    before = dates(page, clock)
    builders.edit(page.topic, clock, review_months=6)
    builders.go_live(page.topic, clock)

    assert dates(page, clock) == before


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (31, "due in 31 days"),
        (1, "due in 1 day"),
        (0, "due today"),
        (-1, "1 day overdue"),
        (-12, "12 days overdue"),
    ],
)
def test_how_soon_is_said_in_words(days, words):
    today = date(2040, 1, 1)

    assert reviews.Review("art_1", "articles", "x", None, today, days).words == words


def test_windows_meet_at_the_day_itself(page, clock):
    due = dates(page, clock)[1]
    found = {}

    for days in (-91, -90, -31, -30, -1, 0, 1):
        clock.now = clock.now.replace(year=due.year, month=due.month, day=due.day) + timedelta(days=days)
        found[days] = [w for w, _ in reviews.WINDOWS if reviews.falling_due(clock(), w).exists()]

    assert found == {
        -91: [],
        -90: ["90"],
        -31: ["90"],
        -30: ["30", "90"],
        -1: ["30", "90"],
        0: ["30", "90"],
        1: ["overdue"],
    }


def test_a_page_that_is_gone_has_no_review(page, clock):
    builders.retire(page, clock)

    assert reviews.of(page.uid, clock()) is None
    assert not reviews.falling_due(clock()).filter(item=page.uid).exists()


def test_attested_content_falls_due_though_nobody_reviewed_it_here(clock, settings):
    topic = builders.topic(clock, slug="veins-topic", review_months=INTERVAL)
    builders.go_live(topic, clock)
    item = builders.article(clock, slug="moved-in", topic=topic, by=system_person("import"))
    actions.attest(
        items=[item], by=people.otto(), proof=builders.proof(people.otto()), clock=clock, reason="Moved in."
    )

    assert dates(item, clock) == (None, an_interval_after(clock().date()))


class TestThePolicy:
    @pytest.fixture(autouse=True)
    def after_ninety_days(self, settings):
        settings.RETIRE_OVERDUE_AFTER_DAYS = 90

    def overdue_by(self, page, clock, days):
        clock.forward(days=(dates(page, clock)[1] - clock().date()).days + days)

    def carry_out(self, page, clock, by=None):
        return overdue.retire_overdue(item=page, by=by or overdue.carrier(), clock=clock)

    def test_takes_down_what_is_overdue_for_longer(self, page, clock, settings):
        self.overdue_by(page, clock, 91)
        carrier, before = overdue.carrier(), Entry.objects.count()

        self.carry_out(page, clock, by=carrier)

        assert record.live_publication(page.uid, clock()) is None
        gone = Publication.objects.latest("number")
        assert (gone.outcome, gone.note) == ("gone", settings.RETIRE_OVERDUE_NOTE)
        assert Entry.objects.count() == before + 1
        entry = Entry.objects.first()
        assert (entry.action, entry.actor_name) == ("item.retire_overdue", "review-policy")
        assert entry.reason == settings.RETIRE_OVERDUE_REASON

    def test_waits_to_the_last_day(self, page, clock):
        self.overdue_by(page, clock, 90)

        with pytest.raises(actions.NotPossible, match="90 days overdue; the policy waits 90 days"):
            self.carry_out(page, clock)

    def test_is_safe_to_carry_out_twice(self, page, clock):
        self.overdue_by(page, clock, 91)
        self.carry_out(page, clock)
        before = Entry.objects.count()

        with pytest.raises(actions.NotPossible, match="It is not live"):
            self.carry_out(page, clock)

        assert Entry.objects.count() == before

    def test_leaves_what_is_on_its_way_unless_told_otherwise(self, page, clock, settings):
        self.overdue_by(page, clock, 91)
        builders.edit(page, clock, dek="Walk every day.")
        builders.submit(page, clock)

        with pytest.raises(actions.NotPossible, match="on its way through review"):
            self.carry_out(page, clock)
        settings.RETIRE_OVERDUE_IN_REVIEW = True
        self.carry_out(page, clock)

        assert not Live.objects.at(clock()).documents().filter(item=page.uid).exists()

    def test_is_off_where_no_number_is_given(self, page, clock, settings):
        self.overdue_by(page, clock, 1000)
        settings.RETIRE_OVERDUE_AFTER_DAYS = None

        with pytest.raises(actions.NotPossible, match="no policy"):
            self.carry_out(page, clock)

    @pytest.mark.parametrize("who", [people.pia, people.otto, people.ada, lambda: system_person("import")])
    def test_is_carried_out_by_its_own_system_person_only(self, page, clock, who):
        self.overdue_by(page, clock, 91)

        with pytest.raises(actions.NotAllowed, match="may not take a page down for the policy"):
            self.carry_out(page, clock, by=who())

    def test_gives_that_person_no_other_right(self, page, clock):
        with pytest.raises(actions.NotAllowed):
            actions.retire(item=page, by=overdue.carrier(), clock=clock, reason="x", note="y")
