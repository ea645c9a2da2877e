"""An assessment falls due for review as an article does: as its topic says, from the day it was reviewed."""

import pytest

from assessments.models import Assessment
from cms.publishing import actions, record, reviews
from tests import people
from tests.assessments import drafts
from tests.publishing import builders


@pytest.fixture
def clock(db):
    people.everybody()
    return builders.Clock()


def publication_of(tool, clock):
    return record.document_of(builders.live(tool, clock))["publication"]


def test_the_interval_is_that_of_its_topic(clock):
    tool = drafts.pad(clock, topic=builders.topic(clock, review_months=6))

    builders.go_live(tool, clock)

    assert reviews.falls_due(Assessment)
    assert publication_of(tool, clock)["last_reviewed"] == "2040-03-05"
    assert publication_of(tool, clock)["review_due"] == "2040-09-05"
    assert [row.item for row in reviews.falling_due(clock.after(days=190), "overdue")] == [tool.uid]


def test_a_confirmed_review_moves_the_day(clock):
    tool = drafts.pad(clock, topic=builders.topic(clock, review_months=6))
    builders.go_live(tool, clock)
    clock.forward(days=170)

    release = actions.confirm_review(item=tool, by=people.wanda(), clock=clock, reason="It still holds.")
    builders.sign_all(release, clock)

    assert publication_of(tool, clock)["review_due"] == "2041-02-22"
    assert record.document_of(builders.live(tool, clock))["version"] == 1


def test_a_page_that_asks_nothing_never_falls_due(clock):
    topic = builders.topic(clock)
    page = builders.save(Assessment(slug="later", title="Later", topic=topic), clock)

    builders.go_live(page, clock)

    assert publication_of(page, clock).get("review_due") is None


def test_another_interval_of_the_topic_reaches_it_with_its_next_release(clock):
    topic = builders.topic(clock, review_months=6)
    tool = drafts.pad(clock, topic=topic)
    builders.go_live(tool, clock)
    builders.edit(topic, clock, review_months=24)
    builders.go_live(topic, clock)

    assert publication_of(tool, clock)["review_due"] == "2040-09-05"

    builders.edit(tool, clock, title="PAD check")
    builders.go_live(tool, clock)

    assert publication_of(tool, clock)["review_due"] == "2042-03-05"
