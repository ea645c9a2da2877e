"""Recalls that meet what happened since: another recall, a page taken down, a rewrite that lasts."""

import pytest

from articles import citations
from articles.models import Article
from cms.publishing import actions, kinds, record
from cms.publishing.actions.bases import StaleBase
from cms.publishing.models import Closing
from tests import people

from . import builders, checks, recalls
from .recalls import cited, live_document, recall, revisions, said


@pytest.fixture
def house(arranged):
    return arranged(recalls.superseded_house)


@pytest.fixture
def clock(house):
    return house.clock


def states():
    return {item.uid: item.state() for model in kinds.all() for item in model.objects.all()}


def test_nothing_but_the_mentions_changes_in_any_draft(house, clock):
    recalls.edit_body(house.second, clock, said("A rewrite (", recalls.cite(house.old), ")."))
    draft = builders.article(clock, slug="draft", title="Draft")
    recalls.edit_body(draft, clock, recalls.citing(house.old))
    before = states()

    recall(
        house.old,
        [(house.first, "successor"), (house.second, "successor"), (house.faq, "successor")],
        clock,
    )

    changed = {house.first.uid, house.second.uid, house.faq.uid}
    for uid, state in states().items():
        item = kinds.item(uid)
        expected = item.dealt_with(before[uid], "successor", house.old, house.new) if uid in changed else None
        assert state == (expected or before[uid])
        assert (uid in changed) == (state != before[uid])
        assert not record.newest_revision(uid) or actions.drafts.is_frozen(item)


def test_a_recall_that_is_refused_leaves_nothing(house, clock):
    Article.objects.filter(pk=house.second.pk).update(dek="Past us.")
    before, rows = states(), revisions(house.first)

    with pytest.raises(actions.NotReady):
        recall(
            house.old,
            [(house.first, "successor"), (house.second, "successor"), (house.faq, "successor")],
            clock,
        )

    assert states() == before
    assert revisions(house.first) == rows
    assert record.open_release_of(house.first.uid, clock()) is None


def test_a_page_taken_down_meanwhile_stops_the_batch_until_it_is_recalled_again(house, clock):
    done = recall(house.old, [(house.first, "successor"), (house.second, "pin")], clock)
    builders.retire(house.second, clock)
    with pytest.raises(StaleBase, match="has changed since"):
        builders.sign(done.release, "compliance", clock)

    again = recall(house.old, [(house.first, "successor")], clock)

    assert Closing.objects.filter(release=done.release).exists()
    assert again.left_out == [("Second", "It is not live.")]
    builders.sign_all(again.release, clock)
    assert cited(live_document(house.first, clock)) == ["acc-2024"]
    assert record.live_publication(house.second.uid, clock()) is None
    checks.the_record_holds()


def test_a_rewrite_outlives_two_recalls(house, clock):
    recalls.edit_body(house.first, clock, said("All new (", recalls.cite(house.old), ")."))
    first = recall(house.old, [(house.first, "successor")], clock)
    builders.sign_all(first.release, clock)
    clock.forward(days=1)
    newest = recalls.source(clock, "acc-2030")
    citations.supersede(
        citation=house.new, successor=newest, by=people.pia(), clock=clock, reason="Newer still."
    )

    second = recall(house.new, [(house.first, "successor")], clock)

    assert revisions(house.first)[-2:] == [(6, 4, 1), (7, 5, None)]
    assert second.release.members.get(item=house.first.uid).after == 4
    assert str(newest) in {member.title for member in second.release.members.all()}
    builders.sign_all(second.release, clock)
    clock.forward(days=1)
    assert cited(live_document(house.first, clock)) == ["acc-2030"]
    assert "First. Walking helps" in live_document(house.first, clock)["body"]["html"]
    release = builders.submit(house.first, clock)
    assert release.members.get(item=house.first.uid).after == 2
    builders.sign_all(release, clock)
    builders.publish(release, clock)
    assert "All new" in live_document(house.first, clock)["body"]["html"]
    assert cited(live_document(house.first, clock)) == ["acc-2030"]
    checks.the_record_holds()


def test_a_form_opened_before_the_recall_does_not_save_over_it(house, clock):
    read = house.first.version
    recall(house.old, [(house.first, "successor")], clock)
    house.first.dek = "Typed meanwhile."

    with pytest.raises(actions.drafts.StaleDraft):
        actions.save(item=house.first, by=people.wanda(), clock=clock, expected_version=read)


def test_a_source_that_names_the_old_one_names_the_new_one(house, clock):
    older = recalls.source(clock, "aha-2005")
    citations.supersede(citation=older, successor=house.old, by=people.pia(), clock=clock, reason="Older.")
    older.refresh_from_db()
    builders.go_live(older, clock)
    clock.forward(hours=1)

    done = recall(house.old, [(older, "pin")], clock)

    builders.sign_all(done.release, clock)
    assert live_document(older, clock)["superseded_by"]["slug"] == "aha-2016"
