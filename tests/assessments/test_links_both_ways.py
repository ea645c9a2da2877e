"""Articles and topics lead to their assessments, and assessments lead back to articles."""

import pytest

from articles.documents import companions
from articles.models import Article
from cms.publishing import record
from cms.publishing.companion import companion, companion_now
from tests import people
from tests.assessments import drafts
from tests.publishing import builders


@pytest.fixture
def clock(db):
    people.everybody()
    return builders.Clock()


@pytest.fixture
def tool(clock):
    builders.go_live(builders.article(clock), clock)
    tool = drafts.pad(clock)
    builders.go_live(tool, clock)
    clock.forward(minutes=1)
    return tool


def said(item, clock):
    """What is said beside the live document; the record alone says the same."""
    live = builders.live(item, clock)
    document = record.document_of(live)
    by_table = companion_now(
        kind=live.kind, item=live.item, digest=live.snapshot_id, document=document, moment=clock()
    )
    assert companion(live, clock()) == by_table
    return by_table


def titles(links):
    return [one["title"] for one in links]


def test_an_article_and_its_topic_name_the_assessments_of_the_topic(clock, tool):
    article = Article.objects.get()

    for item in (article, article.topic):
        [one] = said(item, clock)["assessments"]
        assert one == {
            "type": "assessment",
            "slug": "pad",
            "title": "PAD assessment",
            "href": "/assessments/pad",
            "estimated_minutes": 2,
        }


def test_one_that_asks_nothing_is_not_offered(clock, tool):
    tool.question_rows.all().delete()
    tool.criterion_rows.all().delete()
    builders.go_live(builders.edit(tool, clock), clock)

    assert said(Article.objects.get(), clock)["assessments"] == []


def test_one_of_another_topic_is_not_offered(clock, tool):
    veins = builders.topic(clock, slug="veins", name="Veins", inline_label="veins")
    other = builders.article(clock, slug="veins", title="Veins", topic=veins)
    builders.go_live(other, clock)

    assert said(other, clock)["assessments"] == []


def test_an_assessment_leads_to_the_articles_of_its_topic_and_to_those_that_link_to_it(clock, tool):
    veins = builders.topic(clock, slug="veins", name="Veins", inline_label="veins")
    builders.go_live(builders.article(clock, slug="veins", title="Veins", topic=veins), clock)
    linking = builders.article(clock, slug="far", title="Far", topic=veins)
    builders.edit(linking, clock, body=drafts.text("Take [it](assessment:pad)."))
    builders.go_live(linking, clock)

    found = said(tool, clock)

    assert titles(found["related"]) == ["Leg pain", "Far"]
    assert {one["type"] for one in found["related"]} == {"article"}
    assert "assessments" not in found


def test_what_the_writer_picked_is_not_named_again(clock, tool):
    from assessments.models import RelatedArticle

    def pick(item):
        RelatedArticle.objects.create(assessment=item, article=Article.objects.get())

    builders.save(tool, clock, write=pick, reason="Reads on.")
    builders.go_live(tool, clock)

    assert said(tool, clock)["related"] == []


def test_there_are_never_more_than_a_few(clock, tool):
    for number in range(6):
        builders.go_live(builders.article(clock, slug=f"a-{number}", title=f"A {number}"), clock)

    assert len(said(tool, clock)["related"]) == companions.RELATED


def test_the_reference_page_of_a_topic_and_an_article_offer_it(client, clock, tool, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", clock)
    article = Article.objects.get()

    for path in (f"/topics/{article.topic.slug}", "/articles/leg-pain"):
        page = client.get(path).content.decode()
        assert '<a href="/assessments/pad">PAD assessment</a><p>About 2 minutes</p>' in page


def test_lists_of_articles_can_be_asked_for_those_that_link_to_it(client, clock, tool, monkeypatch):
    from django.utils import timezone

    linking = builders.article(clock, slug="far", title="Far")
    builders.edit(linking, clock, body=drafts.text("Take [it](assessment:pad)."))
    builders.go_live(linking, clock)
    monkeypatch.setattr(timezone, "now", clock)

    found = client.get("/api/v1/articles", {"assessment": "pad"}).json()

    assert [one["slug"] for one in found["items"]] == ["far"]
