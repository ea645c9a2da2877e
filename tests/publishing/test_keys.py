"""A key belongs to one item for ever, and an item's older keys lead to its newest."""

import pytest

from articles.models import Article
from cms.publishing import actions, record
from cms.publishing.models import Key, Live, Publication

from . import builders, checks


@pytest.fixture
def article(clock):
    return builders.changed()


def rename(article, clock, slug, **options):
    builders.edit(article, clock, slug=slug)
    return builders.go_live(article, clock, **options)


def leads_to(clock):
    return {row.key: (row.outcome, row.item) for row in Live.objects.at(clock()).filter(kind="articles")}


def test_a_new_slug_moves_the_page(article, clock):
    rename(article, clock, "legs")

    assert leads_to(clock) == {
        "articles/leg-pain": ("moved", article.uid),
        "articles/legs": ("document", article.uid),
    }
    assert builders.live(article, clock).key == "articles/legs"


def test_a_draft_with_a_new_slug_moves_nothing(article, clock):
    builders.edit(article, clock, slug="legs")
    builders.submit(article, clock)

    assert leads_to(clock) == {"articles/leg-pain": ("document", article.uid)}
    assert not Key.objects.filter(key="articles/legs").exists()


def test_every_older_slug_leads_to_the_newest(article, clock):
    rename(article, clock, "legs")
    rename(article, clock, "legs-again")

    assert list(leads_to(clock).values()).count(("moved", article.uid)) == 2
    checks.the_live_table_is_the_record(clock())


def test_a_page_can_move_back(article, clock):
    rename(article, clock, "legs")
    rename(article, clock, "leg-pain")

    assert leads_to(clock) == {
        "articles/leg-pain": ("document", article.uid),
        "articles/legs": ("moved", article.uid),
    }


def test_a_scheduled_page_moves_at_its_moment(article, clock):
    builders.edit(article, clock, slug="legs")
    builders.schedule(article, clock, clock.after(days=1))

    assert leads_to(clock) == {"articles/leg-pain": ("document", article.uid)}
    clock.forward(days=1)
    assert leads_to(clock)["articles/leg-pain"] == ("moved", article.uid)
    assert leads_to(clock)["articles/legs"] == ("document", article.uid)


def test_a_move_that_was_called_off_leaves_the_page_where_it_was(article, clock):
    builders.edit(article, clock, slug="legs")
    release = builders.schedule(article, clock, clock.after(days=1))
    builders.call_off(release, clock)
    clock.forward(days=2)

    assert leads_to(clock) == {"articles/leg-pain": ("document", article.uid)}
    # The key is the item's all the same: a reader may have been told of it.
    assert Key.objects.get(key="articles/legs").item == article.uid


def test_bringing_back_an_earlier_page_brings_back_its_key(article, clock):
    first = Publication.objects.filter(item=article.uid, outcome="document").earliest("number")
    rename(article, clock, "legs")
    builders.restore(first, clock)

    assert leads_to(clock) == {
        "articles/leg-pain": ("document", article.uid),
        "articles/legs": ("moved", article.uid),
    }


def test_a_retired_page_is_gone_under_every_key(article, clock):
    rename(article, clock, "legs")
    builders.retire(article, clock)

    assert leads_to(clock)["articles/legs"] == ("gone", article.uid)
    assert record.live_publication(article.uid, clock()) is None


@pytest.mark.parametrize("end", ["renamed", "retired", "live"])
def test_a_key_is_not_given_to_another_item(article, clock, end):
    if end == "renamed":
        rename(article, clock, "legs")
    elif end == "retired":
        builders.retire(article, clock)
        builders.edit(article, clock, slug="legs")
    else:
        builders.edit(article, clock, slug="legs")  # only the draft has moved on
    other = Article.objects.get(slug="veins")
    builders.edit(other, clock, slug="leg-pain")

    with pytest.raises(actions.NotReady, match="belongs to another page for ever"):
        builders.submit(other, clock)


def test_a_key_that_was_taken_between_submission_and_publishing_is_refused_in_words(article, clock):
    """Two drafts may want one new address; the first to be published has it."""
    builders.edit(article, clock, slug="walking")
    release = builders.signed(article, clock)
    builders.edit(article, clock, slug="leg-pain")
    other = Article.objects.get(slug="veins")
    builders.edit(other, clock, slug="walking")
    builders.go_live(other, clock)

    with pytest.raises(actions.NotPossible, match="articles/walking"):
        builders.publish(release, clock)
    assert builders.live(article, clock).key == "articles/leg-pain"


def test_the_same_slug_in_another_locale_is_another_key(article, clock):
    german = builders.article(clock, slug="leg-pain", locale="de-DE", title="Beinschmerz")
    builders.go_live(german, clock)

    assert {k.locale: k.item for k in Key.objects.filter(key="articles/leg-pain")} == {
        "en-US": article.uid,
        "de-DE": german.uid,
    }
    builders.retire(german, clock)
    assert builders.live(article, clock) is not None
