"""How far recalls are: what is settled, what is overdue, and whose task the rest is."""

from datetime import timedelta

import pytest

from cms.publishing import actions, impact, recalls
from cms.publishing.models import Recall
from tests import people

from . import builders
from .recalls import recall, superseded_house


@pytest.fixture
def house(arranged):
    return arranged(superseded_house)


@pytest.fixture
def clock(house):
    return house.clock


def progress(clock):
    return recalls.of(Recall.objects.get(), clock())


def test_a_page_is_settled_once_readers_see_another_text(house, clock):
    done = recall(house.old, [(house.first, "successor"), (house.second, "by_hand")], clock)
    assert (progress(clock).settled, progress(clock).total) == (0, 2)

    clock.forward(days=1)
    builders.sign_all(done.release, clock)

    first, second = sorted(progress(clock).places, key=lambda place: place.row.title)
    assert (first.settled, first.settled_at) == (True, clock())
    assert (second.settled, second.release) == (False, None)
    assert [one.open for one in impact.open_recalls(clock())] == [1]


def test_the_last_page_tells_when_all_of_it_was_done(house, clock):
    recall(house.old, [(house.first, "by_hand")], clock)
    builders.edit(house.first, clock, body=builders.body("Nothing cited."))
    clock.forward(days=2)
    builders.go_live(house.first, clock)
    settled_at = clock()
    clock.forward(days=30)

    assert impact.open_recalls(clock()) == []
    assert (progress(clock).settled_at, progress(clock).overdue) == (settled_at, False)


def test_what_will_go_live_later_is_not_settled_yet(house, clock):
    recall(house.old, [(house.first, "by_hand")], clock)
    builders.edit(house.first, clock, body=builders.body("Nothing cited."))
    builders.schedule(house.first, clock, clock.after(days=2))

    assert progress(clock).settled == 0
    clock.forward(days=2)
    assert progress(clock).settled == 1
    assert progress(clock).settled_at == clock()


def test_a_page_that_was_taken_down_is_settled(house, clock):
    recall(house.old, [(house.first, "by_hand")], clock)
    builders.retire(house.first, clock)

    [place] = progress(clock).places
    assert (place.settled, place.gone) == (True, True)


def test_a_recall_is_overdue_after_its_day(house, clock):
    recall(house.old, [(house.first, "by_hand")], clock, deadline=clock.after(days=2).date())

    clock.forward(days=2)
    assert not progress(clock).overdue
    clock.forward(days=1)
    assert progress(clock).overdue


def test_tasks_are_of_the_writer_or_of_anybody_who_writes(house, clock):
    recall(
        house.old, [(house.first, "by_hand"), (house.second, "successor"), (house.faq, "successor")], clock
    )

    def titles(person):
        return [place.title for place in impact.open_places(person, clock())]

    assert titles(people.wanda()) == ["First"]
    assert titles(people.mila()) == []
    assert titles(people.nobody()) == []


def test_a_release_that_was_sent_back_is_seen_to_be_out_of_review(house, clock):
    done = recall(house.old, [(house.first, "successor")], clock)
    actions.send_back(release=done.release, by=people.otto(), note="Look again.", clock=clock)

    [place] = progress(clock).places
    assert (place.settled, place.release, place.row.release) == (False, None, done.release)


def test_recalls_stand_in_the_order_of_their_deadlines(house, clock):
    recall(house.old, [(house.first, "by_hand")], clock, deadline=clock.after(days=9).date(), reason="Late")
    recall(house.old, [(house.second, "by_hand")], clock, deadline=clock.after(days=2).date(), reason="Soon")

    assert [one.recall.reason for one in impact.open_recalls(clock())] == ["Soon", "Late"]
    assert len(recalls.all_of(clock() + timedelta(days=1))) == 2


def test_the_questions_do_not_grow_with_the_pages(house, clock, django_assert_max_num_queries):
    recall(house.old, [(house.first, "by_hand"), (house.second, "pin")], clock)

    with django_assert_max_num_queries(5):
        impact.open_recalls(clock())
