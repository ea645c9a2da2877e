"""A draft that was written past the application is noticed and shown; a reason takes it over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from articles.models import Article, ArticleAuthor, Organisation, Topic
from cms.audit import verification
from cms.audit.models import Entry
from cms.publishing import actions, outside
from cms.publishing.models import Revision
from tests import people

from . import builders
from .admin.browsing import Desk, change_form


@pytest.fixture
def article(clock):
    return builders.changed()


def findings():
    return [str(found) for found in verification.verify(connection)]


def by_raw_sql(article):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET dek = 'Never rest.' WHERE id = %s", [article.pk])


WAYS = {
    "an update of rows": lambda a: Article.objects.filter(pk=a.pk).update(title="Another title"),
    "raw SQL": by_raw_sql,
    "a row of another table": lambda a: ArticleAuthor.objects.filter(article=a).delete(),
    "tags": lambda a: a.keywords.add("heart"),
    "a save past the action": lambda a: Article.objects.get(pk=a.pk).save() or by_raw_sql(a),
    "many at once": lambda a: Article.objects.bulk_update([changed(a, slug="elsewhere")], ["slug"]),
    "another record it names": lambda a: Article.objects.filter(pk=a.pk).update(organization=None),
}


def changed(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    return article


@pytest.mark.parametrize("way", WAYS)
def test_each_way_past_the_application_is_found(article, way):
    assert findings() == []

    WAYS[way](article)

    newest = Revision.objects.filter(item=article.uid).latest("number").number
    assert findings() == [
        f"articles_article {article.uid}: the draft was changed outside the application,"
        f" since revision {newest} by Wanda Wright"
    ]


def test_every_kind_is_looked_at(article):
    Topic.objects.update(name="Other")
    Organisation.objects.update(name="Other")

    found = " ".join(findings())
    assert "articles_topic top_" in found
    assert "articles_organisation org_" in found


def test_a_draft_that_was_put_there_is_found(article):
    new = Article.objects.create(slug="smuggled", title="Smuggled", topic=article.topic)

    assert findings() == [
        f"articles_article {new.uid}: the draft was put here outside the application: it has no revision"
    ]


def test_a_draft_that_was_deleted_is_found(article):
    fresh = builders.fresh()
    ArticleAuthor.objects.filter(article=fresh).delete()
    Article.objects.filter(pk=fresh.pk).delete()

    assert findings() == [f"articles_article {fresh.uid}: the draft was deleted outside the application"]


def test_a_draft_that_was_archived_or_brought_back_is_found(article, clock):
    fresh = builders.fresh()
    Article.objects.filter(pk=article.pk).update(archived_at=now())
    actions.archive(item=fresh, by=people.wanda(), clock=clock)
    assert findings() == [f"articles_article {article.uid}: the draft was archived outside the application"]

    Article.objects.update(archived_at=None)

    assert findings() == [f"articles_article {fresh.uid}: the draft was brought back outside the application"]


def test_when_it_is_saved_the_entry_says_so(article, clock):
    by_raw_sql(article)
    before = Entry.objects.count()

    builders.edit(article, clock, title="Another title")

    assert Entry.objects.count() == before + 1
    assert Entry.objects.first().detail_document["outside"] == [article.uid]
    assert findings() == []
    builders.edit(article, clock, title="Yet another")
    assert "outside" not in Entry.objects.first().detail_document


def test_restoring_the_newest_revision_puts_it_back_and_leaves_an_entry(article, clock):
    by_raw_sql(article)
    newest = Revision.objects.filter(item=article.uid).latest("number")
    before = Entry.objects.count()

    made = actions.restore_draft(item=article, revision=newest, by=people.wanda(), clock=clock)

    assert made is None
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert (entry.action, entry.subject) == ("draft.restore", article.uid)
    assert entry.detail_document == {"outside": [article.uid], "restored": newest.number}
    assert findings() == []


def test_restoring_what_the_draft_says_already_is_no_entry(article, clock):
    newest = Revision.objects.filter(item=article.uid).latest("number")
    before = Entry.objects.count()

    actions.restore_draft(item=article, revision=newest, by=people.wanda(), clock=clock)

    assert Entry.objects.count() == before


def test_comparing_many_drafts_takes_few_queries(article, clock, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as few:
        assert list(outside.everything()) == []
    for number in range(20):
        builders.article(clock, slug=f"page-{number}", title=f"Page {number}")

    with django_assert_max_num_queries(len(few)):
        assert list(outside.everything()) == []


def test_of_many_drafts_those_that_differ_are_told(article, clock):
    others = [builders.article(clock, slug=f"page-{number}", title=f"Page {number}") for number in range(9)]
    Article.objects.filter(pk=others[3].pk).update(dek="By hand.")
    others[7].author_rows.all().delete()

    found = {one.item.pk: one for one in outside.everything()}

    assert found.keys() == {others[3].pk, others[7].pk}
    assert found[others[3].pk].stands["dek"] == "By hand."
    assert found[others[7].pk].kept["authors"]
    assert not found[others[7].pk].stands["authors"]


class TestTheForm:
    def test_is_silent_where_nothing_happened(self, article):
        assert "outside the application" not in Desk(people.wanda()).open(change_form(article)).words

    def test_says_what_was_changed_and_what_can_be_done(self, article):
        by_raw_sql(article)

        words = Desk(people.wanda()).open(change_form(article)).words

        newest = Revision.objects.filter(item=article.uid).latest("number").number
        assert f"changed outside the application after revision {newest}" in words
        assert "rest" in words.partition("This is what differs from")[2]
        assert f"restore revision {newest}" in words

    def test_tells_readers_without_the_right_to_change_as_well(self, article):
        by_raw_sql(article)

        words = Desk(people.otto()).open(change_form(article)).words

        assert "changed outside the application" in words
        assert "restore revision" not in words

    def test_asks_for_a_reason_and_keeps_what_was_typed(self, article):
        by_raw_sql(article)
        before = Entry.objects.count()

        refused = Desk(people.wanda()).open(change_form(article)).send(title="Typed now")

        assert any("say in the reason why this is to stay" in error for error in refused.errors)
        assert refused.values()["title"] == "Typed now"
        assert "Typed now" not in refused.words.partition("This is what differs")[2].partition("Compare.")[0]
        assert Entry.objects.count() == before
        refused.send(save_reason="The clinic asked for it.")
        assert Entry.objects.first().detail_document["outside"] == [article.uid]
        assert findings() == []
        article.refresh_from_db()
        assert (article.title, article.dek) == ("Typed now", "Never rest.")

    def test_greets_a_draft_that_was_put_there(self, article):
        new = Article.objects.create(slug="smuggled", title="Smuggled", topic=article.topic)

        assert "it has no revision" in Desk(people.wanda()).open(change_form(new)).words
