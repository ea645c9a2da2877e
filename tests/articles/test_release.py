"""The page goes the whole way through the engine: saved, submitted, signed by two, live."""

from datetime import UTC, datetime

import pytest

from articles.models import Article
from cms import canonical
from cms.people import credentials
from cms.publishing import actions, kinds, record
from cms.publishing.models import Change, Live
from tests import people
from tests.articles import pages
from tests.publishing import builders


def noon():
    return datetime(2040, 7, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    return noon


def proof(person):
    return credentials.reauthenticate(person, people.PASSWORD)


def publish(item, clock, change=Change.SUBSTANTIVE):
    accepted = builders.accepting(item, clock, change=change)
    release = builders.submit(item, clock, change=change, waivers=accepted)
    for person, meaning in ((people.mila(), "medical"), (people.otto(), "compliance")):
        if meaning in {requirement.meaning for requirement in release.requirements.all()}:
            actions.sign(release=release, meaning=meaning, by=person, proof=proof(person), clock=clock)
    actions.publish(release=release, by=people.pia(), clock=clock)
    return release


def save_all(clock):
    for model in kinds.all():
        for item in model.objects.all():
            actions.save(item=item, by=people.wanda(), clock=clock)


def published_as_it_came():
    leaflet = pages.build()
    save_all(noon)
    publish(pages.fresh(leaflet.article), noon)
    return leaflet


@pytest.fixture
def live(arranged):
    return arranged(published_as_it_came)


def document_of(item, clock):
    return record.live_document(item.uid, clock())


def test_one_submission_brings_everything_along(live, clock):
    document = document_of(live.article, clock)

    assert document["title"] == live.article.title
    assert document["publication"]["review_due"] == "2041-07-04"
    assert document["json_ld"]["@graph"][0]["@type"] == "MedicalWebPage"
    shown = [live.topic, live.treatment, live.assessment, live.author, live.older, live.newer, *live.faqs]
    assert all(document_of(item, clock) for item in [live.organization, *shown])
    assert document["related"]["picks"] == []


def test_the_live_table_holds_a_card_for_each(live):
    rows = {row.key: row for row in Live.objects.all()}

    row = rows["articles/sore-calves"]
    assert canonical.decode(row.card)["byline_text"] == "By the True Precision Medical Team"
    assert row.facets.filter(name="cites", value="aha-acc-pad-2016").exists()
    assert "topic:peripheral-arterial-disease" in row.tags.split()


def test_editing_what_a_live_page_shares_changes_none_of_its_bytes(live, clock):
    served = record.bytes_of(record.live_publication(live.article.uid, clock()).snapshot_id)
    shared = {
        live.organization: "name",
        live.topic: "name",
        live.author: "name",
        live.older: "title",
        live.faqs[0]: "question",
    }
    for one, column in shared.items():
        item = pages.fresh(one)
        setattr(item, column, "Changed")
        actions.save(item=item, by=people.wanda(), clock=clock, reason="Another name.")

        assert record.bytes_of(record.live_publication(live.article.uid, clock()).snapshot_id) == served

    # Nor does publishing it: the page keeps what was signed with it.
    publish(pages.fresh(live.topic), clock)

    assert record.bytes_of(record.live_publication(live.article.uid, clock()).snapshot_id) == served
    assert record.live_document(live.topic.uid, clock())["name"] == "Changed"


def test_a_typing_error_is_an_editorial_change_and_another_number_is_not(live, clock):
    article = pages.fresh(live.article)
    article.body = pages.written(pages.BODY.replace("take note", "take care"))
    actions.save(item=article, by=people.wanda(), clock=clock, reason="It reads better.")
    accepted = builders.accepting(article, clock, change=Change.EDITORIAL)
    release = builders.submit(article, clock, change=Change.EDITORIAL, waivers=accepted)
    assert [one.meaning for one in release.requirements.all()] == ["any"]

    article.body = pages.written(pages.BODY.replace("2-minute", "9-minute"))
    actions.save(item=article, by=people.wanda(), clock=clock, reason="It reads better.")
    with pytest.raises(actions.NotReady, match="number"):
        actions.submit(item=article, by=people.wanda(), clock=clock, change=Change.EDITORIAL, reason="A word")


def test_a_revision_can_be_brought_back_whole(live, clock):
    article = pages.fresh(live.article)
    before = article.state()
    article.title = "Other"
    article.faq_rows.all().delete()
    article.keywords.clear()
    actions.save(item=article, by=people.wanda(), clock=clock, reason="It reads better.")

    article.apply_state(before)

    assert pages.fresh(article).state() == before


def test_a_draft_that_lacks_its_parts_is_refused_with_sentences(db, clock):
    article = Article(title="Bare", slug="bare")
    actions.save(item=article, by=people.wanda(), clock=clock)

    with pytest.raises(actions.NotReady) as refusal:
        actions.submit(
            item=article, by=people.wanda(), clock=clock, change=Change.SUBSTANTIVE, reason="A page"
        )

    rules = [finding.rule for finding in refusal.value.findings]
    assert {"no_dek", "no_topic", "no_organization", "no_authors", "no_body"} <= set(rules)
