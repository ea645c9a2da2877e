"""From the first publication on, a save says why; before that it may stay silent."""

import pytest

from cms.audit.models import Entry
from cms.publishing import actions
from cms.publishing.actions.drafts import ReasonWanted
from cms.publishing.models import Revision
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def article(clock):
    return builders.article(clock)


def counts(item):
    return Entry.objects.count(), Revision.objects.filter(item=item.uid).count()


def test_before_anything_was_published_a_reason_is_welcome_not_wanted(article, clock):
    builders.edit(article, clock, reason="", dek="When to rest.")

    assert Revision.objects.filter(item=article.uid).latest("number").reason == ""


@pytest.mark.parametrize("said", ["", "   "])
def test_once_readers_have_seen_it_a_save_without_a_reason_is_refused(said, article, clock):
    builders.go_live(article, clock)
    before = counts(article)

    with pytest.raises(ReasonWanted, match="say why it changes"):
        builders.edit(article, clock, reason=said, dek="When to rest.")

    assert counts(article) == before
    article.refresh_from_db()
    assert article.dek == "When to walk."


def test_what_was_taken_down_was_seen_too(article, clock):
    builders.go_live(article, clock)
    clock.forward(hours=1)
    builders.retire(article, clock)

    with pytest.raises(ReasonWanted):
        builders.edit(article, clock, reason="", dek="When to rest.")


def test_what_is_only_scheduled_was_not_seen_yet(article, clock):
    builders.schedule(article, clock, clock.after(days=1))
    builders.edit(article, clock, reason="", dek="When to rest.")
    clock.forward(days=1)

    with pytest.raises(ReasonWanted):
        builders.edit(article, clock, reason="", dek="When to sit.")


def test_an_earlier_text_comes_back_with_a_reason_only(article, clock):
    first = Revision.objects.get(item=article.uid)
    builders.edit(article, clock, dek="When to rest.")
    builders.go_live(article, clock)

    with pytest.raises(ReasonWanted):
        actions.restore_draft(item=article, revision=first, by=people.wanda(), clock=clock)


def test_a_save_that_changes_nothing_needs_no_reason(article, clock):
    builders.go_live(article, clock)
    before = counts(article)

    builders.save(article, clock)

    assert counts(article) == before


class TestTheForm:
    @pytest.fixture
    def desk(self, article, clock, monkeypatch):
        builders.go_live(article, clock)
        clock.forward(hours=1)
        monkeypatch.setattr("django.utils.timezone.now", clock)
        return Desk(people.wanda()).open(change_form(article))

    def test_says_so_beside_the_field_and_keeps_the_text(self, desk, article):
        before = counts(article)

        answer = desk.send(dek="When to rest, typed with care.", save_reason="")

        assert "Readers have seen this: say why it changes." in answer.errors
        assert answer.values()["dek"].strip() == "When to rest, typed with care."
        assert counts(article) == before

    def test_saves_with_a_reason(self, desk, article):
        answer = desk.send(dek="When to rest.", save_reason="Readers asked.")

        assert answer.messages == ["Saved “Leg pain” as revision 2."]
        assert Revision.objects.get(item=article.uid, number=2).reason == "Readers asked."
