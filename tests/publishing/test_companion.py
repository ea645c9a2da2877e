"""What is said beside a live document: the same from the live table as from the record, and as of any day."""

import pytest

from articles.models import Article
from cms.publishing import actions, record
from cms.publishing.companion import companion, companion_now
from cms.publishing.models import Publication
from tests import people

from . import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(staged, db):
    clock = builders.Clock()
    clock.forward(days=10)
    return clock


def said(item, clock):
    """The companion by both ways, which have to agree."""
    live = builders.live(item, clock)
    by_record = companion(live, clock())
    by_table = companion_now(
        kind=live.kind,
        item=live.item,
        digest=live.snapshot_id,
        document=record.document_of(live),
        moment=clock(),
    )
    assert by_record == by_table
    return by_record


def test_a_page_of_which_nothing_has_changed_says_so(clock):
    leg_pain = builders.changed()

    found = said(leg_pain, clock)

    assert found == {
        "schema": "status/1",
        "type": "article",
        "slug": "leg-pain",
        "locale": "en-US",
        "document": builders.live(leg_pain, clock).snapshot_id,
        "notices": [],
        "references": [],
        "targets": [],
        "alternates": [],
        "related": [],
        "assessments": [],
        "review_overdue": False,
    }


def test_a_link_to_what_was_taken_down_is_named_with_what_replaces_it(clock):
    leg_pain, veins = builders.changed(), builders.fresh()
    builders.go_live(veins, clock)
    page = builders.article(clock, slug="calves", title="Calves", picks=[leg_pain])
    builders.go_live(page, clock)
    assert said(page, clock)["targets"] == []
    before = clock()

    clock.forward(hours=1)
    builders.retire(leg_pain, clock, successor=veins)

    gone = {"type": "article", "slug": "leg-pain", "href": "/articles/leg-pain"}
    newer = {"type": "article", "slug": "veins", "title": "Veins", "href": "/articles/veins"}
    assert said(page, clock)["targets"] == [{**gone, "replaced_by": newer}]
    builders.retire(veins, clock)
    assert said(page, clock)["targets"] == [{**gone, "replaced_by": None}]
    assert companion(builders.live(page, clock), before)["targets"] == []


def test_a_link_to_what_moved_still_leads_somewhere(clock):
    leg_pain = builders.changed()
    page = builders.article(clock, slug="calves", title="Calves", picks=[leg_pain])
    builders.go_live(page, clock)
    builders.edit(leg_pain, clock, slug="leg-pains")
    builders.go_live(leg_pain, clock)

    assert said(page, clock)["targets"] == []

    builders.retire(leg_pain, clock)
    assert [one["slug"] for one in said(page, clock)["targets"]] == ["leg-pain"]


def test_related_pages_are_of_the_topic_the_newest_first_and_never_picked_ones(clock):
    leg_pain = builders.changed()
    pages = []
    for number in range(6):
        clock.forward(hours=1)
        pages.append(builders.article(clock, slug=f"page-{number}", title=f"Page {number}"))
        builders.go_live(pages[-1], clock)
    other = builders.article(clock, slug="other", topic=builders.topic(clock, "veins", name="Veins"))
    builders.go_live(other, clock)
    picking = builders.article(clock, slug="picking", title="Picking", picks=[pages[5]])
    builders.go_live(picking, clock)
    before = clock()

    assert [one["slug"] for one in said(leg_pain, clock)["related"]] == [
        "picking",
        "page-5",
        "page-4",
        "page-3",
    ]
    assert said(picking, clock)["related"][0]["slug"] == "page-4"
    clock.forward(hours=1)
    builders.retire(pages[4], clock)
    assert "page-4" not in [one["slug"] for one in said(leg_pain, clock)["related"]]
    then = companion(builders.live(leg_pain, clock), before)
    assert [one["slug"] for one in then["related"]] == ["picking", "page-5", "page-4", "page-3"]


def test_the_same_page_in_another_locale_is_an_alternate(clock):
    leg_pain = builders.changed()
    spanish = builders.article(clock, locale="es-US", title="Dolor")
    assert said(leg_pain, clock)["alternates"] == []

    builders.go_live(spanish, clock)

    assert said(leg_pain, clock)["alternates"] == [
        {"locale": "es-US", "slug": "leg-pain", "title": "Dolor", "href": "/articles/leg-pain"}
    ]
    assert [one["locale"] for one in said(spanish, clock)["alternates"]] == ["en-US"]


def test_a_review_is_overdue_from_the_day_after_it_was_due(clock):
    leg_pain = builders.changed()
    due = record.document_of(builders.live(leg_pain, clock))["publication"]["review_due"]
    assert due

    clock.now = clock.now.fromisoformat(f"{due}T23:00:00+00:00")
    assert not said(leg_pain, clock)["review_overdue"]
    clock.forward(hours=2)
    assert said(leg_pain, clock)["review_overdue"]


def test_as_of_a_day_it_speaks_of_the_document_of_that_day(clock):
    leg_pain = builders.changed()
    first = Publication.objects.filter(item=leg_pain.uid).order_by("number").first()
    notice = actions.show_notice(
        items=[leg_pain.uid],
        kind="safety",
        severity="urgent",
        text="Call first.",
        reason="Recall.",
        by=people.mila(),
        clock=clock,
    )

    assert companion(first, first.effective_at)["document"] == first.snapshot_id
    assert companion(first, first.effective_at)["notices"] == []
    assert [one["text"] for one in said(leg_pain, clock)["notices"]] == [notice.text]
    assert Article.objects.count() == 2
